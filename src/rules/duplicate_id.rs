//! One id for several incidents.

use super::rule::{Findings, Subject};

rule! {
    /// Two folders have the same id.
    ///
    /// ## Why
    /// An id stands for one incident. Where two folders have it, commands, links, the agenda and the site show one of
    /// them, and nobody can tell which.
    ///
    /// ## Good
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md
    /// incidents/2026/2026-03-02-search-is-slow-2/incident.md
    /// ```
    /// ## Bad
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md
    /// incidents/2025/2026-03-02-search-is-slow/incident.md
    /// ```
    "duplicate-id", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (folder, document) in subject.incidents() {
        let Ok(id) = &folder.id else { continue };
        let same = subject.others.folders_of(&folder.name);
        let rightful = same.iter().find(|folder| folder.path == id.folder()).or(same.first());
        let Some(rightful) = rightful.filter(|rightful| rightful.path != folder.path) else { continue };
        let message = format!("{id} is the id of {} already", rightful.path);
        let help =
            format!("keep one of the two, or move this one to {}-2 or the next number that is free", id.folder());
        findings.report(&document.source, document.first_line(), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    /// Of a severity that requires nothing, so that copies lack nothing.
    fn lesser() -> Case {
        Case::sound().replace("severity: sev-2", "severity: sev-3")
    }

    #[test]
    fn an_id_in_two_folders_is_found_at_the_one_that_is_not_in_its_place() {
        let case = lesser().copied(INCIDENT, "incidents/2025/2026-03-02-search-is-slow/incident.md");
        case.clone().finds(&["incidents/2025/2026-03-02-search-is-slow/incident.md:1:1 duplicate-id"]);
        case.says(
            "2026-03-02-search-is-slow is the id of incidents/2026/2026-03-02-search-is-slow already",
            "keep one of the two, or move this one to incidents/2026/2026-03-02-search-is-slow-2 or the next number \
             that is free",
        );
    }

    #[test]
    fn each_folder_but_one_is_found() {
        lesser()
            .copied(INCIDENT, "incidents/2025/2026-03-02-search-is-slow/incident.md")
            .copied(INCIDENT, "incidents/2027/2026-03-02-search-is-slow/incident.md")
            .finds(&[
                "incidents/2025/2026-03-02-search-is-slow/incident.md:1:1 duplicate-id",
                "incidents/2027/2026-03-02-search-is-slow/incident.md:1:1 duplicate-id",
            ]);
    }

    #[test]
    fn a_number_tells_two_incidents_of_one_day_and_title_apart() {
        let second = "incidents/2026/2026-03-02-search-is-slow-2/incident.md";
        lesser()
            .copied(INCIDENT, second)
            .replace_in(second, "title: Search is slow", "title: Search is slower")
            .finds(&[]);
    }
}
