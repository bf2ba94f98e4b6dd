//! How long it took to detect, acknowledge, mitigate and resolve, quarter by quarter.

use super::{Counted, Figure, Panel, Table, changed};
use crate::model::{Incident, Metric, Spread, Statistics, format_duration, trend};
use crate::site::chart::spreads;
use chrono::Days;

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
    let change = changed(before.median(metric), period.median(metric)?, |median| format_duration(*median));
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
