//! The language server's quick fixes.

use crate::lsp::{INCIDENT, TEXT, log};
use crate::lsp_client::{Editor, told};
use serde_json::{Value, json};

/// The text with the edits of an action's, which are of one document.
fn applied(text: &str, action: &Value) -> String {
    let mut edits: Vec<_> =
        action["edit"]["changes"].as_object().unwrap().values().next().unwrap().as_array().unwrap().clone();
    edits.sort_by_key(|edit| edit["range"]["start"]["line"].as_u64());
    let offset = |position: &Value| {
        let line = position["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = position["character"].as_u64().unwrap() as usize;
        let width = |c: char| {
            let fits = units >= c.len_utf16();
            units = units.saturating_sub(c.len_utf16());
            fits.then_some(c.len_utf8())
        };
        start + text[start..].chars().map_while(width).sum::<usize>()
    };
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn fixes_are_those_of_validate_one_by_one_and_all_at_once() {
    let repository = log();
    let mut editor = Editor::start(&repository);
    editor.open(INCIDENT, TEXT);
    let uri = editor.uri(INCIDENT);
    let mut ask = |range: [u64; 4], only: Value| {
        let [line, column, end_line, end_column] = range;
        let range =
            json!({"start": {"line": line, "character": column}, "end": {"line": end_line, "character": end_column}});
        let context = json!({"diagnostics": [], "only": only});
        let answer = editor
            .ask("textDocument/codeAction", json!({"textDocument": {"uri": uri}, "range": range, "context": context}));
        answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    };
    let here = ask([3, 2, 3, 2], Value::Null);
    let titles: Vec<_> = here.iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        ["unknown-field: `statuz` is now `status`", "Mend all that can be mended without a second thought"]
    );
    assert_eq!(here[0]["kind"], "quickfix");
    assert!(told(&here[0]["diagnostics"][0]).starts_with("3:0-3:6 error unknown-field"), "{}", here[0]);
    assert_eq!(applied(TEXT, &here[0]), TEXT.replace("statuz", "status"));
    assert_eq!(ask([0, 0, 99, 0], json!(["quickfix"])).len(), 3);
    assert_eq!(ask([0, 0, 99, 0], json!(["refactor"])).len(), 0);
    let all = ask([0, 0, 0, 0], json!(["source.fixAll"]));
    assert_eq!(all.len(), 1);
    let mended = applied(TEXT, &all[0]);
    repository.run(&["validate", "--fix", INCIDENT]).ok();
    assert_eq!(mended, repository.read(INCIDENT));
    // What was asked for is not done: the open text still has it all.
    assert_eq!(ask([0, 0, 99, 0], json!(["quickfix"])).len(), 3);
}

#[test]
fn edits_name_the_version_where_the_editor_can_hold_them_to_it() {
    let repository = log();
    let mut editor = Editor::with(&repository, json!({"workspace": {"workspaceEdit": {"documentChanges": true}}}));
    editor.open(INCIDENT, TEXT);
    let range = json!({"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 0}});
    let params = json!({"textDocument": {"uri": editor.uri(INCIDENT)}, "range": range, "context": {"diagnostics": []}});
    let answer = editor.ask("textDocument/codeAction", params);
    let changes = &answer["result"][0]["edit"]["documentChanges"][0];
    assert_eq!(changes["textDocument"], json!({"uri": editor.uri(INCIDENT), "version": 1}), "{answer}");
    assert_eq!(changes["edits"][0]["newText"], "status");
}
