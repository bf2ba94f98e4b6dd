//! One incident from the report to its closing, by two people in two clones who take turns with `--push`: each duty of
//! the response plan, P1 to P15, is found again in the files, and the log is sound after every step.

use crate::harness::Repository;

const ID: &str = "2026-11-23-checkout-answers-http-500";
const FOLDER: &str = "incidents/2026/2026-11-23-checkout-answers-http-500";

/// Two clones, and whose turn it is.
struct Team {
    clones: [Repository; 2],
    commits: usize,
}

impl Team {
    /// A log by the default plan, with whom to call.
    fn new() -> Self {
        let repository = Repository::new().log();
        repository.replace(
            "incident.yaml",
            "    function: Leads the response\n",
            "    function: Leads the response\n    phone: 555-0101\n",
        );
        repository.replace(
            "incident.yaml",
            "    function: Speaks for the company\n    escalation: 2\n",
            "    function: Speaks for the company\n    phone: 555-0102\n    escalation: 2\n  \
             - name: Payments Engineer\n    function: Knows the payment provider\n    phone: 555-0103\n    escalation: 3\n",
        );
        let repository = repository.with_remote();
        let colleague = repository.colleague();
        Self { clones: [repository, colleague], commits: 1 }
    }

    /// Somebody takes a step and pushes it: it is the only commit, it is sound, and so is what all have then. Gives what
    /// was said and the entry.
    #[track_caller]
    fn step(&mut self, who: usize, now: &str, arguments: &[&str]) -> (String, String) {
        let clone = &mut self.clones[who];
        clone.now = now.to_owned();
        let ran = clone.run(&[arguments, &["--push"]].concat()).ok();
        assert!(ran.stdout.contains("\npushed to origin/main\n"), "{}", ran.stdout);
        self.commits += 1;
        let report = clone.run(&["validate", "--strict"]);
        assert_eq!(report.status, Some(0), "after {arguments:?}:\n{}{}", report.stdout, report.stderr);
        assert_eq!(clone.git(&["status", "--short"]), "");
        assert_eq!(clone.git(&["rev-list", "--count", "origin/main"]).trim(), self.commits.to_string());
        (ran.stdout, clone.read(&format!("{FOLDER}/incident.md")))
    }
}

#[track_caller]
fn holds(duty: &str, text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "{duty}: {part:?} is not in\n{text}");
    }
}

/// A post-mortem as its owner writes it: each prompt answered.
fn write_postmortem(repository: &Repository) {
    let path = format!("{FOLDER}/postmortem.md");
    let prompt = regex::Regex::new(r"(?s)<!--.*?-->").unwrap();
    let front = "---\nstatus: published\nowner: Payments Engineer\nfacilitator: Search Lead\nreviewers: [Tech Lead]\n\
                 due: 2026-11-26\nimpact:\n  users: 300 people could not pay\n  revenue: $1,200 of orders\n\
                 trigger: Release 412 went out at 08:40.\ndetection: A customer called, 10 minutes after the start\n\
                 causes:\n  - Connections are not given back where a payment is refused\n  - No alert counts connections\n\
                 actions:\n  - title: Give connections back where a payment is refused, and test it\n    owner: Payments team\n    \
                 priority: high\n    due: 2026-11-30\n    status: done\n    ticket: https://tracker.example/SHOP-8\n    kind: prevent\n\
                 reviewed: 2026-11-24\n---\n";
    let text = repository.read(&path);
    let body = text.splitn(3, "---\n").nth(2).unwrap().to_owned();
    let answer = "For 70 minutes 300 people could not pay. The pool ran empty after release 412.\n\n\
                  What held the connections is looked into further.";
    repository.write(&path, &format!("{front}{}", prompt.replace_all(&body, answer)));
    repository.commit_all("Write the post-mortem");
    repository.git(&["push", "--quiet"]);
}

