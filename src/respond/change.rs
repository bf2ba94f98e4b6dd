//! Controlled changes: each is written down before it is applied, and what it did after.

use super::failure::RespondError;
use super::names::{given, person};
use super::step::{check_time, ongoing};
use crate::document::first_line;
use crate::document::timeline::with_attributes;
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{Entry, EntryKind, Moment, format_moment};
use chrono_tz::Tz;

/// As many changes are named where none is meant, or several; the last ones first.
const MOST_NAMED: usize = 5;

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
    if change.approved_by.is_some() && given(&change.approved_by).is_none() {
        let help = "name who approved it, or leave --approved-by out";
        return Err(RespondError::new("the name of whoever approved it is empty", help));
    }
    check_time("the change", change.at, now)?;
    let document = ongoing(folder)?;
    let by = person(&log.plan.value, &change.by).map(|name| format!("{name}: ")).unwrap_or_default();
    let attributes = [
        ("approved", person(&log.plan.value, &change.approved_by)),
        ("staging", change.staging.as_ref().map(Staging::told)),
        ("ticket", given(&change.ticket)),
    ];
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    let entry = with_attributes(&format!("{by}{}", change.text.trim()), &attributes);
    draft.add_entry(change.at, EntryKind::Change, None, &entry)?;
    Ok(draft)
}

/// What a change did.
#[derive(Clone, Debug)]
pub struct ChangeEffect {
    pub text: String,
    /// Which change did it: its time, or words of it; the last one where it is not said.
    pub of: Option<String>,
    pub at: Moment,
}

/// Writes down what a change did.
///
/// # Errors
/// Where there is no such change or there are several, nothing is said, the incident is over, or it lies in the future.
pub fn write_down_effect(
    log: &Log,
    folder: &IncidentFolder,
    effect: &ChangeEffect,
    now: Moment,
) -> Result<Draft, RespondError> {
    if effect.text.trim().is_empty() {
        return Err(RespondError::new("the effect is empty", "say in a line what the change did"));
    }
    check_time("the effect", effect.at, now)?;
    let document = ongoing(folder)?;
    let zone = log.plan.value.time_zone;
    let changes = document.timeline.iter().filter(|entry| entry.kind == EntryKind::Change);
    let before: Vec<&Entry> = changes.filter(|entry| entry.at.is_none_or(|changed| changed <= effect.at)).collect();
    let Some(last) = before.last().copied() else {
        let help = format!("write it down first: `incident change {} TEXT`", folder.name);
        return Err(RespondError::new("there is no change yet whose effect it could be", help));
    };
    let change = given(&effect.of).map_or(Ok(last), |of| the_one(&before, &of, zone))?;
    let changed = change.at.map(|at| format!(" of {}", format_moment(at))).unwrap_or_default();
    let what = first_line(&change.text);
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, zone);
    let text = format!("Effect of the change{changed} ({}): {}", what.trim_end_matches('.'), effect.text.trim());
    draft.add_entry(effect.at, EntryKind::Status, None, &text)?;
    Ok(draft)
}

/// The one change of this time, or with these words.
fn the_one<'a>(changes: &[&'a Entry], of: &str, zone: Tz) -> Result<&'a Entry, RespondError> {
    let wanted = of.to_lowercase();
    let is_meant = |entry: &&&Entry| {
        let told = |at: Moment| {
            let at = at.with_timezone(&zone);
            ["%H:%M", "%-H:%M", "%H:%M:%S"].iter().any(|form| at.format(form).to_string() == wanted)
                || format_moment(at.fixed_offset()).to_lowercase().starts_with(&wanted)
        };
        entry.at.is_some_and(told) || entry.text.to_lowercase().contains(&wanted)
    };
    let mut meant: Vec<&&Entry> = changes.iter().filter(is_meant).collect();
    // Whoever says all of one means that one, though another says more.
    let whole: Vec<&&Entry> = meant.iter().copied().filter(|entry| entry.text.to_lowercase() == wanted).collect();
    if let [one] = whole.as_slice() {
        meant = vec![one];
    }
    let listed = |entries: &[&&Entry]| {
        let lines = entries.iter().rev().take(MOST_NAMED).map(|entry| {
            let at = entry.at.map(|at| at.with_timezone(&zone).format("%H:%M ").to_string()).unwrap_or_default();
            format!("\n  {at}{}", first_line(&entry.text))
        });
        lines.collect::<String>()
    };
    match meant.as_slice() {
        [one] => Ok(one),
        [] => {
            let help =
                format!("name one by its time or by words of it:{}", listed(&changes.iter().collect::<Vec<_>>()));
            Err(RespondError::new(format!("no change before this is `{of}`"), help))
        }
        several => {
            let help = format!("name more of it, or its time:{}", listed(several));
            Err(RespondError::new(format!("`{of}` may be any of {} changes", several.len()), help))
        }
    }
}
