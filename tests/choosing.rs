//! Somebody at a terminal who names no incident, or several, chooses one.

use crate::harness::Repository;
use crate::terminal::{CTRL_C, DOWN, ENTER, on_terminal};

/// Three incidents, two of which have a word in common.
fn log() -> Repository {
    let repository = Repository::new().log();
    for (id, more) in [
        ("2025-06-01-mail-is-late", "title: Mail is late\nseverity: sev-4\nstatus: closed"),
        ("2026-03-02-search-is-slow", "title: Search is slow\nseverity: sev-2\nstatus: resolved"),
        ("2026-11-20-search-is-down", "title: Search is down\nseverity: sev-1\nstatus: open"),
    ] {
        let text = format!("---\n{more}\nstarted: {}T08:00:00Z\n---\n\n## Timeline\n", &id[..10]);
        repository.write(&format!("incidents/{}/{id}/incident.md", &id[..4]), &text);
    }
    repository
}

#[test]
fn where_none_is_named_it_is_chosen_from_a_list_the_newest_first() {
    let repository = log();
    let (status, text) = on_terminal(&repository, &["show"], &[("Which incident?", &format!("{DOWN}{ENTER}"))]);
    assert_eq!(status, Some(0), "{text}");
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("{line} in:\n{text}"));
    assert!(
        at("open       sev-1  2026-11-20-search-is-down  Search is down")
            < at("resolved   sev-2  2026-03-02-search-is-slow")
    );
    assert!(at("resolved   sev-2  2026-03-02") < at("closed     sev-4  2025-06-01-mail-is-late  Mail is late"));
    let shown = text.rsplit("Which incident?").next().unwrap();
    assert!(shown.contains("Search is slow") && !shown.contains("Mail"), "{text}");

    // What one types narrows it, in whatever order, with letters left out or mistyped.
    for (typed, id) in [
        ("LATE mail", "2025-06-01-mail-is-late"),
        ("mial", "2025-06-01-mail-is-late"),
        ("serch slw", "2026-03-02-search-is-slow"),
        ("2025", "2025-06-01-mail-is-late"),
        (&format!("zzz\r{}mail", "\u{7f}".repeat(3)), "2025-06-01-mail-is-late"),
    ] {
        let (status, text) = on_terminal(&repository, &["show"], &[("Which incident?", &format!("{typed}\r"))]);
        assert_eq!(status, Some(0), "{text}");
        assert!(text.rsplit("Which incident?").next().unwrap().contains(id), "{typed}: {text}");
    }
}

#[test]
fn where_several_are_named_one_of_them_is_chosen_and_written_to() {
    let repository = log();
    let answer = [("`search` is in the ids of 2 incidents. Which one?", ENTER)];
    let (status, text) = on_terminal(&repository, &["cause", "search", "search"], &answer);
    assert_eq!(status, Some(0), "{text}");
    assert!(!text.contains("mail-is-late"), "{text}");
    let entry = repository.read("incidents/2026/2026-11-20-search-is-down/incident.md");
    assert!(entry.contains("summary: search"), "{entry}");
    // In a folder of that name, too.
    std::fs::rename(&repository.root, repository.root.with_file_name("search")).unwrap();
    std::fs::create_dir(&repository.root).unwrap();
    let (status, text) = on_terminal(&repository, &["-C", "../search", "actions", "search"], &answer);
    assert_eq!(status, Some(0), "{text}");
}

#[test]
fn who_stops_finds_everything_as_it_was_and_a_script_is_never_asked() {
    let repository = log();
    let before = repository.files();
    for arguments in [&["close"][..], &["cause", "search", "Better"], &["agenda", "open"]] {
        let (status, text) = on_terminal(&repository, arguments, &[("Which ", CTRL_C)]);
        assert_eq!(status, Some(2), "{text}");
        assert!(text.contains("stopped at a question; nothing was written"), "{text}");
    }
    for arguments in [&["close"][..], &["cause", "search", "Better"]] {
        let said = repository.run(arguments).fails();
        let (status, text) = on_terminal(&repository, &[arguments, &["--no-input"]].concat(), &[]);
        assert_eq!(status, Some(2), "{text}");
        for text in [said, text] {
            assert!(text.contains("were not provided") || text.contains("it could be:"), "{text}");
        }
    }
    assert_eq!(repository.files(), before);
    // Nothing to choose from.
    let (status, text) = on_terminal(&Repository::new().log(), &["show"], &[]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("<ID>"), "{text}");
}

