//! Layer 4: past incidents like a new one, or that say what is looked for, with their solutions first.

use crate::document::body::first_line;
use crate::log::{IncidentFolder, Log};
use crate::model::{Incident, Visibility};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer};
use tantivy::{Index, IndexWriter, TantivyDocument, TantivyError};

/// A past incident that resembles a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    pub id: String,
    pub title: String,
    /// The first line of what solved it; empty where that is not written.
    pub solution: String,
}

/// Memory for building the index of one log, in bytes; the least that the engine takes.
const INDEX_MEMORY: usize = 15_000_000;

/// How texts are taken apart.
const WORDS: &str = "words";

struct Fields {
    number: Field,
    title: Field,
    body: Field,
    labels: Field,
    /// What the post-mortem says: long, and about more than the incident.
    postmortem: Field,
}

/// The incidents of a log, indexed once for any number of questions. Broken ones, which may be restricted, are not among
/// them.
pub struct Past<'a> {
    log: &'a Log,
    /// `None` where there is no incident, or the engine could not start.
    index: Option<(Index, Fields)>,
}

/// An incident that has words of a question in it.
pub struct Match<'a> {
    pub folder: &'a IncidentFolder,
    /// How much it is like the question, against others for the same one.
    pub score: f32,
}

impl Similar {
    /// What is told of an incident.
    pub fn of(folder: &IncidentFolder) -> Self {
        Self {
            id: folder.name.clone(),
            title: folder.title().to_owned(),
            solution: folder.incident.as_ref().map(|d| first_line(&d.section_text("Solution"))).unwrap_or_default(),
        }
    }
}

/// The past incidents that are most like a text, services and tags, the most alike first.
pub fn similar_to(log: &Log, text: &str, services: &[String], tags: &[String], limit: usize) -> Vec<Similar> {
    let query = [text, &services.join(" "), &tags.join(" ")].join(" ");
    Past::of(log).like(&query, limit).into_iter().map(|found| Similar::of(found.folder)).collect()
}

impl<'a> Past<'a> {
    /// Indexes a log without its restricted incidents: what is told of the others gets copied into channels.
    pub fn of(log: &'a Log) -> Self {
        Self::indexed(log, |incident| incident.visibility != Some(Visibility::Restricted))
    }

    /// Indexes all of a log, for whoever can read its files anyway.
    pub fn with_restricted(log: &'a Log) -> Self {
        Self::indexed(log, |_| true)
    }

    fn indexed(log: &'a Log, may_be_told: fn(&Incident) -> bool) -> Self {
        // Without the engine nothing is found; whoever asks goes on.
        let index = if log.incidents.is_empty() { None } else { index(log, may_be_told).ok() };
        Self { log, index }
    }

    /// The incidents that are most like a text, the most alike first.
    pub fn like(&self, text: &str, limit: usize) -> Vec<Match<'a>> {
        self.ranked(text, Asked::Alike, limit)
    }

    /// The incidents that have all words of a text, the post-mortem's among them; where there is none, those that have
    /// some.
    pub fn search(&self, text: &str, limit: usize) -> Vec<Match<'a>> {
        let all = self.ranked(text, Asked::AllWords, limit);
        if all.is_empty() { self.ranked(text, Asked::SomeWords, limit) } else { all }
    }

    fn ranked(&self, text: &str, asked: Asked, limit: usize) -> Vec<Match<'a>> {
        // The engine makes room for as many as are asked for.
        let limit = limit.min(self.log.incidents.len());
        let Some((index, fields)) = &self.index else { return Vec::new() };
        let ranked = rank(index, fields, text, asked, limit).unwrap_or_default();
        let folder = |(number, score)| Some(Match { folder: self.log.incidents.get(number)?, score });
        ranked.into_iter().filter_map(folder).collect()
    }
}

/// What is asked of the words of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Alike,
    AllWords,
    SomeWords,
}

fn index(log: &Log, may_be_told: fn(&Incident) -> bool) -> Result<(Index, Fields), TantivyError> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer(WORDS).set_index_option(IndexRecordOption::WithFreqs);
    let words = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        number: schema.add_u64_field("number", STORED),
        title: schema.add_text_field("title", words.clone()),
        body: schema.add_text_field("body", words.clone()),
        labels: schema.add_text_field("labels", words.clone()),
        postmortem: schema.add_text_field("postmortem", words),
    };
    let index = Index::create_in_ram(schema.build());
    // What only holds a sentence together makes none like another.
    let filler = StopWordFilter::new(Language::English).unwrap_or_else(|| StopWordFilter::remove([]));
    let words = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(filler);
    index.tokenizers().register(WORDS, words.filter(Stemmer::new(Language::English)).build());
    let mut writer: IndexWriter = index.writer_with_num_threads(1, INDEX_MEMORY)?;
    for (number, folder) in
        log.incidents.iter().enumerate().filter(|(_, folder)| readable(folder).is_some_and(may_be_told))
    {
        writer.add_document(document(&fields, number, folder))?;
    }
    writer.commit()?;
    Ok((index, fields))
}

