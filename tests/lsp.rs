//! The language server: what an editor is told while somebody writes.

use crate::harness::Repository;
use crate::lsp_client::{Editor, place_of};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FOLDER: &str = "incidents/2026/2026-03-02-search-is-slow";
pub const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const SECRET: &str = "incidents/2026/2026-03-01-key-leaked/incident.md";

pub const TEXT: &str = "---\ntitle: Search is slow 😀\nseverity: sev2\nstatuz: open\nstarted: 2026-03-02T09:00:00Z\nvisibility: internal\nservices: [search]\nlead: Tech Lead\nrelated: [2026-02-17-mail-is-late]\n---\n\n## Summary\n😀 See ![it](Error_Rate.PNG \"x\"), as in [February](../2026-02-17-mail-is-late/incident.md).\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n- 2026-03-02T09:01:00Z [detected] The alert on slow answers.\n";

const PLAN: &str = "name: Shop\nsite: {url: \"https://incidents.example/log\"}\nseverities:\n  - {id: sev-1, name: critical, definition: The shop is down.}\n  - {id: sev-2, name: high, definition: A part of the shop is down., examples: [Search fails]}\nroster:\n  - name: Tech Lead\n    function: Leads the response\n    escalation: 1\n    phone: 555-0101\n  - {name: On-call Engineer}\nservices:\n  - {name: search, owner: Search team, links: [\"https://runbooks.example/search\"]}\n  - {name: mail}\n";

pub fn log() -> Repository {
    let repository = Repository::new();
    repository.write("incident.yaml", PLAN);
    repository.write(INCIDENT, TEXT);
    repository.write(&format!("{FOLDER}/error-rate.png"), "");
    let late = "---\ntitle: Mail is late\nseverity: sev-2\nstatus: closed\nstarted: 2026-02-17T09:00:00Z\nresolved: 2026-02-17T10:00:00Z\ntags: [queue, deploy]\nlead: Mail team\n---\n\n## Solution\nRestart the queue; call 555 0101 first.\n";
    repository.write("incidents/2026/2026-02-17-mail-is-late/incident.md", late);
    let secret = "---\ntitle: Key of the vault leaked\nseverity: sev-1\nstatus: open\nvisibility: restricted\nstarted: 2026-03-01T09:00:00Z\nrelated: [2026-03-02-search-is-slow]\n---\n\n## Solution\nRevoke it.\n";
    repository.write(SECRET, secret);
    repository.commit_all("Report");
    repository
}

/// What `validate` finds in a text that is not saved, as the editor tells it; with columns in characters.
fn validated(repository: &Repository, path: &str, text: &str) -> Vec<String> {
    let arguments = ["validate", "--stdin-path", path, "--format", "json"];
    let mut child = repository.program(&arguments);
    let mut child = child.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let report: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    report["findings"].as_array().unwrap().iter().map(finding_told).collect()
}

/// A finding of `validate` as the editor has it.
fn finding_told(finding: &Value) -> String {
    let number = |key: &str| finding[key].as_u64().unwrap() - 1;
    let place = format!("{}:{}-{}:{}", number("line"), number("column"), number("end-line"), number("end-column"));
    let level = if finding["level"] == "warn" { "warning" } else { "error" };
    let help = finding["help"].as_str().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{place} {level} {}: {}{help}", finding["rule"].as_str().unwrap(), finding["message"].as_str().unwrap())
}

