//! Judges what each commit made of the log.

use super::before::{Before, Unread, old_path, parent_of};
use super::facts::{Facts, Read, Said, read_facts};
use super::finding::{At, CHANGED, DROPPED_DOCUMENT, DROPPED_ENTRY, Finding, finding, short};
use super::message::{explained, has_reason};
use super::standing::{Lost, Standing, tail};
use crate::git::{Deed, GitError, Lineage, MAX_DOCUMENT_BYTES, Oid, Repository, Snapshot, Turn};
use crate::log::{folder_of, name_of};
use crate::model::{Moment, in_zone};
use crate::text::{Source, Span};
use chrono_tz::Tz;
use std::collections::{HashMap, HashSet};

/// What was found in a history.
#[derive(Debug, Default)]
pub struct Verdict {
    pub findings: Vec<Finding>,
    /// The texts that findings are in, by what their places call them.
    pub sources: Vec<Source>,
    /// How many texts of documents were compared.
    pub texts: usize,
}

/// A finding whose text is not read yet.
pub(super) struct Found<'a> {
    pub rule: &'static str,
    pub deed: &'a Deed,
    pub at: At<'a>,
    pub text: Option<Oid>,
    pub span: Span,
    pub message: String,
    pub help: String,
    pub lost: Lost,
}

pub(super) struct Judge<'a> {
    pub repository: &'a Repository,
    /// Of the texts that can be read.
    pub facts: HashMap<Oid, Facts>,
    /// The texts that are not in this clone.
    pub missing: HashSet<Oid>,
    explained: Vec<String>,
    pub zone: Tz,
}

/// Judges a history; `last` is what its last commit holds.
///
/// # Errors
/// Where git's objects cannot be read, or git cannot be asked about signatures.
pub fn verify(repository: &Repository, lineage: &Lineage, last: &Snapshot, zone: Tz) -> Result<Verdict, GitError> {
    let mut paths: HashMap<Oid, &str> = HashMap::new();
    for turn in lineage.deeds.iter().flat_map(|deed| &deed.turns) {
        let texts = turn.parents.iter().flatten().chain(&turn.bases).chain(&turn.now);
        let own = texts.map(|id| (turn.path.as_str(), *id));
        for (path, id) in own.chain(turn.beside.iter().map(|(path, id)| (path.as_str(), *id))) {
            // A text that stands at several paths is read as what says the most.
            let known = paths.entry(id).or_insert(path);
            if Read::of(path) > Read::of(known) {
                *known = path;
            }
        }
    }
    let facts = read_facts(repository, &paths, zone)?;
    let plans = lineage.deeds.iter().flat_map(|deed| deed.plans.iter().copied());
    let unread = paths.keys().copied().filter(|id| !facts.contains_key(id));
    let judge = Judge {
        repository,
        missing: repository.missing(unread.chain(plans))?,
        facts,
        explained: lineage.deeds.iter().flat_map(|deed| explained(&deed.message)).collect(),
        zone,
    };
    let mut found = Vec::new();
    let unread = Unread::of(lineage, &judge.facts);
    for deed in &lineage.deeds {
        judge.deed(deed, &unread, &mut found)?;
    }
    judge.signatures(lineage, &mut found)?;
    let is_of_loss = |found: &Found<'_>| !matches!(found.lost, Lost::Nothing);
    if found.iter().any(is_of_loss) {
        let standing = Standing::of(repository, &judge.facts, last, zone)?;
        found.retain(|found| !standing.has(&found.lost));
    }
    let (mut findings, mut sources) = (judge.cut(lineage), HashMap::new());
    findings.extend(judge.lacking(lineage));
    let ids: HashSet<Oid> = found.iter().filter_map(|found| found.text).collect();
    let texts = texts_of(repository, &ids.into_iter().collect::<Vec<_>>())?;
    for found in found {
        let name = found.at.name();
        if let Some(id) = found.text {
            let source = || Source::new(name.clone(), texts.get(&id).cloned().unwrap_or_default());
            sources.entry(name.clone()).or_insert_with(source);
        }
        let text = found.text.and_then(|_| sources.get(&name)).map(|source| (source, found.span));
        findings.push(finding(found.rule, found.deed, &found.at, text, found.message, found.help));
    }
    Ok(Verdict { findings, sources: sources.into_values().collect(), texts: paths.len() })
}

impl<'a> Judge<'a> {
    fn facts(&self, id: Option<Oid>) -> Option<&Facts> {
        self.facts.get(&id?)
    }

