//! A report that turns out to be of an incident that there is: `incident resolve ID --duplicate-of OTHER`.

use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs};
use super::talk::{SendArgs, Talk};
use super::{Outcome, named};
use crate::log::Extent;
use crate::respond::{RespondError, withdraw};
use serde_json::json;

/// Takes a report back, and tells those who were called.
///
/// # Errors
/// Where either incident is not found, the step is refused, or it cannot be written.
pub fn take_back(id: &str, of: &str, send: SendArgs, step: StepArgs, context: &Context) -> Result<Outcome, Failure> {
    let other = named::find(context, &context.open_part(Extent::Incident(of))?.log, of)?.name.clone();
    step.take_in(context, Extent::Whole, id, "take back", |log, folder, at| {
        let gone = || RespondError::new(format!("{other} is no longer there"), "`incident list` shows what is");
        let withdrawn = withdraw(log, folder, log.incident(&other).ok_or_else(gone)?, at, context.now)?;
        let room = withdrawn.draft.entry_words();
        let talk = Talk { message: withdrawn.message, room, ..Talk::default() };
        let (answer, warnings) = (json!({"duplicate-of": other}), withdrawn.warnings);
        Ok(Step { answer, talk: Some((talk, send)), warnings, ..withdrawn.draft.into() })
    })
}
