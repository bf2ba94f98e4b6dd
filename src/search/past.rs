//! The past incidents of a log, indexed once for any number of questions.

use super::fields::{Fields, KEY, Key, STATE, state};
use super::mutual::{ASKED_BACK, asked_back};
use super::part::Part;
use super::place::{Place, in_memory};
use super::question::Question;
use super::rank::{Asked, Ranking, rank};
use super::similar::Similar;
use crate::git::{GitError, Snapshot};
use crate::log::{Log, incident_entries};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::iter;
use tantivy::{Index, SegmentReader, TantivyDocument, TantivyError};

/// As many incidents are indexed in memory sooner than the kept index is written.
const FEW: usize = if cfg!(test) { 1 } else { 32 };

/// A report is among as many of those that have its words, the most of them first.
const REPORTS: usize = 32;

/// The incidents of a log, ready to be asked.
pub struct Past {
    fields: Fields,
    parts: Vec<Part>,
    /// By name and path, as in a log; `None` where it is yet to be indexed.
    incidents: Vec<Option<Incident>>,
}

/// Where an incident stands in the index, and what bars it from some answers.
struct Incident {
    part: usize,
    document: u32,
    state: u64,
}

/// An incident that has words of a question in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Its place among all incidents; of joined logs, those of one stand behind those of the one before.
    pub place: usize,
    /// Of its folder.
    pub path: String,
    pub similar: Similar,
    /// How much it is like the question, against others for the same one.
    pub score: f64,
}

impl Past {
    /// Indexes a log in memory.
    pub fn of(log: &Log) -> Self {
        let fields = Fields::new();
        let folders = log.incidents.iter().filter(|folder| folder.incident.is_some());
        let keyed = (0..).map(|number| (0, number)).zip(folders);
        let (keys, documents): (Vec<Key>, Vec<_>) =
            keyed.map(|(key, folder)| (key, fields.document(folder, key))).unzip();
        let parts = if keys.is_empty() { Ok(Vec::new()) } else { in_memory(documents.into_iter()).and_then(readers) };
        // Without the engine nothing is found; whoever asks goes on.
        Self::new(parts.unwrap_or_default(), &keys)
    }

    /// The incidents of a snapshot by the kept index, which is brought up to date where much is missing in it. A little is
    /// indexed in memory, and so is all that the kept index cannot give or take.
    ///
    /// # Errors
    /// Where a folder of the log's own is a link.
    pub fn kept(snapshot: &Snapshot, place: &Place) -> Result<Self, GitError> {
        let entries = incident_entries(snapshot);
        // What is no file that can be read has no key that tells what it holds, and is not kept.
        let kept_keys: Vec<Option<Key>> =
            entries.iter().map(|entries| Some(key(entries.path, &entries.ids()?))).collect();
        let keys: Vec<Key> = (0..).zip(&kept_keys).map(|(number, key)| key.unwrap_or((0, number))).collect();
        let documents = |places: &[usize]| -> Result<Vec<TantivyDocument>, GitError> {
            let of = |at: &usize| Some((entries.get(*at)?.path, *keys.get(*at)?));
            let wanted: HashMap<&str, Key> = places.iter().filter_map(of).collect();
            let (log, fields) = (Log::load_folders(snapshot, |path| wanted.contains_key(path))?, Fields::new());
            let keyed = log.incidents.iter().filter_map(|folder| Some((folder, *wanted.get(folder.path.as_str())?)));
            Ok(keyed.map(|(folder, key)| fields.document(folder, key)).collect())
        };
        let in_memory = |documents: Vec<TantivyDocument>| in_memory(documents.into_iter()).and_then(readers);

        let mut past = Self::new(place.open().and_then(|index| readers(index).ok()).unwrap_or_default(), &keys);
        let is_kept = |at: &usize| kept_keys.get(*at).is_some_and(Option::is_some);
        let missing: Vec<usize> = past.missing().into_iter().filter(is_kept).collect();
        if missing.len() > FEW {
            // What other branches had goes once it is more than what is there.
            let is_new = past.parts.is_empty() || past.document_count() > 2 * keys.len();
            let missing = if is_new { (0..keys.len()).filter(is_kept).collect() } else { missing };
            let documents = documents(&missing)?;
            past = match place.add(is_new, documents.iter().cloned()).and_then(|index| readers(index).ok()) {
                Some(parts) => Self::new(parts, &keys),
                None => past.with(in_memory(documents), &keys),
            };
        }
        match past.missing() {
            missing if missing.is_empty() => Ok(past),
            missing => Ok(past.with(in_memory(documents(&missing)?), &keys)),
        }
    }

