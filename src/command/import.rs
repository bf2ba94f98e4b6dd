use super::answer::heading;
use super::context::{Context, Opened};
use super::failure::Failure;
use super::fit::prose;
use super::table::table;
use super::writing::{Change, GitArgs, WriteArgs, Written};
use super::{Outcome, answer, parse};
use crate::document::did_you_mean;
use crate::git::Place;
use crate::import::{self, Arrival, Asked, Clock, Import, Left, Mapping, Met, NoteKind, SOURCES, Source};
use crate::model::Visibility;
use crate::text::{counted, printable};
use chrono_tz::Tz;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Bring incidents of another log in, and say what was guessed, what is lost, and what takes a person
#[derive(Debug, clap::Args)]
#[command(after_help = told_kinds())]
pub struct Args {
    /// What kind of log it is
    #[arg(value_parser = PossibleValuesParser::new(SOURCES.iter().map(|source| source.word)))]
    kind: String,
    /// Where it is: a folder, or the file of an export
    path: PathBuf,
    /// A small YAML file that says what its keys and values are called here
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The zone of its times that have none; else the mapping's, the one that its kind always has, or the plan's
    #[arg(long, value_name = "ZONE", value_parser = parse::zone)]
    time_zone: Option<Tz>,
    /// Who may read of what comes in, where the source does not say so: public, internal or restricted
    #[arg(long, value_name = "VISIBILITY", default_value = "internal", value_parser = visibility)]
    visibility: Visibility,
    /// What this source is called, where there is more than one of its kind
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// Show what would come, be guessed and be lost, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    git: GitArgs,
}

/// As many are listed for a person.
const LISTED: usize = 20;
/// Of as many it is told where a note is about them.
const PLACES: usize = 3;

fn told_kinds() -> String {
    let kinds = SOURCES.iter().map(|source| format!("\n  {:<11} {}", source.word, source.about));
    format!(
        "It can be done again and again: what is here is known by its id in the source, and what changed there\n\
         since is updated here, unless somebody changed it here too; then it is left alone, and said so.\n\nKinds:{}\n\n\
         A mapping has what it is called there, and what it is here:\n    \
         keys: {{start_time: started, name: title}}\n    \
         values: {{severity: {{P1: sev-1, Minor: sev-3}}}}\n    \
         date-format: \"%d.%m.%Y %H:%M\"",
        kinds.collect::<String>()
    )
}

fn visibility(word: &str) -> Result<Visibility, String> {
    Visibility::from_word(word).ok_or_else(|| did_you_mean(word, Visibility::WORDS))
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let Some(source) = SOURCES.iter().find(|source| source.word == args.kind) else { return Ok(Outcome::Found) };
    let opened = if args.dry_run { context.open(&Place::WorkTree)? } else { context.open_for_writing()? };
    check_apart(&from_here(context, &args.path), &opened)?;
    let name = args.from.as_ref().map_or(source.word.to_owned(), |from| format!("{}/{}", source.word, from.trim()));
    let progress = context.progress();
    let import = read(&args, source, &name, context, &opened)?;
    drop(progress);
    let written = match args.dry_run {
        true => None,
        false => Some(write(&import, args.git, &name, &opened)?),
    };
    if json {
        let answer = in_json(&import, &name);
        answer::print(&written.as_ref().map_or(answer.clone(), |written| written.in_json(answer)))?;
    } else {
        print_human(&import, written.as_ref(), context)?;
    }
    if written.is_some() && WriteArgs::from(args.git).commits() {
        tell_of_uncommitted(&import, &opened)?;
    }
    let is_whole = !import.left.iter().any(|left| !left.is_fine) && count(&import, Arrival::Apart) == 0;
    match written.map_or(Ok(Outcome::Done), Written::outcome)? {
        Outcome::Done if !is_whole => Ok(Outcome::Found),
        outcome => Ok(outcome),
    }
}

