//! What is counted: the incidents whose documents can be read, over the months of an axis.

use crate::audience::{View, ViewIncident};
use crate::model::{Incident, Moment, first_moment};
use crate::site::Site;
use crate::site::chart::Axis;
use crate::site::when::day_started;
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::ops::Range;

/// Some incidents of a view.
pub struct Counted<'a> {
    pub view: &'a View,
    /// Those that began within the axis.
    pub incidents: Vec<&'a ViewIncident>,
    /// All that can be read, as one may have begun before and gone on.
    pub all: Vec<&'a ViewIncident>,
    /// How many documents cannot be read.
    pub unread: usize,
    pub axis: Axis,
    pub now: Moment,
    pub today: NaiveDate,
    pub zone: Tz,
}

impl<'a> Counted<'a> {
    /// Those of some incidents that can be read, over an axis, or over the one that fits them.
    pub fn new(site: &Site<'a>, incidents: impl Iterator<Item = &'a ViewIncident>, axis: Option<Axis>) -> Self {
        let zone = site.view.plan().time_zone;
        let today = site.today();
        let (unread, all): (Vec<_>, Vec<_>) = incidents.partition(|incident| incident.broken.is_some());
        let first = || all.iter().filter_map(|incident| day_started(incident, zone)).min();
        let axis = axis.unwrap_or_else(|| Axis::until(today, first()));
        let within =
            |incident: &&&ViewIncident| day_started(incident, zone).and_then(|day| axis.position(day)).is_some();
        let incidents = all.iter().filter(within).copied().collect();
        Self { view: site.view, incidents, all, unread: unread.len(), axis, now: site.as_of, today, zone }
    }

    /// The log entries of those that began within the axis.
    pub fn facts(&self) -> impl Iterator<Item = &'a Incident> + '_ {
        self.incidents.iter().map(|incident| &incident.incident)
    }

    /// The position on the axis of an incident's month.
    pub fn position(&self, incident: &ViewIncident) -> Option<usize> {
        self.axis.position(day_started(incident, self.zone)?)
    }

    /// Each month of the axis, as far as it is past.
    pub fn months(&self) -> Vec<Range<Moment>> {
        let firsts: Vec<Moment> =
            self.axis.firsts().map(|first| first_moment(first, self.zone).min(self.now)).collect();
        firsts.windows(2).filter_map(|month| Some(*month.first()?..*month.last()?)).collect()
    }

    /// The whole axis, as far as it is past.
    pub fn period(&self) -> Range<Moment> {
        let months = self.months();
        let ends = months.first().zip(months.last());
        ends.map_or(self.now..self.now, |(first, last)| first.start..last.end)
    }

    /// `since Oct 2024`, or `from Jan 2025 to Dec 2025` where that is past.
    pub fn when(&self) -> String {
        let names = self.axis.names();
        match (names.first(), names.last()) {
            (Some(first), Some(_)) if self.axis.position(self.today).is_some() => format!("since {first}"),
            (Some(first), Some(last)) => format!("from {first} to {last}"),
            _ => String::new(),
        }
    }
}
