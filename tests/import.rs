//! Other logs brought in: what comes, what is guessed, what is left, and that nothing comes twice.

use crate::harness::Repository;
use std::path::Path;

/// A log beside a copy of one of the sources in tests/data/import.
fn beside(source: &str) -> Repository {
    let repository = Repository::new().log();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(source);
    for file in std::fs::read_dir(data).unwrap().map(Result::unwrap) {
        let name = file.file_name().into_string().unwrap();
        repository.write_bytes(&format!("../source/{name}"), &std::fs::read(file.path()).unwrap());
    }
    repository
}

const SEARCH: &str = "incidents/2024/2024-03-05-search-answers-nothing/incident.md";
const CSTATE: &[&str] = &["import", "cstate", "../source"];

/// The errors that `validate` finds.
fn errors(repository: &Repository) -> Vec<String> {
    let report = repository.run(&["validate", "--format", "json"]).json();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["level"] == "error").map(ToString::to_string).collect()
}

#[test]
fn a_cstate_log_comes_in_whole() {
    let repository = beside("cstate");
    insta::assert_snapshot!(repository.run(CSTATE).ok().stdout, @"
         ID                                 FROM
    new  2024-02-01-mail-is-late-hours      2024-02-01-mail.md
    new  2024-03-05-search-answers-nothing  2024-03-05-search-down.md
    new  2024-04-03-database-maintenance    2024-04-02-maintenance.md

    Guessed:
      severity sev-2 of `down` (1: 2024-03-05-search-down.md)
      severity sev-3 of `disrupted` (1: 2024-02-01-mail.md)
      severity sev-4 of `informational` (1: 2024-04-02-maintenance.md)
      the tag `maintenance`, as its title or file says so (1: 2024-04-02-maintenance.md)
      times without a zone are in UTC (1: 2024-03-05-search-down.md)
      times without a zone on the timeline are in UTC (1: 2024-02-01-mail.md)

    Lost:
      a link or an image that leads to nothing that came in; its address stands there as words: graph.png (1: 2024-03-05-search-down.md)

    For a person to look at (the documents say it under x-imported):
      `resolved` is before `started`; it stands on the timeline alone (1: 2024-04-02-maintenance.md)

    No incidents, and so left out:
      _index.md: it is the list's own page, and no issue

    3 new
    wrote incidents/2024/2024-02-01-mail-is-late-hours/incident.md
    wrote incidents/2024/2024-03-05-search-answers-nothing/incident.md
    wrote incidents/2024/2024-04-03-database-maintenance/incident.md
    ");
    insta::assert_snapshot!(repository.read(SEARCH), @r#"
    ---
    title: Search answers nothing
    severity: sev-2
    status: resolved
    visibility: internal
    started: 2024-03-05T09:12:00Z
    resolved: 2024-03-05T09:40:00Z
    services: [Search, Shop]
    x-imported:
      source: cstate
      id: 2024-03-05-search-down.md
      content: 0cc0e7e2
      text: "1a6d3108"
    ---

    ## Summary
    [Update]
    The index is <b>half</b> empty.

    <!-- (incident): allow broken-link because the page said so -->

    [Initial Message]
    Search answers nothing since 10:12.

    ## Solution
    The old index serves again. See the graph (`graph.png`) and [the one before](<../../2024/2024-02-01-mail-is-late-hours/incident.md>).

    ## Timeline
    - 2024-03-05T09:12:00Z [started] It started.
    - 2024-03-05T09:40:00Z [resolved] It was over.
    "#);
    insta::assert_snapshot!(repository.read("incidents/2024/2024-02-01-mail-is-late-hours/incident.md"), @r#"
    ---
    title: "Mail is late: \"hours\""
    severity: sev-3
    status: resolved
    visibility: internal
    started: 2024-02-01T08:00:00Z
    resolved: 2024-02-01T09:30:00Z
    services: [Mail]
    x-imported:
      source: cstate
      id: 2024-02-01-mail.md
      content: 4fd6c9a6
      text: "a9586414"
    ---

    ## Summary
    <!-- What happened, in two or three sentences. -->

    ## Solution
    The queue runs again.

    ## Timeline
    - 2024-02-01T08:00:00Z [started] It started.
    - 2024-02-01T08:10:00Z [note] *Investigating* - Mail waits in the queue.
    - 2024-02-01T09:30:00Z [resolved] *Resolved* - The queue runs again.
    "#);
    insta::assert_snapshot!(repository.read("incidents/2024/2024-04-03-database-maintenance/incident.md"), @r#"
    ---
    title: Database maintenance
    severity: sev-4
    status: resolved
    visibility: internal
    started: 2024-04-03T00:00:00Z
    services: [Database]
    tags: [informational, maintenance]
    x-runbook: https://runbooks.example/db
    x-imported:
      source: cstate
      id: 2024-04-02-maintenance.md
      content: d923b568
      text: "f07a130f"
      look-at: ["`resolved` is before `started`; it stands on the timeline alone"]
    ---

    ## Summary
    The database is upgraded.

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2024-04-02T23:00:00Z [note] The source says that it was resolved at this time.
    - 2024-04-03T00:00:00Z [started] It started.
    "#);
    assert_eq!(errors(&repository), [""; 0]);
    repository.run(&["build"]).ok();
}

#[test]
fn a_second_import_changes_nothing_and_a_dry_run_writes_nothing() {
    let repository = beside("cstate");
    let empty = repository.files();
    let dry = repository.run(&[CSTATE, &["--dry-run"]].concat()).ok().stdout;
    assert!(dry.ends_with("\nwould be: 3 new; nothing was written\n"), "{dry}");
    assert_eq!(repository.files(), empty);
    repository.run(&[CSTATE, &["--commit"]].concat()).ok();
    assert_eq!(repository.git(&["log", "-1", "--format=%s"]), "incident: import 3 incidents from cstate\n");
    let files = repository.files();
    for arguments in [&[][..], &["--commit"], &["--dry-run"]] {
        let answer = repository.json(&[CSTATE, arguments].concat());
        let summary = &answer["summary"];
        assert_eq!((&summary["here"], &summary["new"], &summary["updated"]), (&3.into(), &0.into(), &0.into()));
        assert_eq!(repository.files(), files);
    }
    assert_eq!(repository.git(&["log", "--format=%s"]).lines().count(), 1);
}

#[test]
fn what_changed_in_the_source_is_updated_unless_somebody_changed_it_here() {
    let repository = beside("cstate");
    repository.run(CSTATE).ok();
    repository.replace("../source/2024-03-05-search-down.md", "The old index", "The new index");
    let said = repository.run(CSTATE).ok().stdout;
    assert!(said.contains("updated  2024-03-05-search-answers-nothing"), "{said}");
    assert!(said.contains("1 updated, 2 here already\n"), "{said}");
    assert!(repository.read(SEARCH).contains("The new index serves again."));

    repository.replace(SEARCH, "The new index", "Somebody's index");
    let edited = repository.read(SEARCH);
    repository.run(CSTATE).ok();
    repository.replace("../source/2024-03-05-search-down.md", "The new index", "The third index");
    let said = repository.run(CSTATE).ends(1).stdout;
    assert!(said.contains("it changed in the source, and was changed here too"), "{said}");
    assert!(said.contains("2 here already, 1 changed on both sides and left alone\n"), "{said}");
    assert_eq!(repository.read(SEARCH), edited);
}

#[test]
fn two_sources_of_one_kind_are_told_apart() {
    let repository = beside("cstate");
    repository.run(CSTATE).ok();
    repository.write(
        "../other/2024-03-05-search-down.md",
        "---\ntitle: Another search\ndate: 2024-03-05T15:00:00Z\nresolved: false\naffected: [Search]\n---\n",
    );
    let other = ["import", "cstate", "../other"];
    let said = repository.run(&other).ends(1).stdout;
    assert!(said.contains("what has this id here is another incident"), "{said}");
    repository.run(&[&other[..], &["--from", "other"]].concat()).ok();
    assert!(repository.read("incidents/2024/2024-03-05-another-search/incident.md").contains("source: cstate/other"));
    assert_eq!(errors(&repository), [""; 0]);
}

const CHECKOUT: &str = "incidents/2024/2024-06-09-checkout-is-slow";
const NOTES: &[&str] = &["import", "markdown", "../source"];

#[test]
fn a_folder_of_any_markdown_comes_in() {
    let repository = beside("notes");
    insta::assert_snapshot!(repository.run(NOTES).ok().stdout, @"
         ID                               FROM
    new  2024-06-09-checkout-is-slow      PM-7 - Checkout slow.md
    new  2024-05-03-certificates-ran-out  PM-8.md

    Guessed:
      it began on the first day that the text names (1: PM-8.md)
      it began with the first entry of its timeline (1: PM-7 - Checkout slow.md)
      it is over, though nothing says since when (1: PM-8.md)
      it was over with the last entry that says so (1: PM-7 - Checkout slow.md)
      times without a zone on the timeline are in CET, as the text says (1: PM-7 - Checkout slow.md)

    For a person to look at (the documents say it under x-imported):
      it has no severity; sev-4, the lowest, stands there (2: PM-7 - Checkout slow.md, PM-8.md)

    No incidents, and so left out:
      README.md: by its name it is no incident; rename it where it is one
      graph.txt: only what ends with .md or .markdown is read

    2 new
    wrote incidents/2024/2024-06-09-checkout-is-slow/incident.md
    wrote incidents/2024/2024-06-09-checkout-is-slow/postmortem.md
    wrote incidents/2024/2024-05-03-certificates-ran-out/incident.md
    ");
    insta::assert_snapshot!(repository.read(&format!("{CHECKOUT}/incident.md")), @r#"
    ---
    title: Checkout is slow
    severity: sev-4
    status: resolved
    visibility: internal
    started: 2024-06-09T09:00:00Z
    resolved: 2024-06-09T10:13:00Z
    x-imported:
      source: markdown
      id: PM-7 - Checkout slow.md
      content: 43aa76fb
      text: "5b55ed4f"
      look-at: ["it has no severity; sev-4, the lowest, stands there"]
    ---

    ## Summary
    Checkout took a minute for every second card, after [the last one](<../../2024/2024-05-03-certificates-ran-out/incident.md>).

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2024-06-09T09:00:00Z [started] Release 412 went out
    - 2024-06-09T09:20:00Z [note] (until 2024-06-09T11:30:00+02:00) The pool ran empty
    - 2024-06-09T10:13:00Z [resolved] Release 411 was put back, issue resolved

    ## Stats
    - Category: Database
    "#);
    insta::assert_snapshot!(repository.read(&format!("{CHECKOUT}/postmortem.md")), @r#"
    ---
    status: published
    causes: [The pool has no limit, Nobody watches the queue]
    actions:
      - title: Cap the pool
        owner: Platform
        status: done
      - title: Watch the queue
    x-imported:
      source: markdown
      id: PM-7 - Checkout slow.md
      content: 43aa76fb
      text: "a765605c"
      look-at: ["it has no severity; sev-4, the lowest, stands there"]
    ---

    ## Contributing causes
    - The pool has **no limit**
        - not even a high one
    - Nobody watches the queue

    ## Lessons learned
    Watch what queues.
    "#);
    let other = repository.read("incidents/2024/2024-05-03-certificates-ran-out/incident.md");
    assert!(
        other.contains("started: 2024-05-03T00:00:00Z\n") && other.contains("\n- 2024-05-03 [started] It started.\n"),
        "{other}"
    );
    assert_eq!(errors(&repository), [""; 0]);
    assert_eq!(repository.json(NOTES)["summary"]["here"], 2);
}

#[test]
fn a_mapping_says_what_keys_and_values_are_called() {
    let repository = Repository::new().log();
    repository.write(
        "../source/a.md",
        "---\nuuid: 42\nheadline: It fell\nbegan_at: 09.06.2024 11:00\nbadness: Red\nteam: Ops\nnoise: x\n---\nWords.\n\n## Findings\n- No limit\n",
    );
    repository.write(
        "../map.yaml",
        "keys: {uuid: id, headline: title, began_at: started, badness: severity, team: services, noise: \"-\"}\n\
         values: {severity: {red: sev-2}}\ndefaults: {status: closed, visibility: public}\n\
         sections: {Findings: Contributing causes}\ntime-zone: Europe/Paris\ndate-format: \"%d.%m.%Y %H:%M\"\n",
    );
    repository.run(&[NOTES, &["--mapping", "../map.yaml"]].concat()).ok();
    let text = repository.read("incidents/2024/2024-06-09-it-fell/incident.md");
    for line in [
        "severity: sev-2",
        "status: closed",
        "visibility: public",
        "started: 2024-06-09T09:00:00Z",
        "services: [Ops]",
        "  id: \"42\"",
    ] {
        assert!(text.contains(&format!("\n{line}\n")), "{line} is not in {text}");
    }
    assert!(!text.contains("noise") && !text.contains("look-at"), "{text}");
    assert!(repository.read("incidents/2024/2024-06-09-it-fell/postmortem.md").contains("causes: [No limit]"));
    repository.replace("../map.yaml", "severity: {red", "severty: {red");
    insta::assert_snapshot!(repository.run(&[NOTES, &["--mapping", "../map.yaml"]].concat()).fails(), @"
    error: ../map.yaml:2:10: a mapping has no `severty` here
    help: did you mean `severity`?
    ");
}

#[test]
fn what_has_no_date_has_that_of_git() {
    let repository = Repository::new().log();
    repository.write("old/a.md", "# It fell\n\nHard.\n");
    repository.commit_all("A note");
    repository.run(&["import", "markdown", "old"]).ok();
    let text = repository.read("incidents/2026/2026-11-24-it-fell/incident.md");
    assert!(text.contains("nothing in it tells when it began; the day of its first commit stands there"), "{text}");
}
