//! `incident list`, `show` and `history`: what the log knows.

use crate::harness::Repository;
use crate::tools;
use serde_json::json;

fn ids(answer: &serde_json::Value) -> Vec<&str> {
    answer["incidents"].as_array().unwrap().iter().map(|incident| incident["id"].as_str().unwrap()).collect()
}

/// Three incidents, one of them resolved.
fn log() -> Repository {
    let mut repository = Repository::new().log();
    for (now, title, severity, more) in [
        ("2025-06-01T09:00:00Z", "Mail is late", "sev-4", &["--tag", "queue"][..]),
        (
            "2026-03-02T09:00:00Z",
            "Search is slow",
            "sev-2",
            &["--service", "search", "--tag", "deploy", "--lead", "Tech Lead"],
        ),
        ("2026-11-24T11:00:00Z", "Suche fällt aus 🔍", "sev-3", &["--service", "Search", "--service", "mail"]),
    ] {
        repository.now = now.to_owned();
        repository.run(&[&["new", title, "-s", severity], more].concat()).ok();
    }
    repository.now = "2026-03-02T10:12:00Z".to_owned();
    let resolve = ["resolve", "slow", "--summary", "It took 20 s.", "--solution", "Rebuild.", "--root-cause-unknown"];
    repository.run(&resolve).ok();
    repository.at(crate::harness::NOW)
}

