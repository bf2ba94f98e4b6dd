//! The post-mortem of an incident, as its front matter has it.

use super::action::Action;
use chrono::NaiveDate;
use serde::Serialize;

vocabulary! {
    /// How far a post-mortem has come.
    pub enum PostmortemStatus {
        Draft = "draft",
        InReview = "in-review",
        Published = "published",
    }
}

/// The sections of a post-mortem's body, in order; a plan can name others that follow them.
pub const POSTMORTEM_SECTIONS: &[&str] = &[
    "Summary",
    "Impact",
    "Background",
    "Timeline",
    "Detection",
    "Contributing causes",
    "Response",
    "Resolution",
    "What went well",
    "What went poorly",
    "Where we got lucky",
    "Lessons learned",
];

/// What the front matter of `postmortem.md` says; what it lacks is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Postmortem {
    pub status: Option<PostmortemStatus>,
    /// The person closest to the incident.
    pub owner: Option<String>,
    /// Who leads the review; better not a responder.
    pub facilitator: Option<String>,
    pub reviewers: Vec<String>,
    pub due: Option<NaiveDate>,
    /// What was hit (`users`, `requests`, `revenue`, `data-loss` …) and by how much, as text.
    pub impact: Vec<(String, String)>,
    pub trigger: Option<String>,
    /// How the incident was found: alert, person, customer …
    pub detection: Option<String>,
    /// Contributing causes.
    pub causes: Vec<String>,
    pub actions: Vec<Action>,
    /// The date of the review meeting.
    pub reviewed: Option<NaiveDate>,
    /// The team's own `x-` keys, with their values as text.
    pub extra: Vec<(String, String)>,
}

impl Postmortem {
    /// The status, draft where none is written.
    pub fn status(&self) -> PostmortemStatus {
        self.status.unwrap_or(PostmortemStatus::Draft)
    }
}
