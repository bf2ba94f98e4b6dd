use super::Outcome;
use super::context::{Context, Opened};
use super::failure::Failure;
use super::rule_links::rule_pages;
use crate::disk;
use crate::git::Place;
use crate::log::Log;
use crate::report::{FORMATS, Subject, draw};
use crate::review::{Comparison, Ends, Readers, human, json, markdown, review, told};
use crate::rules::secrets_beside;
use std::io::Write as _;
use std::path::PathBuf;

/// Review what a branch changes in the log: what it means, what the rules find new, what is left to judge
#[derive(Debug, clap::Args)]
#[command(after_help = "Formats: human, markdown, json, github")]
pub struct Args {
    /// The branch, tag or commit that the work is to be merged into
    base: String,
    /// Review this commit and not the work tree
    #[arg(long, value_name = "REV")]
    head: Option<String>,
    /// Let new warnings count for the exit status, and not new errors alone
    #[arg(long)]
    strict: bool,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let format = context.format_of(&["human", "markdown", "json", "github"])?;
    let repository = context.repository()?;
    let head = match &args.head {
        Some(revision) => Place::Revision(revision.clone()),
        None if repository.is_bare() => Place::Revision("HEAD".to_owned()),
        None => Place::WorkTree,
    };
    let common = repository.common_base(&args.base, &head)?;
    let renamed = repository.renames(&common, &head)?;
    let templates = repository.changed_below("templates", &common, &head)?;
    let Opened { repository, log, .. } = context.open(&head)?;
    let base = Log::load(&repository.snapshot(&Place::Revision(common.clone()))?)?;
    let readers = if format == "human" { Readers::Repository } else { Readers::PullRequest };
    let review = review(&Comparison {
        base: &base,
        head: &log,
        renamed: &renamed,
        templates: &templates,
        now: context.now,
        readers,
    });
    let ends = Ends { base: &args.base, common: &common, head: args.head.as_deref() };
    let sources = log.sources().map(|source| (source.path(), source)).collect();
    let subject = Subject {
        findings: &review.found.new,
        mended: &[],
        secrets: secrets_beside(&review.found.new, &sources),
        sources,
        documents: log.document_count(),
        rules: Vec::new(),
        folder: repository.path_from_top(""),
        color: context.color,
        rule_pages: rule_pages(&log),
    };
    let text = match format {
        "markdown" => markdown(&review, ends),
        "json" => json(&review, ends),
        "github" => {
            if let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) {
                disk::append(&PathBuf::from(path), &format!("{}\n", markdown(&review, ends)))?;
            }
            let format = FORMATS.iter().find(|other| other.name == format);
            format.map(|format| (format.render)(&subject)).unwrap_or_default() + &told(&review, ends) + "\n"
        }
        _ => human(&review, ends, &draw(&subject), context.color),
    };
    write!(anstream::stdout(), "{text}")?;
    Ok(if review.has_new(args.strict) { Outcome::Found } else { Outcome::Done })
}
