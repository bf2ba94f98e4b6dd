//! Ids of another day than the one on which the incident started.

use super::rule::{Findings, Subject};
use crate::model::{IncidentId, format_date};

rule! {
    /// The id names another day than the one on which the incident started.
    ///
    /// ## Why
    /// People look for an incident by its day, and its id is the first thing that they see of it. The day is that of
    /// the plan's time zone: what starts at 23:30 in New York belongs to that day, though it is tomorrow in UTC.
    ///
    /// ## Good
    /// ```yaml
    /// # incidents/2026/2026-03-02-search-is-slow/incident.md
    /// started: 2026-03-02T09:00:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// # incidents/2026/2026-03-02-search-is-slow/incident.md
    /// started: 2026-02-03T09:00:00Z
    /// ```
    "id-not-of-started", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("time-zone") else { return };
    for (folder, document) in subject.incidents() {
        let (Ok(id), Some(started)) = (&folder.id, document.value.started) else { continue };
        let day = started.with_timezone(&plan.time_zone).date_naive();
        if day == id.date() || subject.is_future(started) {
            continue;
        }
        let message = format!(
            "`started` is on {} in {}, but the id says {}",
            format_date(day),
            plan.time_zone.name(),
            format_date(id.date())
        );
        let other = IncidentId::new(day, id.slug(), 1);
        let help = format!("mend `started`; where the id is what is wrong, rename the folder to {}", other.folder());
        findings.report(&document.source, document.place_of("started"), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    #[test]
    fn a_start_on_another_day_is_found() {
        let case = Case::sound().reached("started", "2026-03-01T09:00:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:5:10 id-not-of-started")]);
        case.says(
            "`started` is on 2026-03-01 in UTC, but the id says 2026-03-02",
            "mend `started`; where the id is what is wrong, rename the folder to \
             incidents/2026/2026-03-01-search-is-slow",
        );
    }

    #[test]
    fn the_day_is_that_of_the_plans_zone() {
        let plan = "time-zone: America/New_York\n";
        let late = Case::sound().reached("started", "2026-03-02T02:30:00Z");
        late.clone().finds(&[]);
        late.file(PLAN, plan).finds(&[&format!("{INCIDENT}:5:10 id-not-of-started")]);
        Case::sound().reached("started", "2026-03-01T23:30:00-05:00").finds(&[]);
    }
}
