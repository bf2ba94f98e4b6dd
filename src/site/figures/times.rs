//! How long it took to detect, acknowledge, mitigate and resolve, quarter by quarter.

use super::{Counted, Figure, Panel, Table, changed};
use crate::model::{FEWEST, Incident, Metric, Spread, Statistics, format_duration, trend};
use crate::site::chart::spreads;
use chrono::{Days, Duration};

/// The times: a drawing for each, on one scale.
pub fn times(of: &Counted<'_>) -> Figure {
    let quarters: Vec<Vec<Option<Spread>>> = Metric::ALL
        .iter()
        .map(|metric| {
            let measured = |quarter: usize| {
                let own =
                    of.incidents.iter().filter(|incident| of.position(incident).is_some_and(|at| at / 3 == quarter));
                Spread::of(own.filter_map(|incident| metric.of(&incident.incident)).collect())
            };
            (0..of.axis.months / 3).map(measured).collect()
        })
        .collect();
    let labels: Vec<String> = Metric::ALL.iter().map(|metric| format!("Time to {metric}, by quarter")).collect();
    let all: Vec<&Incident> = of.facts().collect();
    let a_year_ago = of.today.checked_sub_days(Days::new(364));
    let trend = trend(&all, of.zone, of.today, a_year_ago);
    let total = all.len();
    let panels = Metric::ALL.iter().zip(spreads(&labels, &of.axis, &quarters)).map(|(metric, drawing)| {
        let measured = all.iter().filter(|incident| metric.of(incident).is_some()).count();
        let said = format!("{}, measured of {measured} of {total}", definition(*metric));
        Panel { name: format!("To {metric}"), mark: None, said, drawing }
    });
    let (period, before) = (&trend.period, &trend.before);
    let sentences: Vec<String> =
        [Metric::Mitigate, Metric::Detect].iter().filter_map(|metric| sentence(*metric, before, period)).collect();
    let told = |spread: Option<&Option<Spread>>| match spread {
        Some(Some(Spread { median, ninetieth, incidents })) => {
            format!("{}, {} ({incidents})", format_duration(*median), format_duration(*ninetieth))
        }
        _ => "–".to_owned(),
    };
    let rows = of.axis.quarters().into_iter().enumerate().map(|(quarter, name)| {
        let cells = quarters.iter().map(|quarters| told(quarters.get(quarter)));
        std::iter::once(name).chain(cells).collect()
    });
    let head = Metric::ALL.iter().map(|metric| format!("To {metric}"));
    Figure {
        id: "times",
        title: "How long it took",
        sentence: if sentences.is_empty() {
            "No incident of the last twelve months tells how long it took.".to_owned()
        } else {
            sentences.join(" ")
        },
        note: "Each line is a quarter's median, the band goes up to what nine of ten did not exceed; the table has both, \
               and of how many. An incident that lacks one of the two times is not measured. What changed is told of the \
               last twelve months and the twelve before."
            .to_owned(),
        panels: panels.collect(),
        bars: None,
        table: Some(Table { head: ["Quarter".to_owned()].into_iter().chain(head).collect(), rows: rows.collect() }),
    }
}

fn sentence(metric: Metric, before: &Statistics, period: &Statistics) -> Option<String> {
    let (now, then) = (period.spread(metric)?, before.spread(metric));
    let told = |median: &Duration| format_duration(*median);
    let few = then.is_some_and(|then| then.incidents.min(now.incidents) < FEWEST);
    let change = match few {
        true => format!("is {}, of too few to compare", told(&now.median)),
        false => changed(then.map(|then| then.median), now.median, told),
    };
    Some(format!("The median time to {metric} {change}."))
}

fn definition(metric: Metric) -> &'static str {
    match metric {
        Metric::Detect => "from the start until it was noticed",
        Metric::Acknowledge => "from then until somebody answered",
        Metric::Mitigate => "from the start until users felt it no more",
        Metric::Resolve => "from the start until it was over",
    }
}

#[cfg(test)]
mod tests {
    use crate::site::testing::pages;

    #[test]
    fn one_against_one_is_no_trend() {
        let entry = |day: &str, until: &str| {
            format!("---\ntitle: T\nstatus: closed\nstarted: {day}T10:00:00Z\nmitigated: {day}T{until}:00Z\n---\n")
        };
        let log = [
            ("incidents/2025/2025-03-02-a/incident.md", entry("2025-03-02", "12:00")),
            ("incidents/2026/2026-03-02-b/incident.md", entry("2026-03-02", "11:00")),
            ("incidents/2025/2025-03-03-c/incident.md", entry("2025-03-03", "12:00")),
            ("incidents/2026/2026-03-03-d/incident.md", entry("2026-03-03", "11:00")),
        ];
        let page = |count: usize| {
            let files: Vec<_> = log.iter().take(count).map(|(path, text)| (*path, text.as_str())).collect();
            pages(&files)["statistics/index.html"].clone()
        };
        let (few, enough) = (page(2), page(4));
        assert!(few.contains("The median time to mitigate is 1 h, of too few to compare."), "{few}");
        assert!(enough.contains("The median time to mitigate fell from 2 h to 1 h."), "{enough}");
    }
}
