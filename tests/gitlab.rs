//! `ci/gitlab.yml`: the scripts of its jobs, taken out of it and run as a runner runs them, with a GitLab on this machine that
//! keeps the comments it is told.

use crate::harness::{NOW, Ran, Repository};
use crate::tools::check_jsonschema;
use crate::tracker_server::{Asked, read};
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const ENTRY: &str = "---\ntitle: Search is slow\nseverity: sev-3\nstatus: open\nstarted: 2026-03-02T09:00:00Z\n---\n\n## Summary\nSlow.\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n";
const TOKEN: &str = "glpat-never-to-be-seen";
const REVIEWED: &str = "<!-- incident-review -->\n\n## Incident review\n";
const NOTES: &str = "/api/v4/projects/42/merge_requests/7/notes";

/// Writes its arguments down and puts the tool where it would have built it.
const CARGO: &str = "#!/bin/sh\necho \"cargo $*\" >> \"$CARGO_CALLS\"\nmkdir -p .incident-tool/bin && ln -s \"$TOOL\" .incident-tool/bin/incident\n";

#[derive(Default)]
struct Heard {
    asked: Vec<Asked>,
    notes: Vec<Value>,
    /// The method that the token may not use.
    refuses: &'static str,
}

/// The comments of one merge request; user 7 has the token.
#[derive(Clone)]
struct GitLab {
    host: String,
    heard: Arc<Mutex<Heard>>,
}

impl GitLab {
    fn start() -> Self {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let gitlab = Self { host: server.local_addr().unwrap().to_string(), heard: Arc::default() };
        let serving = gitlab.clone();
        std::thread::spawn(move || server.incoming().for_each(|stream| serving.serve(stream.unwrap())));
        gitlab
    }

    fn note(&self, author: u64, body: &str) {
        let mut heard = self.heard.lock().unwrap();
        let id = heard.notes.len() + 1;
        heard.notes.push(json!({"id": id, "author": {"id": author}, "body": body}));
    }

    fn bodies(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        heard.notes.iter().map(|note| note["body"].as_str().unwrap().to_owned()).collect()
    }

    /// What wrote, and where to.
    fn wrote(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        heard.asked.iter().map(|asked| asked.line.clone()).filter(|line| !line.starts_with("GET ")).collect()
    }

    fn serve(&self, mut stream: TcpStream) {
        let asked = read(&stream).unwrap();
        let mut heard = self.heard.lock().unwrap();
        let (method, path) = asked.line.split_once(' ').unwrap();
        let number =
            |name: &str| path.split(['?', '&']).find_map(|part| part.strip_prefix(name)?.parse::<usize>().ok());
        let body = asked.fields["body"].clone();
        let answer = match (method, path) {
            _ if asked.headers.get("private-token").is_none_or(|token| token != TOKEN) => Err(401),
            _ if method == heard.refuses => Err(403),
            ("GET", "/api/v4/user") => Ok(json!({"id": 7})),
            ("GET", path) if path.starts_with(NOTES) => {
                let mut pages = heard.notes.chunks(number("per_page=").unwrap());
                Ok(json!(pages.nth(number("page=").unwrap() - 1).unwrap_or_default()))
            }
            ("POST", NOTES) => {
                let note = json!({"id": heard.notes.len() + 1, "author": {"id": 7}, "body": body});
                heard.notes.push(note.clone());
                Ok(note)
            }
            ("PUT", path) => {
                let id: usize = path.strip_prefix(&format!("{NOTES}/")).unwrap().parse().unwrap();
                heard.notes[id - 1]["body"] = body;
                Ok(json!({}))
            }
            _ => Err(404),
        };
        heard.asked.push(asked.clone());
        let (status, answer) = answer.map_or_else(|status| (status, json!({"message": "no"})), |value| (200, value));
        let answer = answer.to_string();
        write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}", answer.len())
            .unwrap();
    }
}

/// A log with a branch beside its first commit, and a runner.
struct Runner {
    repository: Repository,
    gitlab: GitLab,
    folder: tempfile::TempDir,
    shell: &'static [&'static str],
    variables: Vec<(&'static str, String)>,
}

