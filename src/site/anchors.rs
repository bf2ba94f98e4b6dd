//! Where the sections of a document stand on its page, and which heading the end of an address means.

use crate::audience::{ViewAgendaItem, ViewIncident, ViewPostmortem, ViewSection};
use crate::document::html::heading_ids;
use crate::text::slug;
use std::collections::{HashMap, HashSet};

/// What a section is for its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What stands before the first heading.
    LeadIn,
    Summary,
    Solution,
    Timeline,
    /// One without a place of its own.
    Other,
}

/// A section with its place on a page.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    pub section: &'a ViewSection,
    pub role: Role,
    /// The id of its heading.
    pub id: String,
    /// What ids within it begin with.
    pub prefix: String,
}

/// The sections of a log entry; of two with the same title the second is one more.
pub fn of_entry(incident: &ViewIncident) -> Vec<Placed<'_>> {
    let (mut placed, mut others): (Vec<Placed<'_>>, usize) = (Vec::new(), 0);
    for section in &incident.sections {
        let own = [("", Role::LeadIn), ("Summary", Role::Summary), ("Solution", Role::Solution)];
        let own = own.into_iter().find(|(title, role)| {
            title.eq_ignore_ascii_case(&section.title) && placed.iter().all(|placed| placed.role != *role)
        });
        let (role, id, prefix) = match own {
            Some((title, role)) => (role, slug(title), format!("in-{}", slug(title))),
            None if is_timeline(section) => (Role::Timeline, "timeline".to_owned(), "t0".to_owned()),
            None => {
                others += 1;
                let id = format!("s{others}-{}", slug(&section.title));
                (Role::Other, id.clone(), id)
            }
        };
        placed.push(Placed { section, role, id, prefix });
    }
    placed
}

/// The sections of a post-mortem.
pub fn of_postmortem(postmortem: &ViewPostmortem) -> Vec<Placed<'_>> {
    let mut taken = HashSet::new();
    let placed = postmortem.sections.iter().map(|section| {
        let wanted = format!("pm-{}", slug(&section.title));
        let mut id = wanted.clone();
        let mut number = 2;
        while !taken.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        let told = is_timeline(section) && !postmortem.timeline.is_empty();
        Placed { section, role: if told { Role::Timeline } else { Role::Other }, prefix: id.clone(), id }
    });
    placed.collect()
}

/// The sections of the brief of a meeting's item, whose id begins theirs.
pub fn of_item<'a>(item: &'a ViewAgendaItem, anchor: &str) -> Vec<Placed<'a>> {
    let written = item.sections.iter().filter(|section| !section.markdown.is_empty());
    let placed = (1..).zip(written).map(|(number, section)| {
        let id = format!("{anchor}-{number}");
        Placed { section, role: Role::Other, prefix: id.clone(), id }
    });
    placed.collect()
}

/// What ids on a page of the team's own begin with.
pub const PAGE_PREFIX: &str = "in";

/// A page of the team's own as the only section of its document.
pub fn of_page(section: &ViewSection) -> [Placed<'_>; 1] {
    [Placed { section, role: Role::LeadIn, id: String::new(), prefix: PAGE_PREFIX.to_owned() }]
}

/// Whether a section holds the timeline.
pub fn is_timeline(section: &ViewSection) -> bool {
    section.title.eq_ignore_ascii_case("Timeline")
}

/// The headings of a document by the names that GitHub gives them, each with its id on the page.
#[derive(Debug, Default)]
pub struct Anchors(HashMap<String, String>);

impl Anchors {
    pub fn of(sections: &[Placed<'_>]) -> Self {
        let mut ids: HashMap<String, String> = HashMap::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut add = |words: &str, id: String| {
            let name = github_name(words);
            let number = numbers.entry(name.clone()).or_default();
            let numbered = if *number == 0 { name } else { format!("{name}-{number}") };
            *number += 1;
            ids.entry(numbered).or_insert(id);
        };
        for placed in sections {
            if !placed.section.title.is_empty() {
                add(&placed.section.title, placed.id.clone());
            }
            // Those within a timeline stand in its entries.
            if placed.role != Role::Timeline {
                for (words, id) in heading_ids(&placed.section.markdown, &placed.prefix) {
                    add(&words, id);
                }
            }
        }
        // Who copies an address from the site has the id itself.
        for id in ids.values().cloned().collect::<Vec<_>>() {
            ids.entry(id.clone()).or_insert(id);
        }
        Self(ids)
    }

    /// The id that the end of an address means.
    pub fn get(&self, fragment: &str) -> Option<&str> {
        self.0.get(&fragment.to_lowercase()).map(String::as_str)
    }
}

/// The name of a heading in GitHub's addresses.
fn github_name(words: &str) -> String {
    let kept = words.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c => c.is_alphanumeric().then_some(c),
    });
    kept.collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_by_the_names_that_github_gives_them() {
        let section = |title: &str, markdown: &str| ViewSection { title: title.into(), markdown: markdown.into() };
        let incident = ViewIncident {
            day_alone: false,
            sections: vec![
                section("Summary", "### What's *new*?\n\n### What's new?"),
                section("Übersicht: 支払い", "x"),
                section("Summary", "### Part"),
            ],
            ..crate::site::testing::view(&[("incidents/2026/2026-03-02-a/incident.md", "---\ntitle: T\n---\n")])
                .incidents()[0]
                .clone()
        };
        let anchors = Anchors::of(&of_entry(&incident));
        for (fragment, id) in [
            ("summary", Some("summary")),
            ("Summary-1", Some("s2-summary")),
            ("whats-new", Some("in-summary--whats-new")),
            ("whats-new-1", Some("in-summary--whats-new-2")),
            ("übersicht-支払い", Some("s1-ubersicht-zhi-fu-i")),
            ("part", Some("s2-summary--part")),
            ("s2-summary--part", Some("s2-summary--part")),
            ("nothing", None),
        ] {
            assert_eq!(anchors.get(fragment), id, "{fragment}");
        }
    }
}
