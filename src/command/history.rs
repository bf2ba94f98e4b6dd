use super::context::Context;
use super::failure::Failure;
use super::fit::prose;
use super::kept_history::history;
use super::parse;
use super::{Outcome, answer, named};
use crate::git::{FileChange, Place};
use crate::log::Extent;
use crate::model::in_zone;
use crate::text::printable;
use serde_json::json;
use std::io::Write as _;

/// Who changed an incident when, from git, across renames
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// At most this many changes
    #[arg(long, short = 'n', value_name = "COUNT", value_parser = parse::count)]
    limit: Option<usize>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = context.open_part(Extent::Incident(&args.id))?;
    let folder = named::find(context, &opened.log, &args.id)?;
    let mut paths: Vec<String> = vec![format!("{}/incident.md", folder.path), format!("{}/postmortem.md", folder.path)];
    paths.extend(opened.log.agenda_of(&folder.name).map(|item| item.document.source.path().to_owned()));
    let history = history(&opened.repository, &Place::WorkTree)?;
    let mut changes = history.of(&paths);
    changes.truncate(args.limit.unwrap_or(usize::MAX));
    let mut out = anstream::stdout().lock();
    if json {
        let changes: Vec<_> = changes
            .iter()
            .map(|change| {
                let files: Vec<_> = change
                    .files
                    .iter()
                    .map(|file| json!({"path": file.path, "renamed-from": file.renamed_from, "kind": file.kind.word()}))
                    .collect();
                json!({
                    "commit": change.commit,
                    "author": change.author,
                    "when": change.when,
                    "subject": change.subject,
                    "files": files,
                })
            })
            .collect();
        answer::print(&json!({"id": folder.name, "changes": changes}))?;
        return Ok(Outcome::Done);
    }
    if history.is_cut_off() {
        answer::aside(
            "this clone is shallow, and does not hold the older changes; `git fetch --unshallow` fetches them",
        );
    } else if changes.is_empty() {
        writeln!(out, "{} is in no commit yet", printable(&folder.name))?;
    }
    let zone = opened.log.plan.value.time_zone;
    for change in &changes {
        let commit = change.commit.get(..10).unwrap_or(&change.commit);
        let when = in_zone(change.when, zone).format("%Y-%m-%d %H:%M %:z");
        let words = format!("{}  {}", printable(&change.author), printable(&change.subject));
        write!(out, "{}", prose(&format!("{commit}  {when}  "), &words, 12, context.columns))?;
        for file in &change.files {
            writeln!(out, "            {}", printable(&told(file)))?;
        }
    }
    Ok(Outcome::Done)
}

fn told(file: &FileChange) -> String {
    match &file.renamed_from {
        Some(from) => format!("{} {from} to {}", file.kind.word(), file.path),
        None => format!("{} {}", file.kind.word(), file.path),
    }
}
