use super::build::{audience, base_url, planned_url};
use super::context::{Context, Opened};
use super::failure::Failure;
use super::filters::FilterArgs;
use super::material::certain;
use super::{Outcome, answer, parse};
use crate::audience::{View, ViewIncident};
use crate::disk;
use crate::export::{FORMATS, Format, Outward};
use crate::git::Place;
use crate::model::Audience;
use crate::rules;
use crate::site::{Site, SiteTemplates};
use crate::text::{counted, printable};
use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Print the incidents in a format of others, as their readers may see them
#[derive(Debug, clap::Args)]
#[command(after_help = told_kinds())]
pub struct Args {
    /// The format
    #[arg(value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.word)))]
    kind: String,
    /// A row an action instead of an incident; of csv alone
    #[arg(long)]
    actions: bool,
    /// Only those that began on this date or later
    #[arg(long, value_name = "DATE", value_parser = parse::date)]
    since: Option<NaiveDate>,
    /// Only those that began on this date or earlier
    #[arg(long, value_name = "DATE", value_parser = parse::date)]
    until: Option<NaiveDate>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Who will read it, public or internal; the plan's `site.audience` where it is not named, of statuspage the public
    #[arg(long, value_name = "AUDIENCE", value_parser = audience)]
    audience: Option<Audience>,
    /// Where the site stands, for the addresses in it; the plan's `site.url` where it is not named
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// As they were at this revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Write it into this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn told_kinds() -> String {
    let kinds = FORMATS.iter().map(|format| format!("\n  {:<11} {}", format.word, format.about));
    format!("Formats:{}", kinds.collect::<String>())
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let Some(format) = FORMATS.iter().find(|format| format.word == args.kind) else { return Ok(Outcome::Found) };
    if args.actions && format.word != "csv" {
        return Err(Failure::new(
            format!("--actions is of csv, not of {}", format.word),
            "json has the actions within each incident",
        ));
    }
    if args.since.zip(args.until).is_some_and(|(since, until)| until < since) {
        return Err(Failure::new("--until is before --since", "name the earlier date with --since"));
    }
    let out = args.out.clone();
    let place = args.rev.clone().map_or(Place::WorkTree, Place::Revision);
    let opened = context.open_if(&place, |plan| Ok(args.filters.check_by_plan(plan)?))?;
    let bytes = made(args, format, context, &opened)?;
    match out {
        None => anstream::stdout().write_all(&bytes)?,
        Some(out) => {
            write(&context.directory.join(&out), &bytes)?;
            let shown = printable(&out.display().to_string());
            match json {
                true => answer::print(&json!({"out": out}))?,
                false => writeln!(anstream::stdout(), "wrote {shown}")?,
            }
        }
    }
    Ok(Outcome::Done)
}

/// The bytes of it.
fn made(args: Args, format: &Format, context: &Context, opened: &Opened) -> Result<Vec<u8>, Failure> {
    let named = args.audience.or(format.is_public.then_some(Audience::Public));
    let audience = certain(opened, named)?;
    let base_url = args.base_url.map_or_else(|| planned_url(opened), |url| Ok(Some(url)))?;
    let filters = args.filters.of(&opened.log)?;
    let zone = opened.log.plan.value.time_zone;
    let is_wanted = |incident: &ViewIncident| {
        let day = incident.order.map(|at| at.with_timezone(&zone).date_naive());
        let since = args.since.is_none_or(|since| day.is_some_and(|day| day >= since));
        let until = args.until.is_none_or(|until| day.is_some_and(|day| day <= until));
        since && until && filters.matches(&incident.incident, &incident.id)
    };
    let secrets = rules::secrets(&opened.log, context.now);
    let view = View::new(&opened.log, audience, &secrets).only(is_wanted);
    if view.incidents().is_empty() && !opened.log.incidents.is_empty() {
        let all = counted(opened.log.incidents.len(), "incident");
        answer::aside(&format!("note: of {all}, none is for {audience} readers and was asked for"));
    }
    let templates = SiteTemplates::with(|path| opened.text_of(path))?;
    let site = Site {
        view: &view,
        templates: &templates,
        as_of: opened.snapshot.time().unwrap_or(context.now),
        base_url: base_url.as_deref(),
        attachments: &[],
        log: None,
    };
    let outward = Outward { site: &site, since: args.since, until: args.until, by_action: args.actions };
    let _progress = context.progress();
    Ok((format.make)(&outward)?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let shown = path.display().to_string();
    if path.is_dir() {
        let failure = Failure::new("this is a folder", "name a file with --out");
        return Err(Failure { place: Some(shown), ..failure });
    }
    let path = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => &Path::new(".").join(path),
        _ => path,
    };
    disk::write_derived(path, bytes).map_err(|error| {
        let failure = Failure::new(
            format!("it cannot be written: {}", error.kind()),
            "see whether its folder is there, and who may write into it",
        );
        Failure { place: Some(shown), ..failure }
    })
}
