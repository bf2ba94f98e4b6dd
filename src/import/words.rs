//! What other logs call severities and how far an incident has come.

use crate::model::{Plan, Status};
use regex::Regex;
use std::sync::LazyLock;

/// The words of other logs for how bad something is, the worst first.
const SEVERITIES: [&[&str]; 4] = [
    &["critical", "blocker", "highest", "emergency", "urgent", "fatal", "catastrophic", "severe"],
    &["major", "high", "down", "outage", "major outage", "full outage", "error"],
    &[
        "minor",
        "medium",
        "moderate",
        "normal",
        "disrupted",
        "degraded",
        "degraded performance",
        "partial outage",
        "partial",
        "warning",
    ],
    &["low", "lowest", "notice", "none", "trivial", "maintenance", "info", "informational", "cosmetic", "scheduled"],
];
const STATUSES: &[(Status, &[&str])] = &[
    (
        Status::Open,
        &[
            "investigating",
            "identified",
            "triggered",
            "acknowledged",
            "new",
            "to do",
            "todo",
            "in progress",
            "active",
            "ongoing",
            "reopened",
            "scheduled",
            "verifying",
        ],
    ),
    (Status::Mitigated, &["monitoring", "fixed", "stable", "contained"]),
    (Status::Resolved, &["postmortem", "completed", "complete", "solved", "finished", "over"]),
    (Status::Closed, &["done", "archived", "published", "final", "cancelled"]),
];
static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?i:sev|severity|p|s|prio|priority|level)?[\s:._-]*(?P<number>[0-9])$").ok());

/// The plan's severity of its id, its name or the number at its id's end.
pub fn find_severity<'a>(plan: &'a Plan, word: &str) -> Option<&'a str> {
    let word = word.trim();
    let named = || plan.severities.iter().find(|severity| severity.name.eq_ignore_ascii_case(word));
    plan.severity(word).or_else(named).map(|severity| severity.id.as_str())
}

/// The plan's severity that another log's word comes nearest to.
pub fn like_severity<'a>(plan: &'a Plan, word: &str) -> Option<&'a str> {
    let word = word.trim().to_lowercase();
    let number = NUMBERED.as_ref()?.captures(&word).and_then(|found| found["number"].parse::<usize>().ok());
    let step = match number {
        Some(number) => {
            let of_number = plan.severities.iter().find(|severity| severity.id.ends_with(&format!("-{number}")));
            if let Some(severity) = of_number {
                return Some(&severity.id);
            }
            number.saturating_sub(1).min(SEVERITIES.len() - 1)
        }
        None => SEVERITIES.iter().position(|words| words.contains(&word.as_str()))?,
    };
    let last = plan.severities.len().saturating_sub(1);
    let at = (step * last + (SEVERITIES.len() - 1) / 2) / (SEVERITIES.len() - 1);
    plan.severities.get(at).map(|severity| severity.id.as_str())
}

/// How far an incident has come in another log's word.
pub fn like_status(word: &str) -> Option<Status> {
    let word = word.trim().to_lowercase().replace(['-', '_'], " ");
    let named = || STATUSES.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(status, _)| *status);
    Status::from_word(&word).or_else(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::default_plan;

    #[test]
    fn other_words_are_those_of_the_plan_that_are_nearest() {
        let mut plan = default_plan();
        for (word, id) in [
            ("down", "sev-2"),
            ("P1", "sev-1"),
            ("Sev 3", "sev-3"),
            ("notice", "sev-4"),
            ("p0", "sev-1"),
            ("9", "sev-4"),
        ] {
            assert_eq!(like_severity(&plan, word), Some(id), "{word}");
        }
        assert_eq!((like_severity(&plan, "blue"), find_severity(&plan, "High")), (None, Some("sev-2")));
        plan.severities.truncate(2);
        let words = ["critical", "major", "minor", "none"].map(|word| like_severity(&plan, word));
        assert_eq!(words, ["sev-1", "sev-1", "sev-2", "sev-2"].map(Some));
        assert_eq!(
            ["In-Progress", "Resolved", "blue"].map(like_status),
            [Some(Status::Open), Some(Status::Resolved), None]
        );
    }
}
