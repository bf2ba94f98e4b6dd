use super::context::Context;
use super::failure::Failure;
use super::step::{StepArgs, words};
use super::{Outcome, parse};
use crate::respond::{CauseFound, write_down_cause};

/// Write down a root cause that was found after the end, or the ticket in which it is looked for
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// What it was: the condition that made it possible, not a person
    #[arg(allow_hyphen_values = true, value_parser = parse::words)]
    text: Option<String>,
    /// The ticket in which it is or was looked for
    #[arg(long, value_name = "URL", value_parser = parse::ticket)]
    ticket: Option<String>,
    /// Who found it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let Args { id, text, ticket, by, step } = args;
    let text = match (text, &ticket) {
        (None, Some(_)) => None,
        (text, _) => {
            let question = ("What is the root cause?", "the condition that made it possible, not a person");
            Some(words(text, context, &id, question, ("the root cause", "`incident cause ID TEXT`"))?)
        }
    };
    step.naming([by.as_ref()]).take(context, &id, "tell the root cause of", |log, folder, at| {
        write_down_cause(log, folder, &CauseFound { text, ticket, by, at }, context.now)
    })
}
