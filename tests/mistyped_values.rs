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
