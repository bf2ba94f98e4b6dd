//! Input far outside of what anybody means: each is said to be wrong or is done in bounded work, and nothing is lost.

use crate::harness::Repository;

const LOG: &str = "incidents/2026/2026-11-20-slow/incident.md";
const ENTRY: &str = "title: Slow\nseverity: sev-1\nstatus: resolved\nstarted: 2026-11-20T00:00:00Z\n\
                     detected: 2026-11-20T00:10:00Z\nresolved: 2026-11-20T01:00:00Z\nvisibility: internal\n";

fn repository(front: &str, body: &str) -> Repository {
    let repository = Repository::new().log();
    repository.write(LOG, &format!("---\n{front}---\n\n## Summary\n\n{body}\n"));
    repository
}

/// The page of the incident on the built site.
fn page(repository: &Repository) -> String {
    repository.run(&["build"]).ok();
    repository.read("site/incidents/2026-11-20-slow/index.html")
}

#[test]
fn a_deadline_past_the_end_of_all_calendars_is_none() {
    let repository = repository(ENTRY, "It was slow.");
    repository
        .write("incident.yaml", "severities:\n  - {id: sev-1, name: Worst, requires: {postmortem: 4294967295}}\n");
    repository.run(&["build"]).ok();
}

#[test]
fn a_year_past_the_end_of_all_calendars_is_no_time() {
    let front = ENTRY.replace("2026-11-20T00:00:00Z", "\"+262142-12-31T23:59:59Z\"");
    let repository = repository(&front, "It was slow.");
    repository.write("incident.yaml", "time-zone: Asia/Tokyo\n");
    let findings = repository.findings();
    let told = "invalid-value: `+262142-12-31T23:59:59Z` is no time";
    assert!(findings.iter().any(|finding| finding.ends_with(told)), "{findings:?}");
    repository.run(&["show", "slow"]).ok();
    repository.run(&["build"]).ok();
}

#[test]
fn a_meeting_past_the_end_of_all_calendars_or_without_end_is_listed() {
    let repository = repository(ENTRY, "It was slow.");
    for day in ["+262142-12-31", "9999-12-31", "2026-12-01"] {
        let item = "---\nincident: 2026-11-20-slow\nminutes: 4294967295\n---\n";
        repository.write(&format!("agenda/{day}/2026-11-20-slow.md"), item);
        repository.write(&format!("agenda/{day}/other.md"), item);
    }
    for arguments in [["agenda", "--format", "ics"], ["agenda", "--format", "json"], ["build", "--format", "json"]] {
        repository.run(&arguments).ok();
    }
    repository.run(&["agenda", "--meeting", "9999-12-31", "--format", "ics"]).ok();
}

#[test]
fn what_was_put_off_takes_no_time_of_the_meeting() {
    let repository = repository(ENTRY, "It was slow.");
    repository.write("agenda/2026-12-01/a.md", "---\nincident: a\nminutes: 10\nstatus: deferred\n---\n");
    repository.write("agenda/2026-12-01/b.md", "---\nincident: b\nminutes: 25\n---\n");
    let said = repository.run(&["agenda", "--meeting", "2026-12-01"]).ok().stdout;
    assert!(said.contains("(25 min)"), "{said}");
}

#[test]
fn an_incident_that_started_at_midnight_has_its_start_length_and_drawing() {
    let repository = repository(ENTRY, "It was slow.");
    repository.write("incident.yaml", "time-zone: UTC\n");
    let page = page(&repository);
    assert!(page.contains("datetime=\"2026-11-20T00:00:00Z\""), "{page}");
    assert!(page.contains("unnoticed"), "no drawing: {page}");
}

#[test]
fn the_newest_open_incident_is_none_that_cannot_be_read() {
    let repository = repository(&ENTRY.replace("resolved\n", "open\n"), "It is slow.");
    repository.write("incidents/2026/2026-11-23-broken/incident.md", "---\ntitle: [\n---\n");
    let shown = repository.run(&["show", "@", "--format", "json"]).ok().json();
    assert_eq!(shown["id"], "2026-11-20-slow");
}

#[test]
fn a_file_with_the_same_slip_everywhere_is_told_of_in_part_and_mended_whole() {
    let actions: String = (0..300).map(|number| format!("  - {{titel: a {number}, owner: b}}\n")).collect();
    let repository = repository(&format!("{ENTRY}actions:\n{actions}"), "It was slow.");
    let said = repository.run(&["validate"]).stdout;
    assert_eq!(said.matches(&format!("--> {LOG}:")).count(), 50, "{said}");
    assert!(said.contains("--format json lists them all"), "{said}");
    let all = repository.findings();
    assert_eq!(all.iter().filter(|finding| finding.contains("`titel` is not a field")).count(), 300);
    repository.run(&["validate", "--fix"]);
    assert_eq!(repository.read(LOG).matches("{title: a ").count(), 300);
}

#[test]
fn of_a_long_line_what_stands_around_the_finding_is_drawn() {
    let related: Vec<_> = (1000..2000).map(|number| format!("2026-01-01-é-{number}")).collect();
    let repository = repository(&format!("{ENTRY}related: [{}]\n", related.join(", ")), "It was slow.");
    let said = repository.run(&["validate"]).stdout;
    assert!(said.contains("2026-01-01-é-1020") && said.contains('…'), "{said}");
    assert!(said.lines().all(|line| line.chars().count() < 250), "{said}");
    assert!(said.contains(&format!("{LOG}:9:")), "{said}");
}

#[test]
fn a_text_that_is_nested_without_end_keeps_its_words_on_its_page() {
    for nested in ["> ".repeat(20_000), "<div>".repeat(20_000)] {
        let page = page(&repository(ENTRY, &format!("{nested}quokka")));
        assert!(page.contains("quokka"), "{page:.200}");
    }
}
