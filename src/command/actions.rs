use super::context::Context;
use super::failure::Failure;
use super::table::table;
use super::tracking::open_ticket;
use super::writing::WriteArgs;
use super::{Outcome, answer, named, parse};
use crate::log::Extent;
use crate::model::{ActionStatus, Clock, format_date};
use crate::respond::{ActionItem, action_items, action_ticket, incident_document, settle_action};
use clap::Subcommand;
use serde_json::{Value, json};
use std::io::Write as _;

/// Action items across the log that are open, those due first in front; settled by number
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    step: Option<Settle>,
    /// Only of this incident, with those that are done or dropped
    id: Option<String>,
    /// Only those whose due date is over
    #[arg(long)]
    overdue: bool,
    /// Only of this owner
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Settle {
    /// An action is done
    Done(SettleArgs),
    /// An action will not be done
    Drop(SettleArgs),
    /// Open a ticket for an action in the tracker
    Ticket(SettleArgs),
}

#[derive(Debug, clap::Args)]
struct SettleArgs {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// The action's number within the incident, as `incident actions` shows it
    #[arg(value_name = "N", value_parser = parse::count)]
    number: usize,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    match args.step {
        Some(Settle::Done(settle)) => settle.run(context, ActionStatus::Done),
        Some(Settle::Drop(settle)) => settle.run(context, ActionStatus::Dropped),
        Some(Settle::Ticket(SettleArgs { id, number, write })) => {
            open_ticket(context, &id, write, |_, folder| action_ticket(folder, number))
        }
        None => list(&args, context),
    }
}

impl SettleArgs {
    fn run(self, context: &Context, status: ActionStatus) -> Result<Outcome, Failure> {
        let json = context.json()?;
        let opened = context.open_part_for_writing(Extent::Incident(&self.id))?;
        let folder = named::find(context, &opened.log, &self.id)?;
        let draft = settle_action(&opened.log, folder, self.number, status)?;
        let subject = format!("incident: action {} of {} is {status}", self.number, folder.name);
        let name = folder.name.clone();
        let written = self.write.apply(&opened, vec![draft.into()], &subject)?;
        match json {
            true => answer::print(&written.in_json(json!({"id": name, "number": self.number, "status": status})))?,
            false => written.print()?,
        }
        written.outcome()
    }
}

fn list(args: &Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = context.open_part(args.id.as_deref().map_or(Extent::Whole, Extent::Incident))?;
    let today = Clock { now: context.now }.today(opened.log.plan.value.time_zone);
    let only = args.id.as_deref().map(|id| named::find(context, &opened.log, id)).transpose()?;
    if let Some(folder) = only {
        incident_document(folder)?;
    }
    let mut items = action_items(&opened.log);
    items.retain(|item| {
        let owner = item.action.owner.as_deref().unwrap_or_default();
        only.map_or(item.action.status() == ActionStatus::Open, |folder| folder.path == item.folder.path)
            && (!args.overdue || item.action.is_overdue(today))
            && args.owner.as_ref().is_none_or(|wanted| owner.eq_ignore_ascii_case(wanted))
    });
    if json {
        let in_json = |item: &ActionItem<'_>| -> Value {
            let mut value = json!(item.action);
            value["status"] = json!(item.action.status());
            value["overdue"] = json!(item.action.is_overdue(today));
            value["incident"] = json!(item.folder.name);
            value["number"] = json!(item.number);
            value
        };
        let actions: Vec<_> = items.iter().map(in_json).collect();
        answer::print(&json!({"actions": actions}))?;
    } else if items.is_empty() {
        let none = match (only.is_some() || args.owner.is_some(), args.overdue) {
            (true, false) => "no such action",
            (true, true) => "no such action is overdue",
            (false, true) => "no action is overdue",
            (false, false) => "no action is open",
        };
        writeln!(anstream::stdout(), "{none}")?;
    } else {
        let row = |item: &ActionItem<'_>| {
            let action = item.action;
            let overdue = if action.is_overdue(today) { " overdue" } else { "" };
            vec![
                action.due.map_or_else(|| "-".to_owned(), |due| format!("{}{overdue}", format_date(due))),
                action.status().to_string(),
                action.owner.clone().unwrap_or_else(|| "nobody".to_owned()),
                item.folder.name.clone(),
                item.number.to_string(),
                action.title.clone(),
            ]
        };
        let rows: Vec<_> = items.iter().map(row).collect();
        write!(
            anstream::stdout(),
            "{}",
            table(&["DUE", "STATUS", "OWNER", "INCIDENT", "N", "TITLE"], &rows, context.columns)
        )?;
    }
    let filters = args.overdue || args.owner.is_some();
    Ok(if items.is_empty() && filters { Outcome::Found } else { Outcome::Done })
}
