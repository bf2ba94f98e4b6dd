use super::answer::heading;
use super::ask;
use super::context::{Context, Opened};
use super::failure::Failure;
use super::fit::prose;
use super::found;
use super::kept::snapshot;
use super::look_back::like_report;
use super::parse;
use super::people::{Callable, callable, whom_to_call};
use super::posting::Posting;
use super::talk::{SendArgs, Talk};
use super::writing::{WriteArgs, Written};
use super::{Outcome, answer, named};
use crate::document::did_you_mean;
use crate::log::Extent;
use crate::model::{Moment, Plan, Visibility};
use crate::respond::{NewIncident, Scaffold, TITLE_LIMIT, scaffold};
use crate::rules::starred;
use crate::search::{Similar, is_called_alike};
use crate::text::{printable, shell_word};
use chrono_tz::Tz;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;

/// Report an incident: scaffold its entry, and say what to post, whom to call and what looked like it before
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// What is wrong, in a few words; asked for on a terminal
    title: Option<String>,
    /// How bad it is, by the plan's severities (sev-1, critical, 1 …); asked for on a terminal
    #[arg(long, short = 's', value_name = "SEVERITY")]
    severity: Option<String>,
    /// A service that is hit; may be repeated
    #[arg(long = "service", value_name = "NAME")]
    services: Vec<String>,
    /// A tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Who reports it
    #[arg(long, alias = "by", value_name = "NAME")]
    reporter: Option<String>,
    /// Who takes the lead
    #[arg(long, value_name = "NAME")]
    lead: Option<String>,
    /// When it started, as far as is known; when it was noticed where it is not named
    #[arg(long, value_name = "TIME")]
    started: Option<String>,
    /// When it was noticed; now where it is not named
    #[arg(long, value_name = "TIME")]
    detected: Option<String>,
    /// Who may read of it: public, internal or restricted
    #[arg(long, value_name = "VISIBILITY", default_value = "internal")]
    visibility: String,
    /// A link to evidence: a dashboard, a trace, a message; may be repeated
    #[arg(long = "link", value_name = "URL")]
    links: Vec<String>,
    /// How to see it for oneself
    #[arg(long, value_name = "STEPS", allow_hyphen_values = true)]
    repro: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    write: WriteArgs,
}

/// How many similar incidents are shown.
const SIMILAR: usize = 3;

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let (write, send) = (args.write, args.send);
    let (title, severity) = title_and_severity(&args, context)?;
    let opened = context.open_part_for_writing(Extent::Names)?;
    let request = request(args, title, severity, opened.log.plan.value.time_zone, context.now)?;
    let scaffold = scaffold(&opened.log, &opened.templates(), &request, context.now)?;
    let plan = &opened.log.plan.value;
    let people = callable(plan, &opened.repository);
    let subject = format!("incident: report {}", scaffold.id);
    let opens = scaffold.incident.war_room.is_some() && scaffold.message.is_some();
    let talk = Talk { message: scaffold.message.clone(), opens, ..Talk::default() };
    let mut posting = Posting::new(&opened, &scaffold.incident, &talk, send, context.now);
    let at = (scaffold.id.as_str(), scaffold.draft.path(), scaffold.draft.entry().unwrap_or_default());
    let changes = vec![scaffold.draft.clone().into()];
    let mut written = posting.write(&opened, write, at, changes, &subject)?;
    // Whoever waits for a chat sees what is written already.
    let is_told = !json && posting.has_to_send();
    if is_told {
        written.print()?;
    }
    posting.send(&opened, &mut written, write);
    // Only now: nobody waits for what is looked up, neither who is told nor who writes next.
    let words = [scaffold.incident.title.as_deref(), request.repro.as_deref()].into_iter().flatten();
    let words = words.chain(request.services.iter().chain(&request.tags).map(String::as_str));
    // What others reported at the same time came in with the push.
    let came = written.renewed().and_then(|_| snapshot(&opened.repository).ok());
    let similar =
        like_report((&opened.repository, came.unwrap_or(opened.snapshot)), scaffold.id.as_str(), words, SIMILAR);
    if json {
        answer::print(&posting.in_json(in_json(&scaffold, &written, &similar), written.is_dry()))?;
    } else {
        if !written.is_dry() {
            print_ongoing(&similar, &scaffold, &opened.log.names(), context.columns)?;
        }
        if !is_told {
            written.print()?;
        }
        print_human(&scaffold, plan, &people, &similar, &posting, &written, context.columns)?;
    }
    warn_of_services(plan, &request.services);
    named::warn_of_people(plan, [&request.lead, &request.reporter]);
    written.outcome()
}

