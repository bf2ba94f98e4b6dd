use super::context::Context;
use super::failure::Failure;
use super::table::table;
use super::{Outcome, answer};
use crate::document::did_you_mean;
use crate::rules::{RULES, Rule, RuleOption};
use serde_json::{Value, json};
use std::io::Write as _;

/// What a rule asks and why, with a good and a bad example
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule; all of them where none is named
    rule: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let chosen: Vec<&Rule> = match &args.rule {
        Some(id) => {
            let rule = RULES.iter().find(|rule| rule.id == id).ok_or_else(|| {
                let ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
                Failure::new(format!("there is no rule `{id}`"), did_you_mean(id, &ids))
            })?;
            vec![rule]
        }
        None => RULES.iter().collect(),
    };
    let mut out = anstream::stdout().lock();
    if json {
        let rules: Vec<_> = chosen
            .iter()
            .map(|rule| {
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
            })
            .collect();
        answer::print(&json!({"rules": rules}))?;
    } else if args.rule.is_none() {
        let rows: Vec<_> =
            chosen.iter().map(|rule| vec![rule.id.to_owned(), rule.level.to_string(), rule.manual().summary]).collect();
        write!(out, "{}", table(&["RULE", "LEVEL", "WHAT IS WRONG"], &rows))?;
        writeln!(
            out,
            "\n`incident explain RULE` tells why, with examples; `rules` in incident.yaml sets a level or turns one off."
        )?;
    } else {
        for rule in chosen {
            let manual = rule.manual();
            let indent = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
            writeln!(out, "{} ({})\n\n{}\n", rule.id, rule.level, textwrap::fill(&manual.summary, 90))?;
            writeln!(out, "Why\n{}\n", textwrap::fill(&manual.why, 90))?;
            writeln!(out, "Good\n{}\nBad\n{}", indent(&manual.good), indent(&manual.bad))?;
            if !rule.options.is_empty() {
                writeln!(out, "Options\n{}", rule.options.iter().map(option_text).collect::<String>())?;
            }
            if rule.fixes {
                writeln!(out, "`incident validate --fix` mends it where one mend alone is possible.")?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn option_json(option: &RuleOption) -> Value {
    json!({"name": option.name, "default": option.default.as_json(), "what": option.what})
}

/// An option with what it sets and its default, wrapped.
fn option_text(option: &RuleOption) -> String {
    let below = textwrap::Options::new(90).initial_indent("        ").subsequent_indent("        ");
    let text = textwrap::fill(&format!("{}; by default: {}", option.what, option.default_text()), below);
    format!("    {}\n{text}\n", option.name)
}
