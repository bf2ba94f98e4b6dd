//! What a step says goes out in the chat that the plan names, in the form that the chat takes, and to nobody else.

use crate::chat_server::{Chat, HOOK, Mood, TOKEN};
use crate::harness::Repository;
use crate::prism::Prism;
use crate::tools;
use serde_json::{Value, json};

const NEW: &[&str] = &["new", "Checkout <!channel> & co fail", "-s", "1", "--lead", "Tech Lead"];
const RESOLVE: &[&str] =
    &["resolve", "@", "--summary", "No card.", "--solution", "Roll back.", "--root-cause", "A leak."];
const ENTRY: &str = "incidents/2026/2026-11-24-checkout-channel-co-fail/incident.md";

/// Every kind of step that posts.
fn respond(repository: &Repository) -> Vec<Value> {
    let steps: &[&[&str]] = &[
        NEW,
        &["escalate", "@", "--send"],
        &["lead", "@", "Platform Lead", "--why", "end of shift"],
        &["thread", "@", "pool", "The pool leaks"],
        &["thread", "@", "pool", "--state", "confirmed"],
        &["severity", "@", "2", "--why", "some cards go through"],
        &["severity", "@", "1", "--why", "none goes through"],
        &["mitigate", "@", "Payments go through"],
        RESOLVE,
    ];
    steps.iter().map(|step| repository.json(step)).collect()
}

