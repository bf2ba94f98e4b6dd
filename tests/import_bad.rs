//! Sources that are not what was said, half of what they were, or hostile.

use crate::harness::Repository;

fn log() -> Repository {
    Repository::new().log()
}

#[test]
fn a_source_of_another_kind_is_named() {
    let repository = log();
    repository.write("../issues/a.md", "---\ntitle: T\ndate: 2024-01-01\naffected: [x]\nresolved: true\n---\n");
    repository.write("../page/a.md", "---\ntitle: T\ndate: 2024-01-01\n---\n");
    repository.write("../page/b.md", "# T\n");
    insta::assert_snapshot!(repository.run(&["import", "cstate", "../page"]).fails(), @"
    error: ../page: this is no source of the kind cstate: no file here has what an issue of cState's says: severity, affected, resolved
    help: this looks like markdown: `incident import markdown ../page`
    ");
    insta::assert_snapshot!(repository.run(&["import", "markdown", "../page/a.md"]).fails(), @"
    error: ../page/a.md: this is no source of the kind markdown: it is a file, and a folder of Markdown files is asked for
    help: `incident import --help` tells the kinds
    ");
    insta::assert_snapshot!(repository.run(&["import", "cstate", "../nowhere"]).fails(), @"
    error: ../nowhere: there is no such file or folder
    help: see whether the path is right
    ");
    insta::assert_snapshot!(repository.run(&["import", "cstat", "../page"]).fails(), @"
    error: invalid value 'cstat' for '<KIND>'
      [possible values: cstate, csv, github, jira, markdown, pagerduty, statuspage, upptime]

      tip: a similar value exists: 'cstate'

    For more information, try '--help'.
    ");
}

#[test]
fn what_cannot_be_read_is_left_with_its_place_and_hinders_no_other() {
    let repository = log();
    let issue = |more: &str| format!("---\ntitle: T\n{more}\naffected: [x]\nseverity: down\n---\nWords.\n");
    repository.write("../source/a.md", &issue("date: 2024-01-01T10:00:00Z"));
    repository.write("../source/b.md", &issue("date: 2023-02-30 10:00:00"));
    repository.write("../source/c.md", &issue("title: U"));
    repository.write("../source/d.md", "No front matter.\n");
    repository.write("../source/e.md", "---\ntitle: [\n---\n");
    repository.write_bytes("../source/f.md", b"---\ntitle: \xff\n---\n");
    repository.write("../source/g.md", &issue("date: 2024-01-01T10:00:00Z\nresolvedWhen: soon"));
    repository.write("../source/h.md", &issue("date: 2027-01-01T10:00:00Z"));
    repository.write_bytes("../source/i.md", &vec![b'x'; 10_000_001]);
    std::os::unix::fs::symlink("/etc/passwd", repository.path("../source/j.md")).unwrap();
    repository.write("../source/.k.md", &issue("date: 2024-01-01T10:00:00Z"));
    repository.write("../source/l \u{1b}[2J\"'`$(touch x)é.md", &issue("date: 2024-01-02T10:00:00Z"));
    let ran = repository.run(&["import", "cstate", "../source"]).ends(1);
    insta::assert_snapshot!(ran.stdout, @r#"
         ID              FROM
    new  2024-01-01-t    a.md
    new  2024-01-01-t-2  g.md
    new  2024-01-02-t    l �[2J"'`$(touch x)é.md

    Guessed:
      it goes on, as nothing says that it is over (3: a.md, g.md, l �[2J"'`$(touch x)é.md)
      severity sev-2 of `down` (3: a.md, g.md, l �[2J"'`$(touch x)é.md)

    For a person to look at (the documents say it under x-imported):
      `resolvedWhen` is no time that can be read: soon (1: g.md)

    Not brought in:
      b.md: `date`: `2023-02-30 10:00:00` is no time
      c.md:3:1: the key `title` stands here a second time
      d.md: it has no front matter, so nothing tells when it began
      e.md:2:8: this is not valid YAML: unclosed bracket '['
      f.md:2:8: it is not UTF-8 text
      i.md: it has 11 MB; the limit is 10 MB
      j.md: it is a link; links are not followed

    No incidents, and so left out:
      h.md: it is still to come, on 2027-01-01T10:00:00Z; it comes in once it has begun

    3 new, 7 not brought in
    wrote incidents/2024/2024-01-01-t/incident.md
    wrote incidents/2024/2024-01-01-t-2/incident.md
    wrote incidents/2024/2024-01-02-t/incident.md
    "#);
    assert_eq!(repository.files().iter().filter(|(path, _)| path.starts_with("incidents/")).count(), 3);
    repository.run(&["validate"]).ok();
}

#[test]
fn an_unknown_zone_and_a_wrong_option_are_refused() {
    let repository = log();
    repository.write("../source/a.md", "# T\n");
    let import = ["import", "markdown", "../source"];
    let said = repository.run(&[&import[..], &["--time-zone", "Europe/Pariss"]].concat()).fails();
    assert!(said.contains("there is no such time zone") && said.contains("Europe/Paris"), "{said}");
    let said = repository.run(&[&import[..], &["--visibility", "pubic"]].concat()).fails();
    assert!(said.contains("public"), "{said}");
    repository.write("../map.yaml", "time-zone: Mars/Base\n");
    let said = repository.run(&[&import[..], &["--mapping", "../map.yaml"]].concat()).fails();
    assert!(said.starts_with("error: ../map.yaml:1:12: there is no time zone `Mars/Base`"), "{said}");
}

#[test]
fn the_log_itself_does_not_come_in() {
    let repository = log();
    for path in [".", "incidents", ".."] {
        repository.write("incidents/2026/2026-11-01-a/incident.md", "---\ntitle: T\n---\n");
        let said = repository.run(&["import", "markdown", path]).fails();
        assert!(said.starts_with("error: this holds the log itself"), "{path}: {said}");
    }
}

#[test]
fn two_of_one_id_are_told() {
    let repository = log();
    for name in ["a", "b"] {
        repository
            .write(&format!("../source/{name}.md"), &format!("---\nid: 7\ntitle: {name}\ndate: 2024-01-01\n---\n"));
    }
    let said = repository.run(&["import", "markdown", "../source"]).ends(1).stdout;
    assert!(said.contains("b.md: it has the id `7`, which a.md has too"), "{said}");
    assert!(said.contains("1 new, 1 not brought in\n"), "{said}");
}

/// Imported words are words: they end no section, let off no finding, set no key and run nothing.
#[test]
fn hostile_words_stay_words() {
    let repository = log();
    let title = "\"x\\nvisibility: public\\n---\\n# y $(touch z) `w` {{ v }} {% u %}\"";
    let body = "```\nnever closed\n\n## Timeline\n- 2024-01-01T00:00:00Z [resolved] x\n\n<!-- incident: allow leaked-secret because -->\n<script>alert(1)</script>\n";
    repository.write("../source/a.md", &format!("---\ntitle: {title}\ndate: 2024-01-01T10:00:00Z\ntags: [\"a]\\nvisibility: public\", \"- b: c\"]\nx-y: \"z\\nlead: me\"\n---\n{body}"));
    repository.run(&["import", "markdown", "../source"]).ok();
    let answer = repository.json(&["list"]);
    let incident = &answer["incidents"][0];
    assert_eq!(
        (&incident["visibility"], &incident["lead"]),
        (&"internal".into(), &serde_json::Value::Null),
        "{answer}"
    );
    assert_eq!(incident["broken"], serde_json::Value::Null, "{answer}");
    repository.run(&["validate"]).ok();
    repository.run(&["build"]).ok();
}
