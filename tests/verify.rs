//! `incident verify`: what was dropped or changed without a word, with commit, file and line.

use crate::harness::Repository;

const ENTRY: &str = "incidents/2026/2026-11-20-search-is-slow/incident.md";
const POSTMORTEM: &str = "incidents/2026/2026-11-20-search-is-slow/postmortem.md";
const LATER: &str = "- 2026-11-20T09:10:00Z [note] The index is full.\n";

/// A log with an incident of three entries, committed.
pub fn log(status: &str) -> Repository {
    let repository = Repository::new().log();
    repository.write(
        ENTRY,
        &format!(
            "---\ntitle: Search is slow\nseverity: sev-3\nstatus: {status}\nstarted: 2026-11-20T09:00:00Z\n\
             actions:\n  - title: Add a shard\n    owner: Search team\n    status: open\n---\n\n## Summary\nSlow.\n\n\
             ## Solution\nRebuild the index.\n\n## Timeline\n- 2026-11-20T09:00:00Z [started] Slow.\n\
             - 2026-11-20T09:05:00Z [detected] The alert fires.\n{LATER}"
        ),
    );
    repository.commit_all("Report");
    repository
}

/// What is found, as `rule REVISION:PATH:LINE`, the ids of commits by their subjects.
#[track_caller]
pub fn found(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let ran = repository.run(&[&["verify", "--format", "json"], arguments].concat());
    let told = ran.json();
    let found = told["findings"].as_array().unwrap();
    assert_eq!(ran.status, Some(i32::from(!found.is_empty())), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(told["whole"], found.is_empty());
    let word = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let one = |finding: &serde_json::Value| {
        let revision = word(finding, "revision").replace(&word(finding, "commit")[..10], &word(finding, "subject"));
        format!("{} {revision}:{}:{}", word(finding, "rule"), word(finding, "path"), finding["line"])
    };
    found.iter().map(one).collect()
}

#[test]
fn an_entry_that_was_dropped_is_told_with_commit_file_and_line() {
    let repository = log("open");
    repository.replace(ENTRY, LATER, "");
    repository.commit_all("Tidy up");
    let said = repository.run(&["verify"]).ends(1).stdout;
    let commit = repository.git(&["rev-parse", "HEAD"]);
    insta::assert_snapshot!(said.replace(&commit[..10], "COMMIT"), @"
    error[dropped-entry]: Tech Lead on 2026-11-24 in COMMIT took this entry out of the timeline, and does not say why
      --> COMMIT^:incidents/2026/2026-11-20-search-is-slow/incident.md:21:1
       |
    21 | - 2026-11-20T09:10:00Z [note] The index is full.
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: put it back, or say why in a commit with `Explains: COMMIT` in its message

    2 commits, 2 texts: 1 error
    ");
    // The place is one that git shows.
    let told = repository.run(&["verify", "--format", "json"]).ends(1).json();
    let finding = &told["findings"][0];
    let word = |key: &str| finding[key].as_str().unwrap();
    let text = repository.git(&["show", &format!("{}:{}", word("revision"), word("path"))]);
    let line = finding["line"].as_u64().unwrap() as usize;
    assert_eq!(text.lines().nth(line - 1), Some(LATER.trim_end()));
    assert_eq!((word("commit"), word("subject"), word("author")), (commit.trim(), "Tidy up", "Tech Lead"));
}

#[test]
fn a_reason_is_a_line_below_the_subject_or_a_later_commits_word() {
    for (message, is_reason) in [
        ("Tidy up", false),
        ("Tidy up\n\nCo-authored-by: Search Lead <search@shop.example>", false),
        ("Tidy up\n\nThe index was not full: the alert was of another shop.", true),
        ("Tidy up\n\nReason: it was of another shop", true),
    ] {
        let repository = log("open");
        repository.replace(ENTRY, LATER, "");
        repository.commit_all(message);
        assert_eq!(found(&repository, &[]).is_empty(), is_reason, "{message}");
    }
    let repository = log("open");
    repository.replace(ENTRY, LATER, "");
    repository.commit_all("Tidy up");
    let commit = repository.git(&["rev-parse", "--short=8", "HEAD"]);
    repository.commit_all(&format!("Say why an entry went\n\nIt was of another shop.\n\nExplains: {commit}"));
    assert_eq!(found(&repository, &[]), [""; 0]);
}

#[test]
fn what_stands_in_the_log_again_or_elsewhere_or_in_other_words_is_not_lost() {
    let repository = log("open");
    repository.replace(ENTRY, LATER, "");
    repository.commit_all("Tidy up");
    repository.replace(ENTRY, "[detected] The alert fires.\n", &format!("[detected] The alert fires.\n{LATER}"));
    repository.commit_all("Put it back");
    repository.replace(ENTRY, "The index is full.", "The index of the shop is full.");
    repository.commit_all("Say it better");
    repository.replace(ENTRY, "09:05:00Z [detected]", "09:04:00Z [detected]");
    repository.commit_all("Put the clock right");
    assert_eq!(found(&repository, &[]), [""; 0]);
    let repository = log("open");
    let other = ENTRY.replace("search-is-slow", "index-is-full");
    let text = repository.read(ENTRY);
    let (kept, moved) = text.split_once("- 2026-11-20T09:10").unwrap();
    repository.write(ENTRY, kept);
    repository.write(&other, &format!("---\ntitle: Index is full\n---\n\n## Timeline\n- 2026-11-20T09:10{moved}"));
    repository.commit_all("Split it");
    assert_eq!(found(&repository, &[]), [""; 0]);
}

#[test]
fn a_document_that_was_dropped_is_told_and_one_that_was_renamed_is_not() {
    let repository = log("open");
    repository.write(POSTMORTEM, "---\nstatus: draft\n---\n\n## Summary\nThe index was full, and no alert said so.\n");
    repository
        .write("agenda/2026-12-01/2026-11-20-search-is-slow.md", "---\nincident: 2026-11-20-search-is-slow\n---\n");
    repository.commit_all("Begin the post-mortem");
    repository.git(&["mv", "incidents/2026/2026-11-20-search-is-slow", "incidents/2026/2026-11-20-search-was-slow"]);
    repository.commit_all("Rename");
    assert_eq!(found(&repository, &[]), [""; 0]);
    let renamed = POSTMORTEM.replace("is-slow", "was-slow");
    repository.git(&["rm", "--quiet", &renamed, "agenda/2026-12-01/2026-11-20-search-is-slow.md"]);
    repository.commit_all("Tidy up");
    let expected = [
        "dropped-document Tidy up^:agenda/2026-12-01/2026-11-20-search-is-slow.md:1".to_owned(),
        format!("dropped-document Tidy up^:{renamed}:1"),
    ];
    assert_eq!(found(&repository, &[]), expected);
    // Out of the log is not another name in it.
    repository.git(&["mv", "incidents/2026/2026-11-20-search-was-slow", "archive"]);
    repository.commit_all("Archive");
    assert!(found(&repository, &["--since", "HEAD^"]).concat().starts_with("dropped-document Archive^:incidents/"));
    repository.git(&["mv", "archive", "incidents/2026/2026-11-20-search-was-slow"]);
    repository.commit_all("Bring it back");
    assert_eq!(found(&repository, &[]), expected);
}

#[test]
fn what_is_closed_or_published_changes_with_a_reason_alone() {
    let repository = log("closed");
    repository.write(POSTMORTEM, "---\nstatus: published\ncauses: [A, B]\n---\n\n## Summary\nSlow.\n");
    repository.commit_all("Publish");
    // The state of actions goes on, and blank lines say nothing.
    repository.run(&["actions", "done", "slow", "1", "--commit"]).ok();
    repository.replace(POSTMORTEM, "## Summary\nSlow.\n", "## Summary\n\nSlow.  \n");
    repository.commit_all("Space");
    assert_eq!(found(&repository, &[]), [""; 0]);
    repository.replace(POSTMORTEM, "Slow.", "Not slow at all.");
    repository.commit_all("Reword");
    repository.replace(ENTRY, "Rebuild the index.", "Restart it.");
    repository.commit_all("Correct");
    assert_eq!(
        found(&repository, &[]),
        [format!("changed-after-the-end Correct:{ENTRY}:16"), format!("changed-after-the-end Reword:{POSTMORTEM}:8")]
    );
    let before = repository.git(&["rev-parse", "HEAD"]);
    let since = ["--since", before.trim()];
    repository.run(&["note", "slow", "The solution was another one"]).ok();
    repository.replace(ENTRY, "Restart it.", "Rebuild it.");
    repository.replace(POSTMORTEM, "Not slow at all.", "It was slow.");
    repository.commit_all("Correct it again");
    assert_eq!(found(&repository, &since), [""; 0], "an entry of the same commit tells why");
    repository.replace(POSTMORTEM, "published", "draft");
    repository.commit_all("Unpublish");
    assert_eq!(found(&repository, &since), [format!("changed-after-the-end Unpublish:{POSTMORTEM}:2")]);
}

#[test]
fn the_history_of_a_log_that_the_tool_wrote_is_whole() {
    let repository = Repository::sample();
    for step in [
        &["new", "Search is slow", "-s", "sev-2", "--lead", "Tech Lead"][..],
        &["thread", "@", "shards", "One is full", "--owner", "Search Lead"],
        &["change", "@", "Add a shard", "--approved-by", "Tech Lead", "--staging", "verified"],
        &["change", "@", "--effect", "search answers"],
        &["thread", "@", "shards", "It was", "--state", "confirmed"],
        &["lead", "@", "Search Lead", "--why", "knows it"],
        &["severity", "@", "sev-3", "--why", "few search"],
        &["mitigate", "@", "It answers"],
        &["resolve", "@", "--summary", "Slow.", "--solution", "Add a shard.", "--root-cause", "One was full."],
        &["agenda", "open", "search-is-slow", "--meeting", "2026-12-01"],
        &["postmortem", "search-is-slow"],
        &["agenda", "defer", "search-is-slow"],
        &["validate", "--fix"],
    ] {
        repository.run(&[step, &["--commit"]].concat()).ok();
    }
    let said = repository.run(&["verify"]).ok().stdout;
    assert!(said.starts_with("13 commits, ") && said.ends_with(": the history is whole\n"), "{said}");
}

#[test]
fn a_shallow_clone_says_that_its_history_is_cut() {
    let repository = log("open").with_remote();
    repository.write("note.txt", "");
    repository.commit_all("Later");
    repository.git(&["push", "--quiet"]);
    let shallow = Repository::folder();
    let remote = format!("file://{}", repository.root.with_file_name("remote.git").display());
    shallow.git(&["clone", "--quiet", "--depth=2", &remote, "."]);
    assert_eq!(found(&shallow, &[]).len(), 1);
    let said = shallow.run(&["verify"]).ends(1).stdout;
    assert!(said.contains("cut-history") && said.contains("git fetch --unshallow"), "{said}");
    assert_eq!(found(&shallow, &["--since", "HEAD^"]), [""; 0]);
    shallow.git(&["fetch", "--quiet", "--unshallow"]);
    assert_eq!(found(&shallow, &[]), [""; 0]);
}

#[test]
fn a_log_in_a_folder_and_a_bare_clone_are_judged_as_well() {
    let repository = Repository::new();
    repository.write("log/incident.yaml", "name: Shop\n");
    let text = log("open").read(ENTRY);
    repository.write(&format!("log/{ENTRY}"), &text);
    repository.write(&format!("other/{ENTRY}"), &text);
    repository.commit_all("Begin");
    repository.replace(&format!("log/{ENTRY}"), LATER, "");
    repository.replace(&format!("other/{ENTRY}"), LATER, "");
    repository.commit_all("Tidy up");
    let ran = repository.run_in("log", &["verify", "--format", "json"]).ends(1).json();
    assert_eq!(ran["findings"].as_array().unwrap().len(), 1);
    assert_eq!(ran["findings"][0]["path"], ENTRY);
    let said = repository.run_in("log", &["verify"]).ends(1).stdout;
    assert!(said.contains(&format!("^:log/{ENTRY}:")), "what git shows: {said}");
    let bare = repository.with_remote();
    let bare = bare.root.with_file_name("remote.git");
    let other = Repository::folder();
    let ran = other.run(&["-C", bare.to_str().unwrap(), "verify"]);
    assert!(ran.ends(1).stdout.contains("dropped-entry"));
}

#[test]
fn what_cannot_be_judged_is_said() {
    let said = Repository::new().log().run(&["verify"]).fails();
    assert!(said.starts_with("error: this repository has no commit yet"), "{said}");
    let said = log("open").run(&["verify", "--since", "nowhere"]).fails();
    assert!(said.starts_with("error: there is no revision `nowhere`"), "{said}");
}