impl Runner {
    fn new() -> Self {
        let repository = Repository::new().log();
        repository.write(INCIDENT, ENTRY);
        repository.commit_all("A log");
        let base = repository.git(&["rev-parse", "HEAD"]).trim().to_owned();
        let gitlab = GitLab::start();
        let variables = vec![
            ("CI_PROJECT_DIR", repository.root.to_string_lossy().into_owned()),
            ("CI_API_V4_URL", format!("http://{}/api/v4", gitlab.host)),
            ("CI_PROJECT_ID", "42".to_owned()),
            ("CI_MERGE_REQUEST_IID", "7".to_owned()),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base),
            ("CI_PAGES_URL", "https://shop.pages.example/log".to_owned()),
            ("INCIDENT_REVIEW_TOKEN", TOKEN.to_owned()),
        ];
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_incident"), folder.path().join("bin/incident")).unwrap();
        Self { repository, gitlab, folder, shell: &["bash", "-eo", "pipefail"], variables }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// Breaks a link of the log, and commits.
    fn broken(self) -> Self {
        self.repository.replace(INCIDENT, "Slow.\n", "As [this](gone.png) shows.\n");
        self.repository.commit_all("Add a graph");
        self
    }

    /// Runs a job: what it extends comes first, and what is set for the project stands over what the file sets.
    fn run(&self, job: &str) -> Ran {
        let template: Value = serde_yaml::from_str(&std::fs::read_to_string(template()).unwrap()).unwrap();
        let base = &template[template[job]["extends"].as_str().unwrap()];
        let lines = [&base["before_script"], &template[job]["script"]].map(|list| list.as_array().unwrap());
        let lines: Vec<&str> = lines.into_iter().flatten().map(|line| line.as_str().unwrap()).collect();
        let path = self.folder.path().join("script.sh");
        std::fs::write(&path, lines.join("\n")).unwrap();
        let mut command = Command::new(self.shell[0]);
        command
            .args(&self.shell[1..])
            .arg(path)
            .current_dir(&self.repository.root)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", self.folder.path().join("bin").display()))
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("INCIDENT_NOW", NOW)
            .env("TOOL", env!("CARGO_BIN_EXE_incident"))
            .env("CARGO_CALLS", self.folder.path().join("cargo-calls"));
        for variables in [&template["variables"], &base["variables"]] {
            let variables = variables.as_object().unwrap().iter();
            command.envs(variables.map(|(name, value)| (name, value.as_str().unwrap())));
        }
        let output = command.envs(self.variables.iter().map(|(name, value)| (name, value))).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let ran = Ran { stdout: text(output.stdout), stderr: text(output.stderr), status: output.status.code() };
        assert!(!ran.stdout.contains(TOKEN) && !ran.stderr.contains(TOKEN), "{ran:?}");
        ran
    }
}

fn template() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/gitlab.yml")
}

#[test]
fn what_the_services_publish_of_their_files_holds_of_ours() {
    let Some(program) = check_jsonschema() else { return };
    let folder = Repository::folder();
    for (schema, file) in [("gitlab-ci", "ci/gitlab.yml"), ("github-actions", "action.yml")] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let schema = format!("vendor.{schema}");
        folder.other(program.to_str().unwrap(), &["--builtin-schema", &schema, path.to_str().unwrap()]).ok();
        let wrong = std::fs::read_to_string(&path).unwrap().replacen(": ", ": [1, 2]\nx: ", 1);
        folder.write("wrong.yml", &wrong);
        let refused = folder.other(program.to_str().unwrap(), &["--builtin-schema", &schema, "wrong.yml"]);
        assert_eq!(refused.status, Some(1), "{file}: {refused:?}");
    }
}

#[test]
fn a_merge_request_is_checked_with_a_report_that_gitlab_shows_beside_its_lines() {
    let runner = Runner::new();
    runner.run("incident-validate").ok();
    assert_eq!(runner.repository.read("incident-code-quality.json"), "[]\n");
    let runner = runner.broken();
    let said = runner.run("incident-validate").ends(1).stdout;
    assert!(said.contains("error[broken-link]"), "{said}");
    let report: Value = serde_json::from_str(&runner.repository.read("incident-code-quality.json")).unwrap();
    let location = json!({"path": INCIDENT, "lines": {"begin": 9, "end": 9}});
    assert_eq!((&report[0]["location"], &report[0]["severity"]), (&location, &json!("major")));
    let strict = Runner::new().with("INCIDENT_STRICT", "true");
    strict.repository.replace("incident.yaml", "rules:", "rules: {broken-link: warn}\nx-rules:");
    strict.broken().run("incident-validate").ends(1);
}

