//! What incidents were caused by, as post-mortems say, where several say the same.

use super::{Counted, Figure};
use crate::site::chart::Bars;
use crate::text::counted;
use std::collections::BTreeMap;

/// How many rows there are at most.
const MOST: usize = 8;

/// The causes that recur; `None` where no incident has a root cause or a contributing one written down.
pub fn causes(of: &Counted<'_>) -> Option<Figure> {
    let mut groups: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    let (mut told, mut unknown) = (0, 0);
    for incident in &of.incidents {
        let root = incident.incident.root_cause.as_ref();
        let contributing = incident.postmortem.iter().flat_map(|part| &part.postmortem.causes);
        let own = root.and_then(|root| root.summary.as_ref()).into_iter().chain(contributing);
        let own: BTreeMap<String, &str> =
            own.map(|cause| (cause.trim().to_lowercase(), cause.trim())).filter(|(key, _)| !key.is_empty()).collect();
        told += usize::from(!own.is_empty());
        unknown += usize::from(root.is_some_and(|root| root.known == Some(false)));
        for (key, cause) in own {
            groups.entry(key).or_insert((cause, 0)).1 += 1;
        }
    }
    let mut rows: Vec<(&str, usize)> = groups.values().copied().filter(|(_, count)| *count > 1).collect();
    rows.sort_by_key(|(cause, count)| (std::cmp::Reverse(*count), *cause));
    let sentence = match rows.first() {
        Some((cause, count)) => format!("What recurs the most is “{cause}”, in {}.", counted(*count, "incident")),
        None => format!("No cause is written down twice; there are {} different ones.", groups.len()),
    };
    let bars = rows.iter().take(MOST).map(|(cause, count)| {
        let amount = i64::try_from(*count).unwrap_or_default();
        ((*cause).to_owned(), None, amount, counted(*count, "incident"))
    });
    let bars = (!rows.is_empty()).then(|| Bars::new(["Cause", "Incidents"], bars));
    let of_unknown = match unknown {
        0 => String::new(),
        _ => format!(" The root cause of {unknown} is not known yet."),
    };
    (told > 0 || unknown > 0).then(|| Figure {
        id: "causes",
        title: "Causes that recur",
        sentence: format!("{sentence}{of_unknown}"),
        note: format!(
            "{told} of {} {} a root cause or contributing causes written down; those in the same words are one.",
            counted(of.incidents.len(), "incident"),
            if told == 1 { "has" } else { "have" },
        ),
        panels: Vec::new(),
        bars,
        table: None,
    })
}