#[test]
fn what_is_missing_behind_the_incident_is_asked_for_or_told_before_one_is_chosen() {
    let repository = log();
    let before = repository.files();
    let (status, text) = on_terminal(&repository, &["actions", "done"], &[]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("<ID>") && text.contains("<N>") && !text.contains("Which incident?"), "{text}");
    assert_eq!(repository.files(), before);

    let answers = [("How bad is it from now on?", "\u{1b}[B\r"), ("Why?", "Nobody can search\r")];
    let (status, text) = on_terminal(&repository, &["severity", "down"], &answers);
    assert_eq!(status, Some(0), "{text}");
    let shown = repository.json(&["show", "down"]);
    assert_ne!(shown["severity"], "sev-1", "{shown}");

    let answers = [("Which incident?", ENTER), ("Which theory?", "queue\r"), ("What is known of it?", "It is full\r")];
    let (status, text) = on_terminal(&repository, &["thread", "--owner", "Platform"], &answers);
    assert_eq!(status, Some(0), "{text}");
    let entry = repository.read("incidents/2026/2026-11-20-search-is-down/incident.md");
    assert!(entry.contains("queue") && entry.contains("It is full"), "{entry}");
}

#[test]
fn where_one_alone_is_open_a_step_means_that_one_and_says_so() {
    let repository = log();
    let told = |arguments: &[&str]| repository.run(arguments).ok().stderr;
    let open = "note: `search` is 2026-11-20-search-is-down, the only open one of 2\n";
    assert_eq!(told(&["note", "search", "Looked at search"]), open);
    assert_eq!(told(&["severity", "search", "2", "--why", "Some find it"]), open);
    assert_eq!(
        told(&["reopen", "search", "Slow again", "--dry-run", "--at", "2026-03-02T09:00:00Z"]),
        "note: `search` is 2026-03-02-search-is-slow, the only ended one of 2\n"
    );
    let (status, text) = on_terminal(&repository, &["mitigate", "search", "Better"], &[]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains(open.trim_end()), "{text}");
    // What is only looked at may be either; so may a step where both go on, or nobody knows.
    let path = "incidents/2026/2026-03-02-search-is-slow/incident.md";
    assert!(repository.run(&["show", "search"]).fails().contains("it could be:"));
    let before = repository.read(path);
    for other in [before.replace("status: resolved", "status: open"), before.replace("status: resolved", "status: [")] {
        repository.write(path, &other);
        assert!(repository.run(&["note", "search", "x"]).fails().contains("it could be:"));
    }
}

#[test]
fn what_goes_on_stands_first_and_a_report_that_was_taken_back_last() {
    let repository = log();
    repository
        .run(&[
            "new",
            "Mail is slow",
            "-s",
            "4",
            "--started",
            "2026-11-19T08:00:00Z",
            "--detected",
            "2026-11-24T11:00:00Z",
        ])
        .ok();
    repository.run(&["new", "Mail hangs", "-s", "4"]).ok();
    repository.run(&["resolve", "hangs", "--duplicate-of", "mail-is-slow"]).ok();
    repository.write(
        "incidents/2026/2026-11-23-web-was-down/incident.md",
        "---\ntitle: Web was down\nseverity: sev-4\nstatus: closed\nstarted: 2026-11-23T08:00:00Z\n---\n",
    );
    let over = ["web-was-down", "search-is-slow", "mail-is-late", "mail-hangs"];
    assert_eq!(offered(&repository, &["reopen"]), over);
    assert_eq!(offered(&repository, &["show"]), [&["search-is-down", "mail-is-slow"][..], &over].concat());
    let (_, text) = on_terminal(&repository, &["show"], &[("Which incident?", "zzz"), ("nothing matches", CTRL_C)]);
    assert!(text.contains("nothing matches; the backspace key brings them back"), "{text}");
}

