//! Sending a branch to where it comes from, by git itself: the user's credentials and hooks apply.

use super::failure::GitError;
use super::repository::Repository;
use super::run;
use git2::RepositoryState;
use std::process::Command;

/// The branch that is checked out, and the one of a remote that it follows.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// `refs/heads/main`
    pub(super) branch: String,
    remote: String,
    /// The branch as the remote has it.
    target: String,
    /// Where the remote's branch is remembered, `refs/remotes/origin/main`.
    pub(super) tracking: String,
}

/// Where a branch is to be sent.
#[derive(Debug)]
pub enum Target {
    Known(Upstream),
    /// Nobody has said yet: what is committed is kept until somebody does.
    Unknown(GitError),
}

/// How git ended that was to push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Push {
    Done,
    /// Somebody else was faster.
    Behind,
}

impl Target {
    /// Where the branch that is checked out is pushed to.
    ///
    /// # Errors
    /// Where a merge or the like is under way, no branch is checked out, or it follows another branch.
    pub fn of(repository: &Repository) -> Result<Self, GitError> {
        if let Some(step) = under_way(repository.git.state()) {
            return Err(GitError::new(
                format!("a {step} is under way in this clone, so nothing can be pushed"),
                format!("end it with `git {step} --continue` or `--abort`, or leave --push out; nothing was written"),
            ));
        }
        let Some(branch) = branch(repository) else {
            let help = "`git switch BRANCH` goes to one, or leave --push out; nothing was written";
            return Err(GitError::new("no branch is checked out, so there is none to push", help));
        };
        let name = branch.strip_prefix("refs/heads/").unwrap_or(&branch).to_owned();
        let follows = || -> Result<Upstream, git2::Error> {
            let text = |value: git2::Buf| value.as_str().map(str::to_owned);
            Ok(Upstream {
                remote: text(repository.git.branch_upstream_remote(&branch)?)?,
                target: text(repository.git.branch_upstream_merge(&branch)?)?,
                tracking: text(repository.git.branch_upstream_name(&branch)?)?,
                branch: branch.clone(),
            })
        };
        if let Ok(upstream) = follows() {
            upstream.check_is_own(repository, &name)?;
            return Ok(Self::Known(upstream));
        }
        let remotes = repository.git.remotes()?;
        let first = remotes.iter().find_map(|name| name.ok().flatten());
        Ok(Self::Unknown(match first {
            Some(remote) => GitError::new(
                format!("the branch {name} follows none of a remote, so it is not known where to push it"),
                format!("`git push --set-upstream {remote} {name}` says where, once, and sends what is committed"),
            ),
            None => GitError::new(
                "there is nothing to push to, as this clone has no remote",
                format!(
                    "`git remote add origin URL` names one, and `git push --set-upstream origin {name}` sends there what \
                     is committed"
                ),
            ),
        }))
    }
}

impl Upstream {
    /// Refuses what plain `git push` would not push there: whoever works on a topic has not asked for it on the main branch.
    fn check_is_own(&self, repository: &Repository, name: &str) -> Result<(), GitError> {
        let config = repository.git.config()?;
        let setting = |key: &str| config.get_string(key).ok();
        let other = setting(&format!("branch.{name}.pushRemote")).or_else(|| setting("remote.pushDefault"));
        if let Some(other) = other.filter(|other| *other != self.remote) {
            return Err(GitError::new(
                format!("the branch {name} follows {self}, and is pushed to {other}"),
                "push it yourself with `git push`, or leave --push out; nothing was written",
            ));
        }
        let is_asked = setting("push.default").is_some_and(|word| matches!(word.as_str(), "upstream" | "tracking"));
        if self.remote == "." || (self.target != self.branch && !is_asked) {
            return Err(GitError::new(
                format!("the branch {name} follows {self}, which is another branch"),
                format!(
                    "`git push --set-upstream origin {name}` gives it one of its own, or leave --push out; nothing was written"
                ),
            ));
        }
        Ok(())
    }

