use super::context::Context;
use super::failure::Failure;
use super::writing::WriteArgs;
use super::{Outcome, answer, named, parse};
use crate::log::Extent;
use crate::respond::{NewPostmortem, instantiate};
use chrono::NaiveDate;
use serde_json::json;

/// Start an incident's post-mortem: its sections with a prompt each, and the timeline copied from the entry
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// Who writes it: the person closest to the incident; the lead where nobody is named
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Who leads the review; better not a responder
    #[arg(long, value_name = "NAME")]
    facilitator: Option<String>,
    /// When it is due; by the plan's deadline where it is not named
    #[arg(long, value_name = "DATE", value_parser = parse::date)]
    due: Option<NaiveDate>,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = context.open_part_for_writing(Extent::Incident(&args.id))?;
    let folder = named::find(context, &opened.log, &args.id)?;
    let request = NewPostmortem { owner: args.owner, facilitator: args.facilitator, due: args.due };
    let draft = instantiate(&opened.log, folder, &opened.templates(), &request, context.now)?;
    let subject = format!("incident: start the post-mortem of {}", folder.name);
    let written = args.write.apply(&opened, vec![draft.into()], &subject)?;
    match json {
        true => answer::print(&written.in_json(json!({"id": folder.name})))?,
        false => written.print()?,
    }
    named::warn_of_people(&opened.log.plan.value, [&request.owner, &request.facilitator]);
    written.outcome()
}
