//! Agenda items that stand at another meeting or incident than they say.

use super::rule::{Findings, Subject};
use super::subject::file_stem;
use crate::log::AgendaFile;
use crate::model::{IncidentId, Place};

rule! {
    /// An agenda item does not stand in `agenda/DATE/ID.md`.
    ///
    /// ## Why
    /// The folder is the meeting's date and the file is the incident's id; that is how the coming meeting finds its items.
    /// An item that stands elsewhere is briefed at no meeting, or for the wrong incident.
    ///
    /// ## Good
    /// ```text
    /// agenda/2026-03-10/2026-03-02-search-is-slow.md
    /// ```
    /// ## Bad
    /// ```text
    /// agenda/next/2026-03-02-search-is-slow.md
    /// agenda/2026-03-02-search-is-slow.md
    /// ```
    "misplaced-agenda-item", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.agenda() {
        let source = &item.document.source;
        if item.date.is_none() {
            let message = format!("the folder `{}` is not the date of a meeting", folder_name(source.path()));
            let help = "move the item to agenda/DATE/, the date written like 2026-03-10";
            findings.report(source, item.document.first_line(), message, help);
        }
        if let Some(said) = other_incident(subject, item) {
            let message = format!("`incident` says {said}, but the file is named {}.md", file_stem(source.path()));
            let help = format!("rename the file to {said}.md, or mend `incident`");
            findings.report(source, item.document.place_of("incident"), message, help);
        }
    }
    // What stands too high or too deep is not even read as an item.
    let paths = subject.paths.range("agenda/".to_owned()..).take_while(|path| path.starts_with("agenda/"));
    for path in paths.filter(|path| path.ends_with(".md") && path.matches('/').count() != 2) {
        if IncidentId::parse(file_stem(path)).is_ok() {
            let message = format!("{path} is on the agenda of no meeting");
            let help = format!("move it to agenda/DATE/{}.md, the date written like 2026-03-10", file_stem(path));
            findings.report_at(Place::file(path), message, help);
        }
    }
}

/// The incident that an item speaks of, where it is one of this log and not the one in the file's name.
fn other_incident<'a>(subject: &Subject<'_>, item: &'a AgendaFile) -> Option<&'a str> {
    let said = item.document.value.incident.as_deref()?;
    let differs = said != file_stem(item.document.source.path());
    (differs && subject.others.has_incident(said)).then_some(said)
}

fn folder_name(path: &str) -> &str {
    path.rsplit('/').nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT};

    #[test]
    fn a_folder_that_is_no_date_is_found() {
        let moved = "agenda/next/2026-03-02-search-is-slow.md";
        let case = Case::sound().moved(AGENDA, moved);
        case.clone().finds(&[&format!("{moved}:1:1 misplaced-agenda-item")]);
        case.says(
            "the folder `next` is not the date of a meeting",
            "move the item to agenda/DATE/, the date written like 2026-03-10",
        );
    }

    #[test]
    fn an_item_under_another_incidents_name_is_found_at_what_it_says() {
        let moved = "agenda/2026-03-10/2026-03-02-search-is-slow-2.md";
        let case = Case::sound().moved(AGENDA, moved);
        case.clone().finds(&[&format!("{moved}:2:11 misplaced-agenda-item")]);
        case.says(
            "`incident` says 2026-03-02-search-is-slow, but the file is named 2026-03-02-search-is-slow-2.md",
            "rename the file to 2026-03-02-search-is-slow.md, or mend `incident`",
        );
    }

    #[test]
    fn an_item_outside_a_meetings_folder_is_found_and_a_page_about_the_agenda_is_let_be() {
        for moved in ["agenda/2026-03-02-search-is-slow.md", "agenda/2026/03-10/2026-03-02-search-is-slow.md"] {
            Case::sound()
                .replace("severity: sev-2", "severity: sev-3")
                .moved(AGENDA, moved)
                .finds(&[&format!("{moved}:1:1 misplaced-agenda-item")]);
        }
        Case::sound().file("agenda/README.md", "How we meet.\n").finds(&[]);
    }

    #[test]
    fn several_items_of_one_meeting_are_let_pass() {
        let other = "2026-03-02-search-is-slow-2";
        let path = format!("incidents/2026/{other}/incident.md");
        Case::sound()
            .copied(INCIDENT, &path)
            .replace_in(&path, "title: Search is slow\nseverity: sev-2", "title: Search is slower\nseverity: sev-3")
            .file(&format!("agenda/2026-03-10/{other}.md"), format!("---\nincident: {other}\n---\n"))
            .at("2026-03-05T00:00:00Z")
            .finds(&[]);
    }
}
