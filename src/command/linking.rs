//! What is out is written down: where it can be read, who was told by it, and what it announced.

use super::answer;
use super::context::Opened;
use super::failure::Failure;
use super::writing::{Change, WriteArgs, Written};
use crate::connect::{Completes, Item, Outbox, Outgoing, State};
use crate::disk::{self, Lock};
use crate::document::{DocumentKind, Draft, DraftError, read_incident};
use crate::git::Repository;
use crate::model::{Plan, Stands};
use crate::respond::{RespondError, Sent, add_ticket, undisputed, write_down_announced, write_down_sent};
use crate::text::Source;
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// Writes down what is out in the documents of this work tree: the addresses, who was told, and that it is announced; and
/// forgets it. What a document does not take as it stands now is kept for later, and that is said.
///
/// # Errors
/// Where a document cannot be written, or git refuses to commit it.
pub fn link_sent(outbox: &Outbox, opened: &Opened, write: WriteArgs) -> Result<Option<Written>, Failure> {
    let here = outbox.items()?.into_iter().filter(|item| outbox.is_here(item));
    let (sent, waiting): (Vec<Item>, Vec<Item>) = here.partition(|item| item.state == State::Sent);
    let (repository, Some(top), Some(root)) =
        (&opened.repository, opened.repository.work_tree(), opened.repository.log_root())
    else {
        return Ok(None);
    };
    if sent.is_empty() {
        return Ok(None);
    }
    let lock = disk::lock(repository.git_dir(), top)?;
    let mut drafts: BTreeMap<&str, Draft> = BTreeMap::new();
    let mut kept: Vec<u32> = Vec::new();
    let plan = &opened.log.plan.value;
    let zone = plan.time_zone;
    for (at, item) in sent.iter().enumerate() {
        // Whoever was told by one step is told of in one entry.
        let first = sent[..at].iter().find(|other| is_along(other, item));
        if let Some(first) = first.filter(|_| item.completes == Some(Completes::Told)) {
            kept.extend(kept.contains(&first.number).then_some(item.number));
            continue;
        }
        let begun = drafts.remove(item.path.as_str()).map_or_else(|| begin(&root, &item.path, zone), |d| Ok(Some(d)));
        let written = begun.and_then(|begun| {
            // A document that is gone needs no address.
            let Some(draft) = begun else { return Ok(()) };
            let mut tried = draft.clone();
            let added = write_down(&mut tried, item, (&sent, &waiting), plan);
            drafts.insert(&item.path, if added.is_ok() { tried } else { draft });
            added.map_err(RespondError::from)
        });
        if let Err(RespondError { message, place, .. }) = written {
            let place = place.unwrap_or_else(|| item.path.clone());
            let (number, to) = (item.number, item.outgoing.channel());
            let later = "`incident outbox send` writes it down once that is mended";
            answer::aside(&format!(
                "warning: {place}: {message}; that number {number} is out, to {to}, is not written down: {later}"
            ));
            kept.push(item.number);
        }
    }
    let mut names: Vec<&str> = sent.iter().map(|item| item.incident.as_str()).collect();
    names.dedup();
    let has_tickets = sent.iter().any(|item| matches!(item.outgoing, Outgoing::Ticket(_)));
    let what = if has_tickets { "the ticket" } else { "what was posted" };
    let subject = format!("incident: link {what} of {}", names.join(", "));
    let changes: Vec<Change> = drafts.into_values().map(Into::into).collect();
    let written = write.apply_in(repository, &lock, &root, changes, &subject)?;
    sent.iter().filter(|item| !kept.contains(&item.number)).try_for_each(|item| outbox.forget(item))?;
    Ok(Some(written))
}

/// Takes the entry off the timeline that says whom a step is to tell, where none of its messages but this one is left.
///
/// # Errors
/// Where the document cannot be changed.
pub fn take_queued(
    outbox: &Outbox,
    repository: &Repository,
    lock: &Lock,
    item: &Item,
    write: WriteArgs,
) -> Result<Written, Failure> {
    let is_last = item.completes == Some(Completes::Told)
        && outbox.is_here(item)
        && !outbox.items()?.iter().any(|other| other.number != item.number && is_along(other, item));
    let Some(root) = repository.log_root().filter(|_| is_last) else { return Ok(Written::default()) };
    let Some(mut draft) = begin(&root, &item.path, Tz::UTC)? else { return Ok(Written::default()) };
    draft.take_entry(&item.entry).map_err(RespondError::from)?;
    let subject = format!("incident: drop what was to be sent of {}", item.incident);
    write.apply_in(repository, lock, &root, vec![draft.into()], &subject)
}

/// Whether two items are of one step, and complete the same.
fn is_along(one: &Item, other: &Item) -> bool {
    (&one.path, &one.entry, one.completes) == (&other.path, &other.entry, other.completes)
}

/// Begins to change a document as it stands now; `None` where it is gone.
fn begin(root: &Path, path: &str, zone: Tz) -> Result<Option<Draft>, RespondError> {
    let text = match std::fs::read_to_string(root.join(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|error| RespondError::new(format!("it cannot be read: {error}"), "").at(path))?,
    };
    let (source, kind) = (Source::new(path, text), DocumentKind::of_path(path));
    if kind != DocumentKind::Incident {
        return Ok(Some(Draft::of(&source, kind, zone)));
    }
    let document = read_incident(source, zone, None);
    match document.broken() {
        Some(problem) => Err(RespondError::new(problem.message.clone(), "").at(document.told_at(problem))),
        None => {
            undisputed(&document)?;
            Ok(Some(Draft::of(&document.source, kind, zone)))
        }
    }
}

/// Writes down what is true of an item once it is out; `sent` and `waiting` are all that are.
fn write_down(
    draft: &mut Draft,
    item: &Item,
    (sent, waiting): (&[Item], &[Item]),
    plan: &Plan,
) -> Result<(), DraftError> {
    match (item.completes, &item.outgoing) {
        (Some(Completes::Told), _) => {
            let all: Vec<&Item> = sent.iter().filter(|other| is_along(other, item)).collect();
            let is_last = !waiting.iter().any(|other| is_along(other, item));
            write_down_sent(draft, &told(&all), is_last.then_some(item.entry.as_str()), plan)
        }
        (Some(Completes::Announced), _) => {
            write_down_announced(draft, item.sent.unwrap_or(item.made), item.link.clone())
        }
        (None, Outgoing::Ticket(ticket)) => link_ticket(draft, item, &ticket.stands),
        (None, _) => {
            let link = item.link.as_deref().unwrap_or_default();
            draft.add_attribute(&item.entry, "message", link).map(drop)
        }
    }
}

/// Whom the chat told by one step, and where it can be read.
fn told(all: &[&Item]) -> Sent {
    let link = all.iter().find_map(|item| item.link.clone());
    let at = all.iter().map(|item| item.sent.unwrap_or(item.made)).max();
    Sent { who: all.iter().map(|item| item.outgoing.channel().to_owned()).collect(), at: at.unwrap_or_default(), link }
}

fn link_ticket(draft: &mut Draft, item: &Item, stands: &Stands) -> Result<(), DraftError> {
    let link = item.link.as_deref().unwrap_or_default();
    if !add_ticket(draft, stands, link)? {
        let why = "what it is for has another one or is gone";
        answer::aside(&format!("warning: {link} is not written into {}: {why}", item.path));
    }
    Ok(())
}
