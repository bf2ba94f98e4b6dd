use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs, words};
use super::talk::SendArgs;
use super::{Outcome, parse};
use crate::document::did_you_mean;
use crate::model::ThreadState;
use crate::respond::{ThreadReport, report_on_thread};

/// Open an investigation thread, or report on one
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// The thread's name: a word or two for the theory; asked for on a terminal
    name: Option<String>,
    /// What may be the cause, or how far it was looked into
    #[arg(allow_hyphen_values = true, value_parser = parse::words)]
    text: Option<String>,
    /// Who looks into it; of a new thread the lead where nobody is named
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// What to look into first: 1, 2, 3 …, or high, medium, low
    #[arg(long, value_name = "PRIORITY", value_parser = parse::thread_priority)]
    priority: Option<String>,
    /// How it stands: open, ruled-out or confirmed
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<ThreadState>,
    /// Who reports
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    step: StepArgs,
}

fn state(word: &str) -> Result<ThreadState, String> {
    let words = word.split_whitespace().collect::<Vec<_>>().join("-");
    ThreadState::from_word(&words).ok_or_else(|| did_you_mean(word, ThreadState::WORDS))
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let Args { id, name, text, owner, priority, state, by, send, step } = args;
    let usage = "`incident thread ID NAME TEXT`";
    let question = ("Which theory?", "its name in a word or two: one that there is, or a new one");
    let name = words(name, context, &id, question, ("the name of the thread", usage))?;
    // The state of one that there is may say it all.
    let text = match text {
        None if state.is_none() && context.may_ask => {
            let question = ("What is known of it?", "what may be the cause, or how far it was looked into; one line");
            Some(words(None, context, &id, question, ("the report", usage))?)
        }
        text => text,
    };
    step.naming([owner.as_ref(), by.as_ref()]).take(context, &id, "report on a theory of", |log, folder, at| {
        let report = ThreadReport { name, text, owner, priority, state, by, at };
        Ok(Step::told_in_room(report_on_thread(log, folder, &report, context.now)?, send))
    })
}
