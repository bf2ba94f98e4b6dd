use super::answer::{self, heading};
use super::closable::{found_in, wrong_in};
use super::context::{Context, Opened};
use super::failure::Failure;
use super::fit::prose;
use super::table::table;
use super::watch::watch;
use super::{Outcome, named};
use crate::log::{Extent, IncidentFolder};
use crate::model::{Entry, Moment, format_duration, format_moment};
use crate::respond::{Standing, ThreadStanding, board, standing_of, unclosed};
use crate::rules::starred;
use crate::text::printable;
use serde_json::{Value, json};
use std::io::Write as _;

/// The incidents that go on: for how long, who leads, and what is owed this minute
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this incident, with the last lines of its timeline
    id: Option<String>,
    /// Keep it live on this terminal, by the second, and follow the log as it changes
    #[arg(long)]
    watch: bool,
}

/// As many resolved incidents are shown.
const MOST_UNFINISHED: usize = 5;

/// As many lines of its timeline as are shown of one incident.
const LAST: usize = 8;

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    if args.watch {
        return watch(args.id.as_deref(), &context.without_progress());
    }
    let json = context.json()?;
    let opened = context.open_part(args.id.as_deref().map_or(Extent::Unsettled, Extent::Incident))?;
    let standing = match &args.id {
        None => board(&opened.log, context.now),
        Some(id) => {
            let folder = named::find(context, &opened.log, id)?;
            let standing = standing_of(&opened.log, folder, context.now);
            let over = || Failure::new(format!("{} is over", folder.name), "`incident show` tells all of it");
            vec![standing.ok_or_else(over)?]
        }
    };
    let unclosed = if args.id.is_none() { unclosed(&opened.log) } else { Vec::new() };
    let (unfinished, closable, older) = sorted_out(&opened, unclosed, context.now)?;
    named::warn_of_status(context, standing.iter().map(|standing| standing.folder));
    let broken: Vec<_> = opened.log.incidents.iter().filter_map(IncidentFolder::broken).collect();
    let mut out = anstream::stdout().lock();
    if json {
        let incidents: Vec<_> = standing.iter().map(in_json).collect();
        let owed = |(folder, owed): &Unfinished<'_>| json!({"id": folder.name, "owed": owed});
        let resolved: Vec<_> = unfinished.iter().map(owed).collect();
        let closable: Vec<_> = closable.iter().map(|folder| &folder.name).collect();
        answer::print(&json!({"incidents": incidents, "resolved": resolved, "closable": closable, "broken": broken}))?;
        return Ok(Outcome::Done);
    }
    if standing.is_empty() && broken.is_empty() {
        writeln!(out, "no incident is open")?;
    } else if standing.is_empty() {
        // Told first: who reads one line is not to take it for peace.
        write!(out, "{}", told_broken(&broken, context.columns).trim_start())?;
    } else {
        let rows: Vec<_> = standing.iter().map(row).collect();
        write!(out, "{}", table(&["SEVERITY", "STATUS", "GOES ON FOR", "LEAD", "ID"], &rows, context.columns))?;
        for standing in &standing {
            let lines = lines(standing, args.id.is_some());
            if !lines.is_empty() {
                writeln!(out, "{}", heading(&printable(&standing.folder.name)))?;
            }
            for line in lines {
                write!(out, "{}", prose("  ", &printable(&line), 4, context.columns))?;
            }
        }
    }
    print_unfinished(&mut out, &unfinished, context.columns)?;
    print_closable(&mut out, &closable, older)?;
    if args.id.is_none() && !standing.is_empty() {
        write!(out, "{}", told_broken(&broken, context.columns))?;
    }
    Ok(Outcome::Done)
}

/// A resolved incident with what is owed of its checklist.
type Unfinished<'a> = (&'a IncidentFolder, Vec<String>);

/// Those of which something is owed, with what is wrong in one of which nothing else is; and those that are to be closed.
/// The rules look at the last ones alone, which are shown.
fn sorted_out<'a>(
    opened: &Opened,
    unclosed: Vec<Unfinished<'a>>,
    now: Moment,
) -> Result<(Vec<Unfinished<'a>>, Vec<&'a IncidentFolder>, usize), Failure> {
    let done = unclosed.iter().rev().filter(|(_, owed)| owed.is_empty()).map(|(folder, _)| *folder);
    let found = found_in(opened, &done.take(MOST_UNFINISHED).collect::<Vec<_>>(), now)?;
    let (mut unfinished, mut closable) = (Vec::new(), Vec::new());
    let older = unclosed.iter().filter(|(_, owed)| owed.is_empty()).count().saturating_sub(MOST_UNFINISHED);
    let mut unseen = older;
    for (folder, mut owed) in unclosed {
        if owed.is_empty() && unseen > 0 {
            // Whether an older one can be closed is told once those before it are.
            unseen -= 1;
            continue;
        }
        if owed.is_empty() {
            let wrong = wrong_in(&found, folder);
            let more = match wrong.len() {
                0 | 1 => String::new(),
                all => format!(" (and {} more, which `incident validate` tells)", all - 1),
            };
            owed.extend(wrong.first().map(|first| format!("what is wrong in it: {first}{more}")));
        }
        match owed.is_empty() {
            true => closable.push(folder),
            false => unfinished.push((folder, owed)),
        }
    }
    Ok((unfinished, closable, older))
}

