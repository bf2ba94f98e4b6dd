//! `similar` and `new` find the incident that failed in the same way, though it was told in other words.

use crate::harness::Repository;
use serde_json::Value;

/// An incident: its day and slug, title, services and tags, summary, solution, and what the post-mortem says it came of.
type Told<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

const PAST: &[Told<'_>] = &[
    (
        "2024-02-03-payments-refused",
        "Customers cannot pay",
        "[payments, orders-db]",
        "Every connection of the pool to orders-db was taken; requests waited and were refused.",
        "End the idle sessions and raise the size of the pool.\n\n1. `SHOW POOLS` tells who holds them.\n2. Restart the workers one by one.\n3. Put the limit back in the evening.",
        "a report held its transactions open for an hour",
    ),
    (
        "2024-03-09-payments-slow",
        "Customers wait long when they pay",
        "[payments]",
        "The bank's interface answered late, and so did we.",
        "The bank moved the traffic to its other site.",
        "maintenance at the bank",
    ),
    (
        "2024-05-21-search-stale",
        "Search shows old prices",
        "[search]",
        "The consumer of price changes stood still behind a message that it could not read.",
        "Move the message aside and start the consumer again.",
        "a producer wrote a field of another type",
    ),
    (
        "2024-06-02-shop-unreachable",
        "Browsers warn of the shop",
        "[edge]",
        "The certificate of the shop ran out at midnight.",
        "Issue a certificate by hand and load it at the edge.",
        "the job that renews certificates had lost its token",
    ),
    (
        "2024-08-14-shop-down",
        "The shop was down for minutes",
        "[shop]",
        "A release named a file that was not there, and no worker came up.",
        "Roll the release back.",
        "the build left a file out",
    ),
    (
        "2024-09-30-mails-late",
        "Order mails are late",
        "[mail]",
        "The queue of mails grew, as one worker of ten was left.",
        "Start the other workers.",
        "a node was drained and its workers were not moved",
    ),
    (
        "2024-11-11-images-missing",
        "Pictures are missing in the catalogue",
        "[catalogue]",
        "The bucket of pictures was full, and no new ones were written.",
        "Raise the bucket's quota.",
        "nobody was told that the quota was near",
    ),
];

fn log() -> Repository {
    let repository = Repository::new().log();
    for (id, title, services, summary, solution, cause) in PAST {
        let folder = format!("incidents/2024/{id}");
        let day = &id[..10];
        repository.write(
            &format!("{folder}/incident.md"),
            &format!(
                "---\ntitle: {title}\nseverity: sev-3\nstatus: closed\nstarted: {day}T10:00:00Z\nservices: {services}\n---\n\n\
                 ## Summary\n{summary}\n\n## Solution\n{solution}\n"
            ),
        );
        repository
            .write(&format!("{folder}/postmortem.md"), &format!("---\nstatus: published\ncauses:\n  - {cause}\n---\n"));
    }
    repository
}