fn read(args: &Args, source: &Source, name: &str, context: &Context, opened: &Opened) -> Result<Import, Failure> {
    let plan = &opened.log.plan.value;
    let mapping = match &args.mapping {
        Some(path) => Mapping::read(&import::file(&from_here(context, path))?, plan)?,
        None => Mapping::default(),
    };
    let zone = args.time_zone.or(mapping.time_zone).or(source.zone).unwrap_or(plan.time_zone);
    let asked = Asked {
        path: &from_here(context, &args.path),
        mapping: &mapping,
        clock: &Clock { zone, form: mapping.date_format.clone() },
        plan,
        visibility: args.visibility,
        now: context.now,
        met: &Met::default(),
    };
    let found = (source.read)(&asked)?;
    Ok(import::bring_in(&opened.log, name, found, &asked)?)
}

/// A path as whoever typed it sees it.
fn from_here(context: &Context, path: &Path) -> PathBuf {
    if context.directory == Path::new(".") { path.to_owned() } else { context.directory.join(path) }
}

/// Refuses a source that holds the log itself, or is a part of it.
fn check_apart(path: &Path, opened: &Opened) -> Result<(), Failure> {
    let root = opened.repository.log_root().and_then(|root| root.canonicalize().ok());
    let Some((path, root)) = path.canonicalize().ok().zip(root) else { return Ok(()) };
    let is_part = ["incidents", "agenda"].iter().any(|part| path.starts_with(root.join(part)));
    match root.starts_with(&path) || is_part {
        true => Err(Failure::new("this holds the log itself", "name the folder or file of another log")),
        false => Ok(()),
    }
}

fn write(import: &Import, git: GitArgs, name: &str, opened: &Opened) -> Result<Written, Failure> {
    let files = import.incidents.iter().flat_map(|incident| &incident.files);
    let change = |file: &import::ArrivedFile| Change {
        path: file.path.clone(),
        before: file.before.clone(),
        after: file.after.clone(),
    };
    let came = count(import, Arrival::New) + count(import, Arrival::Updated);
    let subject = format!("incident: import {} from {name}", counted(came, "incident"));
    let subject = match count(import, Arrival::Updated) {
        0 => subject,
        // A closed incident may be among them, and its history says why it changed.
        _ => format!("{subject}\n\nWhat came in before is now as its source has it."),
    };
    WriteArgs::from(git).apply(opened, files.map(change).collect(), &subject)
}

/// Says how many of those that came in before are in no commit: a commit of what came now does not hold them.
fn tell_of_uncommitted(import: &Import, opened: &Opened) -> Result<(), Failure> {
    let here = import.incidents.iter().filter(|incident| incident.arrival == Arrival::Here);
    let here = here.filter_map(|incident| opened.log.incident(&incident.id));
    let here: Vec<String> = here.map(|folder| format!("{}/incident.md", folder.path)).collect();
    let repository = &opened.repository;
    if here.is_empty() || !repository.has_commit() {
        return Ok(());
    }
    let committed = repository.snapshot(&Place::Revision("HEAD".to_owned()))?;
    let open = here.iter().filter(|path| !committed.contains(path)).count();
    if open > 0 {
        let are = if open == 1 { "is" } else { "are" };
        answer::aside(&format!(
            "note: {open} of those that came in before {are} in no commit; `git add incidents && git commit` makes one"
        ));
    }
    Ok(())
}

fn count(import: &Import, arrival: Arrival) -> usize {
    import.incidents.iter().filter(|incident| incident.arrival == arrival).count()
}

fn in_json(import: &Import, name: &str) -> Value {
    let incidents: Vec<Value> = import
        .incidents
        .iter()
        .map(|incident| {
            let notes = |kind: NoteKind| -> Vec<&str> {
                incident.notes.iter().filter(|note| note.kind == kind).map(|note| note.what.as_str()).collect()
            };
            json!({
                "id": incident.id,
                "title": incident.title,
                "source-id": incident.source_id,
                "place": incident.place,
                "arrival": incident.arrival.word(),
                "guessed": notes(NoteKind::Guessed),
                "lost": notes(NoteKind::Lost),
                "look-at": notes(NoteKind::LookAt),
                "paths": incident.files.iter().map(|file| &file.path).collect::<Vec<_>>(),
            })
        })
        .collect();
    let left = |left: &Left| json!({"place": left.place, "why": left.why, "fine": left.is_fine});
    json!({
        "source": name,
        "incidents": incidents,
        "left": import.left.iter().map(left).collect::<Vec<_>>(),
        "summary": {
            "new": count(import, Arrival::New),
            "updated": count(import, Arrival::Updated),
            "here": count(import, Arrival::Here),
            "apart": count(import, Arrival::Apart),
            "left": import.left.len(),
        },
    })
}

