//! A table of incidents, a row each; a mapping says what its columns are called here.

use super::asked::Asked;
use super::failure::{ImportError, Left};
use super::fields::{USUAL, fill};
use super::kind::{looks_like, not_this_kind};
use super::rows::rows;
use super::seal::checksum;
use super::told::Told;
use super::{Found, Source, files};

pub const ENTRY: Source = Source {
    word: "csv",
    about: "a table, an incident a row; a mapping says what its columns are called here",
    zone: None,
    read,
};

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    if asked.path.is_dir() {
        return Err(not_this_kind(asked.path, ENTRY.word, "it is a folder, and a file is asked for"));
    }
    let source = files::file(asked.path)?;
    if asked.mapping.keys.is_empty()
        && let Some(kind) = looks_like(asked.path).filter(|kind| *kind != ENTRY.word)
    {
        return Err(not_this_kind(asked.path, ENTRY.word, &format!("it is one of the kind {kind}")));
    }
    let table = rows(&source)?;
    let named = |ours: &str| {
        let mapped = asked.mapping.keys.iter().filter(|(_, other)| other == ours).map(|(theirs, _)| theirs.as_str());
        let usual = USUAL.iter().filter(|(other, _)| *other == ours).flat_map(|(_, theirs)| *theirs).copied();
        mapped.chain(usual).any(|name| table.has(&[name]))
    };
    for ours in ["title", "started"] {
        if !named(ours) {
            let help = format!(
                "say in a mapping which one is: `keys: {{THEIR COLUMN: {ours}}}`; it has {}",
                table.head.join(", ")
            );
            return Err(ImportError::new(format!("no column is known as `{ours}`"), help).at(source.path()));
        }
    }
    // A column is there, and be all its cells empty.
    for (theirs, _) in asked.mapping.keys.iter().filter(|(theirs, _)| table.has(&[theirs])) {
        asked.met.meet(theirs);
    }
    let mut found = Found { left: table.left, ..Found::default() };
    for row in table.rows {
        let mut told = Told { place: row.place.clone(), content: row.fields.flat(), ..Told::default() };
        if let Err(why) = fill(&mut told, &row.fields, USUAL, asked, asked.clock) {
            found.left.push(why);
            continue;
        }
        if told.started.is_none() {
            found.left.push(Left::wrong(row.place, "nothing tells when it began"));
            continue;
        }
        if told.id.is_empty() {
            // The row is known again by what does not change of it.
            told.id = checksum(&format!("{} {:?}", told.title, told.started));
            told.guessed("a row without an id is known again by its title and start");
        }
        found.incidents.push(told);
    }
    Ok(found)
}