    fn deed(&self, deed: &'a Deed, unread: &Unread<'a>, found: &mut Vec<Found<'a>>) -> Result<(), GitError> {
        if has_reason(&deed.message) || self.is_explained(deed) {
            return Ok(());
        }
        // What went to another document in the same commit is not lost.
        let now: HashSet<u64> = deed.turns.iter().filter_map(|turn| self.facts(turn.now)).flat_map(whole).collect();
        let befores: Vec<Vec<Before<'a>>> =
            deed.turns.iter().map(|turn| unread.before(deed, turn, &self.facts)).collect();
        let with_news = deed.turns.iter().zip(&befores).filter(|(turn, befores)| self.has_news(turn, befores));
        let told: HashSet<&str> = with_news.map(|(turn, _)| turn.path.as_str()).collect();
        // An incident tells of its post-mortem too, and nothing else tells of an incident.
        let is_told = |path: &str| {
            let is_of_it = |other: &&str| name_of(other) == "incident.md" && folder_of(other) == folder_of(path);
            told.contains(path) || (name_of(path) != "incident.md" && told.iter().any(is_of_it))
        };
        for (turn, befores) in deed.turns.iter().zip(&befores) {
            self.too_large(deed, turn, unread, found);
            match turn.now {
                None if self.goes_on(deed, turn) => {}
                None => {
                    found.extend(self.dropped_document(deed, turn));
                    self.dropped_entries(deed, turn, befores, &now, found);
                }
                Some(id) => {
                    self.dropped_entries(deed, turn, befores, &now, found);
                    if !is_told(&turn.path) {
                        found.extend(self.changed(deed, turn, befores, id)?);
                    }
                }
            }
        }
        Ok(())
    }

    fn is_explained(&self, deed: &Deed) -> bool {
        !self.explained.is_empty() && {
            let id = deed.commit.to_string();
            self.explained.iter().any(|start| id.starts_with(start))
        }
    }

    /// Whether entries came that no document of the folder had, and more than went.
    fn has_news(&self, turn: &Turn, befores: &[Before<'_>]) -> bool {
        let Some(now) = self.facts(turn.now) else { return false };
        let of = |ids: &mut dyn Iterator<Item = Oid>| -> HashSet<u64> {
            ids.filter_map(|id| self.facts(Some(id))).flat_map(whole).collect()
        };
        let (now, before) = (whole(now).collect::<HashSet<_>>(), of(&mut befores.iter().map(|before| before.text)));
        let beside = of(&mut turn.beside.iter().map(|(_, id)| *id));
        let news = now.iter().filter(|entry| !before.contains(entry) && !beside.contains(entry));
        news.count() > before.difference(&now).count()
    }

    /// Whether a document that is gone goes on under another name. A merge has it there as the one side has it, or, moved by
    /// the one and changed by the other, otherwise than either.
    fn goes_on(&self, deed: &Deed, turn: &Turn) -> bool {
        let had: Vec<usize> =
            (0..turn.parents.len()).filter(|index| turn.parents.get(*index).is_some_and(Option::is_some)).collect();
        let entries = turn.parents.iter().filter_map(|id| self.facts(*id)).flat_map(whole);
        let entries: HashSet<u64> = entries.collect();
        let is_same = |other: &Turn| {
            let has_no = |index: &usize| other.parents.get(*index).is_none_or(Option::is_none);
            let kept =
                self.facts(other.now).into_iter().flat_map(whole).filter(|entry| entries.contains(entry)).count();
            let is_moved = other.parents.iter().any(Option::is_some) && 2 * kept >= entries.len();
            other.now.is_some()
                && name_of(&other.path) == name_of(&turn.path)
                && had.iter().all(has_no)
                && (is_moved || turn.parents.contains(&other.now))
        };
        turn.went_on || (turn.parents.len() > 1 && deed.turns.iter().any(is_same))
    }

    fn dropped_document(&self, deed: &'a Deed, turn: &'a Turn) -> Option<Found<'a>> {
        let (parent, text) = turn.parents.iter().enumerate().find_map(|(parent, id)| Some((parent, (*id)?)))?;
        Some(Found {
            rule: DROPPED_DOCUMENT,
            deed,
            at: self.at(parent_of(deed, parent), old_path(turn)),
            text: Some(text),
            span: Span::default(),
            message: format!("{} took this document out of the log, and does not say why", self.who(deed)),
            help: format!(
                "`git show {}^{}:{}` has it; put it back, or {}",
                short(deed.commit),
                parent + 1,
                self.repository.path_from_top(old_path(turn)),
                explain(deed)
            ),
            lost: Lost::Document(tail(&turn.path).to_owned()),
        })
    }