/// The incidents of which nothing is owed any more, the newest first; how many `older` ones there may be.
fn print_closable(out: &mut impl std::io::Write, closable: &[&IncidentFolder], older: usize) -> Result<(), Failure> {
    if !closable.is_empty() || older > 0 {
        writeln!(out, "{}", heading("Resolved, and to be closed:"))?;
    }
    for folder in closable.iter().rev() {
        writeln!(out, "  `incident close {}`", printable(&folder.name))?;
    }
    if older > 0 {
        writeln!(out, "  and {older} older ones")?;
    }
    Ok(())
}

fn print_unfinished(
    out: &mut impl std::io::Write,
    unfinished: &[Unfinished<'_>],
    columns: Option<usize>,
) -> Result<(), Failure> {
    if !unfinished.is_empty() {
        writeln!(out, "{}", heading("Resolved, and owed before it can be closed:"))?;
    }
    for (folder, owed) in unfinished.iter().rev().take(MOST_UNFINISHED) {
        writeln!(out, "  {}", printable(&folder.name))?;
        for owed in owed {
            write!(out, "{}", prose("    ", &printable(owed), 6, columns))?;
        }
    }
    if unfinished.len() > MOST_UNFINISHED {
        writeln!(out, "  and {} older ones", unfinished.len() - MOST_UNFINISHED)?;
    }
    Ok(())
}

/// Those of which nobody knows whether they go on.
fn told_broken(broken: &[String], columns: Option<usize>) -> String {
    if broken.is_empty() {
        return String::new();
    }
    let (are, they) = if broken.len() == 1 { (" cannot", "it goes") } else { ("s cannot", "they go") };
    let head = format!("{} incident{are} be read, so nobody knows whether {they} on:", broken.len());
    let places = broken.iter().map(|place| prose("  ", &printable(place), 4, columns));
    format!("{}\n{}", heading(&head), places.collect::<String>())
}

fn row(standing: &Standing<'_>) -> Vec<String> {
    let incident = standing.incident;
    vec![
        incident.severity.clone().unwrap_or_else(|| "-".to_owned()),
        incident.status().to_string(),
        standing.lasts.map_or_else(|| "-".to_owned(), format_duration),
        incident.lead.clone().unwrap_or_else(|| "nobody".to_owned()),
        standing.folder.name.clone(),
    ]
}

/// What is owed, how each thread stands, and of one incident alone its last lines.
fn lines(standing: &Standing<'_>, is_alone: bool) -> Vec<String> {
    let id = &standing.folder.name;
    let mut lines = Vec::new();
    if let Some(worst) = standing.counts_as {
        let severity = standing.incident.severity.as_deref().unwrap_or_default();
        lines.push(format!(
            "the plan has no severity `{severity}`, so it counts as {worst}, the worst: `incident severity {id} SEVERITY --why TEXT`"
        ));
    }
    if standing.is_unacknowledged {
        lines.push(format!("nobody has acknowledged it: `incident escalate {id}`"));
    }
    if let Some(silent) = standing.silent.filter(|_| standing.is_overdue) {
        lines.push(format!("nothing was written down for {}; a status is OVERDUE", format_duration(silent)));
    }
    lines.extend(standing.threads.iter().map(thread));
    if is_alone {
        let from = standing.timeline.len().saturating_sub(LAST);
        lines.extend(standing.timeline.get(from..).unwrap_or_default().iter().map(entry));
    }
    lines
}

fn thread(standing: &ThreadStanding<'_>) -> String {
    let thread = &standing.thread;
    let owner = thread.owner().unwrap_or("nobody");
    let priority = thread.priority().map(|priority| format!(", priority {priority}")).unwrap_or_default();
    let silent = standing.silent.map(|silent| format!(", last word {} ago", format_duration(silent)));
    let overdue = if standing.is_overdue() { "; a status is OVERDUE" } else { "" };
    let silent = silent.unwrap_or_default();
    format!("{} {}: {owner}{priority}{silent}{overdue}", thread.state(), thread.name)
}

fn entry(entry: &Entry) -> String {
    let at = entry.at.map(format_moment).unwrap_or_default();
    format!("{at} [{}] {}", entry.label(), starred(&entry.line()))
}

fn in_json(standing: &Standing<'_>) -> Value {
    let incident = standing.incident;
    let threads = standing.threads.iter().map(|standing| {
        let thread = &standing.thread;
        json!({
            "name": thread.name,
            "owner": thread.owner(),
            "priority": thread.priority(),
            "state": thread.state(),
            "reported": thread.reported().map(format_moment),
            "overdue": standing.is_overdue(),
        })
    });
    json!({
        "id": standing.folder.name,
        "title": incident.title,
        "severity": incident.severity,
        "counts-as": standing.counts_as,
        "status": incident.status(),
        "minutes": standing.lasts.map(|lasts| lasts.num_minutes()),
        "lead": incident.lead,
        "acknowledged": incident.acknowledged.map(format_moment),
        "unacknowledged": standing.is_unacknowledged,
        "overdue": standing.is_overdue,
        "threads": threads.collect::<Vec<_>>(),
    })
}
