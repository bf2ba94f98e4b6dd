//! For how many hours users felt something, month by month.

use super::{Counted, Figure, Panel, Table};
use crate::model::{felt, felt_within, format_duration};
use crate::site::chart::columns;
use chrono::Duration;

/// The hours of impact a month.
pub fn impact(of: &Counted<'_>) -> Figure {
    let times: Vec<_> = of.all.iter().filter_map(|incident| felt(&incident.incident, of.now)).collect();
    let months: Vec<Duration> = of.months().iter().map(|month| felt_within(&times, month)).collect();
    let names = of.axis.names();
    let (longest, most) =
        (0..).zip(&months).fold(
            (0, Duration::zero()),
            |longest, (position, lasted)| {
                if *lasted > longest.1 { (position, *lasted) } else { longest }
            },
        );
    let total = months.iter().fold(Duration::zero(), |total, lasted| total + *lasted);
    let amounts: Vec<f64> = months.iter().map(|lasted| lasted.num_seconds() as f64).collect();
    let label = "Time that users felt it, a month".to_owned();
    let top = (most.num_seconds() as f64, format_duration(most));
    let unknown = of.facts().filter(|incident| felt(incident, of.now).is_none()).count();
    let rows = names.iter().zip(&months).map(|(name, lasted)| vec![name.clone(), format_duration(*lasted)]);
    Figure {
        id: "impact",
        title: "Hours of impact",
        sentence: match names.get(longest) {
            Some(month) if !most.is_zero() => format!(
                "Users felt it for {} {}, the longest in {month}: {}.",
                format_duration(total),
                of.when(),
                format_duration(most)
            ),
            _ => format!("Nothing was felt {}, as far as it is known.", of.when()),
        },
        note: match unknown {
            0 => String::new(),
            unknown => format!("{unknown} of {} do not tell how long they were felt.", of.incidents.len()),
        },
        panels: vec![Panel {
            name: "Impact a month".to_owned(),
            mark: None,
            said: "what several incidents did at the same time counts once".to_owned(),
            drawing: columns(label, &of.axis, "amount".to_owned(), &amounts, top),
        }],
        bars: None,
        table: Some(Table { head: ["Month", "Impact"].map(str::to_owned).to_vec(), rows: rows.collect() }),
    }
}
