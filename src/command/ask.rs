//! Questions on a terminal; Ctrl-C at any of them leaves everything as it was.

use super::closeness::closeness;
use super::failure::Failure;
use crate::model::Severity;
use inquire::autocompletion::{Autocomplete, Replacement};
use inquire::validator::Validation;
use inquire::{Confirm, CustomUserError, InquireError, Select, Text};
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

/// What every hint ends with.
const STOP: &str = "Ctrl-C ends it";

/// Asks again where nothing was typed.
fn is_said(typed: &str) -> Result<Validation, CustomUserError> {
    Ok(match typed.trim().is_empty() {
        true => Validation::Invalid("say something".into()),
        false => Validation::Valid,
    })
}

/// A line of text, which is not empty.
///
/// # Errors
/// Where the person stops.
pub fn text(question: &str, help: &str) -> Result<String, Failure> {
    answered(Text::new(question).with_help_message(&format!("{help}; {STOP}")).with_validator(is_said).prompt())
}

/// The same of at most so many characters: what is longer stays on the line, to be shortened.
///
/// # Errors
/// Where the person stops.
pub fn short_text(question: &str, help: &str, most: usize) -> Result<String, Failure> {
    let is_short = move |typed: &str| match typed.trim().chars().count() {
        length if length > most => Ok(Validation::Invalid(format!("{length} characters; the limit is {most}").into())),
        _ => Ok(Validation::Valid),
    };
    let help = format!("{help}; {STOP}");
    answered(Text::new(question).with_help_message(&help).with_validator(is_said).with_validator(is_short).prompt())
}

/// Names that are known.
#[derive(Clone)]
struct Known(Vec<String>);

impl Autocomplete for Known {
    fn get_suggestions(&mut self, typed: &str) -> Result<Vec<String>, CustomUserError> {
        let typed = typed.to_lowercase();
        Ok(self.0.iter().filter(|name| name.to_lowercase().contains(&typed)).cloned().collect())
    }

    /// The one that is chosen, or the only one that is left.
    fn get_completion(&mut self, typed: &str, chosen: Option<String>) -> Result<Replacement, CustomUserError> {
        let left = self.get_suggestions(typed)?;
        Ok(chosen.or_else(|| <[String; 1]>::try_from(left).ok().map(|[only]| only)))
    }
}

/// A name; those that are known are shown below it, and may be taken by the arrow keys.
///
/// # Errors
/// Where the person stops.
pub fn name(question: &str, help: &str, known: Vec<String>) -> Result<String, Failure> {
    let help = format!("{help}; the arrow keys choose, Tab completes, {STOP}");
    let text = Text::new(question).with_help_message(&help).with_validator(is_said);
    answered(text.with_autocomplete(Known(known)).prompt())
}

/// One of several, by its position; the one at `first` is taken where nothing else is chosen.
///
/// # Errors
/// Where the person stops.
pub fn choice(question: &str, options: Vec<String>, first: usize) -> Result<usize, Failure> {
    let help = format!("type words of it, the arrow keys move, Enter chooses, {STOP}");
    let select = Select::new(question, options).with_page_size(12).with_help_message(&help).with_starting_cursor(first);
    answered(select.raw_prompt()).map(|option| option.index)
}

/// What stands in a list of which nothing is left.
const NOTHING_MATCHES: &str = "nothing matches; the backspace key brings them back";

/// One of several, by its position, which get fewer while somebody types, the closest first.
///
/// # Errors
/// Where the person stops.
pub fn choice_by_words(question: &str, options: Vec<String>) -> Result<usize, Failure> {
    // A list that is empty looks like one that hangs.
    let (lines, nothing) = (options.clone(), options.len());
    let closeness = |typed: &str, _: &String, line: &str, at: usize| match at == nothing {
        false => closeness(typed, line),
        true => lines.iter().all(|line| closeness(typed, line).is_none()).then_some(0),
    };
    // What is as close stays in its order.
    let closest_first = |found: &mut [(usize, i64)]| found.sort_by_key(|(at, closeness)| (Reverse(*closeness), *at));
    let help = format!("type words or letters of it, the arrow keys move, Enter chooses, {STOP}");
    loop {
        let options = options.iter().cloned().chain([NOTHING_MATCHES.to_owned()]).collect();
        let select = Select::new(question, options).with_page_size(12).with_help_message(&help);
        let chosen = answered(select.with_scorer(&closeness).with_sorter(&closest_first).raw_prompt())?.index;
        if chosen != nothing {
            return Ok(chosen);
        }
    }
}

/// The id of one of the plan's severities, beside their definitions; `current` is the one that it has.
///
/// # Errors
/// Where the person stops.
pub fn severity(question: &str, severities: &[Severity], current: Option<&str>) -> Result<String, Failure> {
    let is_current = |severity: &Severity| current.is_some_and(|id| id.eq_ignore_ascii_case(&severity.id));
    let options = severities.iter().map(|severity| {
        let mark = if is_current(severity) { " (as it is now)" } else { "" };
        format!("{} {}{mark}: {}", severity.id, severity.name, severity.definition)
    });
    // Whoever is in doubt takes the worse one, and may lower it at any time.
    let first = severities.iter().position(is_current).unwrap_or(0);
    let index = choice(question, options.collect(), first)?;
    Ok(severities.get(index).map(|severity| severity.id.clone()).unwrap_or_default())
}

/// Yes or no.
///
/// # Errors
/// Where the person stops.
pub fn confirm(question: &str, default: bool) -> Result<bool, Failure> {
    let help = format!("y or n, Enter takes the one in capitals, {STOP}");
    answered(Confirm::new(question).with_default(default).with_help_message(&help).prompt())
}