    fn dropped_entries(
        &self,
        deed: &'a Deed,
        turn: &'a Turn,
        befores: &[Before<'a>],
        now: &HashSet<u64>,
        found: &mut Vec<Found<'a>>,
    ) {
        let told = match turn.now.map(|now| self.facts.get(&now)) {
            None => &[][..],
            Some(Some(facts)) => facts.said.as_slice(),
            Some(None) => return,
        };
        let bases: HashSet<u64> = turn.bases.iter().filter_map(|id| self.facts(Some(*id))).flat_map(whole).collect();
        let had: HashSet<u64> =
            befores.iter().filter_map(|before| self.facts(Some(before.text))).flat_map(whole).collect();
        let mut seen = HashSet::new();
        for had_by in befores {
            let Some(before) = self.facts(Some(had_by.text)) else { continue };
            let mut new: Vec<&Said> = told.iter().filter(|said| !had.contains(&said.whole)).collect();
            for said in before.said.iter().filter(|said| !now.contains(&said.whole)) {
                // An entry with the same time or the same words is this one, put otherwise.
                let is_it = |other: &&Said| other.words == said.words || (said.at.is_some() && other.at == said.at);
                if let Some(at) = new.iter().position(is_it) {
                    new.remove(at);
                    continue;
                }
                let others = turn.parents.iter().enumerate().filter(|(other, _)| *other != had_by.parent);
                let lacks = |id: Option<Oid>| {
                    self.facts(id).is_none_or(|facts| facts.said.iter().all(|other| other.whole != said.whole))
                };
                let was_taken_out_by_a_side = bases.contains(&said.whole) && others.clone().any(|(_, id)| lacks(*id));
                if was_taken_out_by_a_side || !seen.insert(said.whole) {
                    continue;
                }
                found.push(Found {
                    rule: DROPPED_ENTRY,
                    deed,
                    at: self.at(had_by.revision.clone(), had_by.path),
                    text: Some(had_by.text),
                    span: said.span,
                    message: format!("{} took this entry out of the timeline, and does not say why", self.who(deed)),
                    help: format!("put it back, or {}", explain(deed)),
                    lost: Lost::Entry {
                        said: *said,
                        // Two sides write at the same time, and mean different things.
                        of_its_time: match turn.parents.len() {
                            1 => before.said.iter().filter(|other| other.at == said.at).count(),
                            _ => usize::MAX,
                        },
                        document: tail(&turn.path).to_owned(),
                        is_with_document: turn.now.is_none(),
                    },
                });
            }
        }
    }

    /// What was changed in a document that was closed or published, without an entry that tells so.
    fn changed(
        &self,
        deed: &'a Deed,
        turn: &'a Turn,
        befores: &[Before<'a>],
        now: Oid,
    ) -> Result<Option<Found<'a>>, GitError> {
        let Some(facts) = self.facts(Some(now)) else { return Ok(None) };
        let is_changed = |before: &Facts| before.is_final && before.rest != facts.rest;
        let finals = befores.iter().filter_map(|before| self.facts(Some(before.text))).any(is_changed);
        let is_merge = turn.parents.len() > 1;
        if !finals || (is_merge && turn.parents.contains(&Some(now))) {
            return Ok(None);
        }
        let ids: Vec<Oid> = befores.iter().map(|before| before.text).chain([now]).collect();
        let texts = texts_of(self.repository, &ids)?;
        let Some(text) = texts.get(&now) else { return Ok(None) };
        let lines = |text: &str| text.lines().map(str::trim).map(str::to_owned).collect::<HashSet<_>>();
        let sides: Vec<HashSet<String>> =
            befores.iter().filter_map(|before| texts.get(&before.text)).map(|text| lines(text)).collect();
        let before: HashSet<&str> = sides.iter().flatten().map(String::as_str).collect();
        let (mut start, mut new) = (0, None);
        for line in text.split_inclusive('\n') {
            if !before.contains(line.trim()) {
                new = Some(Span::new(start, start + line.trim_end().len()));
                break;
            }
            start += line.len();
        }
        // A merge is answerable for what neither side had, and for what each had.
        let left = lines(text);
        let of_all = |line: &&str| sides.iter().all(|side| side.contains(*line));
        if is_merge && new.is_none() && !before.iter().filter(|line| !left.contains(**line)).any(of_all) {
            return Ok(None);
        }
        let what =
            if name_of(&turn.path) == "postmortem.md" { "post-mortem was published" } else { "incident was closed" };
        let when = if new.is_some() { "changed this" } else { "took lines out of this" };
        Ok(Some(Found {
            rule: CHANGED,
            deed,
            at: self.at(short(deed.commit), &turn.path),
            text: Some(now),
            span: new.unwrap_or_default(),
            message: format!("{} {when} after the {what}, and does not say why", self.who(deed)),
            help: format!("add an entry to its timeline that tells why, in the same commit; or {}", explain(deed)),
            lost: Lost::Nothing,
        }))
    }

    pub fn at<'p>(&self, revision: String, path: &'p str) -> At<'p> {
        At { revision, path, from_top: self.repository.path_from_top(path) }
    }

    pub fn who(&self, deed: &Deed) -> String {
        let day = |when: Moment| in_zone(when, self.zone).format(" on %Y-%m-%d").to_string();
        format!("{}{} in {}", deed.author, deed.when.map(day).unwrap_or_default(), short(deed.commit))
    }
}

/// The texts of these ids, as far as they can be read.
fn texts_of(repository: &Repository, ids: &[Oid]) -> Result<HashMap<Oid, String>, GitError> {
    repository.read_texts(ids, MAX_DOCUMENT_BYTES, |_, bytes| String::from_utf8_lossy(bytes).into_owned())
}

pub(super) fn explain(deed: &Deed) -> String {
    format!("say why in a commit with `Explains: {}` in its message", short(deed.commit))
}

fn whole(facts: &Facts) -> impl Iterator<Item = u64> {
    facts.said.iter().map(|said| said.whole)
}
