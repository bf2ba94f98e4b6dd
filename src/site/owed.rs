//! What is owed: actions that are overdue, post-mortems that are due, and what the coming meeting is briefed on.

use super::action_row::ActionRow;
use super::addresses::Addresses;
use super::agenda_item::AgendaRow;
use super::row::{is_ongoing, title};
use super::when::{When, relative};
use crate::audience::{View, ViewIncident};
use crate::model::{Action, ActionStatus, AgendaStatus, Audience, Moment, PostmortemStatus, is_imported};
use chrono::{Days, NaiveDate};
use serde::Serialize;

/// An incident that something is owed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Of {
    pub title: String,
    /// Its page under `incidents/`.
    pub page: String,
}

impl Of {
    pub fn new(incident: &ViewIncident, addresses: &Addresses<'_>) -> Self {
        Self { title: title(incident).to_owned(), page: addresses.of(incident).to_owned() }
    }
}

/// An action item with its incident.
#[derive(Clone, Debug, Serialize)]
pub struct OwedAction {
    pub action: ActionRow,
    pub of: Of,
    #[serde(skip)]
    pub due: Option<NaiveDate>,
}

impl OwedAction {
    pub fn is_open(&self) -> bool {
        self.action.status == ActionStatus::Open.word()
    }
}

/// A post-mortem that is not published.
#[derive(Clone, Debug, Serialize)]
pub struct OwedPostmortem {
    pub of: Of,
    /// `draft`, `in review`, `broken` or `not begun`; for the public, `to come`.
    pub state: &'static str,
    pub owner: Option<String>,
    pub due: Option<When>,
    pub due_in: Option<String>,
    pub late: bool,
    #[serde(skip)]
    pub by: Option<NaiveDate>,
}

/// The coming meeting.
#[derive(Clone, Debug, Serialize)]
pub struct Coming {
    pub name: String,
    pub when: When,
    pub items: Vec<AgendaRow>,
}

/// All action items of a view's incidents and post-mortems; the earliest due first, those without a date last.
pub fn actions(view: &View, addresses: &Addresses<'_>, today: NaiveDate) -> Vec<OwedAction> {
    let of = |incident: &ViewIncident| -> Vec<OwedAction> {
        let owed = |action: &Action| OwedAction {
            due: action.due,
            action: ActionRow::new(action, today),
            of: Of::new(incident, addresses),
        };
        incident.actions().map(owed).collect()
    };
    let mut actions: Vec<OwedAction> = view.incidents().iter().flat_map(of).collect();
    actions.sort_by_key(|owed| owed.due.unwrap_or(NaiveDate::MAX));
    actions
}

/// The post-mortems that a severity requires or that somebody began, and that are not published; the earliest due first.
pub fn postmortems(view: &View, addresses: &Addresses<'_>, today: NaiveDate) -> Vec<OwedPostmortem> {
    let plan = view.plan();
    let owed = |incident: &ViewIncident| {
        if incident.broken.is_some() || is_ongoing(incident) {
            return None;
        }
        let written = incident.postmortem.as_ref().filter(|part| part.broken.is_none());
        // Nobody promised one for what came from another log.
        let is_imported = is_imported(&incident.incident.extra);
        let days = incident
            .incident
            .severity
            .as_deref()
            .filter(|_| !is_imported)
            .and_then(|id| plan.severity(id)?.requires.postmortem);
        let resolved = incident.incident.resolved.map(|at| at.with_timezone(&plan.time_zone).date_naive());
        let required = resolved.zip(days).and_then(|(day, days)| day.checked_add_days(Days::new(days.into())));
        let state = match (written.map(|part| part.postmortem.status()), days) {
            (Some(PostmortemStatus::Published), _) | (None, None) => return None,
            (Some(PostmortemStatus::Draft), _) => "draft",
            (Some(PostmortemStatus::InReview), _) => "in review",
            (None, Some(_)) if incident.postmortem.is_some() => "broken",
            // What of it is a draft is the team's alone.
            (None, Some(_)) if view.audience() == Audience::Public => "to come",
            (None, Some(_)) => "not begun",
        };
        let due = written.and_then(|part| part.postmortem.due).or(required);
        Some(OwedPostmortem {
            of: Of::new(incident, addresses),
            state,
            owner: written.and_then(|part| part.postmortem.owner.clone()),
            due: due.map(When::on),
            due_in: due.map(|due| relative(due, today)),
            late: due.is_some_and(|due| due < today),
            by: due,
        })
    };
    let mut postmortems: Vec<_> = view.incidents().iter().filter_map(owed).collect();
    postmortems.sort_by_key(|owed| owed.by.unwrap_or(NaiveDate::MAX));
    postmortems
}

