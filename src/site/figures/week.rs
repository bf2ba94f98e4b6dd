//! At which hours of the week incidents begin.

use super::{Counted, Figure, Panel, Table};
use crate::site::chart::{DAYS, Heat};
use chrono::{Datelike, NaiveDateTime, Timelike};
use std::ops::Range;

/// When people are at work, from Monday to Friday.
const AT_WORK: Range<u32> = 8..18;

/// The hours of the week.
pub fn week(of: &Counted<'_>) -> Figure {
    let told = of.incidents.iter().filter_map(|incident| Some((incident.day_alone, incident.incident.started?)));
    let (alone, told): (Vec<_>, Vec<_>) = told.partition(|(day_alone, _)| *day_alone);
    let times: Vec<NaiveDateTime> =
        told.into_iter().map(|(_, started)| started.with_timezone(&of.zone).naive_local()).collect();
    let heat = Heat::of(times.iter().copied());
    let is_off = |time: &&NaiveDateTime| time.weekday().num_days_from_monday() > 4 || !AT_WORK.contains(&time.hour());
    let (total, off) = (times.len(), times.iter().filter(is_off).count());
    let days = heat.days();
    let most = days.iter().copied().max().unwrap_or_default();
    let mut highest = DAYS.iter().zip(days).filter(|(_, count)| *count == most);
    let peak = match (highest.next(), highest.next()) {
        (Some((day, count)), None) => format!("{day} has the most: {count} of {total}."),
        _ => "No day of the week stands out.".to_owned(),
    };
    let rows = DAYS.iter().zip(heat.0).map(|(day, hours)| {
        let count = |count: &usize| if *count == 0 { String::new() } else { count.to_string() };
        std::iter::once((*day).to_owned()).chain(hours.iter().map(count)).collect()
    });
    let head = (0..24).map(|hour| format!("{hour:02}"));
    let left_out = match alone.len() {
        0 => String::new(),
        1 => "; 1 that tells its day alone is left out".to_owned(),
        count => format!("; {count} that tell their day alone are left out"),
    };
    let said = format!("{total} of {} tell the hour, which is {} time{left_out}", of.incidents.len(), of.zone.name());
    Figure {
        id: "week",
        title: "Hours of the week",
        sentence: if total == 0 {
            "No incident tells the hour at which it began.".to_owned()
        } else {
            format!(
                "{peak} {off} of {total} began outside of Monday to Friday, {:02}:00 to {:02}:00.",
                AT_WORK.start, AT_WORK.end
            )
        },
        note: "Each field is an hour in which incidents began, the stronger its colour, the more.".to_owned(),
        panels: vec![Panel {
            name: "Starts".to_owned(),
            mark: None,
            said,
            drawing: heat.drawing("Incidents by weekday and hour of their start".to_owned()),
        }],
        bars: None,
        table: Some(Table { head: ["Day".to_owned()].into_iter().chain(head).collect(), rows: rows.collect() }),
    }
}

#[cfg(test)]
mod tests {
    use crate::site::testing::pages;

    #[test]
    fn a_start_that_is_a_day_alone_is_no_midnight() {
        let entry = |started: &str| format!("---\ntitle: T\nstatus: closed\nstarted: {started}\n---\n");
        let midnight = entry("2026-03-02T00:00:00Z");
        let page = |day: &str| {
            let pages = pages(&[
                ("incidents/2026/2026-03-02-a/incident.md", &midnight),
                ("incidents/2026/2026-03-04-b/incident.md", &entry(day)),
                ("incidents/2026/2026-03-05-c/incident.md", &entry("\"2026-03-05\"")),
            ]);
            pages["statistics/index.html"].clone()
        };
        let days = page("2026-03-04");
        let told = "1 of 3 tell the hour, which is UTC time; 2 that tell their day alone are left out";
        assert!(days.contains(told) && days.contains("Monday has the most: 1 of 1."), "{days}");
        let one = page("2026-03-04T00:00:00Z");
        assert!(
            one.contains("2 of 3 tell the hour, which is UTC time; 1 that tells its day alone is left out"),
            "{one}"
        );
    }
}
