//! Judges what each commit made of the log.

use super::facts::{Facts, Said};
use super::finding::{At, CHANGED, CUT, DROPPED_DOCUMENT, DROPPED_ENTRY, Finding, UNSIGNED, finding, short};
use super::message::{explained, has_reason};
use crate::document::read_plan;
use crate::git::{Deed, GitError, Lineage, MAX_DOCUMENT_BYTES, Oid, Repository, Signed, Snapshot, Turn};
use crate::log::{PLAN_PATH, folder_of, is_document, name_of};
use crate::model::{Moment, Signatures, in_zone};
use crate::text::{Source, Span, counted};
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
struct Found<'a> {
    rule: &'static str,
    deed: &'a Deed,
    at: At<'a>,
    text: Option<Oid>,
    span: Span,
    message: String,
    help: String,
    /// What must not stand in the last commit for this to be one.
    lost: Lost,
}

enum Lost {
    Entry {
        said: Said,
        /// How many entries of its time were in its document.
        of_its_time: usize,
        document: String,
    },
    Document(String),
    Nothing,
}

struct Judge<'a> {
    repository: &'a Repository,
    facts: HashMap<Oid, Facts>,
    explained: Vec<String>,
    zone: Tz,
}

/// Judges a history; `last` is what its last commit holds.
///
/// # Errors
/// Where git's objects cannot be read, or git cannot be asked about signatures.
pub fn verify(repository: &Repository, lineage: &Lineage, last: &Snapshot, zone: Tz) -> Result<Verdict, GitError> {
    let mut paths: HashMap<Oid, &str> = HashMap::new();
    for turn in lineage.deeds.iter().flat_map(|deed| &deed.turns) {
        let texts = turn.parents.iter().flatten().chain(&turn.bases).chain(&turn.now);
        for id in texts {
            paths.entry(*id).or_insert(&turn.path);
        }
    }
    let judge = Judge {
        repository,
        facts: read_facts(repository, &paths, zone)?,
        explained: lineage.deeds.iter().flat_map(|deed| explained(&deed.message)).collect(),
        zone,
    };
    let mut found = Vec::new();
    for deed in &lineage.deeds {
        judge.deed(deed, &mut found)?;
    }
    judge.signatures(lineage, &mut found)?;
    let is_of_loss = |found: &Found<'_>| !matches!(found.lost, Lost::Nothing);
    if found.iter().any(is_of_loss) {
        let standing = Standing::of(&judge, last)?;
        found.retain(|found| !standing.has(&found.lost));
    }
    let (mut findings, mut sources) = (judge.cut(lineage), HashMap::new());
    for found in found {
        let name = found.at.name();
        if let (Some(id), false) = (found.text, sources.contains_key(&name)) {
            let read = |_: Oid, bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let text = repository.read_texts(&[id], MAX_DOCUMENT_BYTES, read)?.remove(&id).unwrap_or_default();
            sources.insert(name.clone(), Source::new(name.clone(), text));
        }
        let text = found.text.and_then(|_| sources.get(&name)).map(|source| (source, found.span));
        findings.push(finding(found.rule, found.deed, &found.at, text, found.message, found.help));
    }
    Ok(Verdict { findings, sources: sources.into_values().collect(), texts: paths.len() })
}

fn read_facts(repository: &Repository, paths: &HashMap<Oid, &str>, zone: Tz) -> Result<HashMap<Oid, Facts>, GitError> {
    let ids: Vec<Oid> = paths.keys().copied().collect();
    let read = |id: Oid, bytes: &[u8]| Facts::of(paths.get(&id).copied().unwrap_or_default(), bytes, zone);
    repository.read_texts(&ids, MAX_DOCUMENT_BYTES, read)
}

impl<'a> Judge<'a> {
    fn facts(&self, id: Option<Oid>) -> Option<&Facts> {
        self.facts.get(&id?)
    }

