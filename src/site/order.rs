//! In which orders the list of all incidents can be read. Each has pages of its own, so that it can be read and shared without
//! a script; a narrower list is ordered by the search, which knows the same words.

use super::facets::FacetValue;
use super::row::lasted;
use crate::audience::{View, ViewIncident};
use crate::model::{Moment, Plan};
use crate::text::encoded_path;
use chrono::TimeDelta;
use serde::Serialize;
use std::cmp::Reverse;

/// One way to order incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its folder under `incidents/`, and what the search calls it.
    key: &'static str,
    /// The column that it goes by.
    column: &'static str,
    /// What it is called behind the number of incidents.
    pub words: &'static str,
    by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Started,
    Severity,
    Lasted,
}

/// How a list is ordered where nobody asks.
pub const NEWEST: Order = Order { key: "desc", column: "started", words: "the newest first", by: By::Started };

/// All orders.
pub const ORDERS: [Order; 3] = [
    Order { key: "worst", column: "severity", words: "the most severe first", by: By::Severity },
    Order { key: "longest", column: "lasted", words: "the longest first", by: By::Lasted },
    NEWEST,
];

/// The way to another order, for the head of its column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderLink {
    pub column: &'static str,
    /// From the site's root.
    pub path: String,
    pub current: bool,
}

impl Order {
    /// The folder of the list of all incidents in this order, from the site's root.
    pub fn folder(self) -> String {
        if self == NEWEST { "incidents/".to_owned() } else { format!("incidents/{}/", self.key) }
    }

    /// The positions of all incidents of a view. What has nothing to be ordered by comes last, and of equals the newest first.
    pub fn of(self, view: &View, as_of: Moment) -> Vec<usize> {
        let incidents = view.incidents();
        let mut positions: Vec<usize> = (0..incidents.len()).collect();
        let place = |position: &usize| incidents.get(*position);
        match self.by {
            // As the view has them.
            By::Started => {}
            By::Severity => positions.sort_by_cached_key(|at| place(at).map_or(usize::MAX, |at| rank(view.plan(), at))),
            By::Lasted => positions.sort_by_cached_key(|at| {
                Reverse(place(at).and_then(|incident| lasted(incident, as_of)).unwrap_or(TimeDelta::MIN))
            }),
        }
        positions
    }
}

/// The worst severity is 0; what the plan does not know comes behind what it knows, and then what has none.
fn rank(plan: &Plan, incident: &ViewIncident) -> usize {
    let id = incident.incident.severity.as_deref().filter(|_| incident.broken.is_none());
    id.map_or(usize::MAX, |id| plan.rank(Some(id)))
}

/// The links to the orders of a list: of all incidents where it has no value, else of those of a value of a facet. None
/// where there is nothing to order, or the search does not know the value.
pub fn order_links(of: Option<(&'static str, &FacetValue)>, current: Order, total: usize) -> Vec<OrderLink> {
    if total < 2 || of.is_some_and(|(_, value)| !value.is_searched()) {
        return Vec::new();
    }
    let link = |order: Order| OrderLink {
        column: order.column,
        path: match of {
            Some((facet, value)) if order != current => {
                format!("search/?{facet}={}&order={}", encoded_path(&value.name), order.key)
            }
            Some((facet, value)) => format!("incidents/{facet}/{}/", value.slug),
            None => order.folder(),
        },
        current: order == current,
    };
    ORDERS.into_iter().map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_moment;
    use crate::site::testing::view;

    fn ids(view: &View, order: Order) -> Vec<&str> {
        let as_of = parse_moment("2026-03-09T12:00:00Z", chrono_tz::UTC, None).unwrap();
        order.of(view, as_of).into_iter().map(|at| &view.incidents()[at].id[11..]).collect()
    }

    #[test]
    fn what_cannot_be_ordered_comes_last_and_of_equals_the_newest_first() {
        let entry = |day: u32, slug: &str, front: &str| {
            let started = format!("started: 2026-03-{day:02}T10:00:00Z\n");
            let id = format!("2026-03-{day:02}-{slug}");
            (format!("incidents/2026/{id}/incident.md"), format!("---\ntitle: T\n{started}{front}\n---\n"))
        };
        let files = [
            entry(1, "short", "severity: sev-2\nstatus: closed\nresolved: 2026-03-01T10:10:00Z"),
            entry(2, "long", "severity: sev-3\nstatus: closed\nresolved: 2026-03-02T20:00:00Z"),
            entry(3, "open", "severity: sev-1\nstatus: open"),
            entry(4, "bare", "status: closed"),
            entry(5, "high", "severity: SEV-2\nstatus: closed\nresolved: 2026-03-05T10:10:00Z"),
            entry(6, "own", "severity: ours\nstatus: closed\nresolved: 2026-03-06T11:00:00Z"),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let view = view(&files);
        let [worst, longest, newest] = ORDERS;
        assert_eq!(ids(&view, newest), ["own", "high", "bare", "open", "long", "short"]);
        assert_eq!(ids(&view, worst), ["open", "high", "short", "long", "own", "bare"]);
        assert_eq!(ids(&view, longest), ["open", "long", "own", "high", "short", "bare"]);
    }
}
