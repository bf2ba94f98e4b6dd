use super::context::{Context, Opened};
use super::failure::Failure;
use super::rule_links::rule_pages;
use super::staged::Staged;
use super::writing::{Change, WriteArgs};
use super::{Outcome, answer};
use crate::git::{MAX_DOCUMENT_BYTES, Place, Repository};
use crate::log::{Log, PLAN_PATH};
use crate::model::{Diagnostic, Level, Mended};
use crate::report::{FORMATS, ReportFormat, RuleText, Subject};
use crate::rules::{self, Fixed, RULES};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Check the log by all rules: the work tree, what is staged, or a revision
#[derive(Debug, clap::Args)]
#[command(after_help = "Formats: human, json, sarif, github, gitlab")]
pub struct Args {
    /// Only findings in these files or folders; the whole log is still looked at
    paths: Vec<String>,
    /// Check what would be committed: the incidents that it touches, whole, and those that refer to what it takes away.
    /// What the last commit has already is let be and counted; with another plan, what that makes wrong is not
    #[arg(long, conflicts_with = "rev")]
    staged: bool,
    /// Check this revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Check standard input as if it stood in this file of the work tree, and print the findings in it; for editors
    #[arg(long, value_name = "PATH", conflicts_with_all = ["paths", "staged", "rev", "fix"])]
    stdin_path: Option<String>,
    /// Mend what can be mended without a second thought, then check
    #[arg(long, conflicts_with = "rev")]
    fix: bool,
    #[command(flatten)]
    write: WriteArgs,
    /// Let warnings count as findings for the exit status
    #[arg(long)]
    strict: bool,
}

impl Args {
    fn place(&self) -> Place {
        match (&self.rev, self.staged) {
            (Some(rev), _) => Place::Revision(rev.clone()),
            (None, true) => Place::Index,
            (None, false) => Place::WorkTree,
        }
    }

