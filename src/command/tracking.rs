//! The tracker of the plan: the tickets that a step asks for are opened in it, prepared before the step is written and
//! opened after it.

use super::Outcome;
use super::chat::ready;
use super::context::{Context, Opened};
use super::failure::Failure;
use super::linking::link_sent;
use super::outward::Outward;
use super::posting::{print_outgoing, print_sent, say};
use super::writing::{WriteArgs, Written};
use super::{answer, named};
use crate::connect::{
    Delivered, Item, Kind, LABEL, Outbox, Outgoing, Project, Report, Service, State, Ticket, Tracker, is_set, secret,
};
use crate::disk::DiskError;
use crate::git::Repository;
use crate::log::{Extent, IncidentFolder, Log};
use crate::model::{Moment, Plan};
use crate::respond::{RespondError, TicketText};
use serde_json::{Value, json};

/// What the token is called: in the environment, and the command in the user's git config.
const TOKEN: (&str, &str) = ("INCIDENT_TRACKER_TOKEN", "incident.trackerTokenCommand");
/// The longest that trackers take, in characters.
const TITLE: usize = 250;
const BODY: usize = 60_000;

/// A tracker that is set up, and what waits for it.
#[derive(Clone)]
pub struct Tracking {
    project: Project,
    outbox: Outbox,
}

impl Tracking {
    /// The tracker of a plan, where it is one in which tickets can be opened.
    ///
    /// # Errors
    /// What is missing for it.
    pub fn of(plan: &Plan, repository: &Repository) -> Result<Option<Self>, Failure> {
        let Some((endpoint, kind)) = plan.tracker.as_ref().and_then(|tracker| Some((tracker, Kind::of(tracker)?)))
        else {
            return Ok(None);
        };
        let refused = |why: String| Failure::new(why, "");
        let project = Project::of(kind, endpoint.address.as_deref().unwrap_or_default()).map_err(refused)?;
        let (variable, setting) = TOKEN;
        if !is_set(variable, setting) {
            return Err(no_token());
        }
        Ok(Some(Self { project, outbox: Outbox::of(repository) }))
    }

    /// The same for a step that goes on without, with a word on what is missing.
    pub fn or_said(plan: &Plan, repository: &Repository) -> Option<Self> {
        Self::of(plan, repository).unwrap_or_else(|failure| {
            let why = [failure.message].into_iter().chain(failure.hints).collect::<Vec<_>>().join("; ");
            answer::aside(&format!("note: no ticket is opened: {why}"));
            None
        })
    }

    /// Opens the tickets that wait under these numbers.
    ///
    /// # Errors
    /// Where the token cannot be had, or git's folder not be written.
    pub fn send(self, numbers: &[u32], now: Moment) -> Result<Vec<Report>, Failure> {
        let (variable, setting) = TOKEN;
        let token =
            secret(variable, setting).map_err(|why| Failure::new(why, format!("set {variable}, or mend it")))?;
        let tracker = Tracker::new(self.project, token.ok_or_else(no_token)?);
        Ok(Service::Tracker(tracker).send(&self.outbox, numbers, false, (&[], now))?)
    }
}

fn no_token() -> Failure {
    let (variable, setting) = TOKEN;
    let help = format!("set {variable}, or `git config --global {setting}` to a command that prints it");
    Failure::new(format!("{variable} is not set"), help)
}

/// No plan, or one with a tracker in which tickets are opened by hand.
pub fn no_tracker() -> Failure {
    let help = "write `tracker: {kind: github, address: https://github.com/OWNER/REPOSITORY}` into incident.yaml";
    Failure::new("no tracker is set up in which tickets can be opened", help)
}

/// A ticket on its way.
pub struct Opening {
    tracking: Tracking,
    incident: String,
    path: String,
    ticket: Ticket,
    number: Option<u32>,
    report: Option<Report>,
}

