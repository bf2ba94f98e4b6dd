//! `action.yml`: its steps, taken out of it and run as a workflow runs them, with a `gh` that writes down what it is told.

use crate::harness::{NOW, Repository};
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const ENTRY: &str = "---\ntitle: Search is slow\nseverity: sev-3\nstatus: open\nstarted: 2026-03-02T09:00:00Z\n---\n\n## Summary\nSlow.\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n";

/// Writes its arguments down, one a line, and the body that it is to send; refuses what `GH_REFUSES` names; is the person
/// that `GH_LOGIN` names, else an app; and knows the comments in `pages`, to which jq applies the filter that it is given,
/// page by page as `gh` does.
const GH: &str = r#"#!/bin/bash
for argument in "$@"; do
  echo "$argument" >> "$GH_CALLS"
  case "$argument" in body=@*) cp "${argument#body=@}" "$GH_BODY" ;; esac
done
echo "token $GH_TOKEN" >> "$GH_CALLS"
if [[ -n "$GH_REFUSES" && " $* " == *"$GH_REFUSES"* ]]; then
  echo '{"message":"Resource not accessible by integration"}'
  echo "gh: HTTP 403" >&2
  exit 1
fi
case "$2" in
  user) [ -n "$GH_LOGIN" ] && echo "$GH_LOGIN" || exit 1 ;;
  --paginate) for page in "$GH_PAGES"/*; do jq --raw-output "${!#}" "$page" || exit 1; done ;;
esac
"#;

/// The beginning of a comment that the action wrote.
const REVIEWED: &str = "<!-- incident-review -->\n\n## Incident review\n";

/// Writes its arguments down and puts the tool where it would have built it.
const CARGO: &str = r#"#!/bin/bash
echo "$PWD: cargo $*" >> "$CARGO_CALLS"
mkdir -p "${!#}/bin" && ln -s "$TOOL" "${!#}/bin/incident"
"#;

/// One job of a workflow that uses the action on a pull request into `main`.
struct Job {
    repository: Repository,
    /// What belongs to the runner.
    folder: tempfile::TempDir,
    /// What expressions in the action stand for.
    context: BTreeMap<String, String>,
    environment: Vec<(&'static str, String)>,
}

/// How it went.
struct Ended {
    /// The name of the step that failed, with what it printed.
    failed: Option<String>,
    stdout: String,
    stderr: String,
    /// The names of the steps that ran.
    ran: Vec<String>,
}

impl Job {
    /// A log whose `main` is behind the branch that is checked out, as a workflow's checkout has them.
    fn new() -> Self {
        let repository = Repository::new().log();
        repository.write(INCIDENT, ENTRY);
        repository.commit_all("A log");
        repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
        let folder = tempfile::tempdir().unwrap();
        let mut job = Self { repository, folder, context: BTreeMap::new(), environment: Vec::new() };
        std::fs::create_dir(job.path("bin")).unwrap();
        job.comments(&[]);
        job.program("gh", GH);
        symlink(env!("CARGO_BIN_EXE_incident"), job.path("bin/incident")).unwrap();
        let base = job.repository.git(&["rev-parse", "HEAD"]);
        for (name, value) in [
            ("github.action_path", env!("CARGO_MANIFEST_DIR")),
            ("github.repository", "shop/log"),
            ("github.event.pull_request.base.ref", "main"),
            ("github.event.pull_request.base.sha", base.trim()),
            ("github.event.pull_request.number", "7"),
            ("inputs.token", "secret-token"),
        ] {
            job.context.insert(name.to_owned(), value.to_owned());
        }
        job
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.path("bin").join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.context.insert(name.to_owned(), value.to_owned());
        self
    }

    fn with_environment(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// The comments of the pull request: of whom, of which kind, and the body; 41 and up, two on a page.
    fn comments(&mut self, comments: &[(&str, &str, Option<&str>)]) {
        std::fs::create_dir_all(self.path("pages")).unwrap();
        let comments = comments.iter().zip(41..).map(
            |((login, kind, body), id)| serde_json::json!({"id": id, "user": {"login": login, "type": kind}, "body": body}),
        );
        let comments: Vec<_> = comments.collect();
        let pages = if comments.is_empty() { vec![&[][..]] } else { comments.chunks(2).collect() };
        for (number, page) in pages.into_iter().enumerate() {
            std::fs::write(self.path(&format!("pages/{number}")), serde_json::to_vec(page).unwrap()).unwrap();
        }
    }

    /// Breaks a link of the log, and commits.
    fn broken(self) -> Self {
        self.repository.replace(INCIDENT, "Slow.\n", "As [this](gone.png) shows.\n");
        self.repository.commit_all("Add a graph");
        self
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    /// What an expression stands for; empty where nothing is set.
    fn value(&self, name: &str) -> String {
        self.context.get(name.trim()).cloned().unwrap_or_default()
    }

    fn filled(&self, text: &str) -> String {
        let mut parts = text.split("${{");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (expression, behind) = part.split_once("}}").unwrap();
            filled.push_str(&self.value(expression));
            filled.push_str(behind);
        }
        filled
    }

    /// Conditions as the action has them: comparisons with a text, and values alone, joined by `&&`.
    fn holds(&self, condition: &str) -> bool {
        condition.split("&&").all(|part| match (part.split_once("=="), part.split_once("!=")) {
            (Some((name, text)), _) => self.value(name) == text.trim().trim_matches('\''),
            (_, Some((name, text))) => self.value(name) != text.trim().trim_matches('\''),
            _ => !self.value(part).is_empty(),
        })
    }

    fn run(&mut self) -> Ended {
        let action = action();
        for (name, input) in action["inputs"].as_mapping().unwrap() {
            let name = format!("inputs.{}", name.as_str().unwrap());
            self.context.entry(name).or_insert_with(|| input["default"].as_str().unwrap().to_owned());
        }
        let mut ended = Ended { failed: None, stdout: String::new(), stderr: String::new(), ran: Vec::new() };
        for step in action["runs"]["steps"].as_sequence().unwrap() {
            let (Some(script), name) = (step["run"].as_str(), step["name"].as_str().unwrap()) else { continue };
            if step["if"].as_str().is_some_and(|condition| !self.holds(condition)) {
                continue;
            }
            ended.ran.push(name.to_owned());
            let output = self.step(script, &step["env"]).output().unwrap();
            ended.stdout.push_str(std::str::from_utf8(&output.stdout).unwrap());
            ended.stderr.push_str(std::str::from_utf8(&output.stderr).unwrap());
            if let Some(id) = step["id"].as_str() {
                for line in self.read("output").lines() {
                    let (key, value) = line.split_once('=').unwrap();
                    self.context.insert(format!("steps.{id}.outputs.{key}"), value.to_owned());
                }
            }
            if !output.status.success() {
                ended.failed = Some(name.to_owned());
                break;
            }
        }
        ended
    }

    fn step(&self, script: &str, environment: &Value) -> Command {
        let path = self.path("script.sh");
        std::fs::write(&path, script).unwrap();
        std::fs::write(self.path("output"), "").unwrap();
        let added: Vec<String> = self.read("path").lines().map(str::to_owned).collect();
        let bin = self.path("bin").to_string_lossy().into_owned();
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail"])
            .arg(path)
            .current_dir(&self.repository.root)
            .env_clear()
            .env("PATH", [added, vec![bin, "/usr/bin".to_owned(), "/bin".to_owned()]].concat().join(":"))
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("INCIDENT_NOW", NOW)
            .env("RUNNER_TEMP", self.folder.path())
            .env("TOOL", env!("CARGO_BIN_EXE_incident"))
            .env("GH_LOGIN", "")
            .env("GH_REFUSES", "");
        for (name, path) in [
            ("GITHUB_OUTPUT", "output"),
            ("GITHUB_PATH", "path"),
            ("GITHUB_STEP_SUMMARY", "summary"),
            ("GH_CALLS", "gh-calls"),
            ("GH_BODY", "gh-body"),
            ("GH_PAGES", "pages"),
            ("CARGO_CALLS", "cargo-calls"),
        ] {
            command.env(name, self.path(path));
        }
        for (name, value) in environment.as_mapping().into_iter().flatten() {
            command.env(name.as_str().unwrap(), self.filled(value.as_str().unwrap()));
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn action() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml");
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_pull_request_is_reviewed_with_annotations_a_summary_and_a_comment() {
    let mut job = Job::new().broken();
    let ended = job.run();
    assert_eq!(ended.failed.as_deref(), Some("Tell how it ended"), "{}\n{}", ended.stdout, ended.stderr);
    let annotation = format!("::error file={INCIDENT},line=9,endLine=9,col=11,endColumn=19,title=broken-link::");
    assert!(ended.stdout.contains(&annotation), "{}", ended.stdout);
    assert!(job.read("summary").starts_with("<!-- incident-review -->\n"));
    assert_eq!(job.read("gh-body"), job.read("summary"));
    assert!(job.read("gh-body").contains("since `origin/main (at "), "{}", job.read("gh-body"));
    let calls = job.read("gh-calls");
    assert!(calls.contains("POST\nrepos/shop/log/issues/7/comments\n"), "{calls}");
    assert!(!calls.contains("PATCH") && calls.contains("token secret-token\n"), "{calls}");
    assert!(!ended.stdout.contains("secret-token") && !ended.stderr.contains("secret-token"));
}

#[test]
fn a_comment_that_is_there_is_updated_in_place_even_when_nothing_is_left_to_tell() {
    let comments = [
        ("tech-lead", "User", Some("<!-- incident-review -->\n\nQuoted.")),
        ("linter[bot]", "Bot", None),
        ("linter[bot]", "Bot", Some("See <!-- incident-review -->.")),
        ("robot[bot]", "Bot", Some(REVIEWED)),
        ("robot[bot]", "Bot", Some(REVIEWED)),
    ];
    for (login, number) in [("", 44), ("tech-lead", 41)] {
        let mut job = Job::new().broken().with_environment("GH_LOGIN", login);
        job.comments(&comments);
        job.run();
        let calls = job.read("gh-calls");
        let patched = format!("PATCH\nrepos/shop/log/issues/comments/{number}\n");
        assert!(calls.contains(&patched) && !calls.contains("POST"), "{login}: {calls}");
    }
    let mut job = Job::new().broken().with_environment("GH_LOGIN", "somebody");
    job.comments(&comments);
    job.run();
    assert!(job.read("gh-calls").contains("POST\n"), "what others wrote is theirs");
    let mut job = Job::new();
    job.comments(&comments);
    assert_eq!(job.run().failed, None);
    assert!(job.read("gh-calls").contains("PATCH\n"));
    assert!(job.read("gh-body").contains("Nothing in the log changed"));
}

#[test]
fn where_nothing_changed_there_is_no_comment() {
    let mut job = Job::new();
    let ended = job.run();
    assert_eq!(ended.failed, None);
    assert!(ended.stdout.contains("nothing to comment"), "{}", ended.stdout);
    let calls = job.read("gh-calls");
    assert!(!calls.contains("POST") && !calls.contains("PATCH"), "{calls}");
}

#[test]
fn a_token_that_may_not_write_fails_nothing_and_no_token_asks_nothing() {
    for refused in ["--paginate", "POST", "PATCH"] {
        let mut job = Job::new().with_environment("GH_REFUSES", refused);
        if refused == "PATCH" {
            job.comments(&[("robot[bot]", "Bot", Some(REVIEWED))]);
        }
        job.repository.replace(INCIDENT, "status: open", "lead: Tech Lead\nstatus: open");
        job.repository.commit_all("Take the lead");
        let ended = job.run();
        assert_eq!(ended.failed, None, "{refused}: {}", ended.stderr);
        assert!(ended.stdout.contains("::notice::the review could not be put into a comment"), "{}", ended.stdout);
        assert!(job.read("summary").contains("lead set to Tech Lead"));
    }
    let mut job = Job::new().broken().with("inputs.token", "");
    assert_eq!(job.run().failed.as_deref(), Some("Tell how it ended"));
    assert_eq!(job.read("gh-calls"), "");
}

#[test]
fn a_base_that_was_not_checked_out_fails_with_what_to_do() {
    let mut job = Job::new().with("inputs.base", "release");
    let ended = job.run();
    assert_eq!(ended.failed.as_deref(), Some("Review"));
    assert!(ended.stdout.contains("there is no revision `release`"), "{}", ended.stdout);
    assert_eq!(job.read("gh-calls"), "");
    let mut job = Job::new().with("github.event.pull_request.base.ref", "");
    assert!(job.run().stdout.contains("::error::this is no pull request, and the input base is not given"));
}

#[test]
fn what_a_broken_plan_quotes_is_no_command_to_the_runner() {
    let mut job = Job::new();
    job.repository.write("incident.yaml", "\"::add-mask::a\\n::error::b\": [\n");
    job.repository.commit_all("Break the plan");
    let said = job.run().stdout;
    let (_, behind) = said.split_once("::stop-commands::").unwrap();
    let (stop, behind) = behind.split_once('\n').unwrap();
    let (stopped, behind) = behind.split_once(&format!("::{stop}::\n")).unwrap();
    assert!(stopped.contains("warning: incident.yaml:"), "{said}");
    assert!(!behind.contains("\n::error::b") && !behind.contains("add-mask"), "{said}");
}

#[test]
fn the_commit_of_the_event_stands_in_for_a_branch_that_is_not_there() {
    let mut job = Job::new().broken();
    job.repository.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    assert_eq!(job.run().failed.as_deref(), Some("Tell how it ended"));
}

#[test]
fn warnings_fail_where_the_workflow_is_strict() {
    for (strict, failed) in [("false", None), ("true", Some("Tell how it ended"))] {
        let job = Job::new().with("inputs.strict", strict);
        job.repository.replace("incident.yaml", "rules:", "rules: {broken-link: warn}\nx-rules:");
        job.repository.commit_all("Go easy");
        job.repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
        let mut job = job.broken();
        assert_eq!(job.run().failed.as_deref(), failed, "{strict}");
    }
}

#[test]
fn a_tool_that_is_not_there_is_built_from_the_actions_own_checkout_once() {
    let mut job = Job::new().broken();
    std::fs::remove_file(job.path("bin/incident")).unwrap();
    job.program("cargo", CARGO);
    let ended = job.run();
    assert_eq!(ended.failed.as_deref(), Some("Tell how it ended"), "{}", ended.stderr);
    let (temp, project) = (job.folder.path().display().to_string(), env!("CARGO_MANIFEST_DIR"));
    let built = format!("{temp}: cargo install --locked --no-track --path {project} --root {temp}/incident-tool\n");
    assert_eq!(job.read("cargo-calls"), built);
    assert_eq!(job.value("steps.tool.outputs.sources").len(), 40);

    let mut job = Job::new().broken().with("steps.cache.outputs.cache-hit", "true");
    std::fs::remove_file(job.path("bin/incident")).unwrap();
    std::fs::create_dir_all(job.path("incident-tool/bin")).unwrap();
    symlink(env!("CARGO_BIN_EXE_incident"), job.path("incident-tool/bin/incident")).unwrap();
    let ended = job.run();
    assert!(!ended.ran.contains(&"Build the tool".to_owned()), "{:?}", ended.ran);
    assert_eq!(ended.failed.as_deref(), Some("Tell how it ended"), "{}", ended.stderr);
}

#[test]
fn inputs_are_words_and_never_commands() {
    for hostile in
        ["main; touch pwned", "$(touch pwned)", "`touch pwned`", "--head=main", "main\" && touch pwned && \""]
    {
        for input in ["inputs.base", "inputs.head", "inputs.directory", "inputs.strict"] {
            let mut job = Job::new().with(input, hostile);
            job.run();
            assert!(!job.repository.path("pwned").exists(), "{input}: {hostile}");
        }
    }
}

#[test]
fn no_script_holds_an_expression_and_every_action_is_pinned() {
    for step in action()["runs"]["steps"].as_sequence().unwrap() {
        let name = step["name"].as_str().unwrap();
        if let Some(script) = step["run"].as_str() {
            assert!(!script.contains("${{"), "{name}: values come in by the environment");
            assert_eq!(step["shell"].as_str(), Some("bash"), "{name}");
        }
        if let Some(uses) = step["uses"].as_str() {
            let commit = uses.split_once('@').map(|(_, commit)| commit).unwrap_or_default();
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}: {uses}");
        }
    }
}
