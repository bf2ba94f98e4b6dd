//! What is to come, for people's own calendars: meetings with their items, and when actions and post-mortems are due.

use super::addresses::Addresses;
use super::away::Away;
use super::error::SiteError;
use super::leaf::Leaf;
use super::owed::postmortems;
use super::page::{Page, Site};
use super::row::title;
use crate::audience::ViewIncident;
use crate::model::{Action, ActionStatus, AgendaStatus, Moment};
use crate::respond::{MeetingEvent, calendar_text};
use crate::text::slug;
use chrono::NaiveDate;
use icalendar::{Calendar, Component, Event, EventLike};
use std::collections::BTreeMap;

pub const ENTRY: Page = Page::new("calendar", leaves);

/// Where nothing is to come it is there still, for those who have subscribed to it.
fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    Ok(vec![Leaf::new("calendar.ics", move || Ok(calendar(&site).into_bytes()))])
}

fn calendar(site: &Site<'_>) -> String {
    let (addresses, away) = (Addresses::new(site.view), site.away());
    let mut calendar = Calendar::new().name(away.name()).done();
    calendar.extend(Maker { site, addresses: &addresses, away: &away }.events());
    calendar_text(&calendar)
}

/// Whether the calendar has anything to tell.
pub fn has_events(site: &Site<'_>) -> bool {
    let (addresses, away) = (Addresses::new(site.view), site.away());
    Maker { site, addresses: &addresses, away: &away }.events().next().is_some()
}

struct Maker<'a> {
    site: &'a Site<'a>,
    addresses: &'a Addresses<'a>,
    away: &'a Away<'a>,
}