impl Opening {
    pub fn new(tracking: Tracking, log: &Log, incident: &str, text: &TicketText) -> Self {
        let outward = Outward::of(log);
        let told = |text: &str, longest| outward.text(text).chars().take(longest).collect::<String>();
        let is_assignee = |name: &str| text.assignee.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name));
        let person = log.plan.value.roster.iter().find(|person| is_assignee(&person.name));
        let priority = text.priority.map(|priority| format!("priority: {priority}"));
        let ticket = Ticket {
            project: tracking.project.address.clone(),
            title: told(&text.title, TITLE),
            body: told(&text.body(), BODY),
            labels: [LABEL.to_owned()].into_iter().chain(priority).collect(),
            assignee: person.and_then(|person| person.tracker.clone()),
            confidential: text.restricted,
            stands: text.stands.clone(),
        };
        let (incident, path) = (incident.to_owned(), text.path.clone());
        Self { tracking, incident, path, ticket, number: None, report: None }
    }

    /// Prepares it for a step that is about to be written, whose entry is to stand in the document. One that waits already
    /// is taken instead.
    ///
    /// # Errors
    /// Where git's folder cannot be written.
    pub fn prepare(&mut self, entry: &str, now: Moment) -> Result<(), DiskError> {
        let outbox = &self.tracking.outbox;
        let is_same = |item: &Item| {
            let stands = matches!(&item.outgoing, Outgoing::Ticket(other) if other.stands == self.ticket.stands);
            stands && item.path == self.path && outbox.is_here(item)
        };
        let waiting = outbox.items()?.into_iter().find(is_same);
        let item = match waiting {
            Some(item) => Some(item),
            None => {
                let outgoing = vec![Outgoing::Ticket(self.ticket.clone())];
                outbox
                    .prepare(&self.incident, (&self.path, entry), now, outgoing, None, self.ticket.confidential)?
                    .into_iter()
                    .next()
            }
        };
        self.number = item.map(|item| item.number);
        Ok(())
    }

    /// Forgets it, as its step is not written.
    pub fn forget(&self) {
        let outbox = &self.tracking.outbox;
        let item = self.number.and_then(|number| outbox.item(number).ok().flatten());
        // One that stays is forgotten later.
        let _ = item.filter(|item| item.state == State::Prepared).map(|item| outbox.forget(&item));
    }

    /// Opens it, once others can write again; gives its address.
    pub fn send(&mut self, opened: &Opened, now: Moment) -> Option<String> {
        let number = self.number?;
        if let Some(lock) = &opened.lock {
            lock.release();
        }
        let outbox = &self.tracking.outbox;
        let tracking = self.tracking.clone();
        let sent = ready(outbox, &[number]).map_err(Into::into).and_then(|()| tracking.send(&[number], now));
        match sent {
            Ok(reports) => self.report = reports.into_iter().next(),
            Err(failure) => {
                let again = "it waits, and `incident outbox send` tries again";
                answer::aside(&format!("warning: no ticket was opened: {}; {again}", failure.message));
            }
        }
        self.report.iter().for_each(|report| say(&report.item, &report.became));
        self.link().map(str::to_owned)
    }

    fn link(&self) -> Option<&str> {
        match &self.report.as_ref()?.became {
            Delivered::Sent { link } => link.as_deref(),
            _ => None,
        }
    }

    /// Writes its address into the document.
    pub fn link_in(&self, opened: &Opened, write: WriteArgs) {
        if let Err(failure) = link_sent(&self.tracking.outbox, opened, write) {
            answer::aside(&format!("warning: the ticket's address is not written down: {}", failure.message));
        }
    }

    /// The same in the answer for scripts.
    pub fn in_json(&self, mut answer: Value, is_dry: bool) -> Value {
        match is_dry {
            true => answer["would-open"] = json!({"method": "POST issues", "ticket": self.ticket}),
            false => answer["opened"] = json!(self.link()),
        }
        answer
    }

    /// Tells a person that it is open, or how it would be.
    ///
    /// # Errors
    /// Where standard output cannot be written.
    pub fn print(&self, is_dry: bool) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        match is_dry {
            true => print_outgoing(&mut out, &Outgoing::Ticket(self.ticket.clone())),
            false => print_sent(&mut out, self.report.as_slice()),
        }
    }
}

/// Opens one ticket that is asked for by itself.
///
/// # Errors
/// Where no tracker is set up, or the ticket is refused.
pub fn open_ticket(
    context: &Context,
    id: &str,
    write: WriteArgs,
    text: impl FnOnce(&Log, &IncidentFolder) -> Result<TicketText, RespondError>,
) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = context.open_part_for_writing(Extent::Incident(id))?;
    let folder = named::find(context, &opened.log, id)?;
    let text = text(&opened.log, folder)?;
    let tracking = Tracking::of(&opened.log.plan.value, &opened.repository)?.ok_or_else(no_tracker)?;
    let mut opening = Opening::new(tracking, &opened.log, &folder.name, &text);
    let mut written = Written::default();
    write.target(&opened.repository)?;
    if !write.dry_run {
        opening.prepare("", context.now)?;
        opening.send(&opened, context.now);
        written = link_sent(&opening.tracking.outbox, &opened, write)?.unwrap_or_default();
    }
    match json {
        true => answer::print(&opening.in_json(written.in_json(json!({"id": folder.name})), write.dry_run))?,
        false => {
            opening.print(write.dry_run)?;
            written.print()?;
        }
    }
    if !write.dry_run && opening.link().is_none() {
        return Err(Failure::new("the ticket is not open", "it waits; `incident outbox send` tries again"));
    }
    written.outcome()
}