/// The coming meeting: the first from today on that has an item to be briefed on, else the next that the plan names.
pub fn coming(view: &View, addresses: &Addresses<'_>, as_of: Moment) -> Option<Coming> {
    let plan = view.plan();
    let meeting = plan.meeting.as_ref();
    let zone = meeting.map_or(plan.time_zone, |meeting| meeting.zone);
    let today = as_of.with_timezone(&zone).date_naive();
    let open = view.agenda().iter().filter(|item| item.date >= today && item.item.status() == AgendaStatus::Open);
    let with_items = open.clone().map(|item| item.date).min();
    let planned = meeting.and_then(|meeting| meeting.next_after(as_of).ok());
    let when = match (with_items, planned) {
        (Some(date), _) => match meeting.and_then(|meeting| meeting.begins(date)) {
            Some(begins) => When::at(begins, zone),
            None => When::on(date),
        },
        (None, Some(begins)) => When::at(begins, zone),
        (None, None) => return None,
    };
    let items = open.filter(|item| Some(item.date) == with_items).map(|item| AgendaRow::new(item, addresses));
    Some(Coming {
        name: meeting.map_or("Meeting".to_owned(), |meeting| meeting.name.clone()),
        when,
        items: items.collect(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{parse_date, parse_moment};
    use crate::site::testing::view;

    const PLAN: &str =
        "time-zone: UTC\nmeeting: {name: Architecture, recurrence: FREQ=WEEKLY;BYDAY=TU, time: \"14:00\", zone: UTC}\n";

    fn entry(front: &str) -> String {
        format!("---\ntitle: T\n{front}\n---\n")
    }

    #[test]
    fn a_post_mortem_is_owed_where_the_severity_asks_for_it_until_it_is_published() {
        let resolved = entry("severity: sev-1\nstatus: resolved\nresolved: 2026-11-01T10:00:00Z");
        let view = view(&[
            ("incident.yaml", PLAN),
            ("incidents/2026/2026-11-01-missing/incident.md", &resolved),
            ("incidents/2026/2026-11-01-draft/incident.md", &resolved),
            (
                "incidents/2026/2026-11-01-draft/postmortem.md",
                "---\nstatus: draft\nowner: Lead\ndue: 2026-11-25\n---\n",
            ),
            (
                "incidents/2026/2026-11-01-came/incident.md",
                &entry(
                    "severity: sev-1\nstatus: resolved\nresolved: 2026-11-01T10:00:00Z\nx-imported: {source: cstate}",
                ),
            ),
            ("incidents/2026/2026-11-01-done/incident.md", &resolved),
            ("incidents/2026/2026-11-01-done/postmortem.md", "---\nstatus: published\n---\n"),
            ("incidents/2026/2026-11-01-small/incident.md", &entry("severity: sev-4\nstatus: closed")),
            ("incidents/2026/2026-11-01-open/incident.md", &entry("severity: sev-1\nstatus: open")),
        ]);
        let addresses = Addresses::new(&view);
        let owed = postmortems(&view, &addresses, parse_date("2026-11-24").unwrap());
        let told: Vec<_> =
            owed.iter().map(|owed| (owed.of.page.as_str(), owed.state, owed.late, owed.due_in.as_deref())).collect();
        assert_eq!(told[0].0, "2026-11-01-missing");
        assert_eq!((told[0].1, told[0].2), ("not begun", true));
        assert_eq!(told[1], ("2026-11-01-draft", "draft", false, Some("tomorrow")));
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn the_coming_meeting_is_the_first_with_something_to_say() {
        let at = |text| parse_moment(text, chrono_tz::UTC, None).unwrap();
        let item = |status: &str| format!("---\nincident: 2026-11-01-a\nstatus: {status}\n---\n");
        let text = entry("severity: sev-1");
        let view = view(&[
            ("incident.yaml", PLAN),
            ("incidents/2026/2026-11-01-a/incident.md", &text),
            ("agenda/2026-11-17/2026-11-01-a.md", &item("open")),
            ("agenda/2026-11-24/2026-11-01-a.md", &item("briefed")),
            ("agenda/2026-12-01/2026-11-01-a.md", &item("open")),
        ]);
        let addresses = Addresses::new(&view);
        let meeting = coming(&view, &addresses, at("2026-11-24T09:00:00Z")).unwrap();
        assert_eq!((meeting.when.iso.as_str(), meeting.items.len()), ("2026-12-01T14:00:00Z", 1));
        let meeting = coming(&view, &addresses, at("2026-12-02T09:00:00Z")).unwrap();
        assert_eq!((meeting.when.iso.as_str(), meeting.items.len()), ("2026-12-08T14:00:00Z", 0));
    }

    #[test]
    fn actions_come_by_their_due_date() {
        let view = view(&[(
            "incidents/2026/2026-11-01-a/incident.md",
            &entry(
                "actions:\n  - {title: none}\n  - {title: late, due: 2026-11-30}\n  - {title: soon, due: 2026-11-20}",
            ),
        )]);
        let addresses = Addresses::new(&view);
        let owed = actions(&view, &addresses, parse_date("2026-11-24").unwrap());
        let told: Vec<_> = owed.iter().map(|owed| (owed.action.title.as_str(), owed.action.overdue)).collect();
        assert_eq!(told, [("soon", true), ("late", false), ("none", false)]);
    }
}
