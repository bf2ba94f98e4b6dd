//! The exports of other programs brought in: status pages, trackers, pagers, tables.

use crate::harness::Repository;

fn beside(name: &str, text: &str) -> Repository {
    let repository = Repository::new().log();
    repository.write(&format!("../{name}"), text);
    repository
}

/// Brings a source in, and again; nothing may be wrong with what came. Gives what was said the first time.
#[track_caller]
pub fn brought(repository: &Repository, arguments: &[&str]) -> String {
    let arguments = [&["import"], arguments].concat();
    let ran = repository.run(&arguments);
    assert!(matches!(ran.status, Some(0 | 1)), "{}{}", ran.stdout, ran.stderr);
    let (said, files) = (ran.stdout, repository.files());
    let again = repository.run(&arguments);
    assert!(again.stdout.contains("here already"), "{}{}", again.stdout, again.stderr);
    assert_eq!(repository.files(), files);
    repository.run(&["validate"]).ok();
    repository.run(&["build"]).ok();
    said
}

const PAGE: &str = r#"{"page": {"id": "p"}, "incidents": [
 {"id": "k1", "name": "Mail &amp; calendar are slow", "status": "postmortem", "impact": "major", "shortlink": "https://stspg.example/k1",
  "created_at": "2024-05-03T10:05:00.000Z", "started_at": "2024-05-03T10:00:00.000Z", "monitoring_at": "2024-05-03T10:40:00Z", "resolved_at": "2024-05-03T11:00:00.000+00:00",
  "components": [{"name": "Mail"}],
  "incident_updates": [
   {"status": "postmortem", "display_at": "2024-05-04T10:00:00Z", "body": "<h2>Root cause</h2><ul><li>The pool had <b>no</b> limit</li></ul><h2>Lessons</h2><p>Watch queues.</p>"},
   {"status": "resolved", "display_at": "2024-05-03T11:00:00Z", "body": "We <strong>raised</strong> the limit.<br />See <a href=\"https://a.example/x?a=1&amp;b=2\">this</a>.<script>alert(1)</script>", "affected_components": [{"name": "Calendar"}]},
   {"status": "investigating", "display_at": "2024-05-03T10:05:00Z", "body": "Mail isn&#39;t sent."}]},
 {"id": "k2", "name": "Upgrade", "status": "completed", "impact": "maintenance", "created_at": "2024-05-01T10:00:00Z", "scheduled_for": "2024-05-10T20:00:00Z", "resolved_at": "2024-05-10T21:00:00Z", "incident_updates": []},
 {"id": "k3", "name": "Next upgrade", "status": "scheduled", "impact": "maintenance", "created_at": "2026-11-01T10:00:00Z", "scheduled_for": "2026-12-10T20:00:00Z", "incident_updates": []},
 {"id": "k4", "name": "Odd", "status": "resolved", "impact": "none", "created_at": "2024-02-30T10:00:00Z", "incident_updates": []},
 {"id": "k1", "name": "A double", "status": "resolved", "impact": "none", "created_at": "2024-05-03T10:00:00Z", "incident_updates": []}]}"#;

