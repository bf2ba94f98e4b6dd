//! What a log's documents say in words, looked through once for all the rules on language.

use super::documents::is_imported;
use super::lexicon::{Found, Lexicon};
use super::option::{Declared, Options, RuleOption};
use super::persons::Names;
use super::scope::Scope;
use crate::document::{Document, Part, Passage, prose_of_body, prose_of_front};
use crate::log::{IncidentFolder, Overview};
use crate::model::Plan;
use crate::text::{Source, Span};
use rayon::prelude::*;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The option that makes a rule one on language: what stands in it is looked for, and [`Language::said`] gives it.
pub const fn words(phrases: &'static [&'static str]) -> RuleOption {
    RuleOption::words(WORDS, phrases, "the words and phrases that are found")
}

/// Words of the team's own.
pub const EXTRA: RuleOption = RuleOption::words("extra-words", &[], "more words and phrases that are found");

/// Words that the team lets be.
pub const ALLOWED: RuleOption =
    RuleOption::words("allowed-words", &[], "words and phrases that are let be, and whatever is found within them");

const WORDS: &str = "words";

/// The key under which names of people are found.
const NAMED: &str = "";

/// What a part of a document tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Why it happened, and what went poorly.
    Causes,
    /// What happened.
    Events,
    /// How it was noticed, and what could have noticed it sooner.
    Detection,
    /// What was only by chance no worse.
    Luck,
    /// What is learned.
    Lessons,
    /// What will be done.
    Actions,
    /// A section of the team's own.
    Else,
}

/// What the rules on language look at.
pub struct Language<'a> {
    texts: Vec<Text<'a>>,
    pub names: Names,
}

/// A document with the passages in which something is found.
struct Text<'a> {
    source: &'a Source,
    passages: Vec<(Passage<'a>, Vec<Found>)>,
}

/// A phrase that is found somewhere.
#[derive(Clone)]
pub struct Said<'l> {
    pub source: &'l Source,
    pub told: Told,
    /// Where the phrase stands in its passage.
    pub at: Range<usize>,
    /// Whether the team added the phrase, so that it is wrong wherever it stands.
    pub own: bool,
    passage: &'l Passage<'l>,
}

const ENDS_SENTENCE: [char; 5] = ['.', '!', '?', ':', ';'];

/// A pattern of a rule's own; in upper or lower case.
pub type Pattern = LazyLock<Option<Regex>>;

/// Compiles a pattern without regard to case.
pub fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&format!("(?i){text}")).ok()
}

/// Whether a pattern is found in a text.
pub fn is_match(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

impl<'l> Said<'l> {
    /// The phrase as written.
    pub fn text(&self) -> &'l str {
        self.passage.words.get(self.at.clone()).unwrap_or_default()
    }

    /// What stands before it in its passage.
    pub fn before(&self) -> &'l str {
        self.passage.words.get(..self.at.start).unwrap_or_default()
    }

    /// What follows it in its passage.
    pub fn after(&self) -> &'l str {
        self.passage.words.get(self.at.end..).unwrap_or_default()
    }

    /// Where the phrase stands in the source.
    pub fn span(&self) -> Span {
        self.passage.span(self.at.clone())
    }

    /// Whether two phrases have a place in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (here, there) = (self.span(), other.span());
        self.source.path() == other.source.path() && here.start < there.end && there.start < here.end
    }

    /// What stands before it in its sentence.
    pub fn sentence_before(&self) -> &'l str {
        self.before().rsplit(ENDS_SENTENCE).next().unwrap_or_default()
    }

    /// What follows it in its sentence.
    pub fn sentence_after(&self) -> &'l str {
        self.after().split(ENDS_SENTENCE).next().unwrap_or_default()
    }

    /// The same finding with other words of the passage around or beside it.
    pub fn over(self, at: Range<usize>) -> Self {
        Self { at, ..self }
    }
}

impl<'a> Language<'a> {
    /// Looks through what a scope has. What another tool wrote down was not said here, and is left out.
    pub fn of(log: Scope<'a>, others: &Overview<'_>, rules: &[Declared]) -> Self {
        let names = Names::of(&log.plan.value, others, log.authors.names());
        let lexicon = Lexicon::of(phrases(rules, &log.plan.value, &names));
        let allowed = Lexicon::of(allowed(rules, &log.plan.value));
        let reader = Reader { lexicon, allowed };
        let incidents = log.incidents.par_iter().flat_map_iter(|folder| reader.folder(folder));
        let agenda = log.agenda.par_iter().filter_map(|item| reader.text(&item.document, log.incident_of(item)));
        let texts: Vec<_> = incidents.chain(agenda).collect();
        Self { texts, names }
    }

    /// Where a rule's phrases stand, document by document.
    pub fn said(&self, rule: &'static str) -> impl Iterator<Item = Said<'_>> {
        self.texts.iter().flat_map(move |text| {
            text.passages.iter().flat_map(move |(passage, found)| {
                let found = found.iter().filter(move |found| found.key == rule);
                found.map(move |found| Said {
                    source: text.source,
                    told: told(passage.part),
                    at: found.range.clone(),
                    own: found.own,
                    passage,
                })
            })
        })
    }

    /// Where they stand and are what the rule is after, as what is around them tells; a team's own are everywhere.
    pub fn meant<'l>(
        &'l self,
        rule: &'static str,
        is_meant: impl Fn(&Names, &Said<'_>) -> bool,
    ) -> impl Iterator<Item = Said<'l>> {
        self.said(rule).filter(move |said| said.own || is_meant(&self.names, said))
    }

