//! Days, meetings and deadlines are reckoned on the clocks of the log's zone.

use crate::harness::Repository;

/// A log in New York, seen at a time.
fn log(now: &str) -> Repository {
    let repository = Repository::new().at(now);
    repository.run(&["init", "--time-zone", "America/New_York"]).ok();
    repository
}

const RESOLVE: &[&str] = &["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c", "--owner", "Lead"];

#[test]
fn the_day_of_an_id_is_the_local_one() {
    // 23:30 on New Year's Eve in New York.
    let repository = log("2027-01-01T04:30:00Z");
    let answer = repository.json(&["new", "Search is slow", "-s", "sev-1"]);
    assert_eq!(answer["paths"][0], "incidents/2026/2026-12-31-search-is-slow/incident.md");
    assert_eq!(answer["war-room"], "#2026-12-31-war-room-search-is-slow");
    assert!(answer["message"].as_str().unwrap().contains("Started 2026-12-31T23:30:00-05:00."));
    let entry = repository.read("incidents/2026/2026-12-31-search-is-slow/incident.md");
    assert!(entry.contains("\nstarted: 2026-12-31T23:30:00-05:00\n") && !entry.contains('Z'), "{entry}");
    assert_eq!(repository.findings(), Vec::<String>::new());
    // A time of day is today's there, and in the zone.
    repository.run(&["note", "@", "x", "--at", "23:30"]).ok();
    let said = repository.run(&["note", "@", "x", "--at", "00:10"]).ok();
    assert!(said.stdout.starts_with("2026-12-31T00:10:00-05:00 [note] x\nwrote"), "{}", said.stdout);
    let timeline = repository.run(&["show", "@"]).ok().stdout;
    assert!(timeline.contains("\n2026-12-31\n  00:10  note         x\n  23:30  started"), "{timeline}");
}

#[test]
fn the_coming_meeting_keeps_its_hour_over_the_change_of_clocks() {
    // Clocks go back on Sunday, 1 November 2026.
    let repository = log("2026-10-28T15:00:00Z");
    assert_eq!(repository.json(&["agenda"])["begins"], "2026-11-03T14:00:00-05:00");
    let ics = repository.run(&["agenda", "--format", "ics"]).ok().stdout;
    assert!(ics.contains("DTSTART:20261103T190000Z"), "{ics}");
    let before = repository.at("2026-10-27T13:00:00-04:00");
    assert_eq!(before.json(&["agenda"])["begins"], "2026-10-27T14:00:00-04:00");
    let spring = log("2026-03-04T15:00:00Z");
    assert_eq!(spring.json(&["agenda"])["begins"], "2026-03-10T14:00:00-04:00");
}

#[test]
fn an_incident_over_the_change_of_clocks_lasts_as_long_as_it_did() {
    let mut repository = log("2026-11-01T04:30:00Z");
    repository.run(&["new", "Search is slow", "-s", "sev-1"]).ok();
    // 01:30 comes twice that night: three hours later it is 02:30 by the clock.
    repository.now = "2026-11-01T07:30:00Z".to_owned();
    repository.run(RESOLVE).ok();
    let listed = repository.run(&["list"]).ok().stdout;
    assert!(listed.contains("  3 h     2026-11-01-search-is-slow"), "{listed}");
    let entry = repository.read("incidents/2026/2026-11-01-search-is-slow/incident.md");
    assert!(entry.contains("\nstarted: 2026-11-01T00:30:00-04:00\n"), "{entry}");
    assert!(entry.contains("\nresolved: 2026-11-01T02:30:00-05:00\n"), "{entry}");
    assert!(repository.path("agenda/2026-11-03/2026-11-01-search-is-slow.md").exists());
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn deadlines_and_meetings_run_over_the_year_s_end() {
    let mut repository = log("2026-12-30T01:00:00Z");
    repository.run(&["new", "Search is slow", "-s", "sev-2", "--started", "12:00"]).ok();
    assert_eq!(repository.json(&["show", "@"])["id"], "2026-12-29-search-is-slow");
    repository.run(RESOLVE).ok();
    assert!(repository.read("incidents/2026/2026-12-29-search-is-slow/postmortem.md").contains("\ndue: 2027-01-05\n"));
    assert!(repository.path("agenda/2027-01-05/2026-12-29-search-is-slow.md").exists());
    repository.run(&["agenda", "defer", "slow"]).ok();
    assert!(repository.path("agenda/2027-01-12/2026-12-29-search-is-slow.md").exists());
    assert_eq!(repository.findings(), Vec::<String>::new());
    repository.now = "2027-01-12T12:00:00Z".to_owned();
    assert_eq!(repository.json(&["agenda"])["items"][0]["incident"], "2026-12-29-search-is-slow");
}

#[test]
fn an_hour_that_clocks_skip_is_refused_with_a_way_out() {
    let repository = log("2026-03-08T12:00:00Z");
    let said = repository.run(&["new", "Search", "-s", "3", "--started", "2026-03-08 02:30"]).fails();
    assert!(said.contains("clocks in America/New_York skipped that time; write it with its offset"), "{said}");
    repository.run(&["new", "Search", "-s", "3", "--started", "2026-03-08T03:30:00-04:00"]).ok();
}

#[test]
fn the_machines_own_zone_changes_nothing() {
    let times = ["UTC", "Pacific/Kiritimati", "America/New_York"].map(|zone| {
        let repository = log("2027-01-01T04:30:00Z").with("TZ", zone);
        repository.run(&["new", "Search is slow", "-s", "sev-1"]).ok();
        repository.files()
    });
    assert!(times[0] == times[1] && times[1] == times[2]);
}
