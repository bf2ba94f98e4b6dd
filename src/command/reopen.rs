use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs, words};
use super::talk::{SendArgs, Talk};
use super::{Outcome, parse};
use crate::respond::{Relapse, reopen};
use serde_json::json;

/// What ended came back: open an incident again, and say what to post
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, or a part of it that no other has
    id: String,
    /// What came back, in a line
    #[arg(allow_hyphen_values = true, value_parser = parse::words)]
    text: Option<String>,
    /// Who takes the lead; whoever led before where nobody is named
    #[arg(long, value_name = "NAME")]
    lead: Option<String>,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let Args { id, text, lead, by, send, step } = args;
    let question = ("What came back?", "one line; what is seen again, and where");
    let text = words(text, context, &id, question, ("what came back", "`incident reopen ID TEXT`"))?;
    step.naming([lead.as_ref(), by.as_ref()]).take(context, &id, "reopen", |log, folder, at| {
        let reopened = reopen(log, folder, &Relapse { text, by, lead, at }, context.now)?;
        let mut step = Step { war_room: reopened.war_room, ..reopened.draft.into() };
        match reopened.message {
            Some(message) => {
                step.calls = message.until_acknowledged;
                let opens = step.war_room.is_some();
                let talk = Talk { message: Some(message), room: reopened.entry, opens, ..Talk::default() };
                step.talk = Some((talk, send));
            }
            None => {
                step.answer = json!({"message": null, "channel": null, "direct": []});
                step.unsent = Some(format!(
                    "It came back more than a day ago, so nobody is called and nothing is posted. Where it goes on, `incident \
                     escalate {}` says whom to call.",
                    folder.name
                ));
            }
        }
        Ok(step)
    })
}