fn first(answer: &Value, of: &str) -> String {
    answer[of][0]["id"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_failed_in_the_same_way_comes_first_in_other_words() {
    for (title, services, summary, alike) in [
        (
            "Checkout answers 500",
            "[orders-db]",
            "No session is left in the connection pool.",
            "2024-02-03-payments-refused",
        ),
        (
            "Handshakes fail in the app",
            "[edge]",
            "The certificates were not renewed in time.",
            "2024-06-02-shop-unreachable",
        ),
        (
            "Stock is wrong on pages",
            "[search]",
            "A message that cannot be read blocks the consumer.",
            "2024-05-21-search-stale",
        ),
        ("Uploads of invoices fail", "[invoices]", "The quota of the bucket is used up.", "2024-11-11-images-missing"),
    ] {
        let repository = log();
        assert_eq!(first(&repository.json(&["similar", title, summary]), "incidents"), alike, "{title}");
        repository.write(
            "incidents/2026/2026-11-24-now/incident.md",
            &format!("---\ntitle: {title}\nservices: {services}\n---\n\n## Summary\n{summary}\n"),
        );
        assert_eq!(first(&repository.json(&["similar", "2026-11-24-now"]), "incidents"), alike, "{title}");
    }
}

#[test]
fn a_report_is_told_the_first_lines_of_what_solved_it() {
    let repository = log();
    let arguments = ["new", "No connection to the orders", "-s", "3", "--service", "orders-db"];
    let answer = repository.run(&arguments).ok().stdout;
    let similar = answer.split("what solved them:\n").nth(1).unwrap();
    insta::assert_snapshot!(similar.lines().take(4).collect::<Vec<_>>().join("\n"), @r"
    2024-02-03-payments-refused  Customers cannot pay
      End the idle sessions and raise the size of the pool.
      SHOW POOLS tells who holds them.
      Restart the workers one by one. …
    ");
}

#[test]
fn the_newest_open_incident_is_compared_as_it_is_now() {
    let repository = log();
    repository.run(&["new", "Something is wrong", "-s", "3"]).ok();
    repository.run(&["similar", "@"]).ends(1);
    repository.run(&["note", "@", "The bucket of the catalogue's pictures is full"]).ok();
    assert_eq!(first(&repository.json(&["similar", "@"]), "incidents"), "2024-11-11-images-missing");
}

#[test]
fn a_repository_that_cannot_be_written_and_a_bare_one_are_searched_all_the_same() {
    use std::os::unix::fs::PermissionsExt as _;
    let repository = log();
    let git = repository.path(".git");
    let allow = |mode: u32| std::fs::set_permissions(&git, std::fs::Permissions::from_mode(mode)).unwrap();
    allow(0o555);
    let found = repository.json(&["search", "bucket quota"]);
    allow(0o755);
    assert_eq!(first(&found, "incidents"), "2024-11-11-images-missing");
    repository.commit_all("Add a log");
    repository.git(&["config", "core.bare", "true"]);
    assert_eq!(repository.json(&["search", "bucket quota"]), found);
    assert_eq!(first(&repository.json(&["similar", "order mails"]), "incidents"), "2024-09-30-mails-late");
}

#[test]
fn where_nothing_is_alike_nothing_is_shown() {
    let repository = log();
    for text in ["A zebra on the motorway", "The lift of the office is stuck", "Invoices show another currency"] {
        let said = repository.run(&["similar", text]).ends(1).stdout;
        assert_eq!(said, "no past incident is like it; `incident search …` looks for single words\n", "{text}");
        let answer = repository.run(&["similar", text, "--format", "json"]).ends(1).json();
        assert_eq!(answer["incidents"], serde_json::json!([]), "{text}");
    }
    let said = repository.run(&["new", "The lift of the office is stuck", "-s", "4"]).ok().stdout;
    assert!(!said.contains("Similar incidents"), "{said}");
}

#[test]
fn one_rare_word_or_two_are_a_question() {
    let repository = log();
    repository.write(
        "incidents/2024/2024-12-01-cluster/incident.md",
        "---\ntitle: The zebra cluster on kubernetes has no leader\nstarted: 2024-12-01T10:00:00Z\n---\n\n## Summary\nNobody was elected.\n",
    );
    for text in ["zebra", "kubernetes", "Kubernetes zebra"] {
        assert_eq!(first(&repository.json(&["similar", text]), "incidents"), "2024-12-01-cluster", "{text}");
    }
    assert_eq!(first(&repository.json(&["similar", "quota"]), "incidents"), "2024-11-11-images-missing");
    // A part of one's id names that one, which is not like itself.
    let answer = repository.run(&["similar", "cluster", "--format", "json"]).ends(1).json();
    assert_eq!((&answer["like"], answer["incidents"].as_array().unwrap().len()), (&"2024-12-01-cluster".into(), 0));
    let said = repository.run(&["similar", "cluster"]).ends(1).stdout;
    assert_eq!(said, "no past incident is like 2024-12-01-cluster\n");
    assert!(repository.json(&["similar", "zebra"])["like"].is_null());
    // One of two that stands there by the way is not enough.
    for text in ["giraffe", "office pool"] {
        repository.run(&["similar", text]).ends(1);
    }
}

#[test]
fn of_a_few_words_the_rarest_in_a_title_is_enough_and_its_ending_may_differ() {
    let repository = log();
    for text in ["stuck pictures", "prices are wrong", "wrong pricing", "the picture is blurry"] {
        let answer = repository.json(&["similar", text]);
        assert_eq!(answer["incidents"].as_array().map(Vec::len), Some(1), "{text}: {answer}");
    }
    assert_eq!(
        first(&repository.json(&["similar", "the picture is blurry"]), "incidents"),
        "2024-11-11-images-missing"
    );
    assert_eq!(first(&repository.json(&["similar", "browsing"]), "incidents"), "2024-06-02-shop-unreachable");
    let said = repository.run(&["new", "The picture is blurry", "-s", "4"]).ok().stdout;
    assert!(said.contains("2024-11-11-images-missing"), "the report itself is none of them: {said}");
}

#[test]
fn ordinary_words_more_do_not_empty_the_answer() {
    let repository = log();
    let found = first(&repository.json(&["similar", "prices checkout"]), "incidents");
    assert_eq!(found, "2024-05-21-search-stale");
    for text in [
        &["prices", "checkout", "after", "release"][..],
        &["prices", "checkout", "giraffe", "release", "since", "yesterday"],
        &["old prices in the giraffe checkout since release 731"],
    ] {
        let answer = repository.json(&[&["similar"], text].concat());
        assert_eq!(first(&answer, "incidents"), found, "{text:?}");
    }
    // Where nobody says more than ordinary words, these are looked for.
    repository.run(&["similar", "after"]).ends(1);
}

#[test]
fn what_shares_far_less_than_the_best_is_not_shown_behind_it() {
    let repository = log();
    let found = repository.json(&["similar", "The certificate of the shop ran out"]);
    assert_eq!(first(&found, "incidents"), "2024-06-02-shop-unreachable");
    assert_eq!(found["incidents"].as_array().map(Vec::len), Some(1), "{found}");
    let found = repository.json(&["similar", "Customers pay late"]);
    assert!(found["incidents"].as_array().map(Vec::len) >= Some(2), "{found}");
}

#[test]
fn a_command_that_solved_it_is_shown_whole() {
    let repository = log();
    let solution = "Undo it:\n\n```\nkubectl rollout undo deployment/wombat \\\n  --to-revision 412\n```\n\nThen wait.\n\nThen look.";
    repository.write(
        "incidents/2024/2024-12-01-wombat/incident.md",
        &format!("---\ntitle: The wombat is down\nstatus: closed\nstarted: 2024-12-01T10:00:00Z\n---\n\n## Solution\n{solution}\n"),
    );
    insta::assert_snapshot!(repository.run(&["similar", "wombat down again"]).ok().stdout, @r#"
    2024-12-01-wombat  The wombat is down
      Undo it:
      kubectl rollout undo deployment/wombat \
        --to-revision 412
      Then wait. …
    "#);
}

#[test]
fn of_two_that_share_as_many_words_the_one_that_failed_in_the_same_way_comes_first() {
    let repository = log();
    for (day, summary) in [("2024-12-01", "The TLS chain was not renewed."), ("2024-12-02", "The workers were asleep.")]
    {
        repository.write(
            &format!("incidents/2024/{day}-orders-fail/incident.md"),
            &format!("---\ntitle: Orders fail\nstarted: {day}T10:00:00Z\n---\n\n## Summary\n{summary}\n"),
        );
    }
    let found = repository.json(&["similar", "Orders fail, as a certificate has expired"]);
    assert_eq!(first(&found, "incidents"), "2024-12-01-orders-fail", "of equals the newer one would be first");
    let searched = repository.run(&["search", "certificate"]).ok().stdout;
    assert!(!searched.contains("orders-fail"), "whoever looks for a word looks for that alone: {searched}");
}

#[test]
fn an_incident_that_goes_on_is_not_offered_as_solved() {
    let repository = log();
    let open = "incidents/2024/2024-12-01-pictures-gone/incident.md";
    let entry = |status: &str| {
        format!(
            "---\ntitle: Pictures are gone\nseverity: sev-3\nstatus: {status}\nstarted: 2024-12-01T10:00:00Z\nservices: [catalogue]\n---\n\n\
             ## Summary\nThe bucket of pictures is full again.\n\n## Solution\nPerhaps a larger bucket.\n"
        )
    };
    repository.write(open, &entry("mitigated"));
    let ask = ["similar", "The catalogue has no pictures, its bucket is full"];
    let said = repository.run(&ask).ok().stdout;
    assert!(said.contains("2024-12-01-pictures-gone  Pictures are gone (still open)\n"), "{said}");
    assert!(!said.contains("Perhaps") && said.contains("Raise the bucket's quota."), "{said}");
    let open_of = |repository: &Repository| {
        let found = repository.json(&ask)["incidents"].clone();
        let own = found.as_array().unwrap().iter().find(|found| found["id"] == "2024-12-01-pictures-gone").cloned();
        own.unwrap()["open"].clone()
    };
    assert_eq!(open_of(&repository), true);
    repository.write(open, &entry("resolved"));
    assert_eq!(open_of(&repository), false);
    assert!(repository.run(&ask).ok().stdout.contains("Perhaps a larger bucket."));
}

#[test]
fn an_id_that_there_is_not_is_no_description() {
    let error = log().run(&["similar", "2099-01-01-payments-refused"]).fails();
    assert!(error.contains("no incident has `2099-01-01-payments-refused` in its id"), "{error}");
}
