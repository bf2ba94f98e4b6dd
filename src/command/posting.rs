//! What is to be posted in chat: where one is set up it goes out, prepared before the step is written and sent after it;
//! else it is shown ready to paste.

use super::answer::{self, heading};
use super::chat::{Chat, ready, send, settle};
use super::context::Opened;
use super::failure::Failure;
use super::fit::prose;
use super::holding::why_held_by;
use super::linking::link_sent;
use super::meanwhile::changed_values;
use super::table::quoted;
use super::talk::{Left, SendArgs, Talk, outward, sorted_by};
use super::writing::{Change, WriteArgs, Written};
use crate::connect::{Completes, Delivered, Item, Outgoing, Place, Report, State};
use crate::document::read_incident;
use crate::git::Target;
use crate::log::Log;
use crate::model::{Incident, Moment, Plan, Visibility};
use crate::respond::{Message, unknown_contacts};
use crate::text::{Source, printable};
use serde_json::{Value, json};
use std::io::Write as _;

/// What goes out by a step, and what is left to be pasted.
pub struct Posting {
    chat: Option<Chat>,
    outgoing: Vec<Outgoing>,
    left: Option<Left>,
    items: Vec<Item>,
    reports: Vec<Report>,
    waiting: usize,
    is_restricted: bool,
    completes: Option<Completes>,
    /// What waits from before and may not go out any more: it keeps nothing waiting.
    held: Vec<u32>,
    /// When the step is taken.
    now: Moment,
    /// Where all of it is pushed in the end.
    target: Option<Target>,
    /// Whether there is a message that tells values of the incident.
    has_message: bool,
    /// Whether the message calls people until somebody takes it on.
    calls: bool,
    /// Which of the values that messages tell others changed before it was pushed.
    changed: Vec<String>,
}

impl Posting {
    /// Sorts what a step says by what can go out. `incident` is as the step leaves it.
    pub fn new(opened: &Opened, incident: &Incident, talk: &Talk, args: SendArgs, now: Moment) -> Self {
        let plan = &opened.log.plan.value;
        talk.message.iter().for_each(|message| warn_of_contacts(plan, message));
        let chat = if args.no_send { None } else { Chat::of(plan, &opened.repository) };
        let (outgoing, left) = sorted_by(chat.as_ref(), plan, incident, &outward(&opened.log, talk));
        if let Some(chat) = &chat {
            // What a command that died had prepared goes before what is said now.
            if let Err(error) = settle(&chat.outbox, opened) {
                answer::aside(&format!("warning: {error}: {}", error.help));
            }
            chat.say_what_waits();
        }
        let is_restricted = incident.visibility == Some(Visibility::Restricted);
        Self {
            is_restricted,
            chat,
            outgoing,
            left,
            items: Vec::new(),
            reports: Vec::new(),
            waiting: 0,
            held: Vec::new(),
            completes: talk.completes,
            now,
            target: None,
            has_message: talk.message.is_some(),
            calls: talk.message.as_ref().is_some_and(|message| message.until_acknowledged),
            changed: Vec::new(),
        }
    }

    /// Writes a step, with what it says prepared to go out. The entry stands in the document at its path.
    ///
    /// # Errors
    /// Where either cannot be written; neither is then.
    pub fn write(
        &mut self,
        opened: &Opened,
        write: WriteArgs,
        (id, path, entry): (&str, &str, &str),
        changes: Vec<Change>,
        subject: &str,
    ) -> Result<Written, Failure> {
        self.target = write.target(&opened.repository)?;
        if let Some(chat) = self.chat.as_ref().filter(|_| !write.dry_run) {
            let (all, completes) = (self.outgoing.clone(), self.completes);
            self.items = chat.outbox.prepare(id, (path, entry), self.now, all, completes, self.is_restricted)?;
        }
        let after = changes.iter().find(|change| change.path == path).map(|change| change.after.as_str());
        if let Some((chat, after)) = self.chat.as_ref().zip(after) {
            let document = read_incident(Source::new(path, after), opened.log.plan.value.time_zone, None);
            let is_held = |item: &Item| {
                item.incident == id && chat.outbox.is_here(item) && why_held_by(item, &document).is_some()
            };
            let all = chat.outbox.items()?;
            self.held = all.iter().filter(|item| is_held(item)).map(|item| item.number).collect();
        }
        let mut written = write.without_push().apply(opened, changes, subject);
        if let (Ok(written), Some(_)) = (&mut written, &self.target) {
            written.await_push();
        }
        if let (Err(_), Some(chat)) = (&written, &self.chat) {
            // One that stays is forgotten later, as its step is not written.
            let _ = self.items.iter().try_for_each(|item| chat.outbox.forget(item));
        }
        written
    }

    /// Whether its message calls people until somebody takes it on.
    pub fn calls(&self) -> bool {
        self.calls
    }

    /// Whether something was prepared to go out.
    pub fn has_to_send(&self) -> bool {
        !self.items.is_empty()
    }

