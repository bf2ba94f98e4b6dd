//! `incident init`: a folder of a repository becomes a log.

use crate::harness::Repository;

#[test]
fn a_folder_of_a_repository_becomes_a_log() {
    let repository = Repository::new();
    insta::assert_snapshot!(repository.run(&["init"]).ok().stdout, @r#"
    wrote incident.yaml
    wrote .gitattributes

    This is a log now. Next:
      incident new "What is wrong" --severity sev-3    report an incident
      incident validate                                 check the log
      incident hook install                             check it before each commit
      incident serve                                    look at its site
    incident.yaml holds the severities, whom to call and the meeting; make it your own.
    "#);
    let files: Vec<_> = repository.files().into_iter().map(|(path, _)| path).collect();
    assert_eq!(files, [".gitattributes", "incident.yaml"]);
    assert!(repository.read("incident.yaml").contains("\nname: shop\ntime-zone: UTC #"));
    assert_eq!(repository.run(&["validate"]).ok().stdout, "1 document, no finding\n");
    assert_eq!(repository.run(&["list"]).ok().stdout, "no incident yet; `incident new` reports one\n");
}

#[test]
fn the_log_has_a_name_and_a_zone_of_its_own() {
    let repository = Repository::new();
    let answer = repository.json(&["init", "--name", "Shop: #1", "--time-zone", "America/New_York"]);
    assert_eq!(
        answer,
        serde_json::json!({"version": 1, "paths": ["incident.yaml", ".gitattributes"], "commit": null, "pushed": false})
    );
    let plan = repository.read("incident.yaml");
    assert!(plan.contains("\nname: \"Shop: #1\"\ntime-zone: America/New_York #"), "{plan}");
    assert!(plan.contains("\n  zone: America/New_York\n"), "{plan}");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_zone_that_does_not_exist_is_refused_with_the_nearest() {
    let repository = Repository::new();
    insta::assert_snapshot!(repository.run(&["init", "--time-zone", "Europe/Pariss"]).fails(), @"
    error: invalid value 'Europe/Pariss' for '--time-zone <ZONE>': there is no such time zone; did you mean `Europe/Paris`?

    For more information, try '--help'.
    ");
    let said = repository.run(&["init", "--time-zone", "Mars/Olympus Mons"]).fails();
    assert!(said.contains("such as Europe/Paris"), "{said}");
    assert_eq!(repository.files(), []);
}

#[test]
fn a_log_is_not_begun_twice() {
    let repository = Repository::new().log();
    let before = repository.files();
    for arguments in [&["init"][..], &["init", "--sample"], &["init", "--name", "x"]] {
        let said = repository.run(arguments).fails();
        assert!(said.contains("shop/incident.yaml: this folder is a log already\nhelp: `incident new`"), "{said}");
    }
    assert_eq!(repository.files(), before);
}

#[test]
fn a_sample_log_can_be_looked_around_in() {
    let repository = Repository::new();
    repository.run(&["init", "--sample"]).ok();
    insta::assert_snapshot!(repository.run(&["list"]).ok().stdout, @"
    SEVERITY  STATUS  LASTED      ID                                  TITLE
    sev-4     closed  12 h 5 min  2025-08-19-covers-blurred           Covers look blurred on screens with a high resolution
    sev-3     closed  2 h 35 min  2025-06-24-order-mail-late          Order confirmations arrive more than two hours late
    sev-2     closed  52 min      2025-04-17-api-certificate-expired  Mobile apps cannot reach the shop because the API's certificate has expired
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
    let said = repository.run(&["init", "--sample", "--name", "x"]).fails();
    assert!(said.contains("'--sample' cannot be used with '--name <NAME>'"), "{said}");
}

#[test]
fn a_sample_never_takes_the_place_of_a_file_or_leads_through_a_link() {
    let repository = Repository::new();
    repository.write("incidents/2025/2025-06-24-order-mail-late/incident.md", "mine");
    let before = repository.files();
    let said = repository.run(&["init", "--sample"]).fails();
    assert!(
        said.starts_with("error: there is incidents/2025/2025-06-24-order-mail-late/incident.md already"),
        "{said}"
    );
    assert_eq!(repository.files(), before);

    let repository = Repository::new();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), repository.path("incidents")).unwrap();
    let said = repository.run(&["init", "--sample"]).fails();
    assert!(said.contains("shop/incidents: this is a link, and nothing is written through one"), "{said}");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    assert_eq!(repository.files(), []);
}

#[test]
fn a_log_can_begin_in_a_folder_of_a_larger_repository() {
    let repository = Repository::new();
    repository.write("ops/readme.txt", "x");
    let said = repository.run(&["-C", "ops", "init"]).ok().stdout;
    assert!(said.contains("This is a log now in ops."), "{said}");
    assert!(repository.read("ops/incident.yaml").contains("\nname: ops\n"));
    let new = repository.run_in("ops", &["new", "Search is slow", "--severity", "sev-3"]).ok();
    assert!(new.stdout.starts_with("wrote incidents/2026/"), "{}", new.stdout);
    assert!(repository.path("ops/incidents/2026/2026-11-24-search-is-slow/incident.md").exists());
}

#[test]
fn a_dry_run_shows_the_plan_and_writes_nothing() {
    let repository = Repository::new();
    let said = repository.run(&["init", "--dry-run"]).ok().stdout;
    assert!(said.starts_with("--- /dev/null\n+++ b/incident.yaml\n@@ -0,0 +1,"), "{said}");
    let is_added = |line: &str| line.starts_with(['+', '@']) || line == "--- /dev/null";
    assert!(said.lines().all(is_added) && said.contains("+++ b/.gitattributes"), "a diff and nothing else: {said}");
    assert_eq!(repository.files(), []);
}

#[test]
fn the_first_commit_of_a_repository_can_be_the_plan() {
    let repository = Repository::new();
    repository.write("other.txt", "staged");
    repository.git(&["add", "other.txt"]);
    let said = repository.run(&["init", "--commit"]).ok().stdout;
    assert!(said.starts_with("wrote incident.yaml\nwrote .gitattributes\ncommitted as "), "{said}");
    assert_eq!(
        repository.git(&["log", "--format=%s", "--name-only"]),
        "incident: begin the log\n\n.gitattributes\nincident.yaml\n"
    );
    assert_eq!(repository.git(&["status", "--short"]), "A  other.txt\n");
}

#[test]
fn where_there_is_no_place_for_a_log_it_is_said() {
    let outside = Repository::folder();
    assert!(outside.run(&["init"]).fails().contains("this folder is in no git repository"));
    let repository = Repository::new();
    assert!(repository.run_in(".git", &["init"]).fails().starts_with("error: this folder is git's own\nhelp: "));
    assert_eq!(repository.files(), []);
}
