//! Values that are not what somebody means: a time of day that is typed behind midnight, a priority that is none.

use crate::harness::Repository;

#[test]
fn a_time_of_today_that_is_yet_to_come_is_led_to_yesterday() {
    let mut repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "2", "--started", "11:00"]).ok();
    repository.now = "2026-11-25T02:00:00Z".to_owned();
    let end = ["--summary", "a", "--solution", "b", "--root-cause", "c"];
    let before = repository.files();
    for arguments in [
        &["new", "Mail is late", "-s", "2", "--started", "23:50"][..],
        &["new", "Mail is late", "-s", "2", "--started", "yesterday 23:00", "--detected", "today 23:50"],
        &["note", "slow", "x", "--at", "23:50"],
        &["mitigate", "slow", "x", "--at", "23:50"],
        &[&["resolve", "slow", "--at", "23:50"][..], &end].concat(),
    ] {
        let flag = ["--at", "--detected", "--started"].into_iter().find(|flag| arguments.contains(flag)).unwrap();
        let said = repository.run(arguments).fails();
        assert_eq!(
            said,
            format!(
                "error: {flag} 23:50 lies in the future: 2026-11-25T23:50:00Z, and it is 2026-11-25T02:00:00Z\n\
                 help: `{flag} \"yesterday 23:50\"` where it was yesterday; or name a past time, or leave it out for now\n"
            )
        );
    }
    assert_eq!(repository.files(), before);
    // What is said is what is typed.
    repository.run(&["new", "Mail is late", "-s", "2", "--started", "yesterday 23:50"]).ok();
    assert_eq!(repository.json(&["show", "mail"])["started"], "2026-11-24T23:50:00Z");
    repository.run(&["note", "slow", "x", "--at", "01:50"]).ok();
    // By the clock of the log, in whatever zone.
    repository.replace("incident.yaml", "time-zone: UTC", "time-zone: Europe/Paris");
    let said = repository.run(&["note", "slow", "x", "--at", "3:50"]).fails();
    assert!(said.contains("2026-11-25T03:50:00+01:00, and it is 2026-11-25T03:00:00+01:00"), "{said}");
}

#[test]
fn a_priority_of_a_thread_is_a_number_or_one_of_the_actions() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "2"]).ok();
    let thread =
        |priority: &str| repository.run(&["thread", "@", "pool", "It leaks", "--owner", "A", "--priority", priority]);
    let before = repository.files();
    let refused: Vec<_> = ["urgent", "hihg", "P1", "0", "1.5"].map(|wrong| thread(wrong).fails()).into();
    let refused: Vec<_> = refused.iter().filter_map(|said| said.lines().next()).collect();
    insta::assert_snapshot!(refused.join("\n"), @"
    error: invalid value 'urgent' for '--priority <PRIORITY>': write a number, 1 for what is looked into first, or high, medium or low
    error: invalid value 'hihg' for '--priority <PRIORITY>': did you mean `high`?
    error: invalid value 'P1' for '--priority <PRIORITY>': did you mean `1`?
    error: invalid value '0' for '--priority <PRIORITY>': write a number, 1 for what is looked into first, or high, medium or low
    error: invalid value '1.5' for '--priority <PRIORITY>': write a number, 1 for what is looked into first, or high, medium or low
    ");
    assert_eq!(repository.files(), before);
    for (given, written) in [("1", "1"), ("02", "2"), ("High", "high")] {
        let said = thread(given).ok().stdout;
        assert!(said.contains(&format!("priority: {written})")), "{said}");
    }
}

#[test]
fn a_command_with_two_letters_the_wrong_way_round_is_known() {
    let repository = Repository::new().log();
    for (typed, meant) in [("nwe", "'new'"), ("sohw", "'show'")] {
        let said = repository.run(&[typed]).fails();
        assert!(said.contains(meant), "{typed}: {said}");
    }
    let said = repository.run(&["agenda", "opne"]).fails();
    assert!(said.contains("'open'"), "{said}");
}

#[test]
fn an_approval_by_nobody_is_refused_and_a_reason_says_because_once() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-1"]).ok();
    let before = repository.files();
    let mut said = repository.run(&["change", "@", "Restart", "--approved-by", " "]).fails();
    said += &repository.run(&["severity", "@", "2", "--why", "Because"]).fails();
    insta::assert_snapshot!(said, @"
    error: the name of whoever approved it is empty
    help: name who approved it, or leave --approved-by out
    error: the reason is empty
    help: say with --why what was seen
    ");
    assert_eq!(repository.files(), before);
    let said = repository.run(&["severity", "@", "2", "--why", "Because, because it grows."]).ok().stdout;
    assert!(said.contains("sev-1 to sev-2, because it grows.\n"), "{said}");
}

#[test]
fn without_its_start_an_incident_started_when_it_was_noticed() {
    let repository = Repository::new().log();
    repository.run(&["new", "Kafka lag", "-s", "2", "--detected", "20 minutes ago"]).ok();
    let shown = repository.json(&["show", "@"]);
    assert_eq!([&shown["started"], &shown["detected"]], ["2026-11-24T11:40:00Z"; 2]);
    let said = repository.run(&["new", "Kafka", "-s", "2", "--detected", "2026-11-24 12:30"]).fails();
    assert!(said.starts_with("error: an incident is noticed between its start and now\n"), "{said}");
}

#[test]
fn a_name_of_a_severity_with_a_slip_is_recognised_and_an_id_is_not() {
    let repository = Repository::new().log();
    insta::assert_snapshot!(repository.run(&["new", "Search", "-s", "meduim"]).fails(), @"
    error: the plan has no severity `meduim`
    help: did you mean `medium`? it has: sev-1 critical, sev-2 high, sev-3 medium, sev-4 low
    ");
}