#[test]
fn what_is_found_is_what_validate_finds_and_follows_each_keystroke() {
    let repository = log();
    let mut editor = Editor::start(&repository);
    editor.open(INCIDENT, TEXT);
    let found = editor.found(INCIDENT, 1);
    insta::assert_snapshot!(found.join("\n"), @"
    0:0-0:3 error missing-field: `status` is missing; say how far it has come: `status: ` and one of open, mitigated, resolved, closed
    2:10-2:14 error unknown-severity: the plan has no severity `sev2`; did you mean `sev-2`?
    3:0-3:6 error unknown-field: `statuz` is not a field that is known here; did you mean `status`? Keys of your own start with `x-`
    12:13-12:27 error broken-link: `Error_Rate.PNG` leads to no file of this log; did you mean `error-rate.png`? It was looked for at incidents/2026/2026-03-02-search-is-slow/Error_Rate.PNG
    ");
    // Of characters that take two units, the protocol counts both.
    let plain = TEXT.replace('😀', "x");
    editor.change(INCIDENT, 2, json!([{"text": plain}]));
    assert_eq!(editor.found(INCIDENT, 2), validated(&repository, INCIDENT, &plain));
    // Two changes at once, the second of what the first left.
    let (line, column) = place_of(&plain, "sev2");
    let at = |line: usize, from: usize, to: usize| json!({"start": {"line": line, "character": from}, "end": {"line": line, "character": to}});
    let changes = json!([
        {"range": at(line, column + 3, column + 3), "text": "-"},
        {"range": at(line + 1, 0, 6), "text": "status"},
    ]);
    editor.change(INCIDENT, 3, changes);
    let mended = plain.replace("sev2", "sev-2").replace("statuz", "status");
    let found = editor.found(INCIDENT, 3);
    assert_eq!(found, validated(&repository, INCIDENT, &mended));
    assert!(!found.iter().any(|found| found.contains("unknown-field")), "{found:?}");
    // Nothing was written.
    assert_eq!(repository.read(INCIDENT), TEXT);
    editor.say("textDocument/didClose", json!({"textDocument": {"uri": editor.uri(INCIDENT)}}));
    let closed = editor.hear(|message| message["params"]["diagnostics"] == json!([]));
    assert_eq!(closed["params"]["uri"], editor.uri(INCIDENT));
    assert_eq!(editor.end(), Some(0));
}

/// A log of every kind of document, with something wrong in each.
fn faulty() -> Repository {
    let repository = Repository::sample();
    for (path, from, to) in [
        ("incident.yaml", "audience: internal", "audience: intern"),
        ("incidents/2025/2025-08-19-covers-blurred/incident.md", "severity:", "severty:"),
        ("incidents/2025/2025-11-28-catalogue-cache-stampede/postmortem.md", "## ", "#### "),
        ("incidents/2026/2026-11-18-baskets-empty-after-release/incident.md", "## Solution", "## Solutoin"),
        ("agenda/2025-12-02/2025-11-28-catalogue-cache-stampede.md", "2025-11-28-catalogue", "2025-11-28-catalog"),
        ("incidents/2024/2024-12-02-connection-pool-exhausted/incident.md", "error-rate.png", "error_rate.png"),
    ] {
        repository.replace(path, from, to);
    }
    let copied = repository.read("incidents/2025/2025-06-24-order-mail-late/incident.md");
    repository.write("incidents/2025/2025-06-25-order-mail-late/incident.md", &copied);
    repository.write("pages/plan.md", "---\nnav: perhaps\n---\n[gone](gone.md)\n");
    repository
}

#[test]
fn each_document_alone_and_all_together_have_what_validate_finds_in_the_whole_log() {
    let repository = faulty();
    let report = repository.run(&["validate", "--format", "json"]).json();
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, _) in repository.files().iter().filter(|(path, _)| path.ends_with(".md") || path == "incident.yaml") {
        let here = report["findings"].as_array().unwrap().iter().filter(|finding| finding["path"] == **path);
        expected.insert(path.clone(), here.map(finding_told).collect());
    }
    assert!(expected.values().filter(|found| !found.is_empty()).count() >= 7, "{expected:#?}");
    let mut together = Editor::start(&repository);
    for (path, found) in &expected {
        let mut alone = Editor::start(&repository);
        alone.open(path, &repository.read(path));
        assert_eq!(alone.found(path, 1), *found, "{path} alone");
        together.open(path, &repository.read(path));
        assert_eq!(together.found(path, 1), *found, "{path} among others");
    }
}

#[test]
fn columns_are_in_bytes_where_the_editor_can_count_them() {
    let repository = log();
    let capabilities = json!({"general": {"positionEncodings": ["utf-8", "utf-16"]}});
    let mut editor = Editor::with(&repository, capabilities);
    editor.open(INCIDENT, TEXT);
    let line = TEXT.lines().find(|line| line.contains("Error_Rate")).unwrap();
    let (wide, bytes) =
        (line.split("Error_Rate").next().unwrap().encode_utf16().count(), line.find("Error_Rate").unwrap());
    assert_eq!(bytes, wide + 2);
    let found = editor.found(INCIDENT, 1);
    let of_link = found.iter().find(|found| found.contains("broken-link")).unwrap();
    assert!(of_link.starts_with(&format!("12:{bytes}-12:{}", bytes + "Error_Rate.PNG".len())), "{of_link}");
}

