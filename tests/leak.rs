//! What a restricted incident holds, and whom one calls, leaves the log by no way.

use crate::harness::{Repository, told_by};

/// A log with a restricted incident, whose words all hold `quokka`.
fn log() -> Repository {
    let repository = Repository::new().log();
    write(&repository, "2026-03-02-numbat", "visibility: internal", "Numbat.");
    write(&repository, "2026-03-03-quokka-lost", "visibility: restricted", "Quokka.");
    repository
}

fn write(repository: &Repository, id: &str, yaml: &str, words: &str) {
    let text = format!(
        "---\ntitle: {words} Pool exhausted\n{yaml}\nseverity: sev-3\nstatus: open\nstarted: 2026-03-02T10:00:00Z\n---\n\n\
         ## Summary\n{words}\n\n## Solution\n{words}\n"
    );
    repository.write(&format!("incidents/2026/{id}/incident.md"), &text);
}

/// The files of the built site that hold a text.
#[track_caller]
fn holding(repository: &Repository, arguments: &[&str], text: &str) -> Vec<String> {
    repository.run(&[&["build"], arguments].concat()).ok();
    let mut files = repository.files();
    files.retain(|(path, bytes)| {
        path.starts_with("site/") && (path.contains(text) || told_by(path, bytes).contains(text))
    });
    files.into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_misspelt_visibility_publishes_nothing() {
    for yaml in ["visibilty: restricted", "Visibility: restricted", "visibility:"] {
        let repository = log();
        write(&repository, "2026-03-04-wombat", yaml, "Wombat.");
        assert_eq!(holding(&repository, &[], "wombat"), [""; 0], "{yaml}");
    }
}

#[test]
fn a_restricted_incidents_brief_is_on_no_page_whatever_its_agenda_item_names() {
    for named in ["2026-03-03-quoka-lost", "2026-03-02-numbat"] {
        let repository = log();
        let item = format!("---\nincident: {named}\npresenter: Tech Lead\n---\n\n## Brief\nQuokka.\n");
        repository.write("agenda/2026-12-01/2026-03-03-quokka-lost.md", &item);
        assert_eq!(holding(&repository, &[], "quokka"), [""; 0], "{named}");
    }
}

/// Each tells of what its readers may see, so that it would be seen if one told more.
#[test]
fn feeds_calendar_data_and_map_tell_of_no_hidden_incident() {
    let repository = log();
    for (id, words, visibility) in
        [("2026-03-04-wombat", "Wombat", "internal"), ("2026-03-05-koala", "Koala", "public")]
    {
        let yaml = format!(
            "visibility: {visibility}\nservices: [{words} shop]\ntags: [{words}]\n\
             actions: [{{title: {words} alarm, owner: {words} team, due: 2026-04-01}}]"
        );
        write(&repository, id, &yaml, words);
        let due = format!("---\nstatus: draft\nowner: {words}\ndue: 2026-04-02\n---\n\n## Summary\n{words}\n");
        repository.write(&format!("incidents/2026/{id}/postmortem.md"), &due);
        repository.write(&format!("agenda/2026-12-01/{id}.md"), &format!("---\nincident: {id}\n---\n\n{words}\n"));
    }
    let due = "---\nstatus: draft\ndue: 2026-04-02\n---\n\n## Summary\nQuokka\n";
    repository.write("incidents/2026/2026-03-03-quokka-lost/postmortem.md", due);
    let files =
        ["feed.xml", "feed.json", "calendar.ics", "incidents.json", "sitemap.xml"].map(|file| format!("site/{file}"));
    let public = ["--audience", "public", "--base-url", "https://log.example/"];
    for (arguments, hidden) in [(&public[..], &["quokka", "wombat", "numbat"][..]), (&public[2..], &["quokka"])] {
        let shown = holding(&repository, arguments, "koala");
        assert!(files.iter().all(|file| shown.contains(file)), "{shown:?}");
        for word in hidden {
            assert_eq!(holding(&repository, arguments, word), [""; 0], "{word}");
        }
    }
}

/// The words of an incident that readers may see are in each kind of the search's files, so that a hidden one's would be.
#[test]
fn the_search_knows_no_word_of_a_hidden_incident() {
    let repository = log();
    for (id, words, visibility) in
        [("2026-03-04-koala", "Koalas", "internal"), ("2026-03-05-emu", "Emus", "restricted")]
    {
        let yaml = format!("visibility: {visibility}\nservices: [{words} shop]\ntags: [{words}]");
        write(&repository, id, &yaml, words);
    }
    let shown = holding(&repository, &[], "koalas");
    for file in ["choices.js", "d/", "facets.js", "w-.js"] {
        assert!(shown.iter().any(|path| path.starts_with(&format!("site/search/{file}"))), "{file}: {shown:?}");
    }
    for (arguments, hidden) in
        [(&[][..], &["emus", "quokka"][..]), (&["--audience", "public"], &["emus", "quokka", "koalas"])]
    {
        for word in hidden {
            assert_eq!(holding(&repository, arguments, word), [""; 0], "{word}");
        }
    }
}

/// Each tells of what its readers may see, so that it would be seen if one told more.
#[test]
fn no_export_tells_of_a_hidden_incident_a_number_or_a_secret() {
    let repository = log();
    let secret = "menCkhvMdga9";
    for (id, words, visibility) in [
        ("2026-11-04-wombat", "Wombat", "internal"),
        ("2026-11-05-koala", "Koala", "public"),
        ("2026-11-06-quokka-x", "Quokka", "restricted"),
    ] {
        let yaml = format!(
            "visibility: {visibility}\nservices: [{words} shop]\ntags: [{words}]\nlead: {words} lead\nrelated: [2026-03-03-quokka-lost]\n\
             x-more: call 555-0187 or password={secret} of {words}\n\
             actions: [{{title: {words} alarm of 2026-03-03-quokka-lost, owner: {words} team, due: 2026-04-01}}]"
        );
        write(&repository, id, &yaml, &format!("{words} 555 0187"));
        let path = format!("incidents/2026/{id}/incident.md");
        repository.replace(&path, "started: 2026-03-02", &format!("started: {}", &id[..10]));
        repository.write(
            &format!("incidents/2026/{id}/postmortem.md"),
            &format!("---\nstatus: published\nowner: {words}\ncauses: [{words}, like 2026-03-03-quokka-lost]\n---\n\n## Impact\n{words} 555-0187\n"),
        );
        repository.write(&format!("agenda/2026-12-01/{id}.md"), &format!("---\nincident: {id}\n---\n\n{words}\n"));
    }
    repository.write("incident.yaml", "name: Shop\nroster: [{name: Tech Lead, phone: 555-0187, escalation: 1}]\n");
    for kind in ["atom", "csv", "csv --actions", "ics", "json", "markdown", "ndjson", "statuspage"] {
        let kind: Vec<&str> = kind.split(' ').collect();
        for (audience, hidden) in [("public", &["quokka", "wombat", "numbat"][..]), ("internal", &["quokka"])] {
            let told = repository.run(&[&["export"], &kind[..], &["--audience", audience]].concat()).ok().stdout;
            assert!(told.contains("Koala"), "{kind:?}: {told}");
            let told = told.to_lowercase();
            for word in hidden.iter().chain(&["0187", "menckh"]) {
                assert!(!told.contains(word), "{kind:?} for {audience} tells {word}: {told}");
            }
        }
    }
}

#[test]
fn a_document_that_cannot_be_read_shows_none_of_its_words() {
    let repository = log();
    let text = "---\nowner: Wombat\ncauses: [wombat]\n\n## Summary\nwombat\n";
    repository.write("incidents/2026/2026-03-02-numbat/postmortem.md", text);
    repository.write("agenda/2026-12-01/2026-03-02-numbat.md", "---\noutcome: wombat\n\n## Brief\nwombat\n");
    assert_eq!(holding(&repository, &[], "wombat"), [""; 0]);
}

#[test]
fn the_public_reads_published_post_mortems_alone() {
    let repository = log();
    repository.replace("incidents/2026/2026-03-02-numbat/incident.md", "visibility: internal", "visibility: public");
    let path = "incidents/2026/2026-03-02-numbat/postmortem.md";
    repository.write(path, "---\nstatus: in-review\n---\n\n## Summary\nWombat.\n");
    assert_eq!(holding(&repository, &["--audience", "public"], "wombat"), [""; 0]);
    repository.replace(path, "in-review", "published");
    assert_ne!(holding(&repository, &["--audience", "public"], "wombat"), [""; 0]);
}

#[test]
fn the_plans_own_words_hold_no_phone_number_and_no_hidden_id() {
    let repository = log();
    let plan = "name: Shop\nroster: [{name: Tech Lead _555-0187_, phone: +1 555 0187, escalation: 1}]\n\
                services: [{name: shop, owner: 555&#45;0187, links: [https://x.example/2026-03-03-quokka-lost]}]\n";
    repository.write("incident.yaml", plan);
    assert_eq!(holding(&repository, &[], "0187"), [""; 0]);
    assert_eq!(holding(&repository, &[], "quokka"), [""; 0]);
}

#[test]
fn hidden_files_are_in_no_place_published() {
    let repository = log();
    repository.write("incidents/2026/2026-03-02-numbat/.notes/wombat.txt", "wombat");
    repository.write("incidents/2026/2026-03-02-numbat/.wombat.txt", "wombat");
    repository.commit_all("A log");
    for place in [&[][..], &["--rev", "HEAD"]] {
        assert_eq!(holding(&repository, place, "wombat"), [""; 0], "{place:?}");
    }
    assert!(!repository.files().iter().any(|(path, _)| path.starts_with("site/") && path.contains("wombat")));
}

#[test]
fn neither_a_new_incident_nor_a_ticket_tells_of_a_restricted_one() {
    let repository = log();
    let new = ["new", "Pool exhausted", "--severity", "sev-3", "--dry-run"];
    for format in ["human", "json"] {
        let said = repository.run(&[&new[..], &["--format", format]].concat()).ok().stdout;
        assert!(said.contains("numbat") && !said.to_lowercase().contains("quokka"), "{said}");
    }
    let resolve = ["resolve", "2026-03-03-quokka-lost", "--root-cause-unknown", "--format", "json"];
    let answer = repository.run(&resolve).ok().json();
    let ticket = answer["ticket"].as_str().unwrap();
    assert!(ticket.contains("a restricted incident") && !ticket.to_lowercase().contains("quokka"), "{ticket}");
}

#[test]
fn a_phone_number_is_read_from_a_small_file_alone() {
    let repository = log();
    repository.write("incident.yaml", "roster: [{name: Tech Lead, phone-from: file:phone, escalation: 1}]\n");
    let new = ["new", "Shop is down", "--severity", "sev-1", "--dry-run"];
    repository.write("phone", "555-0142\n");
    assert!(repository.run(&new).ok().stdout.contains("555-0142"));
    repository.write("elsewhere", "wombat\n");
    std::fs::remove_file(repository.path("phone")).unwrap();
    std::os::unix::fs::symlink(repository.path("elsewhere"), repository.path("phone")).unwrap();
    assert!(!repository.run(&new).ok().stdout.contains("wombat"));
    std::fs::remove_file(repository.path("phone")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(repository.path("phone")).status().unwrap();
    assert!(made.success());
    repository.run(&new).ok();
}

/// Of no account that there is.
const PASSWORD: &str = "menCkhvMdga9";

#[test]
fn a_secret_is_on_no_page_and_it_is_told_where_it_stands() {
    let repository = log();
    let path = "incidents/2026/2026-03-02-numbat/incident.md";
    let words = format!("DB_PASSWORD={PASSWORD}, as {PASSWORD}");
    write(&repository, "2026-03-02-numbat", &format!("visibility: internal\nx-old: db_pass={PASSWORD}"), &words);
    write(&repository, "2026-03-03-quokka-lost", "visibility: restricted", "password=3X83RZJzzzzgEOzd");
    let key = "-".repeat(5);
    let key = format!("{key}BEGIN PRIVATE KEY{key}\n{}\n{key}END PRIVATE KEY{key}", "abcdEFGH0123".repeat(5));
    repository.replace(path, "## Solution\n", &format!("## Solution\n```\n{key}\n```\n"));
    for arguments in [&[][..], &["--audience", "public"]] {
        for secret in ["menckhvmdga9", "3x83rzj", "abcdefgh0123"] {
            assert_eq!(holding(&repository, arguments, secret), [""; 0]);
        }
    }
    let stderr = repository.run(&["build"]).ok().stderr;
    let told: Vec<_> =
        stderr.lines().filter_map(|line| line.strip_suffix(": a secret is masked on the site; change it")).collect();
    assert_eq!(told, ["2:20", "4:16", "11:13", "15:1", "19:13"].map(|at| format!("warning: {path}:{at}")), "{stderr}");
}

#[test]
fn whoever_writes_a_secret_down_is_told_at_once() {
    let repository = Repository::new().log();
    let told = |arguments: &[&str]| {
        let stderr = repository.run(arguments).ok().stderr;
        stderr.lines().filter(|line| line.contains("this has the form of a secret; take it out")).count()
    };
    let words = format!("It is open with password={PASSWORD}");
    assert_eq!(told(&["new", "Search is slow", "-s", "sev-3", "--repro", &words]), 1);
    assert_eq!(told(&["note", "@", "Nothing new"]), 0, "what stood there before was told before");
    assert_eq!(told(&["note", "@", "Also mysql -u root -pvJA76rNicHTp shop"]), 1);
    assert_eq!(told(&["thread", "@", "pool", "secret=8pSH4487q7J58m1CiAhz", "--owner", "Ops", "--dry-run"]), 1);
}

#[test]
fn a_secret_that_was_typed_is_written_as_it_is_and_printed_nowhere() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-1"]).ok();
    let secret = "8pSH4487q7J58m1CiAhz";
    let words = format!("It is secret={secret}");
    for arguments in [
        &["note", "@", &words][..],
        &["change", "@", &words],
        &["severity", "@", "sev-2", "--why", &words],
        &["note", "@", &words, "--format", "json"],
        &["new", "Mail is lost", "-s", "3", "--repro", &words],
        &["new", "Mail is late", "-s", "3", "--repro", &words, "--format", "json"],
    ] {
        let ran = repository.run(arguments).ok();
        assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{arguments:?}: {ran:?}");
        assert!(ran.stdout.contains("***"), "{arguments:?}: {ran:?}");
    }
    let end = ["resolve", "slow", "--summary", &words, "--solution", &words, "--root-cause-unknown"];
    for format in ["human", "json"] {
        let ran = repository.run(&[&end[..], &["--dry-run", "--format", format]].concat()).ok();
        assert!(!ran.stdout.contains(secret) && ran.stdout.contains("***"), "{ran:?}");
    }
    let said = repository.run(&end).ok().stdout;
    assert!(!said.contains(secret) && said.contains("All clear") && said.contains("Open a ticket"), "{said}");
    assert!(repository.read("incidents/2026/2026-11-24-search-is-slow/incident.md").contains(secret));
}

#[test]
fn no_line_that_is_shown_beside_a_secret_shows_it() {
    let repository = log();
    let path = "incidents/2026/2026-03-02-numbat/incident.md";
    let allow = "<!-- incident: allow leaked-secret because it is of no use any more -->";
    let words = format!(
        "See https://graphs.example/a with password={PASSWORD}.\n{allow}\n\nOr password={PASSWORD}, see https://graphs.example/b"
    );
    write(&repository, "2026-03-02-numbat", "visibility: internal", "Numbat.");
    repository.replace(path, "## Summary\nNumbat.", &format!("## Summary\n{words}"));
    for arguments in [&["validate"][..], &["validate", path], &["validate", "--fix", "--dry-run"]] {
        let stdout = repository.run(arguments).stdout;
        assert!(stdout.contains("https://graphs.example/b"), "{stdout}");
        assert!(!stdout.contains(PASSWORD), "{stdout}");
    }
}
