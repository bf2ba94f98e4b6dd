//! The set-up of a log in a clone, part by part: how each is, and what mends it.

use super::context::Context;
use super::failure::Failure;
use super::tracking::Tracking;
use super::{chat, people};
use crate::connect::Outbox;
use crate::disk;
use crate::git::{Found, Place, Repository, Target, has_merge_driver, with_merge_driver};
use crate::log::{Log, PLAN_PATH};
use crate::model::{CLOCK_SLACK, format_moment};
use crate::text::counted;
use serde::Serialize;

/// How one part of the set-up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Fine,
    /// Something is missing that some do without.
    Missing,
    Wrong,
}

impl State {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Missing => "missing",
            Self::Wrong => "WRONG",
        }
    }
}

/// A part of the set-up.
#[derive(Debug, Serialize)]
pub struct Check {
    pub part: &'static str,
    pub state: State,
    pub message: String,
    pub help: Option<String>,
}

/// What is looked at.
struct Looked<'a> {
    repository: &'a Repository,
    log: &'a Log,
    context: &'a Context,
}

/// A part of the set-up, and how to look at it.
type Part = (&'static str, fn(&Looked<'_>) -> Told);

/// Everything that is looked at, in the order in which it is told.
const CHECKS: &[Part] = &[
    ("git", git),
    ("plan", plan),
    ("hook", hook),
    ("merge driver", merge_driver),
    ("push", push),
    ("history", history),
    ("phone numbers", phone_numbers),
    ("chat", chat),
    ("tracker", tracker),
    ("outbox", outbox),
    ("clock", clock),
];

/// How a part is, what is to be said of it, and what to do.
type Told = (State, String, Option<String>);

fn fine(message: impl Into<String>) -> Told {
    (State::Fine, message.into(), None)
}

fn told(state: State, message: impl Into<String>, help: impl Into<String>) -> Told {
    (state, message.into(), Some(help.into()))
}

/// The log of the work tree, or of a bare repository's last commit, after what a run that died left is finished.
///
/// # Errors
/// Where it cannot be read.
pub fn log_of(repository: &Repository) -> Result<Log, Failure> {
    if let Some(top) = repository.work_tree() {
        disk::finish_interrupted(repository.git_dir(), top)?;
    }
    let place = if repository.is_bare() { Place::Revision("HEAD".to_owned()) } else { Place::WorkTree };
    Ok(Log::load(&repository.snapshot(&place)?)?)
}

/// Looks at every part.
pub fn checks(repository: &Repository, log: &Log, context: &Context) -> Vec<Check> {
    let looked = Looked { repository, log, context };
    let check = |(part, check): &Part| {
        let (state, message, help) = check(&looked);
        Check { part, state, message, help }
    };
    CHECKS.iter().map(check).collect()
}

fn git(looked: &Looked<'_>) -> Told {
    match looked.repository.git_version() {
        Err(error) => told(State::Wrong, error.to_string(), "install git; reading the log goes on without"),
        Ok(version) if !looked.repository.has_identity() => told(
            State::Wrong,
            format!("git {version} does not know who you are, so nothing can be committed"),
            "`git config --global user.name NAME` and `git config --global user.email ADDRESS`",
        ),
        Ok(version) => match looked.repository.index_lock() {
            Some(lock) => told(
                State::Wrong,
                format!("git {version} commits nothing while {} is there", lock.display()),
                "where no git command is at work, one that was killed left it: remove it",
            ),
            None => fine(format!("git {version}, and it knows who you are")),
        },
    }
}

fn plan(looked: &Looked<'_>) -> Told {
    let plan = &looked.log.plan;
    if !looked.log.paths.contains(PLAN_PATH) {
        return told(
            State::Missing,
            "there is no incident.yaml; the built-in plan holds",
            "`incident init` writes one",
        );
    }
    match plan.wrong_values().next() {
        None => fine(format!("{PLAN_PATH} of {}", plan.value.name)),
        Some(problem) => {
            let message = format!("{}: {}", plan.told_at(problem), problem.message);
            told(State::Wrong, message, "`incident validate` tells all that is wrong in it, and what to do")
        }
    }
}

fn hook(looked: &Looked<'_>) -> Told {
    const INSTALL: &str = "`incident hook install` checks the log before each commit";
    match looked.repository.pre_commit_hook() {
        Err(error) => told(State::Wrong, error.to_string(), error.help),
        Ok(hook) => match hook.found {
            Found::Ours(_) => fine(format!("{} is installed", hook.path.display())),
            Found::Changed(_) => {
                let message = format!("{} was changed by hand, or may no longer be run", hook.path.display());
                told(State::Wrong, message, "`incident hook install --force --dry-run` shows what would be lost")
            }
            Found::Nothing => told(State::Missing, "commits in this clone are not checked", INSTALL),
            Found::Other => told(State::Missing, format!("{} does not check the log", hook.path.display()), INSTALL),
        },
    }
}

