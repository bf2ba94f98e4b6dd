//! Reads `postmortem.md`.

use super::action::{ACTIONS, read_actions};
use super::field::{Field, Holds, keys};
use super::fields::{Fields, flat_text};
use super::yaml::Value;
use crate::model::{Postmortem, PostmortemStatus};

use Holds::{Date, List, Measures, Text, Texts, Word};

/// The keys of a post-mortem's front matter in the order in which they are written.
pub const POSTMORTEM_ORDER: &[&str] = &keys(&POSTMORTEM);

pub(super) const POSTMORTEM: [Field; 11] = [
    Field::new("status", Word(PostmortemStatus::WORDS), "How far it has come").needed(),
    Field::new("owner", Text, "The person or role closest to the incident, who writes it")
        .such_as("Tech Lead")
        .needed(),
    Field::new("facilitator", Text, "Who leads the review; better not a responder").such_as("Platform"),
    Field::new("reviewers", Texts, "Who reviews it").such_as(r#"["Support desk"]"#),
    Field::new("due", Date, "When it is to be ready"),
    Field::new("impact", Measures, "What was hit, by how much: users, requests, revenue, data-loss, and what else")
        .such_as(r#"{"users": 1200}"#),
    Field::new("trigger", Text, "What set it off").such_as("The deployment of release 412"),
    Field::new("detection", Text, "How it was found: alert, person, customer").such_as("alert"),
    Field::new("causes", Texts, "Contributing causes; there is seldom one alone")
        .such_as(r#"["The pool has no limit on waiting requests"]"#),
    Field::new("actions", List(ACTIONS), "What is to be done so that it does not come back"),
    Field::new("reviewed", Date, "The date of the review meeting"),
];

pub(super) fn read(mut fields: Fields<'_>) -> Postmortem {
    Postmortem {
        status: fields.word("status", PostmortemStatus::from_word),
        owner: fields.text("owner"),
        facilitator: fields.text("facilitator"),
        reviewers: fields.texts("reviewers"),
        due: fields.date("due"),
        impact: read_impact(&mut fields),
        trigger: fields.text("trigger"),
        detection: fields.text("detection"),
        causes: fields.texts("causes"),
        actions: read_actions(&mut fields),
        reviewed: fields.date("reviewed"),
        extra: fields.finish(),
    }
}

/// A map of measures; a text alone is a measure without a name. The names are the team's.
fn read_impact(fields: &mut Fields<'_>) -> Vec<(String, String)> {
    let Some(node) = fields.value("impact") else { return Vec::new() };
    match &node.value {
        Value::Map { entries, .. } => {
            entries.iter().map(|entry| (entry.key.clone(), flat_text(&entry.value))).collect()
        }
        Value::Scalar { text, .. } => vec![(String::new(), text.trim().to_owned())],
        _ => {
            fields.wrong_type("impact", node, "measures such as `users: 1200`");
            Vec::new()
        }
    }
}
