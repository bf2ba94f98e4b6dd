//! A bare copy of a repository that is elsewhere, fetched by git itself: the user's credentials apply, and nothing of the
//! other repository's is run or set.

use super::address::{Address, WAYS, masked};
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
    /// Whether only the network, or the host's load, is in the way: an earlier copy may stand in. Whoever is refused gets none.
    pub may_pass: bool,
}

/// The branch of the copy, whatever the other repository calls its own.
const BRANCH: &str = "log";
/// What git and ssh say of a network that is not there, and of a host that is overloaded, in small letters. Each host refuses
/// in words of its own, so whatever else is said counts as a refusal. Each has a space, which no address has.
const TROUBLES: [&str; 23] = [
    "could not resolve",
    "couldn't resolve",
    "unable to look up",
    "name resolution",
    "failed to connect",
    "could not connect",
    "couldn't connect",
    "unable to connect",
    "timed out",
    "connection timeout",
    "operation too slow",
    "connection refused",
    "connection reset",
    "is unreachable",
    "no route to host",
    "network is down",
    "host is down",
    "empty reply from server",
    "unexpected disconnect",
    "returned error: 429",
    "returned error: 5",
    "cannot lock ref",
    ".lock': file exists",
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
        // Whatever the user would have for repositories of their own.
        git.env("GIT_DEFAULT_HASH", "sha1").env("GIT_DEFAULT_REF_FORMAT", "files");
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
    let mut git = in_copy(folder);
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
        git.env("GIT_ALLOW_PROTOCOL", allowed(folder));
    }
    if !may_ask {
        never_waiting(&mut git, || user_setting("core.sshCommand"));
    }
    git
}

/// The ways that lead to another machine or folder, as git takes a list of them, without those that the user's configuration
/// forbids: of what the list has, git asks no configuration.
fn allowed(folder: &Path) -> String {
    let mut git = in_copy(folder);
    let said = run::run(git.args(["config", "--get-regexp", r"^protocol\."])).map(|output| output.stdout);
    let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
    let setting = |key: &str| {
        said.lines()
            .rev()
            .filter_map(|line| line.split_once(' '))
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    };
    let is_allowed = |way: &&str| {
        let policy = setting(&format!("protocol.{way}.allow")).or_else(|| setting("protocol.allow"));
        !policy.is_some_and(|policy| policy.eq_ignore_ascii_case("never"))
    };
    WAYS.into_iter().filter(is_allowed).collect::<Vec<_>>().join(":")
}

/// Git in the copy, whatever is around it.
fn in_copy(folder: &Path) -> Command {
    let mut git = beside(folder);
    let mut git_dir = OsString::from("--git-dir=");
    git_dir.push(folder);
    git.arg(git_dir);
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
        NotFetched { error: GitError::new(message, help), may_pass: false }
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let said = masked(&run::said(&output).replace(address.whole(), &address.to_string()));
    let may_pass = is_trouble(&said);
    let message = format!("git did not fetch {address}:\n{said}");
    let help = format!(
        "`git ls-remote ADDRESS` tells whether git reaches it, and who you are there is git's to know: by an ssh key, or a \
         credential helper. Where the copy in {} is damaged, remove it",
        folder.display()
    );
    Err(NotFetched { error: GitError::new(message, help), may_pass })
}

/// Whether it tells of the network. What the host itself says is no word of git's.
fn is_trouble(said: &str) -> bool {
    let own = said.to_lowercase();
    let mut own = own.lines().filter(|line| !line.starts_with("remote:"));
    own.any(|line| TROUBLES.iter().any(|trouble| line.contains(trouble)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trouble_of_the_network_passes() {
        for trouble in [
            "fatal: unable to access 'https://h/a/': Could not resolve host: h",
            "fatal: unable to access 'http://h/a/': Failed to connect to h port 80 after 0 ms: Could not connect to server",
            "fatal: unable to access 'https://h/a/': The requested URL returned error: 503",
            "ssh: connect to host h port 22: Connection timed out\nfatal: Could not read from remote repository.",
            "ssh: connect to host h port 22: Network is unreachable",
            "fatal: Unable to create '/c/a.git/shallow.lock': File exists.",
        ] {
            assert!(is_trouble(trouble), "{trouble}");
        }
        for refusal in [
            "remote: The project you were looking for could not be found or you don't have permission to view it.",
            "FATAL: R any log reader DENIED by fallthru\n(or you mis-spelled the reponame)",
            "remote: not authorized\nfatal: unable to access 'https://h/timed-out/': The requested URL returned error: 403",
            "remote: your session timed out\nfatal: the remote end hung up",
            "ERROR: it does not exist or you do not have access",
            "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.",
            "fatal: unable to access 'https://h/a/': SSL certificate problem: certificate has expired",
            "fatal: '/srv/a.git' does not appear to be a git repository",
            "",
        ] {
            assert!(!is_trouble(refusal), "{refusal}");
        }
    }
}
