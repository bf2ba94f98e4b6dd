//! What the incidents of one service, tag or year have in common.

use super::chart::Axis;
use super::facets::FacetValue;
use super::figures::{Counted, Figure, by_month, causes, impact, services, tags};
use super::page::Site;
use super::service::{service_slugs, tag_slugs};

/// The figures of a value of a facet: of a year its own months, of a service or tag the last twelve; none for others.
pub fn profile(site: &Site<'_>, facet: &str, value: &FacetValue) -> Vec<Figure> {
    let (all, view) = (site.view.incidents(), site.view);
    let axis = match facet {
        "service" | "tag" => Some(Axis::last_twelve(site.today())),
        "year" => value.name.parse().ok().map(Axis::of_year),
        _ => None,
    };
    let Some(axis) = axis else { return Vec::new() };
    let own = value.incidents.iter().filter_map(|position| all.get(*position));
    let counted = Counted::new(site, own, Some(axis));
    if counted.incidents.is_empty() {
        return Vec::new();
    }
    // A year has more of everything; with all of it, the page would be a heavy one.
    let figures = [
        Some(if facet == "year" { by_month(&counted) } else { impact(&counted) }),
        (facet != "service").then(|| services(&counted, &service_slugs(view))).flatten(),
        (facet == "service").then(|| tags(&counted, &tag_slugs(view))).flatten(),
        causes(&counted),
    ];
    figures.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use crate::site::testing::pages;

    #[test]
    fn a_service_says_how_long_it_was_hit_and_what_recurs() {
        let entry = |day: u32, cause: &str| {
            format!(
                "---\ntitle: T\nstatus: closed\nstarted: 2026-03-{day:02}T10:00:00Z\nresolved: 2026-03-{day:02}T11:30:00Z\nservices: [api, shop]\ntags: [deploy]\nroot-cause: {{known: true, summary: {cause}}}\n---\n"
            )
        };
        let pages = pages(&[
            ("incidents/2026/2026-03-02-a/incident.md", &entry(2, "A full disk")),
            ("incidents/2026/2026-03-04-b/incident.md", &entry(4, "a full disk")),
            ("incidents/2021/2021-03-04-old/incident.md", "---\ntitle: T\nservices: [mail]\n---\n"),
        ]);
        let service = &pages["incidents/service/api/index.html"];
        for part in [
            "Users felt it for 3 h since Dec 2025, the longest in Mar 2026: 3 h.",
            "What recurs the most is “a full disk”, in 2 incidents.",
            "incidents/tag/deploy/\">deploy</a>",
            "href=\"../../../incidents/service/\">Service</a>",
        ] {
            assert!(service.contains(part), "{part} is not in {service}");
        }
        let year = &pages["incidents/year/2026/index.html"];
        assert!(
            year.contains("<h2><a href=\"#by-month\">") && year.contains("The most began in Mar 2026: 2 of 2."),
            "{year}"
        );
        assert!(!pages["incidents/service/mail/index.html"].contains("<figure>"), "nothing of it is recent");
        assert!(!pages["incidents/severity/not-given/index.html"].contains("<figure>"));
    }
}
