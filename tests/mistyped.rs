//! What somebody types at night: half a name, the wrong word, an incident in two minds; each is told shortly, with what to type.

use crate::harness::Repository;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

fn reported() -> Repository {
    let repository = Repository::new().log();
    repository.write(
        "incident.yaml",
        "time-zone: UTC\nroster: [{name: On-call Engineer, escalation: 1}, {name: Tech Lead, escalation: 2}]\n",
    );
    repository
        .run(&[
            "new",
            "Search is slow",
            "-s",
            "sev-1",
            "--lead",
            "Tech Lead",
            "--started",
            "10:00",
            "--detected",
            "10:05",
        ])
        .ok();
    repository
}

#[test]
fn an_effect_names_the_change_that_it_is_of() {
    let mut repository = reported();
    for (at, change) in [
        ("11:00", "Roll back release 412"),
        ("11:20", "Restart the pool"),
        ("11:40", "Restart mail"),
        ("11:30", "Restart mail twice"),
    ] {
        repository.run(&["change", "@", change, "--at", at]).ok();
    }
    repository.now = "2026-11-24T12:10:00Z".to_owned();
    let effect = |of: &[&str]| repository.run(&[&["change", "@", "--effect", "Nothing changed"], of].concat());
    for (of, told) in [
        (&[][..], "the change of 2026-11-24T11:40:00Z (Restart mail)"),
        (&["--of", "11:00"], "the change of 2026-11-24T11:00:00Z (Roll back release 412)"),
        (&["--of", "restart mail"], "the change of 2026-11-24T11:40:00Z (Restart mail)"),
        (&["--of", "POOL"], "the change of 2026-11-24T11:20:00Z (Restart the pool)"),
        (&["--of", "2026-11-24T11:20"], "the change of 2026-11-24T11:20:00Z (Restart the pool)"),
    ] {
        let said = effect(of).ok().stdout;
        assert!(said.contains(told), "{of:?}: {said}");
    }
    let before = repository.files();
    let refused = [&["--of", "restart"][..], &["--of", "cache"], &["--of", "mail", "--at", "11:25"]];
    insta::assert_snapshot!(refused.map(|of| effect(of).fails()).concat(), @"
    error: `restart` may be any of 3 changes
    help: name more of it, or its time:
            11:40 Restart mail
            11:30 Restart mail twice
            11:20 Restart the pool
    error: no change before this is `cache`
    help: name one by its time or by words of it:
            11:40 Restart mail
            11:30 Restart mail twice
            11:20 Restart the pool
            11:00 Roll back release 412
    error: no change before this is `mail`
    help: name one by its time or by words of it:
            11:20 Restart the pool
            11:00 Roll back release 412
    ");
    assert_eq!(repository.files(), before);
    assert!(repository.run(&["change", "@", "Restart", "--of", "11:00"]).fails().contains("--of"));
}

#[test]
fn a_name_that_may_be_a_slip_and_one_that_is_missing_are_told() {
    let repository = reported();
    let said = repository.run(&["new", "Mail is late", "-s", "sev-2", "--lead", "Tech Laed"]).ok().stderr;
    assert!(said.contains("warning: the roster has no `Tech Laed`; did you mean `Tech Lead`?"), "{said}");
    repository.run(&["resolve", "mail", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    let said = repository.run(&["reopen", "mail", "It is late again", "--lead", "Tech Laed"]).ok().stderr;
    assert!(said.contains("warning: the roster has no `Tech Laed`; did you mean `Tech Lead`?"), "{said}");
    let said = repository.run(&["new", "Cake is late", "-s", "sev-3", "--lead", "Somebody else"]).ok().stderr;
    assert_eq!(said, "", "anybody may lead");
    let before = repository.files();
    insta::assert_snapshot!(
        [&["escalate", "slow", "--ack", " "][..], &["note", "", "x"], &["note", "slow", ""], &["cause", "slow", "--ticket", "notaurl"],
         &["change", "slow", "a", "--ticket", "none"]].map(|arguments| repository.run(arguments).fails()).concat(),
        @"
    error: nobody acknowledges
    help: name with --ack who takes it on
    error: the name of the incident is empty
    help: name it by its id or a part of that, or by @ for the newest open one
    error: the note is empty
    help: say what happened
    error: invalid value 'notaurl' for '--ticket <URL>': name it by its address (https://…) or its key, such as OPS-412 or #412

    For more information, try '--help'.
    error: invalid value 'none' for '--ticket <URL>': name it by its address (https://…) or its key, such as OPS-412 or #412

    For more information, try '--help'.
    "
    );
    let resolve = ["resolve", "slow", "--summary", "a", "--solution", "b", "--root-cause-unknown", "--ticket"];
    assert!(repository.run(&[&resolve[..], &["notaurl"]].concat()).fails().contains("such as OPS-412 or #412"));
    assert_eq!(repository.files(), before);
    repository.run(&[&resolve[..], &["#412"]].concat()).ok();
}

#[test]
fn each_command_says_which_of_several_is_meant() {
    let repository = reported();
    let commands = [
        &["show", "@"][..],
        &["escalate", "@"],
        &["status", "@"],
        &["history", "@"],
        &["note", "@", "x"],
        &["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c", "--dry-run"],
    ];
    for command in commands {
        assert_eq!(repository.run(command).ok().stderr, "", "{command:?}: there is one alone");
    }
    repository.run(&["new", "Mail is late", "-s", "sev-2"]).ok();
    for command in commands {
        let said = repository.run(command).ok().stderr;
        assert_eq!(said, "note: @ is 2026-11-24-mail-is-late, the newest of 2 that are open\n", "{command:?}");
    }
    assert_eq!(repository.run(&["show", "slow"]).ok().stderr, "");
}

#[test]
fn a_status_that_is_none_is_told_where_it_counts_as_open() {
    let repository = reported();
    repository.replace(ENTRY, "status: open", "status: resolvd");
    let told = "warning: incidents/2026/2026-11-24-search-is-slow/incident.md:4:9: `resolvd` is no status, so it counts as \
                open; did you mean `resolved`?\n";
    for command in
        [&["show", "@"][..], &["status"], &["status", "@"], &["list"], &["note", "slow", "x"], &["escalate", "@"]]
    {
        assert_eq!(repository.run(command).ok().stderr, told, "{command:?}");
    }
    repository.replace(ENTRY, "status: resolvd", "status:");
    assert_eq!(repository.run(&["list"]).ok().stderr, "", "nobody said anything yet");
}

#[test]
fn nothing_is_written_into_a_conflict_and_the_rest_is_shown() {
    let repository = reported();
    let conflict =
        "<<<<<<< ours\n- 2026-11-24T11:00:00Z [note] a\n=======\n- 2026-11-24T11:00:00Z [note] b\n>>>>>>> theirs\n";
    let text = repository.read(ENTRY) + conflict;
    repository.write(ENTRY, &text);
    let before = repository.files();
    let steps = [
        &["note", "@", "x"][..],
        &["thread", "@", "pool", "x"],
        &["change", "@", "x"],
        &["lead", "@", "Platform"],
        &["severity", "@", "sev-2", "--why", "x"],
        &["escalate", "@", "--ack", "Tech Lead"],
        &["escalate", "@", "--told", "Tech Lead"],
        &["mitigate", "@", "x"],
        &["cause", "@", "x"],
        &["postmortem", "@"],
        &["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"],
    ];
    for step in steps {
        let said = repository.run(step).fails();
        assert!(
            said.starts_with(&format!("error: {ENTRY}:23:1: this is a left conflict marker\n")),
            "{step:?}: {said}"
        );
        assert!(said.contains("help: keep one of the two sides"), "{step:?}: {said}");
    }
    assert_eq!(repository.files(), before);
    for (command, told) in
        [(&["show", "@"][..], "Search is slow"), (&["list"], "sev-1"), (&["escalate", "@"], "@channel")]
    {
        assert!(repository.run(command).ok().stdout.contains(told), "{command:?}");
    }
}

#[test]
fn what_people_call_a_step_and_words_without_quotes_are_led_to_what_is_typed() {
    let repository = reported();
    let before = repository.files();
    for (arguments, told) in [
        (&["ack", "@"][..], "tip: it is called `incident escalate ID --ack NAME` here"),
        (&["fixed", "@"], "tip: it is called `incident resolve ID` here"),
        (&["new", "search", "is", "slow"], "tip: a text of several words stands in quotes: \"search is slow\""),
        (&["note", "@", "see", "the", "graph"], "tip: a text of several words stands in quotes"),
        (&["lsit"], "'list'"),
        (&["show", "serch"], "help: did you mean `2026-11-24-search-is-slow`?"),
        (
            &["note", "@", "x", "--at", "2026-11-24 14:00"],
            "the note lies in the future: 2026-11-24T14:00:00Z, and it is 2026-11-24T12:00:00Z",
        ),
    ] {
        let said = repository.run(arguments).fails();
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
    assert_eq!(repository.files(), before);
    repository.run(&["new", "Mail is late", "-s", "4", "--by", "Support"]).ok();
    assert_eq!(repository.json(&["show", "mail"])["reporter"], "Support");
}

#[test]
fn what_is_done_already_is_told_before_anything_is_asked() {
    let mut repository = reported();
    repository.run(&["mitigate", "@", "Rolled back", "--at", "11:30"]).ok();
    let said = repository.run(&["mitigate", "@", "Really rolled back"]).ok().stderr;
    assert_eq!(said, "warning: it counts as mitigated since 2026-11-24T11:30:00Z, and this is one more entry\n");
    repository.run(&["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    repository.now = "2026-11-24T12:30:00Z".to_owned();
    for (step, told) in [
        (
            &["resolve", "slow"][..],
            "error: 2026-11-24-search-is-slow is resolved already\nhelp: `incident reopen ID TEXT` where",
        ),
        (
            &["mitigate", "slow", "x"],
            "error: 2026-11-24-search-is-slow was mitigated at 2026-11-24T11:30:00Z\nhelp: `incident note",
        ),
        (
            &["change", "slow", "x"],
            "error: 2026-11-24-search-is-slow is resolved\nhelp: `incident reopen` where it came back;",
        ),
    ] {
        let said = repository.run(step).fails();
        assert!(said.starts_with(told), "{step:?}: {said}");
    }
    repository.run(&["new", "Mail was late", "-s", "4", "--started", "10:00", "--detected", "10:05"]).ok();
    repository.run(&["resolve", "mail", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    repository.run(&["mitigate", "mail", "It was forgotten", "--at", "11:00"]).ok();
}

#[test]
fn a_thread_that_there_is_not_is_led_to_one_that_there_is() {
    let repository = reported();
    let said = repository.run(&["thread", "@", "pool", "--state", "confirmed"]).fails();
    assert!(
        said.contains(
            "there is no thread `pool`\nhelp: `incident thread 2026-11-24-search-is-slow pool TEXT` opens it"
        ),
        "{said}"
    );
    repository.run(&["thread", "@", "queue full", "The consumer stopped", "--owner", "Platform"]).ok();
    for report in [
        &["queue", "--state", "ruled-out"][..],
        &["queue"],
        &["queue", "It is empty"],
        &["quue full", "x", "--state", "confirmed"],
    ] {
        let said = repository.run(&[&["thread", "@"], report].concat()).fails();
        assert!(said.contains("help: did you mean `queue full`?"), "{report:?}: {said}");
    }
    let said = repository.run(&["thread", "@", "network", "--state", "confirmed"]).fails();
    assert!(said.contains("help: there is `queue full`; with a TEXT this one is opened"), "{said}");
}

#[test]
fn a_word_too_many_is_told_what_is_expected_where_it_is_no_part_of_a_text() {
    let repository = reported();
    let before = repository.files();
    for (arguments, told) in [
        (&["new", "sev-1", "Checkout down"][..], "tip: it is typed `incident new TITLE -s SEVERITY`"),
        (&["new", "Checkout down", "sev-1"], "tip: it is typed `incident new TITLE -s SEVERITY`"),
        (&["list", "checkout"], "tip: it is typed `incident list --service NAME` or `incident list --status STATUS`"),
        (
            &["new", "Down", "-s", "1", "--service", "checkout", "search"],
            "tip: `--service` takes one: `--service checkout --service search`",
        ),
        (&["similar", "--log", "a=b", "x"], "tip: `incident search --log …` looks in several logs"),
    ] {
        let said = repository.run(arguments).fails();
        assert!(
            said.contains(told) && !said.contains("in quotes") && !said.contains("-- --log"),
            "{arguments:?}: {said}"
        );
    }
    assert_eq!(repository.files(), before);
}

#[test]
fn an_incident_that_is_forgotten_or_misplaced_is_told() {
    let repository = reported();
    let before = repository.files();
    insta::assert_snapshot!(
        [
            &["note", "payments are down too"][..],
            &["note", "serch"],
            &["lead", "Head of Ops"],
            &["thread", "pool is full"],
            &["severity", "sev-2"],
            &["lead", "Head of Ops", "@"],
            &["severity", "sev-2", "@"],
            &["note", "payments are down too", "@"],
            &["note", "slow"],
            &["severity", "@"],
        ]
        .map(|arguments| repository.run(arguments).fails())
        .concat(),
        @r#"
        error: no incident has `payments are down too` in its id
        help: the incident comes first: `incident note @ "payments are down too"`
        error: no incident has `serch` in its id
        help: did you mean `2026-11-24-search-is-slow`?
        help: the incident comes first: `incident note @ serch`
        error: no incident has `Head of Ops` in its id
        help: the incident comes first: `incident lead @ "Head of Ops"`
        error: no incident has `pool is full` in its id
        help: the incident comes first: `incident thread @ NAME "pool is full"`
        error: no incident has `sev-2` in its id
        help: `incident list` shows them all; `git pull` brings what others reported
        help: the incident comes first: `incident severity @ sev-2`
        error: `@` names the incident, and stands behind what the step says
        help: the incident comes first: `incident lead @ "Head of Ops"`
        error: `@` names the incident, and stands behind what the step says
        help: the incident comes first: `incident severity @ sev-2`
        error: `@` names the incident, and stands behind what the step says
        help: the incident comes first: `incident note @ "payments are down too"`
        error: the text of the note is missing
        help: name it with `incident note ID TEXT`; on a terminal, it is asked for
        error: the severity is missing
        help: name it with `incident severity ID SEVERITY`; on a terminal, it is asked for
        "#
    );
    assert_eq!(repository.files(), before);
}

#[test]
fn the_text_of_a_thread_whose_name_was_left_out_is_seen_as_such() {
    let repository = reported();
    let said = || repository.run(&["thread", "@", "Release 412 leaks Bob's connections"]).fails();
    let missing = "help: where that is what may be the cause, its NAME is missing, a word or two: \
                   `incident thread 2026-11-24-search-is-slow NAME 'Release 412 leaks Bob'\\''s connections'`\n";
    assert!(said().ends_with(missing), "{}", said());
    let two = repository.run(&["thread", "@", "queue full"]).fails();
    assert!(two.contains("`incident thread 2026-11-24-search-is-slow 'queue full' TEXT` opens it"), "{two}");
    repository.run(&["thread", "@", "network", "Packets are lost", "--owner", "Platform"]).ok();
    assert!(said().ends_with(missing), "{}", said());
}

#[test]
fn nobody_takes_no_lead_and_what_is_closed_is_not_mitigated() {
    let repository = reported();
    for nobody in ["nobody", "Nobody", "none"] {
        let said = repository.run(&["lead", "@", nobody]).fails();
        assert_eq!(said, "error: the baton is passed to nobody\nhelp: name who leads from now on\n");
    }
    repository.run(&["new", "Mail was late", "-s", "4", "--started", "10:00", "--detected", "10:05"]).ok();
    repository.run(&["resolve", "mail", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    repository.run(&["close", "mail"]).ok();
    insta::assert_snapshot!(repository.run(&["mitigate", "mail", "It was restarted"]).fails(), @"
    error: 2026-11-24-mail-was-late is closed
    help: `incident reopen 2026-11-24-mail-was-late TEXT` where it came back; `incident note 2026-11-24-mail-was-late TEXT` adds to its timeline
    ");
}

#[test]
fn once_everybody_was_told_they_are_called_again() {
    let repository = reported();
    for who in ["On-call Engineer", "Tech Lead"] {
        let said = repository.run(&["escalate", "@"]).ok().stdout;
        assert!(said.contains(&format!("\nReach next: {who}\n")) && !said.contains("Everybody"), "{said}");
        repository.run(&["escalate", "@", "--told", who, "--means", "phone"]).ok();
    }
    let said = repository.run(&["escalate", "@"]).ok().stdout;
    insta::assert_snapshot!(said.split("Log: ").nth(1).unwrap_or_default(), @"
    2026-11-24-search-is-slow

    Send it directly to: Executive contact

    Told so far:
      On-call Engineer (phone)  2026-11-24T12:00:00Z
      Tech Lead (phone)  2026-11-24T12:00:00Z

    Everybody was told, the last one at 2026-11-24T12:00:00Z, and nobody has acknowledged.
    Call again: On-call Engineer
      incident escalate 2026-11-24-search-is-slow --told 'On-call Engineer' --means phone
      incident escalate 2026-11-24-search-is-slow --ack NAME
    ");
}
