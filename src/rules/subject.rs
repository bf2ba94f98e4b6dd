//! What rules look at: the documents that can be read, and what is worked out about the log once.

use super::documents::readable;
use super::findings::Findings;
use super::language::Language;
use super::option::Declared;
use super::scope::Scope;
use super::suppression::Suppressions;
use crate::document::{
    Document, Problem, ProblemKind, nearest, read_agenda, read_incident, read_page, read_plan, read_postmortem, slip_of,
};
use crate::log::{AgendaFile, IncidentFolder, Overview, PageFile};
use crate::model::{CLOCK_SLACK, Incident, IncidentId, Moment, Plan, Postmortem};
use crate::text::{Source, Span};
use chrono::NaiveDate;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A log, and the present that its deadlines are held against.
pub struct Subject<'a> {
    /// The documents that are looked into. More incidents may be there, so nothing is to be gathered over these.
    pub log: Scope<'a>,
    /// All incidents and agenda items, those that are looked into with them, as far as a rule may know of others.
    pub others: &'a Overview<'a>,
    /// Every path of the log, documents or not.
    pub paths: &'a BTreeSet<String>,
    pub now: Moment,
    /// All rules, for those that look at what the plan or a document says of one.
    pub rules: &'a [Declared],
    /// What is let off by comments.
    pub suppressions: Suppressions<'a>,
    /// The ids of each slug: the same name under another date.
    by_slug: OnceCell<HashMap<&'a str, Vec<&'a str>>>,
    on_agenda: OnceCell<HashSet<&'a str>>,
    language: OnceCell<Language<'a>>,
}

/// As many fixes of a document as are tried one by one; each takes a reading.
const MOST_TRIES: usize = 20;

/// As many ids as are looked at to tell which one was meant.
const MOST_GUESSES: usize = 500;

impl<'a> Subject<'a> {
    pub(super) fn new(
        log: Scope<'a>,
        others: &'a Overview<'a>,
        paths: &'a BTreeSet<String>,
        now: Moment,
        rules: &'a [Declared],
    ) -> Self {
        Self {
            log,
            others,
            paths,
            now,
            rules,
            suppressions: Suppressions::of(log),
            by_slug: OnceCell::new(),
            on_agenda: OnceCell::new(),
            language: OnceCell::new(),
        }
    }