fn merge_driver(looked: &Looked<'_>) -> Told {
    if looked.repository.is_bare() {
        return fine("a bare repository merges nothing");
    }
    let is_named = with_merge_driver(&looked.repository.attributes()).is_none();
    match (is_named, has_merge_driver(looked.repository)) {
        (true, true) => fine("git merges the log by meaning"),
        (_, false) => told(
            State::Missing,
            "git merges by lines in this clone, so two who write at once get conflicts",
            "`incident hook install` tells git of `incident merge`",
        ),
        (false, true) => told(
            State::Missing,
            ".gitattributes does not name the driver for the log's documents",
            "add the lines `incidents/**/*.md merge=incident` and `agenda/**/*.md merge=incident` to it, and commit it",
        ),
    }
}

fn push(looked: &Looked<'_>) -> Told {
    match Target::of(looked.repository) {
        Ok(Target::Known(upstream)) => fine(format!("--push sends to {upstream}")),
        Ok(Target::Unknown(error)) => told(State::Missing, error.to_string(), error.help),
        Err(error) => told(State::Missing, error.to_string(), error.help.replace("; nothing was written", "")),
    }
}

fn history(looked: &Looked<'_>) -> Told {
    match looked.repository.is_shallow() {
        true => told(
            State::Missing,
            "this clone is shallow, so not all changes are known",
            "`git fetch --unshallow` brings the rest",
        ),
        false => fine("every commit is in this clone; `incident verify` judges what they did"),
    }
}

fn phone_numbers(looked: &Looked<'_>) -> Told {
    let plan = &looked.log.plan.value;
    let called = plan.callable();
    let known = people::callable(plan, looked.repository);
    let lacking: Vec<&str> = called
        .iter()
        .filter(|person| known.iter().all(|known| known.name != person.name || known.phone.is_none()))
        .map(|person| person.name.as_str())
        .collect();
    match lacking.as_slice() {
        _ if called.is_empty() => told(
            State::Missing,
            "the plan says of nobody in which order to call them",
            "give people of the roster `escalation: 1`, `2` … in incident.yaml",
        ),
        [] => fine("everybody who is called has one here"),
        lacking => told(
            State::Missing,
            format!("there is no number here for {}", lacking.join(", ")),
            "`phone:` in the plan, or `phone-from:` with a variable of the environment or a file that git ignores",
        ),
    }
}

fn chat(looked: &Looked<'_>) -> Told {
    let plan = &looked.log.plan.value;
    match (plan.chat.is_some(), chat::Means::of(plan)) {
        (false, _) => fine("none is set up; messages are printed ready to paste"),
        (true, Some(chat::Means::Bot)) => fine("messages go out by the bot"),
        (true, Some(chat::Means::Webhook)) => fine("messages to the incident channel go out by the webhook"),
        (true, None) => told(State::Missing, "nothing is posted from here", chat::missing()),
    }
}

fn tracker(looked: &Looked<'_>) -> Told {
    match Tracking::of(&looked.log.plan.value, looked.repository) {
        Ok(Some(_)) => fine("tickets are opened in it"),
        Ok(None) => fine("none is set up in which tickets can be opened; they are printed to be opened by hand"),
        Err(failure) => told(State::Missing, failure.message, failure.hints.join("; ")),
    }
}

fn outbox(looked: &Looked<'_>) -> Told {
    match Outbox::of(looked.repository).items() {
        Err(error) => told(State::Wrong, error.to_string(), error.help),
        Ok(items) if items.is_empty() => fine("nothing waits to go out"),
        Ok(items) => {
            let message = format!("{} to go out", counted(items.len(), "message or ticket waits"));
            told(State::Wrong, message, "`incident outbox` lists them, `incident outbox send` sends them")
        }
    }
}

fn clock(looked: &Looked<'_>) -> Told {
    let now = looked.context.now;
    match looked.repository.last_commit().filter(|last| *last > now + CLOCK_SLACK) {
        None => fine(format!("it is {}", format_moment(now))),
        Some(last) => told(
            State::Wrong,
            format!(
                "the last commit was made at {}, and here it is {}",
                format_moment(last.into()),
                format_moment(now)
            ),
            "set this machine's clock: the times of the timeline come from it",
        ),
    }
}
