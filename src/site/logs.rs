//! The pages over several logs, each of which has its own site in a folder below: what is open in all, the latest, the
//! logs themselves, and one search.

use super::assets;
use super::away::Away;
use super::crawlers;
use super::error::SiteError;
use super::feed::{NEWEST, feed_of, written};
use super::leaf::{Leaf, SiteFile};
use super::log_part::{Line, LogPart, LogRow, SHOWN};
use super::not_found::{self, NotFound};
use super::page::Every;
use super::search_index::{SearchDocument, file as data_file};
use super::search_page::{Choice, Known, Values, scripts};
use super::templates::SiteTemplates;
use super::when::When;
use crate::model::{Audience, Moment, Status};
use chrono_tz::Tz;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The names that no log can have, as the pages over all have them.
pub const TAKEN_NAMES: [&str; 1] = ["search"];

/// What stands for the name of a log.
const TITLE: &str = "All logs";
/// It tells these pages from those of one log.
const NAV: &str = "logs";

/// What the pages over several logs are made of.
pub struct Logs<'a> {
    parts: Vec<LogPart>,
    /// What is to be found in all of them.
    pub(super) documents: Vec<SearchDocument>,
    templates: &'a SiteTemplates,
    audience: Audience,
    zone: Tz,
    base_url: Option<&'a str>,
}

/// What `logs.html` shows.
#[derive(Serialize)]
struct First<'a> {
    nav: &'static str,
    open: Vec<&'a LogRow>,
    open_count: usize,
    latest: Vec<&'a LogRow>,
    logs: Vec<&'a Line>,
    incidents: usize,
    /// Whether there is any action to tell of.
    has_actions: bool,
}

