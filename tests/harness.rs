//! A repository of its own for each test, and the program run in it.
//!
//! `Repository::new().log().run(&["new", "Search is slow"]).fails(2)`: each step returns what the next one needs, and
//! says whole what came out where it is not what was expected. The present is [`NOW`] unless a test says otherwise.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The present in tests: a Tuesday, 12:00 UTC.
pub const NOW: &str = "2026-11-24T12:00:00Z";

/// What a program said, and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub status: Option<i32>,
}

impl Ran {
    /// It was done, and nothing was found.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.ends(0)
    }

    /// It ended with this exit status.
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// It could not be done, and says so on standard error alone.
    #[track_caller]
    pub fn fails(self) -> String {
        let ran = self.ends(2);
        assert_eq!(ran.stdout, "", "a failure says nothing on standard output");
        ran.stderr
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in:\n{}", self.stdout))
    }
}

/// A folder with a git repository, and a home without anybody's configuration.
pub struct Repository {
    folder: tempfile::TempDir,
    pub root: PathBuf,
    pub now: String,
    pub environment: Vec<(String, String)>,
}

impl Repository {
    /// A fresh repository without a commit.
    pub fn new() -> Self {
        let repository = Self::folder();
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// A folder that is no repository.
    pub fn folder() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("it exists").join("shop");
        std::fs::create_dir(&root).expect("the folder is made");
        Self { folder, root, now: NOW.to_owned(), environment: Vec::new() }
    }

    /// The same with a log in it.
    #[track_caller]
    pub fn log(self) -> Self {
        self.run(&["init"]).ok();
        self
    }

    /// The same with everything committed, and a bare repository beside it that its branch follows.
    pub fn with_remote(self) -> Self {
        self.commit_all("Begin");
        self.git(&["init", "--quiet", "--bare", "--initial-branch=main", "../remote.git"]);
        self.git(&["remote", "add", "origin", "../remote.git"]);
        self.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
        self
    }

    /// Somebody else's clone of this one's remote, with the same merge driver.
    pub fn colleague(&self) -> Self {
        let other = Self::folder();
        let remote = self.root.with_file_name("remote.git");
        other.git(&["clone", "--quiet", remote.to_str().expect("it is text"), "."]);
        let driver = self.git(&["config", "merge.incident.driver"]);
        other.git(&["config", "merge.incident.driver", driver.trim_end()]);
        other
    }

    /// Two branches that say two things in `tracked.txt`: `main`, which is checked out, and `side`.
    pub fn disagree(&self) {
        self.git(&["checkout", "--quiet", "-b", "side"]);
        self.write("tracked.txt", "side\n");
        self.commit_all("Side");
        self.git(&["checkout", "--quiet", "main"]);
        self.write("tracked.txt", "main\n");
        self.commit_all("Main");
    }

    /// The same, seen at another time.
    pub fn at(mut self, now: &str) -> Self {
        self.now = now.to_owned();
        self
    }

