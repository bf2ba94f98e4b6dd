//! Comments by which a team lets off findings, and which of them were needed.

use super::scope::{Parts, Scope};
use crate::document::{Allow, Document, Reach, allows};
use crate::log::Log;
use crate::model::Diagnostic;
use crate::text::Source;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// The rules on suppressions themselves, which nothing lets off.
pub const OWN_RULES: [&str; 2] = ["invalid-suppression", "unused-suppression"];

/// One comment in its document.
pub struct Suppression<'a> {
    pub source: &'a Source,
    pub allow: Allow,
    used: AtomicBool,
}

impl Suppression<'_> {
    /// The id of the rule, as written.
    pub fn rule(&self) -> &str {
        self.source.slice(self.allow.rule)
    }

    /// Whether it says all that it must, be the rule known or not.
    pub fn is_whole(&self) -> bool {
        let word = self.source.slice(self.allow.word);
        word == "allow" && self.allow.has_reason && !OWN_RULES.contains(&self.rule())
    }

    /// Whether it has let off a finding.
    pub fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }
}

/// The suppressions of a log, by the path of their document.
#[derive(Default)]
pub struct Suppressions<'a>(BTreeMap<&'a str, Vec<Suppression<'a>>>);

impl<'a> Suppressions<'a> {
    /// Reads those of every document that can be read.
    pub fn of(log: Scope<'a>) -> Self {
        let folders = log.incidents.par_iter().flat_map_iter(|folder| {
            let incident = folder.incident.as_ref().map(in_document);
            incident.into_iter().chain(folder.postmortem.as_ref().map(in_document)).flatten()
        });
        let agenda = log.agenda.par_iter().flat_map_iter(|item| in_document(&item.document));
        let pages = log.pages.par_iter().flat_map_iter(|page| in_document(&page.document));
        let all: Vec<_> = folders.chain(agenda).chain(pages).chain(in_document(log.plan)).collect();
        let mut by_path = BTreeMap::<_, Vec<_>>::new();
        for suppression in all {
            by_path.entry(suppression.source.path()).or_default().push(suppression);
        }
        Self(by_path)
    }

    /// Whether a suppression speaks of a finding; each that does was needed.
    pub fn let_off(&self, finding: &Diagnostic) -> bool {
        let Some(here) = self.0.get(finding.place.path.as_str()) else { return false };
        let mut let_off = false;
        for suppression in here {
            // What has no place in its document's text is let off for the whole document alone.
            let reaches = match suppression.allow.reach {
                Reach::Part(_) if finding.place.span.end == 0 => false,
                reach => reach.holds(finding.place.span.start),
            };
            if reaches && suppression.is_whole() && suppression.rule() == finding.rule {
                suppression.used.store(true, Ordering::Relaxed);
                let_off = true;
            }
        }
        let_off
    }

    /// All of them, by path.
    pub fn iter(&self) -> impl Iterator<Item = &Suppression<'a>> {
        self.0.values().flatten()
    }
}

/// A comment that lets off findings of a rule, in a log: where it stands, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetOff {
    pub path: String,
    pub rule: String,
    /// The whole comment, on one line.
    pub comment: String,
}

impl LetOff {
    /// All comments of a log that let something off, by path.
    pub fn all_in(log: &Log) -> Vec<Self> {
        let parts = Parts::of(log);
        let suppressions = Suppressions::of(parts.scope());
        let whole = suppressions.iter().filter(|suppression| suppression.is_whole());
        let told = whole.map(|suppression| Self {
            path: suppression.source.path().to_owned(),
            rule: suppression.rule().to_owned(),
            comment: suppression.source.slice(suppression.allow.span).split_whitespace().collect::<Vec<_>>().join(" "),
        });
        told.collect()
    }
}

fn in_document<T>(document: &Document<T>) -> Vec<Suppression<'_>> {
    if document.broken().is_some() {
        return Vec::new();
    }
    let source = &document.source;
    allows(document).into_iter().map(|allow| Suppression { source, allow, used: AtomicBool::new(false) }).collect()
}