fn print_human(import: &Import, written: Option<&Written>, context: &Context) -> Result<(), Failure> {
    let columns = context.columns;
    let mut out = anstream::stdout().lock();
    let coming: Vec<_> = import
        .incidents
        .iter()
        .filter(|incident| incident.arrival != Arrival::Here)
        .map(|incident| vec![incident.arrival.word().to_owned(), incident.id.clone(), printable(&incident.place)])
        .collect();
    if !coming.is_empty() {
        let listed = coming.get(..LISTED.min(coming.len())).unwrap_or_default();
        write!(out, "{}", table(&["", "ID", "FROM"], listed, columns))?;
        if coming.len() > LISTED {
            writeln!(out, "… and {} more; --format json tells all", coming.len() - LISTED)?;
        }
    }
    for (title, lines) in notes(import).into_iter().chain(left(import)) {
        if lines.is_empty() {
            continue;
        }
        writeln!(out, "{}", heading(title))?;
        for line in lines.iter().take(LISTED) {
            write!(out, "{}", prose("  ", &printable(line), 4, columns))?;
        }
        if lines.len() > LISTED {
            writeln!(out, "  … and {} more; --format json tells all", lines.len() - LISTED)?;
        }
    }
    let gap = if coming.is_empty() && import.left.is_empty() { "" } else { "\n" };
    writeln!(out, "{gap}{}", told(import, written.is_none()))?;
    if let Some(written) = written {
        match written.paths().len() {
            ..=LISTED => written.print()?,
            files => {
                writeln!(out, "wrote {}", counted(files, "file"))?;
                for line in written.in_git() {
                    writeln!(out, "{}", printable(&line))?;
                }
            }
        }
    }
    Ok(())
}

/// What was noted, each once, with how many incidents it is about and where some of them are.
fn notes(import: &Import) -> Vec<(&'static str, Vec<String>)> {
    let of = |kind: NoteKind| -> Vec<String> {
        let mut about: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for incident in &import.incidents {
            for note in incident.notes.iter().filter(|note| note.kind == kind) {
                about.entry(&note.what).or_default().push(&incident.place);
            }
        }
        let told = about.into_iter().map(|(what, places)| {
            let more = if places.len() > PLACES { " …" } else { "" };
            let some = places.get(..PLACES.min(places.len())).unwrap_or_default().join(", ");
            format!("{what} ({}: {some}{more})", places.len())
        });
        told.collect()
    };
    vec![
        ("Guessed:", of(NoteKind::Guessed)),
        ("Lost:", of(NoteKind::Lost)),
        ("For a person to look at (the documents say it under x-imported):", of(NoteKind::LookAt)),
    ]
}

/// What does not come in, and why.
fn left(import: &Import) -> Vec<(&'static str, Vec<String>)> {
    let of = |is_fine: bool| -> Vec<String> {
        let left = import.left.iter().filter(|left| left.is_fine == is_fine);
        left.map(|left| format!("{}: {}", left.place, left.why)).collect()
    };
    vec![("Not brought in:", of(false)), ("No incidents, and so left out:", of(true))]
}

/// What it comes to, in a sentence.
fn told(import: &Import, is_dry: bool) -> String {
    let parts = [
        (count(import, Arrival::New), "new"),
        (count(import, Arrival::Updated), "updated"),
        (count(import, Arrival::Here), "here already"),
        (count(import, Arrival::Apart), "changed on both sides and left alone"),
        (import.left.iter().filter(|left| !left.is_fine).count(), "not brought in"),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    let parts = if parts.is_empty() { "no incident".to_owned() } else { parts.join(", ") };
    if is_dry { format!("would be: {parts}; nothing was written") } else { parts }
}
