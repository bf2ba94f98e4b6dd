//! `validate --fix`: what it mends, what it leaves, and what it refuses.

use crate::harness::Repository;

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const OTHER: &str = "incidents/2026/2026-03-05-mail-is-late/incident.md";

/// With Windows line endings, a comment, and odd quoting that nobody asked to be changed.
const TEXT: &str = "---\r\ntitle:   'Search is slow'\r\nseverity: sev2 # as agreed\r\nstatuz: open\r\nstarted: 2026-03-02T09:00:00Z\r\nvisibility: intern\r\n---\r\n\r\n## Summary\r\nSee ![it](Error_Rate.PNG \"x\").\r\n\r\n\r\n## Timeline\r\n- 2026-03-02T09:00:00Z [started] Slow.\r\n";

fn log() -> Repository {
    let repository = Repository::new().log();
    repository.write(INCIDENT, TEXT);
    repository.write("incidents/2026/2026-03-02-search-is-slow/error-rate.png", "");
    repository.write(OTHER, &TEXT.replace("2026-03-02", "2026-03-05").replace("![it](Error_Rate.PNG \"x\")", "it"));
    repository.commit_all("Report");
    repository
}

fn mended(text: &str) -> String {
    text.replace("sev2", "sev-2").replace("statuz", "status").replace("Error_Rate.PNG", "error-rate.png")
}

#[test]
fn it_mends_what_is_beyond_doubt_and_nothing_else_and_says_what() {
    let repository = log();
    let ran = repository.run(&["validate", "--fix", INCIDENT]).ends(1);
    insta::assert_snapshot!(ran.stdout, @"
    fixed incidents/2026/2026-03-02-search-is-slow/incident.md:3:11 unknown-severity: `sev2` is now `sev-2`
    fixed incidents/2026/2026-03-02-search-is-slow/incident.md:4:1 unknown-field: `statuz` is now `status`
    fixed incidents/2026/2026-03-02-search-is-slow/incident.md:10:11 broken-link: `Error_Rate.PNG` is now `error-rate.png`

    error[missing-war-room]: sev-2 requires a war room, and none is named: it was due on 2026-03-02
     --> incidents/2026/2026-03-02-search-is-slow/incident.md:3:11
      |
    3 | severity: sev-2 # as agreed
      |           ^^^^^
      |
      = help: add `war-room: ` and the channel's name, in quotes as it begins with `#`

    warning[unacknowledged-escalation]: this sev-2 has waited 267 d 3 h for somebody to acknowledge it
     --> incidents/2026/2026-03-02-search-is-slow/incident.md:3:11
      |
    3 | severity: sev-2 # as agreed
      |           ^^^^^
      |
      = help: reach the next person on the roster, then `incident note --kind acknowledged`

    error[invalid-value]: `intern` is no visibility
     --> incidents/2026/2026-03-02-search-is-slow/incident.md:6:13
      |
    6 | visibility: intern
      |             ^^^^^^
      |
      = help: did you mean `internal`?

    3 documents: 2 errors, 1 warning; 3 fixed
    ");
    assert_eq!(repository.read(INCIDENT), mended(TEXT));
    assert_eq!(repository.read(OTHER), log().read(OTHER), "only the path that was named");
    let again = repository.run(&["validate", "--fix", INCIDENT]).ends(1);
    assert!(!again.stdout.contains("fixed"), "{}", again.stdout);
    assert_eq!(repository.read(INCIDENT), mended(TEXT));
}

#[test]
fn a_dry_run_shows_the_diff_and_writes_nothing() {
    let repository = log();
    let before = repository.files();
    let ran = repository.run(&["validate", "--fix", "--dry-run", INCIDENT]).ends(1);
    insta::assert_snapshot!(ran.stdout.replace('\r', ""), @r#"
    --- a/incidents/2026/2026-03-02-search-is-slow/incident.md
    +++ b/incidents/2026/2026-03-02-search-is-slow/incident.md
    @@ -1,13 +1,13 @@
     ---
     title:   'Search is slow'
    -severity: sev2 # as agreed
    -statuz: open
    +severity: sev-2 # as agreed
    +status: open
     started: 2026-03-02T09:00:00Z
     visibility: intern
     ---
     
     ## Summary
    -See ![it](Error_Rate.PNG "x").
    +See ![it](error-rate.png "x").
     
     
     ## Timeline
    "#);
    assert_eq!(repository.files(), before);
}

#[test]
fn what_was_mended_can_be_committed_at_once() {
    let repository = log();
    repository.run(&["validate", "--fix", "--commit"]).ends(1);
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    assert_eq!(repository.git(&["log", "-1", "--format=%s"]), "incident: mend 5 findings\n");
}

#[test]
fn nothing_to_mend_writes_nothing() {
    let repository = Repository::sample();
    repository.run(&["validate", "--fix"]).ok();
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn staged_files_are_mended_only_where_the_work_tree_has_the_same() {
    let repository = log();
    repository.replace(INCIDENT, "Slow.", "Very slow.");
    repository.git(&["add", "--all"]);
    let ran = repository.run(&["validate", "--fix", "--staged", INCIDENT]).ends(1);
    insta::assert_snapshot!(ran.stderr, @"
    note: 1 finding that the last commit has already in what is touched is let be
    note: the work tree is mended, and the index is not: `git add incidents/2026/2026-03-02-search-is-slow/incident.md`
    ");
    assert!(repository.read(INCIDENT).contains("severity: sev-2 # as agreed"));
    assert!(repository.git(&["show", &format!(":{INCIDENT}")]).contains("sev2"), "the index is left alone");

    let repository = log();
    repository.replace(INCIDENT, "Slow.", "Very slow.");
    repository.git(&["add", "--all"]);
    repository.replace(INCIDENT, "Very slow.", "Very, very slow.");
    let before = repository.files();
    let refused = repository.run(&["validate", "--fix", "--staged"]).fails();
    insta::assert_snapshot!(refused, @"
    error: what is staged is not what the work tree has, so it cannot be mended there: incidents/2026/2026-03-02-search-is-slow/incident.md
    help: stage the rest of these files, or mend the work tree with `incident validate --fix` and stage what you want of it
    ");
    assert_eq!(repository.files(), before);
}

#[test]
fn what_cannot_be_written_to_is_not_mended() {
    let repository = log();
    let refused = repository.run(&["validate", "--fix", "--rev", "HEAD"]).fails();
    assert!(refused.contains("cannot be used with"), "{refused}");
    insta::assert_snapshot!(repository.run(&["validate", "--dry-run"]).fails(), @"
    error: --dry-run, --commit and --push are about what --fix writes
    help: add --fix, or leave them out
    ");
    repository.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let bare = repository.root.parent().unwrap().join("bare.git");
    let refused = repository.run(&["-C", bare.to_str().unwrap(), "validate", "--fix"]).fails();
    assert!(refused.contains("this is a bare repository"), "{refused}");
}

#[test]
fn a_full_disk_leaves_every_file_as_it_was() {
    let repository = log().with("INCIDENT_FAULT", "rename-1:full");
    let before = repository.files();
    let said = repository.run(&["validate", "--fix"]).fails();
    assert!(said.contains("no storage space"), "{said}");
    assert_eq!(repository.files(), before);
}
