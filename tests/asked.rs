//! What is asked on a terminal, from where, and what is told there: nothing that was typed is lost, no word is cut.

use crate::harness::Repository;
use crate::terminal::{CTRL_C, ENTER, on_terminal, on_terminal_of};

#[test]
fn a_severity_is_judged_anew_from_what_it_is_now() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-4"]).ok();
    let answers = [("How bad is it from now on?", "\u{1b}[A\r"), ("Why?", "It grows\r")];
    let (status, text) = on_terminal(&repository, &["severity", "@"], &answers);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("> sev-4 low (as it is now): ") && !text.contains("sev-3 medium (as"), "{text}");
    assert_eq!(repository.json(&["show", "@"])["severity"], "sev-3");
    let (status, text) = on_terminal(&repository, &["severity", "@"], &[("How bad is it from now on?", ENTER)]);
    assert!(status == Some(2) && text.contains("is sev-3 already") && !text.contains("Why?"), "{text}");
}

#[test]
fn a_wrong_time_is_told_before_a_title_is_typed_and_a_title_that_was_typed_is_given_back() {
    let repository = Repository::new().log();
    for (flag, said) in
        [("--started", "--started 23:50 lies in the future"), ("--detected", "--detected 23:50 lies in")]
    {
        let (status, text) = on_terminal(&repository, &["new", flag, "23:50"], &[]);
        assert!(status == Some(2) && text.contains(said) && !text.contains("What is wrong?"), "{text}");
    }
    let answers = [("What is wrong?", "The shop's mail\r"), ("How bad is it?", CTRL_C)];
    let (status, text) = on_terminal(&repository, &["new"], &answers);
    assert!(status == Some(2) && text.contains("help: what was typed: 'The shop'\\''s mail'\n"), "{text}");
}

#[test]
fn messages_are_broken_between_words_and_no_command_in_two() {
    let repository = Repository::new().log();
    repository.run(&["new", "Kafka lag for orders", "-s", "3"]).ok();
    let (_, text) = on_terminal_of(60, &repository, &["close", "kafka"], &[]);
    assert!(text.lines().all(|line| line.chars().count() < 60 || line.contains('`')), "{text}");
    let (_, text) = on_terminal_of(80, &repository, &["new", "Kafka lag on orders", "-s", "3"], &[]);
    let command = "`incident resolve kafka-lag-on-orders --duplicate-of kafka-lag-for-orders`";
    assert!(text.lines().any(|line| line.trim() == command), "{text}");
    assert!(text.contains("`incident note kafka-lag-for-orders TEXT`"), "{text}");
}
