//! A document's text while it is being changed: each step is an edit that leaves the rest as it was.

use super::action::ACTION_ORDER;
use super::agenda::AGENDA_ORDER;
use super::edit::{self, EditError, NewValue};
use super::edit_body::{BodyEditError, write_section};
use super::edit_entry::{NewEntry, add_entry};
use super::edit_remove::remove;
use super::front_matter;
use super::incident::INCIDENT_ORDER;
use super::postmortem::POSTMORTEM_ORDER;
use super::problem::Problem;
use super::step::Step;
use super::template::Template;
use super::timeline::write_entry;
use crate::model::{Action, EntryKind, IncidentId, Moment, POSTMORTEM_SECTIONS, format_date, format_moment, in_zone};
use crate::text::{Excerpt, Source, Span, storable};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// Which kind of document a text is; it decides where new keys and sections stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    Incident,
    Postmortem,
    Agenda,
}

impl DocumentKind {
    /// The kind of the document at a path of the log.
    pub fn of_path(path: &str) -> Self {
        match path.rsplit('/').next() {
            _ if path.starts_with("agenda/") => Self::Agenda,
            Some("postmortem.md") => Self::Postmortem,
            _ => Self::Incident,
        }
    }
}

/// The sections of a log entry, in order.
pub const INCIDENT_SECTIONS: &[&str] = &["Summary", "Solution", "Timeline"];

/// A text under its path, on its way from what was read to what will be written.
#[derive(Clone, Debug)]
pub struct Draft {
    path: String,
    kind: DocumentKind,
    pub(super) zone: Tz,
    before: Option<String>,
    pub(super) text: String,
    entry: Option<String>,
    /// What a new document was begun from, where that is the log's own.
    template: Option<Template>,
}

/// Why a document cannot be changed as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftError {
    pub path: String,
    /// Line and column, where the fault stands in the document.
    pub at: Option<(usize, usize)>,
    pub message: String,
    pub help: Option<String>,
    /// What stands there, where that is a template of the log's own.
    pub excerpt: Option<Box<Excerpt>>,
}

impl Draft {
    /// Begins to change a document that was read.
    pub fn of(source: &Source, kind: DocumentKind, zone: Tz) -> Self {
        let text = source.text().to_owned();
        Self {
            path: source.path().to_owned(),
            kind,
            zone,
            before: Some(text.clone()),
            text,
            entry: None,
            template: None,
        }
    }

    /// Begins a new document from a template.
    pub fn new(path: impl Into<String>, template: &str, kind: DocumentKind, zone: Tz) -> Self {
        Self { path: path.into(), kind, zone, before: None, text: template.to_owned(), entry: None, template: None }
    }