/// The positions in the log of the incidents that match best, with their scores.
fn rank(
    index: &Index,
    fields: &Fields,
    text: &str,
    asked: Asked,
    limit: usize,
) -> Result<Vec<(usize, f32)>, TantivyError> {
    if text.trim().is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let mut looked_in = vec![fields.title, fields.body, fields.labels];
    looked_in.extend((asked != Asked::Alike).then_some(fields.postmortem));
    let mut parser = QueryParser::for_index(index, looked_in);
    parser.set_field_boost(fields.postmortem, 0.5);
    if asked == Asked::AllWords {
        parser.set_conjunction_by_default();
    }
    parser.set_field_boost(fields.title, 2.0);
    // A title is no query language: its colons, quotes and brackets are words' neighbours.
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let (query, _) = parser.parse_query_lenient(&plain.to_lowercase());
    let searcher = index.reader()?.searcher();
    let found = searcher.search(&query, &TopDocs::with_limit(limit).order_by_score())?;
    let mut ranked = Vec::new();
    for (score, address) in found {
        let document: TantivyDocument = searcher.doc(address)?;
        let number = document.get_first(fields.number).and_then(|value| value.as_u64());
        ranked.extend(number.map(|number| (number as usize, score)));
    }
    Ok(ranked)
}

fn readable(folder: &IncidentFolder) -> Option<&Incident> {
    folder.readable().map(|document| &document.value)
}

fn document(fields: &Fields, number: usize, folder: &IncidentFolder) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_u64(fields.number, number as u64);
    document.add_text(fields.title, folder.title());
    if let Some(incident) = &folder.incident {
        for title in ["Summary", "Solution", "Timeline"] {
            document.add_text(fields.body, incident.section_text(title));
        }
        for service in &incident.value.services {
            document.add_text(fields.labels, &service.name);
        }
        for tag in &incident.value.tags {
            document.add_text(fields.labels, tag);
        }
    }
    for postmortem in folder.postmortem.iter().filter(|postmortem| postmortem.broken().is_none()) {
        for cause in &postmortem.value.causes {
            document.add_text(fields.body, cause);
        }
        document.add_text(fields.postmortem, postmortem.source.slice(postmortem.body.span));
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Content;

    #[test]
    fn the_incident_that_is_alike_comes_first_with_its_solution() {
        let text = |title: &str, solution: &str| {
            format!("---\ntitle: {title}\nservices: [shop]\n---\n\n## Solution\n{solution}\n").into_bytes()
        };
        let contents = [
            ("incidents/2024/2024-01-01-a/incident.md", text("Mails are late", "Restart the queue.")),
            (
                "incidents/2024/2024-02-01-b/incident.md",
                text("Connection pool exhausted", "Close **every** connection."),
            ),
        ];
        let restricted = text("Connection pool exhausted\nvisibility: restricted", "Close the pool.");
        let broken = text("Connection pool exhausted\ntitle: Again", "Close the pool.");
        let hidden = [
            ("incidents/2024/2024-03-01-c/incident.md", restricted),
            ("incidents/2024/2024-03-02-d/incident.md", broken),
        ];
        let contents =
            contents.into_iter().chain(hidden).map(|(path, bytes)| (path.to_owned(), Content::Bytes(bytes))).collect();
        let log = Log::assemble(contents, Default::default(), &[]);
        let found = similar_to(&log, "the pool of \"connections\" exhausts: (again", &[], &[], 3);
        assert!(found.iter().all(|found| !found.id.starts_with("2024-03")), "a hidden one is told of: {found:?}");
        assert_eq!((found[0].id.as_str(), found[0].solution.as_str()), ("2024-02-01-b", "Close every connection."));
        assert_eq!(similar_to(&log, "?!", &[], &[], 3), []);
        let past = Past::with_restricted(&log);
        let ids = |text: &str| -> Vec<&str> {
            past.search(text, 5).into_iter().map(|found| found.folder.name.as_str()).collect()
        };
        let mut all_words = ids("close pool");
        all_words.sort_unstable();
        assert_eq!(all_words, ["2024-02-01-b", "2024-03-01-c"], "restricted ones too");
        assert_eq!(ids("queue zebra"), ["2024-01-01-a"], "some words, where none has all");
    }
}
