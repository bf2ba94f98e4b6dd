//! What those who read a review may not see of it.

use super::change::Change;
use super::outcome::{Findings, IncidentReview};
use super::pairs::Pairs;
use crate::audience::{Redaction, is_page_visible, is_visible};
use crate::log::{IncidentFolder, Log, PLAN_PATH, Secrets};
use crate::model::{Audience, Diagnostic};
use crate::search::Similar;
use crate::text::Span;
use std::collections::HashSet;

/// Who reads a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Those at whose hands the repository is: they can open every file.
    Repository,
    /// Whoever reads the pull request: nothing of restricted incidents is for them.
    PullRequest,
}

/// Longer values are cut, in characters.
const LONGEST_VALUE: usize = 240;

/// Knows what is withheld, on either side of a comparison; secrets are from everybody.
pub struct Veil {
    ids: HashSet<String>,
    /// Folders of incidents, and agenda items.
    paths: HashSet<String>,
    redaction: Redaction,
    /// Where the roster stands in the plan.
    roster: Option<Span>,
}

impl Veil {
    pub fn of(base: &Log, head: &Log, pairs: &Pairs<'_>, findings: &Findings, readers: Readers) -> Self {
        let mut plan = head.plan.value.clone();
        plan.roster.extend(base.plan.value.roster.iter().cloned());
        let (mut ids, mut paths) = (HashSet::new(), HashSet::new());
        if readers == Readers::PullRequest {
            for pair in &pairs.all {
                let sides = || pair.base.into_iter().chain(pair.head);
                if sides().any(is_restricted) || !sides().any(|folder| is_visible(folder, Audience::Internal)) {
                    ids.extend(sides().map(|folder| folder.name.clone()));
                }
            }
            for log in [base, head] {
                let folders = log.incidents.iter().filter(|folder| ids.contains(&folder.name));
                paths.extend(folders.map(|folder| folder.path.clone()));
                let items = log.agenda.iter();
                let items = items.filter(|item| ids.contains(item.incident()) || ids.contains(item.stem()));
                paths.extend(items.map(|item| item.document.source.path().to_owned()));
                let pages = log.pages.iter().filter(|page| !is_page_visible(page, Audience::Internal));
                paths.extend(pages.map(|page| page.path().to_owned()));
            }
        }
        let mut redaction = Redaction::new(ids.clone(), &plan);
        for plan in [&base.plan, &head.plan].into_iter().filter(|plan| plan.broken().is_some()) {
            redaction = redaction.with_phones_in(plan.source.text());
        }
        let roster = Some(head.plan.place_of("roster")).filter(|place| *place != head.plan.first_line());
        let roster = roster.filter(|_| readers == Readers::PullRequest);
        let mut secrets = Secrets::default();
        for (log, findings) in [(base, &findings.base), (head, &findings.head)] {
            secrets.take(log, findings.iter().filter(|finding| finding.is_secret).map(|finding| &finding.place));
        }
        Self { redaction: redaction.with_secrets(secrets), ids, paths, roster }
    }

    /// Whether an incident is withheld.
    pub fn hides(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Whether a file is withheld.
    pub fn hides_path(&self, path: &str) -> bool {
        let parents = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        !self.paths.is_empty() && parents.chain([path]).any(|path| self.paths.contains(path))
    }

    /// A value on one line, without what is withheld, and no longer than a reader needs.
    pub fn value(&self, text: &str) -> String {
        let line = self.text(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        match line.char_indices().nth(LONGEST_VALUE) {
            Some((at, _)) => format!("{} …", line[..at].trim_end()),
            None => line,
        }
    }

    fn text(&self, text: &str) -> String {
        self.redaction.text(text)
    }

    fn option(&self, text: Option<String>) -> Option<String> {
        text.map(|text| self.value(&text))
    }

    pub fn change(&self, change: Change) -> Change {
        Change {
            name: self.option(change.name),
            from: self.option(change.from),
            to: self.option(change.to),
            note: self.option(change.note),
            ..change
        }
    }

    pub fn incident(&self, incident: IncidentReview) -> IncidentReview {
        let similar = incident.similar.into_iter().map(|similar| Similar {
            title: self.value(&similar.title),
            solution: self.value(&similar.solution),
            ..similar
        });
        IncidentReview {
            title: self.value(&incident.title),
            severity: self.option(incident.severity),
            changes: incident.changes.into_iter().map(|change| self.change(change)).collect(),
            similar: similar.collect(),
            ..incident
        }
    }

    /// A finding without what is withheld; of the roster, no word.
    pub fn finding(&self, finding: Diagnostic) -> Diagnostic {
        let span = finding.place.span;
        let in_roster = self.roster.is_some_and(|roster| roster.start <= span.start && span.start < roster.end);
        if in_roster && finding.place.path == PLAN_PATH {
            let message = format!("`{}` finds something in the roster", finding.rule);
            return Diagnostic { message, help: None, fix: Vec::new(), ..finding };
        }
        Diagnostic {
            message: self.text(&finding.message),
            help: finding.help.map(|help| self.text(&help)),
            // A fix without a word of it mends nothing.
            fix: if finding.fix.iter().all(|edit| self.text(&edit.text) == edit.text) {
                finding.fix
            } else {
                Vec::new()
            },
            ..finding
        }
    }
}

/// Whether an incident is restricted, or may be as far as can be told.
pub fn is_restricted(folder: &IncidentFolder) -> bool {
    folder.incident.is_some() && !is_visible(folder, Audience::Internal)
}
