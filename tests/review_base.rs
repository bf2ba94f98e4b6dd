//! What a review compares: the work tree or a commit with where it was begun, whatever state the repository is in.

use crate::harness::Repository;
use crate::review::{POOL, log, review, told};

#[test]
fn an_incident_that_was_renamed_and_edited_at_once_is_the_same_one() {
    let repository = log(&["unknown-severity"]);
    repository.git(&["mv", "incidents/2026/2026-03-02-pool-exhausted", "incidents/2026/2026-03-02-pool-empty"]);
    let to = "incidents/2026/2026-03-02-pool-empty/incident.md";
    repository.replace(to, "lead: Tech Lead", "lead: Platform Lead");
    let expected = [
        "id changed from 2026-03-02-pool-exhausted to 2026-03-02-pool-empty",
        "lead changed from Tech Lead to Platform Lead",
    ];
    assert_eq!(told(&repository, &[]), expected, "staged");
    repository.git(&["reset", "--quiet"]);
    assert_eq!(told(&repository, &[]), expected, "only in the work tree");
    repository.commit_all("Rename");
    assert_eq!(told(&repository, &["--head", "work"]), expected, "committed");
    let report = review(&repository, &["--format", "json"]).json();
    assert_eq!(report["incidents"][0]["fate"], "renamed");
    assert_eq!(report["incidents"][0]["was"], "2026-03-02-pool-exhausted");
}

#[test]
fn what_others_did_to_the_base_meanwhile_is_not_told() {
    let repository = log(&[]);
    repository.replace(POOL, "lead: Tech Lead", "lead: Platform Lead");
    repository.commit_all("Pass the baton");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.replace(POOL, "tags: [deploy]", "tags: [other]");
    repository.commit_all("Meanwhile");
    repository.git(&["checkout", "--quiet", "work"]);
    let expected = ["lead changed from Tech Lead to Platform Lead"];
    assert_eq!(told(&repository, &[]), expected);
    // Nor where the base is being merged in.
    repository.git(&["merge", "--quiet", "--no-commit", "--no-ff", "main"]);
    assert!(repository.read(POOL).contains("[other]"));
    assert_eq!(told(&repository, &[]), expected);
    repository.git(&["commit", "--quiet", "-m", "Merge"]);
    assert_eq!(told(&repository, &["--head", "HEAD"]), expected);
}

#[test]
fn a_merge_in_conflict_is_not_reviewed_and_a_commit_can_be() {
    let repository = log(&[]);
    for (branch, lead) in [("main", "Other Lead"), ("work", "Platform Lead")] {
        repository.git(&["checkout", "--quiet", branch]);
        repository.replace(POOL, "lead: Tech Lead", &format!("lead: {lead}"));
        repository.commit_all("Pass the baton");
    }
    assert_eq!(repository.command_status(&["merge", "main"]), Some(1));
    let said = review(&repository, &[]).fails();
    assert!(said.contains(&format!("these files are in a merge conflict: {POOL}")), "{said}");
    assert!(said.contains("help: resolve them and add them with git, or name a commit with --head"), "{said}");
    assert_eq!(told(&repository, &["--head", "HEAD"]), ["lead changed from Tech Lead to Platform Lead"]);
}

#[test]
fn a_base_that_is_not_there_or_has_nothing_in_common_is_said() {
    let repository = log(&[]);
    let said = repository.run(&["review", "mian"]).fails();
    assert!(said.contains("there is no revision `mian`"), "{said}");
    repository.git(&["update-ref", "refs/remotes/origin/release", "main"]);
    let said = repository.run(&["review", "release"]).fails();
    assert!(said.contains("help: did you mean `origin/release`?"), "{said}");
    let said = review(&repository, &["--head", "nowhere"]).fails();
    assert!(said.contains("there is no revision `nowhere`"), "{said}");
    repository.git(&["checkout", "--quiet", "--orphan", "alone"]);
    let said = review(&repository, &[]).fails();
    assert!(said.contains("this branch has no commit yet, so it has nothing in common with `main`"), "{said}");
    repository.commit_all("Begin again");
    let said = review(&repository, &[]).fails();
    assert!(said.contains("`main` and `HEAD` have no commit in common"), "{said}");
    assert!(said.contains("help: name the branch that this work was begun from"), "{said}");
    let said = review(&repository, &["--format", "xml"]).fails();
    assert!(said.contains("it has: human, markdown, json, github"), "{said}");
}

#[test]
fn in_a_shallow_clone_it_says_how_to_get_the_rest() {
    let repository = log(&[]);
    repository.replace(POOL, "lead: Tech Lead", "lead: Platform Lead");
    repository.commit_all("Pass the baton");
    let clone = Repository::folder();
    let from = format!("file://{}", repository.root.display());
    clone.git(&["clone", "--quiet", "--depth", "1", "--branch", "work", "--no-single-branch", &from, "."]);
    let said = clone.run(&["review", "origin/main", "--head", "HEAD"]).fails();
    assert!(said.contains("`origin/main` and `HEAD` have no commit in common"), "{said}");
    assert!(said.contains("check out with `fetch-depth: 0`"), "{said}");
    let base = repository.git(&["rev-parse", "main~0"]);
    clone.git(&["fetch", "--quiet", "--unshallow"]);
    let report = clone.run(&["review", base.trim(), "--head", "HEAD", "--format", "json"]).ok().json();
    assert_eq!(report["common"], base.trim());
}

#[test]
fn a_document_of_which_all_is_another_is_compared_in_bounded_work() {
    let repository = log(&[]);
    let many = |word: &str| -> String {
        let front: String = (0..1_000).map(|n| format!("x-{word}{n}: {n}\n")).collect();
        let actions: String = (0..1_000).map(|n| format!("  - title: {word} {n} {}\n", "é".repeat(90))).collect();
        let entries: String = (0..8_000).map(|n| format!("- 2026-03-02T09:00:00Z [note] {word} {n}\n")).collect();
        let sections: String = (0..8_000).map(|n| format!("## {word} {n}\n{word}\n")).collect();
        format!("---\ntitle: {word}\n{front}actions:\n{actions}---\n\n## Timeline\n{entries}\n{sections}")
    };
    repository.write(POOL, &many("Pool"));
    repository.commit_all("Many");
    repository.git(&["branch", "--force", "main"]);
    repository.write(POOL, &many("Queue"));
    let told = told(&repository, &[]);
    assert!(told.contains(&"timeline changed (8000 entries edited)".to_owned()), "{:?}", &told[..5]);
    assert_eq!(told.iter().filter(|change| change.starts_with("action added: Queue")).count(), 1_000);
    let comment = review(&repository, &["--format", "markdown"]).ok().stdout;
    assert!(comment.encode_utf16().count() < 65_536 && comment.contains("- and 19952 more\n"), "{comment}");
}

#[test]
fn a_submodule_beside_the_documents_is_let_be() {
    let repository = log(&[]);
    let id = repository.git(&["rev-parse", "HEAD"]);
    for path in ["vendor/tool", "incidents/2026/2026-03-02-pool-exhausted/tool"] {
        repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},{path}", id.trim())]);
    }
    repository.git(&["commit", "--quiet", "-m", "Take in a tool"]);
    let report = review(&repository, &["--head", "HEAD", "--format", "json"]).ok().json();
    assert_eq!(report["incidents"].as_array().unwrap().len(), 0, "{report:#}");
    repository.replace(POOL, "lead: Tech Lead", "lead: Platform Lead");
    assert_eq!(told(&repository, &[]), ["lead changed from Tech Lead to Platform Lead"]);
}
