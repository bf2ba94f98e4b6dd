use super::Outcome;
use super::context::Context;
use super::failure::Failure;
use super::step::StepArgs;
use crate::respond::close;

/// Close a resolved incident, once its whole checklist is done
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, or a part of it that no other has
    id: String,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    args.step.take(context, &args.id, "close", |log, folder, at| close(log, folder, at, context.now))
}