    fn deed(&self, deed: &'a Deed, found: &mut Vec<Found<'a>>) -> Result<(), GitError> {
        if has_reason(&deed.message) || self.is_explained(deed) {
            return Ok(());
        }
        // What went to another document in the same commit is not lost.
        let now: HashSet<u64> = deed.turns.iter().filter_map(|turn| self.facts(turn.now)).flat_map(whole).collect();
        let told: HashSet<&str> =
            deed.turns.iter().filter(|turn| self.has_news(turn)).map(|turn| folder_of(&turn.path)).collect();
        for turn in &deed.turns {
            match turn.now {
                None if self.goes_on(deed, turn) => {}
                None => found.extend(self.dropped_document(deed, turn)),
                Some(id) => {
                    self.dropped_entries(deed, turn, &now, found);
                    if !told.contains(folder_of(&turn.path)) {
                        found.extend(self.changed(deed, turn, id)?);
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

    /// Whether an entry came that none of the parents has.
    fn has_news(&self, turn: &Turn) -> bool {
        let before: HashSet<u64> = turn.parents.iter().filter_map(|id| self.facts(*id)).flat_map(whole).collect();
        self.facts(turn.now).is_some_and(|now| now.said.len() > before.len() || news(now, &before) > gone(now, &before))
    }

    /// Whether a document that is gone goes on under another name. A merge has it there otherwise than either side: moved
    /// by the one, changed by the other.
    fn goes_on(&self, deed: &Deed, turn: &Turn) -> bool {
        let is_same = |other: &Turn| {
            let has_no = |index: usize| other.parents.get(index).is_none_or(Option::is_none);
            let mut had = (0..turn.parents.len()).filter(|index| turn.parents.get(*index).is_some_and(Option::is_some));
            other.now.is_some() && name_of(&other.path) == name_of(&turn.path) && had.all(has_no)
        };
        turn.went_on || (turn.parents.len() > 1 && deed.turns.iter().any(is_same))
    }

    fn dropped_document(&self, deed: &'a Deed, turn: &'a Turn) -> Option<Found<'a>> {
        let (parent, text) = turn.parents.iter().enumerate().find_map(|(parent, id)| Some((parent, (*id)?)))?;
        Some(Found {
            rule: DROPPED_DOCUMENT,
            deed,
            at: self.before(deed, turn, parent),
            text: Some(text),
            span: Span::default(),
            message: format!("{} took this document out of the log, and does not say why", self.who(deed)),
            help: format!(
                "`git show {}^{}:{}` has it; put it back, or {}",
                short(deed.commit),
                parent + 1,
                self.repository.path_from_top(turn.renamed_from.as_deref().unwrap_or(&turn.path)),
                explain(deed)
            ),
            lost: Lost::Document(tail(&turn.path).to_owned()),
        })
    }

    fn dropped_entries(&self, deed: &'a Deed, turn: &'a Turn, now: &HashSet<u64>, found: &mut Vec<Found<'a>>) {
        let Some(facts) = self.facts(turn.now) else { return };
        let bases: HashSet<u64> = turn.bases.iter().filter_map(|id| self.facts(Some(*id))).flat_map(whole).collect();
        let had: HashSet<u64> = turn.parents.iter().filter_map(|id| self.facts(*id)).flat_map(whole).collect();
        let mut seen = HashSet::new();
        for (parent, id) in turn.parents.iter().enumerate() {
            let Some(before) = self.facts(*id) else { continue };
            let mut new: Vec<&Said> = facts.said.iter().filter(|said| !had.contains(&said.whole)).collect();
            for said in before.said.iter().filter(|said| !now.contains(&said.whole)) {
                // An entry with the same time or the same words is this one, put otherwise.
                let is_it = |other: &&Said| other.words == said.words || (said.at.is_some() && other.at == said.at);
                if let Some(at) = new.iter().position(is_it) {
                    new.remove(at);
                    continue;
                }
                let others = turn.parents.iter().enumerate().filter(|(other, _)| *other != parent);
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
                    at: self.before(deed, turn, parent),
                    text: *id,
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
                    },
                });
            }
        }
    }

    /// What was changed in a document that was closed or published, without an entry that tells so.
    fn changed(&self, deed: &'a Deed, turn: &'a Turn, now: Oid) -> Result<Option<Found<'a>>, GitError> {
        let is_changed = |id: &Option<Oid>| {
            let before = self.facts(*id)?;
            let is_other = self.facts(Some(now)).is_some_and(|now| now.rest != before.rest);
            (before.is_final && is_other).then_some(())
        };
        let finals = turn.parents.iter().any(|id| is_changed(id).is_some());
        let is_merge = turn.parents.len() > 1;
        if !finals || (is_merge && turn.parents.contains(&Some(now))) {
            return Ok(None);
        }
        let ids: Vec<Oid> = turn.parents.iter().flatten().copied().chain([now]).collect();
        let text = |_: Oid, bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let texts = self.repository.read_texts(&ids, MAX_DOCUMENT_BYTES, text)?;
        let Some(text) = texts.get(&now) else { return Ok(None) };
        let lines = |text: &str| text.lines().map(str::trim).map(str::to_owned).collect::<HashSet<_>>();
        let before: HashSet<String> =
            turn.parents.iter().flatten().filter_map(|id| texts.get(id)).flat_map(|text| lines(text)).collect();
        let (mut start, mut new) = (0, None);
        for line in text.split_inclusive('\n') {
            if !before.contains(line.trim()) {
                new = Some(Span::new(start, start + line.trim_end().len()));
                break;
            }
            start += line.len();
        }
        // A merge is answerable for what neither side had.
        if is_merge && new.is_none() {
            return Ok(None);
        }
        let what =
            if name_of(&turn.path) == "postmortem.md" { "post-mortem was published" } else { "incident was closed" };
        let when = if new.is_some() { "changed this" } else { "took lines out of this" };
        Ok(Some(Found {
            rule: CHANGED,
            deed,
            at: At {
                revision: short(deed.commit),
                path: &turn.path,
                from_top: self.repository.path_from_top(&turn.path),
            },
            text: Some(now),
            span: new.unwrap_or_default(),
            message: format!("{} {when} after the {what}, and does not say why", self.who(deed)),
            help: format!("add an entry to its timeline that tells why, in the same commit; or {}", explain(deed)),
            lost: Lost::Nothing,
        }))
    }

