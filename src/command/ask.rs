//! Questions on a terminal; Ctrl-C at any of them leaves everything as it was.

use super::closeness::closeness;
use super::failure::Failure;
use crate::model::Severity;
use inquire::{Confirm, InquireError, Select, Text};
use std::cmp::Reverse;
use std::io::IsTerminal as _;

fn answered<T>(answer: Result<T, InquireError>) -> Result<T, Failure> {
    answer.map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Failure::new("stopped at a question; nothing was written", "")
        }
        error => Failure::new(format!("the terminal cannot be asked: {error}"), "name every value by its flag"),
    })
}

/// Whether there is a terminal on which somebody can be asked.
pub fn is_somebody_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// A line of text; empty where the person has none.
///
/// # Errors
/// Where the person stops.
pub fn text(question: &str, help: &str) -> Result<String, Failure> {
    answered(Text::new(question).with_help_message(help).prompt())
}

/// A name; those that are known are shown below it, and may be taken by the arrow keys.
///
/// # Errors
/// Where the person stops.
pub fn name(question: &str, help: &str, known: Vec<String>) -> Result<String, Failure> {
    let suggested = move |typed: &str| {
        let typed = typed.to_lowercase();
        Ok(known.iter().filter(|name| name.to_lowercase().contains(&typed)).cloned().collect())
    };
    answered(Text::new(question).with_help_message(help).with_autocomplete(suggested).prompt())
}

/// One of several, by its position; the one at `first` is taken where nothing else is chosen.
///
/// # Errors
/// Where the person stops.
pub fn choice(question: &str, options: Vec<String>, first: usize) -> Result<usize, Failure> {
    answered(Select::new(question, options).with_page_size(12).with_starting_cursor(first).raw_prompt())
        .map(|option| option.index)
}

/// One of several, by its position, which get fewer while somebody types, the closest first.
///
/// # Errors
/// Where the person stops.
pub fn choice_by_words(question: &str, options: Vec<String>) -> Result<usize, Failure> {
    let closeness = |typed: &str, _: &String, line: &str, _: usize| closeness(typed, line);
    // What is as close stays in its order.
    let closest_first = |found: &mut [(usize, i64)]| found.sort_by_key(|(at, closeness)| (Reverse(*closeness), *at));
    let help = "type words or letters of it, the arrow keys move, Enter chooses, Ctrl-C ends it";
    let select = Select::new(question, options).with_page_size(12).with_help_message(help);
    answered(select.with_scorer(&closeness).with_sorter(&closest_first).raw_prompt()).map(|option| option.index)
}

/// The id of one of the plan's severities, beside their definitions.
///
/// # Errors
/// Where the person stops.
pub fn severity(question: &str, severities: &[Severity]) -> Result<String, Failure> {
    let options = severities.iter().map(|s| format!("{} {}: {}", s.id, s.name, s.definition)).collect();
    // Whoever presses Enter alone does not wake everybody.
    let calm = severities.iter().position(|severity| severity.requires.war_room.is_none());
    let index = choice(question, options, calm.unwrap_or(severities.len().saturating_sub(1)))?;
    Ok(severities.get(index).map(|severity| severity.id.clone()).unwrap_or_default())
}

/// Yes or no.
///
/// # Errors
/// Where the person stops.
pub fn confirm(question: &str, default: bool) -> Result<bool, Failure> {
    answered(Confirm::new(question).with_default(default).prompt())
}
