use super::ask;
use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs, words};
use super::talk::{SendArgs, Talk};
use super::{Outcome, named};
use crate::respond::{Judgement, judge};
use serde_json::json;

/// Raise or lower an incident's severity, and say why
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// The severity that it has from now on: an id of the plan's, its name or its number; asked for on a terminal
    severity: Option<String>,
    /// What was seen that makes it worse or better
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    why: Option<String>,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let usage = "`incident severity ID SEVERITY`";
    named::check_order(&args.id, args.severity.as_deref(), usage)?;
    let severity = match args.severity {
        Some(severity) => severity,
        None => {
            let log = named::find_alone(context, &args.id, usage)?;
            if !context.may_ask {
                return Err(Failure::missing("the severity", usage));
            }
            let folder = log.find(&args.id)?;
            let current = folder.readable().and_then(|document| document.value.severity.as_deref());
            let severity = ask::severity("How bad is it from now on?", &log.plan.value.severities, current)?;
            if current.is_some_and(|current| current.eq_ignore_ascii_case(&severity)) {
                // Before anybody types a reason for nothing.
                let message = format!("{} is {severity} already", folder.name);
                return Err(Failure::new(message, "choose another one; nothing was written"));
            }
            severity
        }
    };
    let question = ("Why?", "what was seen that makes it worse or better");
    let why = words(args.why, context, &args.id, question, ("the reason", "--why"))?;
    args.step.naming([args.by.as_ref()]).take(context, &args.id, "change the severity of", |log, folder, at| {
        let judgement = Judgement { severity, why, by: args.by, at };
        let judged = judge(log, folder, &judgement, context.now)?;
        let mut answer = json!({"severity": judged.severity, "raised": judged.is_raised});
        if judged.message.is_none() {
            // Of what is over there is nothing to post.
            (answer["message"], answer["channel"], answer["direct"]) = (json!(null), json!(null), json!([]));
        }
        let room = judged.draft.entry_words();
        let talk = Talk { message: judged.message, room, opens: judged.war_room.is_some(), ..Talk::default() };
        Ok(Step {
            answer,
            talk: Some((talk, args.send)),
            war_room: judged.war_room,
            calls: judged.calls,
            ..judged.draft.into()
        })
    })
}
