//! Reads `postmortem.md`.

use super::action::read_actions;
use super::fields::{Fields, flat_text};
use super::yaml::Value;
use crate::model::{Postmortem, PostmortemStatus};

/// The keys of a post-mortem's front matter in the order in which they are written.
pub const POSTMORTEM_ORDER: &[&str] = &[
    "status",
    "owner",
    "facilitator",
    "reviewers",
    "due",
    "impact",
    "trigger",
    "detection",
    "causes",
    "actions",
    "reviewed",
];

pub(super) fn read(mut fields: Fields<'_>) -> Postmortem {
    Postmortem {
        status: fields.word("status", PostmortemStatus::from_word, PostmortemStatus::WORDS),
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
