//! `incident self-check`: what the report of a fault needs, and nothing that names anybody.

use crate::harness::Repository;

/// What no report may hold, wherever it is run.
#[track_caller]
fn assert_nameless(said: &str, repository: &Repository) {
    let home = repository.root.parent().unwrap().to_string_lossy().into_owned();
    for secret in [
        home.as_str(),
        "shop",
        "Larkfield",
        "Tech Lead",
        "555-01",
        "larkfield.example",
        "lead@",
        "xoxb-1",
        "pool",
        "jane",
    ] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

#[test]
fn a_report_tells_what_the_tool_runs_on_and_nobodys_name() {
    let repository = Repository::sample()
        .with("INCIDENT_CHAT_TOKEN", "xoxb-1")
        .with("GIT_SSH_COMMAND", "ssh -i /home/lead@shop")
        .with("TERM", "xterm-256color")
        .with("LANG", "de_CH.UTF-8");
    repository.git(&["remote", "add", "origin", "https://lead@git.larkfield.example/shop.git"]);
    repository.write(".git/incident/search/words", "12345");
    repository.write(".git/incident-stamps", "123");
    repository.write(".git/incident-of-jane-doe.txt", "1");
    let said = repository.run(&["self-check"]).ok().stdout;
    assert_nameless(&said, &repository);
    for (name, part) in [
        ("incident", concat!(env!("CARGO_PKG_VERSION"), ", a debug build, in a folder of builds")),
        ("system", "linux "),
        ("git", "; the library is 1."),
        ("repository", "with a work tree, with a remote"),
        ("log", "a plan of its own, 13 incidents, 6 post-mortems, 6 agenda items"),
        ("set-up", "git fine, plan fine, hook missing"),
        ("kept", "incident-stamps 3 bytes, incident/search 5 bytes, 1 other file"),
        ("terminal", "none, no colours; TERM=xterm-256color"),
        ("text", "LANG=de_CH.UTF-8 TZ=UTC"),
        ("environment", "set: "),
        ("clock", "2026-11-24T12:00:00Z"),
    ] {
        let line = said.lines().find(|line| line.starts_with(&format!("{name:<12} ")));
        assert!(line.is_some_and(|line| line.contains(part)), "{name}: {said}");
    }
    assert!(said.contains("GIT_SSH_COMMAND") && said.contains("INCIDENT_CHAT_TOKEN"), "{said}");
    let json = repository.json(&["self-check"]);
    assert_nameless(&json.to_string(), &repository);
    assert_eq!((&json["version"], &json["clock"]), (&1.into(), &"2026-11-24T12:00:00Z".into()));
}

#[test]
fn a_report_can_be_made_of_what_does_not_work() {
    let folder = Repository::folder();
    let said = folder.run(&["self-check"]).ok().stdout;
    assert!(said.contains("none can be opened here: this folder is in no git repository"), "{said}");
    let said = folder.run(&["-C", "/home/lead@shop", "self-check"]).ok().stdout;
    assert!(said.contains("none can be opened here: the message names something"), "{said}");
    assert_nameless(&said, &folder);

    let repository = Repository::new().log();
    repository.write("incident.yaml", "name: [\n");
    repository.write("incidents/2026/2026-03-02-pool/incident.md", "---\n: :\n");
    let said = repository.run(&["self-check"]).ok().stdout;
    assert!(said.contains("plan WRONG") && said.contains("with 1 problem, 1 incident"), "{said}");
    assert!(said.contains("without a commit"), "{said}");
    assert_nameless(&said, &repository);

    let bare = Repository::folder();
    bare.git(&["init", "--quiet", "--bare", "."]);
    let said = bare.run(&["self-check"]).ok().stdout;
    assert!(said.contains("bare, without a commit"), "{said}");
    assert!(said.contains("cannot be read: this repository has no commit yet"), "{said}");
}
