//! The log as numbers, drawn on one axis of time: how often, how long, when, what, and what came of it.

use super::error::SiteError;
use super::figures::{Counted, Figure, ages, by_month, causes, promises, services, tags, times, week};
use super::leaf::Leaf;
use super::page::{Page, Site};
use super::service::{service_slugs, tag_slugs};
use super::squeeze::squeeze;
use serde::Serialize;

pub const ENTRY: Page = Page::new("statistics", leaves);

/// What `statistics.html` shows.
#[derive(Serialize)]
struct Statistics {
    nav: &'static str,
    /// How many incidents are counted.
    total: usize,
    /// How many documents cannot be read.
    unread: usize,
    /// What time they are of.
    when: String,
    figures: Vec<Figure>,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let style = Leaf::there("charts.css", squeeze(site.templates.asset("charts.css")));
    Ok(vec![Leaf::new("statistics/index.html", move || make(&site)), style])
}

fn make(site: &Site<'_>) -> Result<Vec<u8>, SiteError> {
    let counted = Counted::new(site, site.view.incidents().iter(), None);
    let figures = [
        Some(by_month(&counted)),
        Some(times(&counted)),
        Some(week(&counted)),
        services(&counted, &service_slugs(site.view)),
        tags(&counted, &tag_slugs(site.view)),
        causes(&counted),
        promises(&counted),
        ages(&counted),
    ];
    let total = counted.incidents.len();
    let page = Statistics {
        nav: "statistics",
        total,
        unread: counted.unread,
        when: counted.when(),
        figures: if total == 0 { Vec::new() } else { figures.into_iter().flatten().collect() },
    };
    Ok(site.page("statistics/index.html", "statistics.html", &page)?.bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::model::Audience;
    use crate::site::testing::{pages_of, view_for};
    use regex::Regex;

    fn entry(front: &str) -> String {
        format!("---\ntitle: T\nvisibility: public\nstatus: resolved\n{front}\n---\n")
    }

    fn statistics(audience: Audience) -> String {
        let before = entry(
            "severity: sev-1\nstarted: 2025-06-03T23:00:00Z\ndetected: 2025-06-03T23:04:00Z\nmitigated: 2025-06-03T23:52:00Z\nservices: [api]\ntags: [deploy]\nroot-cause: {known: true, summary: A lock}\nactions: [{title: A, status: done}, {title: B, due: 2026-01-01}]",
        );
        let after = entry(
            "severity: sev-1\nstarted: 2026-06-02T10:00:00Z\nmitigated: 2026-06-02T10:31:00Z\nservices: [api, shop]\nroot-cause: {known: true, summary: a lock}",
        );
        let at_once = entry(
            "severity: sev-4\nstarted: 2026-06-02T10:20:00Z\nmitigated: 2026-06-02T10:41:00Z\nservices: [api]\nroot-cause: {known: false}",
        );
        let hidden = after.replace("visibility: public", "visibility: internal");
        let view = view_for(
            &[
                ("incident.yaml", "time-zone: UTC\n"),
                ("incidents/2025/2025-06-03-a/incident.md", &before),
                ("incidents/2026/2026-06-02-b/incident.md", &after),
                ("incidents/2026/2026-06-02-c/incident.md", &at_once),
                ("incidents/2026/2026-06-02-hidden/incident.md", &hidden),
                ("incidents/2026/2026-06-05-broken/incident.md", "---\ntitle: a: b\nvisibility: public\n---\n"),
            ],
            audience,
        );
        pages_of(&view, &[])["statistics/index.html"].clone()
    }

    fn sentences(page: &str) -> Vec<String> {
        let says = Regex::new(r#"<p class="(?:says|count)">(.*)</p>"#).unwrap();
        says.captures_iter(page).map(|found| found[1].to_owned()).collect()
    }

    #[test]
    fn each_figure_says_what_one_sees_and_how_many_it_is_of() {
        let page = statistics(Audience::Public);
        insta::assert_snapshot!(sentences(&page).join("\n"), @r#"
        3 incidents since Apr 2025 · 1 document cannot be read and is not counted
        The number of incidents in twelve months rose from 1 to 2; critical ones stayed at 1.
        The median time to mitigate is 26 min, of too few to compare.
        Tuesday has the most: 3 of 3. 1 of 3 began outside of Monday to Friday, 08:00 to 18:00.
        api was hit for the longest: 1 h 33 min in 3 incidents.
        What is tagged deploy was felt for the longest: 52 min in 1 incident.
        What recurs the most is “a lock”, in 2 incidents. The root cause of 1 is not known yet.
        Of 2 actions 1 is closed.
        1 action is open, for 539 days; 1 is overdue.
        "#);
        for part in [
            "measured of 1 of 3",
            "measured of 3 of 3",
            "2 of 3 incidents have a root cause",
            "<th scope=\"row\">Jun 2026<td>1<td>0<td>0<td>1",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
    }

    #[test]
    fn what_readers_may_not_see_is_not_counted() {
        assert!(statistics(Audience::Public).contains("3 incidents since"));
        assert!(statistics(Audience::Internal).contains("4 incidents since"));
    }

    #[test]
    fn every_drawing_has_a_name_and_a_table_and_no_colour_of_its_own() {
        let page = statistics(Audience::Internal);
        assert_eq!(page.matches("role=\"img\" aria-label=\"").count(), page.matches("<figure>").count());
        let drawn = page.split("<section class=\"figure").skip(1).filter(|figure| figure.contains("<figure>"));
        assert!(drawn.clone().count() >= 4 && drawn.clone().all(|figure| figure.contains("<details>")));
        for word in [" style=", "fill=", "stroke=", "#000", "rgb("] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn an_empty_log_has_nothing_to_count() {
        let page = pages_of(&view_for(&[], Audience::Internal), &[])["statistics/index.html"].clone();
        assert!(page.contains("There is nothing to count yet.") && !page.contains("<svg"));
    }
}
