//! Somebody at the terminal who names no incident, or several, chooses one of a list; a script is told what is wrong.

use super::Cli;
use super::answer;
use super::ask;
use super::choosable::{is_owed, is_possible, meant_by, urgency};
use super::failure::Failure;
use super::guessed;
use super::kept::snapshot;
use crate::git::{Place, Repository, Snapshot};
use crate::log::{IncidentFolder, Log, LookupError, find_name, incident_paths, name_of};
use crate::text::{counted, printable};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, Parser as _};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// What every command calls the argument that names an incident.
const ID: &str = "id";
/// What every command calls the one that names a revision.
const REVISION: &str = "rev";
/// As the command line's own errors have it.
const SHOWN: &str = "<ID>";
/// As many are offered where none was named: who looks for an older one writes a part of its id.
const MOST: usize = 1000;
/// Behind as many columns a line of the list ends: what is longer would be two.
const LONGEST: usize = 200;

impl Cli {
    /// Reads the command line, `arguments` with the program's name in front. Ends the process where it cannot be read, or
    /// asks for help.
    ///
    /// # Errors
    /// Where somebody was asked for an incident, and stopped.
    pub fn read(mut arguments: Vec<OsString>) -> Result<Self, Failure> {
        if let Some(meant) = with_only_meant(&arguments) {
            arguments = meant;
        }
        let read = Self::try_parse_from(&arguments);
        if !ask::is_somebody_there() {
            return Ok(read.unwrap_or_else(|error| guessed::explained(error, &arguments).exit()));
        }
        match read {
            Ok(read) => match chosen_of_several(&arguments)? {
                Some(arguments) => Ok(Self::parse_from(arguments)),
                None => Ok(read),
            },
            Err(error) if lacks_incident(&error) => match chosen_of_all(&arguments)? {
                Some(id) => {
                    arguments.push(id.into());
                    Ok(Self::parse_from(arguments))
                }
                None => guessed::explained(error, &arguments).exit(),
            },
            Err(error) => guessed::explained(error, &arguments).exit(),
        }
    }
}

/// Whether the incident is all that is missing.
fn lacks_incident(error: &clap::Error) -> bool {
    let missing = error.get(ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::MissingRequiredArgument);
    matches!(missing, Some(ContextValue::Strings(names)) if matches!(names.as_slice(), [name] if name == SHOWN))
}

/// An incident of all, the newest first; `None` where there is nobody to be asked, or nothing to choose from.
fn chosen_of_all(arguments: &[OsString]) -> Result<Option<String>, Failure> {
    let Ok(levels) = Cli::command().ignore_errors(true).try_get_matches_from(arguments) else { return Ok(None) };
    let Some(snapshot) = snapshot_for(&levels)? else { return Ok(None) };
    let wanted: HashSet<&str> = incident_paths(&snapshot).into_iter().map(name_of).collect();
    let command = command_of(&levels);
    let log = load(&snapshot, &wanted, &command)?;
    let mut possible = possible(&log, &command);
    possible.truncate(MOST);
    if possible.is_empty() && !log.incidents.is_empty() {
        let unread = log.incidents.iter().filter(|folder| folder.readable().is_none()).count();
        let message = format!("there is no incident with which `incident {}` could be done", command.join(" "));
        return Err(match unread {
            0 => Failure::new(message, "`incident list` shows them all, each with its status"),
            _ => Failure::new(
                format!("{message}, but for {} that cannot be read", counted(unread, "incident")),
                "`incident validate` tells what is wrong with it; or name it by a part of its id",
            ),
        });
    }
    choose("Which incident?", &possible)
}

