//! Past incidents that are like an incident though nobody has related them: whoever reads of one wants their solutions.

use crate::audience::{View, ViewIncident};
use crate::document::body::plain_words;
use crate::search::{Description, neighbours};
use std::collections::HashMap;

/// As many are shown at the most.
const MOST: usize = 3;
/// How much of what an incident says one must say too to be shown, from 0 to 1: below it, what two incidents share is the
/// way in which a team writes.
const LEAST: f64 = 0.2;

/// Found once for all pages.
pub struct Alike<'a> {
    by_folder: HashMap<&'a str, Vec<&'a ViewIncident>>,
}

impl<'a> Alike<'a> {
    pub fn new(view: &'a View) -> Self {
        let incidents: Vec<&ViewIncident> =
            view.incidents().iter().filter(|incident| incident.broken.is_none()).collect();
        let told: Vec<Description> = incidents.iter().map(|incident| description(incident)).collect();
        // Of those that are related already there may be several.
        let found = neighbours(&told, 4 * MOST, LEAST);
        let by_folder = incidents.iter().zip(found).map(|(incident, found)| {
            (incident.folder.as_str(), found.iter().filter_map(|(at, _)| incidents.get(*at).copied()).collect())
        });
        Self { by_folder: by_folder.collect() }
    }

    /// Those like an incident that are not among its related ones, the most alike first.
    pub fn of(&self, incident: &ViewIncident, related: &[&ViewIncident]) -> impl Iterator<Item = &'a ViewIncident> {
        let found = self.by_folder.get(incident.folder.as_str()).into_iter().flatten().copied();
        let is_other = |found: &&ViewIncident| related.iter().all(|related| related.folder != found.folder);
        found.filter(is_other).take(MOST)
    }
}

fn description(incident: &ViewIncident) -> Description {
    let facts = &incident.incident;
    let sections = incident.sections.iter().filter(|section| !section.title.eq_ignore_ascii_case("Timeline"));
    let sections = sections.map(|section| plain_words(&section.markdown));
    let causes = incident.postmortem.iter().flat_map(|part| part.postmortem.causes.iter().cloned());
    let cause = facts.root_cause.iter().filter_map(|cause| cause.summary.clone());
    let services = facts.services.iter().map(|service| service.name.as_str());
    Description {
        title: facts.title.clone().unwrap_or_default(),
        body: sections.chain(causes).chain(cause).collect::<Vec<_>>().join("\n"),
        labels: services.chain(facts.tags.iter().map(String::as_str)).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use crate::site::testing::pages;

    const POOL: &str = "---\ntitle: The pool is exhausted\nstarted: 2026-03-02T10:00:00Z\nservices: [orders]\n---\n\n## Solution\n\nCap the connections of each pool.\n";

    #[test]
    fn what_solved_an_incident_like_it_stands_on_its_page_and_a_related_one_is_not_told_twice() {
        let later = POOL.replace("The pool is exhausted", "The pool of connections is exhausted");
        let mail = "---\ntitle: Mail is late\nstarted: 2026-05-02T10:00:00Z\n---\n\n## Summary\n\nA queue grew.\n";
        let log = |later: &str| {
            pages(&[
                ("incidents/2026/2026-03-02-pool/incident.md", POOL),
                ("incidents/2026/2026-04-02-again/incident.md", later),
                ("incidents/2026/2026-05-02-mail/incident.md", mail),
            ])
        };
        let made = log(&later);
        let page = &made["incidents/2026-04-02-again/index.html"];
        let (_, alike) = page.split_once("id=\"alike\"").unwrap_or_default();
        assert!(alike.contains("2026-03-02-pool/") && alike.contains("Cap the connections"), "{page}");
        assert!(!alike.contains("2026-05-02-mail/"), "{alike}");
        assert!(!made["incidents/2026-05-02-mail/index.html"].contains("id=\"alike\""));
        let related = log(&later.replace("services:", "related: [2026-03-02-pool]\nservices:"));
        let page = &related["incidents/2026-04-02-again/index.html"];
        assert!(page.contains("id=\"related\"") && !page.contains("id=\"alike\""), "{page}");
    }
}