    /// The same with a variable in the environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A copy of the project's own sample log, committed.
    pub fn sample() -> Self {
        let repository = Self::new();
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        for top in ["incident.yaml", "incidents", "agenda"] {
            for file in walkdir::WalkDir::new(project.join(top)).into_iter().map(|file| file.expect("it can be read")) {
                if file.file_type().is_file() {
                    let path = file.path().strip_prefix(project).expect("it is below");
                    repository
                        .write_bytes(&path.to_string_lossy(), &std::fs::read(file.path()).expect("it can be read"));
                }
            }
        }
        repository.commit_all("A sample log");
        repository
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GIT_") || name.starts_with("INCIDENT_"))
        {
            command.env_remove(name);
        }
        command
            .current_dir(folder)
            .env("HOME", self.folder.path())
            .env_remove("XDG_CACHE_HOME")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", self.folder.path())
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Tech Lead")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "lead@shop.example")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_DATE"), "2026-11-24T12:00:00+00:00")))
            .env("INCIDENT_NOW", &self.now)
            .env("NO_COLOR", "1")
            // Whether something takes long is no business of tests.
            .env("INCIDENT_PROGRESS", "never")
            .env("TZ", "UTC")
            .env("COLUMNS", "100")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    fn ran(command: &mut Command) -> Ran {
        let output = command.output().expect("the program starts");
        Ran {
            stdout: String::from_utf8(output.stdout).expect("it prints text"),
            stderr: String::from_utf8(output.stderr).expect("it prints text"),
            status: output.status.code(),
        }
    }

    /// Runs `incident` at the top of the repository.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    /// Runs `incident` in a folder of the repository.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        Self::ran(self.command(env!("CARGO_BIN_EXE_incident"), &self.root.join(folder)).args(arguments))
    }

    /// `incident` with arguments, not yet started, for tests that hold its pipes themselves.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_incident"), &self.root);
        command.args(arguments);
        command
    }

    /// Runs `incident` with `--format json`, which must be done; gives its answer.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        self.run(&[arguments, &["--format", "json"]].concat()).ok().json()
    }

    /// What `validate` finds, as `path:line:column rule: message`.
    #[track_caller]
    pub fn findings(&self) -> Vec<String> {
        let report = self.run(&["validate", "--format", "json"]).json();
        let findings = report["findings"].as_array().expect("a list");
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        findings
            .iter()
            .map(|f| {
                let [path, line, column, rule, message] =
                    ["path", "line", "column", "rule", "message"].map(|key| text(&f[key]));
                format!("{path}:{line}:{column} {rule}: {message}")
            })
            .collect()
    }

    /// Runs git, which must be done; gives what it printed.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        let ran = Self::ran(self.command("git", &self.root).args(arguments));
        assert_eq!(ran.status, Some(0), "git {arguments:?}: {}", ran.stderr);
        ran.stdout
    }

    /// Runs git and gives its exit status, for what it is to refuse.
    pub fn command_status(&self, arguments: &[&str]) -> Option<i32> {
        self.other("git", arguments).status
    }

    /// Runs another program at the top of the repository.
    pub fn other(&self, program: &str, arguments: &[&str]) -> Ran {
        Self::ran(self.command(program, &self.root).args(arguments))
    }

    /// Commits everything.
    pub fn commit_all(&self, subject: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", subject]);
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    pub fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is made");
        std::fs::write(path, bytes).expect("the file is written");
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces a text of a file, which must be in it.
    #[track_caller]
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// A program for one of git's hooks.
    pub fn hook(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = format!(".git/hooks/{name}");
        self.write(&path, &format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(self.path(&path), std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    }

    /// Every file outside git's own folder, with its bytes: to see that nothing changed.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let walk = walkdir::WalkDir::new(&self.root).sort_by_file_name().into_iter();
        walk.filter_entry(|entry| entry.file_name() != ".git")
            .map(|entry| entry.expect("it can be read"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(&self.root).expect("it is below").to_string_lossy().into_owned();
                (path, std::fs::read(entry.path()).expect("it can be read"))
            })
            .collect()
    }
}

/// What a file of the site holds in lower case, with the words of the search's files spelt out: each is there as how much
/// of the one before it begins with, and the rest.
pub fn told_by(path: &str, bytes: &[u8]) -> String {
    let mut told = String::from_utf8_lossy(bytes).to_lowercase();
    if path.contains("search/w-") {
        let data = told.split_once(',').and_then(|(_, data)| data.strip_suffix(")\n")).expect("it hands over data");
        let data: String = serde_json::from_str(data).expect("the data is a text");
        let mut last = String::new();
        for word in data.split(';').flat_map(|stem| stem.split(' ').next().unwrap_or_default().split(',')) {
            let shared = word.chars().next().and_then(|digit| digit.to_digit(36)).expect("a digit") as usize;
            last = last.chars().take(shared).chain(word.chars().skip(1)).collect();
            told = format!("{told} {last}");
        }
    }
    told
}
