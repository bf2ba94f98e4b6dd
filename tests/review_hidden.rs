//! What a review does not show: restricted incidents, phone numbers and secrets, and what would be live in a comment.

use crate::harness::Repository;
use crate::review::{ENTRY, POOL, log, review, stable};

const TOKEN: &str = "incidents/2026/2026-02-05-build-token-leaked/incident.md";
const ITEM: &str = "agenda/2026-03-10/2026-02-05-build-token-leaked.md";

/// All that a pull request shows, in each format.
fn shown(repository: Repository, status: i32) -> String {
    let summary = repository.path("../summary.md");
    let repository = repository.with("GITHUB_STEP_SUMMARY", &summary.to_string_lossy());
    let formats = ["markdown", "json", "github"].map(|format| review(&repository, &["--format", format]).ends(status));
    formats.map(|ran| ran.stdout).concat() + &std::fs::read_to_string(&summary).unwrap()
}

#[test]
fn nothing_of_a_restricted_incident_is_in_what_a_pull_request_shows() {
    let repository = log(&["broken-link", "unknown-severity", "unknown-related"]);
    let secret = ENTRY
        .replace("Checkout fails as the pool is exhausted", "Exhausted pool with a leaked token")
        .replace("visibility: internal", "visibility: restricted")
        .replace("2026-03-02T", "2026-02-05T");
    repository.write(TOKEN, &secret);
    repository.commit_all("A secret");
    repository.git(&["branch", "--force", "main"]);

    repository.replace(TOKEN, "severity: sev-3", "severity: dreadful");
    repository.replace(TOKEN, "Cards were refused", "Somebody reads [our mail](gone.png)");
    repository.write(
        ITEM,
        "---\nincident: 2026-02-05-build-token-leaked\npresenter: Security Lead\n---\n\n## Summary\nSomebody reads our mail.\n",
    );
    repository.replace(POOL, "lead: Tech Lead", "lead: Tech Lead, 555-0101\nrelated: [2026-02-05-build-token-leaked]");
    repository.replace(POOL, "Cards were", "As in 2026-02-05-build-token-leaked, cards were");
    let summary = repository.path("../summary.md");
    let repository = repository.with("GITHUB_STEP_SUMMARY", &summary.to_string_lossy());
    let mut shown = String::new();
    for format in ["markdown", "json", "github"] {
        shown.push_str(&review(&repository, &["--format", format]).ends(1).stdout);
    }
    shown.push_str(&std::fs::read_to_string(&summary).unwrap());
    for word in ["token", "leak", "our mail", "Security Lead", "dreadful", "555-0101", "2026-02-05-b"] {
        assert!(!shown.contains(word), "{word} is in:\n{shown}");
    }
    assert!(shown.contains("1 restricted incident changed"), "{shown}");
    let report = review(&repository, &["--format", "json"]).json();
    assert_eq!(report["restricted"]["incidents"], 1);
    assert_eq!(report["restricted"]["errors"], 2);
    // Whoever stands in the repository can read the files themselves.
    let said = review(&repository, &[]).ends(1).stdout;
    assert!(
        said.contains("Exhausted pool with a leaked token") && said.contains("severity changed from sev-3 to dreadful")
    );
    assert!(!said.contains("lead changed from Tech Lead to Tech Lead, 555-0101"), "{said}");

    // One that is opened is withheld until it is merged, and loudly so.
    repository.replace(TOKEN, "visibility: restricted", "visibility: internal");
    let comment = review(&repository, &["--format", "markdown"]).ends(1).stdout;
    assert!(comment.contains("> **1 incident is restricted no longer"), "{comment}");
    assert!(!comment.contains("token"), "{comment}");
}

#[test]
fn a_title_calls_nobody_and_does_not_break_out_of_the_comment() {
    let repository = log(&[]);
    let title = "\"--> <img src=x onerror=alert(1)> @channel `x` # ::error::x\\n\\n## [b](c) https://evil.example\"";
    repository.replace(POOL, "Checkout fails as the pool is exhausted", title);
    repository.replace(POOL, "lead: Tech Lead", "lead: \"@everybody\"");
    let comment = review(&repository, &["--format", "markdown"]).ok().stdout;
    for live in ["@channel", "@everybody", "<img", "-->\n\n<", "::error", "\n## [b]", "https://evil"] {
        assert!(!comment.contains(live), "{live} is in:\n{comment}");
    }
    let said = review(&repository, &["--format", "github"]).ok().stdout;
    assert_eq!(stable(&repository, &said), "since main (at COMMIT): 1 incident changed; no new finding\n");
}

