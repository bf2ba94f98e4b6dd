//! An incident's times against those of the rest of the log.

use super::outcome::Measured;
use super::withheld::is_restricted;
use crate::log::Log;
use crate::model::{Incident, Metric};

/// What can be measured of an incident; what is usual is told by the other incidents that are not restricted.
pub fn measured(log: &Log, id: &str, incident: &Incident) -> Vec<Measured> {
    let others = log.incidents.iter().filter(|folder| folder.name != id && !is_restricted(folder));
    let others: Vec<&Incident> = others
        .filter_map(|folder| folder.incident.as_ref())
        .filter(|document| document.broken().is_none())
        .map(|document| &document.value)
        .collect();
    let measure = |metric: &Metric| {
        let usual = metric.usual(incident.severity.as_deref(), &others);
        Some(Measured { metric: *metric, lasted: metric.of(incident)?, usual })
    };
    Metric::ALL.iter().filter_map(measure).collect()
}
