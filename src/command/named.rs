//! The incident that a command was given, with what whoever typed it may not know.

use super::answer;
use super::context::Context;
use super::failure::Failure;
use crate::document::{did_you_mean, nearest};
use crate::log::{Extent, IncidentFolder, Log, LookupError};
use crate::model::{Place, Plan, Status};
use crate::respond::misspelt_contacts;
use std::sync::PoisonError;

/// As many incidents whose status is not known are named.
const MOST: usize = 3;

/// The incident that a word names. Says which one `@` is, where several are open, and whether it only counts as open.
///
/// # Errors
/// Where no incident is named, or several are.
pub fn find<'a>(context: &Context, log: &'a Log, word: &str) -> Result<&'a IncidentFolder, Failure> {
    if word.trim().is_empty() {
        let help = "name it by its id or a part of that, or by @ for the newest open one";
        return Err(Failure::new("the name of the incident is empty", help));
    }
    let folder = log.find(word).map_err(|error| nearest_part(log, error))?;
    let open = log.incidents.iter().filter(|folder| folder.is_ongoing()).count();
    if word == "@" && open > 1 {
        say_once(context, format!("note: @ is {}, the newest of {open} that are open", folder.name));
    }
    let broken: Vec<_> = log.incidents.iter().filter_map(IncidentFolder::broken).collect();
    if let Some(why) = broken.first().filter(|_| word == "@") {
        let more = if broken.len() > 1 { format!(" (and {} more)", broken.len() - 1) } else { String::new() };
        say_once(
            context,
            format!("warning: {why}{more}; @ is {}, and nobody knows whether what cannot be read goes on", folder.name),
        );
    }
    warn_of_status(context, [folder]);
    Ok(folder)
}

/// What every usage begins with that names the incident behind it.
const COMMAND: &str = "`incident ";

/// Finds the incident that stands alone on a line that is to go on as in `usage`: what names none may be the rest.
///
/// # Errors
/// Where no incident is named, or several are.
pub fn find_alone(context: &Context, word: &str, usage: &str) -> Result<Log, Failure> {
    let log = context.open_part(Extent::Incident(word))?.log;
    let is_unknown = matches!(log.find(word), Err(LookupError::Unknown { .. }));
    let found = find(context, &log, word).map(drop);
    found.map_err(|failure| match usage.starts_with(COMMAND) && is_unknown && !word.trim().is_empty() {
        true if word.contains(char::is_whitespace) => Failure { hints: vec![in_order(usage, word)], ..failure },
        true => Failure { hints: [failure.hints, vec![in_order(usage, word)]].concat(), ..failure },
        false => failure,
    })?;
    Ok(log)
}

/// Refuses `@` behind what the step says.
///
/// # Errors
/// Where `@` stands in the second place.
pub fn check_order(first: &str, second: Option<&str>, usage: &str) -> Result<(), Failure> {
    if second == Some("@") && first != "@" && usage.starts_with(COMMAND) {
        let message = "`@` names the incident, and stands behind what the step says";
        return Err(Failure::new(message, in_order(usage, first)));
    }
    Ok(())
}

/// The line with the incident in front, as a sentence.
fn in_order(usage: &str, words: &str) -> String {
    let mut parts: Vec<&str> = usage.trim_matches('`').split(' ').collect();
    let quoted = format!("\"{words}\"");
    let said = if words.contains(char::is_whitespace) { quoted.as_str() } else { words };
    parts.iter_mut().filter(|part| **part == "ID").for_each(|part| *part = "@");
    if let Some(last) = parts.last_mut() {
        *last = said;
    }
    format!("the incident comes first: `{}`", parts.join(" "))
}

/// Where no id is near, the newest with a word in it that is.
fn nearest_part(log: &Log, error: LookupError) -> LookupError {
    let LookupError::Unknown { word, nearest: None } = error else { return error };
    let wanted = word.to_lowercase();
    let has_near = |name: &&str| nearest(&wanted, name.split('-').filter(|part| part.len() > 3)).is_some();
    let near = log.names().into_iter().rev().find(has_near);
    LookupError::Unknown { word, nearest: near.map(str::to_owned) }
}

/// Says of which incidents the status is none, and so counts as open.
pub fn warn_of_status<'a>(context: &Context, folders: impl IntoIterator<Item = &'a IncidentFolder>) {
    let unknown: Vec<_> = folders.into_iter().filter_map(unknown_status).collect();
    for (place, status) in unknown.iter().take(MOST) {
        let meant = did_you_mean(status, Status::WORDS);
        say_once(context, format!("warning: {place}: `{status}` is no status, so it counts as open; {meant}"));
    }
    if unknown.len() > MOST {
        let more = unknown.len() - MOST;
        say_once(context, format!("warning: {more} more have no known status; `incident validate` tells which"));
    }
}

/// Says as which severity an incident counts whose own is none of the plan's.
pub fn warn_of_severity(context: &Context, plan: &Plan, folder: &IncidentFolder) {
    let written = folder.readable().and_then(|document| document.value.severity.as_deref());
    let Some((written, worst)) = written.zip(plan.owed_severity(written)) else { return };
    if plan.severity(written).is_none() {
        let (worst, id) = (&worst.id, &folder.name);
        let change = format!("`incident severity {id} SEVERITY --why TEXT`");
        say_once(
            context,
            format!("warning: the plan has no severity `{written}`, so it counts as {worst}, the worst: {change}"),
        );
    }
}

/// What is written as an incident's status, and where, where it is none.
fn unknown_status(folder: &IncidentFolder) -> Option<(Place, String)> {
    let document = folder.readable().filter(|document| document.value.status.is_none())?;
    let written = &document.front.entry("status")?.value;
    let text = written.text().unwrap_or_else(|| document.source.slice(written.span)).trim();
    (!text.is_empty()).then(|| (Place::of(&document.source, written.span), text.to_owned()))
}

/// Says which names may be slips of the roster's. Nobody is kept from going on by that.
pub fn warn_of_people<'a>(plan: &Plan, names: impl IntoIterator<Item = &'a Option<String>>) {
    let names = names.into_iter().filter_map(Option::as_deref);
    misspelt_contacts(plan, names).iter().for_each(|warning| answer::aside(&format!("warning: {warning}")));
}

/// A run may look at the log twice, before it asks somebody and behind.
fn say_once(context: &Context, text: String) {
    let mut told = context.told_of_plan.lock().unwrap_or_else(PoisonError::into_inner);
    if !told.contains(&text) {
        answer::aside(&text);
        told.push(text);
    }
}
