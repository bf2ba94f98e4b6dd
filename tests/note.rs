//! `incident note`: what happens is written down as it happens.

use crate::harness::Repository;
use serde_json::json;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

/// A log with an open incident that began two hours ago.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-3", "--started", "10:00"]).ok();
    repository
}

/// The lines of a timeline.
fn timeline(repository: &Repository) -> String {
    repository.read(ENTRY).split_once("## Timeline\n").unwrap().1.to_owned()
}

#[test]
fn a_note_stands_on_the_timeline_at_its_time() {
    let repository = log();
    let said = repository.run(&["note", "@", "One shard is hot"]).ok().stdout;
    assert_eq!(said, format!("2026-11-24T12:00:00Z [note] One shard is hot\nwrote {ENTRY}\n"));
    let answer = repository.json(&[
        "note",
        "slow",
        "Restarted it\n\nSee `top`:\n```\n## cpu\n```",
        "--at",
        "11:30",
        "--by",
        "Platform Lead",
    ]);
    let entry = "2026-11-24T11:30:00Z [note] Platform Lead: Restarted it";
    let said = repository.run(&["note", "@", "The pager rang", "--at", "20 minutes ago", "--dry-run"]).ok().stdout;
    assert!(said.contains("+- 2026-11-24T11:40:00Z [note] The pager rang\n"), "{said}");
    assert_eq!(
        answer,
        json!({"version": 1, "id": "2026-11-24-search-is-slow", "entry": entry, "paths": [ENTRY], "commit": null, "pushed": false})
    );
    repository.run(&["note", "@", "Nothing new", "--kind", "status", "--at", "2026-11-24T12:10:00+01:00"]).ok();
    insta::assert_snapshot!(timeline(&repository), @"
    - 2026-11-24T10:00:00Z [started] It started, as far as is known.
    - 2026-11-24T11:10:00Z [status] Nothing new
    - 2026-11-24T11:30:00Z [note] Platform Lead: Restarted it

      See `top`:
      ```
      ## cpu
      ```
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Search is slow (sev-3 in the reporter's judgement)
    - 2026-11-24T12:00:00Z [note] One shard is hot
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_milestone_stands_in_the_front_matter_too() {
    let repository = log();
    for (kind, at) in [("acknowledged", "12:00"), ("mitigated", "2026-11-24T12:00:00Z")] {
        repository.run(&["note", "@", "Done", "--kind", kind, "--at", at]).ok();
    }
    let shown = repository.json(&["show", "@"]);
    assert_eq!((&shown["status"], &shown["mitigated"]), (&json!("mitigated"), &json!("2026-11-24T12:00:00Z")));
    repository.run(&["note", "@", "Once more", "--kind", "mitigated"]).ok();
    assert_eq!(repository.read(ENTRY).matches("\nmitigated: ").count(), 1, "the first time counts");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn nothing_else_of_the_document_changes() {
    let repository = log();
    let written = "---\ntitle:   'Search is slow'   # ours\nseverity: sev-3\nx-own:   {a: 1}\nstatus: open\n# why\nstarted: 2026-11-24T10:00:00Z\n---\n\n\n## Summary\n   <!-- later -->\n\n## Notes\n* a\n\n## Timeline\n- 10:00 [started] By hand,\n  on two lines.\n* 10:30 In another list.\n\n\n## Thanks\nAll.";
    repository.write(ENTRY, written);
    repository.run(&["note", "@", "New", "--at", "10:15"]).ok();
    let expected = written.replace("  on two lines.\n", "  on two lines.\n- 2026-11-24T10:15:00Z [note] New\n");
    assert_eq!(repository.read(ENTRY), expected);
}

#[test]
fn a_byte_order_mark_and_other_line_endings_stay() {
    let repository = log();
    let written = format!("\u{feff}{}", repository.read(ENTRY).replace('\n', "\r\n"));
    repository.write(ENTRY, &written);
    repository.run(&["note", "@", "One\nTwo\r\nThree\rFour"]).ok();
    let added = "- 2026-11-24T12:00:00Z [note] One\r\n  Two\r\n  Three\r\n  Four\r\n";
    assert_eq!(repository.read(ENTRY), format!("{written}{added}"));
    let dry = repository.run(&["note", "@", "Five", "--dry-run"]).ok().stdout;
    assert!(dry.ends_with("   Four\n+- 2026-11-24T12:00:00Z [note] Five\n"), "{dry}");
}

#[test]
fn what_is_no_note_is_refused() {
    let repository = log();
    let before = repository.files();
    for (arguments, said) in [
        (&["note", "@", ""][..], "the note is empty"),
        (&["note", "@", " \n "], "the note is empty"),
        (&["note", "@"], "the text of the note is missing"),
        (
            &["note", "@", "x", "--at", "2026-11-24T12:30Z"],
            "the note lies in the future: 2026-11-24T12:30:00Z, and it is 2026-11-24T12:00:00Z",
        ),
        (&["note", "@", "x", "--at", "soon"], "--at is `soon`, which is no time"),
        (&["note", "@", "x", "--kind", "statsu"], "`statsu` is no kind of entry"),
        (&["note", "@", "x", "--kind", "resolved"], "a note cannot make an incident resolved"),
        (
            &["note", "@", "x", "--kind", "mitigated", "--at", "09:00"],
            "`mitigated` at 2026-11-24T09:00:00Z would lie before `started` at 2026-11-24T10:00:00Z",
        ),
        (&["note", "mail", "x"], "no incident has `mail` in its id"),
    ] {
        let refused = repository.run(arguments).fails();
        assert!(refused.starts_with(&format!("error: {said}\nhelp: ")), "{arguments:?}: {refused}");
    }
    assert_eq!(repository.files(), before);
}

#[test]
fn text_that_begins_with_a_dash_is_taken_behind_two() {
    let repository = log();
    repository.run(&["note", "@", "--by", "Tech Lead", "--", "--force was used"]).ok();
    assert!(timeline(&repository).ends_with("[note] Tech Lead: --force was used\n"));
    // A single word too, where nothing behind it is an option.
    for (arguments, written) in [
        (&["note", "@", "--", "--force"][..], "[note] --force\n"),
        (&["thread", "@", "flag", "--owner", "Ops", "--", "-v"], "[theory flag] Ops: -v (owner: Ops)\n"),
        (&["change", "@", "--approved-by", "Tech Lead", "--", "--force"], "[change] --force (approved: Tech Lead)\n"),
        (&["mitigate", "@", "--", "--no-cache"], "[mitigated] --no-cache\n"),
        (&["note", "--at", "12:00", "--", "@", "--force"], "[note] --force\n"),
    ] {
        repository.run(arguments).ok();
        assert!(timeline(&repository).ends_with(written), "{arguments:?}: {}", timeline(&repository));
    }
    let said = repository.run(&["note", "@", "--force", "--", "x"]).fails();
    assert!(said.contains("--force") || said.contains("unexpected argument"), "{said}");
}

#[test]
fn an_item_of_a_list_is_no_option_and_options_behind_it_are() {
    let repository = log();
    for arguments in [
        &["note", "@", "- [resolved] fake", "--at", "11:30", "-k", "status"][..],
        &["note", "--at=11:31", "@", "--kind=status", "-C", ".", "-- or not"],
        &["thread", "@", "dns", "- slow", "--owner", "Platform", "--at", "11:32"],
        &["change", "@", "- restart", "--approved-by", "Tech Lead", "--staging", "verified", "--at", "11:33"],
        &["mitigate", "@", "- it is fast", "--by", "Tech Lead", "--at", "12:00"],
    ] {
        repository.run(arguments).ok();
    }
    insta::assert_snapshot!(timeline(&repository), @"
    - 2026-11-24T10:00:00Z [started] It started, as far as is known.
    - 2026-11-24T11:30:00Z [status] - [resolved] fake
    - 2026-11-24T11:31:00Z [status] -- or not
    - 2026-11-24T11:32:00Z [theory dns] Platform: - slow (owner: Platform)
    - 2026-11-24T11:33:00Z [change] - restart (approved: Tech Lead, staging: verified)
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Search is slow (sev-3 in the reporter's judgement)
    - 2026-11-24T12:00:00Z [mitigated] Tech Lead: - it is fast
    ");
    let before = repository.files();
    for arguments in [
        &["note", "@", "--comit"][..],
        &["note", "@", "x", "--comit"],
        &["note", "@", "--comit", "x"],
        &["note", "@", "-x"],
        &["mitigate", "@", "--dryrun"],
    ] {
        repository.run(arguments).fails();
    }
    assert_eq!(repository.files(), before);
}

#[test]
fn a_dry_run_shows_the_line_and_writes_nothing() {
    let repository = log();
    let before = repository.files();
    insta::assert_snapshot!(repository.run(&["note", "@", "x", "--dry-run"]).ok().stdout, @"
    --- a/incidents/2026/2026-11-24-search-is-slow/incident.md
    +++ b/incidents/2026/2026-11-24-search-is-slow/incident.md
    @@ -17,3 +17,4 @@
     - 2026-11-24T10:00:00Z [started] It started, as far as is known.
     - 2026-11-24T12:00:00Z [detected] It was noticed.
     - 2026-11-24T12:00:00Z [report] Search is slow (sev-3 in the reporter's judgement)
    +- 2026-11-24T12:00:00Z [note] x
    ");
    let answer = repository.json(&["note", "@", "x", "--dry-run"]);
    assert_eq!((&answer["paths"], &answer["commit"]), (&json!([ENTRY]), &json!(null)));
    assert!(answer["diff"].as_str().unwrap().ends_with("\n+- 2026-11-24T12:00:00Z [note] x\n"));
    assert_eq!(repository.files(), before);
}

#[test]
fn control_characters_do_not_reach_the_file() {
    let repository = log();
    repository.run(&["note", "@", "a\u{1b}[2Jb\u{7}\tc\u{9b}d"]).ok();
    assert!(timeline(&repository).ends_with("[note] a\u{fffd}[2Jb\u{fffd}\tc\u{fffd}d\n"), "{}", timeline(&repository));
}

#[test]
fn a_time_that_is_strange_is_said_and_taken() {
    let repository = log();
    let said = |repository: &Repository, more: &[&str]| {
        let arguments = [&["note", "@", "Release 412 went out"][..], more].concat();
        repository.run(&arguments).ok().stderr
    };
    assert_eq!(said(&repository, &[]), "");
    insta::assert_snapshot!(said(&repository, &["--at", "09:30"]), @"warning: 2026-11-24T09:30:00Z is before the incident started, 2026-11-24T10:00:00Z");
    let repository = repository.at("2026-11-20T08:00:00Z");
    insta::assert_snapshot!(said(&repository, &[]), @"warning: this machine's clock says 2026-11-20T08:00:00Z, which is before 2026-11-24T12:00:00Z, the last that is written down; --at names the time");
}

#[test]
fn every_form_of_a_time_that_is_shown_is_taken() {
    let repository = log().at("2026-11-24T18:00:00Z");
    let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in ["README.md", "docs/tutorial.md"] {
        let text = std::fs::read_to_string(project.join(page)).unwrap();
        let told = text.split("is written like ").nth(1).unwrap().split(';').next().unwrap();
        let forms: Vec<&str> = told.split('`').skip(1).step_by(2).collect();
        let taken = forms.iter().map(|form| {
            let said = repository.run(&["note", "@", "The pager rang", "--at", form, "--dry-run"]).ok().stdout;
            let line = said.lines().find(|line| line.ends_with("[note] The pager rang")).unwrap().to_owned();
            format!("{form}: {}\n", line.trim_start_matches("+- ").split(' ').next().unwrap())
        });
        insta::allow_duplicates! {
            insta::assert_snapshot!(taken.collect::<String>(), @"
            20 minutes ago: 2026-11-24T17:40:00Z
            an hour ago: 2026-11-24T17:00:00Z
            14:05: 2026-11-24T14:05:00Z
            yesterday 10:00: 2026-11-23T10:00:00Z
            2026-11-20: 2026-11-20T00:00:00Z
            2026-11-20 09:02: 2026-11-20T09:02:00Z
            2026-11-20T09:02:00Z: 2026-11-20T09:02:00Z
            ");
        }
    }
}
