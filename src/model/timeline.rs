//! Entries of a timeline: what happened, minute by minute.

use super::time::Moment;
use crate::text::Span;

vocabulary! {
    /// What an entry tells of.
    pub enum EntryKind {
        Started = "started",
        Detected = "detected",
        Report = "report",
        Escalated = "escalated",
        Acknowledged = "acknowledged",
        Lead = "lead",
        Severity = "severity",
        Theory = "theory",
        Status = "status",
        Change = "change",
        Mitigated = "mitigated",
        Resolved = "resolved",
        Announced = "announced",
        Note = "note",
    }
}

impl EntryKind {
    /// What an entry of this kind tells, in a clause.
    pub fn what(self) -> &'static str {
        match self {
            Self::Started => "the first moment that users felt it",
            Self::Detected => "who or what noticed it",
            Self::Report => "what a witness saw: where, since when, and how to see it again",
            Self::Escalated => "who was told, and by which means",
            Self::Acknowledged => "who took it on",
            Self::Lead => "who leads from here on",
            Self::Severity => "that it was raised or lowered, and why",
            Self::Theory => "what may be the cause, under a name of its own, and what was learned of it",
            Self::Status => "how it stands, even where that is nothing new",
            Self::Change => "what is changed, before it is applied: who approved it, and how it went in staging",
            Self::Mitigated => "when users no longer felt it, and what did that",
            Self::Resolved => "when it was repaired for good",
            Self::Announced => "that the all-clear was given",
            Self::Note => "anything else, such as logs and graphs; the kind may be left out",
        }
    }

    /// An entry of this kind as it stands behind its time.
    pub fn example(self) -> &'static str {
        match self {
            Self::Started => "[started] The first payment is answered with HTTP 500.",
            Self::Detected => "[detected] The alert on failed payments fires.",
            Self::Report => "[report] Support desk: every card is refused since 09:12; any order shows it.",
            Self::Escalated => "[escalated] On-call Engineer is told by phone.",
            Self::Acknowledged => "[acknowledged] On-call Engineer looks into it.",
            Self::Lead => "[lead] Tech Lead takes the lead.",
            Self::Severity => "[severity] Raised from sev-2 to sev-1: no payment goes through.",
            Self::Theory => "[theory pool] Release 412 leaks connections. (owner: Platform, priority: 1)",
            Self::Status => "[status] Platform: 40 of 64 connections are idle, nothing new since.",
            Self::Change => "[change] Platform: roll back release 412. (approved: Tech Lead, staging: verified)",
            Self::Mitigated => "[mitigated] Payments go through again after the roll-back.",
            Self::Resolved => "[resolved] Release 413 gives each connection back.",
            Self::Announced => "[announced] All clear in the incident channel.",
            Self::Note => "The graph of the pool: full from 09:12 on.",
        }
    }
}

/// With what the end of a report that is taken back begins, before the id of the incident that it is the same as.
pub(super) const SAME_AS: &str = "Reported twice: the same as ";

/// Whether an incident came back: it was reported again behind an end, and ended anew.
pub fn came_back(timeline: &[Entry]) -> bool {
    !returns(timeline, false).is_empty()
}

/// When an incident came back: when it was reported again behind each end, and ended anew, or, the last time, goes on.
pub fn returns(timeline: &[Entry], is_ongoing: bool) -> Vec<Moment> {
    let (mut returns, mut is_over, mut back) = (Vec::new(), false, None);
    for entry in in_order(timeline) {
        match entry.kind {
            // What was taken back by mistake did not end.
            EntryKind::Resolved if entry.same_as().is_some() => {}
            EntryKind::Resolved => {
                returns.extend(back.take());
                is_over = true;
            }
            EntryKind::Report if is_over && back.is_none() => back = entry.at,
            _ => {}
        }
    }
    returns.extend(back.filter(|_| is_ongoing));
    returns
}

/// The entries that have a time as they came about: by their times, and those of one time as they stand, from the foot up
/// where the newest stands first.
pub fn in_order(timeline: &[Entry]) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = timeline.iter().filter(|entry| entry.at.is_some()).collect();
    // One that was added late at the wrong end turns nothing round.
    let backwards = entries.windows(2).filter(|pair| matches!(pair, [one, next] if one.at > next.at)).count();
    let forwards = entries.windows(2).filter(|pair| matches!(pair, [one, next] if one.at < next.at)).count();
    if backwards > forwards {
        entries.reverse();
    }
    entries.sort_by_key(|entry| entry.at);
    entries
}

/// One entry as it was read; its place is in the document that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `None` where the entry has no time that could be read.
    pub at: Option<Moment>,
    /// Note where no kind, or an unknown one, is written.
    pub kind: EntryKind,
    /// What follows the kind in its brackets: the name of a theory.
    pub subject: Option<String>,
    /// The first line's words, without time, kind and attributes.
    pub text: String,
    /// What stands in brackets at the end of the first line: `approved: Tech Lead`, `staging: verified`.
    pub attributes: Vec<(String, String)>,
    /// Markdown of the paragraphs, lists, code and images below the first line, without its indentation.
    pub more: String,
    /// The whole list item.
    pub span: Span,
    /// The time as written; empty where there is none.
    pub time_span: Span,
    /// The kind as written, within its brackets; empty where there is none.
    pub kind_span: Span,
}

impl Entry {
    /// The kind, with what follows it in its brackets: `theory pool`.
    pub fn label(&self) -> String {
        [Some(self.kind.word()), self.subject.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The first line's words with the attributes behind them, as they are written.
    pub fn line(&self) -> String {
        let attributes: Vec<_> = self.attributes.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        if attributes.is_empty() { self.text.clone() } else { format!("{} ({})", self.text, attributes.join(", ")) }
    }

    /// The id of the incident for which this end takes its own back, as it is about the same; `None` of any other entry.
    pub fn same_as(&self) -> Option<&str> {
        let told = self.text.strip_prefix(SAME_AS).filter(|_| self.kind == EntryKind::Resolved)?;
        Some(told.strip_suffix('.').unwrap_or(told))
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