    /// Where people are named.
    pub fn named(&self) -> impl Iterator<Item = Said<'_>> {
        self.said(NAMED)
    }
}

/// Every rule's phrases, with whether the team added them, and the names of people.
fn phrases(rules: &[Declared], plan: &Plan, names: &Names) -> Vec<(&'static str, String, bool)> {
    let mut phrases: Vec<_> = names.people().iter().map(|name| (NAMED, name.clone(), false)).collect();
    for rule in rules {
        let Some(words) = rule.options.iter().find(|option| option.name == WORDS) else { continue };
        let builtin = Options::default().words(words);
        let options = Options::of(plan.rule(rule.id));
        let own = |word: &String| !builtin.contains(word);
        phrases.extend(options.words(words).into_iter().map(|word| (rule.id, word.clone(), own(&word))));
        phrases.extend(options.words(&EXTRA).into_iter().map(|word| (rule.id, word, true)));
    }
    phrases
}

fn allowed(rules: &[Declared], plan: &Plan) -> Vec<(&'static str, String, bool)> {
    let of_rule = |rule: &Declared| {
        let id = rule.id;
        Options::of(plan.rule(id)).words(&ALLOWED).into_iter().map(move |word| (id, word, true))
    };
    rules.iter().flat_map(of_rule).collect()
}

struct Reader {
    lexicon: Lexicon,
    allowed: Lexicon,
}

impl Reader {
    fn folder<'a>(&self, folder: &'a IncidentFolder) -> Vec<Text<'a>> {
        let incident = folder.incident.as_ref().filter(|incident| !is_imported(&incident.value.extra));
        if folder.incident.is_some() && incident.is_none() {
            return Vec::new();
        }
        let postmortem = folder.postmortem.as_ref().filter(|document| !is_imported(&document.value.extra));
        let incident = incident.and_then(|incident| self.text(incident, None));
        let postmortem = postmortem.and_then(|postmortem| self.text(postmortem, Some(folder)));
        incident.into_iter().chain(postmortem).collect()
    }

    /// A document with what is found in it; what was copied from its incident is found there.
    fn text<'a, T>(&self, document: &'a Document<T>, copied_from: Option<&IncidentFolder>) -> Option<Text<'a>> {
        if document.broken().is_some() {
            return None;
        }
        let mut passages = self.passages(document);
        let incident = copied_from.and_then(|folder| folder.incident.as_ref()).filter(|_| !passages.is_empty());
        if let Some(incident) = incident {
            let originals = self.passages(incident);
            passages.retain(|(passage, _)| !originals.iter().any(|(original, _)| original.words == passage.words));
        }
        (!passages.is_empty()).then_some(Text { source: &document.source, passages })
    }

    fn passages<'a, T>(&self, document: &'a Document<T>) -> Vec<(Passage<'a>, Vec<Found>)> {
        let mut passages = Vec::new();
        // Most documents have nothing of the kind, and are not taken apart.
        if self.lexicon.is_in(document.source.slice(document.yaml)) {
            passages.extend(prose_of_front(document));
        }
        if self.lexicon.is_in(document.source.slice(document.body.span)) {
            passages.extend(prose_of_body(document));
        }
        let found = passages.into_iter().map(|passage| {
            let mut found = self.lexicon.find(&passage.words);
            if !found.is_empty() {
                let allowed = self.allowed.find(&passage.words);
                let lets_be = |allowed: &Found, found: &Found| {
                    allowed.key == found.key
                        && allowed.range.start <= found.range.start
                        && found.range.end <= allowed.range.end
                };
                found.retain(|found| !allowed.iter().any(|allowed| lets_be(allowed, found)));
            }
            (passage, found)
        });
        found.filter(|(_, found)| !found.is_empty()).collect()
    }
}

fn told(part: Part<'_>) -> Told {
    let title = match part {
        Part::Key("causes" | "trigger" | "root-cause") => return Told::Causes,
        Part::Key("actions") => return Told::Actions,
        Part::Key("detection") => return Told::Detection,
        Part::Key("outcome") => return Told::Lessons,
        Part::Key(_) | Part::Preamble => return Told::Events,
        Part::Section(title) => title.to_lowercase(),
    };
    let has = |word: &str| title.contains(word);
    match title.as_str() {
        "summary" | "solution" | "impact" | "background" | "timeline" | "response" | "resolution"
        | "what went well" | "what happened" => Told::Events,
        "detection" => Told::Detection,
        "what went poorly" | "what went wrong" | "trigger" => Told::Causes,
        _ if has("cause") || has("contributing") => Told::Causes,
        _ if has("lucky") => Told::Luck,
        _ if has("lesson") || has("learn") => Told::Lessons,
        _ if has("action") || has("follow") || has("next step") || has("recommend") || has("prevent") => Told::Actions,
        _ => Told::Else,
    }
}
