//! `incident doctor`: what is wrong with the set-up in a clone, with the command that mends it.

use crate::harness::Repository;

/// How each part is.
fn states(repository: &Repository) -> Vec<String> {
    let told = repository.json(&["doctor"]);
    let checks = told["checks"].as_array().unwrap().iter();
    checks.map(|check| format!("{} {}", check["part"].as_str().unwrap(), check["state"].as_str().unwrap())).collect()
}

#[test]
fn what_is_missing_in_a_new_clone_is_told_with_what_mends_it() {
    let repository = Repository::new().log();
    insta::assert_snapshot!(repository.run(&["doctor"]).ok().stdout.split_once('\n').unwrap().1, @"
    plan           fine     incident.yaml of shop
    hook           missing  commits in this clone are not checked
                            `incident hook install` checks the log before each commit
    merge driver   fine     git merges the log by meaning
    push           missing  there is nothing to push to, as this clone has no remote
                            `git remote add origin URL` names one, and `git push --set-upstream origin main` sends there what is committed
    history        fine     every commit is in this clone; `incident verify` judges what they did
    phone numbers  missing  there is no number here for Tech Lead, Executive contact
                            `phone:` in the plan, or `phone-from:` with a variable of the environment or a file that git ignores
    chat           fine     none is set up; messages are printed ready to paste
    tracker        fine     none is set up in which tickets can be opened; they are printed to be opened by hand
    outbox         fine     nothing waits to go out
    clock          fine     it is 2026-11-24T12:00:00Z
    ");
    repository.run(&["hook", "install"]).ok();
    repository.write(".gitattributes", "incidents/**/*.md merge=incident\nagenda/**/*.md merge=incident\n");
    let states = states(&repository);
    assert!(states.contains(&"hook fine".to_owned()) && states.contains(&"merge driver fine".to_owned()), "{states:?}");
}

#[test]
fn what_is_wrong_is_status_1_and_has_its_place() {
    let repository = Repository::new().log();
    repository.write("incident.yaml", "name: Books\ntime-zone: Nowhere/At-all\n");
    let said = repository.run(&["doctor"]).ends(1).stdout;
    assert!(said.contains("WRONG") && said.contains("incident.yaml:2:12: "), "{said}");
}

#[test]
fn outside_of_a_repository_it_says_so() {
    let said = Repository::folder().run(&["doctor"]).ends(2).stderr;
    assert!(said.starts_with("error: this folder is in no git repository"), "{said}");
}
