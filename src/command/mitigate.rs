use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs, words};
use super::talk::SendArgs;
use super::{Outcome, parse};
use crate::model::EntryKind;
use crate::respond::{Note, add_note};

/// Users are well again: write down since when, and what helped
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// What helped
    #[arg(allow_hyphen_values = true, value_parser = parse::words)]
    text: Option<String>,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let question = ("What helped?", "one line; what users can do again, and by which step");
    let text = words(args.text, context, &args.id, question, ("what helped", "`incident mitigate ID TEXT`"))?;
    args.step.take(context, &args.id, "mitigate", |log, folder, at| {
        let note = Note { text, kind: EntryKind::Mitigated, at, by: args.by };
        Ok(Step::told_in_room(add_note(log, folder, &note, context.now)?, args.send))
    })
}
