use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs, words};
use super::{Outcome, parse};
use crate::respond::{ChangeEffect, PlannedChange, Staging, write_down_change, write_down_effect};

/// Write down a change before it is applied, and what it did after
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// What is changed, and where
    #[arg(conflicts_with = "effect", allow_hyphen_values = true, value_parser = parse::words)]
    text: Option<String>,
    /// Who approved it
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
    /// How it was tried before: verified, failed or none:WHY
    #[arg(long, value_name = "RESULT", value_parser = Staging::parse)]
    staging: Option<Staging>,
    /// The change's ticket
    #[arg(long, value_name = "URL", value_parser = parse::ticket)]
    ticket: Option<String>,
    /// What a change did, once it is applied: the last one, or that of --of
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, conflicts_with_all = ["approved_by", "staging", "ticket"])]
    effect: Option<String>,
    /// Which change the effect is of: its time (14:05), or words of it
    #[arg(long, value_name = "CHANGE", requires = "effect", conflicts_with = "text")]
    of: Option<String>,
    /// Who makes it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let Args { id, text, approved_by, staging, ticket, effect, of, by, step } = args;
    if let Some(text) = effect {
        return step.take(context, &id, "tell what a change did in", |log, folder, at| {
            write_down_effect(log, folder, &ChangeEffect { text, of, at }, context.now)
        });
    }
    let question = ("What is changed?", "one line; --approved-by and --staging say the rest");
    let text = words(text, context, &id, question, ("the change", "`incident change ID TEXT`"))?;
    step.naming([approved_by.as_ref(), by.as_ref()]).take(context, &id, "write down a change in", |log, folder, at| {
        let change = PlannedChange { text, approved_by, staging, ticket, by, at };
        let draft = write_down_change(log, folder, &change, context.now)?;
        Ok(Step { warnings: warnings(&change), ..draft.into() })
    })
}

/// What the plan asks of a change and nobody said.
fn warnings(change: &PlannedChange) -> Vec<String> {
    let approval =
        change.approved_by.is_none().then_some("nobody is said to have approved this change; --approved-by says who");
    let staging = match &change.staging {
        Some(Staging::Failed) => Some("this change failed in staging"),
        None => Some("it is not said how this change was tried; --staging says it: verified or none:WHY"),
        _ => None,
    };
    approval.into_iter().chain(staging).map(str::to_owned).collect()
}