/// The command line with a whole id, where its own is in those of several incidents.
fn chosen_of_several(arguments: &[OsString]) -> Result<Option<Vec<OsString>>, Failure> {
    let Ok(levels) = Cli::command().try_get_matches_from(arguments) else { return Ok(None) };
    let Some(word) = id_of(&levels).and_then(OsStr::to_str).filter(|word| *word != "@") else { return Ok(None) };
    let Some(repository) = repository_for(&levels) else { return Ok(None) };
    let revision = revision_of(&levels);
    // Nobody who names one incident waits for a look at all files.
    let names = repository.folder_names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if revision.is_none() && !names.is_empty() && !matches!(find_name(&names, word), Err(LookupError::Ambiguous { .. }))
    {
        return Ok(None);
    }
    let Some(snapshot) = snapshot_for(&levels)? else { return Ok(None) };
    let paths = incident_paths(&snapshot);
    let names: Vec<&str> = paths.iter().map(|path| name_of(path)).collect();
    let Err(LookupError::Ambiguous { candidates, .. }) = find_name(&names, word) else { return Ok(None) };
    let wanted: HashSet<&str> = candidates.iter().map(String::as_str).collect();
    let command = command_of(&levels);
    let log = load(&snapshot, &wanted, &command)?;
    let mut offered = possible(&log, &command);
    if offered.is_empty() {
        // Why it cannot be done, the command says.
        offered = sorted(&log, log.incidents.iter(), &command);
    }
    let others = candidates.len().saturating_sub(offered.len());
    let those = if others > 0 { format!(", with {} of which that can be done", offered.len()) } else { String::new() };
    let question = format!("`{}` is in the ids of {} incidents{those}. Which one?", printable(word), candidates.len());
    let Some(id) = choose(&question, &offered)? else { return Ok(None) };
    Ok(with_id(arguments, word, &id))
}

/// The command line with an id in the place of a word that names it.
fn with_id(arguments: &[OsString], word: &str, id: &str) -> Option<Vec<OsString>> {
    // The same word may stand elsewhere on the line, too.
    let with = |at: usize| {
        let mut arguments = arguments.to_vec();
        *arguments.get_mut(at)? = OsString::from(id);
        let levels = Cli::command().try_get_matches_from(&arguments).ok()?;
        (id_of(&levels) == Some(OsStr::new(id))).then_some(arguments)
    };
    (1..arguments.len()).filter(|at| arguments.get(*at).is_some_and(|it| it == word)).find_map(with)
}

/// The command line with a whole id, where its own is in those of several incidents of which a step means one alone; says
/// which. `None` where the command is to say what is wrong, or may ask.
fn with_only_meant(arguments: &[OsString]) -> Option<Vec<OsString>> {
    let is_step = |argument: &OsString| argument.to_str().is_some_and(|word| meant_by(&[word]).is_some());
    // Nobody else waits for a second look at the line.
    arguments.iter().any(is_step).then_some(())?;
    let levels = Cli::command().try_get_matches_from(arguments).ok()?;
    let command = command_of(&levels);
    let (what, is_meant) = meant_by(&command)?;
    let word = id_of(&levels)?.to_str().filter(|word| *word != "@")?;
    let repository = repository_of(&levels)?;
    let candidates_of = |names: &[&str]| match find_name(names, word) {
        Err(LookupError::Ambiguous { candidates, .. }) => Some(candidates),
        _ => None,
    };
    let names = repository.folder_names();
    candidates_of(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let snapshot = snapshot(&repository).ok()?;
    let candidates = candidates_of(&incident_paths(&snapshot).into_iter().map(name_of).collect::<Vec<_>>())?;
    let wanted: HashSet<&str> = candidates.iter().map(String::as_str).collect();
    let log = load(&snapshot, &wanted, &command).ok()?;
    let candidates: Vec<_> = log.incidents.iter().filter(|folder| wanted.contains(folder.name.as_str())).collect();
    // Whether one that cannot be read goes on, nobody knows.
    if candidates.iter().any(|folder| folder.readable().is_none()) {
        return None;
    }
    let mut meant = candidates.iter().filter(|folder| folder.readable().is_some_and(|it| is_meant(&it.value)));
    let only = meant.next().filter(|_| meant.next().is_none())?;
    let arguments = with_id(arguments, word, &only.name)?;
    answer::aside(&format!("note: `{word}` is {}, the only {what} one of {}", only.name, candidates.len()));
    Some(arguments)
}

/// The incidents that are wanted, and for a command of the agenda its items.
fn load(snapshot: &Snapshot, wanted: &HashSet<&str>, command: &[&str]) -> Result<Log, Failure> {
    let is_of_agenda = command.first() == Some(&"agenda");
    let is_wanted = |path: &str| wanted.contains(name_of(path)) || is_of_agenda && path.starts_with("agenda/");
    Ok(Log::load_folders(snapshot, is_wanted)?)
}

/// Those with which a command can be done: what is owed first, then the newest.
fn possible<'a>(log: &'a Log, command: &[&str]) -> Vec<&'a IncidentFolder> {
    let all = log.incidents.iter().filter(|folder| is_possible(command, folder, log));
    sorted(log, all, command)
}

