//! Who changed an incident's documents when, and where their source is.

use super::when::When;
use crate::audience::{ViewChange, ViewIncident};
use crate::model::{Forge, Plan};
use serde::Serialize;

/// How many changes a page tells of; the others are counted.
const LAST: usize = 4;

/// What the foot of an incident's page tells.
#[derive(Serialize)]
pub struct HistoryPart {
    changes: Vec<Row>,
    earlier: usize,
}

#[derive(Serialize)]
struct Row {
    when: When,
    author: Option<String>,
    /// Of the commit, where the plan says where the log's source is.
    address: Option<String>,
    /// The commit's subject, or what became of the documents.
    what: String,
}

/// A document with where it can be seen and edited.
#[derive(Serialize)]
pub struct DocumentLink {
    path: String,
    file: Option<String>,
    edit: Option<String>,
}

impl HistoryPart {
    /// `None` where nothing is known.
    pub fn new(incident: &ViewIncident, plan: &Plan) -> Option<Self> {
        let changes = &incident.changes;
        let row = |change: &ViewChange| {
            let told = change.told.as_ref();
            Row {
                when: When::at(change.when, plan.time_zone),
                author: told.map(|told| told.author.clone()),
                address: told.and_then(|told| Some(plan.site.source.as_ref()?.commit(&told.commit))),
                what: told.and_then(|told| told.subject.clone()).unwrap_or_else(|| change.kind.word().to_owned()),
            }
        };
        (!changes.is_empty()).then(|| Self {
            changes: changes.iter().take(LAST).map(row).collect(),
            earlier: changes.len().saturating_sub(LAST),
        })
    }
}

/// The documents of an incident that its page is made from.
pub fn documents(incident: &ViewIncident, source: Option<&Forge>) -> Vec<DocumentLink> {
    let names = ["incident.md"].into_iter().chain(incident.postmortem.as_ref().map(|_| "postmortem.md"));
    names.map(|name| link(format!("{}/{name}", incident.folder), source)).collect()
}

/// A document at a path of the log.
pub fn link(path: String, source: Option<&Forge>) -> DocumentLink {
    DocumentLink { file: source.map(|forge| forge.file(&path)), edit: source.map(|forge| forge.edit(&path)), path }
}