/// What is offered, in its order, to somebody who then stops.
fn offered(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let (status, text) = on_terminal(repository, arguments, &[("Ctrl-C ends it", CTRL_C)]);
    assert_eq!(status, Some(2), "{text}");
    let list = text.split("Ctrl-C ends it").next().unwrap();
    let ids = regex::Regex::new(r"20\d\d-\d\d-\d\d-[a-z-]+").unwrap();
    ids.find_iter(list).map(|id| id.as_str()[11..].to_owned()).collect()
}

#[test]
fn only_what_a_command_can_be_done_with_is_offered() {
    let repository = log();
    repository.write(
        "incidents/2026/2026-11-22-web-is-slow/incident.md",
        "---\ntitle: Web is slow\nseverity: sev-3\nstatus: mitigated\nstarted: 2026-11-22T08:00:00Z\n---\n",
    );
    repository.run(&["agenda", "open", "mail", "--meeting", "2026-12-01"]).ok();
    let (all, ongoing) =
        (["web-is-slow", "search-is-down", "search-is-slow", "mail-is-late"], ["web-is-slow", "search-is-down"]);
    for (arguments, expected) in [
        (&["show"][..], &all[..]),
        (&["note"], &all),
        (&["resolve"], &ongoing),
        (&["lead"], &ongoing),
        (&["escalate"], &ongoing),
        (&["close"], &["search-is-slow"]),
        (&["reopen"], &["search-is-slow", "mail-is-late"]),
        // What owes one comes first.
        (&["postmortem"], &["search-is-slow", "web-is-slow", "search-is-down", "mail-is-late"]),
        (&["agenda", "brief"], &["mail-is-late"]),
        (&["agenda", "open"], &all[..3]),
        (&["show", "search"], &["search-is-down", "search-is-slow"]),
        (&["resolve", "search"], &["search-is-down"]),
        // Why none of them can be, the command says.
        (&["agenda", "defer", "search"], &["search-is-down", "search-is-slow"]),
    ] {
        assert_eq!(offered(&repository, arguments), expected, "{arguments:?}");
    }
    repository.replace("incidents/2026/2026-03-02-search-is-slow/incident.md", "status: resolved", "status: closed");
    let (status, text) = on_terminal(&repository, &["close"], &[]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("there is no incident with which `incident close` could be done"), "{text}");
}

#[test]
fn of_a_revision_its_own_incidents_are_offered() {
    let repository = log();
    repository.commit_all("As it was");
    std::fs::remove_dir_all(repository.path("incidents/2025")).unwrap();
    repository.run(&["new", "Web is slow", "-s", "3"]).ok();
    repository.replace("incidents/2026/2026-11-20-search-is-down/incident.md", "status: open", "status: resolved");
    assert_eq!(offered(&repository, &["show", "--rev", "HEAD"]), ["search-is-down", "search-is-slow", "mail-is-late"]);
    let (status, text) = on_terminal(&repository, &["show", "--rev", "HEAD", "search"], &[("Which one?", ENTER)]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("status        open"), "{text}");
    let (status, text) = on_terminal(&repository, &["show", "--rev", "nowhere"], &[]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("there is no revision `nowhere`"), "{text}");
}

#[test]
fn one_that_goes_on_is_offered_however_many_came_after_it_and_one_that_cannot_be_read_is_told() {
    let repository = Repository::new().log();
    let write = |id: &str, status: &str| {
        let text = format!("---\ntitle: Mail\nseverity: sev-3\nstatus: {status}\nstarted: 2026-11-20T08:00:00Z\n---\n");
        repository.write(&format!("incidents/2026/{id}/incident.md"), &text);
    };
    (0..1_001).for_each(|number| write(&format!("2026-11-21-mail-{number}"), "closed"));
    write("2026-11-20-search-is-down", "open");
    assert_eq!(offered(&repository, &["resolve"]), ["search-is-down"]);

    write("2026-11-20-search-is-down", "[open");
    let (status, text) = on_terminal(&repository, &["resolve"], &[]);
    assert_eq!(status, Some(2), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("but for 1 incident that cannot be read"), "{text}");
}
