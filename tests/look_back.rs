//! `search`, `similar` and `stats`: what the log knows of the past.

use crate::harness::Repository;
use serde_json::json;

#[test]
fn words_are_found_in_entries_and_post_mortems_with_what_solved_it() {
    let repository = Repository::sample();
    insta::assert_snapshot!(repository.run(&["search", "connection", "POOL", "-n", "2"]).ok().stdout, @"
    2026-09-15-back-office-pool-exhausted  The back office hangs because its connection pool is exhausted
      End the idle transactions; the pool recovers within seconds, and no restart is needed.
      SELECT pid, now() - xact_start AS age, left(query, 60) AS last_query
        FROM pg_stat_activity
       WHERE application_name = 'back-office' AND state = 'idle in transaction' ORDER BY age DESC;
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'back-office' AND state = 'idle in transaction' AND now() - xact_start > interval '60 seconds';
      Keep the output of the first query in the ticket before running the second: it is the only evidence. In ours, 17 of 20 had SELECT … FROM export_rows as their last query and were between 14 and 52 …
    2024-12-02-connection-pool-exhausted  Checkout answers HTTP 503 because the orders database has no connection left
      Turn off the feature flag giftwrap.quote and cap the checkout autoscaler at 12 instances; the queue drains within four minutes.
      If it looks like this again, ask the database first. Many sessions that are idle in transaction mean that somebody holds a connection while doing something else; …
      SELECT state, application_name, count(*), max(now() - xact_start) AS oldest
        FROM pg_stat_activity WHERE datname = 'orders'
       GROUP BY 1, 2 ORDER BY 3 DESC;
      …
    ");
    let found = repository.json(&["search", "giftwrap quote"]);
    assert_eq!(found["incidents"][0]["id"], "2024-12-02-connection-pool-exhausted");
    repository.run(&["search", "pool", "-n", "18446744073709551615"]).ok();
    assert_eq!(repository.run(&["search", "zebra"]).ends(1).stdout, "no incident says that\n");
}

#[test]
fn what_was_like_an_incident_or_a_description_is_told_and_not_itself() {
    let repository = Repository::sample();
    let ids = |arguments: &[&str]| -> Vec<String> {
        let found = repository.json(arguments);
        found["incidents"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&["similar", "back-office-pool", "-n", "1"]), ["2024-12-02-connection-pool-exhausted"]);
    assert_eq!(ids(&["similar", "order mails arrive late", "-n", "1"]), ["2025-06-24-order-mail-late"]);
    assert_eq!(
        repository.run(&["similar", "zebra"]).ends(1).stdout,
        "no past incident is like it; `incident search …` looks for single words\n"
    );
}

#[test]
fn whoever_reads_the_repository_finds_restricted_incidents_and_a_new_message_does_not_tell_of_them() {
    let repository = Repository::new().log();
    repository.run(&["new", "Signing keys leaked", "-s", "3", "--visibility", "restricted"]).ok();
    assert_eq!(repository.json(&["search", "keys"])["incidents"][0]["id"], "2026-11-24-signing-keys-leaked");
    let new = repository.json(&["new", "Keys leaked again", "-s", "3", "--service", "signing"]);
    assert_eq!(new["similar"], json!([]));
}

#[test]
fn times_are_told_for_as_many_incidents_as_they_are_known_of() {
    let repository = Repository::new().log();
    for (title, detected) in [("One", "10:10"), ("Two", "10:20"), ("Three", "11:00")] {
        repository.run(&["new", title, "-s", "3", "--started", "10:00", "--detected", detected]).ok();
    }
    repository.run(&["new", "Long ago", "-s", "4", "--started", "2025-02-01 09:00"]).ok();
    repository.run(&["note", "two", "Better", "--kind", "mitigated", "--at", "11:30"]).ok();
    insta::assert_snapshot!(repository.run(&["stats"]).ok().stdout, @"
    SEVERITY  INCIDENTS  DETECT                ACKNOWLEDGE  MITIGATE                         RESOLVE
    sev-3     3          20 min (90%: 1 h, 3)  -            1 h 30 min (90%: 1 h 30 min, 1)  -
    sev-4     1          -                     -            -                                -
    all       4          20 min (90%: 1 h, 3)  -            1 h 30 min (90%: 1 h 30 min, 1)  -

    Each time is the median, with what nine of ten did not exceed and of how many it is known.

    The 90 days since 2026-08-27, against the 90 before; by month since 2025-12:
    TREND        NOW         BEFORE  CHANGE  BY MONTH
    incidents    3           0       -       ▁▁▁▁▁▁▁▁▁▁▁█
    detect       20 min      -       -       ···········█
    acknowledge  -           -       -       ············
    mitigate     1 h 30 min  -       -       ···········█
    resolve      -           -       -       ············
    ");
    let by_month = repository.json(&["stats", "--by", "month", "--since", "2026-01-01"]);
    let spread = json!({"median-seconds": 1200, "ninetieth-seconds": 3600, "incidents": 3});
    assert_eq!((&by_month["groups"][0]["group"], &by_month["groups"][0]["detect"]), (&json!("2026-11"), &spread));
    assert_eq!((&by_month["all"]["incidents"], &by_month["all"]["resolve"]), (&json!(3), &json!(null)));
    let wrong = repository.run(&["stats", "--by", "sevrity"]).fails();
    assert!(wrong.contains("did you mean `severity`?"), "{wrong}");
}

#[test]
fn statistics_are_told_for_spreadsheets_and_against_the_period_before() {
    let repository = Repository::new().log();
    for (title, started, detected) in [
        ("One", "2026-11-20 10:00", "2026-11-20 10:10"),
        ("Two", "2026-11-23 10:00", "2026-11-23 10:30"),
        ("Three", "2026-06-30 10:00", "2026-06-30 10:40"),
        ("Four", "2026-06-20 10:00", "2026-06-20 10:10"),
    ] {
        let tag = if title == "Four" { "=2+5" } else { "dns" };
        repository.run(&["new", title, "-s", "3", "--started", started, "--detected", detected, "--tag", tag]).ok();
    }
    insta::assert_snapshot!(repository.run(&["stats", "--by", "tag", "--format", "csv"]).ok().stdout, @"
    tag,incidents,detect-median-seconds,detect-ninetieth-seconds,detect-incidents,acknowledge-median-seconds,acknowledge-ninetieth-seconds,acknowledge-incidents,mitigate-median-seconds,mitigate-ninetieth-seconds,mitigate-incidents,resolve-median-seconds,resolve-ninetieth-seconds,resolve-incidents
    '=2+5,1,600,600,1,,,0,,,0,,,0
    dns,3,1800,2400,3,,,0,,,0,,,0
    all,4,1200,2400,4,,,0,,,0,,,0
    ");
    let trend = &repository.json(&["stats"])["trend"];
    assert_eq!(
        (&trend["from"], &trend["to"], &trend["days"]),
        (&json!("2026-08-27"), &json!("2026-11-24"), &json!(90))
    );
    assert_eq!((&trend["period"]["incidents"], &trend["before"]["incidents"]), (&json!(2), &json!(2)));
    let medians = ["period", "before"].map(|period| trend[period]["detect"]["median-seconds"].clone());
    assert_eq!(medians, [json!(1200), json!(1500)]);
    assert_eq!(trend["months"].as_array().unwrap().len(), 12);
    assert_eq!(
        trend["months"][6],
        json!({"group": "2026-06", "incidents": 2, "detect": trend["before"]["detect"],
        "acknowledge": null, "mitigate": null, "resolve": null})
    );
    let changes = |arguments: &[&str]| {
        let told = repository.run(arguments).ok().stdout;
        [told.matches("too few to compare").count(), told.matches("-20 %").count()]
    };
    assert_eq!(changes(&["stats"]), [0, 1], "two against two");
    assert_eq!(changes(&["stats", "--since", "2026-11-22"]), [2, 0], "one against one, in number and in detection");
    let said = repository.run(&["stats", "--since", "2027-01-01"]).ends(2).stderr;
    assert_eq!(
        said,
        "error: nothing began since 2027-01-01, as that day is yet to come\nhelp: today is 2026-11-24; name that or a day before\n"
    );
    let week = &repository.json(&["stats", "--since", "2026-11-23"])["trend"];
    assert_eq!(
        (&week["days"], &week["period"]["incidents"], &week["before"]["incidents"]),
        (&json!(2), &json!(1), &json!(0))
    );
}