    fn new(readers: Vec<SegmentReader>, keys: &[Key]) -> Self {
        let (fields, wanted) = (Fields::new(), (0..).zip(keys).map(|(at, key)| (*key, at)).collect());
        let mut past = Self { fields, parts: Vec::new(), incidents: keys.iter().map(|_| None).collect() };
        for reader in readers {
            // What cannot be read is missing.
            let _ = past.add(reader, &wanted);
        }
        past
    }

    fn with(self, more: Result<Vec<SegmentReader>, TantivyError>, keys: &[Key]) -> Self {
        let parts = self.parts.into_iter().map(|part| part.reader);
        Self::new(parts.chain(more.unwrap_or_default()).collect(), keys)
    }

    fn add(&mut self, reader: SegmentReader, wanted: &HashMap<Key, u32>) -> Result<(), TantivyError> {
        let columns = reader.fast_fields();
        let (one, other, state) = (columns.u64(KEY.0)?, columns.u64(KEY.1)?, columns.u64(STATE)?);
        let part = self.parts.len();
        let mut place_of = |document: u32| {
            let place = *wanted.get(&(one.first(document)?, other.first(document)?))?;
            let incident = self.incidents.get_mut(place as usize).filter(|incident| incident.is_none())?;
            let state = state.first(document)?;
            *incident = Some(Incident { part, document, state });
            (state & state::BROKEN == 0).then_some(place)
        };
        let places = (0..reader.max_doc()).map(&mut place_of).collect();
        self.parts.push(Part { reader, places });
        Ok(())
    }

    /// Leaves the restricted incidents out: what is told of the others gets copied into channels.
    pub fn without_restricted(mut self) -> Self {
        for incident in self.incidents.iter().flatten().filter(|incident| incident.state & state::RESTRICTED != 0) {
            leave_out(&mut self.parts, incident);
        }
        self
    }

    /// Leaves out an incident by its id, whose report is a question: all that is asked for stands in it.
    pub fn without_report(mut self, id: &str, question: &Question) -> Self {
        let ranked =
            rank(&self.parts, &self.fields, self.incidents.len(), question, Asked::SomeWords).unwrap_or_default();
        let incidents =
            ranked.found.iter().filter_map(|(at, _)| self.incidents.get(*at as usize)?.as_ref()).take(REPORTS);
        let is_it = |incident: &&Incident| self.told(incident).is_ok_and(|(_, similar)| similar.id == id);
        if let Some(incident) = incidents.into_iter().find(is_it) {
            leave_out(&mut self.parts, incident);
        }
        self
    }

    /// Several logs as if they were one, so that a word weighs the same in each.
    pub fn joined(logs: Vec<Self>) -> Self {
        let mut all = Self::new(Vec::new(), &[]);
        for log in logs {
            let (part, first) = (all.parts.len(), u32::try_from(all.incidents.len()).unwrap_or(u32::MAX));
            let places = |places: Vec<Option<u32>>| places.into_iter().map(|place| Some(place? + first)).collect();
            all.parts.extend(log.parts.into_iter().map(|one| Part { places: places(one.places), ..one }));
            let moved = |incident: Incident| Incident { part: incident.part + part, ..incident };
            all.incidents.extend(log.incidents.into_iter().map(|incident| incident.map(moved)));
        }
        all
    }

    /// How many incidents there are.
    pub fn count(&self) -> usize {
        self.incidents.len()
    }

    /// How many incidents cannot be read.
    pub fn broken(&self) -> usize {
        self.incidents.iter().flatten().filter(|incident| incident.state & state::BROKEN != 0).count()
    }

    /// The paths of the incidents on which work goes on.
    pub fn ongoing(&self) -> Vec<String> {
        let ongoing = self.incidents.iter().flatten().filter(|incident| incident.state & state::ONGOING != 0);
        ongoing.filter_map(|incident| Some(self.told(incident).ok()?.0)).collect()
    }

    /// The incidents that are most like a question, the most alike first; none that is no more like it than any other.
    pub fn like(&self, question: &Question, limit: usize) -> Vec<Match> {
        self.ranked(question, Asked::Alike, limit)
    }

    /// The incidents that have all words of a text, the post-mortem's among them; where there is none, those that have
    /// some.
    pub fn search(&self, text: &str, limit: usize) -> Vec<Match> {
        let question = Question::of_text(text);
        let all = self.ranked(&question, Asked::AllWords, limit);
        if all.is_empty() { self.ranked(&question, Asked::SomeWords, limit) } else { all }
    }

    fn ranked(&self, question: &Question, asked: Asked, limit: usize) -> Vec<Match> {
        let mut ranked = rank(&self.parts, &self.fields, self.incidents.len(), question, asked).unwrap_or_default();
        if asked == Asked::Alike && !question.is_typed {
            self.favour_mutual(question, &mut ranked);
        }
        let told = |(at, score): (u32, f64)| {
            let incident = self.incidents.get(at as usize)?.as_ref()?;
            let (path, similar) = self.told(incident).ok()?;
            Some(Match { place: at as usize, path, similar, score })
        };
        ranked.found.into_iter().take(limit).filter_map(told).collect()
    }

