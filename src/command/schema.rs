use super::context::Context;
use super::failure::Failure;
use super::{Outcome, answer};
use crate::document::{Field, Holds, KnownRule, SCHEMAS, Vocabulary};
use crate::export::EXPORT_SCHEMA;
use crate::git::Place;
use crate::rules::{OptionDefault, RULES, Rule, RuleOption};
use crate::site::INCIDENTS_SCHEMA;
use clap::builder::PossibleValuesParser;
use serde_json::Value;
use std::io::Write as _;

/// Print the JSON Schema of a kind of document, for editors; in a log, with its plan's severities and services
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The kind of document; `incidents` is what the site has as incidents.json,
    /// `export` what `incident export json` gives
    #[arg(value_parser = PossibleValuesParser::new(SCHEMAS.iter().map(|schema| schema.word).chain([SITE_DATA, EXPORT])))]
    kind: String,
}

/// The kinds whose schema is the same in every log.
const SITE_DATA: &str = "incidents";
const EXPORT: &str = "export";

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    // A schema is JSON, whoever reads it.
    context.json()?;
    if args.kind == EXPORT {
        write!(anstream::stdout(), "{EXPORT_SCHEMA}")?;
        return Ok(Outcome::Done);
    }
    if args.kind == SITE_DATA {
        write!(anstream::stdout(), "{INCIDENTS_SCHEMA}")?;
        return Ok(Outcome::Done);
    }
    let mut words = Vocabulary { rules: RULES.iter().map(known).collect(), ..Vocabulary::default() };
    if context.repository().is_ok() {
        let plan = context.open(&Place::WorkTree)?.log.plan.value;
        words.lets_unknown_keys = !plan.is_on("unknown-field");
        words.lets_missing_keys = !plan.is_on("missing-field");
        if plan.is_on("unknown-severity") {
            words.severities = plan.severities.iter().map(|severity| severity.id.clone()).collect();
        }
        if plan.is_on("unknown-service") {
            words.services = plan.services.iter().map(|service| service.name.clone()).collect();
        }
    }
    for schema in SCHEMAS.iter().filter(|schema| schema.word == args.kind) {
        answer::print_bare(&schema.for_log(&words))?;
    }
    Ok(Outcome::Done)
}

fn known(rule: &Rule) -> KnownRule {
    KnownRule { id: rule.id, what: rule.manual().summary, options: rule.options.iter().map(option).collect() }
}

fn option(option: &RuleOption) -> (Field, Value) {
    let holds = match option.default {
        OptionDefault::Number(_) => Holds::Number,
        OptionDefault::Flag(_) => Holds::Flag,
        OptionDefault::Words(_) => Holds::Texts,
    };
    (Field::new(option.name, holds, option.what), option.default.as_json())
}
