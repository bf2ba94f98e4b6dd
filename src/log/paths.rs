//! What the paths of a log's files are of.

use crate::model::{IncidentId, parse_date};
use serde::{Deserialize, Serialize};

/// The file that makes a folder a log.
pub const PLAN_PATH: &str = "incident.yaml";

/// What a document is, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    Incident,
    Postmortem,
    Agenda,
    Page,
}

impl Kind {
    /// Of a path that is a document's and not the plan's.
    pub fn of(path: &str) -> Self {
        match (path.split('/').next(), path.rsplit('/').next()) {
            (Some("agenda"), _) => Self::Agenda,
            (Some("pages"), _) => Self::Page,
            (_, Some("postmortem.md")) => Self::Postmortem,
            _ => Self::Incident,
        }
    }
}

/// The folder that a document stands in. A link in the place of an incident's folder stands for its document.
pub fn folder_of(path: &str) -> &str {
    if is_incident_folder(path) { path } else { path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default() }
}

/// The last name of a path.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The name of an agenda item's or a page's file without its ending.
pub fn stem_of(path: &str) -> &str {
    name_of(path).trim_end_matches(".md")
}

/// Whether a path is one of a folder that holds incidents' folders, items' or templates.
pub fn is_upper_folder(path: &str) -> bool {
    let is_year = |name: &str| name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit());
    match path.split_once('/') {
        None => matches!(path, "incidents" | "agenda" | "pages" | "templates"),
        Some(("incidents", name)) => is_year(name),
        Some(("agenda", name)) => parse_date(name).is_some(),
        Some(_) => false,
    }
}

/// Whether a path is one of an incident's folder.
pub fn is_incident_folder(path: &str) -> bool {
    let mut names = path.split('/');
    let below = (names.next() == Some("incidents")).then(|| names.nth(1)).flatten();
    // The last, as most paths have more: an id is slower to read.
    below.is_some_and(|name| names.next().is_none() && IncidentId::parse(name).is_ok())
}

/// Whether a path is one of a document.
pub fn is_document(path: &str) -> bool {
    let mut parts = path.split('/');
    match (parts.next(), path.rsplit('/').next()) {
        (Some("incidents"), Some("incident.md" | "postmortem.md")) => path.matches('/').count() >= 2,
        (Some("agenda"), Some(name)) => name.ends_with(".md") && path.matches('/').count() == 2,
        (Some("pages"), Some(name)) => name.ends_with(".md") && path.matches('/').count() == 1,
        _ => path == PLAN_PATH,
    }
}
