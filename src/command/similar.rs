use super::answer::heading;
use super::context::Context;
use super::failure::Failure;
use super::{Outcome, answer, found, parse};
use crate::log::{IncidentFolder, LookupError};
use crate::model::IncidentId;
use crate::search::{Past, Question, Similar};
use crate::text::printable;
use std::io::Write as _;

/// Past incidents like one, or like what is described, with what solved them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An incident (its id, a part of it that no other has, or @), or a description in words
    #[arg(required = true, value_name = "ID-OR-TEXT")]
    words: Vec<String>,
    /// At most this many
    #[arg(long, short = 'n', value_name = "COUNT", default_value = "5", value_parser = parse::count)]
    limit: usize,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let look_back = context.look_back()?;
    let words = args.words.join(" ");
    let itself = match named(&words, look_back.find(&words)?)? {
        Some(path) => look_back.incident(&path)?,
        None => None,
    };
    let found = alike(&look_back.past, itself.as_ref(), &words, args.limit)?;
    match json {
        true => answer::print(&found::alike_in_json(itself.as_ref(), &found))?,
        false if found.is_empty() => {
            let said = match &itself {
                Some(itself) => format!("no past incident is like {}", printable(&itself.name)),
                None => "no past incident is like it; `incident search …` looks for single words".to_owned(),
            };
            writeln!(anstream::stdout(), "{said}")?;
        }
        false => {
            if let Some(itself) = &itself {
                let heading = heading(&format!("Like {}:", printable(&itself.name)));
                writeln!(anstream::stdout(), "{}", heading.trim_start())?;
            }
            found::print(&found, "", context.columns)?;
        }
    }
    Ok(if found.is_empty() { Outcome::Found } else { Outcome::Done })
}

/// What was found by the words, where they name an incident: several are a description, and so is one that names none.
///
/// # Errors
/// Where an incident is meant, and there is none.
pub(super) fn named<T>(words: &str, found: Result<T, LookupError>) -> Result<Option<T>, LookupError> {
    match found {
        _ if words.contains(char::is_whitespace) => Ok(None),
        Ok(found) => Ok(Some(found)),
        Err(error @ (LookupError::NoneOpen | LookupError::NoneKnown { .. })) => Err(error),
        // Nobody describes an incident so.
        Err(error @ LookupError::Unknown { .. }) if IncidentId::parse(words).is_ok() => Err(error),
        Err(LookupError::Unknown { .. } | LookupError::Ambiguous { .. }) => Ok(None),
    }
}

/// Those of the past that are most like an incident, without itself, or where it is none, like what the words describe.
///
/// # Errors
/// Where the incident cannot be read.
pub(super) fn alike(
    past: &Past,
    itself: Option<&IncidentFolder>,
    words: &str,
    limit: usize,
) -> Result<Vec<Similar>, Failure> {
    let question = match itself {
        Some(folder) if folder.readable().is_none() => {
            let message = format!("{} cannot be read", folder.name);
            return Err(Failure::new(message, "`incident validate` tells why; or describe it in words"));
        }
        Some(folder) => Question::of_incident(folder),
        None => Question::of_text(words),
    };
    let found = past.like(&question, limit.saturating_add(1)).into_iter();
    let others = found.filter(|found| itself.is_none_or(|itself| itself.path != found.path));
    Ok(others.take(limit).map(|found| found.similar).collect())
}