/// Says which services the plan does not know. Nobody is kept from reporting an incident by that.
fn warn_of_services(plan: &Plan, services: &[String]) {
    let known: Vec<&str> = plan.services.iter().map(|service| service.name.as_str()).collect();
    for service in services.iter().filter(|name| !known.is_empty() && !known.contains(&name.as_str())) {
        let meant = did_you_mean(service, &known);
        answer::aside(&format!("warning: the plan has no service `{service}`; {meant}"));
    }
}

/// The title and the severity: as given, else asked for on a terminal, beside the definitions of the severities.
fn title_and_severity(args: &Args, context: &Context) -> Result<(String, String), Failure> {
    // What is asked for may be given empty.
    let given = args.title.as_ref().filter(|title| !context.may_ask || !title.trim().is_empty());
    if let (Some(title), Some(severity)) = (given, &args.severity) {
        return Ok((title.clone(), severity.clone()));
    }
    if !context.may_ask {
        let title = given.is_none().then_some(("the title", "`incident new TITLE`"));
        let severity = args.severity.is_none().then_some(("the severity", "--severity"));
        return Err(Failure::all_missing(&title.into_iter().chain(severity).collect::<Vec<_>>()));
    }
    // Nobody is asked about an incident that could not be written down.
    let opened = context.open_part(Extent::Names)?;
    check_rest(args, given, &opened, context)?;
    let severities = opened.log.plan.value.severities;
    let mut typed = Vec::new();
    let title = match given {
        Some(title) => title.clone(),
        None => {
            let title = ask::short_text("What is wrong?", "in a few words: what, and where", TITLE_LIMIT)?;
            typed.push(shell_word(&title));
            title
        }
    };
    let severity = match &args.severity {
        Some(severity) => severity.clone(),
        None => {
            let severity = ask::severity("How bad is it?", &severities, None);
            severity.map_err(|failure| failure.with_typed(&typed))?
        }
    };
    Ok((title, severity))
}

/// Looks at what was given before anything is asked for: nobody types a title that is lost by a wrong time.
fn check_rest(args: &Args, title: Option<&String>, opened: &Opened, context: &Context) -> Result<(), Failure> {
    let plan = &opened.log.plan.value;
    let first = || plan.severities.first().map(|severity| severity.id.clone()).unwrap_or_default();
    let title = title.cloned().unwrap_or_else(|| "?".to_owned());
    let severity = args.severity.clone().unwrap_or_else(first);
    let request = request(args.clone(), title, severity, plan.time_zone, context.now)?;
    scaffold(&opened.log, &opened.templates(), &request, context.now)?;
    Ok(())
}

fn request(args: Args, title: String, severity: String, zone: Tz, now: Moment) -> Result<NewIncident, Failure> {
    let visibility = Visibility::from_word(&args.visibility).ok_or_else(|| {
        let message = format!("`{}` is no visibility", args.visibility);
        Failure::new(message, did_you_mean(&args.visibility, Visibility::WORDS))
    })?;
    let time = |text: Option<String>, flag: &str| text.map(|text| parse::moment(&text, zone, now, flag)).transpose();
    let started = time(args.started, "--started")?;
    let detected = time(args.detected, "--detected")?;
    Ok(NewIncident {
        title,
        severity,
        started,
        detected,
        reporter: args.reporter,
        lead: args.lead,
        services: args.services,
        tags: args.tags,
        visibility,
        links: args.links,
        repro: args.repro,
    })
}

