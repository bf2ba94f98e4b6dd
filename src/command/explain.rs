use super::context::Context;
use super::failure::Failure;
use super::fit::prose;
use super::table::table;
use super::{Outcome, answer};
use crate::document::did_you_mean;
use crate::rules::{RULES, Rule, RuleOption};
use crate::verify::{MEANINGS, Meaning};
use serde_json::{Value, json};
use std::io::Write as _;

/// What a rule asks and why, with a good and a bad example; or what a finding of `incident verify` means
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule or finding; all of them where none is named
    rule: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let (chosen, meanings) = chosen(args.rule.as_deref())?;
    let mut out = anstream::stdout().lock();
    if json {
        answer::print(&in_json(&chosen, &meanings))?;
    } else if args.rule.is_none() {
        let rows: Vec<_> =
            chosen.iter().map(|rule| vec![rule.id.to_owned(), rule.level.to_string(), rule.manual().summary]).collect();
        write!(out, "{}", table(&["RULE", "LEVEL", "WHAT IS WRONG"], &rows, context.columns))?;
        let note =
            "`incident explain RULE` tells why, with examples; `rules` in incident.yaml sets a level or turns one off.";
        write!(out, "\n{}\n", prose("", note, 0, context.columns))?;
        let rows: Vec<_> =
            meanings.iter().map(|meaning| vec![meaning.id.to_owned(), meaning.summary.to_owned()]).collect();
        write!(out, "{}", table(&["VERIFY", "WHAT IS FOUND IN THE HISTORY"], &rows, context.columns))?;
    } else {
        // A manual is prose, wherever it goes.
        let columns = context.columns.or(Some(90));
        for meaning in meanings {
            let words = |text: &str| prose("", text, 0, columns);
            writeln!(out, "{} (incident verify)\n\n{}", meaning.id, words(meaning.summary))?;
            write!(out, "Why\n{}", words(&meaning.told()))?;
        }
        for rule in chosen {
            let manual = rule.manual();
            let indent = |text: &str| textwrap::indent(&format!("{text}\n"), "    ");
            let words = |text: &str| prose("", text, 0, columns);
            writeln!(out, "{} ({})\n\n{}", rule.id, rule.level, words(&manual.summary))?;
            writeln!(out, "Why\n{}", words(&manual.why))?;
            writeln!(out, "Good\n{}\nBad\n{}", indent(&manual.good), indent(&manual.bad))?;
            if !rule.options.is_empty() {
                let told = rule.options.iter().map(|option| option_text(option, columns));
                writeln!(out, "Options\n{}", told.collect::<String>())?;
            }
            if rule.fixes {
                write!(out, "{}", words("`incident validate --fix` mends it where one mend alone is possible."))?;
            }
        }
    }
    Ok(Outcome::Done)
}

/// Rules, and what is found in a history.
type Chosen = (Vec<&'static Rule>, Vec<&'static Meaning>);

/// The rule or finding of an id; all of them where none is named.
///
/// # Errors
/// Where there is none of that id.
pub(super) fn chosen(id: Option<&str>) -> Result<Chosen, Failure> {
    let is_chosen = |of: &str| id.is_none_or(|named| named == of);
    let chosen: Vec<&Rule> = RULES.iter().filter(|rule| is_chosen(rule.id)).collect();
    let meanings: Vec<&Meaning> = MEANINGS.iter().filter(|meaning| is_chosen(meaning.id)).collect();
    if let Some(id) = id.filter(|_| chosen.is_empty() && meanings.is_empty()) {
        let ids: Vec<_> = RULES.iter().map(|rule| rule.id).chain(MEANINGS.iter().map(|meaning| meaning.id)).collect();
        return Err(Failure::new(format!("there is no rule `{id}`"), did_you_mean(id, &ids)));
    }
    Ok((chosen, meanings))
}

/// The same for scripts.
pub(super) fn in_json(chosen: &[&Rule], meanings: &[&Meaning]) -> Value {
    let rule = |rule: &&Rule| {
        let manual = rule.manual();
        json!({
            "id": rule.id,
            "level": rule.level.word(),
            "summary": manual.summary,
            "why": manual.why,
            "good": manual.good,
            "bad": manual.bad,
            "fix": rule.fixes,
            "options": rule.options.iter().map(option_json).collect::<Vec<_>>(),
        })
    };
    let meaning = |m: &&Meaning| json!({"id": m.id, "summary": m.summary, "why": m.told()});
    let (rules, meanings): (Vec<_>, Vec<_>) =
        (chosen.iter().map(rule).collect(), meanings.iter().map(meaning).collect());
    json!({"rules": rules, "verify": meanings})
}

fn option_json(option: &RuleOption) -> Value {
    json!({"name": option.name, "default": option.default.as_json(), "what": option.what})
}

/// An option with what it sets and its default below it.
fn option_text(option: &RuleOption, columns: Option<usize>) -> String {
    let text = format!("{}; by default: {}", option.what, option.default_text());
    format!("    {}\n{}", option.name, prose("        ", &text, 8, columns))
}
