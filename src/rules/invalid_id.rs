//! Folders of incidents whose name is no id.

use super::rule::{Findings, Subject};
use crate::log::IncidentFolder;
use crate::model::{IncidentId, InvalidId, Moment};
use crate::text::slug;
use chrono_tz::Tz;

rule! {
    /// The name of an incident's folder is no id.
    ///
    /// ## Why
    /// The folder's name is the incident's id: commands, links, the agenda and the site go by it, and it sorts the log
    /// by date. It is the day, a dash, and a few words in lower case with dashes between.
    ///
    /// ## Good
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md
    /// ```
    /// ## Bad
    /// ```text
    /// incidents/2026/2026-3-2 Search is slow/incident.md
    /// ```
    "invalid-id", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let zone = subject.log.plan.value.time_zone;
    for (folder, document) in subject.incidents() {
        let Err(why) = folder.id else { continue };
        let message = match why {
            InvalidId::Date => format!("the folder's name `{}` does not begin with a date", folder.name),
            InvalidId::Slug => {
                format!("the folder's name `{}` is not a date, a dash and words in lower case", folder.name)
            }
        };
        let help = match better(folder, document.value.started, zone) {
            Some(id) => format!("rename the folder to {}", id.folder()),
            None => "name it like 2026-03-02-search-is-slow, after the day on which it started".to_owned(),
        };
        findings.report(&document.source, document.first_line(), message, help);
    }
}

/// A name that keeps as much of the old one as may stand in an id.
fn better(folder: &IncidentFolder, started: Option<Moment>, zone: Tz) -> Option<IncidentId> {
    let day = started?.with_timezone(&zone).date_naive();
    let words = folder.name.trim_start_matches(|c: char| c.is_ascii_digit() || "-_. ".contains(c));
    let words = if words.is_empty() { folder.title() } else { words };
    Some(IncidentId::new(day, &slug(words), 1))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Case;

    #[test]
    fn a_folder_without_a_date_is_found_at_its_document() {
        let case = Case::sound().folder_renamed("incidents/2026/search-is-slow");
        case.clone().finds(&["incidents/2026/search-is-slow/incident.md:1:1 invalid-id"]);
        case.says(
            "the folder's name `search-is-slow` does not begin with a date",
            "rename the folder to incidents/2026/2026-03-02-search-is-slow",
        );
    }

    #[test]
    fn words_that_are_no_slug_are_found() {
        for name in ["2026-03-02-Search", "2026-03-02_search", "2026-03-02-search--is-slow", "2026-03-02"] {
            let folder = format!("incidents/2026/{name}");
            Case::sound().folder_renamed(&folder).finds(&[&format!("{folder}/incident.md:1:1 invalid-id")]);
        }
        Case::sound().folder_renamed("incidents/2026/2026-03-02").says(
            "the folder's name `2026-03-02` is not a date, a dash and words in lower case",
            "rename the folder to incidents/2026/2026-03-02-search-is-slow",
        );
    }

    #[test]
    fn digits_and_a_number_behind_an_id_are_let_pass() {
        Case::sound().folder_renamed("incidents/2026/2026-03-02-error-500-2").finds(&[]);
    }
}
