use super::context::Context;
use super::failure::Failure;
use super::fit::prose;
use super::setup::{State, checks, log_of};
use super::{Outcome, answer};
use crate::text::printable;
use serde_json::json;
use std::io::Write as _;

/// What is wrong with the log's set-up in this clone, and the command that mends it
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let repository = context.repository()?;
    let log = log_of(&repository)?;
    let checks = checks(&repository, &log, context);
    let is_wrong = checks.iter().any(|check| check.state == State::Wrong);
    if json {
        answer::print(&json!({"checks": checks}))?;
    } else {
        let mut out = anstream::stdout().lock();
        for check in &checks {
            let first = format!("{:<14} {:<8} ", check.part, check.state.word());
            write!(out, "{}", prose(&first, &printable(&check.message), 24, context.columns))?;
            if let Some(help) = &check.help {
                write!(out, "{}", prose(&" ".repeat(24), &printable(help), 24, context.columns))?;
            }
        }
    }
    Ok(if is_wrong { Outcome::Found } else { Outcome::Done })
}