    /// Today's date in the plan's zone.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.log.plan.value.time_zone).date_naive()
    }

    /// Whether a moment lies in the future, by more than clocks differ.
    pub fn is_future(&self, moment: Moment) -> bool {
        moment - self.now > CLOCK_SLACK
    }

    /// The plan, where what it says under a key can be relied on: it is not broken, and nothing under that key
    /// was found wrong. Where it can't, what follows from it would be a false alarm beside the true finding.
    pub fn plan(&self, key: &str) -> Option<&'a Plan> {
        let plan = &self.log.plan;
        if plan.broken().is_some() {
            return None;
        }
        let span = plan.front.entry(key).map(|entry| entry.value.span).unwrap_or_default();
        let spoilt = |problem: &Problem| {
            problem.kind != ProblemKind::UnknownField
                && (span.start..=span.end).contains(&problem.span.start)
                && span.end > 0
        };
        (!plan.problems.iter().any(spoilt)).then_some(&plan.value)
    }

    /// Every incident whose document can be read.
    pub fn incidents(&self) -> impl Iterator<Item = (&'a IncidentFolder, &'a Document<Incident>)> {
        let folders = self.log.incidents.iter().copied();
        folders.filter_map(|folder| Some((folder, readable(folder.incident.as_ref())?)))
    }

    /// Every post-mortem that can be read.
    pub fn postmortems(&self) -> impl Iterator<Item = (&'a IncidentFolder, &'a Document<Postmortem>)> {
        let folders = self.log.incidents.iter().copied();
        folders.filter_map(|folder| Some((folder, readable(folder.postmortem.as_ref())?)))
    }

    /// Every agenda item that can be read.
    pub fn agenda(&self) -> impl Iterator<Item = &'a AgendaFile> {
        self.log.agenda.iter().copied().filter(|item| item.document.broken().is_none())
    }

    /// Every page of the team's own that can be read.
    pub fn pages(&self) -> impl Iterator<Item = &'a PageFile> {
        self.log.pages.iter().filter(|page| page.document.broken().is_none())
    }

    /// Whether some meeting has an item for an incident, by its file's name or by what it says.
    pub fn is_on_agenda(&self, id: &str) -> bool {
        let ids = self.on_agenda.get_or_init(|| {
            let items = self.others.agenda.iter();
            items.flat_map(|item| [item.incident(), file_stem(item.path)]).collect()
        });
        ids.contains(id)
    }

    /// What the documents say in words, for the rules on language.
    pub fn language(&self) -> &Language<'a> {
        self.language.get_or_init(|| Language::of(self.log, self.others, self.rules))
    }

    /// What to do about an id that no folder has: the one that was meant, where a slip in its date or in its
    /// words leads to one.
    pub fn meant_id(&self, word: &str) -> String {
        let near = self.ids_of_day(word).chain(self.ids_of_slug(word));
        let only = || {
            let mut same = self.ids_of_slug(word);
            same.next().filter(|_| same.next().is_none())
        };
        match nearest(word, near).or_else(only) {
            Some(id) => format!("did you mean `{id}`?"),
            None => "name the folder of an incident of this log; `incident list` shows them all".to_owned(),
        }
    }

    fn ids_of_day(&self, word: &str) -> impl Iterator<Item = &'a str> {
        // Where no whole date is written, no day is meant: `~` follows every id.
        let day = word.get(..10).unwrap_or("~").to_owned();
        let from = self.others.incidents.partition_point(|outline| outline.name < day.as_str());
        let ids = self.others.incidents.get(from..).unwrap_or_default().iter().map(|outline| outline.name);
        ids.take_while(move |id| id.starts_with(&day))
    }

    fn ids_of_slug(&self, word: &str) -> impl Iterator<Item = &'a str> {
        let by_slug = self.by_slug.get_or_init(|| {
            let mut by_slug: HashMap<_, Vec<_>> = HashMap::new();
            let names = self.others.incidents.iter().map(|outline| outline.name);
            for id in names.filter(|name| IncidentId::parse(name).is_ok()) {
                by_slug.entry(id.get(11..).unwrap_or_default()).or_default().push(id);
            }
            by_slug
        });
        // The date can be left out, or have a digit too few.
        let bare = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
        let same = by_slug.get(word.get(11..).unwrap_or_default()).or_else(|| by_slug.get(bare));
        same.or_else(|| by_slug.get(word)).into_iter().flatten().copied().take(MOST_GUESSES)
    }

    /// The id that was meant beyond doubt: one that is a slip away, or the only one of these words where no date is
    /// written.
    pub fn surely_meant_id(&self, word: &str) -> Option<&'a str> {
        let only = || {
            let mut same = self.ids_of_slug(word).filter(|id| id.get(11..) == Some(word));
            same.next().filter(|_| same.next().is_none())
        };
        slip_of(word, self.ids_of_day(word)).or_else(only)
    }

    /// Reports every problem of a kind that reading the log's documents met.
    pub fn report_problems(&self, kind: ProblemKind, findings: &mut Findings) {
        let zone = self.log.plan.value.time_zone;
        let mut report = |source: &Source, problems: &[Problem], read: &dyn Fn(Source) -> Vec<Problem>| {
            let of_kind = || problems.iter().filter(|problem| problem.kind == kind);
            let fixes: Vec<_> =
                of_kind().filter_map(|problem| Some((problem.span, problem.meant.as_deref()?))).collect();
            // Most are right, so that one reading tells of all; else each is tried, as far as that is no burden.
            let all = fixes.len() > 1 && mend(source, &fixes, problems, read);
            let mut tries = MOST_TRIES;
            for problem in of_kind() {
                let help = problem.help.as_deref().unwrap_or_default();
                let reported = findings.report(source, problem.span, &problem.message, help);
                let Some(meant) = problem.meant.as_deref() else { continue };
                let tried = !all && tries > 0;
                tries -= usize::from(tried);
                if all || tried && mend(source, &[(problem.span, meant)], problems, read) {
                    reported.fix(problem.span, meant);
                }
            }
        };
        report(&self.log.plan.source, &self.log.plan.problems, &|source| read_plan(source).problems);
        for folder in self.log.incidents {
            if let Some(incident) = &folder.incident {
                report(&incident.source, &incident.problems, &|source| read_incident(source, zone, None).problems);
            }
            if let Some(postmortem) = &folder.postmortem {
                report(&postmortem.source, &postmortem.problems, &|source| {
                    read_postmortem(source, zone, None).problems
                });
            }
        }
        for item in self.log.agenda {
            report(&item.document.source, &item.document.problems, &|source| read_agenda(source).problems);
        }
        for page in self.log.pages {
            report(&page.document.source, &page.document.problems, &|source| read_page(source).problems);
        }
    }
}

/// Whether a document with what was meant in the place of some problems is read with those problems less and no other
/// more.
fn mend(source: &Source, fixes: &[(Span, &str)], problems: &[Problem], read: &dyn Fn(Source) -> Vec<Problem>) -> bool {
    let mut fixes = fixes.to_vec();
    fixes.sort_by_key(|(span, _)| *span);
    let (mut text, mut at) = (String::with_capacity(source.text().len()), 0);
    for (span, meant) in &fixes {
        if span.start < at {
            return false;
        }
        text.push_str(source.slice(Span::new(at, span.start)));
        text.push_str(meant);
        at = span.end;
    }
    text.push_str(source.slice(Span::new(at, source.text().len())));
    let left = read(Source::new(source.path(), text));
    let known: HashSet<_> = problems.iter().map(|problem| (problem.kind, problem.message.as_str())).collect();
    left.len() + fixes.len() <= problems.len()
        && left.iter().all(|left| known.contains(&(left.kind, left.message.as_str())))
}

/// A file's name without its ending.
pub fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name)
}
