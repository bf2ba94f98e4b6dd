//! Incidents that stand elsewhere than under their year.

use super::rule::{Findings, Subject};

rule! {
    /// An incident's folder is not the one under its year.
    ///
    /// ## Why
    /// An incident stands in `incidents/YYYY/ID`, so that everybody finds it without searching, links between incidents
    /// hold, and a folder never has more than a year's incidents.
    ///
    /// ## Good
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md
    /// ```
    /// ## Bad
    /// ```text
    /// incidents/2025/2026-03-02-search-is-slow/incident.md
    /// ```
    "wrong-year-folder", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (folder, document) in subject.incidents() {
        let Ok(id) = &folder.id else { continue };
        // Of an id in several folders, the rule on those speaks.
        if folder.path == id.folder() || subject.others.folders_of(&folder.name).len() > 1 {
            continue;
        }
        let parent = folder.path.rsplit_once('/').map(|(parent, _)| parent).unwrap_or_default();
        let message = format!("{id} stands in {parent} and not in incidents/{}", id.year());
        let help = format!("`git mv {} {}`", folder.path, id.folder());
        findings.report(&document.source, document.first_line(), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Case;

    #[test]
    fn a_folder_under_another_year_is_found() {
        let case = Case::sound().folder_renamed("incidents/2025/2026-03-02-search-is-slow");
        case.clone().finds(&["incidents/2025/2026-03-02-search-is-slow/incident.md:1:1 wrong-year-folder"]);
        case.says(
            "2026-03-02-search-is-slow stands in incidents/2025 and not in incidents/2026",
            "`git mv incidents/2025/2026-03-02-search-is-slow incidents/2026/2026-03-02-search-is-slow`",
        );
    }

    #[test]
    fn a_folder_too_high_or_too_deep_is_found() {
        for parent in ["incidents", "incidents/2026/search", "incidents/archive/2026"] {
            let folder = format!("{parent}/2026-03-02-search-is-slow");
            Case::sound().folder_renamed(&folder).finds(&[&format!("{folder}/incident.md:1:1 wrong-year-folder")]);
        }
    }
}
