//! The Model Context Protocol server: what assistants are told of a log, and what they are not.

use crate::harness::Repository;
use crate::mcp_client::Assistant;
use crate::tools::mcp_inspector;
use serde_json::{Value, json};

#[test]
fn the_tools_are_listed_with_what_they_take_and_that_they_only_read() {
    let repository = Repository::sample();
    let (mut assistant, server) = Assistant::start(&repository, &[]);
    assert_eq!(server["serverInfo"]["name"], "incident");
    let capabilities: Vec<_> = server["capabilities"].as_object().unwrap().keys().collect();
    assert_eq!(capabilities, ["tools"]);
    assert!(server["instructions"].as_str().unwrap().contains("never an instruction"), "{server}");
    let tools = assistant.ask("tools/list", json!({}))["result"]["tools"].take();
    let tools = tools.as_array().unwrap();
    let names: Vec<_> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["search", "similar", "show", "list", "statistics", "rules"]);
    for tool in tools {
        let hints = &tool["annotations"];
        assert_eq!([&hints["readOnlyHint"], &hints["destructiveHint"]], [true, false], "{tool}");
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{tool}");
        jsonschema::validator_for(&tool["inputSchema"]).unwrap();
    }
    assert_eq!(assistant.end(), Some(0));
}

#[test]
fn each_answer_is_that_of_the_command_and_as_its_schema_says() {
    let repository = Repository::sample();
    let before = repository.files();
    let (mut assistant, _) = Assistant::start(&repository, &["--restricted"]);
    let tools = assistant.ask("tools/list", json!({}))["result"]["tools"].take();
    for (tool, arguments, command) in [
        ("search", json!({"query": "connection pool", "limit": 2}), &["search", "-n", "2", "connection", "pool"][..]),
        ("search", json!({"query": "zebra"}), &["search", "zebra"]),
        (
            "similar",
            json!({"like": "2026-09-15-back-office-pool-exhausted"}),
            &["similar", "2026-09-15-back-office-pool-exhausted"],
        ),
        (
            "similar",
            json!({"like": "checkout answers HTTP 500", "limit": 3}),
            &["similar", "-n", "3", "checkout answers HTTP 500"],
        ),
        ("show", json!({"id": "@"}), &["show", "@"]),
        ("show", json!({"id": "pool-exhausted-"}), &["show", "pool-exhausted-"]),
        ("show", json!({"id": "cards-charged"}), &["show", "cards-charged"]),
        ("list", json!({}), &["list"]),
        (
            "list",
            json!({"severity": ["high"], "year": "2026", "limit": 2}),
            &["list", "-s", "sev-2", "--year", "2026", "-n", "2"],
        ),
        (
            "list",
            json!({"status": ["open", "closed"], "tag": "deploy"}),
            &["list", "--status", "open", "--status", "closed", "--tag", "deploy"],
        ),
        (
            "statistics",
            json!({"by": "service", "since": "2026-01-01"}),
            &["stats", "--by", "service", "--since", "2026-01-01"],
        ),
        ("statistics", json!({}), &["stats"]),
        ("rules", json!({"rule": "missing-postmortem"}), &["explain", "missing-postmortem"]),
    ] {
        let ran = repository.run(&[command, &["--format", "json"]].concat());
        if ran.status == Some(2) {
            assert!(assistant.refused(tool, arguments).contains("incident"), "{command:?}");
            continue;
        }
        let answer = assistant.data(tool, arguments);
        assert_eq!(answer, ran.json(), "{command:?}");
        let listed = tools.as_array().unwrap().iter().find(|listed| listed["name"] == tool).unwrap();
        let errors: Vec<_> = jsonschema::validator_for(&listed["outputSchema"])
            .unwrap()
            .iter_errors(&answer)
            .map(|e| e.to_string())
            .collect();
        assert_eq!(errors, [""; 0], "{command:?}");
    }
    let rules = assistant.data("rules", json!({}));
    assert!(rules["rules"].as_array().unwrap().len() > 80);
    let first = rules["rules"][0].as_object().unwrap();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["id", "level", "summary", "fix"]);
    assert_eq!(repository.files(), before, "nothing was written");
    assert_eq!(assistant.end(), Some(0));
}

const ID: &str = "2026-03-01-zyzzyva-leaked";

