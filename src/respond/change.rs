//! Controlled changes: each is written down before it is applied, and what it did after.

use super::failure::RespondError;
use super::names::given;
use super::step::{check_time, ongoing};
use crate::document::body::first_line;
use crate::document::timeline::with_attributes;
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Moment, format_moment};

/// How a change was tried before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Staging {
    Verified,
    Failed,
    /// It was not, and this is why.
    Untried(String),
}

impl Staging {
    /// Reads `verified`, `failed` or `none:WHY`.
    ///
    /// # Errors
    /// What it takes instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (word, why) = text.split_once(':').unwrap_or((text, ""));
        match (word.trim().to_ascii_lowercase().as_str(), why.trim()) {
            ("verified", "") => Ok(Self::Verified),
            ("failed", "") => Ok(Self::Failed),
            ("none", "") => Err("say why it was not tried: none:WHY".to_owned()),
            ("none", why) => Ok(Self::Untried(why.to_owned())),
            _ => Err("it takes verified, failed or none:WHY".to_owned()),
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Verified => "verified".to_owned(),
            Self::Failed => "failed".to_owned(),
            Self::Untried(why) => format!("none: {why}"),
        }
    }
}

/// A change that is about to be applied.
#[derive(Clone, Debug)]
pub struct PlannedChange {
    pub text: String,
    pub approved_by: Option<String>,
    pub staging: Option<Staging>,
    pub ticket: Option<String>,
    pub by: Option<String>,
    pub at: Moment,
}

/// Writes a change down.
///
/// # Errors
/// Where it is empty, the incident is over, or `at` lies in the future.
pub fn write_down_change(
    log: &Log,
    folder: &IncidentFolder,
    change: &PlannedChange,
    now: Moment,
) -> Result<Draft, RespondError> {
    if change.text.trim().is_empty() {
        return Err(RespondError::new("the change is empty", "say in a line what is changed, and where"));
    }
    check_time("the change", change.at, now)?;
    let document = ongoing(folder)?;
    let by = given(&change.by).map(|name| format!("{name}: ")).unwrap_or_default();
    let attributes = [
        ("approved", given(&change.approved_by)),
        ("staging", change.staging.as_ref().map(Staging::told)),
        ("ticket", given(&change.ticket)),
    ];
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    let entry = with_attributes(&format!("{by}{}", change.text.trim()), &attributes);
    draft.add_entry(change.at, EntryKind::Change, None, &entry)?;
    Ok(draft)
}

/// Writes down what the last change did.
///
/// # Errors
/// Where there is no change, nothing is said, the incident is over, or `at` lies in the future.
pub fn write_down_effect(
    log: &Log,
    folder: &IncidentFolder,
    effect: &str,
    at: Moment,
    now: Moment,
) -> Result<Draft, RespondError> {
    if effect.trim().is_empty() {
        return Err(RespondError::new("the effect is empty", "say in a line what the change did"));
    }
    check_time("the effect", at, now)?;
    let document = ongoing(folder)?;
    let mut changes = document.timeline.iter().filter(|entry| entry.kind == EntryKind::Change);
    let Some(last) = changes.rfind(|entry| entry.at.is_none_or(|changed| changed <= at)) else {
        let help = format!("write it down first: `incident change {} TEXT`", folder.name);
        return Err(RespondError::new("there is no change yet whose effect it could be", help));
    };
    let changed = last.at.map(|at| format!(" of {}", format_moment(at))).unwrap_or_default();
    let what = first_line(&last.text);
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    let text = format!("Effect of the change{changed} ({}): {}", what.trim_end_matches('.'), effect.trim());
    draft.add_entry(at, EntryKind::Status, None, &text)?;
    Ok(draft)
}
