//! What a source tells of one incident, before it is a document of the log.

use crate::model::{Action, EntryKind, Milestone, Moment, Status, Visibility};

/// What a person may want to know of what came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// It is not in the source in so many words.
    Guessed,
    /// It is in the source, and not in the log.
    Lost,
    /// It takes a person.
    LookAt,
}

impl NoteKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Guessed => "guessed",
            Self::Lost => "lost",
            Self::LookAt => "look at",
        }
    }
}

/// One of them, in a clause that many incidents may share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub kind: NoteKind,
    pub what: String,
}

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldEntry {
    /// `None` where no time can be read.
    pub at: Option<Moment>,
    /// Whether only the day is known.
    pub is_day: bool,
    pub kind: EntryKind,
    /// Markdown.
    pub text: String,
}

impl ToldEntry {
    pub fn new(at: Moment, kind: EntryKind, text: impl Into<String>) -> Self {
        Self { at: Some(at), is_day: false, kind, text: text.into() }
    }
}

/// What a source tells of a post-mortem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldPostmortem {
    pub is_draft: bool,
    pub causes: Vec<String>,
    pub actions: Vec<Action>,
    /// Title and Markdown.
    pub sections: Vec<(String, String)>,
}

/// What a source tells of one incident.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What names it in its source for good.
    pub id: String,
    /// Where it stands in its source, for people.
    pub place: String,
    /// From which its relative links lead, as the source counts; empty at its top.
    pub folder: String,
    /// Everything that the source says of it; where that changes, the incident changed.
    pub content: String,
    pub title: String,
    /// As the source has it; the mapping, then the importer's own list, say what the plan calls it.
    pub severity: Option<String>,
    pub status: Option<Status>,
    pub visibility: Option<Visibility>,
    pub started: Option<Moment>,
    pub detected: Option<Moment>,
    pub acknowledged: Option<Moment>,
    pub mitigated: Option<Moment>,
    pub resolved: Option<Moment>,
    /// The times of which only the day is known.
    pub days: Vec<Moment>,
    pub reporter: Option<String>,
    pub lead: Option<String>,
    /// Who wrote the post-mortem.
    pub owner: Option<String>,
    pub services: Vec<String>,
    pub tags: Vec<String>,
    /// Its page in the source.
    pub link: Option<String>,
    /// The team's own keys, without `x-`.
    pub extra: Vec<(String, String)>,
    pub root_cause: Option<String>,
    pub actions: Vec<Action>,
    /// Markdown.
    pub summary: String,
    pub solution: String,
    /// Further sections: title and Markdown.
    pub sections: Vec<(String, String)>,
    pub timeline: Vec<ToldEntry>,
    /// What stands on the source's timeline and is no entry.
    pub timeline_words: String,
    pub postmortem: Option<ToldPostmortem>,
    pub notes: Vec<Note>,
}

impl Told {
    fn note(&mut self, kind: NoteKind, what: impl Into<String>) {
        let note = Note { kind, what: what.into() };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub fn guessed(&mut self, what: impl Into<String>) {
        self.note(NoteKind::Guessed, what);
    }

    pub fn lost(&mut self, what: impl Into<String>) {
        self.note(NoteKind::Lost, what);
    }

    pub fn look_at(&mut self, what: impl Into<String>) {
        self.note(NoteKind::LookAt, what);
    }

    /// What it takes a person for.
    pub fn looked_at(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().filter(|note| note.kind == NoteKind::LookAt).map(|note| note.what.as_str())
    }

    /// Where a milestone's time stands.
    pub fn milestone(&mut self, milestone: Milestone) -> Option<&mut Option<Moment>> {
        match milestone {
            Milestone::Started => Some(&mut self.started),
            Milestone::Detected => Some(&mut self.detected),
            Milestone::Acknowledged => Some(&mut self.acknowledged),
            Milestone::Mitigated => Some(&mut self.mitigated),
            Milestone::Resolved => Some(&mut self.resolved),
            Milestone::Announced => None,
        }
    }
}
