use super::context::Context;
use super::failure::Failure;
use super::parse;
use super::table::table;
use super::{Outcome, answer};
use crate::git::Place;
use crate::log::IncidentFolder;
use crate::model::{Status, format_duration};
use crate::respond::{RespondError, find_severity};
use crate::text::printable;
use serde_json::{Value, json};
use std::io::Write as _;

/// The incidents of the log, the newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only of this severity: an id of the plan's, its name or its number; may be repeated
    #[arg(long, short = 's', value_name = "SEVERITY")]
    severity: Vec<String>,
    /// Only of this status; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,
    /// Only those that hit this service
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Only those with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Only those of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<String>,
    /// At most this many
    #[arg(long, short = 'n', value_name = "COUNT", value_parser = parse::count)]
    limit: Option<usize>,
    /// As they were at this revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
}

fn status(word: &str) -> Result<Status, String> {
    Status::from_word(word).ok_or_else(|| crate::document::did_you_mean(word, Status::WORDS))
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let place = args.rev.clone().map_or(Place::WorkTree, Place::Revision);
    let opened = context.open(&place)?;
    let severities = args.severity.iter().map(|word| Ok(find_severity(&opened.log, word)?.id.clone()));
    let severity = severities.collect::<Result<Vec<_>, RespondError>>()?;
    let args = Args { severity, ..args };
    let mut folders: Vec<&IncidentFolder> = opened.log.incidents.iter().filter(|folder| args.matches(folder)).collect();
    let zone = opened.log.plan.value.time_zone;
    folders.sort_by(|a, b| (b.order(zone), &b.name).cmp(&(a.order(zone), &a.name)));
    folders.truncate(args.limit.unwrap_or(usize::MAX));
    let mut out = anstream::stdout().lock();
    if json {
        let incidents: Vec<_> = folders.iter().map(|folder| summary(folder)).collect();
        answer::print(&json!({"incidents": incidents}))?;
    } else if folders.is_empty() {
        writeln!(
            out,
            "{}",
            if args.filters() { "no incident matches" } else { "no incident yet; `incident new` reports one" }
        )?;
    } else {
        let rows: Vec<_> = folders.iter().map(|folder| row(folder)).collect();
        write!(out, "{}", table(&["SEVERITY", "STATUS", "LASTED", "ID", "TITLE"], &rows, context.columns))?;
    }
    Ok(if folders.is_empty() && args.filters() { Outcome::Found } else { Outcome::Done })
}

impl Args {
    fn filters(&self) -> bool {
        !self.severity.is_empty()
            || !self.status.is_empty()
            || self.service.is_some()
            || self.tag.is_some()
            || self.year.is_some()
    }

    fn matches(&self, folder: &IncidentFolder) -> bool {
        let Some(document) = folder.incident.as_ref() else { return !self.filters() };
        let incident = &document.value;
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let severity = incident.severity.as_deref().unwrap_or_default();
        (self.severity.is_empty() || self.severity.iter().any(|wanted| same(wanted, severity)))
            && (self.status.is_empty() || self.status.contains(&incident.status()))
            && self
                .service
                .as_ref()
                .is_none_or(|name| incident.services.iter().any(|service| same(&service.name, name)))
            && self.tag.as_ref().is_none_or(|wanted| incident.tags.iter().any(|tag| same(tag, wanted)))
            && self.year.as_ref().is_none_or(|year| folder.name.starts_with(&format!("{year}-")))
    }
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
