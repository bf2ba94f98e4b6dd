//! Folders of incidents without an incident.

use super::rule::{Findings, Subject};
use crate::model::Place;

rule! {
    /// A folder where an incident is expected has no `incident.md`.
    ///
    /// ## Why
    /// What has no `incident.md` is no incident: it is in no list, and a post-mortem or a graph that stands in such a
    /// folder is found by nobody. Most often the file has another name, or was left out of the commit.
    ///
    /// ## Good
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md
    /// incidents/2026/2026-03-02-search-is-slow/postmortem.md
    /// ```
    /// ## Bad
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/Incident.md
    /// incidents/2026/2026-03-02-search-is-slow/postmortem.md
    /// ```
    "missing-document", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for folder in subject.log.incidents.iter().filter(|folder| folder.incident.is_none()) {
        let prefix = format!("{}/", folder.path);
        let mut names = subject.paths.range(prefix.clone()..).map_while(|path| path.strip_prefix(&prefix));
        let other = names.find(|name| is_markdown(name) && *name != "postmortem.md");
        let help = match other {
            Some(name) => format!("rename `{name}` to incident.md, or move it out of {}", folder.path),
            None => "add it, or remove the folder".to_owned(),
        };
        let message = format!("{} has no incident.md", folder.path);
        findings.report_at(Place::file(format!("{prefix}incident.md")), message, help);
    }
}

fn is_markdown(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    !name.contains('/') && matches!(ending.as_deref(), Some("md" | "markdown"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, FOLDER, INCIDENT};

    const EMPTY: &str = "incidents/2026/2026-03-04-mail-is-late";

    #[test]
    fn an_empty_folder_is_found() {
        let case = Case::sound().folder(EMPTY);
        case.clone().finds(&["incidents/2026/2026-03-04-mail-is-late/incident.md:1:1 missing-document"]);
        case.says("incidents/2026/2026-03-04-mail-is-late has no incident.md", "add it, or remove the folder");
    }

    #[test]
    fn a_document_under_another_name_is_named() {
        Case::sound().folder(EMPTY).file(&format!("{EMPTY}/Incident.MD"), "").says(
            "incidents/2026/2026-03-04-mail-is-late has no incident.md",
            "rename `Incident.MD` to incident.md, or move it out of incidents/2026/2026-03-04-mail-is-late",
        );
    }

    #[test]
    fn a_post_mortem_alone_is_found_and_other_files_beside_an_incident_are_let_be() {
        let alone = Case::sound().without(INCIDENT);
        alone.clone().finds(&[&format!("{INCIDENT}:1:1 missing-document")]);
        alone.says(&format!("{FOLDER} has no incident.md"), "add it, or remove the folder");
        Case::sound().file(&format!("{FOLDER}/notes.md"), "").file(&format!("{FOLDER}/graph.png"), "").finds(&[]);
    }
}
