//! What was promised after incidents: how much of it is done, and how long the rest has been waiting.

use super::{Counted, Figure, Panel, Table};
use crate::model::ActionStatus;
use crate::site::chart::{Bars, columns};
use crate::site::when::day_started;
use crate::text::counted;

/// The days below which an open action is of an age, with what that is called.
const AGES: [(i64, &str); 5] = [
    (30, "under a month"),
    (90, "one to three months"),
    (180, "three to six months"),
    (365, "six to twelve months"),
    (i64::MAX, "over a year"),
];

/// The actions by the month of their incident, opened and closed since; `None` where there is none.
pub fn promises(of: &Counted<'_>) -> Option<Figure> {
    let mut months = vec![[0_usize; 2]; of.axis.months];
    for incident in &of.incidents {
        let own = of.position(incident).and_then(|position| months.get_mut(position));
        let Some([opened, closed]) = own else { continue };
        for action in incident.actions() {
            *opened += 1;
            *closed += usize::from(action.status() != ActionStatus::Open);
        }
    }
    let sum = |at: usize| months.iter().filter_map(|month| month.get(at)).sum::<usize>();
    let (opened, closed) = (sum(0), sum(1));
    if opened == 0 {
        return None;
    }
    let most = months.iter().flatten().copied().max().unwrap_or_default();
    let panel = |name: &str, at: usize, said: String| {
        let amounts: Vec<f64> = months.iter().filter_map(|month| month.get(at)).map(|count| *count as f64).collect();
        let top = (most as f64, most.to_string());
        let drawing = columns(format!("{name}, a month"), &of.axis, "amount".to_owned(), &amounts, top);
        Panel { name: name.to_owned(), mark: None, said, drawing }
    };
    let rows = of.axis.names().into_iter().zip(&months);
    let rows = rows.map(|(name, [opened, closed])| vec![name, opened.to_string(), closed.to_string()]);
    Some(Figure {
        id: "actions",
        title: "Actions opened and closed",
        sentence: format!(
            "Of {} {closed} {} closed.",
            counted(opened, "action"),
            if closed == 1 { "is" } else { "are" }
        ),
        note: format!(
            "Actions of incidents {}. Documents do not say when an action was opened or closed: both count in the month \
             of the incident. A dropped action is closed.",
            of.when()
        ),
        panels: vec![
            panel("Opened", 0, counted(opened, "action")),
            panel("Closed since", 1, counted(closed, "action")),
        ],
        bars: None,
        table: Some(Table {
            head: ["Month", "Opened", "Closed since"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        }),
    })
}

/// The open actions by their age; `None` where nothing is open.
pub fn ages(of: &Counted<'_>) -> Option<Figure> {
    let mut ages: Vec<i64> = Vec::new();
    let (mut overdue, mut undated) = (0, 0);
    for incident in &of.all {
        for action in incident.actions().filter(|action| action.status() == ActionStatus::Open) {
            overdue += usize::from(action.is_overdue(of.today));
            match day_started(incident, of.zone) {
                Some(day) => ages.push((of.today - day).num_days()),
                None => undated += 1,
            }
        }
    }
    ages.sort_unstable();
    let middle = ages.get(ages.len() / 2)?;
    let open = ages.len() + undated;
    let mut from = i64::MIN;
    let rows = AGES.map(|(below, name)| {
        let count = ages.iter().filter(|age| (from..below).contains(*age)).count();
        from = below;
        (name.to_owned(), None, i64::try_from(count).unwrap_or_default(), count.to_string())
    });
    let of_undated = if undated > 0 { format!(" {undated} are of an incident without a date.") } else { String::new() };
    Some(Figure {
        id: "ages",
        title: "Age of open actions",
        sentence: format!(
            "{open} {} open, {} {middle} days; {overdue} {} overdue.",
            if open == 1 { "action is" } else { "actions are" },
            if open == 1 { "for" } else { "half of them for at least" },
            if overdue == 1 { "is" } else { "are" },
        ),
        note: format!("The age is counted from the start of the incident.{of_undated}"),
        panels: Vec::new(),
        bars: Some(Bars::new(["Age", "Open actions"], rows)),
        table: None,
    })
}