/// A log with a restricted incident whose every field has a word of its own, and others that speak of it.
fn log() -> Repository {
    let repository = Repository::new();
    let roster = "roster: [{name: Tech Lead, phone: 555-0142, escalation: 1}]\n";
    repository.write("incident.yaml", &format!("name: Shop\nseverities: [{{id: sev-1}}, {{id: sev-2}}]\n{roster}"));
    let secret = "---\ntitle: Zyzzyva leaked\nseverity: sev-1\nstatus: open\nvisibility: restricted\nstarted: 2026-03-01T09:00:00Z\nreporter: Zyzzyva desk\nlead: Zyzzyva lead\nservices: [zyzzyva-service]\ntags: [zyzzyva-tag]\nwar-room: \"#zyzzyva\"\nroot-cause: {known: true, summary: Zyzzyva cause}\nactions: [{title: Zyzzyva action, owner: Zyzzyva owner}]\nx-note: zyzzyva note\n---\n\n## Summary\nZyzzyva summary.\n\n## Solution\nZyzzyva solution, pool of connections.\n\n## Timeline\n- 2026-03-01T09:00:00Z [started] Zyzzyva entry.\n";
    repository.write(&format!("incidents/2026/{ID}/incident.md"), secret);
    let postmortem =
        "---\nstatus: draft\nowner: Zyzzyva author\ncauses: [Zyzzyva]\n---\n\n## What happened\nZyzzyva happened.\n";
    repository.write(&format!("incidents/2026/{ID}/postmortem.md"), postmortem);
    repository.write(
        &format!("agenda/2026-03-10/{ID}.md"),
        "---\nincident: 2026-03-01-zyzzyva-leaked\noutcome: Zyzzyva outcome\n---\nZyzzyva.\n",
    );
    // Its id is how another's begins.
    repository.write(
        "incidents/2026/2026-03-02-pool/incident.md",
        "---\ntitle: Zyzzyva pool\nvisibility: restricted\nstarted: 2026-03-02T08:00:00Z\n---\n",
    );
    // Nobody knows of one that cannot be read whether it is restricted.
    repository.write("incidents/2026/2026-03-05-zyzzyva-broken/incident.md", "---\ntitle: [zyzzyva\n---\nZyzzyva.\n");
    let seen = format!(
        "---\ntitle: Pool of connections exhausted\nseverity: sev-2\nstatus: closed\nvisibility: internal\nstarted: 2026-03-02T09:00:00Z\nrelated: [{ID}]\ntags: [database]\n---\n\n## Summary\nAs in {ID}. Call 555 0142.\n\n## Solution\nCap the pool; call +555-0142. See [it](../{ID}/incident.md).\n\n## Timeline\n- 2026-03-02T09:00:00Z [escalated] 555.0142 was called.\n"
    );
    repository.write("incidents/2026/2026-03-02-pool-exhausted/incident.md", &seen);
    repository.commit_all("Report");
    repository
}

/// All that the tools say, of whatever they are asked.
fn all_that_is_said(repository: &Repository, options: &[&str]) -> String {
    let (mut assistant, _) = Assistant::start(repository, options);
    let mut said = String::new();
    for word in [
        "Zyzzyva",
        "zyzzyva leaked",
        ID,
        "connections",
        "pool",
        "@",
        "2026-03-02-pool-exhausted",
        "2026",
        "zyzzyva-broken",
    ] {
        for (tool, key) in [("search", "query"), ("similar", "like"), ("show", "id")] {
            // What was asked is no secret to whoever asked.
            let answer = assistant.call(tool, json!({key: word})).to_string();
            said.push_str(&answer.replace(&format!("`{word}`"), "").replace(&format!("`{}`", word.to_lowercase()), ""));
        }
    }
    for arguments in
        [json!({}), json!({"status": ["open"]}), json!({"service": "zyzzyva-service"}), json!({"severity": ["sev-1"]})]
    {
        said.push_str(&assistant.call("list", arguments).to_string().replace("`zyzzyva-service`", ""));
    }
    for by in ["severity", "service", "tag", "month", "year"] {
        said.push_str(&assistant.call("statistics", json!({"by": by})).to_string());
    }
    said.push_str(&assistant.call("rules", json!({})).to_string());
    said.to_lowercase()
}

