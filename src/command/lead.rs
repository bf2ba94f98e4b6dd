use super::ask;
use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs};
use super::talk::SendArgs;
use super::{Outcome, named};
use crate::respond::{Baton, pass_baton};

/// Pass the baton: who leads an incident from now on
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// Who takes the lead
    name: Option<String>,
    /// Why it is passed
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    why: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let usage = "`incident lead ID NAME`";
    named::check_order(&args.id, args.name.as_deref(), usage)?;
    let to = match args.name {
        Some(name) => name,
        None if context.may_ask => {
            let log = named::find_alone(context, &args.id, usage)?;
            let roster = log.plan.value.roster.into_iter().map(|person| person.name).collect();
            ask::name("Who takes the lead?", "one person; they can pass it on at any time", roster)?
        }
        None => {
            named::find_alone(context, &args.id, usage)?;
            return Err(Failure::missing("who takes the lead", usage));
        }
    };
    args.step.naming([Some(&to)]).take(context, &args.id, "pass the lead of", |log, folder, at| {
        let draft = pass_baton(log, folder, &Baton { to, why: args.why, at }, context.now)?;
        Ok(Step::told_in_room(draft, args.send))
    })
}
