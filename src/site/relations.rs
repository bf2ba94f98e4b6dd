//! What belongs to an incident elsewhere in the log: incidents like it, in both directions, and agenda items.

use super::addresses::Addresses;
use crate::audience::{View, ViewAgendaItem, ViewIncident};
use std::collections::BTreeMap;

/// Found once for all pages, so that each is made in a time that does not grow with the log.
pub struct Relations<'a> {
    related: BTreeMap<&'a str, Vec<&'a ViewIncident>>,
    agenda: BTreeMap<&'a str, Vec<&'a ViewAgendaItem>>,
}

impl<'a> Relations<'a> {
    pub fn new(view: &'a View, addresses: &Addresses<'a>) -> Self {
        let mut related: BTreeMap<&'a str, Vec<&'a ViewIncident>> = BTreeMap::new();
        let mut relate = |one: &'a ViewIncident, other: &'a ViewIncident| {
            let others = related.entry(one.folder.as_str()).or_default();
            if one.folder != other.folder && others.iter().all(|known| known.folder != other.folder) {
                others.push(other);
            }
        };
        for incident in view.incidents() {
            for other in incident.incident.related.iter().filter_map(|id| addresses.incident(id)) {
                relate(incident, other);
                relate(other, incident);
            }
        }
        for others in related.values_mut() {
            others.sort_by(|a, b| (b.order, &b.folder).cmp(&(a.order, &a.folder)));
        }
        let mut agenda: BTreeMap<&'a str, Vec<&'a ViewAgendaItem>> = BTreeMap::new();
        for item in view.agenda() {
            agenda.entry(item.incident.as_str()).or_default().push(item);
        }
        Self { related, agenda }
    }

    /// The incidents that name this one or are named by it, the newest first.
    pub fn of(&self, incident: &ViewIncident) -> &[&'a ViewIncident] {
        self.related.get(incident.folder.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The items of an incident, the earliest meeting first.
    pub fn agenda_of(&self, incident: &ViewIncident) -> impl Iterator<Item = &'a ViewAgendaItem> + '_ {
        self.agenda.get(incident.id.as_str()).into_iter().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::testing::view;

    #[test]
    fn incidents_are_related_in_both_directions_and_not_to_themselves() {
        let entry = |related: &str| format!("---\ntitle: T\nrelated: [{related}]\n---\n");
        let view = view(&[
            ("incidents/2025/2025-01-01-a/incident.md", &entry("2025-01-01-a, 2025-02-01-b, 2025-02-01-b, gone")),
            ("incidents/2025/2025-02-01-b/incident.md", &entry("2025-01-01-a")),
            ("incidents/2025/2025-03-01-c/incident.md", &entry("2025-01-01-a")),
        ]);
        let addresses = Addresses::new(&view);
        let relations = Relations::new(&view, &addresses);
        let of = |id: &str| -> Vec<&str> {
            let found = addresses.incident(id).map(|incident| relations.of(incident)).unwrap_or_default();
            found.iter().map(|other| other.id.as_str()).collect()
        };
        assert_eq!(of("2025-01-01-a"), ["2025-03-01-c", "2025-02-01-b"]);
        assert_eq!(of("2025-02-01-b"), ["2025-01-01-a"]);
        assert_eq!(of("2025-03-01-c"), ["2025-01-01-a"]);
    }
}