impl<'a> Logs<'a> {
    /// The parts in the order in which they are listed; `templates` are the built-in ones.
    pub fn new(
        mut parts: Vec<LogPart>,
        templates: &'a SiteTemplates,
        audience: Audience,
        zone: Tz,
        base_url: Option<&'a str>,
    ) -> Self {
        let documents = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.documents)).collect();
        Self { parts, documents, templates, audience, zone, base_url }
    }

    /// What is to be found in all of them.
    pub fn documents(&self) -> &[SearchDocument] {
        &self.documents
    }

    /// Every file but the index of what is to be found.
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let from_anywhere = not_found::root(self.base_url);
        let page = |path: &'static str, template: &'static str| {
            move || self.page(path, template, &Values { nav: NAV }, &"../".repeat(path.matches('/').count()))
        };
        let own = [
            Leaf::new("index.html", || self.page("index.html", "logs.html", &self.first(), "")),
            Leaf::new("404.html", move || self.page("404.html", "404.html", &NotFound { nav: NAV }, &from_anywhere)),
            Leaf::new("search/index.html", page("search/index.html", "search.html")),
            Leaf::new("search/facets.js", || Ok(data_file("facets", &self.known())?.bytes)),
            Leaf::new("feed.xml", || self.feed()),
        ];
        own.into_iter()
            .chain([Leaf::from(self.robots())])
            .chain(scripts(self.templates))
            .chain(assets::files(self.templates))
            .collect()
    }

    fn page(&self, path: &str, template: &str, values: &impl Serialize, root: &str) -> Result<Vec<u8>, SiteError> {
        let address = path.strip_suffix("index.html").zip(Some(self.away())).and_then(|(path, away)| away.whole(path));
        let every = Every {
            root,
            address,
            site: TITLE,
            log: None,
            public: self.audience == Audience::Public,
            as_of: When::at(self.as_of(), self.zone),
            zone: self.zone.name(),
            own_pages: Vec::new(),
            own_style: false,
            card: None,
        };
        Ok(every.page(self.templates, path, template, values)?.bytes)
    }

    fn away(&self) -> Away<'_> {
        Away::named(TITLE, self.base_url)
    }

    fn as_of(&self) -> Moment {
        self.parts.iter().map(|part| part.as_of).max().unwrap_or_default()
    }

    fn first(&self) -> First<'_> {
        // What the plan does not know comes last.
        let level = |row: &LogRow| row.row.severity.as_ref().map(|mark| mark.level).filter(|level| *level > 0);
        let mut open: Vec<&LogRow> = self.parts.iter().flat_map(|part| &part.open).collect();
        open.sort_by_key(|row| (level(row).unwrap_or(usize::MAX), Reverse(row.order)));
        let mut latest: Vec<&LogRow> = self.parts.iter().flat_map(|part| &part.latest).collect();
        latest.sort_by_key(|row| Reverse(row.order));
        let lines = || self.parts.iter().map(|part| &part.line);
        First {
            nav: NAV,
            open: open.into_iter().take(SHOWN).collect(),
            open_count: lines().map(|line| line.open).sum(),
            latest: latest.into_iter().take(SHOWN).collect(),
            logs: lines().collect(),
            incidents: lines().map(|line| line.incidents).sum(),
            has_actions: lines().any(|line| line.open_actions > 0),
        }
    }

    /// What one can choose from in the search of all.
    fn known(&self) -> Known {
        let count = |values: fn(&SearchDocument) -> &[String]| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for value in self.documents.iter().flat_map(values).filter(|value| !value.is_empty()) {
                *counts.entry(value).or_default() += 1;
            }
            counts.into_iter().collect::<Vec<_>>()
        };
        let most_first = |mut counts: Vec<(&str, usize)>| {
            counts.sort_by_key(|(_, count)| Reverse(*count));
            choices(counts)
        };
        let rank = |word: &str| Status::WORDS.iter().position(|other| *other == word).unwrap_or(usize::MAX);
        let mut statuses = count(|document| std::slice::from_ref(&document.status));
        statuses.sort_by_key(|(word, _)| rank(word));
        let mut years = count(|document| std::slice::from_ref(&document.year));
        years.reverse();
        Known {
            incidents: self.parts.iter().map(|part| part.line.incidents).sum(),
            pages: self.documents.iter().filter(|document| document.is_page()).count(),
            log: self.parts.iter().map(|part| Choice { value: part.line.log.clone(), ..Choice::default() }).collect(),
            severity: severities(self.parts.iter().flat_map(|part| &part.severities)),
            status: choices(statuses),
            service: most_first(count(|document| &document.services)),
            tag: most_first(count(|document| &document.tags)),
            year: choices(years),
        }
    }

    fn feed(&self) -> Result<Vec<u8>, SiteError> {
        let mut entries: Vec<_> = self.parts.iter().flat_map(|part| part.entries.iter().cloned()).collect();
        entries.sort_by_key(|entry| Reverse(entry.published));
        entries.truncate(NEWEST);
        written(&feed_of(&self.away(), entries, self.as_of()))
    }

    /// Each log has a map of its pages, where it is known where they stand.
    fn robots(&self) -> SiteFile {
        let map = |part: &LogPart| self.away().whole(&format!("{}/sitemap.xml", part.line.log));
        crawlers::robots(self.audience, self.parts.iter().filter_map(map))
    }
}

fn choices(counts: Vec<(&str, usize)>) -> Vec<Choice> {
    counts.into_iter().map(|(value, _)| Choice { value: value.to_owned(), ..Choice::default() }).collect()
}

/// The severities of several plans, the worst first. Of those that share an id but not a word, the id tells alone.
fn severities<'a>(all: impl Iterator<Item = &'a Choice>) -> Vec<Choice> {
    let mut merged: BTreeMap<&str, Choice> = BTreeMap::new();
    let known = |choice: &Choice| choice.level.filter(|level| *level > 0).unwrap_or(usize::MAX);
    for choice in all {
        let one = merged.entry(&choice.value).or_insert_with(|| choice.clone());
        if one.word != choice.word {
            one.word.clear();
        }
        if known(choice) < known(one) {
            one.level = choice.level;
        }
    }
    let mut merged: Vec<Choice> = merged.into_values().collect();
    merged.sort_by_key(known);
    merged
}

#[cfg(test)]
mod tests {
    use super::{Choice, severities};

    #[test]
    fn severities_of_several_plans_are_the_worst_first_and_told_by_a_word_that_all_have() {
        let choice =
            |value: &str, word: &str, level| Choice { value: value.into(), word: word.into(), level: Some(level) };
        let all = [
            choice("low", "", 0),
            choice("sev-2", "high", 2),
            choice("sev-1", "critical", 1),
            choice("sev-2", "bad", 1),
        ];
        let merged = severities(all.iter());
        assert_eq!(merged, [choice("sev-1", "critical", 1), choice("sev-2", "", 1), choice("low", "", 0)]);
    }
}