impl Maker<'_> {
    /// Each is made when it is asked for.
    fn events(&self) -> impl Iterator<Item = Event> {
        let postmortems = std::iter::once_with(|| self.postmortems()).flatten();
        std::iter::once_with(|| self.meetings()).flatten().chain(self.actions()).chain(postmortems)
    }

    /// Those with an item that was not put off, and the next that the plan names.
    fn meetings(&self) -> Vec<Event> {
        let (view, as_of) = (self.site.view, self.site.as_of);
        let meeting = view.plan().meeting.as_ref();
        let next = meeting.and_then(|meeting| meeting.next_after(as_of).ok());
        let mut dates: BTreeMap<NaiveDate, (Vec<String>, u32)> = BTreeMap::new();
        dates.extend(next.map(|begins| (begins.date_naive(), Default::default())));
        for item in view.agenda().iter().filter(|item| item.item.status() != AgendaStatus::Deferred) {
            let (lines, minutes) = dates.entry(item.date).or_default();
            let title = self.addresses.incident(&item.incident).map_or(item.incident.as_str(), title);
            lines.push(format!("{}: {title}", item.incident));
            *minutes = minutes.saturating_add(item.item.minutes.unwrap_or_default());
        }
        let event = |(date, (lines, minutes)): (&NaiveDate, &(Vec<String>, u32))| {
            let event = MeetingEvent {
                log: self.away.name(),
                name: meeting.map_or("Meeting", |meeting| meeting.name.as_str()),
                date: *date,
                begins: meeting.and_then(|meeting| meeting.begins(*date)),
                minutes: *minutes,
                lines,
            };
            self.with_address(event.event(as_of), "agenda/")
        };
        dates.iter().map(event).collect()
    }

    fn actions(&self) -> impl Iterator<Item = Event> {
        self.site.view.incidents().iter().flat_map(|incident| {
            let later = incident.postmortem.iter().flat_map(|part| &part.postmortem.actions);
            let own = self.actions_of(incident, "action", incident.incident.actions.iter());
            own.chain(self.actions_of(incident, "postmortem-action", later))
        })
    }

    /// An action has no name of its own: its place in its document is what does not change.
    fn actions_of<'b>(
        &'b self,
        incident: &'b ViewIncident,
        kind: &'static str,
        actions: impl Iterator<Item = &'b Action>,
    ) -> impl Iterator<Item = Event> {
        let open = actions.enumerate().filter(|(_, action)| action.status() == ActionStatus::Open);
        open.filter_map(move |(number, action)| {
            let due = action.due?;
            let owner = action.owner.as_deref().unwrap_or("nobody");
            let page = self.addresses.of(incident);
            let what = format!("{}-{}", kind, number + 1);
            let words = format!("{}, of {owner}, after: {}", action.title, title(incident));
            Some(self.due(due, &action.title, &words, (page, &what, "#actions")))
        })
    }

    fn postmortems(&self) -> impl Iterator<Item = Event> {
        postmortems(self.site.view, self.addresses, self.site.today()).into_iter().filter_map(|owed| {
            let due = owed.by?;
            let owner = owed.owner.as_deref().unwrap_or("nobody");
            let summary = format!("Post-mortem: {}", owed.of.title);
            let words = format!("{}, of {owner}", owed.state);
            Some(self.due(due, &summary, &words, (&owed.of.page, "postmortem", "#postmortem")))
        })
    }

    /// Something that is due on a day, with the page that tells of it.
    fn due(&self, day: NaiveDate, summary: &str, words: &str, (page, what, at): (&str, &str, &str)) -> Event {
        let now: Moment = self.site.as_of;
        let mut event = Event::new();
        event.summary(summary).description(words).starts(day).timestamp(now.to_utc());
        event.uid(&format!("{page}-{what}@{}.incident-log", slug(self.away.name())));
        self.with_address(event, &format!("incidents/{page}/{at}"))
    }

    /// A calendar takes whole addresses only.
    fn with_address(&self, mut event: Event, path: &str) -> Event {
        if let Some(address) = self.away.whole(path) {
            event.url(&address);
        }
        event
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Audience;
    use crate::site::testing::{site_at, view_for};

    const LOG: &[(&str, &str)] = &[
        (
            "incident.yaml",
            "name: Shop\ntime-zone: UTC\nmeeting: {name: Architecture, recurrence: FREQ=WEEKLY;BYDAY=TU, time: \"14:00\", zone: UTC}\n",
        ),
        (
            "incidents/2026/2026-11-02-pool/incident.md",
            "---\ntitle: Pool, or so\nvisibility: public\nseverity: sev-1\nstatus: resolved\nresolved: 2026-11-20T10:00:00Z\nactions:\n  - {title: Done with, due: 2026-11-01, status: done}\n  - {title: Alarm, owner: Ops, due: 2026-12-03}\n---\n",
        ),
        ("agenda/2026-12-08/2026-11-02-pool.md", "---\nincident: 2026-11-02-pool\nminutes: 30\n---\n"),
        ("agenda/2026-12-15/2026-11-02-pool.md", "---\nincident: 2026-11-02-pool\nstatus: deferred\n---\n"),
    ];

    fn calendar(audience: Audience) -> String {
        let calendar = site_at(&view_for(LOG, audience), &[], Some("https://a.example/"))["calendar.ics"].clone();
        assert_eq!(calendar.matches('\n').count(), calendar.matches("\r\n").count(), "{calendar}");
        calendar.replace('\r', "")
    }

    #[test]
    fn meetings_and_due_days_are_events_whose_ids_stay() {
        insta::assert_snapshot!(calendar(Audience::Internal), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:ICALENDAR-RS
        CALSCALE:GREGORIAN
        NAME:Shop
        X-WR-CALNAME:Shop
        BEGIN:VEVENT
        DTEND:20261124T141500Z
        DTSTAMP:20261124T120000Z
        DTSTART:20261124T140000Z
        SUMMARY:Architecture
        UID:2026-11-24@shop.incident-agenda
        URL:https://a.example/agenda/
        END:VEVENT
        BEGIN:VEVENT
        DESCRIPTION:2026-11-02-pool: Pool\, or so
        DTEND:20261208T143000Z
        DTSTAMP:20261124T120000Z
        DTSTART:20261208T140000Z
        SUMMARY:Architecture
        UID:2026-12-08@shop.incident-agenda
        URL:https://a.example/agenda/
        END:VEVENT
        BEGIN:VEVENT
        DESCRIPTION:Alarm\, of Ops\, after: Pool\, or so
        DTSTAMP:20261124T120000Z
        DTSTART;VALUE=DATE:20261203
        SUMMARY:Alarm
        UID:2026-11-02-pool-action-2@shop.incident-log
        URL:https://a.example/incidents/2026-11-02-pool/#actions
        END:VEVENT
        BEGIN:VEVENT
        DESCRIPTION:not begun\, of nobody
        DTSTAMP:20261124T120000Z
        DTSTART;VALUE=DATE:20261123
        SUMMARY:Post-mortem: Pool\, or so
        UID:2026-11-02-pool-postmortem@shop.incident-log
        URL:https://a.example/incidents/2026-11-02-pool/#postmortem
        END:VEVENT
        END:VCALENDAR
        ");
    }

    #[test]
    fn the_public_has_no_meetings() {
        let public = calendar(Audience::Public);
        assert!(public.contains("SUMMARY:Alarm") && !public.contains("Architecture"), "{public}");
    }
}