    /// The same from a template whose faults are told where it stands.
    pub fn from_template(path: impl Into<String>, template: &Template, kind: DocumentKind, zone: Tz) -> Self {
        let own = template.path.is_some().then(|| template.clone());
        Self { template: own, ..Self::new(path, &template.text, kind, zone) }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was read; `None` for a new document.
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// What will be written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first line of the last entry that was put on the timeline, as it is written there.
    pub fn entry(&self) -> Option<&str> {
        self.entry.as_deref().and_then(|entry| entry.lines().next())
    }

    /// The words of the last entry that was put on the timeline, from its kind on.
    pub fn entry_words(&self) -> Option<String> {
        let (_, words) = self.entry.as_deref()?.split_once(' ')?;
        Some(words.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect::<Vec<_>>().join("\n"))
    }

    pub(super) fn order(&self) -> (&'static [&'static str], &'static [&'static str]) {
        match self.kind {
            DocumentKind::Incident => (INCIDENT_ORDER, INCIDENT_SECTIONS),
            DocumentKind::Postmortem => (POSTMORTEM_ORDER, POSTMORTEM_SECTIONS),
            DocumentKind::Agenda => (AGENDA_ORDER, &[]),
        }
    }

    /// The spans of YAML and body, as they are now.
    pub(super) fn spans(&self) -> Result<(Span, Span), DraftError> {
        let source = Source::new(self.path.as_str(), self.text.as_str());
        let parts = front_matter::split(&source);
        match parts.problems.into_iter().next() {
            Some(problem) => Err(self.refused(problem)),
            None => Ok((parts.yaml, parts.body.span)),
        }
    }

    /// Why it cannot be changed; of a fault that its template has, where it stands there.
    fn error(&self, at: Option<usize>, message: String, help: Option<String>) -> DraftError {
        let at = at.map(|at| self.position(at));
        let of = |path: &str, at| DraftError { path: path.to_owned(), at, message, help, excerpt: None };
        let Some((path, template)) = self.template.as_ref().and_then(|own| Some((own.path.as_deref()?, own))) else {
            return of(&self.path, at);
        };
        // What was written into it since has moved its lines.
        let line = at.and_then(|(line, _)| self.text.lines().nth(line - 1));
        let number = line.and_then(|line| template.text.lines().position(|other| other == line));
        let at = number.zip(at).map(|(number, (_, column))| (number + 1, column));
        let excerpt = at.and_then(|(line, column)| Excerpt::of(&template.text, line, column, 1));
        DraftError { excerpt, ..of(path, at) }
    }

    fn refused(&self, problem: Problem) -> DraftError {
        self.error(Some(problem.span.start), problem.message, problem.help)
    }

    fn edit_error(&self, error: EditError) -> DraftError {
        self.error(Some(error.at), error.message, error.help)
    }

    fn position(&self, at: usize) -> (usize, usize) {
        let at = Source::new("", self.text.as_str()).position(at);
        (at.line, at.column)
    }

    /// The day that the incident's id names, which is the one of a first entry without a date.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        let id = self.path.rsplit('/').nth(1).and_then(|folder| IncidentId::parse(folder).ok());
        id.map(|id| id.date())
    }

    pub(super) fn body_error(&self, error: BodyEditError) -> DraftError {
        self.error(error.at, error.message, Some(error.help))
    }

    /// Sets a value of the front matter; what leads to it is made where it is missing.
    ///
    /// # Errors
    /// Where the document cannot be read or the value cannot stand there.
    pub fn set(&mut self, path: &[Step<'_>], value: &NewValue) -> Result<&mut Self, DraftError> {
        let (yaml, _) = self.spans()?;
        let order = match path {
            [Step::Key("actions"), Step::Index(_), ..] => ACTION_ORDER,
            _ => self.order().0,
        };
        self.text = edit::set(&self.text, yaml, path, value, order).map_err(|error| self.edit_error(error))?;
        Ok(self)
    }

    /// Sets a key of the front matter to a text.
    ///
    /// # Errors
    /// As [`Draft::set`].
    pub fn set_text(&mut self, key: &str, value: &str) -> Result<&mut Self, DraftError> {
        self.set(&[Step::Key(key)], &NewValue::Text(value.to_owned()))
    }

    /// Sets a key of the front matter to a time, in the plan's zone.
    ///
    /// # Errors
    /// As [`Draft::set`].
    pub fn set_moment(&mut self, key: &str, at: Moment) -> Result<&mut Self, DraftError> {
        self.set_text(key, &format_moment(in_zone(at, self.zone)))
    }

    /// Appends an action item.
    ///
    /// # Errors
    /// As [`Draft::set`].
    pub fn add_action(&mut self, action: &Action) -> Result<&mut Self, DraftError> {
        let texts = [
            Some(action.title.clone()),
            action.owner.clone(),
            action.priority.map(|priority| priority.to_string()),
            action.due.map(format_date),
            action.status.map(|status| status.to_string()),
            action.ticket.clone(),
            action.kind.map(|kind| kind.to_string()),
        ];
        let pairs = ACTION_ORDER.iter().zip(texts);
        let value = pairs.filter_map(|(key, text)| Some(((*key).to_owned(), NewValue::Text(text?)))).collect();
        self.append(&[Step::Key("actions")], &NewValue::Map(value))
    }

    /// Appends an item to a list of the front matter.
    ///
    /// # Errors
    /// As [`Draft::set`].
    pub fn append(&mut self, path: &[Step<'_>], value: &NewValue) -> Result<&mut Self, DraftError> {
        let (yaml, _) = self.spans()?;
        self.text =
            edit::append(&self.text, yaml, path, value, self.order().0).map_err(|error| self.edit_error(error))?;
        Ok(self)
    }

    /// Takes a key or an item out of the front matter.
    ///
    /// # Errors
    /// As [`Draft::set`], and where it is not there.
    pub fn remove(&mut self, path: &[Step<'_>]) -> Result<&mut Self, DraftError> {
        let (yaml, _) = self.spans()?;
        self.text = remove(&self.text, yaml, path).map_err(|error| self.edit_error(error))?;
        Ok(self)
    }

    /// Puts Markdown under a heading; words that stand there already are kept.
    ///
    /// # Errors
    /// Where the document cannot be read, or the Markdown would swallow what follows it.
    pub fn write_section(&mut self, title: &str, markdown: &str) -> Result<&mut Self, DraftError> {
        let (_, body) = self.spans()?;
        self.text = write_section(&self.text, body, title, &storable(markdown), self.order().1)
            .map_err(|error| self.body_error(error))?;
        Ok(self)
    }

    /// Puts an entry on the timeline, at its place in time.
    ///
    /// # Errors
    /// As [`Draft::write_section`].
    pub fn add_entry(
        &mut self,
        at: Moment,
        kind: EntryKind,
        subject: Option<&str>,
        text: &str,
    ) -> Result<&mut Self, DraftError> {
        self.add_written_entry(at, &write_entry(at, self.zone, kind, subject, &storable(text)))
    }

    /// Puts an entry on the timeline that is written already, as a list item without its line ending.
    ///
    /// # Errors
    /// As [`Draft::write_section`].
    pub fn add_written_entry(&mut self, at: Moment, written: &str) -> Result<&mut Self, DraftError> {
        let (_, body) = self.spans()?;
        let entry = NewEntry { at, written, zone: self.zone, day: self.day() };
        self.text = add_entry(&self.text, body, &entry, self.order().1).map_err(|error| self.body_error(error))?;
        self.entry = written.strip_prefix("- ").map(str::to_owned);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{Priority, parse_moment};
    use insta::assert_snapshot;

    const TEMPLATE: &str = include_str!("../../templates/documents/incident.md");

    fn moment(text: &str) -> Moment {
        parse_moment(text, Tz::UTC, None).unwrap()
    }

    fn draft(text: &str) -> Draft {
        let source = Source::new("incidents/2026/2026-01-05-pool/incident.md", text);
        Draft::of(&source, DocumentKind::Incident, chrono_tz::Europe::Paris)
    }

    #[test]
    fn a_template_is_filled_in_where_its_keys_and_sections_are() {
        let mut draft = Draft::new("a/incident.md", TEMPLATE, DocumentKind::Incident, chrono_tz::Europe::Paris);
        let action = |title: &str, priority| Action {
            title: title.to_owned(),
            owner: Some("Platform".to_owned()),
            priority,
            ..Action::default()
        };
        draft.set_text("title", "Pool: \"exhausted\"").unwrap().set_text("status", "mitigated").unwrap();
        draft.set_moment("started", moment("2026-01-05T08:12:00Z")).unwrap();
        draft.set_text("war-room", "#2026-01-05-pool").unwrap().set_text("lead", "Tech Lead").unwrap();
        draft.add_action(&action("Find the leak", Some(Priority::High))).unwrap();
        draft.add_action(&action("Add an alert", None)).unwrap();
        draft.set(&[Step::Key("root-cause"), Step::Key("known")], &NewValue::Bool(false)).unwrap();
        draft
            .set(&[Step::Key("actions"), Step::Index(0), Step::Key("due")], &NewValue::Text("2026-01-09".into()))
            .unwrap();
        draft.write_section("Summary", "It leaked.").unwrap();
        draft.add_entry(moment("2026-01-05T08:12:00Z"), EntryKind::Started, None, "First failure.\n\nMore.").unwrap();
        assert_snapshot!(draft.text(), @r##"
        ---
        title: "Pool: \"exhausted\""
        severity:
        status: mitigated # open, mitigated, resolved, closed
        visibility: internal # public, internal, restricted
        started: 2026-01-05T09:12:00+01:00
        lead: Tech Lead
        war-room: "#2026-01-05-pool"
        root-cause:
          known: false
        actions:
          - title: Find the leak
            owner: Platform
            priority: high
            due: 2026-01-09
          - title: Add an alert
            owner: Platform
        ---

        ## Summary
        It leaked.

        ## Solution
        <!-- What solved it, so that the next one is solved faster. -->

        ## Timeline
        - 2026-01-05T09:12:00+01:00 [started] First failure.

          More.
        "##);
        let source = Source::new("a/incident.md", draft.text());
        assert_eq!(crate::document::read_incident(source, Tz::UTC, None).problems, []);
    }

    #[test]
    fn what_cannot_be_changed_is_shown_with_its_place() {
        let error = draft("\u{feff}---\r\ntitle: a\r\ntags: b\r\n---\r\n")
            .set(&[Step::Key("tags"), Step::Key("x")], &NewValue::Null)
            .map(|_| ())
            .unwrap_err();
        assert_eq!((error.at, error.message.as_str()), (Some((3, 7)), "`tags` is a text, not a map of keys"));
        let error = draft("---\ntitle: a\ntitle: b\n---\n").set_text("title", "c").map(|_| ()).unwrap_err();
        assert_eq!(error.at, Some((3, 1)));
        let mut swallowed = draft("---\n---\n\n## Summary\n<!-- What?\n\n## Solution\nRestart.\n");
        let error = swallowed.write_section("Summary", "x").map(|_| ()).unwrap_err();
        assert_eq!((error.at, error.help.as_deref()), (Some((5, 1)), Some("close it with -->")));
        assert_eq!(swallowed.before(), Some(swallowed.text()));
    }

    #[test]
    fn times_without_a_date_are_on_the_day_of_the_incident() {
        let mut draft = draft("---\n---\n\n## Timeline\n- 23:50 a\n- 23:58 b\n");
        draft.add_entry(moment("2026-01-05T23:30:00Z"), EntryKind::Note, None, "c").unwrap();
        assert!(draft.text().ends_with("b\n- 2026-01-06T00:30:00+01:00 [note] c\n"), "{}", draft.text());
    }
}
