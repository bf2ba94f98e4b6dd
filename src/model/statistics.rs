//! How many incidents there were and how long they took, group by group.

use super::incident::Incident;
use super::metrics::Metric;
use chrono::Duration;
use chrono_tz::Tz;
use std::collections::BTreeMap;

vocabulary! {
    /// What incidents are counted by.
    pub enum Grouping {
        Severity = "severity",
        Service = "service",
        Tag = "tag",
        Month = "month",
        Year = "year",
    }
}

/// How some durations are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    pub median: Duration,
    /// Nine of ten took no longer.
    pub ninetieth: Duration,
    /// How many there are.
    pub incidents: usize,
}

/// A group of incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// What they have in common: a severity's id, a service's name, `2026-03` …
    pub group: String,
    pub incidents: usize,
    /// By metric, in their order; `None` where no incident of the group can be measured.
    pub spreads: Vec<(Metric, Option<Spread>)>,
}

impl Statistics {
    /// The spread of a metric; `None` where no incident of the group can be measured.
    pub fn spread(&self, metric: Metric) -> Option<Spread> {
        self.spreads.iter().find(|(of, _)| *of == metric)?.1
    }

    /// The median of a metric; `None` where no incident of the group can be measured.
    pub fn median(&self, metric: Metric) -> Option<Duration> {
        self.spread(metric).map(|spread| spread.median)
    }
}

impl Spread {
    /// The spread of some durations; `None` where there is none.
    pub fn of(mut all: Vec<Duration>) -> Option<Self> {
        all.sort();
        let rank = (all.len() * 9).div_ceil(10).checked_sub(1)?;
        let ninetieth = *all.get(rank)?;
        let incidents = all.len();
        Some(Self { median: super::metrics::median(all)?, ninetieth, incidents })
    }
}

/// The statistics of some incidents as one group.
pub fn statistics(group: impl Into<String>, incidents: &[&Incident]) -> Statistics {
    let spread = |metric: &Metric| {
        let measured = incidents.iter().filter_map(|incident| metric.of(incident)).collect();
        (*metric, Spread::of(measured))
    };
    let spreads = Metric::ALL.iter().map(spread).collect();
    Statistics { group: group.into(), incidents: incidents.len(), spreads }
}

/// The statistics of each group, in the order of their names, whose upper and lower case are the same; an incident can be
/// in several, or in none. Months and years are those of a zone.
pub fn by_group(grouping: Grouping, incidents: &[&Incident], zone: Tz) -> Vec<Statistics> {
    let mut groups: BTreeMap<String, (String, Vec<&Incident>)> = BTreeMap::new();
    for incident in incidents {
        let mut own: Vec<_> = groups_of(grouping, incident, zone);
        own.sort_by_key(|group| group.to_lowercase());
        own.dedup_by_key(|group| group.to_lowercase());
        for group in own {
            let known = groups.entry(group.to_lowercase()).or_insert_with(|| (group, Vec::new()));
            known.1.push(incident);
        }
    }
    groups.into_values().map(|(group, incidents)| statistics(group, &incidents)).collect()
}

fn groups_of(grouping: Grouping, incident: &Incident, zone: Tz) -> Vec<String> {
    let began = |format: &str| {
        let at = incident.started.map(|at| at.with_timezone(&zone).format(format).to_string());
        at.into_iter().collect()
    };
    match grouping {
        Grouping::Severity => incident.severity.clone().into_iter().collect(),
        Grouping::Service => incident.services.iter().map(|service| service.name.clone()).collect(),
        Grouping::Tag => incident.tags.clone(),
        Grouping::Month => began("%Y-%m"),
        Grouping::Year => began("%Y"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_counts_once_in_a_group_and_in_the_month_of_the_zone() {
        let incident = Incident {
            started: crate::model::parse_moment("2026-03-31T23:30:00Z", Tz::UTC, None).ok(),
            tags: ["dns", "DNS"].map(str::to_owned).to_vec(),
            ..Incident::default()
        };
        let counted = |grouping| -> Vec<(String, usize)> {
            let groups = by_group(grouping, &[&incident], chrono_tz::Europe::Paris);
            groups.into_iter().map(|group| (group.group, group.incidents)).collect()
        };
        assert_eq!(counted(Grouping::Tag), [("dns".to_owned(), 1)]);
        assert_eq!(counted(Grouping::Month), [("2026-04".to_owned(), 1)]);
    }

    #[test]
    fn nine_of_ten_took_no_longer_than_the_ninetieth() {
        let minutes = |all: &[i64]| all.iter().copied().map(Duration::minutes).collect::<Vec<_>>();
        let of = |all: &[i64]| Spread::of(minutes(all)).map(|spread| spread.ninetieth.num_minutes());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(7));
        assert_eq!(of(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), Some(9));
        assert_eq!(of(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), Some(10));
    }
}
