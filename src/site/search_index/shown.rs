//! What an answer shows of a document.

use super::documents::SearchDocument;
use crate::model::format_duration;
use chrono::Duration;
use serde::Serialize;

/// How much of a text a passage is taken from, in bytes: more would be loaded for every answer.
const TEXT: usize = 5_000;

/// One document, as its answer shows it.
#[derive(Debug, Serialize)]
pub struct Shown<'a> {
    address: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    log: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    severity: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    status: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    date: &'a str,
    /// For how long users felt it, where it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    lasted: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    solution: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    services: &'a [String],
    text: &'a str,
}

impl<'a> Shown<'a> {
    pub fn new(document: &'a SearchDocument) -> Self {
        let end = document.text.len().min(TEXT);
        Self {
            address: &document.address,
            title: &document.title,
            log: &document.log,
            severity: &document.severity,
            status: &document.status,
            date: &document.date,
            lasted: document.lasted.map(|minutes| format_duration(Duration::minutes(minutes.into()))),
            solution: &document.solution,
            services: &document.services,
            text: document.text.get(..document.text.floor_char_boundary(end)).unwrap_or_default(),
        }
    }
}
