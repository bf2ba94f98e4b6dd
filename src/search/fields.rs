//! What the index holds of an incident: its words, by where they stand, and what is told of it.

use super::causes::Listener;
use super::question::Question;
use super::said::{WEIGHTS, causes_of, labels_of, words_of};
use super::similar::Similar;
use super::words::words;
use crate::log::IncidentFolder;
use crate::model::Visibility;
use std::collections::BTreeMap;
use std::iter;
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::{Index, TantivyDocument};

/// How texts are taken apart.
const WORDS: &str = "words";

/// By what an incident is known again: its folder, and what its documents hold.
pub type Key = (u64, u64);

/// The columns that are read of every incident.
pub const KEY: (&str, &str) = ("key", "key-too");
pub const STATE: &str = "state";

/// What bars an incident from some answers.
pub mod state {
    pub const RESTRICTED: u64 = 1;
    /// It cannot be read, and has no words.
    pub const BROKEN: u64 = 2;
    pub const ONGOING: u64 = 4;
}

/// Where a word can stand, with how much more it says there than elsewhere.
pub struct Place {
    pub field: Field,
    pub weight: f64,
}

pub struct Fields {
    pub schema: Schema,
    pub places: [Place; 4],
    /// The ways to fail of which it tells.
    pub causes: Field,
    key: (Field, Field),
    state: Field,
    told: [Field; 4],
    /// The words by which it asks for others like it.
    asked: Field,
}

impl Fields {
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_tokenizer(WORDS).set_index_option(IndexRecordOption::WithFreqs);
        let words = TextOptions::default().set_indexing_options(indexing);
        let mut place = |name: &str, weight| Place { field: schema.add_text_field(name, words.clone()), weight };
        let [title, body, labels, postmortem] = WEIGHTS;
        let places = [
            place("title-words", title),
            place("body", body),
            place("labels", labels),
            place("postmortem", postmortem),
        ];
        let names = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqs);
        let causes = schema.add_text_field("causes", TextOptions::default().set_indexing_options(names));
        let key = (schema.add_u64_field(KEY.0, FAST), schema.add_u64_field(KEY.1, FAST));
        let state = schema.add_u64_field(STATE, FAST);
        let told = ["path", "id", "title", "solution"].map(|name| schema.add_text_field(name, STORED));
        let asked = schema.add_text_field("asked", STORED);
        Self { schema: schema.build(), places, causes, key, state, told, asked }
    }

    /// Names to an index how its texts are taken apart.
    pub fn register(index: &Index) {
        index.tokenizers().register(WORDS, words());
    }

    /// What the index holds of an incident; a broken one is there to be counted alone, as it may be restricted.
    pub fn document(&self, folder: &IncidentFolder, key: Key) -> TantivyDocument {
        let (mut document, mut words) = (TantivyDocument::default(), words());
        document.add_u64(self.key.0, key.0);
        document.add_u64(self.key.1, key.1);
        let [title, body, labels, postmortem] = &self.places;
        let Some(incident) = folder.readable() else {
            document.add_u64(self.state, state::BROKEN);
            return document;
        };
        let is_restricted = incident.value.visibility == Some(Visibility::Restricted);
        let is_ongoing = incident.value.is_ongoing();
        let flag = |is: bool, flag: u64| if is { flag } else { 0 };
        document.add_u64(self.state, flag(is_restricted, state::RESTRICTED) | flag(is_ongoing, state::ONGOING));
        let similar = Similar::of(folder);
        for (field, text) in self.told.iter().zip([&folder.path, &similar.id, &similar.title, &similar.solution]) {
            document.add_text(*field, text);
        }
        let mut causes = Vec::new();
        let mut add = |field, text: &str, times| {
            document.add_text(field, text);
            let mut listener = Listener::default();
            let mut hear =
                |word: &str| listener.hear(word).for_each(|cause| causes.extend(iter::repeat_n(cause, times)));
            words.token_stream(text).process(&mut |token| hear(&token.text));
        };
        // As a title says more, it says so of a cause.
        add(title.field, folder.title(), 2);
        add(body.field, &words_of(incident), 1);
        labels_of(folder).for_each(|label| add(labels.field, label, 1));
        causes_of(folder).for_each(|cause| add(body.field, cause, 1));
        causes.into_iter().for_each(|cause| document.add_text(self.causes, cause));
        document.add_text(self.asked, in_text(&Question::of_incident(folder).words));
        for document_of in folder.postmortem.iter().filter(|postmortem| postmortem.broken().is_none()) {
            document.add_text(postmortem.field, words_of(document_of));
        }
        document
    }

    /// Where an incident is called something: its title and its labels.
    pub fn names(&self) -> [Field; 2] {
        let [title, _, labels, _] = &self.places;
        [title.field, labels.field]
    }

    /// The words by which an incident asks for others like it, with how much each counts.
    pub fn asked(&self, document: &TantivyDocument) -> BTreeMap<String, f64> {
        let text = document.get_first(self.asked).and_then(|value| value.as_str()).unwrap_or_default();
        let read = |word: &str| {
            let (word, quarters) = word.split_once(' ').unwrap_or((word, "1"));
            Some((word.to_owned(), quarters.parse::<f64>().ok()? / QUARTERS))
        };
        text.split(',').filter_map(read).collect()
    }

    /// The path of an incident's folder, and what is told of it.
    pub fn told(&self, document: &TantivyDocument, state: u64) -> (String, Similar) {
        let text = |field| {
            let value = document.get_first(field);
            value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
        };
        let [path, id, title, solution] = self.told.map(text);
        (path, Similar { id, title, solution, is_open: state & state::ONGOING != 0 })
    }
}

/// A word counts in quarters, and most count one.
const QUARTERS: f64 = 4.0;

/// Words, which have neither spaces nor commas, each with its number where that is not one.
fn in_text(words: &BTreeMap<String, f64>) -> String {
    let said = |(word, asked): (&String, &f64)| match asked * QUARTERS {
        1.0 => word.clone(),
        quarters => format!("{word} {quarters}"),
    };
    words.iter().map(said).collect::<Vec<_>>().join(",")
}
