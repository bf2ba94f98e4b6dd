//! What is to be followed up is opened in the tracker that the plan names, once, and its address stands in the document.

use crate::chat_server::Chat;
use crate::harness::Repository;
use crate::prism::Prism;
use crate::tools;
use crate::tracker_server::{Mood, TOKEN, Tracker, with_tracker};
use serde_json::{Value, json};

pub const NEW: &[&str] = &["new", "Search is slow", "-s", "sev-2", "--lead", "Tech Lead"];
pub const RESOLVE: &[&str] = &[
    "resolve",
    "@",
    "--summary",
    "Search took 20 s, says @lead.",
    "--solution",
    "Rebuild the index.",
    "--root-cause-unknown",
];
pub const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";
pub const LINK: &str = "https://tracker.example/shop/shop/issues/1";
const ITEM: &str = "agenda/2026-11-24/2026-11-24-search-is-slow.md";

/// The address of its ticket, as the document has it for the root cause and for the action that stands for it.
#[track_caller]
pub fn tickets(repository: &Repository) -> [Value; 2] {
    let shown = repository.json(&["show", "slow"]);
    [shown["root-cause"]["ticket"].clone(), shown["actions"][0]["ticket"].clone()]
}

#[test]
fn an_unknown_root_cause_gets_a_ticket_on_github() {
    let tracker = Tracker::start();
    let repository = tracker.log("github");
    repository.run(NEW).ok();
    let ran = repository.run(&[RESOLVE, &["--commit"]].concat()).ok();
    assert_eq!(ran.stderr, "");
    assert!(
        ran.stdout.contains(&format!("opened a ticket in http://{}/shop/shop: {LINK}\n", tracker.host)),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains(&format!("not known yet; it is followed up in {LINK}\n")), "{}", ran.stdout);
    assert!(!ran.stdout.contains("Open a ticket"), "{}", ran.stdout);
    assert_eq!(tickets(&repository), [LINK, LINK]);
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    assert_eq!(
        repository.git(&["log", "-1", "--format=%s"]).trim(),
        "incident: link the ticket of 2026-11-24-search-is-slow"
    );
    assert_eq!(repository.findings(), Vec::<String>::new());

    let asked = tracker.asked();
    assert_eq!(
        asked.iter().map(|asked| asked.line.as_str()).collect::<Vec<_>>(),
        ["POST /api/v3/repos/shop/shop/issues"]
    );
    let header = |name: &str| asked[0].headers[name].as_str();
    assert_eq!(header("authorization"), format!("Bearer {TOKEN}"));
    assert_eq!((header("accept"), header("x-github-api-version")), ("application/vnd.github+json", "2022-11-28"));
    assert!(header("user-agent").starts_with("incident/"));
    let fields = &asked[0].fields;
    assert_eq!(fields["title"], "Find the root cause of: Search is slow");
    assert_eq!(
        (&fields["labels"], &fields["assignees"]),
        (&json!(["incident", "priority: high"]), &json!(["tech-lead"]))
    );
    let (body, marker) = fields["body"].as_str().unwrap().split_once("\n\n<!-- incident: ").unwrap();
    insta::assert_snapshot!(body.replace('\u{200b}', "|"), @"
    Priority: high. Assignee: Tech Lead.

    Search took 20 s, says @|lead.

    Log: 2026-11-24-search-is-slow
    ");
    assert!(marker.ends_with(" -->"));
    assert!(repository.run(&["outbox"]).ok().stdout.contains("Nothing waits."));
    repository.run(&["outbox", "send"]).ok();
    assert_eq!(tracker.issues().len(), 1);
}

#[test]
fn the_all_clear_in_the_chat_tells_of_the_ticket() {
    let (tracker, chat) = (Tracker::start(), Chat::start());
    let repository =
        tracker.log("github").with("INCIDENT_CHAT_TOKEN", "xoxb-1").with("INCIDENT_CHAT_API", &chat.address);
    let plan = repository.read("incident.yaml") + "chat: {kind: slack}\n";
    repository.write("incident.yaml", &plan);
    repository.run(NEW).ok();
    let answer = repository.json(RESOLVE);
    assert_eq!((&answer["opened"], &answer["ticket"], &answer["waiting"]), (&json!(LINK), &Value::Null, &json!(0)));
    assert!(answer["announcement"].as_str().unwrap().contains(LINK));
    let posted = chat.posted();
    assert_eq!(
        posted.iter().filter(|text| text.contains(&format!("it is followed up in {LINK}"))).count(),
        2,
        "{posted:?}"
    );
    assert_eq!(tickets(&repository), [LINK, LINK]);
    assert!(repository.read(ENTRY).contains("All clear given. (message: "));
}

#[test]
fn nothing_of_a_restricted_incident_is_in_its_ticket() {
    for kind in ["github", "gitlab"] {
        let tracker = Tracker::start();
        let repository = tracker.log(kind);
        repository.run(&[NEW, &["--visibility", "restricted"]].concat()).ok();
        repository.run(RESOLVE).ok();
        repository.run(&["agenda", "open", "slow"]).ok();
        repository.run(&["agenda", "ticket", "slow"]).ok();
        let issues = tracker.issues();
        assert_eq!(issues.len(), 2);
        assert_eq!(issues[0]["title"], "Find the root cause of a restricted incident");
        assert_eq!(issues[1]["title"], "Brief the meeting on a restricted incident");
        for issue in issues {
            assert!(!issue.to_string().to_lowercase().contains("search"), "{issue}");
            assert_eq!(issue["confidential"] == "true", kind == "gitlab");
        }
        assert_eq!(tickets(&repository)[0], LINK);
    }
}

#[test]
fn a_ticket_says_no_secret_no_number_and_no_hidden_id() {
    let tracker = Tracker::start();
    let repository = tracker.log("github");
    repository.replace("incident.yaml", "name: Executive contact", "name: Executive contact\n    phone: 555-0142");
    repository.run(&["new", "Stolen token", "-s", "1", "--visibility", "restricted"]).ok();
    repository.run(NEW).ok();
    let key = format!("{}{}", "AKIA", "IOSFODNN7EXAMPLQ");
    let summary = format!("As 2026-11-24-stolen-token; call 555-0142; key {key}.");
    let told = ["resolve", "slow", "--summary", &summary, "--solution", "x", "--root-cause-unknown"];
    repository.run(&told).ok();
    let body = tracker.issues()[0]["body"].to_string();
    for hidden in ["stolen-token", "555-0142", &key] {
        assert!(!body.contains(hidden), "{body}");
    }
}

#[test]
fn without_a_tracker_of_ours_a_token_or_leave_it_is_opened_by_hand() {
    let by_hand = "\n  Find the root cause of: Search is slow\n  Priority: high. Assignee: Tech Lead.\n";
    let tracker = Tracker::start();
    let mut no_token = tracker.log("github");
    no_token.environment.retain(|(name, _)| name != "INCIDENT_TRACKER_TOKEN");
    let cases: [(Repository, &[&str], &str); 4] = [
        (tracker.log("github"), &["--no-send"], ""),
        (tracker.log("jira"), &[], ""),
        (no_token, &[], "note: no ticket is opened: INCIDENT_TRACKER_TOKEN is not set; set INCIDENT_TRACKER_TOKEN, or"),
        (
            with_tracker("github", &tracker.host),
            &[],
            "; where that is your tracker, set INCIDENT_TRACKER_HOST=127.0.0.1:",
        ),
    ];
    for (repository, more, note) in cases {
        repository.run(NEW).ok();
        let ran = repository.run(&[RESOLVE, more].concat()).ok();
        assert!(
            ran.stdout.contains(&format!("Open a ticket at http://{}/shop/shop:{by_hand}", tracker.host)),
            "{}",
            ran.stdout
        );
        assert!(ran.stderr.contains(note) && ran.stderr.is_empty() == note.is_empty(), "{}", ran.stderr);
        assert_eq!(tickets(&repository), [Value::Null, Value::Null]);
    }
    assert!(tracker.asked().is_empty());
}

#[test]
fn the_users_own_configuration_names_host_and_token() {
    let tracker = Tracker::start();
    let mut repository = tracker.log("github");
    repository.environment.clear();
    repository.run(NEW).ok();
    repository.git(&["config", "incident.trackerHost", &tracker.host]);
    repository.git(&["config", "incident.trackerTokenCommand", "echo from-the-repository"]);
    repository.run(RESOLVE).ok();
    assert!(tracker.asked().is_empty(), "what the repository's own configuration says is not heard");
    repository.git(&["config", "--global", "incident.trackerHost", &tracker.host]);
    repository.git(&["config", "--global", "incident.trackerTokenCommand", "echo from-a-keyring"]);
    repository.run(&["actions", "ticket", "slow", "1"]).ok();
    assert_eq!(tracker.asked()[0].headers["authorization"], "Bearer from-a-keyring");
    assert_eq!(tickets(&repository), [LINK, LINK]);
}

#[test]
fn a_dry_run_shows_the_ticket_and_opens_nothing() {
    let tracker = Tracker::start();
    let repository = tracker.log("gitlab");
    repository.run(NEW).ok();
    let ran = repository.run(&[RESOLVE, &["--dry-run", "--priority", "low"]].concat()).ok();
    let shown = ran.stdout.split("\nWould go out by ").nth(1).unwrap().split("\n\nPost in").next().unwrap();
    insta::assert_snapshot!(shown.replace(&tracker.host, "HOST"), @"
    POST issues to http://HOST/shop/shop:
      Find the root cause of: Search is slow
      Labels: incident, priority: low
      Assignee's login: tech-lead

      Priority: low. Assignee: Tech Lead.

      Search took 20 s, says @lead.

      Log: 2026-11-24-search-is-slow
    ");
    let answer = repository.json(&[RESOLVE, &["--dry-run"]].concat());
    assert_eq!(answer["would-open"]["ticket"]["labels"], json!(["incident", "priority: high"]));
    assert!(tracker.asked().is_empty());
    assert!(repository.run(&["outbox"]).ok().stdout.contains("Nothing waits."));
}

#[test]
fn an_assignee_whom_the_tracker_does_not_take_loses_no_ticket() {
    for (mood, requests) in [(Mood::TakesNoAssignee, 2), (Mood::LeavesOff, 1)] {
        let tracker = Tracker::start();
        tracker.feels(mood);
        let repository = tracker.log("github");
        repository.run(NEW).ok();
        let said = repository.run(RESOLVE).ok().stderr;
        assert_eq!(said, "note: it is not assigned: the tracker did not take tech-lead\n");
        assert_eq!((tracker.issues().len(), tracker.asked().len()), (1, requests));
        assert_eq!(tickets(&repository), [LINK, LINK]);
    }
}

#[test]
fn a_ticket_that_stands_in_the_document_is_enough() {
    let tracker = Tracker::start();
    let repository = tracker.log("github");
    repository.run(NEW).ok();
    repository.replace(ENTRY, "\n---\n\n## Summary", "\nroot-cause: {known: false, ticket: OPS-1}\n---\n\n## Summary");
    repository.run(RESOLVE).ok();
    assert!(tracker.asked().is_empty());
    assert_eq!(tickets(&repository), ["OPS-1", "OPS-1"]);
}

#[test]
fn actions_and_agenda_items_get_a_ticket_where_it_is_asked_for() {
    let tracker = Tracker::start();
    let repository = tracker.log("github");
    repository.run(NEW).ok();
    repository.run(&[RESOLVE, &["--no-send"]].concat()).ok();
    let postmortem = "incidents/2026/2026-11-24-search-is-slow/postmortem.md";
    repository.replace(postmortem, "\nactions:", "\nactions: [Alert when eight queries wait]\nx-was:");
    repository.commit_all("A post-mortem");
    let dry = repository.run(&["actions", "ticket", "slow", "2", "--dry-run"]).ok().stdout;
    assert!(dry.contains("  Alert when eight queries wait\n  Labels: incident\n"), "{dry}");
    let answer = repository.json(&["actions", "ticket", "slow", "2", "--commit"]);
    assert_eq!((&answer["opened"], &answer["paths"]), (&json!(LINK), &json!([postmortem])));
    assert!(repository.read(postmortem).contains(LINK));
    let refused = repository.run(&["actions", "ticket", "slow", "2"]).fails();
    assert!(refused.contains(&format!("`Alert when eight queries wait` has a ticket already: {LINK}")), "{refused}");
    repository.run(&["actions", "ticket", "slow", "1"]).ok();
    assert_eq!(tickets(&repository), [LINK, LINK].map(|link| link.replace("/1", "/2")));
    repository.run(&["agenda", "ticket", "slow"]).ok();
    assert!(
        repository.read(ITEM).ends_with(&format!("\n\n## Ticket\n<{}>\n", LINK.replace("/1", "/3"))),
        "{}",
        repository.read(ITEM)
    );
    let refused = repository.run(&["agenda", "ticket", "slow"]).fails();
    assert!(refused.contains("the agenda item has a ticket already"), "{refused}");
    let titles: Vec<_> = tracker.issues().iter().map(|issue| issue["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        titles,
        [
            "Alert when eight queries wait",
            "Find the root cause of: Search is slow",
            "Brief the Architecture meeting on 2026-11-24: Search is slow"
        ]
    );
    assert_eq!(repository.findings(), Vec::<String>::new());
    let refused = Repository::sample().run(&["agenda", "ticket", "@"]);
    assert_ne!(refused.status, Some(0));
}

#[test]
fn an_unknown_root_cause_gets_a_ticket_on_gitlab() {
    let tracker = Tracker::start();
    let repository = tracker.log("gitlab");
    repository.run(NEW).ok();
    repository.run(RESOLVE).ok();
    let asked = tracker.asked();
    assert_eq!(
        asked.iter().map(|asked| asked.line.as_str()).collect::<Vec<_>>(),
        ["GET /api/v4/users?username=tech%2Dlead", "POST /api/v4/projects/shop%2Fshop/issues"]
    );
    assert!(asked.iter().all(|asked| asked.headers["private-token"] == TOKEN));
    let fields = &asked[1].fields;
    assert_eq!((&fields["labels"], &fields["assignee_ids[]"]), (&json!("incident,priority: high"), &json!("7")));
    assert_eq!(tickets(&repository), [LINK, LINK]);
}

/// Every kind of request, each as the tracker's published description has it.
#[test]
fn every_request_is_as_the_tracker_describes_it() {
    let Some(program) = tools::trackers() else { return };
    for kind in ["github", "gitlab"] {
        let description = program.ancestors().nth(4).unwrap().join(format!("trackers/{kind}.json"));
        let prism = Prism::start(program, &description);
        let repository = with_tracker(kind, &prism.host).with("INCIDENT_TRACKER_HOST", &prism.host);
        repository.run(NEW).ok();
        let died = repository.program(RESOLVE).env("INCIDENT_FAULT", "send:die").output().unwrap();
        assert_eq!(died.status.code(), None);
        // It is looked for, and then opened.
        let ran = repository.run(&["outbox", "send"]).ok();
        assert!(!ran.stderr.contains("warning"), "{kind}: {}", ran.stderr);
        assert_ne!(tickets(&repository)[0], Value::Null, "{kind}");
    }
}