#[test]
fn every_step_goes_out_where_it_belongs() {
    let chat = Chat::start();
    let repository = chat.log();
    let answers = respond(&repository);
    assert!(answers.iter().all(|answer| answer["waiting"] == 0), "{answers:?}");
    assert_eq!(
        answers[0]["sent"],
        json!([
            {"channel": "#2026-11-24-war-room-checkout-channel-co-fail", "permalink": null},
            {"channel": "#tech_incidents", "permalink": "https://shop.example/C0INCIDENTS/p1700000000.000000"},
            {"channel": "Executive contact", "permalink": null},
        ])
    );
    insta::assert_snapshot!(chat.posted().join("\n"), @r##"
    C0INCIDENTS: <!channel> sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail
    Started 2026-11-24T12:00:00Z.
    Lead: Tech Lead
    War room: <#C0ROOM00001>
    Log: 2026-11-24-checkout-channel-co-fail
    D0U0CHIEF: sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail
    Started 2026-11-24T12:00:00Z.
    Lead: Tech Lead
    War room: <#C0ROOM00001>
    Log: 2026-11-24-checkout-channel-co-fail
    C0INCIDENTS: <!channel> sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail
    Started 2026-11-24T12:00:00Z.
    Lead: Tech Lead
    War room: <#C0ROOM00001>
    Log: 2026-11-24-checkout-channel-co-fail
    D0U0CHIEF: sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail
    Started 2026-11-24T12:00:00Z.
    Lead: Tech Lead
    War room: <#C0ROOM00001>
    Log: 2026-11-24-checkout-channel-co-fail
    C0ROOM00001: [lead] Platform Lead takes the lead from Tech Lead: end of shift.
    C0ROOM00001: [theory pool] Platform Lead: The pool leaks (owner: Platform Lead)
    C0ROOM00001: [theory pool] Confirmed. (state: confirmed)
    C0INCIDENTS: sev-2 high now, and no longer sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail
    Why: some cards go through
    Log: 2026-11-24-checkout-channel-co-fail
    C0ROOM00001: [severity] sev-1 to sev-2, because some cards go through.
    C0INCIDENTS: <!channel> sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail
    Started 2026-11-24T12:00:00Z.
    Lead: Platform Lead
    War room: <#C0ROOM00001>
    Log: 2026-11-24-checkout-channel-co-fail
    D0U0CHIEF: sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail
    Started 2026-11-24T12:00:00Z.
    Lead: Platform Lead
    War room: <#C0ROOM00001>
    Log: 2026-11-24-checkout-channel-co-fail
    C0ROOM00001: [severity] sev-2 to sev-1, because none goes through.
    C0ROOM00001: [mitigated] Payments go through
    C0INCIDENTS: All clear (sev-1 critical): Checkout &lt;!channel&gt; &amp; co fail
    No card.
    Roll back.
    Root cause: A leak.
    Log: 2026-11-24-checkout-channel-co-fail
    C0ROOM00001: All clear (sev-1 critical): Checkout &lt;!channel&gt; &amp; co fail
    No card.
    Roll back.
    Root cause: A leak.
    Log: 2026-11-24-checkout-channel-co-fail
    "##);
    insta::assert_snapshot!(repository.read(ENTRY).split("## Timeline\n").nth(1).unwrap(), @r##"
    - 2026-11-24T12:00:00Z [started] It started, as far as is known.
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Checkout \<!channel> & co fail (sev-1 in the reporter's judgement)
    - 2026-11-24T12:00:00Z [lead] Tech Lead takes the lead. (message: https://shop.example/C0INCIDENTS/p1700000000.000000)
    - 2026-11-24T12:00:00Z [escalated] Told #tech_incidents, Executive contact by chat. (told: #tech_incidents, Executive contact, means: chat, message: https://shop.example/C0INCIDENTS/p1700000000.000002)
    - 2026-11-24T12:00:00Z [lead] Platform Lead takes the lead from Tech Lead: end of shift. (message: https://shop.example/C0ROOM00001/p1700000000.000004)
    - 2026-11-24T12:00:00Z [theory pool] Platform Lead: The pool leaks (owner: Platform Lead, message: https://shop.example/C0ROOM00001/p1700000000.000005)
    - 2026-11-24T12:00:00Z [theory pool] Confirmed. (state: confirmed, message: https://shop.example/C0ROOM00001/p1700000000.000006)
    - 2026-11-24T12:00:00Z [severity] sev-1 to sev-2, because some cards go through. (message: https://shop.example/C0INCIDENTS/p1700000000.000007)
    - 2026-11-24T12:00:00Z [severity] sev-2 to sev-1, because none goes through. (message: https://shop.example/C0INCIDENTS/p1700000000.000009)
    - 2026-11-24T12:00:00Z [mitigated] Payments go through (message: https://shop.example/C0ROOM00001/p1700000000.000012)
    - 2026-11-24T12:00:00Z [resolved] Roll back. (message: https://shop.example/C0ROOM00001/p1700000000.000014)
    - 2026-11-24T12:00:00Z [announced] All clear given. (message: https://shop.example/C0INCIDENTS/p1700000000.000013)
    "##);
    assert_eq!(repository.findings(), Vec::<String>::new());
    assert!(repository.run(&["outbox"]).ok().stdout.contains("Nothing waits."));
}

#[test]
fn the_addresses_of_messages_are_links_for_the_team_alone() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&["new", "Mail is slow", "-s", "1", "--visibility", "public"]).ok();
    let page = |audience| {
        repository.run(&["build", "--out", audience, "--audience", audience]).ok();
        repository.read(&format!("{audience}/incidents/2026-11-24-mail-is-slow/index.html"))
    };
    let link = "href=\"https://shop.example/C0INCIDENTS/p1700000000.000000\"";
    assert!(page("internal").contains(link));
    assert!(!page("public").contains("shop.example"));
    let shown = repository.run(&["show", "@"]).ok().stdout;
    assert!(shown.contains("(message: https://shop.example/C0INCIDENTS"), "{shown}");
}

#[test]
fn nothing_of_a_restricted_incident_leaves_its_private_room() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&["new", "Stolen token", "-s", "1", "--visibility", "restricted"]).ok();
    repository.run(&["thread", "@", "laptop", "A stolen laptop", "--owner", "Security"]).ok();
    let posted = chat.posted();
    assert!(
        posted[0].starts_with("C0INCIDENTS: <!channel> sev-1 critical: a restricted incident is open."),
        "{posted:?}"
    );
    assert!(posted[1].starts_with("D0U0CHIEF: sev-1 critical: a restricted incident is open."), "{posted:?}");
    assert_eq!(posted[2], "C0ROOM00001: [theory laptop] Security: A stolen laptop (owner: Security)");
    assert!(
        chat.asked().iter().any(|(method, fields)| method == "conversations.create" && fields["is_private"] == "true")
    );
    assert!(
        chat.asked().iter().any(|(method, fields)| method == "conversations.invite" && fields["users"] == "U0CHIEF")
    );

    // A channel of this name that everybody reads was there before.
    let chat = Chat::start();
    chat.has_room("2026-11-24-war-room-restricted", "C0PUBLIC", false);
    let repository = chat.log();
    repository.run(&["new", "Stolen token", "-s", "1", "--visibility", "restricted"]).ok();
    let said = repository.run(&["thread", "@", "laptop", "A stolen laptop", "--owner", "Security"]).ok().stderr;
    assert!(said.contains("waits for number"), "{said}");
    assert!(chat.posted().iter().all(|text| !text.contains("laptop")), "{:?}", chat.posted());

    let chat = Chat::start();
    let repository = chat.hooked_log();
    repository.run(&["new", "Stolen token", "-s", "1", "--visibility", "restricted"]).ok();
    repository.run(&["thread", "@", "laptop", "A stolen laptop", "--owner", "Security"]).ok();
    assert_eq!(chat.posted().len(), 1);
}

#[test]
fn a_webhook_takes_the_incident_channels_messages_and_the_rest_is_pasted() {
    let chat = Chat::start();
    let repository = chat.hooked_log();
    let said = repository.run(NEW).ok().stdout;
    assert!(said.contains("posted in #tech_incidents\n"), "{said}");
    assert!(said.contains("Send it directly to: Executive contact") && !said.contains("Post in"), "{said}");
    repository.run(&["thread", "@", "pool", "The pool leaks"]).ok();
    assert_eq!(chat.asked().len(), 1);
    assert!(
        chat.posted()[0].starts_with("webhook: <!channel> sev-1 critical: Checkout &lt;!channel&gt; &amp; co fail\n")
    );
    assert!(!repository.read(ENTRY).contains("message:"));
}

#[test]
fn nothing_goes_out_without_a_secret_or_where_it_is_not_wanted() {
    let chat = Chat::start();
    let mut repository = chat.log();
    let before = repository.files();
    let shown = repository.run(&[NEW, &["--dry-run"]].concat()).ok().stdout;
    assert!(shown.contains("Would go out by chat.postMessage to #tech_incidents:\n  <!channel> sev-1"), "{shown}");
    assert!(shown.contains("Would go out by conversations.create to #2026-11-24-war-room"), "{shown}");
    assert_eq!(repository.json(&[NEW, &["--dry-run"]].concat())["would-send"][1]["method"], "chat.postMessage");
    assert_eq!(repository.files(), before);
    let pasted = repository.run(&[NEW, &["--no-send"]].concat()).ok();
    assert!(pasted.stdout.contains("Post in #tech_incidents:\n  @channel sev-1") && pasted.stderr.is_empty());
    repository.run(&["escalate", "@"]).ok();
    repository.environment.clear();
    let ran = repository.run(&["new", "Mail is slow", "-s", "1"]).ok();
    assert!(ran.stderr.contains("set INCIDENT_CHAT_TOKEN") && ran.stdout.contains("Post in #tech_incidents:"));
    let said = repository.run(&["escalate", "mail", "--send"]).fails();
    assert!(said.contains("no chat is set up"), "{said}");
    assert_eq!(chat.asked(), []);
    assert!(!repository.path(".git/incident/outbox").exists());
}

#[test]
fn the_token_comes_from_the_users_own_configuration_and_goes_where_the_environment_says() {
    let chat = Chat::start();
    let mut repository = chat.log();
    repository.environment.retain(|(name, _)| name != "INCIDENT_CHAT_TOKEN");
    let steal = format!("touch stolen; echo {TOKEN}");
    repository.git(&["config", "--local", "incident.chatTokenCommand", &steal]);
    repository.write(
        "incident.yaml",
        &repository.read("incident.yaml").replace("{kind: slack}", "{kind: slack, address: http://127.0.0.1:1}"),
    );
    repository.run(&["new", "Mail is slow", "-s", "1"]).ok();
    assert!(!repository.path("stolen").exists() && chat.asked().is_empty());
    repository.git(&["config", "--global", "incident.chatTokenCommand", &format!("echo {TOKEN}")]);
    repository.run(&["new", "Web is slow", "-s", "1"]).ok();
    assert!(chat.posted()[0].contains("Web is slow"));
    for address in ["http://slack.example/api", "http://169.254.169.254/api", "no address"] {
        let repository = chat.log().with("INCIDENT_CHAT_API", address);
        let said = repository.run(&["new", "Mail is slow", "-s", "1"]).ok().stderr;
        assert!(said.contains("nothing was posted: INCIDENT_CHAT_API: "), "{said}");
    }
}

#[test]
fn secrets_are_in_no_file_and_no_output() {
    let chat = Chat::start();
    for repository in [chat.log(), chat.hooked_log()] {
        for mood in [Mood::Well, Mood::Drops, Mood::Page, Mood::Says("invalid_auth"), Mood::Status(403, "")] {
            chat.feels(mood);
            for step in [NEW, &["outbox"], &["outbox", "send"], &["outbox", "--format", "json"]] {
                let ran = repository.run(step);
                let said = format!("{}{}", ran.stdout, ran.stderr);
                assert!(!said.contains(TOKEN) && !said.contains(HOOK), "{said}");
            }
        }
        let files = walkdir::WalkDir::new(&repository.root).into_iter().map(|file| file.unwrap().into_path());
        for file in files.filter(|file| file.is_file()) {
            let bytes = std::fs::read(&file).unwrap();
            let holds = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!holds(TOKEN) && !holds("never-to-be-seen"), "{}", file.display());
        }
    }
}

#[test]
fn with_commit_the_address_comes_in_a_second_commit() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&[NEW, &["--commit"]].concat()).ok();
    let subjects = repository.git(&["log", "-2", "--format=%s"]);
    let id = "2026-11-24-checkout-channel-co-fail";
    assert_eq!(subjects, format!("incident: link what was posted of {id}\nincident: report {id}\n"));
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn every_request_is_as_slack_describes_it() {
    let Some(program) = tools::slack() else { return };
    let description = program.ancestors().nth(3).unwrap().join("slack.json");
    let prism = Prism::start(program, &description);
    let chat = Chat::start();
    let repository = chat.log().with("INCIDENT_CHAT_API", &format!("http://{}", prism.host));
    let answers = respond(&repository);
    assert!(answers.iter().all(|answer| answer["waiting"] == 0), "{answers:?}");
    // Prism takes fields that Slack does not know: their names are compared here.
    let description: Value = serde_json::from_slice(&std::fs::read(description).unwrap()).unwrap();
    respond(&chat.log());
    for (method, fields) in chat.asked() {
        let path = &description["paths"][format!("/{method}")];
        let form = &path["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]["properties"];
        let query = path["get"]["parameters"].as_array();
        for name in fields.keys() {
            let is_known = !form[name].is_null() || query.is_some_and(|all| all.iter().any(|one| one["name"] == *name));
            assert!(is_known, "{method} has no {name}");
        }
    }
}
