//! What comes in, held against what is here already: nothing comes twice, and nothing that people changed is written over.

use super::Found;
use super::asked::Asked;
use super::failure::{ImportError, Left};
use super::links::Addresses;
use super::making::{Origin, documents, id, settle};
use super::seal::{Mark, checksum, is_untouched};
use super::told::{Note, NoteKind, Told};
use crate::log::{IncidentFolder, Log};
use crate::model::{CLOCK_SLACK, IMPORTED, Moment, format_moment};
use crate::progress;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// What becomes of an incident of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arrival {
    New,
    /// It is here, and changed in the source since; nobody changed it here.
    Updated,
    /// It is here, and as it was in the source.
    Here,
    /// It is here, changed in the source since, and was changed here too: a person has to bring the two together.
    Apart,
}

impl Arrival {
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Here => "here",
            Self::Apart => "apart",
        }
    }
}

/// A document to be written, by its path from the log's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivedFile {
    pub path: String,
    pub before: Option<String>,
    pub after: String,
}

/// One incident of the source.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub id: String,
    /// What names it in the source.
    pub source_id: String,
    pub place: String,
    pub title: String,
    pub arrival: Arrival,
    pub notes: Vec<Note>,
    pub files: Vec<ArrivedFile>,
}

/// Everything that a source comes to.
#[derive(Debug, Default)]
pub struct Import {
    pub incidents: Vec<Arrived>,
    pub left: Vec<Left>,
}

/// One incident with its place in the log.
struct Placed<'a> {
    told: Told,
    id: String,
    folder: String,
    content: String,
    there: Option<&'a IncidentFolder>,
}

/// Makes the documents of what was found; `source` is the name under which its incidents are known here.
///
/// # Errors
/// Where a document that came in before cannot be read: it would come in a second time.
pub fn bring_in(log: &Log, source: &str, found: Found, asked: &Asked<'_>) -> Result<Import, ImportError> {
    let Found { incidents, mut left } = found;
    let broken = log.incidents.iter().filter_map(|folder| folder.incident.as_ref()).find(|document| {
        document.broken().is_some()
            && document.source.text().lines().any(|line| line.starts_with(&format!("{IMPORTED}:")))
    });
    if let Some(document) = broken {
        let help = "mend it first; `incident validate` tells where; nothing was brought in";
        let message = "this came in before and cannot be read now, so nobody knows which one it is";
        return Err(ImportError::new(message, help).at(document.source.path()));
    }
    let is_met = |theirs: &String| incidents.is_empty() || asked.met.has(theirs);
    let unmet = asked.mapping.keys.iter().map(|(theirs, _)| theirs).filter(|theirs| !is_met(theirs));
    let unmet = unmet.map(|theirs| {
        Left::wrong("the mapping", format!("it names `{theirs}`, and nothing in the source is called so"))
    });
    left.extend(unmet.collect::<Vec<_>>());
    let (placed, doubles) = placed(log, source, incidents, asked);
    left.extend(doubles);
    let known = placed.iter().map(|placed| {
        let path = placed.folder.strip_prefix("incidents/").unwrap_or(&placed.folder);
        (placed.told.place.clone(), format!("../../{path}/incident.md"))
    });
    let addresses = Addresses { known: known.collect(), base: asked.mapping.link_base.clone() };
    progress::begin("bringing in", placed.len());
    let incidents = placed.into_par_iter().map(|placed| {
        progress::advance();
        arrived(placed, source, asked, &addresses)
    });
    let incidents = incidents.collect();
    left.sort_by(|a, b| (a.is_fine, &a.place).cmp(&(b.is_fine, &b.place)));
    Ok(Import { incidents, left })
}

