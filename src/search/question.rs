//! What is looked for: words, each with how much it counts.

use super::causes::Listener;
use super::said::{WEIGHTS, causes_of, labels_of, words_of};
use super::words::words;
use crate::document::body::plain_words;
use crate::log::IncidentFolder;
use std::collections::BTreeMap;
use tantivy::tokenizer::TextAnalyzer;

/// A timeline tells in its words how people worked more than what failed.
const ALL_ELSE: f64 = 0.25;

/// The words of a question, as the index has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    pub(super) words: BTreeMap<String, f64>,
    /// The ways to fail of which they tell.
    pub(super) causes: BTreeMap<&'static str, f64>,
    /// Whether somebody typed it: in few words, with endings that the past need not have.
    pub(super) is_typed: bool,
}

impl Question {
    /// A title is no query language: its colons, quotes and brackets are words' neighbours.
    pub fn of_text(text: &str) -> Self {
        let mut question = Self { is_typed: true, ..Self::default() };
        question.add(&mut words(), text, 1.0);
        question
    }

    /// What an incident says of itself; what is like it says the same.
    pub fn of_incident(folder: &IncidentFolder) -> Self {
        let (mut question, mut words) = (Self::default(), words());
        let [title, body, labels, _] = WEIGHTS;
        question.add(&mut words, folder.title(), title);
        if let Some(incident) = folder.readable() {
            for section in ["Summary", "Solution"] {
                question.add(&mut words, &plain_words(&incident.section_text(section)), body);
            }
            question.add(&mut words, &words_of(incident), body * ALL_ELSE);
        }
        causes_of(folder).for_each(|cause| question.add(&mut words, cause, body));
        labels_of(folder).for_each(|label| question.add(&mut words, label, labels));
        question
    }

    fn add(&mut self, words: &mut TextAnalyzer, text: &str, weight: f64) {
        let mut listener = Listener::default();
        words.token_stream(text).process(&mut |token| {
            match self.words.get_mut(&token.text) {
                Some(counted) => *counted += weight,
                None => {
                    self.words.insert(token.text.clone(), weight);
                }
            }
            for cause in listener.hear(&token.text) {
                *self.causes.entry(cause).or_default() += weight;
            }
        });
    }
}