#[test]
fn a_statuspages_incidents_come_in() {
    let repository = beside("incidents.json", PAGE);
    insta::assert_snapshot!(brought(&repository, &["statuspage", "../incidents.json"]), @"
         ID                                 FROM
    new  2024-05-03-mail-calendar-are-slow  ../incidents.json: k1
    new  2024-05-10-upgrade                 ../incidents.json: k2

    Guessed:
      severity sev-2 of `major` (1: ../incidents.json: k1)
      severity sev-4 of `maintenance` (1: ../incidents.json: k2)

    Not brought in:
      ../incidents.json: k1: it has the id `k1`, which ../incidents.json: k1 has too
      ../incidents.json: k4: nothing tells when it began: started_at and created_at are missing or no times

    No incidents, and so left out:
      ../incidents.json: k3: it is still to come, on 2026-12-10T20:00:00Z; it comes in once it has begun

    2 new, 2 not brought in
    wrote incidents/2024/2024-05-03-mail-calendar-are-slow/incident.md
    wrote incidents/2024/2024-05-03-mail-calendar-are-slow/postmortem.md
    wrote incidents/2024/2024-05-10-upgrade/incident.md
    ");
    let folder = "incidents/2024/2024-05-03-mail-calendar-are-slow";
    insta::assert_snapshot!(repository.read(&format!("{folder}/incident.md")), @r#"
    ---
    title: Mail & calendar are slow
    severity: sev-2
    status: resolved
    visibility: internal
    started: 2024-05-03T10:00:00Z
    mitigated: 2024-05-03T10:40:00Z
    resolved: 2024-05-03T11:00:00Z
    services: [Mail, Calendar]
    x-link: https://stspg.example/k1
    x-imported:
      source: statuspage
      id: k1
      content: 976765ad
      text: "3ee73947"
    ---

    ## Summary
    Mail isn't sent.

    ## Solution
    We **raised** the limit.  
    See [this](https://a.example/x?a=1&b=2).

    ## Timeline
    - 2024-05-03T10:00:00Z [started] It started.
    - 2024-05-03T10:05:00Z [note] **investigating** Mail isn't sent.
    - 2024-05-03T10:40:00Z [mitigated] It was mitigated.
    - 2024-05-03T11:00:00Z [resolved] **resolved** We **raised** the limit.
      See [this](https://a.example/x?a=1&b=2).
    "#);
    insta::assert_snapshot!(repository.read(&format!("{folder}/postmortem.md")), @r#"
    ---
    status: published
    causes: [The pool had no limit]
    x-imported:
      source: statuspage
      id: k1
      content: 976765ad
      text: "041a1c0f"
    ---

    ## Contributing causes
    *   The pool had **no** limit

    ## Lessons learned
    Watch queues.
    "#);
}

const ISSUES: &str = r#"[
 {"number": 7, "title": "Checkout is down", "state": "CLOSED", "createdAt": "2024-05-03T10:00:00Z", "closedAt": "2024-05-03T12:00:00Z", "url": "https://github.example/o/r/issues/7",
  "author": {"login": "ops"}, "assignees": [{"login": "lead"}], "labels": [{"name": "severity/critical"}, {"name": "service: shop"}, {"name": "incident"}],
  "body": "It answers 500.\n\n## Timeline\n- 10:05 UTC noticed\n- 10:30 UTC rolled back\n\n## Resolution\nRolled back, see [log](logs/x.txt).\n",
  "comments": [{"author": {"login": "lead"}, "createdAt": "2024-05-03T10:10:00Z", "body": "On it.\n\n```\nnever closed"}]},
 {"number": 8, "title": "Mail is late", "state": "OPEN", "createdAt": "2026-11-20T10:00:00Z", "closedAt": null, "labels": [{"name": "P3"}], "body": "", "url": "https://github.example/o/r/issues/8"},
 {"number": 9, "title": "A change", "pull_request": {}, "createdAt": "2024-05-03T10:00:00Z"},
 {"number": 10, "title": "No time"}]"#;

#[test]
fn githubs_issues_come_in() {
    let repository = beside("issues.json", ISSUES);
    insta::assert_snapshot!(brought(&repository, &["github", "../issues.json"]), @"
         ID                           FROM
    new  2024-05-03-checkout-is-down  ../issues.json: #7
    new  2026-11-20-mail-is-late      ../issues.json: #8

    Guessed:
      it began when its issue was opened (2: ../issues.json: #7, ../issues.json: #8)
      severity sev-3 of `P3` (1: ../issues.json: #8)

    Lost:
      a link or an image that leads to nothing that came in; its address stands there as words: logs/x.txt (1: ../issues.json: #7)

    Not brought in:
      ../issues.json: #10: it has no `createdAt`; name it behind --json

    No incidents, and so left out:
      ../issues.json: #9: it is a pull request

    2 new, 1 not brought in
    wrote incidents/2024/2024-05-03-checkout-is-down/incident.md
    wrote incidents/2026/2026-11-20-mail-is-late/incident.md
    ");
    insta::assert_snapshot!(repository.read("incidents/2024/2024-05-03-checkout-is-down/incident.md"), @r#"
    ---
    title: Checkout is down
    severity: sev-1
    status: resolved
    visibility: internal
    started: 2024-05-03T10:00:00Z
    resolved: 2024-05-03T12:00:00Z
    reporter: ops
    lead: lead
    services: [shop]
    tags: [incident]
    x-link: https://github.example/o/r/issues/7
    x-imported:
      source: github
      id: https://github.example/o/r/issues/7
      content: d376182f
      text: "40cfa5b6"
    ---

    ## Summary
    It answers 500.

    ## Solution
    Rolled back, see log (`logs/x.txt`).

    ## Timeline
    - 2024-05-03T10:00:00Z [started] It started.
    - 2024-05-03T10:05:00Z [note] noticed
    - 2024-05-03T10:10:00Z [note] lead: On it.

      ```
      never closed
      ```
    - 2024-05-03T10:30:00Z [note] rolled back
    - 2024-05-03T12:00:00Z [resolved] It was over.
    "#);
    assert!(
        repository
            .read("incidents/2026/2026-11-20-mail-is-late/incident.md")
            .contains("severity: sev-3\nstatus: open\n")
    );
}

const PAGER: &str = r#"{"incidents": [
 {"id": "PX1", "incident_number": 12, "title": "Disk full on db-1", "created_at": "2024-05-03T10:00:00Z", "status": "resolved", "resolved_at": "2024-05-03T10:50:00Z", "urgency": "high",
  "priority": {"summary": "P1"}, "service": {"summary": "Database"}, "teams": [{"summary": "Platform"}], "html_url": "https://pd.example/PX1", "assignments": [{"assignee": {"summary": "Tech Lead"}}],
  "body": {"details": "Free: 0 &percnt;"}}],
 "log_entries": [
  {"type": "trigger_log_entry", "created_at": "2024-05-03T10:00:00Z", "incident": {"id": "PX1"}, "summary": "Triggered through the API", "agent": {"summary": "Monitor"}},
  {"type": "acknowledge_log_entry", "created_at": "2024-05-03T10:03:00Z", "incident": {"id": "PX1"}, "summary": "Acknowledged", "agent": {"summary": "Tech Lead"}},
  {"type": "annotate_log_entry", "created_at": "2024-05-03T10:20:00Z", "incident": {"id": "PX1"}, "channel": {"summary": "Old logs are gone"}}]}"#;
const PAGER_TABLE: &str = "id,incident_number,description,service_name,created_on,resolved_on,urgency,status\nPX2,13,\"Queue is long, again\",Mail,2024-05-04T10:00:00Z,2024-05-04T10:10:00Z,low,resolved\n";

#[test]
fn pagerdutys_incidents_come_in() {
    let repository = beside("pd.json", PAGER);
    repository.write("../pd.csv", PAGER_TABLE);
    brought(&repository, &["pagerduty", "../pd.json"]);
    insta::assert_snapshot!(repository.read("incidents/2024/2024-05-03-disk-full-on-db-1/incident.md"), @r#"
    ---
    title: Disk full on db-1
    severity: sev-1
    status: resolved
    visibility: internal
    started: 2024-05-03T10:00:00Z
    acknowledged: 2024-05-03T10:03:00Z
    resolved: 2024-05-03T10:50:00Z
    lead: Tech Lead
    services: [Database]
    tags: [Platform]
    x-link: https://pd.example/PX1
    x-imported:
      source: pagerduty
      id: PX1
      content: 0ec024c5
      text: "87835b85"
    ---

    ## Summary
    Free: 0 %

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2024-05-03T10:00:00Z [started] Triggered through the API (Monitor)
    - 2024-05-03T10:03:00Z [acknowledged] Acknowledged (Tech Lead)
    - 2024-05-03T10:20:00Z [note] Old logs are gone
    - 2024-05-03T10:50:00Z [resolved] It was over.
    "#);
    brought(&repository, &["pagerduty", "../pd.csv"]);
    insta::assert_snapshot!(repository.read("incidents/2024/2024-05-04-queue-is-long-again/incident.md"), @r#"
    ---
    title: Queue is long, again
    severity: sev-4
    status: resolved
    visibility: internal
    started: 2024-05-04T10:00:00Z
    resolved: 2024-05-04T10:10:00Z
    services: [Mail]
    x-incident-number: "13"
    x-imported:
      source: pagerduty
      id: PX2
      content: de357edb
      text: "2e2fcf41"
    ---

    ## Summary
    <!-- What happened, in two or three sentences. -->

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2024-05-04T10:00:00Z [started] It started.
    - 2024-05-04T10:10:00Z [resolved] It was over.
    "#);
}

const JIRA: &str = "\u{feff}Summary,Issue key,Issue id,Priority,Status,Created,Resolved,Reporter,Assignee,Labels,Labels,Component/s,Description,Comment,Comment,Sprint\r\n\
\"Search, slow\",OPS-1,1001,Highest,Done,03/May/24 10:00 AM,03/May/24 11:30 AM,Support desk,Tech Lead,deploy,index,Search,\"h2. Summary\nIt *waited*; see [graph|https://a.example/g].\nh2. Action items\n* Watch it\",\"03/May/24 10:20 AM;lead;Rolled back; it helps.\",\"soon;odd;x\",12\r\n";

#[test]
fn jiras_issues_come_in() {
    let repository = beside("jira.csv", JIRA);
    let said = brought(&repository, &["jira", "../jira.csv", "--time-zone", "Europe/Paris"]);
    assert!(said.contains("times without a zone are in Europe/Paris (1: ../jira.csv:2)"), "{said}");
    insta::assert_snapshot!(repository.read("incidents/2024/2024-05-03-search-slow/incident.md"), @r#"
    ---
    title: Search, slow
    severity: sev-1
    status: closed
    visibility: internal
    started: 2024-05-03T08:00:00Z
    resolved: 2024-05-03T09:30:00Z
    reporter: Support desk
    lead: Tech Lead
    services: [Search]
    tags: [deploy, index]
    actions:
      - title: Watch it
    x-sprint: "12"
    x-imported:
      source: jira
      id: OPS-1
      content: 1643510c
      text: "c335f769"
      look-at: [one of its comments has no time that can be read]
    ---

    ## Summary
    It **waited**; see [graph](https://a.example/g).

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2024-05-03T08:00:00Z [started] It started.
    - 2024-05-03T08:20:00Z [note] lead: Rolled back; it helps.
    - [note] soon;odd;x
    - 2024-05-03T09:30:00Z [resolved] It was over.
    "#);
}

#[test]
fn a_table_comes_in_by_its_mapping() {
    let table = "Nr;What;When;Bad\n1;\"Mail; \"\"late\"\"\nvery\";03.05.2024 10:00;red\n2;Disk;30.02.2024 10:00;red\n3;Odd;04.05.2024 10:00;red;more\n";
    let repository = beside("log.csv", &format!("\u{feff}{table}"));
    insta::assert_snapshot!(repository.run(&["import", "csv", "../log.csv"]).fails(), @"
    error: ../log.csv: no column is known as `title`
    help: say in a mapping which one is: `keys: {THEIR COLUMN: title}`; it has Nr, What, When, Bad
    ");
    repository.write("../map.yaml", "keys: {Nr: id, What: title, When: started, Bad: severity}\nvalues: {severity: {red: sev-1}}\ndefaults: {status: closed}\ndate-format: \"%d.%m.%Y %H:%M\"\n");
    insta::assert_snapshot!(brought(&repository, &["csv", "../log.csv", "--mapping", "../map.yaml"]), @"
         ID                         FROM
    new  2024-05-03-mail-late-very  ../log.csv:2

    Guessed:
      times without a zone are in UTC (1: ../log.csv:2)

    Not brought in:
      ../log.csv:4: `When`: `30.02.2024 10:00` is no time
      ../log.csv:5: it has 5 cells, and the table 4 columns

    1 new, 2 not brought in
    wrote incidents/2024/2024-05-03-mail-late-very/incident.md
    ");
    let text = repository.read("incidents/2024/2024-05-03-mail-late-very/incident.md");
    assert!(text.starts_with("---\ntitle: Mail; \"late\" very\nseverity: sev-1\nstatus: closed\n"), "{text}");
    repository.write("../log.csv", "id,title,date\n1,\"never closed,2024-01-01\n2,x,2024-01-01\n");
    insta::assert_snapshot!(repository.run(&["import", "csv", "../log.csv"]).fails(), @"
    error: ../log.csv:2:3: the quotation mark that opens here is never closed
    help: see whether the export is whole; nothing was brought in
    ");
}

#[test]
fn half_an_export_and_one_of_another_kind_are_named() {
    let repository = beside("page.json", PAGE);
    repository.write("../half.json", &PAGE[..600]);
    repository.write("../wrong.json", "{\"incidents\": [}\n");
    repository.write("../empty.json", "");
    repository.write("../issues.json", ISSUES);
    repository.write("../jira.csv", JIRA);
    repository.write("../pd.csv", PAGER_TABLE);
    let files = repository.files();
    let said = |kind: &str, file: &str| repository.run(&["import", kind, &format!("../{file}")]).fails();
    insta::assert_snapshot!(said("statuspage", "half.json"), @"
    error: ../half.json:7:10: the export ends in the middle
    help: export it again, whole; nothing was brought in
    ");
    insta::assert_snapshot!(said("statuspage", "wrong.json"), @"
    error: ../wrong.json:1:16: this is no JSON: expected value
    help: see whether it is the file that was exported; nothing was brought in
    ");
    insta::assert_snapshot!(said("github", "empty.json"), @"
    error: ../empty.json: there is nothing in this file
    help: see whether the export was made; nothing was brought in
    ");
    for (kind, file, looks_like) in [
        ("github", "page.json", "statuspage"),
        ("statuspage", "issues.json", "github"),
        ("pagerduty", "page.json", "statuspage"),
        ("jira", "pd.csv", "pagerduty"),
        ("csv", "jira.csv", "jira"),
        ("pagerduty", "jira.csv", "jira"),
    ] {
        let said = said(kind, file);
        assert!(
            said.contains(&format!("help: this looks like {looks_like}: `incident import {looks_like} ../{file}`")),
            "{kind}: {said}"
        );
    }
    assert_eq!(repository.files(), files, "nothing is written");
}
