//! Finding an incident by any part of its id.

use super::assembly::Log;
use super::folder::IncidentFolder;
use crate::document::nearest;

/// Why a word names no one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// No id holds it; the nearest id, where one is near.
    Unknown { word: String, nearest: Option<String> },
    /// Several ids hold it.
    Ambiguous { word: String, candidates: Vec<String> },
    /// `@` was asked for and no incident is open.
    NoneOpen,
    /// The same, but these cannot be read, each with where and why: nobody knows whether it goes on.
    NoneKnown { broken: Vec<String> },
}

impl std::fmt::Display for LookupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown { word, .. } => write!(f, "no incident has `{word}` in its id"),
            Self::Ambiguous { word, candidates } => {
                write!(f, "`{word}` is in the ids of {} incidents", candidates.len())
            }
            Self::NoneOpen => f.write_str("no incident is open, so `@` names none"),
            Self::NoneKnown { broken } => {
                let (incidents, it) = if broken.len() == 1 { ("incident", "it") } else { ("incidents", "one of them") };
                let count = broken.len();
                write!(f, "{count} {incidents} cannot be read, so nobody knows whether `@` is {it}; no other is open")
            }
        }
    }
}

impl LookupError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Unknown { nearest: Some(id), .. } => format!("did you mean `{id}`?"),
            Self::Unknown { .. } => "`incident list` shows them all; `git pull` brings what others reported".to_owned(),
            Self::Ambiguous { candidates, .. } => {
                const SHOWN: usize = 10;
                let mut help = format!(
                    "it could be:\n  {}",
                    candidates.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n  ")
                );
                if candidates.len() > SHOWN {
                    help.push_str(&format!("\n  and {} more", candidates.len() - SHOWN));
                }
                help
            }
            Self::NoneKnown { broken } => {
                const SHOWN: usize = 3;
                let told: Vec<_> = broken.iter().take(SHOWN).map(String::as_str).collect();
                let more = if broken.len() > SHOWN { "\n`incident validate` tells of the others" } else { "" };
                format!("mend what cannot be read, or name an incident that can:\n  {}{more}", told.join("\n  "))
            }
            Self::NoneOpen => {
                "name an incident; `incident list` shows them all, and `git pull` brings what others reported"
                    .to_owned()
            }
        }
    }
}

impl Log {
    /// The incident that a word names: an id, any part that only one id has, or `@` for the open one that started last.
    ///
    /// # Errors
    /// Where no incident is named, or several are.
    pub fn find(&self, word: &str) -> Result<&IncidentFolder, LookupError> {
        if word == "@" {
            let (open, zone) = (self.incidents.iter().filter(|folder| folder.is_ongoing()), self.plan.value.time_zone);
            // As `list` and `status` show them: what is written down late is none the newer for it.
            let newest = open.max_by_key(|folder| (folder.order(zone), &folder.name));
            return newest.ok_or_else(|| {
                let broken: Vec<_> = self.incidents.iter().filter_map(IncidentFolder::broken).collect();
                if broken.is_empty() { LookupError::NoneOpen } else { LookupError::NoneKnown { broken } }
            });
        }
        let all = self.all();
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let (_, folder) = all.get(find_name(&names, word)?).copied().unzip();
        folder.flatten().ok_or_else(|| LookupError::Unknown { word: word.to_owned(), nearest: None })
    }

    /// The names of all incidents, be they read or not, the oldest first.
    pub fn names(&self) -> Vec<&str> {
        self.all().into_iter().map(|(name, _)| name).collect()
    }

    /// Every incident by its name, with what was read of it.
    fn all(&self) -> Vec<(&str, Option<&IncidentFolder>)> {
        let read = self.incidents.iter().map(|folder| (folder.name.as_str(), Some(folder)));
        let unread = self.rest.names.iter().map(|name| (name.as_str(), None));
        let mut all: Vec<_> = read.chain(unread).collect();
        all.sort_by_key(|(name, _)| *name);
        all
    }
}

/// Which of the names of all incidents a word names: the whole, or any part that only one has.
///
/// # Errors
/// Where none is named, or several are.
pub fn find_name(names: &[&str], word: &str) -> Result<usize, LookupError> {
    let wanted = word.trim().trim_end_matches('/').to_lowercase();
    let wanted = wanted.rsplit('/').next().unwrap_or(&wanted);
    let matching = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let matching = names.iter().enumerate().filter(|(_, name)| test(&name.to_lowercase()));
        matching.map(|(at, _)| at).collect()
    };
    let slug_of = |name: &str| name.get(11..).unwrap_or_default().to_owned();
    let steps: [&dyn Fn(&str) -> bool; 3] =
        [&|name| name == wanted, &|name| slug_of(name) == wanted, &|name| !wanted.is_empty() && name.contains(wanted)];
    for test in steps {
        match matching(test).as_slice() {
            [] => {}
            [at] => return Ok(*at),
            several => {
                let candidates = several.iter().rev().filter_map(|at| names.get(*at).map(|name| (*name).to_owned()));
                return Err(LookupError::Ambiguous { word: word.to_owned(), candidates: candidates.collect() });
            }
        }
    }
    let names: Vec<String> = names.iter().flat_map(|name| [(*name).to_owned(), slug_of(name)]).collect();
    let near = nearest(wanted, names.iter().map(String::as_str)).map(str::to_owned);
    Err(LookupError::Unknown { word: word.to_owned(), nearest: near })
}