fn sorted<'a>(
    log: &Log,
    folders: impl Iterator<Item = &'a IncidentFolder>,
    command: &[&str],
) -> Vec<&'a IncidentFolder> {
    let zone = log.plan.value.time_zone;
    let mut folders: Vec<&IncidentFolder> = folders.collect();
    folders.sort_by_key(|folder| {
        Reverse((is_owed(command, folder, log), urgency(folder), folder.order(zone), &folder.name))
    });
    folders
}

fn choose(question: &str, folders: &[&IncidentFolder]) -> Result<Option<String>, Failure> {
    if folders.is_empty() {
        return Ok(None);
    }
    let chosen = ask::choice_by_words(question, folders.iter().map(|folder| line(folder)).collect())?;
    Ok(folders.get(chosen).map(|folder| folder.name.clone()))
}

fn line(folder: &IncidentFolder) -> String {
    let (severity, status) = match folder.readable() {
        Some(document) => (document.value.severity.as_deref().unwrap_or("-"), document.value.status().to_string()),
        None => ("-", "broken".to_owned()),
    };
    let whole = format!("{status:<9}  {severity}  {}  {}", folder.name, folder.title());
    printable(&whole).chars().take(LONGEST).collect()
}

/// The words of the command that is to be run.
fn command_of(levels: &ArgMatches) -> Vec<&str> {
    let mut words = Vec::new();
    let mut level = levels.subcommand();
    while let Some((word, below)) = level {
        words.push(word);
        level = below.subcommand();
    }
    words
}

/// The revision that is looked at, where one is named.
fn revision_of(levels: &ArgMatches) -> Option<&str> {
    let (mut level, mut found) = (levels, None);
    while let Some((_, below)) = level.subcommand() {
        found = below.try_get_one::<String>(REVISION).ok().flatten().map(String::as_str).or(found);
        level = below;
    }
    found
}

/// What the incidents are chosen from: the work tree, or the revision that is named. `None` where nobody may be asked, or
/// there is no log.
///
/// # Errors
/// Where there is no such revision.
fn snapshot_for(levels: &ArgMatches) -> Result<Option<Snapshot>, Failure> {
    let Some(repository) = repository_for(levels) else { return Ok(None) };
    match revision_of(levels) {
        Some(revision) => Ok(Some(repository.snapshot(&Place::Revision(revision.to_owned()))?)),
        None => Ok(snapshot(&repository).ok()),
    }
}

/// The repository that a command line is about, where somebody may be asked.
fn repository_for(levels: &ArgMatches) -> Option<Repository> {
    let (mut level, mut may_ask) = (Some(levels), true);
    while let Some(here) = level {
        may_ask &= !is_said(here, "no_input");
        level = here.subcommand().map(|(_, below)| below);
    }
    may_ask.then(|| repository_of(levels)).flatten()
}

fn is_said(level: &ArgMatches, id: &str) -> bool {
    level.value_source(id) == Some(ValueSource::CommandLine)
}

/// The repository that a command line is about.
fn repository_of(levels: &ArgMatches) -> Option<Repository> {
    let mut all = vec![levels];
    while let Some((_, below)) = all.last().and_then(|level| level.subcommand()) {
        all.push(below);
    }
    let named = all.iter().rev().find(|level| is_said(level, "directory"));
    let directory = named.and_then(|level| level.get_one::<PathBuf>("directory").cloned());
    Repository::discover(&directory.unwrap_or_else(|| PathBuf::from("."))).ok()
}

/// What names the incident of the command that is to be run.
fn id_of(levels: &ArgMatches) -> Option<&OsStr> {
    let mut level = levels;
    let mut found = None;
    loop {
        if let Ok(Some(mut values)) = level.try_get_raw(ID) {
            found = values.next().or(found);
        }
        match level.subcommand() {
            Some((_, below)) => level = below,
            None => return found,
        }
    }
}
