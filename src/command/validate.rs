use super::Outcome;
use super::context::{Context, Opened};
use super::failure::Failure;
use crate::git::Place;
use crate::model::{Diagnostic, Level};
use crate::report::{FORMATS, Subject};
use crate::rules;
use std::io::Write as _;

/// Check the log by all rules: the work tree, what is staged, or a revision
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only findings in these files or folders; the whole log is still looked at
    paths: Vec<String>,
    /// Check what is staged, which is what would be committed
    #[arg(long, conflicts_with = "rev")]
    staged: bool,
    /// Check this revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Let warnings count as findings for the exit status
    #[arg(long)]
    strict: bool,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    let name = context.format_of(&names)?;
    let place = match (&args.rev, args.staged) {
        (Some(rev), _) => Place::Revision(rev.clone()),
        (None, true) => Place::Index,
        (None, false) => Place::WorkTree,
    };
    let opened = context.open(&place)?;
    let mut findings = rules::run(&opened.log, context.now);
    if !args.paths.is_empty() {
        let wanted = args.paths.iter().map(|path| within_log(path, &opened, context)).collect::<Result<Vec<_>, _>>()?;
        findings.retain(|finding| wanted.iter().any(|path| is_within(&finding.place.path, path)));
    }
    let subject = Subject {
        findings: &findings,
        sources: opened.log.sources().map(|source| (source.path(), source)).collect(),
        documents: opened.log.document_count(),
        color: context.color,
    };
    if let Some(format) = FORMATS.iter().find(|format| format.name == name) {
        write!(anstream::stdout(), "{}", (format.render)(&subject))?;
    }
    let counts = |finding: &Diagnostic| args.strict || finding.level == Level::Error;
    Ok(if findings.iter().any(counts) { Outcome::Found } else { Outcome::Done })
}

/// A path as the log counts it, from its folder.
fn within_log(path: &str, opened: &Opened, context: &Context) -> Result<String, Failure> {
    let not_there = || Failure::new(format!("there is no {path} in this log"), "paths are taken from where you stand");
    let Some(root) = opened.repository.log_root() else { return Ok(path.trim_end_matches('/').to_owned()) };
    let absolute = std::path::absolute(context.directory.join(path)).map_err(|_| not_there())?;
    let absolute = absolute.canonicalize().unwrap_or(absolute);
    let root = root.canonicalize().unwrap_or(root);
    let relative = absolute.strip_prefix(&root).map_err(|_| not_there())?;
    let relative = relative.to_string_lossy().replace('\\', "/");
    let known = relative.is_empty() || opened.log.paths.iter().any(|path| is_within(path, &relative));
    if known { Ok(relative) } else { Err(not_there()) }
}

fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
