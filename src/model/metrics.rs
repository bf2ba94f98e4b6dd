//! How long it took to notice, answer, mitigate and resolve, and what is usual.

use super::incident::{Incident, Milestone};
use chrono::Duration;

vocabulary! {
    /// A time that is measured of an incident.
    pub enum Metric {
        /// From the start until it was detected.
        Detect = "detect",
        /// From the detection until somebody acknowledged it.
        Acknowledge = "acknowledge",
        /// From the start until users felt it no more.
        Mitigate = "mitigate",
        /// From the start until it was over.
        Resolve = "resolve",
    }
}

/// With fewer incidents of a severity, the median of all says more.
pub const FEWEST_FOR_MEDIAN: usize = 5;

/// What is usual in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usual {
    pub median: Duration,
    /// How many incidents it is the median of.
    pub incidents: usize,
    /// The severity that all of them have; `None` where they are of any.
    pub severity: Option<String>,
}

impl Metric {
    /// The milestone that begins it, and the one that ends it.
    pub fn milestones(self) -> (Milestone, Milestone) {
        match self {
            Self::Detect => (Milestone::Started, Milestone::Detected),
            Self::Acknowledge => (Milestone::Detected, Milestone::Acknowledged),
            Self::Mitigate => (Milestone::Started, Milestone::Mitigated),
            Self::Resolve => (Milestone::Started, Milestone::Resolved),
        }
    }

    /// How long it took; `None` where that is not known, or the times are out of order.
    pub fn of(self, incident: &Incident) -> Option<Duration> {
        let (from, to) = self.milestones();
        let lasted = incident.milestone(to)? - incident.milestone(from)?;
        (lasted >= Duration::zero()).then_some(lasted)
    }

    /// The median of those incidents of a severity that it can be measured of, or of all where these are fewer than
    /// [`FEWEST_FOR_MEDIAN`]; `None` where there is none.
    pub fn usual(self, severity: Option<&str>, incidents: &[&Incident]) -> Option<Usual> {
        let measured = |severity: Option<&str>| -> Vec<Duration> {
            let same = |incident: &&&Incident| {
                let own = incident.severity.as_deref();
                severity.is_none_or(|severity| own.is_some_and(|own| own.eq_ignore_ascii_case(severity)))
            };
            incidents.iter().filter(same).filter_map(|incident| self.of(incident)).collect()
        };
        let alike = severity.map(|severity| measured(Some(severity))).filter(|all| all.len() >= FEWEST_FOR_MEDIAN);
        let severity = severity.filter(|_| alike.is_some()).map(str::to_owned);
        let all = alike.unwrap_or_else(|| measured(None));
        Some(Usual { incidents: all.len(), median: median(all)?, severity })
    }
}

/// The middle one of some durations, or half way between the two that are; `None` where there is none.
pub fn median(mut all: Vec<Duration>) -> Option<Duration> {
    all.sort();
    let upper = *all.get(all.len() / 2)?;
    match all.len() % 2 {
        0 => all.get(all.len() / 2 - 1).map(|lower| *lower + (upper - *lower) / 2),
        _ => Some(upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Moment;

    fn minutes(all: &[i64]) -> Vec<Duration> {
        all.iter().copied().map(Duration::minutes).collect()
    }

    /// An incident that was mitigated so many minutes after it started.
    fn mitigated(severity: &str, after: i64) -> Incident {
        let started = Moment::default();
        Incident {
            severity: Some(severity.to_owned()),
            started: Some(started),
            mitigated: Some(started + Duration::minutes(after)),
            ..Incident::default()
        }
    }

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(minutes(&[9, 1, 5])), Some(Duration::minutes(5)));
        assert_eq!(median(minutes(&[9, 1, 5, 6])), Some(Duration::seconds(330)));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn what_is_not_known_or_cannot_be_is_not_measured() {
        assert_eq!(Metric::Mitigate.of(&mitigated("sev-1", 41)), Some(Duration::minutes(41)));
        assert_eq!(Metric::Mitigate.of(&mitigated("sev-1", 0)), Some(Duration::zero()));
        assert_eq!(Metric::Mitigate.of(&mitigated("sev-1", -1)), None);
        assert_eq!(Metric::Resolve.of(&mitigated("sev-1", 41)), None);
        let (early, late) = (mitigated("sev-1", -5), mitigated("sev-1", 7));
        assert_eq!(Metric::Mitigate.usual(None, &[&early, &late]).map(|usual| usual.incidents), Some(1));
        assert_eq!(Metric::Mitigate.usual(None, &[&early]), None);
    }

    #[test]
    fn five_of_a_severity_are_held_against_each_other_and_fewer_against_all() {
        let all: Vec<_> = [10, 20, 30, 40, 50].map(|after| mitigated("sev-2", after)).into_iter().collect();
        let (other, mut all) = (mitigated("SEV-1", 60), all.iter().collect::<Vec<_>>());
        all.push(&other);
        let usual = |severity: &str, all: &[&Incident]| Metric::Mitigate.usual(Some(severity), all);
        let of = |minutes: i64, incidents, severity: Option<&str>| {
            Some(Usual { median: Duration::minutes(minutes), incidents, severity: severity.map(str::to_owned) })
        };
        assert_eq!(usual("sev-2", &all), of(30, 5, Some("sev-2")));
        assert_eq!(usual("sev-1", &all), of(35, 6, None));
        assert_eq!(usual("sev-2", &all[1..]), of(40, 5, None));
    }
}