#[test]
fn an_agenda_item_of_a_restricted_incident_is_withheld_whatever_it_names() {
    for named in ["2026-02-05-build-tokn-leaked", "2026-03-02-pool-exhausted"] {
        let repository = log(&[]);
        repository.write(TOKEN, &ENTRY.replace("visibility: internal", "visibility: restricted"));
        repository.commit_all("A secret");
        repository.git(&["branch", "--force", "main"]);
        repository
            .write(ITEM, &format!("---\nincident: {named}\npresenter: Quokka\noutcome: Quokka.\n---\n\nQuokka.\n"));
        repository.replace(POOL, "lead: Tech Lead", "lead: Platform Lead");
        let shown = shown(repository, 0);
        assert!(!shown.contains("Quokka") && shown.contains("Platform Lead"), "{named}: {shown}");
    }
}

#[test]
fn a_secret_is_starred_wherever_it_would_be_shown_also_one_that_was_there_before() {
    let token = format!("gh{}_{}", "p", "aB3dE5gH7jK9mN1pQrStUvWxYz0246813579");
    let repository = log(&["leaked-secret", "broken-link", "password-in-url"]);
    repository.replace(POOL, "Cards were", &format!("With {token} cards were"));
    repository.commit_all("A token");
    repository.git(&["branch", "--force", "main"]);
    repository.replace(POOL, "With", "With [a](gone.png)");
    repository.replace(POOL, "lead: Tech Lead", &format!("lead: {token}\nx-dsn: mysql://shop:pa1ss@db.example/shop"));
    repository.replace(POOL, "title: Checkout", &format!("title: {token} Checkout"));
    repository.replace(POOL, "## Solution", &format!("## Solution {token}"));
    let drawn = review(&repository, &[]).ends(1).stdout;
    assert!(drawn.contains("With [a](gone.png) ************"), "{drawn}");
    for said in [drawn, shown(repository, 1)] {
        assert!(!said.contains(&token) && !said.contains("pa1ss"), "{said}");
        assert!(said.contains("mysql://shop:***@db.example/shop") || said.contains("shop\\:\\*"), "{said}");
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_said_with_its_line_and_shows_no_phone_number() {
    let repository = log(&["broken-document"]);
    repository.replace("incident.yaml", "name: Shop", "name: [Shop");
    repository.replace("incident.yaml", "555-0101", "555-0199");
    repository.replace(POOL, "lead: Tech Lead", "lead: 555-0199");
    let ran = review(&repository, &["--format", "markdown"]).ends(1);
    assert!(
        ran.stderr.contains("warning: incident.yaml:") && ran.stderr.contains("default plan holds"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("> **plan not readable any more (line ") && !ran.stdout.contains("0199"),
        "{}",
        ran.stdout
    );
    let report = review(&repository, &["--format", "json"]).ends(1).json();
    assert_eq!(report["findings"]["new"][0]["rule"], "broken-document");
}

#[test]
fn keys_cards_and_passwords_are_starred_in_the_form_that_a_value_has() {
    let repository = log(&["private-key", "card-number", "password-in-url", "unknown-severity", "broken-link"]);
    let dashes = "-".repeat(5);
    let drawn = "MIIEaB3dE5gH7jK9mN1pQrStUvWxYz0246813579aB3dE5gH7jK9mN1pQrStUvWx";
    let key = format!("{dashes}BEGIN RSA PRIVATE KEY{dashes}\\n{drawn}\\n{dashes}END RSA PRIVATE KEY{dashes}");
    let more = format!(
        "lead: Tech Lead\nroot-cause: {{known: true, summary: \"{key}\"}}\nactions: [{{title: Refund card 4556 7375 8689 9855}}]"
    );
    repository.replace(POOL, "lead: Tech Lead", &more);
    repository.replace(POOL, "severity: sev-3", "severity: \"postgres://u:aXcd\\\\ef9hij@db.internal/x\"");
    repository.replace(POOL, "Cards were", "See [this](x/postgres://u:abcd%20efgh@db.internal). Cards were");
    let drawn_by_validate = repository.run(&["validate"]).ends(1).stdout;
    for said in [drawn_by_validate, review(&repository, &[]).ends(1).stdout, shown(repository, 1)] {
        for secret in ["MIIE", "8689", "ef9hij", "efgh"] {
            assert!(!said.contains(secret), "{secret} is in:\n{said}");
        }
    }
}
