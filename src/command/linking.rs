//! What is out is written down: where it can be read, who was told by it, and what it announced.

use super::answer;
use super::context::Opened;
use super::failure::Failure;
use super::writing::{Change, WriteArgs, Written};
use crate::connect::{Completes, Item, Outbox, Outgoing, State};
use crate::disk;
use crate::document::{DocumentKind, Draft, DraftError};
use crate::model::Stands;
use crate::respond::{Sent, add_ticket, write_down_announced, write_down_sent};
use crate::text::Source;
use std::collections::BTreeMap;

/// Writes down what is out in the documents of this work tree: the addresses, who was told, and that it is announced; and
/// forgets it.
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
    let zone = opened.log.plan.value.time_zone;
    for (at, item) in sent.iter().enumerate() {
        // A document or an entry that is gone needs no address.
        let Ok(text) = std::fs::read_to_string(root.join(&item.path)) else { continue };
        let source = Source::new(item.path.as_str(), text);
        let draft = Draft::of(&source, DocumentKind::of_path(&item.path), zone);
        let draft = drafts.entry(&item.path).or_insert(draft);
        let mut tried = draft.clone();
        let is_along =
            |other: &&Item| (&other.path, &other.entry, other.completes) == (&item.path, &item.entry, item.completes);
        let added = match (item.completes, &item.outgoing) {
            // Whoever was told by one step is told of in one entry.
            (Some(Completes::Told), _) if sent[..at].iter().any(|other| is_along(&other)) => continue,
            (Some(Completes::Told), _) => {
                let all: Vec<&Item> = sent.iter().filter(is_along).collect();
                let is_last = !waiting.iter().any(|other| is_along(&other));
                write_down_sent(&mut tried, &told(&all), is_last.then_some(item.entry.as_str()))
            }
            (Some(Completes::Announced), _) => {
                write_down_announced(&mut tried, item.sent.unwrap_or(item.made), item.link.clone())
            }
            (None, Outgoing::Ticket(ticket)) => link_ticket(&mut tried, item, &ticket.stands),
            (None, _) => {
                let link = item.link.as_deref().unwrap_or_default();
                tried.add_attribute(&item.entry, "message", link).map(drop)
            }
        };
        if added.is_ok() {
            *draft = tried;
        }
    }
    let mut names: Vec<&str> = sent.iter().map(|item| item.incident.as_str()).collect();
    names.dedup();
    let has_tickets = sent.iter().any(|item| matches!(item.outgoing, Outgoing::Ticket(_)));
    let what = if has_tickets { "the ticket" } else { "what was posted" };
    let subject = format!("incident: link {what} of {}", names.join(", "));
    let changes: Vec<Change> = drafts.into_values().map(Into::into).collect();
    let written = write.apply_in(repository, &lock, &root, changes, &subject)?;
    sent.iter().try_for_each(|item| outbox.forget(item))?;
    Ok(Some(written))
}

/// Whom the chat told by one step, and where it can be read.
fn told(all: &[&Item]) -> Sent {
    let link = all.iter().find_map(|item| item.link.clone());
    let at = all.iter().map(|item| item.sent.unwrap_or(item.made)).max();
    Sent { who: all.iter().map(|item| item.outgoing.channel().to_owned()).collect(), at: at.unwrap_or_default(), link }
}

fn link_ticket(draft: &mut Draft, item: &Item, stands: &Stands) -> Result<(), DraftError> {
    let link = item.link.as_deref().unwrap_or_default();
    let stands = add_ticket(draft, stands, link);
    if !matches!(stands, Ok(true)) {
        let why = "what it is for has another one or is gone";
        answer::aside(&format!("warning: {link} is not written into {}: {why}", item.path));
    }
    stands.map(drop)
}