    /// Sends what was prepared, once others can write again; writes the addresses of what is out into the document, and
    /// pushes it all where asked: people are told first.
    pub fn send(&mut self, opened: &Opened, written: &mut Written, write: WriteArgs) {
        if let Some(lock) = &opened.lock {
            lock.release();
        }
        self.send_prepared(opened, write.behind(written));
        if let Some(target) = self.target.take() {
            written.push(&opened.repository, target);
            let both = written.renewed().and_then(|it| it.was.as_deref().zip(it.before.as_deref()));
            if let Some((was, before)) = both.filter(|_| self.has_message) {
                self.changed = changed_values(was, before, opened.log.plan.value.time_zone);
            }
        }
    }

    fn send_prepared(&mut self, opened: &Opened, write: WriteArgs) {
        let Some(chat) = self.chat.as_ref().filter(|_| !self.items.is_empty()) else { return };
        let numbers: Vec<u32> = self.items.iter().map(|item| item.number).collect();
        let sent = ready(&chat.outbox, &numbers)
            .map_err(Into::into)
            .and_then(|()| send(chat, &numbers, false, (&self.held, self.now)));
        match sent {
            Ok(reports) => self.reports = reports,
            Err(failure) => {
                let again = "it waits, and `incident outbox send` tries again";
                answer::aside(&format!("warning: nothing was posted: {}; {again}", failure.message));
            }
        }
        let is_waiting = |number: &&u32| chat.outbox.item(**number).is_ok_and(is_left);
        self.waiting = numbers.iter().filter(is_waiting).count();
        for Report { item, became } in &self.reports {
            say(item, became);
        }
        if let Err(failure) = link_sent(&chat.outbox, opened, write) {
            answer::aside(&format!("warning: where it was posted is not written down: {}", failure.message));
        }
    }

    /// Says it in other words than were prepared, before any of it is out.
    pub fn say_instead(&mut self, log: &Log, incident: &Incident, talk: &Talk) {
        (self.outgoing, self.left) = sorted_by(self.chat.as_ref(), &log.plan.value, incident, &outward(log, talk));
        let Some(chat) = &self.chat else { return };
        let Ok(_lock) = chat.outbox.lock() else { return };
        for (item, outgoing) in self.items.iter_mut().zip(&self.outgoing) {
            let kept = chat.outbox.item(item.number).ok().flatten();
            // Another command may have sent it meanwhile.
            if kept.is_some_and(|kept| kept.key == item.key && kept.state == State::Prepared) {
                item.outgoing.clone_from(outgoing);
                // What cannot be written goes out as it was prepared.
                let _ = chat.outbox.save(item);
            }
        }
    }

    /// Whether the message is out in its channel.
    pub fn is_out(&self) -> bool {
        let is_sent = |report: &&Report| matches!(report.became, Delivered::Sent { .. });
        let is_message = |item: &Item| matches!(item.outgoing, Outgoing::Post { place: Place::Channel, .. });
        self.reports.iter().filter(is_sent).any(|report| is_message(&report.item))
    }

    /// Says where others changed what the message tells, which was made before that was known.
    fn warn_of_changes(&self) {
        if !self.changed.is_empty() {
            let changed = self.changed.join(", ");
            answer::aside(&format!(
                "warning: others changed {changed} before this was pushed, and the message tells what was before: look at it again"
            ));
        }
    }

    /// The same in the answer for scripts, where a chat is set up.
    pub fn in_json(&self, mut answer: Value, is_dry: bool) -> Value {
        self.warn_of_changes();
        if self.chat.is_none() {
            return answer;
        }
        if is_dry {
            answer["would-send"] = self.outgoing.iter().map(in_json).collect();
            return answer;
        }
        answer["sent"] = sent_in_json(&self.reports);
        answer["waiting"] = json!(self.waiting);
        answer
    }

    /// Tells a person what is out and pushed, or would go out, and what is left to paste.
    ///
    /// # Errors
    /// Where standard output cannot be written.
    pub fn print(&self, written: &Written, columns: Option<usize>) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        for outgoing in self.outgoing.iter().filter(|_| written.is_dry()) {
            print_outgoing(&mut out, outgoing)?;
        }
        print_sent(&mut out, &self.reports)?;
        written.print_git(&mut out)?;
        if written.is_contested() && !self.calls {
            // A second message beside that of others would tell what is not so; who is to be called is called all the same.
            return Ok(());
        }
        self.print_waiting(&mut out)?;
        self.print_left(out, columns)?;
        self.warn_of_changes();
        Ok(())
    }

    fn print_left(&self, mut out: impl std::io::Write, columns: Option<usize>) -> Result<(), Failure> {
        match &self.left {
            Some(Left { message, is_posted: true }) => {
                print_direct(&mut out, message, columns)?;
                write!(out, "{}", quoted(&message.text))?;
                Ok(())
            }
            Some(left) => {
                drop(out);
                print_message(&left.message, columns)
            }
            None => Ok(()),
        }
    }

    /// Shows what should be out by now, to be pasted where it cannot wait.
    fn print_waiting(&self, out: &mut impl std::io::Write) -> Result<(), Failure> {
        let is_out = |item: &&Item| {
            let of = |report: &&Report| report.item.number == item.number;
            self.reports.iter().find(of).is_some_and(|report| !matches!(report.became, Delivered::Waits(_)))
        };
        for item in self.items.iter().filter(|item| self.waiting > 0 && !is_out(item)) {
            let text = match &item.outgoing {
                Outgoing::Post { place: Place::Channel, text, .. } | Outgoing::Direct { text, .. } => text,
                _ => continue,
            };
            let (channel, number) = (printable(item.outgoing.channel()), item.number);
            let drop = format!("`incident outbox drop {number}`");
            let told = heading(&format!("Not out. Where {channel} cannot wait, paste it there, and {drop}:"));
            writeln!(out, "{told}")?;
            write!(out, "{}", quoted(text))?;
        }
        Ok(())
    }
}