    /// Brings those forward that would ask for the question as it asks for them.
    fn favour_mutual(&self, question: &Question, ranked: &mut Ranking) {
        let first = ranked.found.len().min(ASKED_BACK);
        let Some(first) = ranked.found.get_mut(..first) else { return };
        let asked_by = |(at, _): &(u32, f64)| {
            let incident = self.incidents.get(*at as usize)?.as_ref()?;
            Some(self.fields.asked(&self.stored(incident).ok()?))
        };
        let asked: Option<Vec<_>> =
            iter::once(Some(question.words.clone())).chain(first.iter().map(asked_by)).collect();
        // Without it they stay as they are ranked.
        let Some(asked) = asked else { return };
        let Ok(back) = asked_back(&self.parts, &self.fields, self.incidents.len(), &asked) else { return };
        first.iter_mut().zip(back).for_each(|((_, score), back)| *score += ranked.most * back);
        first.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    }

    fn stored(&self, incident: &Incident) -> Result<TantivyDocument, TantivyError> {
        let part = self.parts.get(incident.part).ok_or(TantivyError::Poisoned)?;
        part.reader.get_store_reader(1)?.get(incident.document)
    }

    fn told(&self, incident: &Incident) -> Result<(String, Similar), TantivyError> {
        Ok(self.fields.told(&self.stored(incident)?, incident.state))
    }

    fn missing(&self) -> Vec<usize> {
        let missing = self.incidents.iter().enumerate().filter(|(_, incident)| incident.is_none());
        missing.map(|(at, _)| at).collect()
    }

    fn document_count(&self) -> usize {
        self.parts.iter().map(|part| part.places.len()).sum()
    }
}

fn leave_out(parts: &mut [Part], incident: &Incident) {
    let places = parts.get_mut(incident.part).map(|part| &mut part.places);
    if let Some(place) = places.and_then(|places| places.get_mut(incident.document as usize)) {
        *place = None;
    }
}

fn readers(index: Index) -> Result<Vec<SegmentReader>, TantivyError> {
    index.searchable_segments()?.iter().map(SegmentReader::open).collect()
}

/// Two different hashes of what an incident's documents hold and where they stand.
fn key(path: &str, ids: &[Option<&[u8]>; 2]) -> Key {
    let hash = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, path, ids).hash(&mut hasher);
        hasher.finish()
    };
    (hash(1).max(1), hash(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Content;

    fn log(incidents: &[(&str, &str)]) -> Log {
        let file = |(id, words): &(&str, &str)| {
            let text =
                format!("---\ntitle: {words}\nvisibility: internal\n---\n\n## Solution\n\nAsk for the {words}.\n");
            (format!("incidents/2026/{id}/incident.md"), Content::Bytes(text.into_bytes()))
        };
        let files: Vec<_> = incidents.iter().map(file).collect();
        let paths = files.iter().map(|(path, _)| path.clone()).collect();
        Log::assemble(files, paths, &[])
    }

    fn past(incidents: &[(&str, &str)]) -> Past {
        Past::of(&log(incidents))
    }

    #[test]
    fn several_logs_answer_to_the_last_bit_as_one_with_all_their_incidents_does() {
        let first = [("2026-01-01-a", "queue of mail"), ("2026-01-02-b", "queue queue")];
        let second = [("2026-01-03-c", "mail"), ("2026-01-04-d", "wombat queue"), ("2026-01-05-e", "numbat")];
        let joined = Past::joined(vec![past(&first), past(&[]), past(&second)]);
        let one = past(&[&first[..], &second[..]].concat());
        assert_eq!(joined.count(), 5);
        for words in ["queue", "mail queue", "wombat", "numbat mail", "nothing"] {
            assert_eq!(joined.search(words, 9), one.search(words, 9), "{words}");
        }
        assert_eq!(joined.search("wombat", 9).iter().map(|found| found.place).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn of_those_that_have_its_words_one_comes_first_that_has_nothing_more_like_it() {
        let all = [
            ("2026-01-01-a", "relay stuck mail numbat quokka bilby"),
            ("2026-01-02-b", "relay stuck mail numbat quokka bilby"),
            ("2026-01-03-c", "wombat possum"),
            ("2026-01-04-d", "relay stuck mail wombat"),
        ];
        let log = log(&all);
        let found = Past::of(&log).like(&Question::of_incident(&log.incidents[3]), 9);
        assert_eq!(found.iter().map(|found| found.place).collect::<Vec<_>>(), [3, 2, 1, 0]);
    }
}
