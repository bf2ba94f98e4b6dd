//! `--push` behind what others pushed meanwhile: which commit is told, and what is said of what came in.

use crate::pushing::team;

#[test]
fn the_commit_that_is_told_is_the_one_that_everybody_has() {
    let [one, two] = team();
    two.run(&["note", "slow", "first", "--push"]).ok();
    let ran = one.run(&["note", "slow", "second", "--push"]).ok();
    let id = one.git(&["rev-parse", "--short", "HEAD"]);
    let told = format!("committed as {}\npushed to origin/main\n", id.trim());
    assert!(ran.stdout.ends_with(&told) && ran.stdout.matches("committed as").count() == 1, "{}", ran.stdout);
    two.run(&["note", "slow", "third", "--push"]).ok();
    let answer = one.json(&["note", "slow", "fourth", "--push"]);
    assert_eq!(answer["commit"], one.git(&["rev-parse", "--short", "HEAD"]).trim());
    for arguments in
        [["new", "Mail is late", "-s", "3", "--push"], ["severity", "slow", "2", "--why=It grows", "--push"]]
    {
        two.run(&["note", "slow", "again", "--push"]).ok();
        let said = one.run(&arguments).ok().stdout;
        let id = one.git(&["rev-parse", "--short", "HEAD"]);
        assert_eq!(said.matches(&format!("committed as {}\npushed to origin/main\n", id.trim())).count(), 1, "{said}");
        assert_eq!((said.matches("pushed to").count(), said.matches("committed as").count()), (1, 1), "{said}");
    }
}

#[test]
fn what_two_people_report_at_once_is_told_to_the_second() {
    let [one, two] = team();
    let report = ["new", "Kafka lag of the orders topic", "-s", "sev-3", "--push"];
    assert!(!two.run(&report).ok().stdout.contains("ONE LIKE IT"));
    let said = one.run(&["new", "Kafka lag on orders", "-s", "sev-3", "--push"]).ok().stdout;
    assert!(said.starts_with("ONE LIKE IT GOES ON: 2026-11-24-kafka-lag-of-the-orders-topic"), "{said}");
}

#[test]
fn a_message_says_where_others_changed_what_it_tells() {
    let [one, two] = team();
    two.run(&["severity", "slow", "sev-2", "--why", "It grows", "--at", "11:50", "--push"]).ok();
    let ran = one.run(&["severity", "slow", "sev-4", "--why", "It is only the archive", "--push"]);
    insta::assert_snapshot!(ran.stderr, @"warning: others changed severity from sev-3 to sev-2, war-room from nothing to #2026-11-24-war-room-search-is-slow before this was pushed, and the message tells what was before: look at it again");
    let said = one.run(&["severity", "slow", "sev-3", "--why", "It is more", "--push"]).ok();
    assert_eq!(said.stderr, "");
}

#[test]
fn an_all_clear_that_others_gave_already_is_not_shown_a_second_time() {
    let [one, two] = team();
    let end = |words: &'static str| {
        ["resolve", "slow", "--summary", words, "--solution", words, "--root-cause", words, "--push"]
    };
    assert!(two.run(&end("The index was rebuilt.")).ok().stdout.contains("All clear"));
    let ran = one.run(&end("The shard was split.")).ends(2);
    assert!(ran.stderr.starts_with("warning: the all-clear stands in your commit as given"), "{}", ran.stderr);
    assert!(ran.stderr.contains("error: you and origin/main say two different things in "), "{}", ran.stderr);
    assert!(ran.stdout.contains("committed as") && !ran.stdout.contains("All clear"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("Owed"), "{}", ran.stdout);
    let answer = one.run(&["note", "slow", "x", "--push", "--format", "json"]).ends(2).json();
    assert_eq!(answer["pushed"], false);
    // Of another incident, which nobody contests, everything is told.
    let said = one.run(&["new", "Everything burns", "-s", "1", "--push"]).ends(2).stdout;
    assert!(said.contains("@channel sev-1 critical") && said.contains("Until somebody acknowledges"), "{said}");
}