    fn signatures(&self, lineage: &'a Lineage, found: &mut Vec<Found<'a>>) -> Result<(), GitError> {
        let ids: HashSet<Oid> = lineage.deeds.iter().flat_map(|deed| deed.plans.iter().copied()).collect();
        let ids: Vec<Oid> = ids.into_iter().collect();
        let asks = self.repository.read_texts(&ids, MAX_DOCUMENT_BYTES, |_, bytes| {
            let source = Source::new(PLAN_PATH, String::from_utf8_lossy(bytes).into_owned());
            read_plan(source).value.signatures == Signatures::Required
        })?;
        let is_asked = |deed: &&Deed| deed.plans.iter().any(|plan| asks.get(plan) == Some(&true));
        let asked: Vec<&Deed> = lineage.deeds.iter().filter(is_asked).collect();
        let commits: Vec<Oid> = asked.iter().map(|deed| deed.commit).collect();
        let signed = self.repository.signatures(&commits)?;
        for deed in asked {
            let signed = signed.get(&deed.commit).copied().unwrap_or(Signed::None);
            if signed == Signed::Good {
                continue;
            }
            let path = deed.turns.first().map_or(PLAN_PATH, |turn| turn.path.as_str());
            found.push(Found {
                rule: UNSIGNED,
                deed,
                at: At { revision: short(deed.commit), path, from_top: self.repository.path_from_top(path) },
                text: None,
                span: Span::default(),
                message: format!("{} {}", self.who(deed), signed.what()),
                help:
                    "the plan asks for `verify: {signatures: required}`; `git config commit.gpgSign true` signs what \
                       comes, and `git verify-commit` tells more of this one"
                        .to_owned(),
                lost: Lost::Nothing,
            });
        }
        Ok(())
    }

