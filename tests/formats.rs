//! Where `validate` reads from beside the work tree, and each format that it prints.

use crate::harness::{Ran, Repository};
use serde_json::{Value, json};
use std::io::{ErrorKind, Write as _};
use std::process::Stdio;

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const OTHER: &str = "incidents/2026/2026-03-05-mail-is-late/incident.md";

fn entry(title: &str, day: &str) -> String {
    format!(
        "---\ntitle: {title}\nseverity: sev-3\nstatus: open\nstarted: {day}T09:00:00Z\n---\n\n## Summary\nSlow.\n\n## Timeline\n- {day}T09:00:00Z [started] Slow.\n"
    )
}

const AGENDA: &str = "agenda/next: week, 50%/2026-03-02-search-is-slow.md";

/// A log in a folder of a larger repository, with four findings: one at a path that every format writes otherwise, one
/// over several lines, one that can be mended, and a warning.
fn log() -> Repository {
    let repository = Repository::new();
    repository.write("ops/incident.yaml", "name: Ops\nrules: {broken-link: warn}\n");
    let text = entry("Search is slow", "2026-03-02").replace("sev-3", ">\n  very\n  bad").replacen(
        "Slow.",
        "é [x](50%.md)",
        1,
    );
    repository.write(&format!("ops/{INCIDENT}"), &text.replace("status: open\n", "status: open\ntagz: [a]\n"));
    repository.write(&format!("ops/{AGENDA}"), "---\nincident: 2026-03-02-search-is-slow\n---\n");
    repository.commit_all("Report");
    repository
}

fn run(repository: &Repository, arguments: &[&str]) -> Ran {
    repository.run_in("ops", &[&["validate"], arguments].concat()).ends(1)
}

/// Stands for the folder of the project's own schemas, in which one may refer to the other.
struct Schemas;

impl jsonschema::Retrieve for Schemas {
    fn retrieve(
        &self,
        uri: &jsonschema::Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync + 'static>> {
        assert!(uri.as_str().ends_with("/report/json.schema.json"), "{uri}");
        Ok(serde_json::from_str(incident::report::FINDINGS_SCHEMA)?)
    }
}

#[track_caller]
pub fn assert_valid(schema: &str, report: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let base = "file:///report/review.schema.json";
    let validator = jsonschema::options().with_base_uri(base).with_retriever(Schemas).build(&schema).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?} in {report:#}");
}

