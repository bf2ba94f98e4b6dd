//! The log in the formats of others.

use crate::harness::Repository;
use serde_json::Value;

/// A log with a public and an internal incident, and one in the year before.
fn log() -> Repository {
    let repository = Repository::new().log();
    let plan = "name: Shop\nsite: {url: \"https://log.example/\"}\n";
    repository.write("incident.yaml", plan);
    repository.write(
        "incidents/2026/2026-10-02-search-is-slow/incident.md",
        "---\ntitle: \"=Search, \\\"slow\\\"\"\nseverity: sev-2\nstatus: resolved\nvisibility: public\nstarted: 2026-10-02T10:00:00Z\n\
         detected: 2026-10-02T10:05:00Z\nmitigated: 2026-10-02T10:40:00Z\nresolved: 2026-10-02T11:00:00Z\nlead: Tech Lead\n\
         services: [search, {name: shop, severity: sev-4}]\ntags: [deploy]\nroot-cause: {known: true, summary: A full disk}\n\
         actions: [{title: \"+Add an alert\", owner: Ops, due: 2026-10-09}]\nx-ticket: OPS-1\n---\n\n## Summary\nEvery *search* waited.\n\n\
         ## Solution\nThe old index serves.\n\n## Timeline\n- 2026-10-02T10:00:00Z [started] First.\n- 2026-10-02T10:20:00Z [change] Roll back. (approved: Tech Lead)\n\
         - 2026-10-02T11:00:00Z [resolved] Over.\n\n## Numbers\n12\n",
    );
    repository.write(
        "incidents/2026/2026-10-02-search-is-slow/postmortem.md",
        "---\nstatus: published\nowner: Ops\nimpact: {users: 1200}\ncauses: [a full disk]\nactions: [{title: Watch the disk, status: done, kind: detect}]\n---\n\n## Impact\nMany.\n",
    );
    repository.write(
        "incidents/2026/2026-11-20-mail-is-late/incident.md",
        "---\ntitle: Mail is late\nseverity: sev-4\nstatus: open\nvisibility: internal\nstarted: 2026-11-20T10:00:00Z\nservices: [mail]\n---\n\n## Summary\nWombat.\n",
    );
    repository.write(
        "incidents/2025/2025-12-31-disk/incident.md",
        "---\ntitle: Disk\nseverity: sev-4\nstatus: closed\nvisibility: public\nstarted: 2025-12-31T23:30:00Z\nresolved: 2025-12-31T23:45:00Z\n---\n",
    );
    repository
}

fn export(repository: &Repository, arguments: &[&str]) -> String {
    repository.run(&[&["export"], arguments].concat()).ok().stdout
}

