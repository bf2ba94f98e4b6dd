use super::context::Context;
use super::failure::Failure;
use super::fit::prose;
use super::setup::{checks, log_of};
use super::{Outcome, answer};
use crate::git::Repository;
use crate::log::{Log, PLAN_PATH};
use crate::model::format_moment;
use crate::text::{counted, printable};
use serde_json::{Map, Value, json};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// Print what the report of a fault in this tool needs, without names, addresses, secrets or words of the log
#[derive(Debug, clap::Args)]
pub struct Args {}

/// A line of the report.
type Fact = (&'static str, String);

/// Variables that steer how text is read and shown; what they say names nobody.
const OF_TEXT: &[&str] = &["LC_ALL", "LC_CTYPE", "LANG", "TZ"];
const OF_TERMINAL: &[&str] = &["TERM", "COLORTERM", "TERM_PROGRAM"];
/// The others that change what the tool does: whether they are set, and never to what.
const SET: &[&str] = &["CI", "EDITOR", "FORCE_COLOR", "NO_COLOR", "PAGER", "VISUAL", "HTTPS_PROXY", "https_proxy"];

pub fn run(_: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let facts = facts(context);
    if json {
        let facts: Map<String, Value> = facts.into_iter().map(|(name, fact)| (name.to_owned(), json!(fact))).collect();
        answer::print(&Value::Object(facts))?;
    } else {
        let mut out = anstream::stdout().lock();
        for (name, fact) in facts {
            write!(out, "{}", prose(&format!("{name:<12} "), &printable(&fact), 13, context.columns))?;
        }
    }
    Ok(Outcome::Done)
}

fn facts(context: &Context) -> Vec<Fact> {
    let mut facts = vec![("incident", tool()), ("system", system())];
    // Whoever reports that no repository is found reports this too.
    match context.repository() {
        Err(failure) => facts.push(("repository", format!("none can be opened here: {}", nameless(&failure)))),
        Ok(repository) => facts.extend(of_repository(&repository, context)),
    }
    facts.push(("terminal", terminal(context)));
    facts.push(("text", variables(OF_TEXT)));
    facts.push(("environment", environment()));
    facts.push(("clock", format_moment(context.now).to_string()));
    facts
}

/// A message that names nothing, whole; of one that does, no word.
fn nameless(failure: &Failure) -> &str {
    let names = failure.place.is_some() || failure.message.contains(['/', '\\', '`', '\'', '"']);
    if names { "the message names something, so it is not told here" } else { &failure.message }
}

fn tool() -> String {
    let build = if cfg!(debug_assertions) { ", a debug build" } else { "" };
    let at = std::env::current_exe().map_or("an unknown place", |path| place(&path));
    format!("{}{build}, {at}", env!("CARGO_PKG_VERSION"))
}

/// What kind of place a program is in: its path may name people.
fn place(path: &Path) -> &'static str {
    let is_below = |folders: &[&str]| {
        let folders: Vec<_> = folders.iter().map(std::ffi::OsStr::new).collect();
        path.iter().collect::<Vec<_>>().windows(folders.len()).any(|names| names == folders)
    };
    let places = [
        (path.starts_with("/usr/local"), "in /usr/local"),
        (path.starts_with("/usr"), "in /usr"),
        (is_below(&[".cargo", "bin"]), "in cargo's folder of programs"),
        (is_below(&["target"]), "in a folder of builds"),
    ];
    places.iter().find(|(is_there, _)| *is_there).map_or("in a folder of its own", |(_, place)| place)
}

fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).map(|name| name.trim_matches('"'));
    let libc = if cfg!(target_env = "musl") { ", built with musl" } else { "" };
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{} {}{name}{libc}", std::env::consts::OS, std::env::consts::ARCH)
}

