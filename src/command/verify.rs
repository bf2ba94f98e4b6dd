use super::context::Context;
use super::failure::Failure;
use super::{Outcome, answer};
use crate::document::{default_plan, read_plan};
use crate::git::Place;
use crate::log::{Kind, PLAN_PATH, is_document};
use crate::report::{Subject, draw, finding_json};
use crate::rules::secrets_beside;
use crate::text::{Source, counted};
use crate::verify::{Finding, Verdict, verify};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write as _;

const AFTER_HELP: &str = "Every commit is looked at, merges too, by what they make of what their sides have. \
    Found is one that takes a document out of the log, or an entry out of a timeline, and what it took stands nowhere \
    in the log today; one that changes a closed incident or a published post-mortem, but for the state of its actions; and, \
    where the plan says `verify: {signatures: required}`, one that comes after and is not signed by a key that git trusts. \
    An incident's folder that gets another id is the same incident where nine tenths of its text stayed. What cannot be \
    judged is found too: a document of more than 10 MB, past which the next one is held against the last one before; a \
    text that this clone lacks; and a shallow clone.\n\n\
    A reason is a line of the commit's message below its subject, or behind `Reason:`. None is what git and its hosts write \
    by themselves: trailers such as `Signed-off-by:` (any `Word: ` in the last paragraph but `Reason:`), lists of \
    conflicts, the subject once more, a pull request's title, `* ` items of squashed subjects. For a change after the end \
    it is also an entry that the same commit adds to the incident's timeline, and that stood in no document of its folder; \
    for a post-mortem, to its own. A later commit gives it with `Explains: COMMIT` in its message.\n\n\
    Signatures are looked at by your own git. The programs, and whom to trust, are what your own configuration names, and \
    never what the repository's does; nor is a commit looked at that it shows in another's place.";

/// Check that the log's history is whole: nothing was dropped, or changed after its end, without a reason
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Judge the history of this revision
    #[arg(long, value_name = "REV", default_value = "HEAD", hide_default_value = true)]
    rev: String,
    /// Judge only the commits that this revision does not have
    #[arg(long, value_name = "REV")]
    since: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let repository = context.repository()?;
    let place = Place::Revision(args.rev);
    let last = repository.snapshot(&place)?;
    let plan = match last.contains(PLAN_PATH).then(|| last.read(PLAN_PATH)).transpose()? {
        Some(bytes) => read_plan(Source::new(PLAN_PATH, String::from_utf8_lossy(&bytes).into_owned())).value,
        None => default_plan(),
    };
    let is_wanted = |path: &str| is_document(path) && path != PLAN_PATH && Kind::of(path) != Kind::Page;
    let lineage = repository.lineage(&place, args.since.as_deref(), PLAN_PATH, is_wanted)?;
    let verdict = verify(&repository, &lineage, &last, plan.time_zone)?;
    if json {
        let findings: Vec<Value> = verdict.findings.iter().map(in_json).collect();
        answer::print(&json!({
            "findings": findings,
            "summary": {"errors": findings.len(), "commits": lineage.looked_at, "texts": verdict.texts},
            "whole": findings.is_empty(),
        }))?;
    } else {
        print(&verdict, lineage.looked_at, context)?;
    }
    Ok(if verdict.findings.is_empty() { Outcome::Done } else { Outcome::Found })
}

/// As `validate` has it, with the commit; the place is in the file that git shows for `REVISION:PATH`.
fn in_json(finding: &Finding) -> Value {
    let mut value = finding_json(&finding.diagnostic);
    value["path"] = json!(finding.path);
    value["revision"] = json!(finding.revision);
    value["commit"] = json!(finding.commit);
    value["author"] = json!(finding.author);
    value["when"] = json!(finding.when);
    value["subject"] = json!(finding.subject);
    value
}

fn print(verdict: &Verdict, commits: usize, context: &Context) -> Result<(), Failure> {
    let findings: Vec<_> = verdict.findings.iter().map(|finding| finding.diagnostic.clone()).collect();
    let sources: HashMap<&str, &Source> = verdict.sources.iter().map(|source| (source.path(), source)).collect();
    let drawn = draw(&Subject {
        findings: &findings,
        secrets: secrets_beside(&findings, &sources),
        sources,
        mended: &[],
        documents: verdict.texts,
        rules: Vec::new(),
        folder: String::new(),
        color: context.color,
        // Its findings are of no rule.
        rule_pages: None,
    });
    let number = match findings.len() {
        0 => "the history is whole".to_owned(),
        number => counted(number, "error"),
    };
    writeln!(
        anstream::stdout(),
        "{drawn}{}, {}: {number}",
        counted(commits, "commit"),
        counted(verdict.texts, "text")
    )?;
    Ok(())
}
