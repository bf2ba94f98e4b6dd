use super::context::Context;
use super::failure::Failure;
use super::parse;
use super::writing::WriteArgs;
use super::{Outcome, answer, ask};
use crate::document::did_you_mean;
use crate::git::Place;
use crate::model::EntryKind;
use crate::respond::{Note, add_note};
use serde_json::json;

/// Add a line to an incident's timeline
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// What happened; further lines go below the first
    text: Option<String>,
    /// What the line tells of: note, status, detected, acknowledged, mitigated …
    #[arg(long, short = 'k', default_value = "note", value_name = "KIND")]
    kind: String,
    /// When it happened; now where it is not named
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Who says or did it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let kind = EntryKind::from_word(&args.kind).ok_or_else(|| {
        Failure::new(format!("`{}` is no kind of entry", args.kind), did_you_mean(&args.kind, EntryKind::WORDS))
    })?;
    let text = match args.text {
        Some(text) => text,
        None if context.may_ask => {
            context.open(&Place::WorkTree)?.log.find(&args.id)?;
            ask::text("What happened?", "one line; --by says who, --at says when")?
        }
        None => return Err(Failure::missing("the text of the note", "`incident note ID TEXT`")),
    };
    let opened = context.open_for_writing()?;
    let zone = opened.log.plan.value.time_zone;
    let at = args.at.map(|at| parse::moment(&at, zone, context.now, "--at")).transpose()?.unwrap_or(context.now);
    let folder = opened.log.find(&args.id)?;
    let note = Note { text, kind, at, by: args.by };
    let draft = add_note(&opened.log, folder, &note, context.now)?;
    let subject = format!("incident: note on {}", folder.name);
    let written = args.write.apply(&opened, vec![draft.into()], &subject)?;
    match json {
        true => answer::print(&written.in_json(json!({"id": folder.name})))?,
        false => written.print()?,
    }
    written.outcome()
}