#[test]
fn a_review_is_one_comment_that_is_updated_in_place() {
    for shell in [&["bash", "-eo", "pipefail"][..], &["sh", "-e"]] {
        let mut runner = Runner::new().broken();
        runner.shell = shell;
        // Comments of others, a quoted one too, on more than a page.
        (0..120).for_each(|_| runner.gitlab.note(8, REVIEWED));
        let said = runner.run("incident-review").ends(1);
        assert!(said.stderr.contains("there are new findings on the lines of this merge request"), "{said:?}");
        assert_eq!(runner.gitlab.wrote(), [format!("POST {NOTES}")]);
        let review = runner.repository.read("incident-review.md");
        assert!(review.starts_with("<!-- incident-review -->\n") && review.contains("(`broken-link`)"), "{review}");
        assert_eq!(runner.gitlab.bodies()[120], review);
        assert!(said.stdout.contains(&review), "{said:?}");

        runner.repository.replace(INCIDENT, "As [this](gone.png) shows.\n", "Slow.\n");
        runner.repository.commit_all("Take it back");
        runner.run("incident-review").ok();
        assert_eq!(runner.gitlab.wrote()[1..], [format!("PUT {NOTES}/121")]);
        assert!(runner.gitlab.bodies()[120].contains("Nothing in the log changed"));
    }
}

#[test]
fn a_review_without_a_comment_stands_in_the_jobs_log() {
    let runner = Runner::new();
    assert!(runner.run("incident-review").ok().stdout.contains("nothing to comment"));
    assert_eq!(runner.gitlab.wrote(), Vec::<String>::new());
    for refuses in ["GET", "POST"] {
        let runner = Runner::new().broken();
        runner.gitlab.heard.lock().unwrap().refuses = refuses;
        let said = runner.run("incident-review").ends(1).stdout;
        assert!(said.contains("could not be put into a comment") && said.contains("broken-link"), "{said}");
    }
    let runner = Runner::new().broken().with("INCIDENT_REVIEW_TOKEN", "");
    assert!(runner.run("incident-review").ends(1).stdout.contains("INCIDENT_REVIEW_TOKEN is not set"));
    assert!(runner.gitlab.heard.lock().unwrap().asked.is_empty());
    let runner = Runner::new().with("CI_MERGE_REQUEST_DIFF_BASE_SHA", "release");
    assert!(runner.run("incident-review").ends(2).stderr.contains("there is no revision `release`"));
}

#[test]
fn pages_hold_the_site_of_the_public() {
    let runner = Runner::new();
    runner.repository.replace(INCIDENT, "status: open", "status: open\nvisibility: public");
    runner.repository.write("incidents/2026/2026-03-05-mail-is-late/incident.md", &ENTRY.replace("03-02", "03-05"));
    runner.run("pages").ok();
    let home = runner.repository.read("public/index.html");
    assert!(home.contains("2026-03-02-search-is-slow") && !home.contains("2026-03-05-mail-is-late"));
    assert!(runner.repository.read("public/feed.xml").contains("https://shop.pages.example/log/incidents/"));
    // A second build replaces it.
    runner.with("INCIDENT_AUDIENCE", "internal").run("pages").ok();
}

#[test]
fn the_tool_is_built_once_where_the_image_does_not_hold_it() {
    let runner = Runner::new();
    let bin = runner.folder.path().join("bin");
    std::fs::remove_file(bin.join("incident")).unwrap();
    let said = runner.run("incident-validate").ends(2).stderr;
    assert!(said.contains("set INCIDENT_SOURCE"), "{said}");
    std::fs::write(bin.join("cargo"), CARGO).unwrap();
    std::fs::set_permissions(bin.join("cargo"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let runner = runner.with("INCIDENT_SOURCE", "https://code.example/incident.git").with("INCIDENT_REVISION", "v1");
    runner.run("incident-validate").ok();
    runner.run("incident-validate").ok();
    let calls = std::fs::read_to_string(runner.folder.path().join("cargo-calls")).unwrap();
    let root = runner.repository.path(".incident-tool");
    let expected = format!(
        "cargo install --quiet --locked --git https://code.example/incident.git --rev v1 --root {} incident\n",
        root.display()
    );
    assert_eq!(calls, expected);
}
