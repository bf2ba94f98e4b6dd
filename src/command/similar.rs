use super::answer::heading;
use super::context::Context;
use super::failure::Failure;
use super::{Outcome, answer, found, parse};
use crate::git::Place;
use crate::log::{IncidentFolder, Log, LookupError};
use crate::search::{Past, Similar};
use crate::text::printable;
use serde_json::json;
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
    let opened = context.open(&Place::WorkTree)?;
    let (text, itself) = asked(&opened.log, &args.words)?;
    let past = Past::with_restricted(&opened.log);
    let found = past.like(&text, args.limit.saturating_add(1));
    let others = found.iter().filter(|found| itself.is_none_or(|itself| itself.path != found.folder.path));
    let found: Vec<_> = others.take(args.limit).map(|found| Similar::of(found.folder)).collect();
    match json {
        true => answer::print(&json!({"incidents": found::in_json(&found)}))?,
        false if found.is_empty() => writeln!(anstream::stdout(), "no past incident is like it")?,
        false => {
            if let Some(itself) = itself {
                let heading = heading(&format!("Like {}:", printable(&itself.name)));
                writeln!(anstream::stdout(), "{}", heading.trim_start())?;
            }
            found::print(&found, "", context.columns)?;
        }
    }
    Ok(if found.is_empty() { Outcome::Found } else { Outcome::Done })
}

/// What is looked for, and the incident that it was taken from, where one is named.
fn asked<'a>(log: &'a Log, words: &[String]) -> Result<(String, Option<&'a IncidentFolder>), Failure> {
    let text = words.join(" ");
    // Several words are a description, and so is one that names no incident.
    let named = match words {
        [word] => match log.find(word) {
            Ok(folder) => Some(folder),
            Err(LookupError::Unknown { .. }) => None,
            Err(error @ LookupError::NoneOpen) => return Err(error.into()),
            Err(LookupError::Ambiguous { .. }) => None,
        },
        _ => None,
    };
    let Some(folder) = named else { return Ok((text, None)) };
    let Some(document) = folder.readable() else {
        let message = format!("{} cannot be read", folder.name);
        return Err(Failure::new(message, "`incident validate` tells why; or describe it in words"));
    };
    let incident = &document.value;
    let services = incident.services.iter().map(|service| service.name.as_str());
    let tags = incident.tags.iter().map(String::as_str);
    let summary = document.section_text("Summary");
    let text: Vec<_> = [folder.title(), summary.as_str()].into_iter().chain(services).chain(tags).collect();
    Ok((text.join(" "), Some(folder)))
}