fn is_left(item: Option<Item>) -> bool {
    item.is_some_and(|item| item.state != State::Sent)
}

/// Says that an item did not go out, and what will send it.
pub fn say(item: &Item, became: &Delivered) {
    let what = match &item.outgoing {
        Outgoing::Room { name, .. } => format!("{name} was not opened"),
        Outgoing::Ticket(ticket) => format!("the ticket in {} was not opened", ticket.project),
        outgoing => format!("the message to {} was not sent", outgoing.channel()),
    };
    let number = item.number;
    match became {
        Delivered::Sent { .. } => item.reason.iter().for_each(|why| answer::aside(&format!("note: {why}"))),
        Delivered::Waits(why) => {
            answer::aside(&format!("warning: {what}: {why}; `incident outbox send` tries again"));
        }
        Delivered::InDoubt(why) => {
            let (what, looks) = match &item.outgoing {
                Outgoing::Ticket(ticket) => (format!("the ticket in {} may be open", ticket.project), "looks for it"),
                outgoing => (
                    format!("the message to {} may be out", outgoing.channel()),
                    "looks for it where a bot can, with --again sends it once more",
                ),
            };
            let help = format!("`incident outbox send {number}` {looks}; `incident outbox drop {number}` forgets it");
            answer::aside(&format!("warning: {what}: {why}; {help}"));
        }
    }
}

/// What is out, as scripts see it.
pub fn sent_in_json(reports: &[Report]) -> Value {
    let sent = reports.iter().filter_map(|report| match &report.became {
        Delivered::Sent { link } => Some(json!({"channel": report.item.outgoing.channel(), "permalink": link})),
        _ => None,
    });
    sent.collect()
}

/// Tells what is out.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print_sent(out: &mut impl std::io::Write, reports: &[Report]) -> Result<(), Failure> {
    for Report { item, became } in reports {
        let Delivered::Sent { link } = became else { continue };
        let done = match &item.outgoing {
            Outgoing::Room { .. } => "opened",
            Outgoing::Post { .. } => "posted in",
            Outgoing::Direct { .. } => "sent to",
            Outgoing::Ticket(_) => "opened a ticket in",
        };
        let link = link.as_ref().map(|link| format!(": {link}")).unwrap_or_default();
        writeln!(out, "{}", printable(&format!("{done} {}{link}", item.outgoing.channel())))?;
    }
    Ok(())
}

/// An item as scripts see it before it goes.
fn in_json(outgoing: &Outgoing) -> Value {
    json!({"method": outgoing.method(), "channel": outgoing.channel(), "text": text_of(outgoing)})
}

fn text_of(outgoing: &Outgoing) -> Option<String> {
    match outgoing {
        Outgoing::Room { .. } => None,
        Outgoing::Post { text, .. } | Outgoing::Direct { text, .. } => Some(text.clone()),
        Outgoing::Ticket(ticket) => Some(ticket.to_string()),
    }
}

/// Shows an item as it would go.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print_outgoing(out: &mut impl std::io::Write, outgoing: &Outgoing) -> Result<(), Failure> {
    let to = printable(outgoing.channel());
    writeln!(out, "{}", heading(&format!("Would go out by {} to {to}:", outgoing.method())))?;
    if let Some(text) = text_of(outgoing) {
        write!(out, "{}", quoted(&text))?;
    }
    Ok(())
}

/// Says whom a message is to reach who is not on the roster. Nobody is kept from sending it by that.
pub fn warn_of_contacts(plan: &Plan, message: &Message) {
    let unknown = unknown_contacts(plan, message.direct.iter().map(String::as_str));
    unknown.iter().for_each(|warning| answer::aside(&format!("warning: {warning}")));
}

/// Shows a message, where it goes, and to whom besides.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print_message(message: &Message, columns: Option<usize>) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match &message.channel {
        Some(channel) => writeln!(out, "{}", heading(&format!("Post in {}:", printable(channel))))?,
        None => writeln!(out, "{}", heading("Tell the channel concerned, not the incident channel:"))?,
    }
    write!(out, "{}", quoted(&message.text))?;
    print_direct(&mut out, message, columns)
}

fn print_direct(out: &mut impl std::io::Write, message: &Message, columns: Option<usize>) -> Result<(), Failure> {
    if !message.direct.is_empty() {
        let first = format!("{} ", heading("Send it directly to:"));
        write!(out, "{}", prose(&first, &printable(&message.direct.join(", ")), 2, columns))?;
    }
    Ok(())
}