fn placed<'a>(log: &'a Log, source: &str, incidents: Vec<Told>, asked: &Asked<'_>) -> (Vec<Placed<'a>>, Vec<Left>) {
    let here = here(log, source);
    let mut taken: HashSet<String> = log.incidents.iter().map(|folder| folder.name.clone()).collect();
    let (mut places, mut left, mut all): (HashMap<String, String>, Vec<Left>, Vec<Placed<'a>>) = Default::default();
    let settled: Vec<Told> = incidents
        .into_par_iter()
        .map(|mut told| {
            if told.started.is_some_and(|at| at <= asked.now + CLOCK_SLACK) {
                settle(&mut told, asked);
            }
            told
        })
        .collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    for told in settled {
        if let Some(other) = places.insert(told.id.clone(), told.place.clone()) {
            left.push(Left::wrong(told.place, format!("it has the id `{}`, which {other} has too", told.id)));
            places.insert(told.id, other);
            continue;
        }
        if let Some(at) = told.started.filter(|at| *at > asked.now + CLOCK_SLACK) {
            let why = format!("it is still to come, on {}; it comes in once it has begun", format_moment(at));
            left.push(Left::fine(told.place, why));
            continue;
        }
        let there = here.get(told.id.as_str()).copied();
        let (name, folder) = match there {
            Some(folder) => (folder.name.clone(), folder.path.clone()),
            None => {
                let first = id(&told, asked, 1).map(|id| id.as_str().to_owned());
                // Where many are called the same, those that are taken are not asked again.
                let next = first.map(|first| next.entry(first).or_insert(1));
                let free = next.and_then(|next| {
                    let ids = (*next..).map_while(|number| Some((number, id(&told, asked, number)?)));
                    let (number, free) = { ids }.find(|(_, id)| !taken.contains(id.as_str()))?;
                    *next = number + 1;
                    Some(free)
                });
                let Some(free) = free else {
                    left.push(Left::wrong(told.place, "nothing tells when it began"));
                    continue;
                };
                (free.as_str().to_owned(), free.folder())
            }
        };
        taken.insert(name.clone());
        // Read in another zone or by another mapping, it says something else.
        let content = checksum(&format!("{}\n{} {:?}", told.content, asked.clock.zone, asked.mapping));
        all.push(Placed { told, id: name, folder, content, there });
    }
    (all, left)
}

/// The incidents of the log that came from a source, by their ids there.
fn here<'a>(log: &'a Log, source: &str) -> HashMap<String, &'a IncidentFolder> {
    let marked = log.incidents.iter().filter_map(|folder| Some((Mark::of(&folder.readable()?.front)?, folder)));
    marked.filter(|(mark, _)| mark.source == source).map(|(mark, folder)| (mark.id, folder)).collect()
}

fn arrived(placed: Placed<'_>, source: &str, asked: &Asked<'_>, addresses: &Addresses) -> Arrived {
    let Placed { mut told, id, folder, content, there } = placed;
    let mark = there.and_then(|folder| Mark::of(&folder.readable()?.front));
    let (mut arrival, mut files) = (Arrival::New, Vec::new());
    if mark.is_some_and(|mark| mark.content == content) {
        arrival = Arrival::Here;
        told.notes.clear();
    } else {
        let sum = content.clone();
        let origin = Origin { source, content };
        let (documents, lost) = documents(&told, &origin, asked, addresses);
        for address in lost {
            let what = "a link or an image that leads to nothing that came in; its address stands there as words";
            told.notes.push(Note { kind: NoteKind::Lost, what: format!("{what}: {address}") });
        }
        let before = |name: &str| {
            let folder = there?;
            let incident = folder.incident.as_ref().map(|document| &document.source);
            let postmortem = folder.postmortem.as_ref().map(|document| &document.source);
            let source = if name == "incident.md" { incident } else { postmortem };
            source.map(|source| source.text().to_owned())
        };
        let new = documents.into_iter().map(|(name, after)| ArrivedFile {
            path: format!("{folder}/{name}"),
            before: before(name),
            after,
        });
        files = new.collect();
        if let Some(there) = there {
            let untouched = files.iter().all(|file| file.before.as_deref().is_none_or(is_untouched));
            let touched = || {
                let why = "it changed in the source, and was changed here too, so it stays as it is here";
                format!("{why}; bring the two together by hand, then write `content: \"{sum}\"` under x-imported")
            };
            let another = another(&told, there, asked).map(str::to_owned);
            let apart = another.or_else(|| (!untouched).then(touched));
            arrival = if apart.is_some() { Arrival::Apart } else { Arrival::Updated };
            if let Some(why) = apart {
                told.notes.clear();
                told.look_at(why);
            }
            if arrival == Arrival::Apart {
                files.clear();
            }
        }
    }
    Arrived { id, source_id: told.id, place: told.place, title: told.title, arrival, notes: told.notes, files }
}

/// Why what is here cannot become what comes in: it is another incident, or its folder's name has another day.
fn another(told: &Told, there: &IncidentFolder, asked: &Asked<'_>) -> Option<&'static str> {
    let incident = &there.readable()?.value;
    let is_same = |at: Moment| incident.started.is_some_and(|started| started == at);
    if incident.title.as_deref() != Some(&told.title) && !told.started.is_some_and(is_same) {
        return Some("what has this id here is another incident; `--from NAME` tells two sources of one kind apart");
    }
    let day = told.started.map(|at| at.with_timezone(&asked.plan.time_zone).date_naive());
    let is_same_day = there.id.as_ref().is_ok_and(|id| Some(id.date()) == day);
    (!is_same_day).then_some(
        "it began on another day in the source since, and its folder's name has the day; rename the folder by hand",
    )
}