    /// What cannot be judged, as it is not here.
    fn cut(&self, lineage: &Lineage) -> Vec<Finding> {
        let Some(cut) = lineage.cut.first() else { return Vec::new() };
        let deed = Deed {
            commit: *cut,
            author: String::new(),
            when: None,
            message: String::new(),
            turns: Vec::new(),
            plans: Vec::new(),
        };
        let at = At { revision: short(*cut), path: PLAN_PATH, from_top: self.repository.path_from_top(PLAN_PATH) };
        let ends = counted(lineage.cut.len(), "commit");
        let message = format!("this clone is shallow: what came before {ends}, and what these did, is not here");
        let help = "`git fetch --unshallow` brings the rest; or --since judges what came after a commit";
        vec![finding(CUT, &deed, &at, None, message, help.to_owned())]
    }

    fn before(&self, deed: &Deed, turn: &'a Turn, parent: usize) -> At<'a> {
        let number = if parent == 0 { String::new() } else { (parent + 1).to_string() };
        let path = turn.renamed_from.as_deref().unwrap_or(&turn.path);
        At { revision: format!("{}^{number}", short(deed.commit)), path, from_top: self.repository.path_from_top(path) }
    }

    fn who(&self, deed: &Deed) -> String {
        let day = |when: Moment| in_zone(when, self.zone).format(" on %Y-%m-%d").to_string();
        format!("{}{} in {}", deed.author, deed.when.map(day).unwrap_or_default(), short(deed.commit))
    }
}

fn explain(deed: &Deed) -> String {
    format!("say why in a commit with `Explains: {}` in its message", short(deed.commit))
}

fn whole(facts: &Facts) -> impl Iterator<Item = u64> {
    facts.said.iter().map(|said| said.whole)
}

/// How many entries are not among some.
fn news(now: &Facts, before: &HashSet<u64>) -> usize {
    whole(now).filter(|whole| !before.contains(whole)).count()
}

/// How many of some are not among the entries.
fn gone(now: &Facts, before: &HashSet<u64>) -> usize {
    let now: HashSet<u64> = whole(now).collect();
    before.iter().filter(|whole| !now.contains(whole)).count()
}

/// The two last names of a path, by which a document is known wherever its folder goes.
fn tail(path: &str) -> &str {
    let mut ends = path.rmatch_indices('/').map(|(at, _)| at + 1);
    ends.nth(1).and_then(|at| path.get(at..)).unwrap_or(path)
}

/// What the last commit holds.
#[derive(Default)]
struct Standing<'a> {
    /// Entries by all of them, and by their words.
    entries: HashSet<u64>,
    /// How many entries of a time each document has.
    times: HashMap<(&'a str, Option<i64>), usize>,
    documents: HashSet<&'a str>,
}

impl<'a> Standing<'a> {
    fn of(judge: &Judge<'_>, last: &'a Snapshot) -> Result<Self, GitError> {
        let here = last.entries().iter().filter_map(|entry| Some((entry.id?, entry.path.as_str())));
        let here: Vec<(Oid, &str)> = here.filter(|(_, path)| is_document(path) && *path != PLAN_PATH).collect();
        let unread = here.iter().copied().filter(|(id, _)| !judge.facts.contains_key(id)).collect();
        let read = read_facts(judge.repository, &unread, judge.zone)?;
        let mut standing = Self::default();
        for (id, path) in here {
            standing.documents.insert(tail(path));
            for said in judge.facts.get(&id).or_else(|| read.get(&id)).iter().flat_map(|facts| &facts.said) {
                standing.entries.extend([said.whole, said.words]);
                *standing.times.entry((tail(path), said.at)).or_default() += 1;
            }
        }
        Ok(standing)
    }

    fn has(&self, lost: &Lost) -> bool {
        match lost {
            // In other words or at another time it stands there as well.
            Lost::Entry { said, of_its_time, document } => {
                let of_its_time_now = self.times.get(&(document.as_str(), said.at)).copied().unwrap_or_default();
                self.entries.contains(&said.whole)
                    || self.entries.contains(&said.words)
                    || (said.at.is_some() && of_its_time_now >= *of_its_time)
            }
            Lost::Document(tail) => self.documents.contains(tail.as_str()),
            Lost::Nothing => false,
        }
    }
}
