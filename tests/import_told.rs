//! What a source says in its own way and an import once passed over in silence: it comes in, or is told of.

use crate::harness::Repository;

fn log() -> Repository {
    Repository::new().log()
}

/// The severity of the incident that comes from one file.
#[track_caller]
fn severity_of(text: &str) -> String {
    let repository = log();
    repository.write("../notes/2026-03-02-search.md", text);
    repository.run(&["import", "markdown", "../notes"]).ok();
    let told = repository.json(&["show", "2026-03-02"]);
    told["severity"].as_str().unwrap().to_owned()
}

#[test]
fn a_text_that_says_how_bad_it_was_is_believed_where_the_word_is_known() {
    for said in [
        "Severity: SEV-2",
        "**Severity:** P2",
        "**Severity**: sev2 (high)",
        "- Priority: high",
        "| Severity | SEV-2 |",
        "Incident severity: `SEV-2`",
        "## Severity\n\nSEV-2, later SEV-3",
    ] {
        assert_eq!(severity_of(&format!("# Search is slow\n\n{said}\n\nIt took an hour.\n")), "sev-2", "{said}");
    }
    // The lowest, where nothing says so: these are sentences, and no word for it.
    for said in ["Severity: we argue about it", "The severity: high load was normal", "Severity:", "No severity: SEV-1"]
    {
        assert_eq!(severity_of(&format!("# Search is slow\n\n{said}\n")), "sev-4", "{said}");
    }
    // What the front matter says holds.
    assert_eq!(severity_of("---\nseverity: sev-1\n---\n# Search is slow\n\nSeverity: SEV-3\n"), "sev-1");
}

#[test]
fn an_issue_says_its_severity_in_its_text_and_keeps_its_headings() {
    let repository = log();
    let issue = |number: u8, body: &str| {
        serde_json::json!({
            "number": number, "title": format!("Search {number}"), "createdAt": "2026-03-02T09:00:00Z", "state": "CLOSED",
            "closedAt": "2026-03-02T10:00:00Z", "url": format!("https://code.example/1/issues/{number}"), "body": body,
        })
    };
    let issues = [issue(1, "# The relay is gone"), issue(2, "# What\n\nIt is down.\n\n## Severity\n\nSEV-1")];
    repository.write("../issues.json", &serde_json::to_string(&issues).unwrap());
    let said = repository.run(&["import", "github", "../issues.json"]).ok().stdout;
    assert!(said.contains("it has no severity; sev-4, the lowest, stands there (1: "), "{said}");
    let read = |id: &str| repository.read(&format!("incidents/2026/2026-03-02-{id}/incident.md"));
    assert!(read("search-1").contains("## Summary\n**The relay is gone**\n"), "{}", read("search-1"));
    let second = read("search-2");
    assert!(second.contains("**What**\n\nIt is down.\n") && second.contains("severity: sev-1\n"), "{second}");
}

#[test]
fn what_a_mapping_names_and_the_source_has_not_is_told() {
    let repository = log();
    repository.write("../old.csv", "id,title,start,team,empty\n1,Search is slow,2026-03-02T09:00:00Z,search,\n");
    repository.write(
        "../mapping.yaml",
        "keys: {start: started, team: services, empty: lead, Commander: lead, grade: x-grade}\n",
    );
    let import = ["import", "csv", "../old.csv", "--mapping", "../mapping.yaml"];
    let said = repository.run(&import).ends(1).stdout;
    for key in ["Commander", "grade"] {
        assert!(
            said.contains(&format!("the mapping: it names `{key}`, and nothing in the source is called so\n")),
            "{said}"
        );
    }
    assert!(!said.contains("`empty`") && !said.contains("`team`"), "{said}");
    repository.write("../notes/2026-03-05-mail.md", "---\nwhen: 2026-03-05T09:00:00Z\n---\n# Mail is late\n");
    repository.write("../mapping.yaml", "keys: {when: started, Commander: lead}\n");
    let said = repository.run(&["import", "markdown", "../notes", "--mapping", "../mapping.yaml"]).ends(1).stdout;
    assert!(said.contains("it names `Commander`") && !said.contains("it names `when`"), "{said}");
}

#[test]
fn a_commit_of_what_is_here_already_says_what_it_does_not_hold() {
    let repository = log();
    repository.commit_all("Begin");
    repository.write(
        "../old.csv",
        "id,title,start\n1,Search is slow,2026-03-02T09:00:00Z\n2,Mail is late,2026-03-05T09:00:00Z\n",
    );
    let import = ["import", "csv", "../old.csv"];
    repository.run(&import).ok();
    let again = repository.run(&[&import[..], &["--commit"]].concat()).ok();
    assert!(again.stdout.starts_with("2 here already"), "{again:?}");
    assert_eq!(
        again.stderr,
        "note: 2 of those that came in before are in no commit; `git add incidents && git commit` makes one\n"
    );
    repository.commit_all("Bring in the old log");
    assert_eq!(repository.run(&[&import[..], &["--commit"]].concat()).ok().stderr, "");
}
