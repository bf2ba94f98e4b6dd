use super::context::Context;
use super::failure::Failure;
use super::step::{StepArgs, words};
use super::{Outcome, parse};
use crate::document::did_you_mean;
use crate::model::EntryKind;
use crate::respond::{Note, add_note};

/// Add a line to an incident's timeline
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// What happened; further lines go below the first
    #[arg(allow_hyphen_values = true, value_parser = parse::words)]
    text: Option<String>,
    /// What the line tells of: note, status, detected, acknowledged, mitigated …
    #[arg(long, short = 'k', default_value = "note", value_name = "KIND")]
    kind: String,
    /// Who says or did it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let kind = EntryKind::from_word(&args.kind).ok_or_else(|| {
        Failure::new(format!("`{}` is no kind of entry", args.kind), did_you_mean(&args.kind, EntryKind::WORDS))
    })?;
    let question = ("What happened?", "one line; --by says who, --at says when");
    let text = words(args.text, context, &args.id, question, ("the text of the note", "`incident note ID TEXT`"))?;
    args.step.naming([args.by.as_ref()]).take(context, &args.id, "note on", |log, folder, at| {
        add_note(log, folder, &Note { text, kind, at, by: args.by }, context.now)
    })
}