#[test]
fn incidents_are_listed_newest_first() {
    let repository = log();
    insta::assert_snapshot!(repository.run(&["list"]).ok().stdout, @"
    SEVERITY  STATUS    LASTED      ID                              TITLE
    sev-3     open      -           2026-11-24-suche-fallt-aus-mag  Suche fällt aus 🔍
    sev-2     resolved  1 h 12 min  2026-03-02-search-is-slow       Search is slow
    sev-4     open      -           2025-06-01-mail-is-late         Mail is late
    ");
    let answer = repository.json(&["list"]);
    assert_eq!(answer["version"], 1);
    assert_eq!(
        ids(&answer),
        ["2026-11-24-suche-fallt-aus-mag", "2026-03-02-search-is-slow", "2025-06-01-mail-is-late"]
    );
    assert_eq!(answer["incidents"][1]["services"], json!([{"name": "search"}]));
}

#[test]
fn a_list_is_narrowed_by_what_is_asked() {
    let repository = log();
    for (arguments, found) in [
        (&["--severity", "SEV-2"][..], &["2026-03-02-search-is-slow"][..]),
        (&["-s", "sev-2", "-s", "sev-4"], &["2026-03-02-search-is-slow", "2025-06-01-mail-is-late"]),
        (&["--status", "open"], &["2026-11-24-suche-fallt-aus-mag", "2025-06-01-mail-is-late"]),
        (&["--status", "resolved"], &["2026-03-02-search-is-slow"]),
        (&["--service", "search"], &["2026-11-24-suche-fallt-aus-mag", "2026-03-02-search-is-slow"]),
        (&["--tag", "queue"], &["2025-06-01-mail-is-late"]),
        (&["--year", "2025"], &["2025-06-01-mail-is-late"]),
        (&["-n", "1"], &["2026-11-24-suche-fallt-aus-mag"]),
    ] {
        assert_eq!(ids(&repository.json(&[&["list"], arguments].concat())), found, "{arguments:?}");
    }
    let nothing = repository.run(&["list", "--year", "1999"]).ends(1);
    assert_eq!((nothing.stdout.as_str(), nothing.stderr.as_str()), ("no incident matches\n", ""));
    for (arguments, told) in [
        (["--service", "serch"], "the log has no service `serch`\nhelp: did you mean `Search`?"),
        (["--tag", "x"], "the log has no tag `x`\nhelp: it has: deploy, queue"),
        (["--year", "26"], "`26` is no year\nhelp: write it like 2026"),
    ] {
        let said = repository.run(&[&["list"], &arguments[..]].concat()).fails();
        assert!(said.contains(told), "{said}");
    }
    let nothing = repository.run(&["list", "--tag", "QUEUE", "--year", "2026", "--format", "json"]).ends(1);
    assert_eq!(nothing.json(), json!({"version": 1, "incidents": []}));
    assert!(repository.run(&["list", "--status", "opne"]).fails().contains("did you mean `open`?"));
    assert!(repository.run(&["list", "-n", "0"]).fails().contains("write a number from 1"));
    assert!(
        repository.run(&["list", "--format", "yaml"]).fails().contains("no format `yaml`\nhelp: it has: human, json")
    );
}

#[test]
fn comments_of_a_timeline_are_shown_to_nobody() {
    let repository = Repository::new().log();
    repository.run(&["new", "Mail is slow", "-s", "4"]).ok();
    let entry = "incidents/2026/2026-11-24-mail-is-slow/incident.md";
    let note = "- 2026-11-24T12:00:00Z [note] The queue <!-- hush --> grows (owner: Platform <!-- hush -->)\n\n  Twice. <!-- hush -->\n";
    repository.write(entry, &format!("{}{note}", repository.read(entry)));
    let shown = repository.json(&["show", "mail"]);
    let last = shown["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["text"], &last["attributes"]["owner"], &last["more"]),
        (&"The queue grows".into(), &"Platform".into(), &"Twice.".into())
    );
    let said = repository.run(&["show", "mail"]).ok().stdout;
    assert!(said.contains("The queue grows (owner: Platform)") && !said.contains("hush"), "{said}");
}

#[test]
fn one_incident_is_shown_whole() {
    let repository = log();
    insta::assert_snapshot!(repository.run(&["show", "search"]).ok().stdout, @"
    Search is slow
    2026-03-02-search-is-slow

    severity      sev-2
    status        resolved
    visibility    internal
    started       2026-03-02T09:00:00Z
    detected      2026-03-02T09:00:00Z
    resolved      2026-03-02T10:12:00Z
    announced     2026-03-02T10:12:00Z
    lasted        1 h 12 min
    lead          Tech Lead
    services      search
    tags          deploy
    war room      #2026-03-02-war-room-search-is-slow
    root cause    not known

    Summary
    It took 20 s.

    Solution
    Rebuild.

    Timeline
    2026-03-02
      09:00  started      It started, as far as is known.
      09:00  detected     It was noticed.
      09:00  report       Search is slow (sev-2 in the reporter's judgement)
      09:00  lead         Tech Lead takes the lead.
      10:12  resolved     Rebuild.
      10:12  announced    All clear given.

    Actions
    - [open] Find the root cause of: Search is slow (Tech Lead)

    Post-mortem: draft (incidents/2026/2026-03-02-search-is-slow/postmortem.md)
    Agenda: open (agenda/2026-03-03/2026-03-02-search-is-slow.md)
    ");
    let shown = repository.json(&["show", "search"]);
    assert_eq!(shown["id"], "2026-03-02-search-is-slow");
    assert_eq!(shown["sections"]["Solution"], "Rebuild.");
    assert_eq!(shown["timeline"][0]["kind"], "started");
    assert_eq!(shown["timeline"][0]["at"], "2026-03-02T09:00:00Z");
    assert_eq!(shown["postmortem"]["status"], "draft");
    assert_eq!(shown["agenda"][0]["date"], "2026-03-03");
}

#[test]
fn history_tells_who_changed_it_when() {
    let repository = log();
    let said = repository.run(&["history", "mail"]).ok().stdout;
    assert_eq!(said, "2025-06-01-mail-is-late is in no commit yet\n");
    repository.commit_all("Report");
    repository.run(&["note", "mail", "x", "--commit"]).ok();
    repository.run(&["agenda", "open", "mail", "--commit"]).ok();
    let said = repository.run(&["history", "mail"]).ok().stdout;
    let told: Vec<_> = said.lines().map(|line| if line.starts_with(' ') { line } else { &line[10..] }).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    2026-11-24 12:00 +00:00  Tech Lead  incident: open the agenda item of 2025-06-01-mail-is-late
              added agenda/2026-11-24/2025-06-01-mail-is-late.md
    2026-11-24 12:00 +00:00  Tech Lead  incident: note on 2025-06-01-mail-is-late
              edited incidents/2025/2025-06-01-mail-is-late/incident.md
    2026-11-24 12:00 +00:00  Tech Lead  Report
              added incidents/2025/2025-06-01-mail-is-late/incident.md
    ");
    let changes = &repository.json(&["history", "mail", "-n", "1"])["changes"];
    assert_eq!(changes.as_array().unwrap().len(), 1);
    assert_eq!(changes[0]["commit"].as_str().unwrap().len(), 40);
    assert_eq!((&changes[0]["author"], &changes[0]["when"]), (&json!("Tech Lead"), &json!("2026-11-24T12:00:00Z")));
}

#[test]
fn an_incident_is_named_by_any_part_that_only_it_has() {
    let repository = log();
    for word in [
        "2026-03-02-search-is-slow",
        "2026-03-02",
        "2026-03",
        "SLOW",
        "search",
        "incidents/2026/2026-03-02-search-is-slow/",
        "is-slow",
    ] {
        assert_eq!(repository.json(&["show", word])["id"], "2026-03-02-search-is-slow", "{word}");
    }
    assert_eq!(repository.json(&["show", "@"])["id"], "2026-11-24-suche-fallt-aus-mag");
    insta::assert_snapshot!(repository.run(&["show", "2026"]).fails(), @"
    error: `2026` is in the ids of 2 incidents
    help: it could be:
            2026-11-24-suche-fallt-aus-mag
            2026-03-02-search-is-slow
    ");
    insta::assert_snapshot!(repository.run(&["show", "serch-is-slow"]).fails(), @"
    error: no incident has `serch-is-slow` in its id
    help: did you mean `search-is-slow`?
    ");
    insta::assert_snapshot!(repository.run(&["show", "checkout"]).fails(), @"
    error: no incident has `checkout` in its id
    help: `incident list` shows them all; `git pull` brings what others reported
    ");
    for word in ["", " "] {
        assert!(repository.run(&["show", word]).fails().starts_with("error: the name of the incident is empty\n"));
    }
    for word in ["/", "\u{1b}[31m"] {
        let said = repository.run(&["show", word]).fails();
        assert!(said.starts_with("error: no incident has `") && !said.contains('\u{1b}'), "{said}");
    }
}

#[test]
fn the_newest_open_incident_is_an_at_sign() {
    let mut repository = log();
    repository.run(&["note", "@", "Better", "--kind", "mitigated"]).ok();
    assert_eq!(repository.json(&["show", "@"])["id"], "2026-11-24-suche-fallt-aus-mag", "mitigated is not over");
    for word in ["suche", "mail"] {
        repository.run(&["resolve", word, "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    }
    insta::assert_snapshot!(repository.run(&["note", "@", "x"]).fails(), @"
    error: no incident is open, so `@` names none
    help: name an incident; `incident list` shows them all, and `git pull` brings what others reported
    ");
    repository.now = "2026-11-24T13:00:00Z".to_owned();
    repository.run(&["new", "One", "-s", "3", "--started", "12:59"]).ok();
    repository.run(&["new", "Two", "-s", "3", "--started", "12:30"]).ok();
    assert_eq!(repository.json(&["show", "@"])["id"], "2026-11-24-one", "the newest by its start");
}

#[test]
fn a_row_is_one_line_whatever_a_title_holds() {
    let repository = log();
    let entry = "incidents/2025/2025-06-01-mail-is-late/incident.md";
    repository.replace(entry, "title: Mail is late", "title: \"Mail\\n\\tis \\e[31mlate\"");
    let listed = repository.run(&["list"]).ok().stdout;
    assert_eq!(listed.lines().count(), 4, "{listed}");
    assert!(listed.ends_with("2025-06-01-mail-is-late         Mail  is \u{fffd}[31mlate\n"), "{listed:?}");
}

#[test]
fn an_exact_slug_is_meant_before_a_part_of_another() {
    let repository = Repository::new().log();
    for title in ["Search", "Search again", "Research"] {
        repository.run(&["new", title, "-s", "3"]).ok();
    }
    assert_eq!(repository.json(&["show", "search"])["id"], "2026-11-24-search");
    assert!(repository.run(&["show", "2026-11-24-s"]).fails().contains("is in the ids of 2 incidents"));
}

/// Seen from outside: a log of many thousands takes a while to read, and a typo needs none of it.
#[test]
fn what_the_plan_has_not_is_refused_before_an_incident_is_read() {
    let Some(strace) = tools::strace() else { return };
    let repository = Repository::new().log();
    repository.run(&["new", "Mail is slow", "-s", "4"]).ok();
    let calls = repository.path("../calls");
    let read_by = |command: &[&str], status: i32| {
        let own = ["-f", "-qq", "-e", "trace=openat", "-o", calls.to_str().unwrap(), env!("CARGO_BIN_EXE_incident")];
        let ran = repository.other(strace, &[&own[..], command].concat());
        assert_eq!(ran.status, Some(status), "{}", ran.stderr);
        let opened = std::fs::read_to_string(&calls).unwrap();
        (opened.contains("/incident.md"), ran.stderr)
    };
    for (command, told) in [
        (&["list", "--severity", "sev-9"][..], "the plan has no severity `sev-9`"),
        (&["list", "--year", "26"], "`26` is no year"),
        (&["export", "ndjson", "--severity", "worst"], "the plan has no severity `worst`"),
        (&["export", "csv", "--year", "last"], "`last` is no year"),
        (&["stats", "--since", "2999-01-01"], "nothing began since 2999-01-01"),
    ] {
        let (is_read, said) = read_by(command, 2);
        assert!(!is_read && said.contains(told), "{command:?}: {said}");
    }
    assert!(read_by(&["list", "--severity", "sev-4"], 0).0);
}
