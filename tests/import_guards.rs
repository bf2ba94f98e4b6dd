//! What an import must never do: come twice, spoil a document, show what was hidden, or shift times.

use crate::harness::Repository;

const SLOW: &str = "incidents/2024/2024-01-02-mail-is-slow/incident.md";

fn with(file: &str, text: &str) -> Repository {
    let repository = Repository::new().log();
    repository.write(&format!("../source/{file}"), text);
    repository
}

#[test]
fn a_key_of_the_source_is_never_taken_for_the_mark_by_which_it_is_known_again() {
    let repository =
        with("log.csv", "id,title,started,severity,Imported\n1,Mail is slow,2024-01-02T10:00:00Z,sev-4,by hand\n");
    for _ in 0..3 {
        repository.run(&["import", "csv", "../source/log.csv"]).ok();
    }
    let text = repository.read(SLOW);
    assert!(text.contains("x-imported-before: by hand"), "{text}");
    assert_eq!(repository.json(&["list"])["incidents"].as_array().unwrap().len(), 1);
    repository.run(&["validate"]).ok();
}

#[test]
fn what_came_in_and_cannot_be_read_now_does_not_come_a_second_time() {
    let repository = with("log.csv", "id,title,started,severity\n1,Mail is slow,2024-01-02T10:00:00Z,sev-4\n");
    repository.run(&["import", "csv", "../source/log.csv"]).ok();
    repository.replace(SLOW, "title: Mail is slow", "title: \"Mail is slow");
    let said = repository.run(&["import", "csv", "../source/log.csv"]).fails();
    assert!(said.starts_with(&format!("error: {SLOW}: this came in before and cannot be read now")), "{said}");
}

#[test]
fn who_may_read_of_it_is_as_the_source_says_and_nobody_of_a_draft() {
    let page = |more: &str| {
        format!(
            "---\ntitle: Mail is slow\ndate: 2024-01-02T10:00:00Z\nseverity: down\naffected: [mail]\n{more}\n---\nSlow.\n"
        )
    };
    for more in ["visibility: restricted", "draft: true"] {
        let repository = with("mail.md", &page(more));
        repository.run(&["import", "cstate", "../source", "--visibility", "public"]);
        assert!(repository.read(SLOW).contains("visibility: restricted"), "{more}");
    }
    let repository =
        with("jira.csv", "Issue key,Summary,Created,Security Level\nOPS-1,Mail is slow,2024-01-02 10:00,HR\n");
    repository.run(&["import", "jira", "../source/jira.csv", "--visibility", "public"]);
    assert!(repository.read(SLOW).contains("visibility: restricted"), "{}", repository.read(SLOW));
}

#[test]
fn a_column_that_nobody_named_does_not_become_public() {
    let repository = with(
        "log.csv",
        "id,title,started,severity,Customer phone\n1,Mail is slow,2024-01-02T10:00:00Z,sev-4,555-0199\n",
    );
    let said = repository.run(&["import", "csv", "../source/log.csv", "--visibility", "public"]).ok().stdout;
    assert!(
        said.contains("its `Customer phone`, as the public would read it; a mapping to `x-customer-phone` keeps it"),
        "{said}"
    );
    assert!(!repository.read(SLOW).contains("555-0199"));
}

#[test]
fn what_an_entry_says_of_peoples_time_shifts_no_timeline() {
    let repository = with(
        "mail.md",
        "# Mail is slow\n\n## Timeline\n\n- 2024-01-02 10:00 It begins\n- 2024-01-02 10:05 At that time most users in PST saw errors\n",
    );
    repository.run(&["import", "markdown", "../source", "--time-zone", "UTC"]);
    assert!(repository.read(SLOW).contains("- 2024-01-02T10:05:00Z"), "{}", repository.read(SLOW));
}

#[test]
fn a_checkout_with_other_ends_of_lines_is_no_change() {
    let repository = with("log.csv", "id,title,started,severity\n1,Mail is slow,2024-01-02T10:00:00Z,sev-4\n");
    repository.run(&["import", "csv", "../source/log.csv"]).ok();
    repository.write(SLOW, &repository.read(SLOW).replace('\n', "\r\n"));
    repository.replace("../source/log.csv", "sev-4", "sev-3");
    let said = repository.run(&["import", "csv", "../source/log.csv"]).ok().stdout;
    assert!(said.contains("1 updated"), "{said}");
    assert!(repository.read(SLOW).contains("severity: sev-3"));
}

#[test]
fn a_zone_that_was_named_wrongly_can_be_put_right() {
    let repository = with("log.csv", "id,title,started,severity\n1,Mail is slow,2024-01-02 10:00,sev-4\n");
    repository.run(&["import", "csv", "../source/log.csv", "--time-zone", "UTC"]).ok();
    let said = repository.run(&["import", "csv", "../source/log.csv", "--time-zone", "America/New_York"]).ok().stdout;
    assert!(said.contains("1 updated") && repository.read(SLOW).contains("started: 2024-01-02T15:00:00Z"), "{said}");
}

#[test]
fn words_in_angle_brackets_are_words() {
    let repository = with(
        "incidents.json",
        r#"{"incidents": [{"id": "a", "name": "Vec<T> errors &amp; foo_bar", "status": "resolved", "impact": "minor", "created_at": "2024-01-02T10:00:00Z", "incident_updates": [{"status": "investigating", "body": "The <queue> is full", "created_at": "2024-01-02T10:00:00Z"}]}]}"#,
    );
    repository.run(&["import", "statuspage", "../source/incidents.json"]);
    let list = repository.json(&["list"]);
    assert_eq!(list["incidents"][0]["title"], "Vec<T> errors & foo_bar");
}
