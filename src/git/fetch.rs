//! A bare copy of a repository that is elsewhere, fetched by git itself: the user's credentials apply, and nothing of the
//! other repository's is run or set.

use super::address::{Address, masked};
use super::failure::GitError;
use super::push::never_waiting;
use super::run;
use super::setting::user_setting;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output};

/// How much of the history is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What there is now.
    Newest,
    /// Every commit.
    Whole,
}

/// Why nothing was fetched.
#[derive(Debug)]
pub struct NotFetched {
    pub error: GitError,
    /// Whether it was refused, or is not there: an earlier copy says nothing any more.
    pub is_refused: bool,
}

/// The branch of the copy, whatever the other repository calls its own.
const BRANCH: &str = "log";
/// What git says where whoever asks may not have it, or it is none. Whatever else keeps it from being fetched may pass.
const REFUSALS: [&str; 14] = [
    "authentication failed",
    "permission denied",
    "access denied",
    "could not read username",
    "could not read password",
    "terminal prompts disabled",
    "not found",
    "returned error: 401",
    "returned error: 403",
    "host key verification failed",
    "certificate",
    "does not appear to be a git repository",
    "couldn't find remote ref",
    "not allowed",
];

/// Whether a folder holds a copy.
pub fn is_fetched(folder: &Path) -> bool {
    git2::Repository::open_bare(folder).is_ok_and(|git| git.head().is_ok())
}

/// Brings a bare copy up to date with the branch that the other repository has checked out; makes it where there is none.
///
/// # Errors
/// What git said, where it is not reached or refuses; or git is not installed.
pub fn fetch(address: &Address, folder: &Path, depth: Depth, may_ask: bool) -> Result<(), NotFetched> {
    let is_there = is_fetched(folder);
    if !is_there {
        // An empty template: no hook of anybody's stands in it.
        let mut git = beside(folder);
        git.args(["init", "--quiet", "--bare", "--template=", "--initial-branch", BRANCH]).arg(folder);
        finished(&mut git, address, folder)?;
    }
    let is_shallow = folder.join("shallow").is_file();
    let mut git = over_network(folder, may_ask);
    match depth {
        Depth::Newest if is_shallow || !is_there => git.arg("--depth=1"),
        Depth::Whole if is_shallow => git.arg("--unshallow"),
        Depth::Newest | Depth::Whole => git.arg("--update-shallow"),
    };
    git.arg("--").arg(address.whole()).arg(format!("+HEAD:refs/heads/{BRANCH}"));
    finished(&mut git, address, folder).map(drop)
}

/// Git, yet to be told from where to fetch, and never waiting for an answer that nobody gives.
fn over_network(folder: &Path, may_ask: bool) -> Command {
    let mut git = beside(folder);
    let mut git_dir = OsString::from("--git-dir=");
    git_dir.push(folder);
    git.arg(git_dir);
    for setting in [
        // What tidies up does so while nobody else has the copy.
        "gc.autoDetach=false",
        "maintenance.autoDetach=false",
        // A connection over which nothing comes for a minute is none.
        "http.lowSpeedLimit=1",
        "http.lowSpeedTime=60",
    ] {
        git.args(["-c", setting]);
    }
    git.args(["fetch", "--quiet", "--force", "--no-tags", "--no-prune", "--no-recurse-submodules"]);
    // That would have the address, with what is secret in it.
    git.arg("--no-write-fetch-head");
    if std::env::var_os("GIT_ALLOW_PROTOCOL").is_none() {
        // Where the user's configuration puts another address in its place, too.
        git.env("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file");
    }
    if !may_ask {
        never_waiting(&mut git, || user_setting("core.sshCommand"));
    }
    git
}

fn beside(folder: &Path) -> Command {
    let mut git = run::git_beside(folder.parent().unwrap_or(folder));
    for name in ["GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"] {
        git.env_remove(name);
    }
    // What git says is told apart below, in no other language.
    git.env("LANGUAGE", "en");
    // No hook of the user's is meant for a copy that nobody works in.
    git.args(["-c", "core.hooksPath=/dev/null"]);
    git
}

fn finished(git: &mut Command, address: &Address, folder: &Path) -> Result<Output, NotFetched> {
    let output = git.output().map_err(|error| {
        let (message, help) = match error.kind() {
            std::io::ErrorKind::NotFound => ("git is not installed".to_owned(), "install git, which fetches it"),
            _ => (format!("git cannot be started: {error}"), "it fetches what an address names"),
        };
        NotFetched { error: GitError::new(message, help), is_refused: false }
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let said = masked(&run::said(&output));
    let is_refused = REFUSALS.iter().any(|refusal| said.to_lowercase().contains(refusal));
    let message = format!("git did not fetch {address}:\n{said}");
    let help = format!(
        "`git ls-remote ADDRESS` tells whether git reaches it, and who you are there is git's to know: by an ssh key, or a \
         credential helper. Where the copy in {} is damaged, remove it",
        folder.display()
    );
    Err(NotFetched { error: GitError::new(message, help), is_refused })
}
