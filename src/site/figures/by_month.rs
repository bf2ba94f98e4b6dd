//! How many incidents began in each month, severity by severity.

use super::{Counted, Figure, Panel, Table, changed};
use crate::audience::ViewIncident;
use crate::model::Severity;
use crate::site::chart::columns;
use crate::site::row::Mark;
use crate::site::when::day_started;
use crate::text::counted;
use chrono::Days;

/// A year, in days and in months.
const YEAR: u64 = 365;
const YEAR_MONTHS: usize = 12;

/// The incidents a month: a drawing for each severity of the plan, and one for what has another or none.
pub fn by_month(of: &Counted<'_>) -> Figure {
    let plan = of.view.plan();
    let severity = |incident: &ViewIncident| plan.severity(incident.incident.severity.as_deref()?);
    let known = plan.severities.iter().map(Some).chain([None]);
    let groups = known.filter_map(|group: Option<&Severity>| {
        let is_of = |incident: &&ViewIncident| severity(incident).map(|own| &own.id) == group.map(|group| &group.id);
        let own: Vec<_> = of.incidents.iter().copied().filter(is_of).collect();
        // A severity of the plan of which there is none is worth seeing.
        (group.is_some() || !own.is_empty()).then_some((group, own))
    });
    let groups: Vec<Group<'_>> = groups.collect();
    let months: Vec<Vec<usize>> = groups
        .iter()
        .map(|(_, own)| {
            let mut months = vec![0; of.axis.months];
            for position in own.iter().filter_map(|incident| of.position(incident)) {
                months.iter_mut().skip(position).take(1).for_each(|count| *count += 1);
            }
            months
        })
        .collect();
    let most = months.iter().flatten().copied().max().unwrap_or_default();
    let panels = groups.iter().zip(&months).map(|((group, own), months)| {
        let mark = group.map(|severity| Mark::new(plan, &severity.id));
        let name = group.map_or("Other", |severity| severity.name.as_str()).to_owned();
        let class = format!("l{}", mark.as_ref().map_or(0, |mark| mark.level));
        let amounts: Vec<f64> = months.iter().map(|count| *count as f64).collect();
        let drawing = columns(format!("{name}, a month"), &of.axis, class, &amounts, (most as f64, most.to_string()));
        Panel { name, mark, said: counted(own.len(), "incident"), drawing }
    });
    let names = groups.iter().map(|(group, _)| group.map_or("other".to_owned(), |severity| severity.name.clone()));
    let rows = of.axis.names().into_iter().enumerate().map(|(position, name)| {
        let counts = months.iter().map(|months| months.get(position).copied().unwrap_or_default().to_string());
        std::iter::once(name).chain(counts).collect()
    });
    Figure {
        id: "by-month",
        title: "Incidents a month",
        sentence: if of.axis.months > YEAR_MONTHS { over_years(of, &groups) } else { peak(of, &months) },
        note: format!("{} {}.", counted(of.incidents.len(), "incident"), of.when()),
        panels: panels.collect(),
        bars: None,
        table: Some(Table { head: ["Month".to_owned()].into_iter().chain(names).collect(), rows: rows.collect() }),
    }
}

/// Some incidents with the severity of the plan that they have.
type Group<'a> = (Option<&'a Severity>, Vec<&'a ViewIncident>);

/// The month in which the most began.
fn peak(of: &Counted<'_>, months: &[Vec<usize>]) -> String {
    let sum = |position: usize| months.iter().filter_map(|months| months.get(position)).sum::<usize>();
    let counts: Vec<usize> = (0..of.axis.months).map(sum).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    let mut highest = of.axis.names().into_iter().zip(counts).filter(|(_, count)| *count == most);
    match (highest.next(), highest.next()) {
        (Some((month, _)), None) => format!("The most began in {month}: {most} of {}.", of.incidents.len()),
        _ => "No month stands out.".to_owned(),
    }
}

/// How many began in the last twelve months against the twelve before, and how many of the worst severity.
fn over_years(of: &Counted<'_>, groups: &[Group<'_>]) -> String {
    let worst = groups.iter().find(|(group, own)| group.is_some() && !own.is_empty());
    let worst = worst.and_then(|(group, own)| Some((group.as_ref()?, own)));
    let of_worst = worst.map(|(severity, own)| format!("; {} ones {}", severity.name, over_a_year(of, own)));
    format!(
        "The number of incidents in twelve months {}{}.",
        over_a_year(of, &of.incidents),
        of_worst.unwrap_or_default()
    )
}

/// How many there were in the last twelve months, against the twelve before where the log is as old.
fn over_a_year(of: &Counted<'_>, incidents: &[&ViewIncident]) -> String {
    let ago = |years: u64| of.today.checked_sub_days(Days::new(YEAR * years)).unwrap_or(of.today);
    let began = |incident: &&ViewIncident| day_started(incident, of.zone);
    let between = |years: u64| {
        let days = incidents.iter().filter_map(began);
        days.filter(|day| ago(years) < *day && *day <= ago(years - 1)).count()
    };
    let is_old = of.all.iter().filter_map(began).any(|day| day <= ago(1));
    changed(is_old.then(|| between(2)), between(1), usize::to_string)
}