#[test]
fn for_people_it_ends_with_a_summary_that_counts() {
    let said = run(&log(), &[]).stdout;
    insta::assert_snapshot!(said, @"
    error[misplaced-agenda-item]: the folder `next: week, 50%` is not the date of a meeting
     --> agenda/next: week, 50%/2026-03-02-search-is-slow.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: move the item to agenda/DATE/, the date written like 2026-03-10

    error[unknown-severity]: the plan has no severity `very bad`
     --> incidents/2026/2026-03-02-search-is-slow/incident.md:3:11
      |
    3 |   severity: >
      |  ___________^
    4 | |   very
    5 | |   bad
      | |_____^
      |
      = help: it takes one of: sev-1, sev-2, sev-3, sev-4

    error[unknown-field]: `tagz` is not a field that is known here
     --> incidents/2026/2026-03-02-search-is-slow/incident.md:7:1
      |
    7 | tagz: [a]
      | ^^^^
      |
      = help: did you mean `tags`? Keys of your own start with `x-`

    warning[broken-link]: `50%.md` leads to no file of this log
      --> incidents/2026/2026-03-02-search-is-slow/incident.md:12:7
       |
    12 | é [x](50%.md)
       |       ^^^^^^
       |
       = help: it was looked for at incidents/2026/2026-03-02-search-is-slow/50%.md; add the file there, or mend the address

    3 documents: 3 errors, 1 warning; 1 can be mended with --fix
    ");
}

#[test]
fn a_terminal_that_has_links_leads_from_a_rule_to_its_page_on_the_site() {
    let link = "\u{1b}]8;;https://log.example/rules/unknown-field/\u{1b}\\unknown-field\u{1b}]8;;\u{1b}\\";
    let repository = log().with("FORCE_HYPERLINK", "1");
    let colours = ["--color", "always"];
    assert!(!run(&repository, &colours).stdout.contains("\u{1b}]8;;"), "nobody knows where the site is");
    let plan = "name: Ops\nsite: {url: \"https://log.example\"}\n";
    repository.write("ops/incident.yaml", plan);
    let said = run(&repository, &colours).stdout;
    assert!(said.contains(link), "{said:?}");
    assert!(!run(&repository, &["--color", "never"]).stdout.contains('\u{1b}'));
    assert!(!run(&repository, &["--format", "json"]).stdout.contains("log.example/rules"));
    let repository = repository.with("FORCE_HYPERLINK", "0");
    assert!(!run(&repository, &colours).stdout.contains("\u{1b}]8;;"), "it has none");
    // An address that is none goes nowhere.
    let repository = repository.with("FORCE_HYPERLINK", "1");
    repository.write("ops/incident.yaml", &plan.replace("https://log.example", "https://log.example/\\u001b]"));
    assert!(!run(&repository, &colours).stdout.contains("\u{1b}]8;;"));
}

#[test]
fn json_is_as_its_schema_says() {
    let repository = log();
    let report = run(&repository, &["--format", "json"]).json();
    assert_valid(incident::report::FINDINGS_SCHEMA, &report);
    assert_eq!(report["summary"], json!({"errors": 3, "warnings": 1, "documents": 3}));
    let brief: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| json!([f["rule"], f["line"], f["column"], f["end-line"], f["end-column"]]))
        .collect();
    let expected = json!([
        ["misplaced-agenda-item", 1, 1, 1, 4],
        ["unknown-severity", 3, 11, 5, 6],
        ["unknown-field", 7, 1, 7, 5],
        ["broken-link", 12, 7, 12, 13],
    ]);
    assert_eq!(json!(brief), expected);
    let fix = json!([{"line": 7, "column": 1, "end-line": 7, "end-column": 5, "text": "tags"}]);
    assert_eq!(report["findings"][2]["fix"], fix);
    let fixed = run(&repository, &["--format", "json", "--fix"]).json();
    assert_valid(incident::report::FINDINGS_SCHEMA, &fixed);
    assert_eq!(fixed["fixed"].as_array().unwrap().len(), 1);
    let mut wrong = report;
    wrong["findings"][0]["line"] = json!(0);
    let schema: Value = serde_json::from_str(incident::report::FINDINGS_SCHEMA).unwrap();
    assert!(!jsonschema::is_valid(&schema, &wrong), "the schema says something");
}

#[test]
fn sarif_is_as_the_official_schema_says() {
    let report = run(&log(), &["--format", "sarif"]).json();
    // The pattern of a property that we don't use has a bracket too many, and is none in ECMAScript.
    let schema = include_str!("data/sarif-schema-2.1.0.json").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}?$");
    assert_valid(&schema, &report);
    let run = &report["runs"][0];
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    let brief: Vec<_> = results
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            json!([result["level"], place["artifactLocation"]["uri"], place["region"]["startLine"], result["fixes"][0]])
        })
        .collect();
    insta::assert_snapshot!(format!("{:#}", json!(brief)), @r#"
    [
      [
        "error",
        "ops/agenda/next%3A%20week%2C%2050%25/2026-03-02-search-is-slow.md",
        1,
        null
      ],
      [
        "error",
        "ops/incidents/2026/2026-03-02-search-is-slow/incident.md",
        3,
        null
      ],
      [
        "error",
        "ops/incidents/2026/2026-03-02-search-is-slow/incident.md",
        7,
        {
          "artifactChanges": [
            {
              "artifactLocation": {
                "uri": "ops/incidents/2026/2026-03-02-search-is-slow/incident.md",
                "uriBaseId": "%SRCROOT%"
              },
              "replacements": [
                {
                  "deletedRegion": {
                    "startLine": 7,
                    "startColumn": 1,
                    "endLine": 7,
                    "endColumn": 5
                  },
                  "insertedContent": {
                    "text": "tags"
                  }
                }
              ]
            }
          ]
        }
      ],
      [
        "warning",
        "ops/incidents/2026/2026-03-02-search-is-slow/incident.md",
        12,
        null
      ]
    ]
    "#);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
}

