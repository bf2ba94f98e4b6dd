use super::context::Context;
use super::failure::Failure;
use super::filters::FilterArgs;
use super::parse;
use super::table::table;
use super::{Outcome, answer, named};
use crate::git::Place;
use crate::log::{IncidentFolder, Log};
use crate::model::format_duration;
use crate::text::printable;
use serde_json::{Value, json};
use std::io::Write as _;

/// The incidents of the log, the newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filters: FilterArgs,
    /// At most this many
    #[arg(long, short = 'n', value_name = "COUNT", value_parser = parse::count)]
    limit: Option<usize>,
    /// As they were at this revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let place = args.rev.clone().map_or(Place::WorkTree, Place::Revision);
    let opened = context.open_if(&place, |plan| Ok(args.filters.check_by_plan(plan)?))?;
    args.filters.check(&opened.log)?;
    let filters = args.filters.of(&opened.log)?;
    let folders = chosen(&opened.log, &filters, args.limit);
    named::warn_of_status(context, folders.iter().copied());
    let mut out = anstream::stdout().lock();
    if json {
        answer::print(&in_json(&folders))?;
    } else if folders.is_empty() {
        writeln!(
            out,
            "{}",
            if filters.filters() { "no incident matches" } else { "no incident yet; `incident new` reports one" }
        )?;
    } else {
        let rows: Vec<_> = folders.iter().map(|folder| row(folder)).collect();
        write!(out, "{}", table(&["SEVERITY", "STATUS", "LASTED", "ID", "TITLE"], &rows, context.columns))?;
    }
    Ok(if folders.is_empty() && filters.filters() { Outcome::Found } else { Outcome::Done })
}

/// The incidents that are meant, the newest first.
pub(super) fn chosen<'a>(log: &'a Log, filters: &FilterArgs, limit: Option<usize>) -> Vec<&'a IncidentFolder> {
    let is_meant = |folder: &&IncidentFolder| match &folder.incident {
        Some(document) => filters.matches(&document.value, &folder.name),
        None => !filters.filters(),
    };
    let mut folders: Vec<&IncidentFolder> = log.incidents.iter().filter(is_meant).collect();
    let zone = log.plan.value.time_zone;
    folders.sort_by(|a, b| (b.order(zone), &b.name).cmp(&(a.order(zone), &a.name)));
    folders.truncate(limit.unwrap_or(usize::MAX));
    folders
}

/// Incidents for scripts.
pub(super) fn in_json(folders: &[&IncidentFolder]) -> Value {
    json!({"incidents": folders.iter().map(|folder| summary(folder)).collect::<Vec<_>>()})
}

fn row(folder: &IncidentFolder) -> Vec<String> {
    let Some(document) = &folder.incident else {
        return vec![
            "-".into(),
            "missing".into(),
            "-".into(),
            printable(&folder.name),
            "there is no incident.md".into(),
        ];
    };
    if let Some(problem) = document.broken() {
        let line = document.source.position(problem.span.start).line;
        let message = printable(&format!("line {line}: {}", problem.message));
        return vec!["-".into(), "broken".into(), "-".into(), printable(&folder.name), message];
    }
    let incident = &document.value;
    let lasted = incident.duration().map_or_else(|| "-".to_owned(), format_duration);
    vec![
        printable(incident.severity.as_deref().unwrap_or("-")),
        incident.status().to_string(),
        lasted,
        printable(&folder.name),
        printable(folder.title()),
    ]
}

/// An incident's front matter for scripts, with its id and path.
pub(super) fn summary(folder: &IncidentFolder) -> Value {
    let mut value = json!({"id": folder.name, "path": folder.path, "broken": null});
    let Some(document) = &folder.incident else {
        value["broken"] = json!("there is no incident.md");
        return value;
    };
    value["broken"] = json!(document.broken().map(|problem| &problem.message));
    if let (Some(object), Ok(Value::Object(fields))) = (value.as_object_mut(), serde_json::to_value(&document.value)) {
        object.extend(fields);
        object.insert("status".to_owned(), json!(document.value.status()));
        object.insert(
            "extra".to_owned(),
            document.value.extra.iter().map(|(key, text)| (key.clone(), json!(text))).collect(),
        );
    }
    value
}
