//! One step of a response: an incident is found, its document changed, and what was written is told.

use super::context::Context;
use super::failure::Failure;
use super::fit::prose;
use super::people::{callable, whom_to_call};
use super::posting::Posting;
use super::talk::{SendArgs, Talk};
use super::writing::WriteArgs;
use super::{Outcome, answer, named, parse};
use crate::document::Draft;
use crate::log::{Extent, IncidentFolder, Log};
use crate::model::{Incident, Moment};
use crate::respond::{RespondError, doubtful_time, misspelt_contacts};
use crate::rules::starred;
use crate::text::printable;
use serde_json::{Value, json};
use std::io::Write as _;

/// What every step takes behind the incident.
#[derive(Debug, clap::Args)]
pub struct StepArgs {
    /// When it happened; now where it is not named
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Whom the step names, each to be told where it may be a slip of the roster's.
    #[arg(skip)]
    people: Vec<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// A step before it is written.
pub struct Step {
    pub draft: Draft,
    /// What scripts get beside the id and the paths.
    pub answer: Value,
    /// What is to be posted, where the step posts.
    pub talk: Option<(Talk, SendArgs)>,
    /// The war room that the step opens.
    pub war_room: Option<String>,
    /// Whether people are called until one of them acknowledges.
    pub calls: bool,
    /// Why nothing is posted, in a sentence, where something would be of what is new.
    pub unsent: Option<String>,
    /// What is missing, in a sentence each; nobody is kept from going on by it.
    pub warnings: Vec<String>,
}

impl Step {
    /// A step that those in the war room are told of.
    pub fn told_in_room(draft: Draft, send: SendArgs) -> Self {
        let talk = Talk { room: draft.entry_words(), ..Talk::default() };
        Self { talk: Some((talk, send)), ..draft.into() }
    }
}

impl From<Draft> for Step {
    fn from(draft: Draft) -> Self {
        Self { draft, answer: json!({}), talk: None, war_room: None, calls: false, unsent: None, warnings: Vec::new() }
    }
}

impl StepArgs {
    /// Of a command that takes these two by itself.
    pub fn new(at: Option<String>, write: WriteArgs) -> Self {
        Self { at, people: Vec::new(), write }
    }

    /// The same of a step that names people, whoever of them is named.
    pub fn naming<const N: usize>(self, people: [Option<&String>; N]) -> Self {
        Self { people: people.into_iter().flatten().cloned().collect(), ..self }
    }

    /// Takes a step: `what` it is, for the commit's subject, before the incident's name.
    ///
    /// # Errors
    /// Where the incident is not found, the step is refused, or it cannot be written.
    pub fn take<S: Into<Step>>(
        self,
        context: &Context,
        id: &str,
        what: &str,
        step: impl FnOnce(&Log, &IncidentFolder, Moment) -> Result<S, RespondError>,
    ) -> Result<Outcome, Failure> {
        self.take_in(context, Extent::Incident(id), id, what, step)
    }

    /// The same with more of the log at hand than the incident.
    ///
    /// # Errors
    /// As [`StepArgs::take`].
    pub fn take_in<S: Into<Step>>(
        self,
        context: &Context,
        extent: Extent<'_>,
        id: &str,
        what: &str,
        step: impl FnOnce(&Log, &IncidentFolder, Moment) -> Result<S, RespondError>,
    ) -> Result<Outcome, Failure> {
        let json = context.json()?;
        let opened = context.open_part_for_writing(extent)?;
        let zone = opened.log.plan.value.time_zone;
        let named = self.at.map(|at| parse::moment(&at, zone, context.now, "--at")).transpose()?;
        let at = named.unwrap_or(context.now);
        let folder = named::find(context, &opened.log, id)?;
        let Step { draft, mut answer, talk, war_room, calls, unsent, mut warnings } =
            step(&opened.log, folder, at)?.into();
        warnings.extend(misspelt_contacts(&opened.log.plan.value, self.people.iter().map(String::as_str)));
        warnings.extend(folder.readable().and_then(|document| doubtful_time(document, named, context.now)));
        let subject = format!("incident: {what} {}", folder.name);
        let entry = draft.entry().map(str::to_owned);
        // What is printed ends up in logs of terminals and scripts.
        let shown = entry.as_deref().map(starred);
        let incident = folder.readable().map(|document| document.value.clone()).unwrap_or_default();
        let incident = Incident { war_room: war_room.or(incident.war_room), ..incident };
        let mut posting = talk.as_ref().map(|(talk, args)| Posting::new(&opened, &incident, talk, *args, context.now));
        let mut written = match &mut posting {
            Some(posting) => {
                let at = (folder.name.as_str(), draft.path().to_owned(), entry.clone().unwrap_or_default());
                posting.write(&opened, self.write, (at.0, &at.1, &at.2), vec![draft.into()], &subject)?
            }
            None => self.write.apply(&opened, vec![draft.into()], &subject)?,
        };
        if json {
            answer["id"] = json!(folder.name);
            answer["entry"] = json!(shown);
            if let Some(message) = talk.as_ref().and_then(|(talk, _)| talk.message.as_ref()) {
                answer["message"] = json!(starred(&message.text));
                answer["channel"] = json!(message.channel);
                answer["direct"] = json!(message.direct);
            }
            if let Some(posting) = &mut posting {
                posting.send(&opened, &mut written, self.write);
                if written.is_contested() && !posting.calls() {
                    answer["message"] = json!(null);
                }
                answer = posting.in_json(answer, written.is_dry());
            }
            let answer = written.in_json(answer);
            answer::print(&answer)?;
        } else {
            // A dry run shows it where it would stand.
            if let Some(entry) = shown.filter(|_| !written.is_dry()) {
                write!(anstream::stdout(), "{}", prose("", &printable(&entry), 2, context.columns))?;
            }
            written.print()?;
            if let Some(posting) = &mut posting {
                posting.send(&opened, &mut written, self.write);
                posting.print(&written, context.columns)?;
            }
            if let Some(unsent) = unsent {
                write!(anstream::stdout(), "{}", prose("", &printable(&unsent), 0, context.columns))?;
            }
            if calls {
                let people = callable(&opened.log.plan.value, &opened.repository);
                write!(anstream::stdout(), "{}", whom_to_call(&people, &folder.name, context.columns))?;
            }
        }
        warnings.iter().for_each(|warning| answer::aside(&format!("warning: {warning}")));
        written.outcome()
    }
}

/// The words of a step: as given, else asked for on a terminal once the incident is found.
///
/// # Errors
/// Where nobody can be asked, or the incident is not found.
pub fn words(
    given: Option<String>,
    context: &Context,
    id: &str,
    (question, help): (&str, &str),
    (what, flag): (&str, &str),
) -> Result<String, Failure> {
    match given {
        Some(text) => {
            named::check_order(id, Some(&text), flag)?;
            Ok(text)
        }
        None => {
            named::find_alone(context, id, flag)?;
            if context.may_ask { super::ask::text(question, help) } else { Err(Failure::missing(what, flag)) }
        }
    }
}
