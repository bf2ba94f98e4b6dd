//! What a calendar is told: meetings, and days on which something is due.

use crate::model::{Moment, format_date};
use crate::text::{printable, slug};
use chrono::{Duration, NaiveDate};
use icalendar::{Calendar, Component, Event, EventLike};

/// One meeting. Its id is the same in every calendar that tells of it, and names the log: somebody may go to the meetings
/// of two.
pub struct MeetingEvent<'a> {
    /// The name of the log.
    pub log: &'a str,
    /// The name of the meeting.
    pub name: &'a str,
    pub date: NaiveDate,
    /// `None` where no time of day is known.
    pub begins: Option<Moment>,
    pub minutes: u32,
    /// What it is about, one item a line.
    pub lines: &'a [String],
}

impl MeetingEvent<'_> {
    /// The event; `now` is when the calendar is made.
    pub fn event(&self, now: Moment) -> Event {
        let mut event = Event::new();
        event.summary(self.name);
        if !self.lines.is_empty() {
            event.description(&self.lines.join("\n"));
        }
        event.uid(&format!("{}@{}.incident-agenda", format_date(self.date), slug(self.log)));
        event.timestamp(now.to_utc());
        match self.begins {
            Some(begins) => {
                let minutes = Duration::minutes(self.minutes.max(15).into());
                event.starts(begins.to_utc()).ends(begins.checked_add_signed(minutes).unwrap_or(begins).to_utc());
            }
            None => {
                event.starts(self.date);
            }
        }
        event.done()
    }
}

/// The text of a calendar, without characters that steer what shows it; its lines end as its standard says.
pub fn calendar_text(calendar: &Calendar) -> String {
    calendar.to_string().split("\r\n").map(printable).collect::<Vec<_>>().join("\r\n")
}