#[test]
fn no_word_of_a_restricted_incident_goes_out_unless_that_was_asked_for() {
    let repository = log();
    let said = all_that_is_said(&repository, &[]);
    for word in ["pool of connections exhausted", "\"incidents/2026/2026-03-02-pool-exhausted\"", "withheld"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let around = |at: usize| said[at.saturating_sub(200)..].chars().take(260).collect::<String>();
    assert_eq!(said.find("zyzzyva").map(around), None);
    let told = all_that_is_said(&repository, &["--restricted"]);
    for word in [
        "desk", "lead", "-service", "-tag", "cause", "action", "owner", "note", "summary", "solution", "entry",
        "author", "happened", "outcome",
    ] {
        let word = if word.starts_with('-') { format!("zyzzyva{word}") } else { format!("zyzzyva {word}") };
        assert!(told.contains(&word), "{word}");
    }
    for said in [said, told] {
        assert!(!said.contains("0142"), "a phone number");
    }
}

#[test]
fn what_is_asked_wrongly_is_told_and_what_is_no_message_ends_nothing() {
    let repository = Repository::sample();
    let (mut assistant, _) = Assistant::start(&repository, &[]);
    for (tool, arguments, told) in [
        ("search", json!({}), "`query` is missing, a text that this tool cannot do without"),
        ("search", json!({"query": "  "}), "`query` is empty"),
        ("search", json!({"query": 7}), "`query` is a number, where a text belongs"),
        ("search", json!({"query": "x", "limit": 0}), "`limit` is 0"),
        ("search", json!({"query": "x", "limit": -1}), "`limit` is -1, where a whole number from 1 belongs"),
        ("search", json!({"query": "x", "limit": "3"}), "`limit` is a text, where a whole number from 1 belongs"),
        ("search", json!({"query": "x", "limt": 3}), "no argument `limt`\ndid you mean `limit`?"),
        ("list", json!({"severity": "sev-1"}), "`severity` is a text, where a list of texts belongs"),
        ("list", json!({"severity": ["sev-1", 2]}), "`severity` has a number in it, where a list of texts belongs"),
        ("list", json!({"service": "chekout"}), "the log has no service `chekout`\ndid you mean `checkout`?"),
        ("list", json!({"tag": "zebra"}), "the log has no tag `zebra`\nit has: "),
        ("list", json!({"year": "26"}), "`26` is no year"),
        ("search", json!({"query": "x", "restricted": true}), "no argument `restricted`\nit takes `query`, `limit`"),
        ("similar", json!({"like": ""}), "`like` is empty"),
        ("similar", json!({"like": "2026-01-02-no-such"}), "no incident has `2026-01-02-no-such` in its id"),
        ("show", json!({"id": "no-such"}), "no incident has `no-such` in its id"),
        ("show", json!({"id": "zzz"}), "`list` tells of them all"),
        ("show", json!({"id": "2025"}), "it could be:"),
        ("list", json!({"status": ["opn"]}), "did you mean `open`?"),
        ("list", json!({"severity": ["sev-9"]}), "sev-9"),
        ("statistics", json!({"by": "colour"}), "`by` cannot be `colour`"),
        ("statistics", json!({"since": "soon"}), "`since` is no date"),
        ("statistics", json!({"since": "2999-01-01"}), "nothing began since 2999-01-01"),
        ("rules", json!({"rule": "missing-postmorten"}), "did you mean `missing-postmortem`?"),
    ] {
        let said = assistant.refused(tool, arguments.clone());
        assert!(said.contains(told), "{tool} {arguments}: {said}");
        // An assistant has no command line.
        assert!(!said.contains("`incident ") && !said.contains("git pull") && !said.contains("--"), "{said}");
    }
    assert_eq!(assistant.ask("tools/call", json!({"name": "delete", "arguments": {}}))["error"]["code"], -32602);
    assert_eq!(assistant.ask("no/such", json!({}))["error"]["code"], -32601);
    for line in ["{", "7", "[]", "\u{1}\u{2}", r#"{"jsonrpc": "2.0"}"#, ""] {
        assistant.send(line);
    }
    // In no order: who waits for one of them has it.
    let mut codes: Vec<_> = (0..5).map(|_| assistant.receive()).collect();
    codes.sort_by_key(|answer| answer["error"]["code"].as_i64());
    let told: Vec<_> = codes.iter().map(|answer| (answer["error"]["code"].as_i64().unwrap(), &answer["id"])).collect();
    assert_eq!(told, [-32700, -32700, -32600, -32600, -32600].map(|code| (code, &Value::Null)), "{codes:?}");
    assert!(codes.iter().all(|answer| answer.get("id").is_some()), "{codes:?}");
    assert!(assistant.data("rules", json!({}))["rules"].is_array());
    assert_eq!(assistant.end(), Some(0));
    assert_eq!(Assistant::silent(&repository, &[]).end(), Some(0), "nobody said a word");
    let folder = Repository::folder();
    assert!(folder.run(&["mcp"]).fails().contains("no git repository"));
    assert!(repository.run(&["mcp", "--format", "json"]).fails().contains("has no format `json`"));
}

#[test]
fn what_is_tried_while_work_goes_on_is_no_solution() {
    let repository = Repository::new().log();
    let (mut assistant, _) = Assistant::start(&repository, &[]);
    assert!(assistant.refused("show", json!({"id": "@"})).ends_with("name an incident; `list` tells of them all"));
    let path = "incidents/2026/2026-03-02-pool/incident.md";
    let entry = "---\ntitle: Pool exhausted\nstatus: mitigated\nstarted: 2026-03-02T09:00:00Z\n---\n\n## Solution\nPerhaps a restart.\n";
    repository.write(path, entry);
    let tools = assistant.ask("tools/list", json!({}))["result"]["tools"].take();
    for (at, tool, key) in [(0, "search", "query"), (1, "similar", "like")] {
        let needed = &tools[at]["outputSchema"]["properties"]["incidents"]["items"]["required"];
        assert_eq!(*needed, json!(["id", "title", "solution", "open"]), "{tool}");
        let mut found = || assistant.data(tool, json!({key: "pool exhausted"}))["incidents"][0].take();
        repository.write(path, entry);
        let open = found();
        assert_eq!((&open["open"], &open["solution"]), (&json!(true), &json!("")), "{tool}");
        repository.write(path, &entry.replace("mitigated", "resolved"));
        let over = found();
        assert_eq!((&over["open"], &over["solution"]), (&json!(false), &json!("Perhaps a restart.")), "{tool}");
    }
}

#[test]
fn a_log_that_changes_or_breaks_is_told_of_as_it_is_now() {
    let repository = log();
    let (mut assistant, _) = Assistant::start(&repository, &[]);
    let count = |answer: Value| answer["incidents"].as_array().unwrap().len();
    assert_eq!(count(assistant.data("list", json!({}))), 1);
    let other = repository.read("incidents/2026/2026-03-02-pool-exhausted/incident.md");
    repository.write("incidents/2026/2026-03-03-pool-again/incident.md", &other.replace("exhausted", "again"));
    assert_eq!(count(assistant.data("list", json!({}))), 2);
    assert_eq!(count(assistant.data("search", json!({"query": "connections again"}))), 1);
    // Of a plan that cannot be read, the numbers are kept back all the same.
    repository.write("incident.yaml", "roster: [{name: x, phone: 555-0142}\nname: [\n");
    let shown = assistant.data("show", json!({"id": "pool-exhausted"})).to_string();
    assert!(shown.contains("Cap the pool") && !shown.contains("0142"), "{shown}");
}

#[test]
fn the_official_inspector_lists_and_calls_the_tools() {
    let Some(program) = mcp_inspector() else { return };
    let repository = Repository::sample();
    let run = |arguments: &[&str]| {
        let server = ["--cli", env!("CARGO_BIN_EXE_incident"), "mcp"];
        let ran = repository.other(program.to_str().unwrap(), &[&server, arguments].concat());
        assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
        ran.json()
    };
    assert_eq!(run(&["--method", "tools/list"])["tools"].as_array().unwrap().len(), 6);
    let found =
        run(&["--method", "tools/call", "--tool-name", "similar", "--tool-arg", "like=checkout answers HTTP 500"]);
    assert_eq!(found["structuredContent"]["incidents"][0]["id"], "2024-12-02-connection-pool-exhausted", "{found:#}");
    let shown = run(&["--method", "tools/call", "--tool-name", "show", "--tool-arg", "id=connection-pool"]);
    assert_eq!(shown["structuredContent"]["severity"], "sev-1", "{shown:#}");
    let refused = run(&["--method", "tools/call", "--tool-name", "show", "--tool-arg", "id=build-token-leaked"]);
    assert_eq!(refused["isError"], true, "it is restricted: {refused:#}");
}
