//! Sending what was committed to where the branch comes from, behind what others have sent meanwhile.

use super::answer;
use super::failure::Failure;
use crate::disk::{self, Fresh, Lock};
use crate::git::{self, Push, Repository, Upstream};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::path::PathBuf;
use std::time::Duration;

/// As often others may be faster, before it is for a person to say what becomes of it.
const MOST_TRIES: u32 = 5;
/// The folder in git's own in which commits are rebased.
const SCRATCH: &str = "incident-push";

/// How a push ended that could be tried.
#[derive(Debug)]
pub enum Ended {
    Pushed,
    /// Others set something to another value meanwhile in some files, so that a person has to decide; from the repository's top.
    Contested(Failure, Vec<String>),
}

/// Pushes the branch, which is brought up to date with its upstream where others have pushed to it. The caller's lock is
/// let go: the network is slow.
///
/// # Errors
/// Where the remote is not reached or refuses, or others are always faster. What is committed stays so.
pub fn push(repository: &Repository, upstream: &Upstream) -> Result<Ended, Failure> {
    if !git::has_merge_driver(repository) {
        answer::aside(
            "note: git merges by lines in this clone; `incident hook install` has it merge the log by meaning",
        );
    }
    for tried in 0..=MOST_TRIES {
        if upstream.push(repository)? == Push::Done {
            return Ok(Ended::Pushed);
        }
        if tried == MOST_TRIES {
            break;
        }
        if tried > 0 {
            // Those who met once do not meet again at the same moment.
            std::thread::sleep(Duration::from_millis(RandomState::new().hash_one(tried) % 300));
        }
        upstream.fetch(repository)?;
        if let Some((failure, conflicts)) = join(repository, upstream)? {
            return Ok(Ended::Contested(failure, conflicts));
        }
    }
    Err(Failure::new(
        format!("others pushed to {upstream} at the same time, {MOST_TRIES} times over, so nothing was pushed"),
        "what is committed stays so; `git pull --rebase` and `git push`, or the next step with --push, sends it",
    ))
}

/// Puts what is committed here behind what was fetched; gives what is in the way, where a person has to decide that.
fn join(repository: &Repository, upstream: &Upstream) -> Result<Option<(Failure, Vec<String>)>, Failure> {
    let Some(top) = repository.work_tree() else { return Ok(None) };
    let lock = disk::lock(repository.git_dir(), top)?;
    // Between two tries another command may have died in the middle of its own.
    finish_interrupted(repository, &lock)?;
    let scratch = Fresh::new(scratch(repository))?;
    match git::rebase(repository, upstream, scratch.path()) {
        Err(error) if !error.conflicts.is_empty() => {
            let conflicts = error.conflicts.clone();
            Ok(Some((error.into(), conflicts)))
        }
        done => Ok(done.map(|()| None)?),
    }
}

/// Finishes or takes away what a push that died left.
///
/// # Errors
/// Where it died as it changed files, and they have been changed since.
pub fn finish_interrupted(repository: &Repository, _lock: &Lock) -> Result<(), Failure> {
    let left = scratch(repository);
    if left.exists() {
        git::remove_scratch(repository, Fresh::new(left)?.path());
    }
    Ok(git::finish_rebase(repository)?)
}

fn scratch(repository: &Repository) -> PathBuf {
    repository.git_dir().join(SCRATCH)
}
