use super::context::Context;
use super::failure::Failure;
use super::hook::Installation;
use super::program::program;
use super::writing::{Change, WriteArgs};
use super::{Outcome, answer, ask, parse};
use crate::disk;
use crate::document::{DEFAULT_PLAN, NewValue, Step, set_in_plan};
use crate::git::{ATTRIBUTES_PATH, Found, Hook, Repository, register_merge_driver, with_merge_driver};
use crate::log::PLAN_PATH;
use serde_json::json;
use std::io::Write as _;
use std::path::Path;

/// Make this folder of a git repository a log: its plan and, where asked, a small sample log
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Add a small sample log, to look around in
    #[arg(long, conflicts_with_all = ["name", "time_zone"])]
    sample: bool,
    /// What the log is called; the folder's name where it is not named
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The zone of days, folder names and times without a zone, such as Europe/Paris
    #[arg(long, value_name = "ZONE", value_parser = parse::zone)]
    time_zone: Option<chrono_tz::Tz>,
    /// Install the pre-commit hook as well, as `incident hook install` does; on a terminal, it is asked for
    #[arg(long)]
    hook: bool,
    #[command(flatten)]
    write: WriteArgs,
}

macro_rules! sample {
    ($($path:literal),+ $(,)?) => { &[$(($path, include_str!(concat!("../../", $path)))),+] };
}

/// A sev-2 with its post-mortem and agenda item, a sev-3 and a sev-4, and the plan that they go by.
const SAMPLE: &[(&str, &str)] = sample![
    "incident.yaml",
    "incidents/2025/2025-04-17-api-certificate-expired/incident.md",
    "incidents/2025/2025-04-17-api-certificate-expired/postmortem.md",
    "incidents/2025/2025-06-24-order-mail-late/incident.md",
    "incidents/2025/2025-08-19-covers-blurred/incident.md",
    "agenda/2025-04-22/2025-04-17-api-certificate-expired.md",
];

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let repository = context.repository()?;
    let folder = std::path::absolute(&context.directory)?;
    let Some(top) = repository.work_tree() else {
        return Err(Failure::new(
            "this is a bare repository; there are no files to write",
            "run this in a clone with a work tree",
        ));
    };
    let prefix = folder.canonicalize()?.strip_prefix(top.canonicalize()?).map(Path::to_path_buf).map_err(|_| {
        Failure::new("this folder is not in the repository's work tree", "run this where the log is to stand")
    })?;
    if folder.canonicalize()?.starts_with(repository.git_dir().canonicalize()?) {
        return Err(Failure::new("this folder is git's own", "run this where the log is to stand"));
    }
    let existing = folder.join(PLAN_PATH);
    if existing.exists() {
        let failure = Failure::new("this folder is a log already", "`incident new` reports an incident in it");
        return Err(Failure { place: Some(existing.display().to_string()), ..failure });
    }
    let mut changes = match args.sample {
        true => SAMPLE.iter().map(|(path, text)| change(path, (*text).to_owned())).collect(),
        false => vec![change(PLAN_PATH, plan(&args, &folder)?)],
    };
    if let Some(taken) = changes.iter().find(|change| folder.join(&change.path).exists()) {
        return Err(Failure::new(
            format!("there is {} already", taken.path),
            "the sample goes into a folder without a log",
        ));
    }
    changes.extend(attributes(&folder)?);
    let hook = match args.hook || wants_hook(&args, &repository, context)? {
        true => Some(Installation::prepare(&repository, hook_folder(&prefix), false)?),
        false => None,
    };
    let top = top.canonicalize()?;
    let lock = disk::lock(repository.git_dir(), &top)?;
    if !args.write.dry_run {
        register_merge_driver(&repository, program().as_deref().unwrap_or("incident"))?;
    }
    let written = args.write.apply_in(&repository, &lock, &top.join(&prefix), changes, "incident: begin the log")?;
    let hook = hook.map(|hook| hook.carry_out(args.write.dry_run)).transpose()?;
    if json {
        let told = hook.map_or_else(|| json!({}), |hook| json!({"hook": hook.path.display().to_string()}));
        answer::print(&written.in_json(told))?;
        return written.outcome();
    }
    written.print()?;
    if let Some(hook) = &hook {
        hook.print()?;
    }
    if !written.is_dry() {
        let within = if prefix.as_os_str().is_empty() { String::new() } else { format!(" in {}", prefix.display()) };
        let mut out = anstream::stdout().lock();
        writeln!(out, "\nThis is a log now{within}. Next:")?;
        writeln!(out, "  incident new \"What is wrong\" --severity sev-3    report an incident")?;
        writeln!(out, "  incident validate                                 check the log")?;
        if hook.is_none() {
            writeln!(out, "  incident hook install                             check it before each commit")?;
        }
        writeln!(out, "  incident serve                                    look at its site")?;
        if !args.sample {
            writeln!(out, "{PLAN_PATH} holds the severities, whom to call and the meeting; make it your own.")?;
        }
    }
    written.outcome()
}

fn change(path: &str, after: String) -> Change {
    Change { path: path.to_owned(), before: None, after }
}

/// What tells git to merge the log's documents by what they mean, beside what a folder's attributes say already.
fn attributes(folder: &Path) -> Result<Option<Change>, Failure> {
    let before = match std::fs::read_to_string(folder.join(ATTRIBUTES_PATH)) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            let message = format!("{ATTRIBUTES_PATH} cannot be read: {error}");
            return Err(Failure::new(message, "mend or move it; nothing was written"));
        }
    };
    let after = with_merge_driver(before.as_deref().unwrap_or_default());
    Ok(after.map(|after| Change { path: ATTRIBUTES_PATH.to_owned(), before, after }))
}

/// The default plan under the log's own name and zone.
fn plan(args: &Args, folder: &Path) -> Result<String, Failure> {
    let folder_name = || folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = args.name.clone().or_else(folder_name).unwrap_or_else(|| "Incident log".to_owned());
    let mut text = set_in_plan(DEFAULT_PLAN, &[Step::Key("name")], &NewValue::Text(name))
        .map_err(|error| Failure::new(error.to_string(), ""))?;
    if let Some(zone) = args.time_zone {
        let zone = NewValue::Text(zone.name().to_owned());
        for path in [&[Step::Key("time-zone")][..], &[Step::Key("meeting"), Step::Key("zone")][..]] {
            text = set_in_plan(&text, path, &zone).map_err(|error| Failure::new(error.to_string(), ""))?;
        }
    }
    Ok(text)
}

/// The folder of the new log as the hook names it.
fn hook_folder(prefix: &Path) -> String {
    let names: Vec<_> = prefix.components().map(|name| name.as_os_str().to_string_lossy()).collect();
    if names.is_empty() { ".".to_owned() } else { names.join("/") }
}

/// Asks for the hook, where somebody can be asked and there is none yet.
fn wants_hook(args: &Args, repository: &Repository, context: &Context) -> Result<bool, Failure> {
    let may_ask = context.may_ask && !args.write.dry_run;
    if !may_ask || !matches!(repository.pre_commit_hook(), Ok(Hook { found: Found::Nothing | Found::Other, .. })) {
        return Ok(false);
    }
    ask::confirm("Check the log before each commit, by a pre-commit hook?", true)
}
