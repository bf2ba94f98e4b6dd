//! Sentences that every form of a review has.

use super::change::{count, listed};
use super::outcome::{Fate, IncidentReview, Measured, Review};
use crate::model::{Level, Metric, format_duration};
use crate::text::printable;

/// What was compared, for people.
#[derive(Clone, Copy, Debug)]
pub struct Ends<'a> {
    /// As it was asked for.
    pub base: &'a str,
    /// The full id of the commit that the two have in common.
    pub common: &'a str,
    /// `None` for the work tree.
    pub head: Option<&'a str>,
}

impl Ends<'_> {
    /// `main (at 1a2b3c4d5e)`, the beginning of the common commit's id.
    pub fn since(&self) -> String {
        let name = ["refs/remotes/", "refs/heads/"].iter().find_map(|prefix| self.base.strip_prefix(prefix));
        format!("{} (at {})", name.unwrap_or(self.base), self.common.get(..10).unwrap_or(self.common))
    }
}

/// How much changed, in a line.
pub fn summary(review: &Review) -> String {
    let of = |fate: fn(&Fate) -> bool| review.incidents.iter().filter(|incident| fate(&incident.fate)).count();
    let incidents = listed([
        (of(|fate| *fate == Fate::Added), count(of(|fate| *fate == Fate::Added), "new incident", "new incidents")),
        (
            of(|fate| matches!(fate, Fate::Edited | Fate::Renamed(_))),
            format!(
                "{} changed",
                count(of(|fate| matches!(fate, Fate::Edited | Fate::Renamed(_))), "incident", "incidents")
            ),
        ),
        (
            of(|fate| *fate == Fate::Removed),
            format!("{} removed", count(of(|fate| *fate == Fate::Removed), "incident", "incidents")),
        ),
        (usize::from(!review.plan.is_empty()), "the plan changed".to_owned()),
        (usize::from(!review.judges.is_empty()), "templates or suppressions changed".to_owned()),
        (review.withheld.incidents, restricted(review)),
    ]);
    let errors = review.found.count(Level::Error) + review.withheld.errors;
    let warnings = review.found.count(Level::Warn) + review.withheld.warnings;
    let found = listed([
        (errors, count(errors, "new error", "new errors")),
        (warnings, count(warnings, "new warning", "new warnings")),
    ]);
    let found = if found.is_empty() { "no new finding".to_owned() } else { found };
    if incidents.is_empty() { found } else { format!("{incidents}; {found}") }
}

/// The whole review in a line.
pub fn told(review: &Review, ends: Ends<'_>) -> String {
    let since = ends.since();
    let line = if review.is_empty() { nothing(review, &since) } else { format!("since {since}: {}", summary(review)) };
    printable(&line)
}

/// That restricted incidents changed, and no more of them than that.
pub fn restricted(review: &Review) -> String {
    let of_them = match review.withheld.broken {
        0 => String::new(),
        broken => format!(" ({broken} cannot be read; `incident validate` tells where)"),
    };
    format!("{} changed{of_them}", count(review.withheld.incidents, "restricted incident", "restricted incidents"))
}

/// That there is nothing to tell.
pub fn nothing(review: &Review, since: &str) -> String {
    let rest = not_listed(review).map(|told| format!("; {told}")).unwrap_or_default();
    format!("Nothing in the log changed in meaning since {since}{rest}")
}

/// What nobody may overlook about incidents of which nothing else is told.
pub fn opened(review: &Review) -> Option<String> {
    let opened = review.withheld.opened;
    let incidents = if opened == 1 { "1 incident is" } else { &format!("{opened} incidents are") };
    (opened > 0)
        .then(|| format!("{incidents} restricted no longer: everybody who reads the log's site will read of it"))
}

/// How many findings are not listed, and why.
pub fn not_listed(review: &Review) -> Option<String> {
    let (inherited, gone) = (review.found.inherited, review.found.gone);
    let withheld = review.withheld.errors + review.withheld.warnings;
    let told = listed([
        (inherited, format!("{} there before and not listed", were(inherited))),
        (gone, format!("{} gone", were(gone))),
        (withheld, format!("{} new in restricted incidents", were(withheld))),
    ]);
    (!told.is_empty()).then_some(told)
}

fn were(number: usize) -> String {
    format!("{} {}", count(number, "finding", "findings"), if number == 1 { "is" } else { "are" })
}

/// What an incident is: new or gone, its severity, status and visibility.
pub fn facts(incident: &IncidentReview) -> Vec<String> {
    let fate = match &incident.fate {
        Fate::Added => Some("new".to_owned()),
        Fate::Removed => Some("removed".to_owned()),
        Fate::Renamed(_) | Fate::Edited => None,
    };
    let of = |word: Option<&str>| word.map(str::to_owned);
    [fate, of(incident.severity.as_deref()), of(incident.status), of(incident.visibility)]
        .into_iter()
        .flatten()
        .collect()
}

/// `mitigated after 41 min; the log's median for sev-2 is 52 min (7 incidents)`.
pub fn measured(measured: &Measured) -> String {
    let reached = match measured.metric {
        Metric::Detect => "detected after",
        Metric::Acknowledge => "acknowledged after a further",
        Metric::Mitigate => "mitigated after",
        Metric::Resolve => "resolved after",
    };
    let usual = measured.usual.as_ref().map(|usual| {
        let severity = usual.severity.as_ref().map(|severity| format!(" for {severity}")).unwrap_or_default();
        let incidents = count(usual.incidents, "incident", "incidents");
        format!("; the log's median{severity} is {} ({incidents})", format_duration(usual.median))
    });
    format!("{reached} {}{}", format_duration(measured.lasted), usual.unwrap_or_default())
}
