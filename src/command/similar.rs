use super::answer::heading;
use super::context::Context;
use super::failure::Failure;
use super::look_back::LookBack;
use super::{Outcome, answer, found, parse};
use crate::log::{IncidentFolder, LookupError, name_of};
use crate::model::IncidentId;
use crate::search::Question;
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
    let itself = named(&look_back, &args.words)?;
    let question = match &itself {
        Some(folder) => Question::of_incident(folder),
        None => Question::of_text(&args.words.join(" ")),
    };
    let found = look_back.past.like(&question, args.limit.saturating_add(1)).into_iter();
    let others = found.filter(|found| itself.as_ref().is_none_or(|itself| itself.path != found.path));
    let found: Vec<_> = others.take(args.limit).map(|found| found.similar).collect();
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

/// The incident that is named. Several words are a description, and so is one that names no incident.
fn named(look_back: &LookBack, words: &[String]) -> Result<Option<IncidentFolder>, Failure> {
    let [word] = words else { return Ok(None) };
    let path = match look_back.find(word)? {
        Ok(path) => path,
        // Nobody describes an incident so.
        Err(error @ LookupError::Unknown { .. }) if IncidentId::parse(word).is_ok() => return Err(error.into()),
        Err(LookupError::Unknown { .. } | LookupError::Ambiguous { .. }) => return Ok(None),
        Err(error @ LookupError::NoneOpen) => return Err(error.into()),
    };
    let folder = look_back.incident(&path)?;
    if folder.as_ref().is_some_and(|folder| folder.readable().is_none()) {
        let message = format!("{} cannot be read", name_of(&path));
        return Err(Failure::new(message, "`incident validate` tells why; or describe it in words"));
    }
    Ok(folder)
}
