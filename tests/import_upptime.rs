//! Outages that an Upptime's commits and issues tell of.

use crate::harness::Repository;
use crate::import_exports::brought;

#[test]
fn upptimes_outages_come_in_from_its_commits_and_its_issues() {
    let repository = Repository::new().log();
    let clone = Repository::new();
    for (subject, status) in [
        (":tada: Begin", "up"),
        ("🟥 Shop front is down (0 in 0 ms) [skip ci] [upptime]", "down"),
        ("🟩 Shop front is up (200 in 123 ms) [skip ci] [upptime]", "up"),
        ("🟨 Shop front experienced degraded performance (200 in 9000 ms) [skip ci] [upptime]", "degraded"),
    ] {
        clone.write(
            "history/shop.yml",
            &format!("url: https://shop.example\nstatus: {status}\ncode: 200\nresponseTime: 1\n# {subject}\n"),
        );
        clone.commit_all(subject);
    }
    clone.write("history/summary.json", "[]");
    let folder = clone.root.to_str().unwrap().to_owned();
    brought(&repository, &["upptime", &folder]);
    let text = repository.read("incidents/2026/2026-11-24-shop-front-is-down/incident.md");
    let facts = "title: Shop front is down\nseverity: sev-2\nstatus: resolved\nvisibility: internal\nstarted: 2026-11-24T12:00:00Z\ndetected: 2026-11-24T12:00:00Z\nresolved: 2026-11-24T12:00:00Z\nservices: [Shop front]\nx-link: https://shop.example\n";
    assert!(text.contains(facts), "{text}");
    let other = repository.read("incidents/2026/2026-11-24-shop-front-has-degraded-performance/incident.md");
    assert!(other.contains("severity: sev-3\nstatus: open\n"), "{other}");

    repository.write(
        "../issues.json",
        r#"[{"number": 3, "title": "🛑 Mail is down", "state": "CLOSED", "createdAt": "2024-05-03T10:00:00Z", "closedAt": "2024-05-03T10:30:00Z", "labels": [{"name": "status"}], "body": "In [`abc`](https://a.example/c), Mail was **down**.", "url": "https://a.example/3"},
            {"number": 4, "title": "A question", "state": "OPEN", "createdAt": "2024-05-03T10:00:00Z", "body": ""}]"#,
    );
    let said = brought(&repository, &["upptime", "../issues.json"]);
    assert!(said.contains("#4: it does not say that something is down"), "{said}");
    let text = repository.read("incidents/2024/2024-05-03-mail-is-down/incident.md");
    assert!(text.starts_with("---\ntitle: Mail is down\nseverity: sev-2\nstatus: resolved\n"), "{text}");
}