#[test]
fn github_reads_workflow_commands() {
    let repository = log();
    insta::assert_snapshot!(run(&repository, &["--format", "github"]).stdout, @"
    ::error file=ops/agenda/next%3A week%2C 50%25/2026-03-02-search-is-slow.md,line=1,endLine=1,col=1,endColumn=4,title=misplaced-agenda-item::the folder `next: week, 50%25` is not the date of a meeting%0Amove the item to agenda/DATE/, the date written like 2026-03-10
    ::error file=ops/incidents/2026/2026-03-02-search-is-slow/incident.md,line=3,endLine=5,title=unknown-severity::the plan has no severity `very bad`%0Ait takes one of: sev-1, sev-2, sev-3, sev-4
    ::error file=ops/incidents/2026/2026-03-02-search-is-slow/incident.md,line=7,endLine=7,col=1,endColumn=5,title=unknown-field::`tagz` is not a field that is known here%0Adid you mean `tags`? Keys of your own start with `x-`
    ::warning file=ops/incidents/2026/2026-03-02-search-is-slow/incident.md,line=12,endLine=12,col=7,endColumn=13,title=broken-link::`50%25.md` leads to no file of this log%0Ait was looked for at incidents/2026/2026-03-02-search-is-slow/50%25.md; add the file there, or mend the address
    ");
    let fixed = run(&repository, &["--format", "github", "--fix"]).stdout;
    insta::assert_snapshot!(fixed.lines().next().unwrap_or_default(), @"::notice file=ops/incidents/2026/2026-03-02-search-is-slow/incident.md,line=7,endLine=7,col=1,endColumn=5,title=unknown-field::fixed: `tagz` is now `tags`");
}

#[test]
fn gitlab_reads_a_code_quality_report() {
    let repository = log();
    let report = run(&repository, &["--format", "gitlab"]).json();
    let brief = |report: &Value| -> Vec<Value> {
        let issues = report.as_array().unwrap().iter();
        issues.map(|issue| json!([issue["check_name"], issue["severity"], issue["location"]["lines"]])).collect()
    };
    let expected = json!([
        ["misplaced-agenda-item", "major", {"begin": 1, "end": 1}],
        ["unknown-severity", "major", {"begin": 3, "end": 5}],
        ["unknown-field", "major", {"begin": 7, "end": 7}],
        ["broken-link", "minor", {"begin": 12, "end": 12}],
    ]);
    assert_eq!(json!(brief(&report)), expected);
    assert_eq!(report[0]["location"]["path"], json!(format!("ops/{AGENDA}")));
    assert_eq!(
        report[2]["description"],
        "`tagz` is not a field that is known here; did you mean `tags`? Keys of your own start with `x-`"
    );
    // What moves is not new, and what is there twice is two.
    repository.replace(
        &format!("ops/{INCIDENT}"),
        "é [x](50%.md)",
        "More.

é [x](50%.md) [y](50%.md)",
    );
    let moved = run(&repository, &["--format", "gitlab"]).json();
    let prints: Vec<_> = moved.as_array().unwrap().iter().map(|issue| &issue["fingerprint"]).collect();
    assert_eq!(prints[3], &report[3]["fingerprint"]);
    assert!(prints.len() == 5 && prints[4] != prints[3], "{prints:?}");
    assert_ne!(moved[3]["location"], report[3]["location"]);
}

#[test]
fn the_exit_status_does_not_depend_on_the_format() {
    let repository = log();
    let sound = Repository::new().log();
    for format in ["human", "json", "sarif", "github", "gitlab"] {
        run(&repository, &["--format", format]);
        sound.run(&["validate", "--format", format]).ok();
    }
    let refused = repository.run_in("ops", &["validate", "--format", "xml"]).fails();
    assert!(refused.contains("it has: human, json, sarif, github, gitlab"), "{refused}");
}

/// Runs `validate` with a text on standard input.
fn typed(repository: &Repository, folder: &str, arguments: &[&str], text: &str) -> Ran {
    let arguments = [&["-C", folder, "validate", "--format", "json"], arguments].concat();
    let mut program = repository.program(&arguments);
    let mut child =
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let written = child.stdin.take().expect("it is piped").write_all(text.as_bytes());
    // What is refused may be refused unread.
    assert!(written.err().is_none_or(|error| error.kind() == ErrorKind::BrokenPipe), "it is read");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    Ran { stdout: text(output.stdout), stderr: text(output.stderr), status: output.status.code() }
}

fn messages(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_an_editor_has_not_saved_is_judged_among_the_files_that_are() {
    let repository = Repository::new().log();
    repository.write(INCIDENT, &entry("Search is slow", "2026-03-02"));
    repository.write(OTHER, &entry("Mail is late", "2026-03-05").replace("sev-3", "sev-9"));
    let before = repository.files();
    let text = entry("Search is slow", "2026-03-02");
    let related = |id: &str| text.replace("status: open", &format!("status: open\nrelated: [{id}]"));
    let ran = typed(&repository, ".", &["--stdin-path", INCIDENT], &related("2026-03-05-mail-is-late")).ok();
    assert_eq!(messages(&ran), [""; 0], "the other file's finding is not this one's");
    let ran = typed(&repository, ".", &["--stdin-path", INCIDENT], &related("2026-03-05-mail-is-lost")).ends(1);
    assert_eq!(messages(&ran), ["there is no incident `2026-03-05-mail-is-lost` in this log"]);
    // From a folder below, of a file that is not saved at all, and of the plan.
    let new = "2026-03-09-disk-is-full/incident.md";
    let ran =
        typed(&repository, "incidents/2026", &["--stdin-path", new], &entry("Disk is full", "2026-03-08")).ends(1);
    assert_eq!(messages(&ran), ["`started` is on 2026-03-08 in UTC, but the id says 2026-03-09"]);
    let plan = repository.path("incident.yaml");
    let ran = typed(&repository, ".", &["--stdin-path", plan.to_str().unwrap()], "rules: {spelling: off}\n").ends(1);
    assert_eq!(messages(&ran), ["there is no rule `spelling`"]);
    assert_eq!(repository.files(), before);
}

#[test]
fn what_cannot_be_judged_from_standard_input_is_said() {
    let repository = Repository::new().log();
    let ran = typed(&repository, ".", &["--stdin-path", "../elsewhere.md"], "x");
    insta::assert_snapshot!(ran.fails(), @"
    error: there is no ../elsewhere.md in this log
    help: paths are taken from where you stand
    ");
    for other in [&["--staged"][..], &["--rev", "HEAD"], &["--fix"], &["incidents"]] {
        let arguments = [&["--stdin-path", INCIDENT], other].concat();
        let said = typed(&repository, ".", &arguments, "x").fails();
        assert!(said.contains("cannot be used with"), "{said}");
    }
    let large = "x".repeat(10_000_001);
    let ran = typed(&repository, ".", &["--stdin-path", INCIDENT], &large).ends(1);
    assert_eq!(messages(&ran), ["this document has 11 MB; the limit is 10 MB"]);
}
