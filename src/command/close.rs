use super::Outcome;
use super::closable::wrong_in;
use super::context::Context;
use super::failure::Failure;
use super::step::StepArgs;
use crate::log::{Extent, IncidentFolder, Log};
use crate::model::Moment;
use crate::respond::{RespondError, close};
use crate::rules;

/// Close a resolved incident, once its whole checklist is done
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, or a part of it that no other has
    id: String,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    args.step.take_in(context, Extent::Whole, &args.id, "close", |log, folder, at| {
        let draft = close(log, folder, at, context.now)?;
        check(log, folder, context.now)?;
        Ok(draft)
    })
}

/// Refuses to close what the rules find wrong.
fn check(log: &Log, folder: &IncidentFolder, now: Moment) -> Result<(), RespondError> {
    const SHOWN: usize = 5;
    let told = wrong_in(&rules::run(log, now), folder);
    if told.is_empty() {
        return Ok(());
    }
    let more = if told.len() > SHOWN { "\n`incident validate` tells of the others" } else { "" };
    let help = told.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n") + more;
    Err(RespondError::new(format!("{} cannot be closed yet, as something is wrong in it", folder.name), help))
}
