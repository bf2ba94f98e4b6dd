//! How many incidents there were and how long they took, group by group.

use super::incident::Incident;
use super::metrics::Metric;
use chrono::Duration;
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
    /// What they have in common: a severity's id, a service's name, `2026-03` …; empty for all.
    pub group: String,
    pub incidents: usize,
    /// By metric, in their order; `None` where no incident of the group can be measured.
    pub spreads: Vec<(Metric, Option<Spread>)>,
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

/// The statistics of each group, in the order of their names; an incident can be in several, or in none.
pub fn by_group(grouping: Grouping, incidents: &[&Incident]) -> Vec<Statistics> {
    let mut groups: BTreeMap<String, Vec<&Incident>> = BTreeMap::new();
    for incident in incidents {
        for group in groups_of(grouping, incident) {
            groups.entry(group).or_default().push(incident);
        }
    }
    groups.into_iter().map(|(group, incidents)| statistics(group, &incidents)).collect()
}

fn groups_of(grouping: Grouping, incident: &Incident) -> Vec<String> {
    let began = |format: &str| incident.started.map(|at| at.format(format).to_string()).into_iter().collect();
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
    fn nine_of_ten_took_no_longer_than_the_ninetieth() {
        let minutes = |all: &[i64]| all.iter().copied().map(Duration::minutes).collect::<Vec<_>>();
        let of = |all: &[i64]| Spread::of(minutes(all)).map(|spread| spread.ninetieth.num_minutes());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(7));
        assert_eq!(of(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), Some(9));
        assert_eq!(of(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), Some(10));
    }
}