fn in_json(scaffold: &Scaffold, written: &Written, similar: &[Similar]) -> Value {
    let message = scaffold.message.as_ref();
    written.in_json(json!({
        "id": scaffold.id,
        "war-room": scaffold.incident.war_room,
        "message": message.map(|message| starred(&message.text)),
        "channel": message.and_then(|message| message.channel.as_ref()),
        "direct": message.map(|message| message.direct.as_slice()).unwrap_or_default(),
        "similar": found::in_json(similar),
    }))
}

fn print_human(
    scaffold: &Scaffold,
    plan: &Plan,
    people: &[Callable],
    similar: &[Similar],
    posting: &Posting,
    written: &Written,
    columns: Option<usize>,
) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    if !written.is_dry() {
        writeln!(out, "{}", scaffold.id)?;
    }
    if let Some(room) = &scaffold.incident.war_room {
        writeln!(out, "{} {}", heading("War room:"), printable(room))?;
    }
    let Some(message) = &scaffold.message else {
        write!(out, "{}", prose("", &past(scaffold.id.as_str()), 0, columns))?;
        return print_similar(out, similar, columns);
    };
    let severity = scaffold.incident.severity.as_deref().and_then(|id| plan.severity(id));
    posting.print(written, columns)?;
    if message.until_acknowledged {
        write!(out, "{}", whom_to_call(people, scaffold.id.as_str(), columns))?;
    }
    if let Some(expectation) = severity.and_then(|severity| severity.escalation.expectation.as_ref()) {
        write!(out, "\n{}", prose("", &printable(expectation), 0, columns))?;
    }
    print_similar(out, similar, columns)
}

/// Which of the similar incidents go on, and may be this one: told before all else, with what to type instead.
fn print_ongoing(
    similar: &[Similar],
    scaffold: &Scaffold,
    names: &[&str],
    columns: Option<usize>,
) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let (id, reported) = (scaffold.id.as_str(), scaffold.incident.title.as_deref().unwrap_or_default());
    let found = similar.iter().map(|other| other.id.as_str());
    let all: BTreeSet<&str> = names.iter().copied().chain(found).chain([id]).collect();
    let own = short(id, &all);
    for other in similar.iter().filter(|other| other.is_open && is_called_alike(reported, &other.title)) {
        let (other_id, title) = (printable(&other.id), printable(&other.title));
        let head = heading(&format!("ONE LIKE IT GOES ON: {other_id}")).trim_start().to_owned();
        let other = printable(short(&other.id, &all));
        let told = format!(
            "{title}. Is it the same? Then write into that one: `incident note {other} TEXT`; this one is taken back by \
             `incident resolve {own} --duplicate-of {other}`"
        );
        write!(out, "{}", prose(&format!("{head}  "), &told, 2, columns))?;
    }
    Ok(())
}

/// An id without its day, where that names no other: a command with two of them is to fit a terminal's line.
fn short<'a>(id: &'a str, all: &BTreeSet<&str>) -> &'a str {
    let slug_of = |id: &'a str| id.get(11..).filter(|slug| !slug.is_empty());
    let is_named = |name: &&&str| name.get(11..) == slug_of(id);
    slug_of(id).filter(|_| all.iter().filter(is_named).count() == 1).unwrap_or(id)
}

/// What to do with an incident that is written down when it is over.
fn past(id: &str) -> String {
    format!(
        "It began more than a day ago, so nobody is called and nothing is posted. What is over is ended with the times that it \
         had: `incident mitigate {id} TEXT --at TIME`, `incident resolve {id} --at TIME`. Where it goes on, `incident escalate \
         {id}` says whom to call."
    )
}

fn print_similar(mut out: impl std::io::Write, similar: &[Similar], columns: Option<usize>) -> Result<(), Failure> {
    if !similar.is_empty() {
        writeln!(out, "{}", heading("Similar incidents and what solved them:"))?;
        drop(out);
        found::print(similar, "  ", columns)?;
    }
    Ok(())
}
