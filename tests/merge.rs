//! `incident merge`, called by the real git: two clones of one log, and a bare repository between them.

use crate::harness::Repository;

const ENTRY: &str = "incidents/2026/2026-11-24-checkout-is-down/incident.md";

/// Commands, each in its minute of 12 o'clock.
type Steps<'a> = &'a [(&'a str, &'a [&'a str])];

/// Two people's clones; the first has pushed an incident of ten minutes ago, and both have it.
struct Team {
    ours: Repository,
    theirs: Repository,
}

impl Team {
    fn new() -> Self {
        let ours = Repository::new().log();
        ours.run(&["new", "Checkout is down", "-s", "sev-2", "--started", "11:50", "--lead", "Tech Lead"]).ok();
        let ours = ours.with_remote();
        let theirs = ours.colleague();
        Self { ours, theirs }
    }

    /// Each side takes its steps and commits; theirs is pushed, and ours merged with it.
    fn pull(self, our_steps: Steps<'_>, their_steps: Steps<'_>) -> Merge {
        let theirs = take(self.theirs, their_steps);
        theirs.git(&["push", "--quiet", "origin", "HEAD:topic"]);
        let ours = take(self.ours, our_steps);
        ours.git(&["fetch", "--quiet", "origin"]);
        let status = ours.command_status(&["merge", "--quiet", "--no-edit", "origin/topic"]);
        Merge { ours, status }
    }
}

struct Merge {
    ours: Repository,
    status: Option<i32>,
}

impl Merge {
    /// The entry, merged without a conflict and with nothing wrong in it.
    #[track_caller]
    fn clean(&self) -> String {
        assert_eq!(self.status, Some(0), "{}", self.ours.read(ENTRY));
        assert_eq!(self.ours.findings(), Vec::<String>::new());
        self.ours.read(ENTRY)
    }

    #[track_caller]
    fn conflict(&self) -> String {
        assert_eq!(self.status, Some(1));
        self.ours.read(ENTRY)
    }
}

fn take(mut repository: Repository, steps: Steps<'_>) -> Repository {
    for (minute, step) in steps {
        repository = repository.at(&format!("2026-11-24T12:{minute}:00Z"));
        repository.run(step).ok();
    }
    repository.commit_all("Steps");
    repository.at("2026-11-24T13:00:00Z")
}

/// The last lines of a timeline, without their day.
fn timeline(entry: &str) -> Vec<&str> {
    let (_, timeline) = entry.split_once("## Timeline").expect("it has one");
    timeline.lines().filter_map(|line| line.strip_prefix("- 2026-11-24T")).collect()
}

#[test]
fn notes_of_both_sides_stand_in_the_order_of_time() {
    let merge = Team::new().pull(
        &[("01", &["note", "@", "The pool is full"]), ("04", &["note", "@", "Restarted one node"])],
        &[("02", &["note", "@", "Cards are refused\n\nAll of them."]), ("03", &["thread", "@", "pool", "It leaks"])],
    );
    let entry = merge.clean();
    assert_eq!(
        timeline(&entry)[4..],
        [
            "12:01:00Z [note] The pool is full",
            "12:02:00Z [note] Cards are refused",
            "12:03:00Z [theory pool] Tech Lead: It leaks (owner: Tech Lead)",
            "12:04:00Z [note] Restarted one node",
        ]
    );
    assert!(entry.contains("refused\n\n  All of them.\n- 2026"), "{entry}");
}

#[test]
fn a_handover_and_a_note_are_both_kept() {
    let entry = Team::new()
        .pull(&[("01", &["lead", "@", "Platform"])], &[("02", &["note", "@", "Tech Lead: nodes are full"])])
        .clean();
    assert!(entry.contains("\nlead: Platform\n"), "{entry}");
    assert_eq!(timeline(&entry).len(), 6);
}

#[test]
fn a_severity_raised_while_another_resolves_is_kept() {
    let resolve = ["resolve", "@", "--summary", "It leaked.", "--solution", "Restart.", "--root-cause", "A leak."];
    let merge = Team::new().pull(
        &[
            ("02", &["severity", "@", "sev-1", "--why", "all cards are refused"]),
            ("03", &["mitigate", "@", "It works"]),
        ],
        &[("20", &resolve)],
    );
    let entry = merge.clean();
    for line in
        ["severity: sev-1", "status: resolved", "mitigated: 2026-11-24T12:03:00Z", "  known: true", "It leaked."]
    {
        assert!(entry.contains(&format!("\n{line}")), "{line} in {entry}");
    }
    assert!(timeline(&entry)[4..].iter().map(|line| &line[10..19]).eq([
        "[severity",
        "[mitigate",
        "[resolved",
        "[announce"
    ]));
}

#[test]
fn the_lead_who_was_told_of_last_holds() {
    let late: Steps<'_> = &[("05", &["lead", "@", "Platform"])];
    let early: Steps<'_> = &[("04", &["lead", "@", "Support"])];
    let entry = Team::new().pull(late, early).clean();
    assert!(entry.contains("\nlead: Platform\n") && entry.contains("Support takes the lead"), "{entry}");
    let entry = Team::new().pull(early, late).clean();
    assert!(entry.contains("\nlead: Platform\n") && entry.contains("Support takes the lead"), "{entry}");
}

#[test]
fn the_first_of_two_acknowledgements_holds() {
    let late: Steps<'_> = &[("05", &["escalate", "@", "--ack", "Platform"])];
    let early: Steps<'_> = &[("04", &["escalate", "@", "--ack", "Support"])];
    for (ours, theirs) in [(late, early), (early, late)] {
        let entry = Team::new().pull(ours, theirs).clean();
        assert!(entry.contains("\nacknowledged: 2026-11-24T12:04:00Z\n"), "{entry}");
        assert!(entry.contains("Platform acknowledges") && entry.contains("Support acknowledges"), "{entry}");
    }
}

#[test]
fn an_entry_edited_or_deleted_on_one_side_is_so() {
    let team = Team::new();
    for side in [&team.ours, &team.theirs] {
        side.run(&["note", "@", "One", "--at", "11:55"]).ok();
        side.run(&["note", "@", "Two", "--at", "11:56"]).ok();
        side.commit_all("The same notes");
    }
    team.ours.replace(ENTRY, "[note] One", "[note] One, and more");
    let two = "- 2026-11-24T11:56:00Z [note] Two\n";
    team.theirs.replace(ENTRY, two, "");
    let entry = team.pull(&[], &[("01", &["note", "@", "Three"])]).clean();
    assert!(entry.contains("[note] One, and more\n") && !entry.contains("Two") && entry.contains("Three"), "{entry}");
}

#[test]
fn the_same_action_done_on_both_sides_is_done() {
    let team = Team::new();
    let actions = "actions:\n  - title: Add an alert\n    owner: Platform\n    due: 2026-12-24\n---\n\n## Sum";
    for side in [&team.ours, &team.theirs] {
        side.replace(ENTRY, "---\n\n## Sum", actions);
        side.commit_all("The same action");
    }
    let done: &[&str] = &["actions", "done", "@", "1"];
    let entry = team.pull(&[("01", done)], &[("02", done), ("03", &["note", "@", "Alerts work"])]).clean();
    assert_eq!(entry.matches("status: done").count(), 1, "{entry}");
    assert_eq!(entry.matches("Add an alert").count(), 1, "{entry}");
}

#[test]
fn one_value_set_to_two_things_is_all_that_is_left_and_validate_says_where() {
    let merge = Team::new().pull(
        &[("01", &["mitigate", "@", "It works"]), ("02", &["note", "@", "Ours"])],
        &[("03", &["mitigate", "@", "Cards go through"])],
    );
    let entry = merge.conflict();
    let conflict = "<<<<<<< HEAD\nmitigated: 2026-11-24T12:01:00Z\n=======\nmitigated: 2026-11-24T12:03:00Z\n>>>>>>> origin/topic\n";
    assert!(entry.contains(conflict), "{entry}");
    assert_eq!(timeline(&entry).len(), 7, "{entry}");
    let line = entry.lines().position(|line| line.starts_with("<<<")).expect("it is there") + 1;
    assert_eq!(merge.ours.findings(), [format!("{ENTRY}:{line}:1 conflict-marker: this is a left conflict marker")]);
    merge.ours.run(&["new", "Mail is late", "-s", "sev-3"]).ok();
    let said = merge.ours.run(&["note", "checkout", "x"]).fails();
    assert!(said.contains("left conflict marker\nhelp: keep one of the two sides"), "{said}");
    merge.ours.write(ENTRY, &entry.replace(conflict, "mitigated: 2026-11-24T12:01:00Z\n"));
    merge.ours.run(&["note", "checkout", "Mended"]).ok();
}

#[test]
fn line_endings_and_a_byte_order_mark_of_ours_stay() {
    let team = Team::new();
    let windows = format!("\u{feff}{}", team.ours.read(ENTRY).replace('\n', "\r\n"));
    team.ours.write(ENTRY, &windows);
    let entry = team.pull(&[("01", &["note", "@", "Ours"])], &[("02", &["note", "@", "Theirs\n\nMore."])]).clean();
    assert!(entry.starts_with("\u{feff}---\r\n") && entry.contains("Theirs\r\n\r\n  More."), "{entry}");
    assert_eq!(entry.matches('\n').count(), entry.matches("\r\n").count());
}

#[test]
fn a_side_that_cannot_be_read_is_merged_by_lines() {
    let team = Team::new();
    team.theirs.replace(ENTRY, "severity: sev-2", "severity: [sev-2");
    let merge = team.pull(&[("01", &["note", "@", "Ours"])], &[]);
    assert_eq!(merge.status, Some(0));
    let entry = merge.ours.read(ENTRY);
    assert!(entry.contains("severity: [sev-2\n") && entry.contains("[note] Ours\n"), "{entry}");
}

#[test]
fn a_file_that_both_sides_added_is_merged_without_a_base() {
    let report: &[&str] = &["new", "Mail is late", "-s", "sev-3", "--started", "12:00"];
    let merge = Team::new().pull(
        &[("10", report), ("11", &["note", "mail", "Ours"])],
        &[("10", report), ("12", &["note", "mail", "Theirs"])],
    );
    assert_eq!(merge.status, Some(0));
    let entry = merge.ours.read("incidents/2026/2026-11-24-mail-is-late/incident.md");
    assert_eq!(entry.matches("[started]").count(), 1, "{entry}");
    assert!(entry.find("Ours").expect("it is there") < entry.find("Theirs").expect("it is there"), "{entry}");
}

#[test]
fn the_driver_works_where_the_program_is_gone() {
    let team = Team::new();
    let driver = team.ours.git(&["config", "merge.incident.driver"]);
    let program = env!("CARGO_BIN_EXE_incident");
    assert!(driver.contains(program), "{driver}");
    team.ours.git(&[
        "config",
        "merge.incident.driver",
        driver.trim_end().replace(program, "/nowhere/incident").as_str(),
    ]);
    let merge = team.pull(&[("01", &["lead", "@", "Platform"])], &[("02", &["note", "@", "Theirs"])]);
    let entry = merge.conflict();
    assert!(entry.contains("<<<<<<< HEAD\n") && entry.contains(">>>>>>> origin/topic\n"), "{entry}");
}

#[test]
fn attributes_of_a_folder_stay_as_they_are() {
    let repository = Repository::new();
    repository.write("logs/.gitattributes", "*.png binary");
    repository.run_in("logs", &["init", "--dry-run"]).ok();
    assert_eq!(repository.command_status(&["config", "merge.incident.driver"]), Some(1));
    repository.run_in("logs", &["init"]).ok();
    let attributes = "*.png binary\nincidents/**/*.md merge=incident\nagenda/**/*.md merge=incident\n";
    assert_eq!(repository.read("logs/.gitattributes"), attributes);
    let told =
        repository.git(&["check-attr", "merge", "logs/incidents/2026/a/incident.md", "logs/agenda/b/c.md", "d.md"]);
    assert_eq!(told.matches("merge: incident").count(), 2, "{told}");
    assert!(repository.git(&["config", "merge.incident.name"]).contains("incident log"));
    repository.git(&["config", "--remove-section", "merge.incident"]);
    repository.run_in("logs", &["hook", "install", "--dry-run"]).ok();
    assert_eq!(repository.command_status(&["config", "merge.incident.driver"]), Some(1));
    repository.run_in("logs", &["hook", "install"]).ok();
    assert!(repository.git(&["config", "merge.incident.driver"]).contains("-- %O %A %B %P"));
}

#[test]
fn a_version_that_is_missing_is_said_and_nothing_is_written() {
    let repository = Repository::new().log();
    repository.write("a", "ours");
    let said = repository.run(&["merge", "none", "a", "a", "x.md"]).fails();
    assert!(said.contains("none: this version cannot be read"), "{said}");
    repository.write_bytes("b", b"\xff\x00theirs");
    assert_eq!(repository.run(&["merge", "--marker-size=3", "--", "a", "a", "b", ENTRY]).status, Some(0));
    assert_eq!(std::fs::read(repository.path("a")).unwrap(), b"\xff\x00theirs");
}
