//! Incidents that go by the same title.

use super::rule::{Findings, Subject};
use crate::log::Outline;
use std::collections::HashMap;

rule! {
    /// Two incidents have the same title.
    ///
    /// ## Why
    /// Lists, search and the agenda show titles, and nobody can tell one such incident from the other. What was different
    /// the second time, the part that broke or what it meant for users, makes a title of its own; that they are alike is
    /// what `related` is for.
    ///
    /// ## Good
    /// ```yaml
    /// title: Receipts are late
    /// related: [2026-02-17-mail-is-late]
    /// ```
    /// ## Bad
    /// ```yaml
    /// title: Mail is late
    /// related: [2026-02-17-mail-is-late]
    /// ```
    "duplicate-title", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // The incidents of each title that is looked for, in the order of their ids.
    let titles = subject.incidents().map(|(_, document)| bare(document.value.title.as_deref().unwrap_or_default()));
    let mut alike: HashMap<String, Vec<&Outline<'_>>> = titles.map(|title| (title, Vec::new())).collect();
    for outline in &subject.others.incidents {
        let title = bare(outline.known().and_then(|known| known.title).unwrap_or_default());
        alike.entry(title).and_modify(|alike| alike.push(outline));
    }
    for (folder, document) in subject.incidents() {
        let title = bare(document.value.title.as_deref().unwrap_or_default());
        let Some(alike) = alike.get(&title).filter(|_| !title.is_empty()) else { continue };
        let before = alike.iter().take_while(|outline| outline.path != folder.path);
        if let Some(earlier) = before.last().map(|outline| outline.name).filter(|earlier| *earlier != folder.name) {
            let message = format!("{earlier} has the same title");
            let help = "say what was different this time";
            findings.report(&document.source, document.place_of("title"), message, help);
        }
    }
}

/// A title without what readers don't tell titles apart by: upper case, spaces and full stops.
fn bare(title: &str) -> String {
    let mut bare = String::with_capacity(title.len());
    for word in title.split_whitespace() {
        if !bare.is_empty() {
            bare.push(' ');
        }
        bare.push_str(&word.to_lowercase());
    }
    bare.truncate(bare.trim_end_matches('.').len());
    bare
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const OTHER: &str = "incidents/2026/2026-03-02-search-is-slow-2/incident.md";

    fn with_another(title: &str) -> Case {
        Case::sound().copied(INCIDENT, OTHER).replace_in(
            OTHER,
            "title: Search is slow\nseverity: sev-2",
            &format!("title: {title}\nseverity: sev-3"),
        )
    }

    #[test]
    fn the_later_of_two_is_found_and_names_the_earlier() {
        let case = with_another("Search is slow");
        case.clone().finds(&[&format!("{OTHER}:2:8 duplicate-title")]);
        case.says("2026-03-02-search-is-slow has the same title", "say what was different this time");
        with_another("\"search  is SLOW.\"").finds(&[&format!("{OTHER}:2:8 duplicate-title")]);
    }

    #[test]
    fn titles_that_differ_in_a_word_or_are_missing_are_let_be() {
        with_another("Search is slow again").finds(&[]);
        with_another("Search is slow (2)").finds(&[]);
        let untitled = with_another("''").replace("title: Search is slow", "title: ''").run();
        assert!(untitled.iter().all(|finding| finding.rule != "duplicate-title"), "{untitled:?}");
    }
}
