//! The language server and what no editor should say: it answers, and goes on.

use crate::harness::Repository;
use crate::lsp_client::Editor;
use serde_json::{Value, json};

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const TEXT: &str = "---\ntitle: Search is slow\nseverity: sev-9\nstatus: open\nstarted: 2026-03-02T09:00:00Z\n---\n";

#[test]
fn what_is_no_message_or_no_method_is_answered_and_the_next_is_heard() {
    let repository = Repository::new().log();
    let mut editor = Editor::start(&repository);
    let code = |answer: &Value| answer["error"]["code"].as_i64();
    for body in ["{", "[]", "7", "\u{1}", r#"{"jsonrpc": "2.0", "id": {}, "method": "x"}"#, "\"\""] {
        editor.send(body);
        let answer = editor.hear(|message| message["id"].is_null() && message.get("error").is_some());
        assert_eq!(code(&answer), Some(-32700), "{body}: {answer}");
    }
    editor.send_bytes(b"GET / HTTP/1.1\r\n\r\nContent-Length: x\r\n\r\n");
    for _ in 0..2 {
        editor.hear(|message| code(message) == Some(-32700));
    }
    editor.send_bytes(b"Content-Length: 4\r\n\r\n\xff\xfe\xff\xfe");
    editor.hear(|message| code(message) == Some(-32700));
    assert_eq!(code(&editor.ask("textDocument/rename", json!({}))), Some(-32601));
    assert_eq!(code(&editor.ask("$/unheard-of", Value::Null)), Some(-32601));
    assert_eq!(code(&editor.ask("textDocument/hover", json!([1]))), Some(-32602));
    assert_eq!(code(&editor.ask("textDocument/codeAction", json!("x"))), Some(-32602));
    assert_eq!(code(&editor.ask("initialize", json!({"capabilities": {}}))), Some(-32600));
    for (method, params) in [
        ("textDocument/didOpen", json!({})),
        ("textDocument/didChange", json!({"textDocument": 7})),
        ("textDocument/didClose", json!([])),
        ("textDocument/didSave", Value::Null),
        ("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": "x"}]})),
        ("$/cancelRequest", json!({"id": 99})),
        ("no/such", json!({})),
    ] {
        editor.say(method, params);
    }
    editor.open(INCIDENT, TEXT);
    assert!(editor.found(INCIDENT, 1).iter().any(|found| found.contains("unknown-severity")));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn it_begins_and_ends_as_the_protocol_has_it() {
    let repository = Repository::new().log();
    let mut early = Editor::silent(&repository);
    assert_eq!(early.ask("textDocument/hover", json!({}))["error"]["code"], -32002);
    assert_eq!(early.ask("initialize", json!({"capabilities": 7}))["error"]["code"], -32602);
    assert_eq!(early.exit(), Some(1), "nobody shut it down");
    let mut late = Editor::start(&repository);
    late.ask("shutdown", Value::Null);
    assert_eq!(late.ask("textDocument/hover", json!({}))["error"]["code"], -32600);
    assert_eq!(late.exit(), Some(0));
    assert_eq!(Editor::start(&repository).status(), Some(1), "its editor is gone");
    assert!(repository.run(&["lsp", "--format", "json"]).fails().contains("has no format `json`"));
}