#[test]
fn only_what_is_the_logs_own_is_looked_at_and_a_plan_that_is_typed_counts_at_once() {
    let repository = log();
    repository.write(".gitignore", "/incidents/2026/2026-01-01-draft/\n");
    let draft = "incidents/2026/2026-01-01-draft/incident.md";
    repository.write(draft, "no front matter");
    let mut editor = Editor::start(&repository);
    for other in ["README.md", "docs/incidents.md", "incidents/2026/notes.md", draft, &format!("{FOLDER}/other.md")] {
        editor.open(other, "---\nseverity: [\n");
    }
    editor.open("incident.yaml", &PLAN.replace("roster:", "rostr:"));
    let in_plan = editor.found("incident.yaml", 1);
    assert_eq!(in_plan.len(), 1, "{in_plan:?}");
    assert!(in_plan[0].contains("unknown-field"), "{in_plan:?}");
    editor.open(INCIDENT, TEXT);
    assert!(editor.found(INCIDENT, 1).iter().any(|found| found.contains("unknown-severity")));
    // The plan that is not saved has the severity.
    editor.change("incident.yaml", 2, json!([{"text": PLAN.replace("id: sev-2", "id: sev2")}]));
    let found = editor.found(INCIDENT, 1);
    assert!(!found.iter().any(|found| found.contains("unknown-severity")), "{found:?}");
    // Each published document was one of the two.
    assert_eq!(editor.ask("textDocument/hover", json!({}))["error"]["code"], -32602);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_finding_leads_to_its_rule_on_the_logs_site() {
    let repository = log();
    let mut editor = Editor::start(&repository);
    editor.open(INCIDENT, TEXT);
    let published = editor.hear(|message| message["params"]["version"] == 1);
    let first = &published["params"]["diagnostics"][0];
    let rule = first["code"].as_str().unwrap();
    assert_eq!(first["codeDescription"]["href"], format!("https://incidents.example/log/rules/{rule}/"));
    assert_eq!(first["source"], "incident");
}

#[test]
fn what_changes_on_the_disk_is_seen() {
    let repository = log();
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut editor = Editor::with(&repository, watches);
    let asked = editor.hear(|message| message["method"] == "client/registerCapability");
    assert_eq!(asked["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles", "{asked}");
    editor.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}).to_string());
    let text = TEXT.replace("2026-02-17-mail-is-late]", "2026-02-19-late-again]");
    editor.open(INCIDENT, &text);
    let is_unknown = |found: &[String]| found.iter().any(|found| found.contains("unknown-related"));
    assert!(is_unknown(&editor.found(INCIDENT, 1)));
    let other = "incidents/2026/2026-02-19-late-again/incident.md";
    repository.write(other, "---\ntitle: Late again\n---\n");
    let changes = json!([{"uri": editor.uri(other), "type": 1}]);
    editor.say("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    assert!(!is_unknown(&editor.found(INCIDENT, 1)));
    std::fs::remove_dir_all(repository.path("incidents/2026/2026-02-19-late-again")).unwrap();
    let changes = json!([{"uri": editor.uri("incidents/2026/2026-02-19-late-again"), "type": 3}]);
    editor.say("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    assert!(is_unknown(&editor.found(INCIDENT, 1)));
    // An editor that cannot watch is served when it saves.
    let mut other_editor = Editor::start(&repository);
    other_editor.open(INCIDENT, &text);
    assert!(is_unknown(&other_editor.found(INCIDENT, 1)));
    repository.write(other, "---\ntitle: Late again\n---\n");
    other_editor.say("textDocument/didSave", json!({"textDocument": {"uri": other_editor.uri(INCIDENT)}}));
    assert!(!is_unknown(&other_editor.found(INCIDENT, 1)));
    // One that came meanwhile is looked at when it is opened.
    let new = "incidents/2026/2026-02-20-new/incident.md";
    repository.write(new, "---\ntitle: [\n---\n");
    other_editor.open(new, "---\ntitle: [\n---\n");
    assert!(other_editor.found(new, 1)[0].contains("broken-document"));
    // And so is what changed when another document is opened.
    std::fs::remove_dir_all(repository.path("incidents/2026/2026-02-19-late-again")).unwrap();
    other_editor.open("incident.yaml", PLAN);
    assert!(is_unknown(&other_editor.found(INCIDENT, 1)));
}

/// What is offered where a text has `|`, as `label: what is written (detail)`; the word that it replaces in front.
fn offered(editor: &mut Editor, path: &str, marked: &str, version: i64) -> String {
    let (line, column) = place_of(marked, "|");
    let text = marked.replacen('|', "", 1);
    editor.change(path, version, json!([{"text": text}]));
    let answer = editor.ask_at("completion", path, (line, column));
    let mut lines = Vec::new();
    for item in answer["items"].as_array().into_iter().flatten() {
        let edit = &item["textEdit"];
        let from = edit["range"]["start"]["character"].as_u64().unwrap() as usize;
        let replaced: String = text.lines().nth(line).unwrap().chars().skip(from).take(column - from).collect();
        let detail = item["detail"].as_str().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let told = item["documentation"]["value"]
            .as_str()
            .map(|told| format!(" <{}>", told.replace('\n', " ")))
            .unwrap_or_default();
        let written = edit["newText"].as_str().unwrap();
        lines.push(format!("{replaced:?} {}: {written:?}{detail}{told}", item["label"].as_str().unwrap()));
    }
    lines.join("\n")
}

#[test]
fn what_can_be_written_next_is_offered() {
    let repository = log();
    let mut editor = Editor::start(&repository);
    editor.open(INCIDENT, TEXT);
    let mut version = 1;
    let mut at = |from: &str, to: &str| {
        version += 1;
        assert!(TEXT.contains(from));
        offered(&mut editor, INCIDENT, &TEXT.replacen(from, to, 1), version)
    };
    insta::assert_snapshot!(at("statuz: open", "st|"), @r#"
    "st" status: "status: " (How far it has come)
    "st" detected: "detected: " (When it was noticed)
    "st" acknowledged: "acknowledged: " (When somebody took it on)
    "st" mitigated: "mitigated: " (When users no longer felt it)
    "st" resolved: "resolved: " (When it was over)
    "st" reporter: "reporter: " (Who reported it)
    "st" tags: "tags: " (Words to find it by)
    "st" war-room: "war-room: " (The channel of the response)
    "st" root-cause: "root-cause: " (What is known of the root cause)
    "st" announced: "announced: " (When it was announced that it is over)
    "st" actions: "actions: " (What is to be done so that it does not come back)
    "#);
    insta::assert_snapshot!(at("statuz: open", "status: o|"), @r#"
    "o" open: "open"
    "o" mitigated: "mitigated"
    "o" resolved: "resolved"
    "o" closed: "closed"
    "#);
    insta::assert_snapshot!(at("severity: sev2", "severity: |"), @r#"
    "" sev-1: "sev-1" (critical) <**sev-1** · critical  The shop is down.>
    "" sev-2: "sev-2" (high) <**sev-2** · high  A part of the shop is down.  - Search fails>
    "#);
    insta::assert_snapshot!(at("services: [search]", "services: [search, |]"), @r#"
    "" search: "search" (Search team)
    "" mail: "mail"
    "#);
    insta::assert_snapshot!(at("services: [search]", "services: [{name: search, |}]"), @r#"
    "" name: "name: " (The service, as the plan calls it)
    "" severity: "severity: " (How bad it was there, where that differs)
    "#);
    insta::assert_snapshot!(at("lead: Tech Lead", "lead: T|"), @r#"
    "T" Tech Lead: "Tech Lead" (Leads the response)
    "T" On-call Engineer: "On-call Engineer"
    "T" Mail team: "Mail team"
    "#);
    insta::assert_snapshot!(at("lead: Tech Lead", "tags:\n  - |"), @r#"
    "" deploy: "deploy" (1 incident)
    "" queue: "queue" (1 incident)
    "#);
    insta::assert_snapshot!(at("related: [2026-02-17-mail-is-late]", "related: [2026|]"), @r#"
    "2026" 2026-03-01-key-leaked: "2026-03-01-key-leaked"
    "2026" 2026-02-17-mail-is-late: "2026-02-17-mail-is-late" (Mail is late)
    "#);
    insta::assert_snapshot!(at("[February](../2026-02-17-mail-is-late/incident.md)", "[x](|"), @r#"
    "" error-rate.png: "error-rate.png)"
    "" 2026-03-01-key-leaked: "../2026-03-01-key-leaked/incident.md)"
    "" 2026-02-17-mail-is-late: "../2026-02-17-mail-is-late/incident.md)" (Mail is late)
    "#);
    let kinds = at("[detected]", "[|");
    assert!(kinds.starts_with("\"\" started: \"started]\" (the first moment that users felt it)\n"), "{kinds}");
    assert_eq!(at("Slow.", "Slow |"), "");
    editor.open("incident.yaml", PLAN);
    let rules = offered(&mut editor, "incident.yaml", &format!("{PLAN}rules:\n  broken-l|\n"), 2);
    assert!(rules.contains("\"broken-l\" broken-link: \"broken-link: \" (A link or an image leads"), "{rules}");
    let levels = offered(&mut editor, "incident.yaml", &format!("{PLAN}rules:\n  broken-link: |\n"), 3);
    assert_eq!(levels, "\"\" error: \"error\"\n\"\" warn: \"warn\"\n\"\" off: \"off\"");
}

fn hovered(editor: &mut Editor, path: &str, text: &str, part: &str) -> String {
    let answer = editor.ask_at("hover", path, place_of(text, part));
    answer["contents"]["value"].as_str().map_or_else(|| answer.to_string(), |text| text.replace("\n\n", "\n"))
}

#[test]
fn what_stands_behind_a_word_is_shown_without_phone_numbers() {
    let repository = log();
    let mut editor = Editor::start(&repository);
    let text = TEXT.replace("sev2", "sev-2").replace("Slow.", "Slow, as 2026-03-01-key-leaked is.");
    editor.open(INCIDENT, &text);
    let parts = [
        "started: 2026",
        "sev-2",
        "search]",
        "Tech Lead",
        "2026-02-17",
        "../2026-02-17",
        "2026-03-01",
        "detected]",
        "Slow,",
    ];
    let told: Vec<String> =
        parts.iter().map(|part| format!("{part} => {}", hovered(&mut editor, INCIDENT, &text, part))).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    started: 2026 => When it began, as far as is known
    sev-2 => **sev-2** · high
    A part of the shop is down.
    - Search fails
    search] => **search**
    Owner: Search team
    <https://runbooks.example/search>
    Tech Lead => **Tech Lead**
    Leads the response
    Called as number 1
    2026-02-17 => **Mail is late**
    `2026-02-17-mail-is-late` · sev-2, closed
    Solved by: Restart the queue; call withheld first.
    ../2026-02-17 => **Mail is late**
    `2026-02-17-mail-is-late` · sev-2, closed
    Solved by: Restart the queue; call withheld first.
    2026-03-01 => `2026-03-01-key-leaked` is restricted
    detected] => `[detected]` tells who or what noticed it
    `[detected] The alert on failed payments fires.`
    Slow, => null
    ");
    assert!(!told.iter().any(|told| told.contains("0101")), "{told:?}");
    // Beside a restricted incident, another is told of.
    let secret = repository.read(SECRET).replace("Revoke it.", "As 2026-03-01-key-leaked says.");
    editor.open(SECRET, &secret);
    let told = hovered(&mut editor, SECRET, &secret, "2026-03-01-key");
    assert!(told.starts_with("**Key of the vault leaked**"), "{told}");
}

#[test]
fn what_is_named_is_found_where_it_is_written() {
    let repository = log();
    let mut editor = Editor::start(&repository);
    let text = TEXT.replace("sev2", "sev-2").replace("Error_Rate.PNG", "error-rate.png");
    editor.open(INCIDENT, &text);
    let root = editor.uri("");
    let told: Vec<String> = ["sev-2", "search]", "Tech Lead", "2026-02-17", "../2026", "error-rate", "Slow."]
        .iter()
        .map(|part| {
            let answer = editor.ask_at("definition", INCIDENT, place_of(&text, part));
            let start = &answer["range"]["start"];
            let uri = answer["uri"].as_str().map_or("nothing", |uri| uri.strip_prefix(&root).unwrap());
            format!("{part} => {uri} {}:{}", start["line"], start["character"])
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    sev-2 => incident.yaml 4:9
    search] => incident.yaml 12:11
    Tech Lead => incident.yaml 6:10
    2026-02-17 => incidents/2026/2026-02-17-mail-is-late/incident.md 0:0
    ../2026 => incidents/2026/2026-02-17-mail-is-late/incident.md 0:0
    error-rate => incidents/2026/2026-03-02-search-is-slow/error-rate.png 0:0
    Slow. => nothing null:null
    ");
}