fn of_repository(repository: &Repository, context: &Context) -> Vec<Fact> {
    let git = repository.git_version().unwrap_or_else(|_| "not found".to_owned());
    let mut facts = vec![
        ("git", format!("{git}; the library is {}", Repository::library_version())),
        ("repository", repository.kind().join(", ")),
    ];
    match log_of(repository) {
        Err(failure) => facts.push(("log", format!("cannot be read: {}", nameless(&failure)))),
        Ok(log) => {
            facts.push(("log", of_log(&log)));
            let checks = checks(repository, &log, context);
            let states: Vec<_> = checks.iter().map(|check| format!("{} {}", check.part, check.state.word())).collect();
            facts.push(("set-up", states.join(", ")));
        }
    }
    // A name of ours names nobody; that of another file may.
    let (ours, others): (Vec<_>, Vec<_>) = repository.kept().into_iter().partition(|(name, _)| is_ours(name));
    let mut kept: Vec<_> = ours.iter().map(|(name, bytes)| format!("{name} {bytes} bytes")).collect();
    if !others.is_empty() {
        kept.push(counted(others.len(), "other file"));
    }
    facts.push(("kept", if kept.is_empty() { "nothing".to_owned() } else { kept.join(", ") }));
    facts
}

fn of_log(log: &Log) -> String {
    let plan = match (log.paths.contains(PLAN_PATH), log.plan.problems.len()) {
        (false, _) => "the built-in plan".to_owned(),
        (true, 0) => "a plan of its own".to_owned(),
        (true, problems) => format!("a plan of its own with {}", counted(problems, "problem")),
    };
    let templates = log.paths.iter().filter(|path| path.starts_with("templates/")).count();
    let parts = [
        (log.incidents.len(), "incident"),
        (log.incidents.iter().filter(|folder| folder.postmortem.is_some()).count(), "post-mortem"),
        (log.agenda.len(), "agenda item"),
        (log.pages.len(), "page"),
        (templates, "template"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(count, what));
    [plan].into_iter().chain(parts).collect::<Vec<_>>().join(", ")
}

fn terminal(context: &Context) -> String {
    let ends = [
        ("input", std::io::stdin().is_terminal()),
        ("output", std::io::stdout().is_terminal()),
        ("error", std::io::stderr().is_terminal()),
    ];
    let on: Vec<_> = ends.into_iter().filter_map(|(name, is_terminal)| is_terminal.then_some(name)).collect();
    let on = if on.is_empty() { "none".to_owned() } else { format!("standard {}", on.join(", ")) };
    let columns = context.columns.map(|columns| format!(", {columns} columns")).unwrap_or_default();
    let colours = if context.color { "colours" } else { "no colours" };
    format!("{on}{columns}, {colours}; {}", variables(OF_TERMINAL))
}

/// Whether a name below git's folder is one that the tool gives.
fn is_ours(name: &str) -> bool {
    const WORDS: &[&str] = &["stamps", "known", "push", "lock", "hook", "outbox", "journal", "unfinished", "json"];
    let rest = name.strip_prefix("incident").unwrap_or(name);
    rest.starts_with('/') || rest.split(['-', '.']).all(|word| word.is_empty() || WORDS.contains(&word))
}

/// What variables say, of those that are set; of one that holds a path, that it is set.
fn variables(names: &[&str]) -> String {
    let told = |value: String| match value.starts_with(['/', ':', '~', '.']) {
        true => "(a path)".to_owned(),
        false => value,
    };
    let set = names.iter().filter_map(|name| Some(format!("{name}={}", told(std::env::var(name).ok()?))));
    let set: Vec<_> = set.collect();
    if set.is_empty() { format!("{} not set", names.join(", ")) } else { set.join(" ") }
}

/// The names of what is set and changes what the tool or git does.
fn environment() -> String {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let is_told = |name: &String| {
        SET.contains(&name.as_str()) || ["INCIDENT_", "GIT_"].iter().any(|prefix| name.starts_with(prefix))
    };
    let mut names: Vec<_> = names.filter(is_told).collect();
    names.sort();
    if names.is_empty() { "nothing that matters is set".to_owned() } else { format!("set: {}", names.join(", ")) }
}
