//! What rules look into, and what they may know of the rest.

use crate::document::Document;
use crate::git::Authors;
use crate::log::{AgendaFile, IncidentFolder, Log, PageFile};
use crate::model::Plan;

/// Some incidents of a log, each with its agenda items: all of them, the ones that a commit touches, or a single one.
///
/// A rule must find in each incident what it finds there among all, so it cannot reach the log itself. Whatever it asks of
/// other incidents it asks of the subject's `others`, which knows them all.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub plan: &'a Document<Plan>,
    /// By name and path.
    pub incidents: &'a [&'a IncidentFolder],
    /// By date and path.
    pub agenda: &'a [&'a AgendaFile],
    /// The team's own pages, by path.
    pub pages: &'a [PageFile],
    /// Who wrote the repository's last commits.
    pub authors: &'a Authors,
}

impl<'a> Scope<'a> {
    /// The incident of an item, which is looked into with it.
    pub fn incident_of(&self, item: &AgendaFile) -> Option<&'a IncidentFolder> {
        let id = item.incident();
        let at = self.incidents.partition_point(|folder| folder.name.as_str() < id);
        self.incidents.get(at).copied().filter(|folder| folder.name == id)
    }
}

/// The parts of a scope, for it to borrow.
pub struct Parts<'a> {
    plan: &'a Document<Plan>,
    incidents: Vec<&'a IncidentFolder>,
    agenda: Vec<&'a AgendaFile>,
    pages: &'a [PageFile],
    authors: &'a Authors,
}

impl<'a> Parts<'a> {
    /// All that was read of a log.
    pub fn of(log: &'a Log) -> Self {
        let (incidents, agenda) = (log.incidents.iter().collect(), log.agenda.iter().collect());
        Self { plan: &log.plan, incidents, agenda, pages: &log.pages, authors: &log.authors }
    }

    /// The same under another plan.
    pub fn by(self, plan: &'a Document<Plan>) -> Self {
        Self { plan, ..self }
    }

    /// The incident of one name, were the others not read.
    #[cfg(test)]
    pub fn one(log: &'a Log, name: &str) -> Self {
        let mut parts = Self::of(log);
        parts.incidents.retain(|folder| folder.name == name);
        parts.agenda.retain(|item| item.incident() == name);
        parts
    }

    /// The scope itself.
    pub fn scope(&self) -> Scope<'_> {
        let (plan, pages, authors) = (self.plan, self.pages, self.authors);
        Scope { plan, incidents: &self.incidents, agenda: &self.agenda, pages, authors }
    }
}