    /// What the exit status goes by.
    fn outcome(&self, findings: &[Diagnostic]) -> Outcome {
        let counts = |finding: &Diagnostic| self.strict || finding.level == Level::Error;
        if findings.iter().any(counts) { Outcome::Found } else { Outcome::Done }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    let name = context.format_of(&names)?;
    let Some(format) = FORMATS.iter().find(|format| format.name == name) else { return Ok(Outcome::Done) };
    if args.fix {
        return fix(&args, format, context);
    }
    if args.write.dry_run || args.write.commits() {
        return Err(Failure::new(
            "--dry-run, --commit and --push are about what --fix writes",
            "add --fix, or leave them out",
        ));
    }
    let mut only = None;
    let from_stdin = |repository: &Repository| {
        let Some(path) = &args.stdin_path else { return Ok(None) };
        let path = in_log(path, repository, context).ok_or_else(|| not_there(path))?;
        let mut bytes = Vec::new();
        let most = MAX_DOCUMENT_BYTES + 1;
        std::io::stdin().take(most).read_to_end(&mut bytes).map_err(|error| {
            Failure::new(format!("standard input cannot be read: {error}"), "give the file's text on standard input")
        })?;
        only = Some(path.clone());
        Ok(Some((path, bytes)))
    };
    let (opened, mut findings, staged) = if args.staged {
        let (opened, findings, staged) = context.open_staged()?;
        (opened, findings, Some(staged))
    } else {
        let opened = context.open_over(&args.place(), from_stdin)?;
        let progress = context.progress();
        let findings = rules::run(&opened.log, context.now);
        drop(progress);
        (opened, findings, None)
    };
    let wanted = wanted(&args.paths, &opened, context)?.or(only.map(|path| vec![path]));
    findings.retain(|finding| is_wanted(finding, wanted.as_deref()));
    let old = staged.map_or(0, |staged| staged.keep_new(&mut findings));
    let log = &opened.log;
    if !args.staged && log.incidents.is_empty() && log.agenda.is_empty() && !log.paths.contains(PLAN_PATH) {
        answer::aside("note: there is no log here yet; `incident init` begins one");
    }
    print(format, &findings, &[], &opened.log, &opened.repository, context)?;
    tell_of_old(old);
    Ok(args.outcome(&findings))
}

/// Says how much holds up no commit.
fn tell_of_old(old: usize) {
    match old {
        0 => {}
        1 => answer::aside("note: 1 finding that the last commit has already in what is touched is let be"),
        old => answer::aside(&format!(
            "note: {old} findings that the last commit has already in what is touched are let be"
        )),
    }
}

/// Mends what can be mended, and reports the rest.
fn fix(args: &Args, format: &ReportFormat, context: &Context) -> Result<Outcome, Failure> {
    let opened = context.open_for_writing_from(&args.place())?;
    let wanted = wanted(&args.paths, &opened, context)?;
    let Opened { repository, mut snapshot, log, lock } = opened;
    let (Some(root), Some(lock)) = (repository.log_root(), lock) else { return Ok(Outcome::Done) };
    let staged = args.staged.then(|| Staged::check(&repository, &snapshot, context.now)).transpose()?;
    let concerns = |finding: &Diagnostic| staged.as_ref().is_none_or(|(.., staged)| staged.concerns(finding));
    let is_wanted = |finding: &Diagnostic| is_wanted(finding, wanted.as_deref()) && concerns(finding);
    let before = args.write.dry_run.then(|| rules::run(&log, context.now));
    let Fixed { log, mut left, mended, texts } = rules::fix(log, context.now, is_wanted, |texts| {
        for (path, (_, after)) in texts {
            snapshot.lay_over(path, after.clone().into_bytes());
        }
        Log::load(&snapshot)
    })?;
    if args.staged {
        let unlike = |(path, (before, _)): &(&String, &(String, String))| {
            std::fs::read(root.join(path)).map_or(true, |bytes| bytes != before.as_bytes())
        };
        let unlike: Vec<_> = texts.iter().filter(unlike).map(|(path, _)| path.as_str()).collect();
        if !unlike.is_empty() {
            return Err(Failure::new(
                format!(
                    "what is staged is not what the work tree has, so it cannot be mended there: {}",
                    unlike.join(", ")
                ),
                "stage the rest of these files, or mend the work tree with `incident validate --fix` and stage what you \
                 want of it",
            ));
        }
    }
    let changes = texts.into_iter().map(|(path, (before, after))| Change { path, before: Some(before), after });
    let subject = format!("incident: mend {}", mended.first().map_or("nothing", |first| first.finding.rule));
    let subject = if mended.len() == 1 { subject } else { format!("incident: mend {} findings", mended.len()) };
    // A closed incident may be among them, and its history says why it changed.
    let subject =
        format!("{subject}\n\nThe rules can mend this without a second thought: what is said stays the same.");
    let written = args.write.apply_in(&repository, &lock, &root, changes.collect(), &subject)?;
    if let Some(mut before) = before {
        written.print()?;
        before.retain(is_wanted);
        return Ok(args.outcome(&before));
    }
    left.retain(is_wanted);
    tell_of_old(staged.as_ref().map_or(0, |(.., staged)| staged.keep_new(&mut left)));
    print(format, &left, &mended, &log, &repository, context)?;
    if args.staged && !written.paths().is_empty() {
        let paths = written.paths().join(" ");
        answer::aside(&format!("note: the work tree is mended, and the index is not: `git add {paths}`"));
    }
    written.in_git().for_each(|line| answer::aside(&line));
    written.outcome()?;
    Ok(args.outcome(&left))
}

fn print(
    format: &ReportFormat,
    findings: &[Diagnostic],
    mended: &[Mended],
    log: &Log,
    repository: &Repository,
    context: &Context,
) -> Result<(), Failure> {
    let rules = RULES.iter().filter(|rule| log.plan.value.is_on(rule.id)).map(|rule| {
        let manual = rule.manual();
        RuleText { id: rule.id, level: rule.level, summary: manual.summary, why: manual.why }
    });
    let sources = log.sources().map(|source| (source.path(), source)).collect();
    let subject = Subject {
        findings,
        mended,
        secrets: rules::secrets_beside(findings, &sources),
        sources,
        documents: log.document_count(),
        rules: rules.collect(),
        folder: repository.path_from_top(""),
        color: context.color,
        rule_pages: rule_pages(log),
    };
    write!(anstream::stdout(), "{}", (format.render)(&subject))?;
    Ok(())
}

/// The paths that somebody asked for, as the log counts them; `None` for all.
fn wanted(paths: &[String], opened: &Opened, context: &Context) -> Result<Option<Vec<String>>, Failure> {
    if paths.is_empty() {
        return Ok(None);
    }
    let wanted = paths.iter().map(|path| {
        let within = in_log(path, &opened.repository, context).ok_or_else(|| not_there(path))?;
        let known = opened.repository.is_bare()
            || within.is_empty()
            || opened.log.paths.iter().any(|path| is_within(path, &within));
        if known { Ok(within) } else { Err(not_there(path)) }
    });
    wanted.collect::<Result<_, _>>().map(Some)
}

fn is_wanted(finding: &Diagnostic, wanted: Option<&[String]>) -> bool {
    wanted.is_none_or(|wanted| wanted.iter().any(|path| is_within(&finding.place.path, path)))
}

fn not_there(path: &str) -> Failure {
    Failure::new(format!("there is no {path} in this log"), "paths are taken from where you stand")
}

/// A path as the log counts it, from its folder, be there a file or not; `None` outside the log.
fn in_log(path: &str, repository: &Repository, context: &Context) -> Option<String> {
    let Some(root) = repository.log_root() else { return Some(path.trim_end_matches('/').to_owned()) };
    let absolute = real(&std::path::absolute(context.directory.join(path)).ok()?);
    let relative = absolute.strip_prefix(real(&root)).ok()?;
    Some(relative.to_string_lossy().replace('\\', "/"))
}

/// A path without links in it, as far as it exists.
fn real(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(parent), Some(name)) => real(parent).join(name),
        (Err(_), ..) => path.to_owned(),
    }
}

fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