    /// Pushes the branch.
    ///
    /// # Errors
    /// What git said, where the remote is not reached, it or a hook refuses, or git is not installed.
    pub fn push(&self, repository: &Repository) -> Result<Push, GitError> {
        let mut git = over_network(repository)?;
        // What git says of a branch is told apart below, and nowhere in another language than its own.
        git.env("LANGUAGE", "en").args(["push", "--porcelain", &self.remote]);
        let output = run::run(git.arg(format!("{}:{}", self.branch, self.target)))?;
        if output.status.success() {
            return Ok(Push::Done);
        }
        const FASTER: [&str; 5] =
            ["fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref", "incorrect old value"];
        let told = String::from_utf8_lossy(&output.stdout);
        let was_faster = |line: &str| line.starts_with('!') && FASTER.iter().any(|reason| line.contains(reason));
        match told.lines().any(was_faster) {
            true => Ok(Push::Behind),
            false => Err(GitError::new(format!("git did not push to {self}:\n{}", run::said(&output)), KEPT)),
        }
    }

    /// Fetches what others pushed to it.
    ///
    /// # Errors
    /// As [`Upstream::push`].
    pub fn fetch(&self, repository: &Repository) -> Result<(), GitError> {
        let mut git = over_network(repository)?;
        git.args(["fetch", "--quiet", &self.remote, &self.target]);
        run::done(&mut git, &format!("git did not fetch from {self}"), KEPT).map(|_| ())
    }
}

/// What becomes of a commit that is not pushed.
pub(super) const KEPT: &str = "what is committed stays so; `git push`, or the next step with --push, sends it";

impl std::fmt::Display for Upstream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tracking.strip_prefix("refs/remotes/").unwrap_or(&self.tracking))
    }
}

/// The branch that is checked out, whether it has a commit or not.
pub(super) fn branch(repository: &Repository) -> Option<String> {
    let head = repository.git.find_reference("HEAD").ok()?;
    head.symbolic_target().ok().flatten().map(str::to_owned)
}

/// What git calls the step that it is in the middle of.
fn under_way(state: RepositoryState) -> Option<&'static str> {
    match state {
        RepositoryState::Clean | RepositoryState::Bisect => None,
        RepositoryState::Merge => Some("merge"),
        RepositoryState::Revert | RepositoryState::RevertSequence => Some("revert"),
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => Some("cherry-pick"),
        RepositoryState::ApplyMailbox => Some("am"),
        RepositoryState::Rebase
        | RepositoryState::RebaseInteractive
        | RepositoryState::RebaseMerge
        | RepositoryState::ApplyMailboxOrRebase => Some("rebase"),
    }
}

/// Git that goes over the network, and never waits for an answer that nobody gives.
fn over_network(repository: &Repository) -> Result<Command, GitError> {
    let mut git = run::git(repository)?;
    if !repository.may_ask {
        never_waiting(&mut git, || {
            repository.git.config().and_then(|config| config.get_string("core.sshCommand")).ok()
        });
    }
    Ok(git)
}

/// Keeps git from asking for a password; `named` is the command for ssh that its configuration names.
pub(super) fn never_waiting(git: &mut Command, named: impl Fn() -> Option<String>) {
    git.env("GIT_TERMINAL_PROMPT", "0");
    let ssh = match std::env::var("GIT_SSH_COMMAND").ok() {
        None if std::env::var_os("GIT_SSH").is_some() => None,
        command => Some(command.or_else(named).unwrap_or_else(|| "ssh".to_owned())),
    };
    // Another program than ssh need not know what the option means.
    let is_ssh = |command: &String| command.split_whitespace().next().is_some_and(|word| word.ends_with("ssh"));
    if let Some(ssh) = ssh.filter(is_ssh) {
        git.env("GIT_SSH_COMMAND", format!("{ssh} -o BatchMode=yes"));
    }
}
