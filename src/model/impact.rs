//! For how long users felt something: what several incidents did at the same time counts once.

use super::incident::Incident;
use super::time::Moment;
use chrono::Duration;
use std::ops::Range;

/// From when until when users felt an incident, or until `now` where nothing ended it; `None` where that is not known.
pub fn felt(incident: &Incident, now: Moment) -> Option<Range<Moment>> {
    let start = incident.started?;
    let end = match incident.mitigated.or(incident.resolved) {
        Some(end) => end,
        None if incident.is_ongoing() => now,
        None => return None,
    };
    (start <= end).then_some(start..end)
}

/// For how long anything was felt within a period.
pub fn felt_within(felt: &[Range<Moment>], period: &Range<Moment>) -> Duration {
    let within = |range: &Range<Moment>| range.start.max(period.start)..range.end.min(period.end);
    let mut ranges: Vec<_> = felt.iter().map(within).filter(|range| range.start < range.end).collect();
    ranges.sort_by_key(|range| range.start);
    let (mut total, mut counted) = (Duration::zero(), period.start);
    for range in ranges {
        total += (range.end - range.start.max(counted)).max(Duration::zero());
        counted = counted.max(range.end);
    }
    total
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{Status, parse_moment};

    fn at(text: &str) -> Moment {
        parse_moment(text, chrono_tz::UTC, None).unwrap()
    }

    #[test]
    fn what_is_felt_at_the_same_time_counts_once_and_only_within_the_period() {
        let felt = [
            at("2026-03-31T22:00:00Z")..at("2026-04-01T02:00:00Z"),
            at("2026-04-01T04:00:00Z")..at("2026-04-01T05:00:00Z"),
            at("2026-04-01T01:00:00Z")..at("2026-04-01T03:00:00Z"),
            at("2026-04-01T01:30:00Z")..at("2026-04-01T02:00:00Z"),
        ];
        let hours = |from, to| felt_within(&felt, &(at(from)..at(to))).num_hours();
        assert_eq!(hours("2026-04-01", "2026-05-01"), 4);
        assert_eq!(hours("2026-03-01", "2026-04-01"), 2);
        assert_eq!(hours("2026-05-01", "2026-06-01"), 0);
    }

    #[test]
    fn an_incident_that_goes_on_is_felt_until_now_and_one_without_an_end_is_not_known() {
        let now = at("2026-04-01T05:00:00Z");
        let incident = |status| Incident { status, started: Some(at("2026-04-01")), ..Incident::default() };
        assert_eq!(felt(&incident(None), now), Some(at("2026-04-01")..now));
        assert_eq!(felt(&incident(Some(Status::Closed)), now), None);
        let ends_first = Incident { resolved: Some(at("2026-03-01")), ..incident(None) };
        assert_eq!(felt(&ends_first, now), None);
    }
}