fn ids(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let lines = export(repository, &[&["ndjson"], arguments].concat());
    lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn json_tells_everything_and_fits_its_schema() {
    let repository = log();
    let schema: Value = serde_json::from_str(&repository.run(&["schema", "export"]).ok().stdout).unwrap();
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    let text = export(&repository, &["json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(validator.iter_errors(&json).map(|error| error.to_string()).collect::<Vec<_>>(), [""; 0]);
    let incident = &json["incidents"][1];
    insta::assert_snapshot!(format!("{incident:#}"), @r#"
    {
      "id": "2026-10-02-search-is-slow",
      "address": "https://log.example/incidents/2026-10-02-search-is-slow/",
      "title": "=Search, \"slow\"",
      "severity": "sev-2",
      "status": "resolved",
      "visibility": "public",
      "times": {
        "detected": "2026-10-02T10:05:00Z",
        "mitigated": "2026-10-02T10:40:00Z",
        "resolved": "2026-10-02T11:00:00Z",
        "started": "2026-10-02T10:00:00Z"
      },
      "seconds": {
        "felt": 2400,
        "to-detect": 300,
        "to-acknowledge": null,
        "to-mitigate": 2400,
        "to-resolve": 3600
      },
      "reporter": null,
      "lead": "Tech Lead",
      "services": [
        {
          "name": "search"
        },
        {
          "name": "shop",
          "severity": "sev-4"
        }
      ],
      "tags": [
        "deploy"
      ],
      "war-room": null,
      "root-cause": {
        "known": true,
        "summary": "A full disk",
        "ticket": null
      },
      "related": [],
      "summary": "Every *search* waited.",
      "solution": "The old index serves.",
      "timeline": [
        {
          "at": "2026-10-02T10:00:00Z",
          "kind": "started",
          "subject": null,
          "text": "First.",
          "attributes": {},
          "more": ""
        },
        {
          "at": "2026-10-02T10:20:00Z",
          "kind": "change",
          "subject": null,
          "text": "Roll back.",
          "attributes": {
            "approved": "Tech Lead"
          },
          "more": ""
        },
        {
          "at": "2026-10-02T11:00:00Z",
          "kind": "resolved",
          "subject": null,
          "text": "Over.",
          "attributes": {},
          "more": ""
        }
      ],
      "sections": [
        {
          "title": "Numbers",
          "markdown": "12"
        }
      ],
      "actions": [
        {
          "number": 1,
          "title": "+Add an alert",
          "owner": "Ops",
          "priority": null,
          "due": "2026-10-09",
          "status": "open",
          "ticket": null,
          "kind": null
        },
        {
          "number": 2,
          "title": "Watch the disk",
          "owner": null,
          "priority": null,
          "due": null,
          "status": "done",
          "ticket": null,
          "kind": "detect"
        }
      ],
      "postmortem": {
        "status": "published",
        "owner": "Ops",
        "facilitator": null,
        "reviewers": [],
        "due": null,
        "reviewed": null,
        "impact": {
          "users": "1200"
        },
        "trigger": null,
        "detection": null,
        "causes": [
          "a full disk"
        ],
        "sections": [
          {
            "title": "Impact",
            "markdown": "Many."
          }
        ]
      },
      "extra": {
        "x-ticket": "OPS-1"
      }
    }
    "#);
    let lines: Vec<Value> =
        export(&repository, &["ndjson"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::Array(lines), json["incidents"]);
    // No key stands twice.
    assert_eq!(text.matches("\"status\": \"done\"").count(), 1, "{text}");
    let mut wrong = json.clone();
    wrong["incidents"][0]["colour"] = Value::Null;
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn incidents_are_those_that_were_asked_for() {
    let repository = log();
    for (arguments, expected) in [
        (&[][..], &["2026-11-20-mail-is-late", "2026-10-02-search-is-slow", "2025-12-31-disk"][..]),
        (&["--since", "2026-10-02", "--until", "2026-10-02"], &["2026-10-02-search-is-slow"]),
        (&["--until", "2025-12-31"], &["2025-12-31-disk"]),
        (&["--year", "2026", "-s", "low"], &["2026-11-20-mail-is-late"]),
        (&["--service", "shop"], &["2026-10-02-search-is-slow"]),
        (&["--status", "open", "--status", "closed"], &["2026-11-20-mail-is-late", "2025-12-31-disk"]),
        (&["--tag", "nothing"], &[]),
        (&["--audience", "public"], &["2026-10-02-search-is-slow", "2025-12-31-disk"]),
    ] {
        assert_eq!(ids(&repository, arguments), expected, "{arguments:?}");
    }
    // The day is that of the plan's zone.
    repository.write("incident.yaml", "time-zone: Asia/Tokyo\n");
    assert_eq!(ids(&repository, &["--until", "2025-12-31"]), [""; 0]);
}

#[test]
fn a_table_has_a_row_an_incident_or_an_action() {
    let repository = log();
    insta::assert_snapshot!(export(&repository, &["csv", "--since", "2026-10-01"]), @r#"
    id,title,severity,status,visibility,started,detected,acknowledged,mitigated,resolved,announced,felt-seconds,to-detect-seconds,to-acknowledge-seconds,to-mitigate-seconds,to-resolve-seconds,services,tags,reporter,lead,summary,solution,root-cause,open-actions,address
    2026-11-20-mail-is-late,Mail is late,sev-4,open,internal,2026-11-20T10:00:00Z,,,,,,,,,,,mail,,,,Wombat.,,,0,https://log.example/incidents/2026-11-20-mail-is-late/
    2026-10-02-search-is-slow,"'=Search, ""slow""",sev-2,resolved,public,2026-10-02T10:00:00Z,2026-10-02T10:05:00Z,,2026-10-02T10:40:00Z,2026-10-02T11:00:00Z,,2400,300,,2400,3600,search; shop,deploy,,Tech Lead,Every search waited.,The old index serves.,A full disk,1,https://log.example/incidents/2026-10-02-search-is-slow/
    "#);
    insta::assert_snapshot!(export(&repository, &["csv", "--actions"]), @r#"
    incident,number,title,owner,priority,due,status,overdue,kind,ticket,incident-title,severity
    2026-10-02-search-is-slow,1,'+Add an alert,Ops,,2026-10-09,open,yes,,,"'=Search, ""slow""",sev-2
    2026-10-02-search-is-slow,2,Watch the disk,,,,done,no,detect,,"'=Search, ""slow""",sev-2
    "#);
    let said = repository.run(&["export", "json", "--actions"]).fails();
    assert!(said.contains("--actions is of csv, not of json"), "{said}");
}

#[test]
fn feed_and_calendar_are_those_of_the_site() {
    let repository = log();
    repository.run(&["build"]).ok();
    for (kind, file) in [("atom", "site/feed.xml"), ("ics", "site/calendar.ics")] {
        assert_eq!(export(&repository, &[kind]), repository.read(file), "{kind}");
        let some = export(&repository, &[kind, "--year", "2025"]);
        assert!(!some.contains("Search") && !some.contains("Add an alert"), "{some}");
    }
}

#[test]
fn a_digest_tells_what_happened_in_a_period() {
    let repository = log();
    insta::assert_snapshot!(export(&repository, &["markdown"]), @r#"
    # Shop: 27 August 2026 to 24 November 2026

    2 incidents began: 1 sev-2, 1 sev-4. Users felt them for 4 d 2 h, what overlaps counted once. One is still open.

    | Time to | Median |
    | --- | --- |
    | detect | 5 min |
    | mitigate | 40 min |
    | resolve | 1 h |

    ## sev-2 high

    - **2 Oct** [=Search, "slow"](<https://log.example/incidents/2026-10-02-search-is-slow/>) (lasted 40 min; search, shop)
      Solved by: The old index serves.

    ## sev-4 low

    - **20 Nov** [Mail is late](<https://log.example/incidents/2026-11-20-mail-is-late/>) (open; mail)

    ## Actions

    1 done, 1 open, 1 overdue, 0 dropped.

    - +Add an alert (Ops, due 2026-10-09, overdue), after: =Search, "slow"
    "#);
    let none = export(&repository, &["markdown", "--since", "2024-01-01", "--until", "2024-01-31"]);
    assert_eq!(none, "# Shop: 1 January 2024 to 31 January 2024\n\nNo incident began in these days.\n");
}

#[test]
fn a_status_feed_is_for_the_public_unless_somebody_says_otherwise() {
    let repository = log();
    let feed: Value = serde_json::from_str(&export(&repository, &["statuspage", "--year", "2026"])).unwrap();
    insta::assert_snapshot!(format!("{feed:#}"), @r#"
    {
      "page": {
        "id": "shop",
        "name": "Shop",
        "url": "https://log.example/",
        "time_zone": "UTC",
        "updated_at": "2026-11-24T12:00:00Z"
      },
      "incidents": [
        {
          "id": "2026-10-02-search-is-slow",
          "name": "=Search, \"slow\"",
          "status": "resolved",
          "impact": "major",
          "created_at": "2026-10-02T10:00:00Z",
          "started_at": "2026-10-02T10:00:00Z",
          "updated_at": "2026-10-02T11:00:00Z",
          "monitoring_at": "2026-10-02T10:40:00Z",
          "resolved_at": "2026-10-02T11:00:00Z",
          "shortlink": "https://log.example/incidents/2026-10-02-search-is-slow/",
          "page_id": "shop",
          "incident_updates": [
            {
              "id": "2026-10-02-search-is-slow-3",
              "incident_id": "2026-10-02-search-is-slow",
              "status": "resolved",
              "body": "The old index serves.",
              "created_at": "2026-10-02T11:00:00Z",
              "updated_at": "2026-10-02T11:00:00Z",
              "display_at": "2026-10-02T11:00:00Z"
            },
            {
              "id": "2026-10-02-search-is-slow-1",
              "incident_id": "2026-10-02-search-is-slow",
              "status": "investigating",
              "body": "Every search waited.",
              "created_at": "2026-10-02T10:00:00Z",
              "updated_at": "2026-10-02T10:00:00Z",
              "display_at": "2026-10-02T10:00:00Z"
            }
          ],
          "components": [
            {
              "id": "search",
              "name": "search"
            },
            {
              "id": "shop",
              "name": "shop"
            }
          ]
        }
      ]
    }
    "#);
    let all = export(&repository, &["statuspage", "--audience", "internal"]);
    assert!(all.contains("Mail is late") && all.contains("\"impact\": \"none\""), "{all}");
}

#[test]
fn an_export_is_written_into_a_file_or_not_at_all() {
    let repository = log();
    let said = export(&repository, &["csv", "--out", "table.csv"]);
    assert_eq!(said, "wrote table.csv\n");
    assert_eq!(repository.read("table.csv"), export(&repository, &["csv"]));
    let said = repository.run(&["export", "csv", "--out", "nowhere/table.csv"]).fails();
    assert!(said.contains("nowhere/table.csv: it cannot be written"), "{said}");
    let said = repository.run(&["export", "csv", "--out", "incidents"]).fails();
    assert!(said.contains("this is a folder"), "{said}");
    let said = repository.run(&["export", "csv", "--since", "2026-02-01", "--until", "2026-01-01"]).fails();
    assert!(said.contains("--until is before --since"), "{said}");
    repository.write("incident.yaml", "site: {audience: pubilc}\n");
    let said = repository.run(&["export", "csv"]).fails();
    assert!(said.contains("\nerror: incident.yaml:1:18: "), "{said}");
}

#[test]
fn an_empty_log_has_an_empty_export_of_each_kind() {
    let repository = Repository::new().log();
    for kind in ["atom", "csv", "ics", "json", "markdown", "ndjson", "statuspage"] {
        export(&repository, &[kind]);
    }
    assert_eq!(export(&repository, &["ndjson"]), "");
    assert_eq!(export(&repository, &["csv"]).lines().count(), 1);
}