#[test]
fn an_incident_from_the_report_to_its_closing() {
    let mut team = Team::new();
    let report = [
        &["new", "Checkout answers HTTP 500", "--severity", "sev-2", "--reporter", "Support Engineer"][..],
        &["--lead", "Support Engineer", "--started", "2026-11-23T08:50:00Z", "--link", "https://graphs.example/d/pay"],
        &["--repro", "Put a book into the basket and pay by card", "--tag", "payments"],
    ];
    let (said, entry) = team.step(0, "2026-11-23T09:00:00Z", &report.concat());
    let witness = ["https://graphs.example/d/pay", "Put a book into the basket and pay by card", "Support Engineer"];
    holds("P1: a good witness's report", &entry, &witness);
    holds("P1: with the time of observation", &entry, &["started: 2026-11-23T08:50:00Z", "severity: sev-2"]);
    holds("P1: and the message holds them", &said, &[witness[0], witness[1], "sev-2 high", "#tech_incidents"]);
    holds("P2: one vocabulary, as data", &team.clones[1].read("incident.yaml"), &["id: sev-1", "id: sev-4"]);
    holds("P6: a war room by date and slug", &entry, &["war-room: \"#2026-11-23-war-room-checkout-answers-http-500\""]);

    team.clones[1].git(&["pull", "--quiet", "--rebase"]);
    let raise = ["severity", "@", "sev-1", "--why", "nobody can pay", "--by", "Tech Lead"];
    let (said, entry) = team.step(1, "2026-11-23T09:01:00Z", &raise);
    holds("P2: a severity brings its escalation", &said, &["@channel", "sev-1 critical"]);
    holds(
        "P3: who, when and why",
        &entry,
        &["severity: sev-1", "2026-11-23T09:01:00Z [severity] Tech Lead", "nobody can pay"],
    );

    let told = ["escalate", "@", "--told", "Executive contact", "--means", "phone"];
    let (_, entry) = team.step(1, "2026-11-23T09:02:00Z", &told);
    holds(
        "P4: who was told, when and how",
        &entry,
        &["2026-11-23T09:02:00Z [escalated] Told Executive contact by phone."],
    );
    let next = team.clones[1].json(&["escalate", "@"]);
    assert!(next["next"].to_string().contains("Tech Lead"), "P4: whom to reach next: {next}");
    // From here on neither pulls: what the other has done comes with each push.
    let (_, entry) = team.step(0, "2026-11-23T09:03:00Z", &["note", "@", "The errors began with release 412"]);
    holds("P7: facts are collected", &entry, &["[note] The errors began with release 412", "[escalated]"]);
    let (_, entry) = team.step(1, "2026-11-23T09:04:00Z", &["escalate", "@", "--ack", "Executive contact"]);
    holds("P4: who acknowledged", &entry, &["2026-11-23T09:04:00Z [acknowledged] Executive contact acknowledges."]);
    let (_, entry) = team.step(0, "2026-11-23T09:05:00Z", &["lead", "@", "Tech Lead", "--why", "knows the shop"]);
    holds("P5: who led when", &entry, &["lead: Tech Lead", "[lead] Tech Lead", "[acknowledged]"]);

    let theory = ["Release 412 leaks connections", "--owner", "Tech Lead", "--priority", "1"];
    team.step(1, "2026-11-23T09:06:00Z", &[&["thread", "@", "pool"][..], &theory].concat());
    let theory = ["The provider is down", "--owner", "Payments Engineer", "--priority", "2"];
    let (_, entry) = team.step(0, "2026-11-23T09:06:00Z", &[&["thread", "@", "provider"][..], &theory].concat());
    holds(
        "P8: threads with owner and priority",
        &entry,
        &["[theory pool]", "priority: 1", "[theory provider]", "priority: 2"],
    );
    team.clones[0].now = "2026-11-23T09:20:00Z".to_owned();
    let overdue = team.clones[0].run(&["status", "@"]).ok().stdout;
    holds(
        "P8: whose status is overdue",
        &overdue,
        &["pool: Tech Lead, priority 1, last word 14 min ago; a status is OVERDUE"],
    );
    team.step(1, "2026-11-23T09:10:00Z", &["thread", "@", "pool", "All 40 are taken", "--state", "confirmed"]);
    let call = ["note", "@", "Payments Engineer is called in by phone", "--by", "Tech Lead"];
    let (_, entry) = team.step(0, "2026-11-23T09:11:00Z", &call);
    holds("P9: the right people are called in", &entry, &["Payments Engineer is called in", "state: confirmed"]);
    holds(
        "P9: from the roster",
        &team.clones[0].read("incident.yaml"),
        &["name: Payments Engineer", "phone: 555-0103"],
    );
    team.step(1, "2026-11-23T09:12:00Z", &["thread", "@", "provider", "It answers", "--state", "ruled-out"]);

    let change = ["change", "@", "Roll back release 412", "--approved-by", "Tech Lead", "--staging", "verified"];
    team.step(0, "2026-11-23T09:15:00Z", &change);
    let (_, entry) = team.step(1, "2026-11-23T09:18:00Z", &["note", "@", "Five pay again"]);
    assert!(!entry.contains("Effect:"), "P10: written down before it is applied");
    let (_, entry) = team.step(0, "2026-11-23T09:20:00Z", &["change", "@", "--effect", "payments go through"]);
    let controlled =
        ["[change] Roll back release 412", "approved: Tech Lead", "staging: verified", "payments go through"];
    holds("P10: who approved it, how it was tried, what it did", &entry, &controlled);
    team.step(1, "2026-11-23T09:21:00Z", &["mitigate", "@", "Payments go through again"]);

    let resolve = [
        &["resolve", "@", "--summary", "For 70 minutes nobody could pay.", "--solution", "Roll back release 412."][..],
        &["--root-cause-unknown", "--ticket", "https://tracker.example/SHOP-7", "--assignee", "Payments Engineer"],
        &["--owner", "Payments Engineer"],
    ];
    let (said, entry) = team.step(0, "2026-11-23T10:00:00Z", &resolve.concat());
    let follow_up = ["known: false", "https://tracker.example/SHOP-7", "owner: Payments Engineer", "priority: high"];
    holds("P11: a follow-up ticket, assigned, high", &entry, &follow_up);
    holds("P12: it is announced", &entry, &["announced: 2026-11-23T10:00:00Z", "[announced]"]);
    holds(
        "P12: with the solution and the cause",
        &said,
        &["All clear (sev-1 critical)", "Roll back release 412.", "oot cause"],
    );
    holds(
        "P13: a summary and the solution",
        &entry,
        &["## Summary\nFor 70 minutes", "## Solution\nRoll back release 412."],
    );
    let similar = team.clones[0].json(&["similar", "HTTP 500 at the checkout"]).to_string();
    holds("P13: which the next similar incident shows", &similar, &[ID, "Roll back release 412."]);
    let item = format!("agenda/2026-11-24/{ID}.md");
    holds("P14: an agenda item of the coming meeting", &team.clones[0].read(&item), &["status: open", ID]);
    let postmortem = team.clones[0].read(&format!("{FOLDER}/postmortem.md"));
    holds(
        "P15: whoever is closest starts the post-mortem",
        &postmortem,
        &["owner: Payments Engineer", "status: draft"],
    );

    team.clones[1].git(&["pull", "--quiet", "--rebase"]);
    team.step(1, "2026-11-24T15:00:00Z", &["agenda", "brief", "checkout", "--outcome", "Alert on connections."]);
    team.clones[1].now = "2026-11-24T16:00:00Z".to_owned();
    write_postmortem(&team.clones[1]);
    team.commits += 1;
    for action in team.clones[1].json(&["actions"])["actions"].as_array().unwrap() {
        let done = ["actions", "done", "checkout", &action["number"].to_string()];
        team.step(1, "2026-11-24T16:00:00Z", &done);
    }
    let (_, entry) = team.step(1, "2026-11-24T16:10:00Z", &["close", "checkout"]);
    assert!(entry.contains("status: closed"), "{entry}");
    team.clones[0].git(&["pull", "--quiet", "--rebase"]);
    assert_eq!(team.clones[0].files(), team.clones[1].files());
}
