//! What a log is made of: incidents' folders, agenda items and pages of the team's own.

use super::paths::stem_of;
use crate::document::Document;
use crate::model::{AgendaItem, Incident, IncidentId, InvalidId, Moment, OwnPage, Place, Postmortem, first_moment};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// One incident's folder with its documents.
#[derive(Debug)]
pub struct IncidentFolder {
    /// The folder's path, from the log's.
    pub path: String,
    /// The folder's name, which is the incident's id where it is well formed.
    pub name: String,
    pub id: Result<IncidentId, InvalidId>,
    /// `None` where the folder lacks its `incident.md`.
    pub incident: Option<Document<Incident>>,
    pub postmortem: Option<Document<Postmortem>>,
}

impl IncidentFolder {
    /// The title, or the folder's name where there is none.
    pub fn title(&self) -> &str {
        self.incident.as_ref().and_then(|document| document.value.title.as_deref()).unwrap_or(&self.name)
    }

    /// Its document, where that is there and can be read.
    pub fn readable(&self) -> Option<&Document<Incident>> {
        self.incident.as_ref().filter(|document| document.broken().is_none())
    }

    /// Where and why its document cannot be read; `None` where it can.
    pub fn broken(&self) -> Option<String> {
        let Some(document) = &self.incident else { return Some(format!("{}: there is no incident.md", self.path)) };
        let problem = document.broken()?;
        Some(format!("{}: {}", Place::of(&document.source, problem.span), problem.message))
    }

    /// Whether work on it goes on; of a broken document nobody knows.
    pub fn is_ongoing(&self) -> bool {
        self.readable().is_some_and(|document| document.value.is_ongoing())
    }

    /// Where it stands among others: when the document says that it started, else the beginning, in the plan's zone, of
    /// the day that the id names.
    pub fn order(&self, zone: Tz) -> Option<Moment> {
        let written = self.incident.as_ref().and_then(|document| document.value.started);
        written.or_else(|| Some(first_moment(self.id.as_ref().ok()?.date(), zone)))
    }
}

/// One item of one meeting.
#[derive(Debug)]
pub struct AgendaFile {
    /// The meeting's date, which is the name of the item's folder; `None` where that is no date.
    pub date: Option<NaiveDate>,
    pub document: Document<AgendaItem>,
}

impl AgendaFile {
    /// The id of the incident: what the front matter says, else the file's name.
    pub fn incident(&self) -> &str {
        self.document.value.incident.as_deref().unwrap_or_else(|| self.stem())
    }

    /// The file's name without its ending.
    pub fn stem(&self) -> &str {
        stem_of(self.document.source.path())
    }
}

/// One page of the team's own.
#[derive(Debug)]
pub struct PageFile {
    pub document: Document<OwnPage>,
}

impl PageFile {
    /// The file's path, from the log's folder.
    pub fn path(&self) -> &str {
        self.document.source.path()
    }

    /// The file's name without its ending.
    pub fn stem(&self) -> &str {
        stem_of(self.path())
    }

    /// What it is called: what the front matter says, else its first heading, else its file's name.
    pub fn title(&self) -> &str {
        let heading = || self.document.body.sections.first().map(|section| section.title.as_str());
        let title = self.document.value.title.as_deref().or_else(heading).filter(|title| !title.is_empty());
        title.unwrap_or_else(|| self.stem())
    }
}