#[test]
fn places_outside_a_text_and_documents_that_are_not_open_have_no_answer() {
    let repository = Repository::new().log();
    let mut editor = Editor::start(&repository);
    editor.open(INCIDENT, TEXT);
    for place in [(0, 0), (2, 4_294_967_295), (4_294_967_295, 0), (99, 99)] {
        for method in ["hover", "definition", "completion"] {
            assert!(editor.ask_at(method, INCIDENT, place).get("error").is_none());
            assert_eq!(editor.ask_at(method, "incidents/2026/2026-01-01-x/incident.md", place), Value::Null);
        }
    }
    let far = json!({"start": {"line": 9, "character": 9}, "end": {"line": 1, "character": 99}});
    editor.change(INCIDENT, 2, json!([{"range": far, "text": "\nseen: 1\n---\n"}]));
    editor.change("incidents/2026/2026-01-01-x/incident.md", 2, json!([{"range": far, "text": "x"}]));
    assert!(editor.found(INCIDENT, 2).iter().any(|found| found.contains("unknown-field")));
    for uri in ["untitled:Untitled-1", "https://example/incident.yaml", "file:///", "file:///%00/incident.yaml"] {
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": "a: ["});
        editor.say("textDocument/didOpen", json!({"textDocument": document}));
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 1}});
        assert_eq!(editor.ask("textDocument/hover", params)["result"], Value::Null, "{uri}");
    }
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_folder_without_git_is_told_once_and_breaks_nothing() {
    let folder = Repository::folder();
    folder.write("incident.yaml", "name: Shop\n");
    folder.write(INCIDENT, TEXT);
    let mut editor = Editor::start(&folder);
    editor.open(INCIDENT, TEXT);
    editor.open("incident.yaml", "name: [");
    let told = editor.hear(|message| message["method"] == "window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().contains("is in no git repository"), "{told}");
    assert_eq!(editor.ask_at("hover", INCIDENT, (2, 11)), Value::Null);
    // The folder becomes a repository, and what is open is looked at.
    folder.git(&["init", "--quiet"]);
    let changes = json!([{"uri": editor.uri("incident.yaml"), "type": 2}]);
    editor.say("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    assert!(editor.found("incident.yaml", 1)[0].contains("broken-document"));
    assert!(
        editor.hear(|message| message["method"] == "textDocument/publishDiagnostics")["params"]["uri"]
            .as_str()
            .unwrap()
            .ends_with("incident.md")
    );
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn other_projects_pages_and_agendas_are_let_be_without_a_word() {
    for folder in [Repository::folder(), Repository::new()] {
        folder.write("pages/about.md", "---\ntitle: [\n---\n");
        let mut editor = Editor::start(&folder);
        for path in ["pages/about.md", "agenda/2026-03-10/lunch.md", "README.md"] {
            editor.open(path, "---\ntitle: [\n---\n");
            assert_eq!(editor.ask_at("hover", path, (1, 1)), Value::Null);
        }
        // What is said between two questions was heard.
        assert_eq!(editor.unasked(), [Value::Null; 0]);
        assert_eq!(editor.end(), Some(0));
    }
}

#[test]
fn a_broken_plan_a_document_that_is_no_text_and_one_that_is_too_large_are_found_and_not_fallen_over() {
    let repository = Repository::new().log();
    repository.write_bytes("incidents/2026/2026-03-03-bytes/incident.md", b"---\n\xff\xfe\n---\n");
    repository.write(INCIDENT, TEXT);
    let mut editor = Editor::start(&repository);
    editor.open("incident.yaml", "severities: [\nroster: [{name: x, phone: 555-0101}]\n");
    assert!(editor.found("incident.yaml", 1)[0].contains("broken-document"));
    let text = TEXT.replace("sev-9", "sev-1");
    editor.open(INCIDENT, &text);
    editor.found(INCIDENT, 1);
    // The built-in plan speaks where the team's cannot.
    assert!(editor.ask_at("hover", INCIDENT, (2, 11))["contents"]["value"].as_str().unwrap().contains("sev-1"));
    let large = format!("{TEXT}{}", "x\n".repeat(5_000_001));
    editor.change(INCIDENT, 2, json!([{"text": large}]));
    let found = editor.found(INCIDENT, 2);
    assert!(found[0].contains("broken-document") && found[0].contains("11 MB; the limit is 10 MB"), "{found:?}");
    assert_eq!(editor.ask_at("completion", INCIDENT, (5_000_000, 1)), Value::Null);
    editor.change(INCIDENT, 3, json!([{"text": "\u{feff}---\r\ntitle: x\r\n"}]));
    assert!(editor.found(INCIDENT, 3)[0].contains("never ends"));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_log_below_the_top_and_one_beside_it_are_each_held_to_their_own_plan() {
    let repository = Repository::new();
    repository.write("a/incident.yaml", "severities: [{id: bad}]\n");
    repository.write("b/incident.yaml", "severities: [{id: worse}]\n");
    let mut editor = Editor::start(&repository);
    for (log, severity, is_known) in [("a", "bad", true), ("b", "bad", false)] {
        let path = format!("{log}/{INCIDENT}");
        editor.open(&path, &TEXT.replace("sev-9", severity));
        let found = editor.found(&path, 1);
        assert_eq!(!found.iter().any(|found| found.contains("unknown-severity")), is_known, "{found:?}");
    }
    assert_eq!(editor.end(), Some(0));
}
