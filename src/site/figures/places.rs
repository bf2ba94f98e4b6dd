//! What was hit for how long, service by service and tag by tag.

use super::{Counted, Figure};
use crate::audience::ViewIncident;
use crate::model::{Moment, felt, felt_within, format_duration};
use crate::site::addresses::Slugs;
use crate::site::chart::Bars;
use crate::text::counted;
use std::collections::BTreeMap;
use std::ops::Range;

/// How many rows there are at most.
const MOST: usize = 8;

/// The services by their hours of impact; their pages have these addresses.
pub fn services(of: &Counted<'_>, slugs: &Slugs) -> Option<Figure> {
    let figure = Named {
        id: "services",
        title: "Services by impact",
        what: "Service",
        folder: "service",
        longest: |name| format!("{name} was hit for the longest"),
    };
    figure.of(of, slugs, |incident| incident.incident.services.iter().map(|hit| hit.name.as_str()).collect())
}

/// The tags by their hours of impact; their pages have these addresses.
pub fn tags(of: &Counted<'_>, slugs: &Slugs) -> Option<Figure> {
    let figure = Named {
        id: "tags",
        title: "Tags by impact",
        what: "Tag",
        folder: "tag",
        longest: |name| format!("What is tagged {name} was felt for the longest"),
    };
    figure.of(of, slugs, |incident| incident.incident.tags.iter().map(String::as_str).collect())
}

/// What tells one such figure from another.
struct Named {
    id: &'static str,
    title: &'static str,
    what: &'static str,
    /// Of its pages, under `incidents/`.
    folder: &'static str,
    /// What is said of the first.
    longest: fn(&str) -> String,
}

impl Named {
    fn of<'a>(
        &self,
        of: &Counted<'a>,
        slugs: &Slugs,
        names: impl Fn(&'a ViewIncident) -> Vec<&'a str>,
    ) -> Option<Figure> {
        let period = of.period();
        let mut groups: BTreeMap<&str, (usize, Vec<Range<Moment>>)> = BTreeMap::new();
        for incident in &of.all {
            let felt =
                felt(&incident.incident, of.now).filter(|felt| felt.start < period.end && felt.end > period.start);
            if of.position(incident).is_none() && felt.is_none() {
                continue;
            }
            for name in names(incident) {
                let group = groups.entry(name).or_default();
                group.0 += 1;
                group.1.extend(felt.clone());
            }
        }
        let rows = groups.into_iter().map(|(name, (count, felt))| (name, count, felt_within(&felt, &period)));
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|(name, count, lasted)| (std::cmp::Reverse((*lasted, *count)), *name));
        let (first, others) = (*rows.first()?, rows.len().saturating_sub(MOST));
        let told = |count, lasted| format!("{} in {}", format_duration(lasted), counted(count, "incident"));
        let bars = rows.iter().take(MOST).map(|(name, count, lasted)| {
            let path = format!("incidents/{}/{}/", self.folder, slugs.get(name));
            ((*name).to_owned(), Some(path), lasted.num_seconds(), told(*count, *lasted))
        });
        let known = of.facts().filter(|incident| felt(incident, of.now).is_some()).count();
        let more = if others > 0 { format!(" {others} more are not shown.") } else { String::new() };
        Some(Figure {
            id: self.id,
            title: self.title,
            sentence: format!("{}: {}.", (self.longest)(first.0), told(first.1, first.2)),
            note: format!(
                "Time that users felt it, {}, which {known} of {} {}.{more}",
                of.when(),
                counted(of.incidents.len(), "incident"),
                if known == 1 { "tells" } else { "tell" },
            ),
            panels: Vec::new(),
            bars: Some(Bars::new([self.what, "Impact"], bars)),
            table: None,
        })
    }
}
