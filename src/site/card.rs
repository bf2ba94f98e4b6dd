//! The cards that chats and networks show beside a link: drawn where it is known where the site stands, as they take none
//! without a whole address.

mod canvas;
mod entry;
mod face;
mod overview;
mod pen;

use super::addresses::{Addresses, Slugs};
use super::card_link::{LOG_CARD, card_of, with_card};
use super::error::SiteError;
use super::leaf::Leaf;
use super::page::{Page, Site};
use super::row::Rows;
use super::service::service_slugs;
use super::timeline_bar::Bar;
use crate::audience::ViewIncident;
use canvas::Canvas;
use face::Faces;
use std::sync::Arc;

pub const ENTRY: Page = Page::new("card", leaves);

/// What all cards are drawn with.
struct Cards<'a> {
    site: Site<'a>,
    addresses: Addresses<'a>,
    services: Slugs,
    faces: Faces,
    name: String,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    if site.base_url.is_none() {
        return Ok(Vec::new());
    }
    let (addresses, services) = (Addresses::new(site.view), service_slugs(site.view));
    let cards =
        Arc::new(Cards { site, addresses, services, faces: Faces::new()?, name: site.away().name().to_owned() });
    let of_log = {
        let cards = Arc::clone(&cards);
        Leaf::new(LOG_CARD.to_owned(), move || drawn(LOG_CARD, &overview::card(&site, &cards.name, &cards.faces)))
    };
    let of_incidents = with_card(site.view).iter().map(|incident| {
        let (cards, path) = (Arc::clone(&cards), card_of(cards.addresses.of(incident)));
        Leaf::new(path.clone(), move || drawn(&path, &cards.card(incident)))
    });
    Ok(of_incidents.chain([of_log]).collect())
}

impl Cards<'_> {
    fn card(&self, incident: &ViewIncident) -> Canvas {
        let Self { site, addresses, services, .. } = self;
        let row = Rows { view: site.view, addresses, services, as_of: site.as_of }.row(incident);
        let bar = Bar::new(incident, "", site.as_of, site.view.plan().time_zone);
        entry::card(&row, bar.as_ref(), &self.name, &self.faces)
    }
}

fn drawn(path: &str, canvas: &Canvas) -> Result<Vec<u8>, SiteError> {
    canvas.png().map_err(|error| SiteError::new(format!("{path} cannot be drawn: {error}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::canvas::Ink;
    use super::*;
    use crate::audience::View;
    use crate::model::{Audience, parse_moment};
    use crate::site::card_link::{CARD_SIZE, MOST_CARDS};
    use crate::site::sample::LOG;
    use crate::site::testing::{site_at, view, view_for};
    use crate::site::{SiteFile, SiteTemplates};
    use std::collections::BTreeMap;

    const URL: Option<&str> = Some("https://log.example/");

    fn cards(view: &View, base_url: Option<&str>) -> BTreeMap<String, Vec<u8>> {
        let templates = SiteTemplates::with(|_| None).unwrap();
        let as_of = parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap();
        let site = Site { view, templates: &templates, as_of, base_url, attachments: &[], log: None };
        let made = leaves(site).unwrap().into_iter().map(|leaf| leaf.made().unwrap());
        made.map(|(path, bytes)| (path, bytes.into_owned())).collect()
    }

    /// The pixels of a card, each the place of its colour in the palette.
    fn pixels(png: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((frame.width as usize, frame.height as usize), CARD_SIZE);
        assert_eq!(pixels.len(), CARD_SIZE.0 * CARD_SIZE.1);
        pixels
    }

    fn incident(front: &str) -> View {
        view(&[("incidents/2026/2026-03-02-a/incident.md", &format!("---\n{front}\n---\n"))])
    }

    fn card(front: &str) -> Vec<u8> {
        pixels(&cards(&incident(front), URL)["cards/2026-03-02-a.png"])
    }

    #[test]
    fn a_card_is_a_picture_of_the_size_that_is_asked_for_and_always_the_same() {
        let view = view_for(LOG, Audience::Internal);
        let first = cards(&view, URL);
        assert_eq!(first.keys().collect::<Vec<_>>(), ["card.png", "cards/2026-03-02-pool-exhausted.png"]);
        for (path, png) in &first {
            let drawn = pixels(png).iter().filter(|pixel| **pixel > 0).count();
            assert!(drawn > 10_000, "{path} shows little: {drawn}");
            assert!(png.len() < 40_000, "{path} has {} bytes", png.len());
        }
        assert_eq!(first, cards(&view, URL));
    }

    #[test]
    fn without_an_address_there_is_no_card_and_with_one_the_heads_name_it() {
        let view = view_for(LOG, Audience::Internal);
        assert!(cards(&view, None).is_empty());
        let without = site_at(&view, &[], None);
        assert!(!without.iter().any(|(path, page)| path.ends_with(".png") || page.contains("og:image")));
        let with = site_at(&view, &[], Some("https://log.example/a/"));
        for (page, card) in [
            ("incidents/2026-03-02-pool-exhausted/index.html", "cards/2026-03-02-pool-exhausted.png"),
            ("index.html", "card.png"),
            ("statistics/index.html", "card.png"),
        ] {
            let head = [
                format!("<meta property=\"og:image\" content=\"https://log.example/a/{card}\">"),
                "<meta property=\"og:image:width\" content=\"1200\">".to_owned(),
                "<meta property=\"og:image:height\" content=\"630\">".to_owned(),
                "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
            ];
            head.iter().for_each(|line| assert!(with[page].contains(line), "{line} is not in {page}: {}", with[page]));
            assert_eq!(with[page].matches("og:image\"").count(), 1);
            assert!(with.contains_key(card));
        }
        let alt = "og:image:alt\" content=\"Pool &lt;exhausted&gt; &amp; slow: high, resolved, lasted 30 min\"";
        let page = &with["incidents/2026-03-02-pool-exhausted/index.html"];
        assert!(page.contains(alt), "{page}");
    }

    #[test]
    fn the_newest_incidents_have_a_card_and_links_to_older_ones_show_that_of_the_log() {
        let log: Vec<(String, String)> = (0..=MOST_CARDS)
            .map(|number| {
                let day = chrono::NaiveDate::default() + chrono::Days::new(number as u64);
                (format!("incidents/{0}/{day}-a/incident.md", day.format("%Y")), format!("---\ntitle: {number}\n---\n"))
            })
            .collect();
        let view = view(&log.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
        let templates = SiteTemplates::with(|_| None).unwrap();
        let as_of = chrono::DateTime::default();
        let site = Site { view: &view, templates: &templates, as_of, base_url: URL, attachments: &[], log: None };
        assert_eq!(leaves(site).unwrap().len(), MOST_CARDS + 1);
        let mut pages = crate::site::incident::ENTRY.leaves(site).unwrap();
        let (oldest, newest) = (pages.pop().unwrap().file().unwrap(), pages.swap_remove(0).file().unwrap());
        let shows = |page: &SiteFile, card: &str| String::from_utf8_lossy(&page.bytes).contains(card);
        assert!(shows(&newest, "/cards/1971-05-16-a.png") && newest.path.contains("1971-05-16-a"), "{}", newest.path);
        assert!(shows(&oldest, "https://log.example/card.png") && !shows(&oldest, "/cards/"), "{}", oldest.path);
    }

    #[test]
    fn what_is_hidden_is_on_no_card() {
        let hidden: Vec<_> = LOG.iter().filter(|(path, _)| !path.contains("quokka")).copied().collect();
        for audience in [Audience::Internal, Audience::Public] {
            assert_eq!(cards(&view_for(LOG, audience), URL), cards(&view_for(&hidden, audience), URL));
        }
        let internal = [("incidents/2026/2026-03-02-a/incident.md", "---\ntitle: Secret\nseverity: sev-1\n---\n")];
        let shown = cards(&view_for(&internal, Audience::Public), URL);
        assert_eq!(shown, cards(&view_for(&[], Audience::Public), URL));
    }

    #[test]
    fn severity_status_and_time_are_seen() {
        let has = |pixels: &[u8], ink: Ink| pixels.contains(&ink.full());
        for (severity, ink) in
            [("sev-1", Ink::Worst), ("sev-2", Ink::High), ("sev-3", Ink::Medium), ("sev-4", Ink::Low)]
        {
            let pixels = card(&format!("title: T\nstatus: closed\nseverity: {severity}"));
            assert!(has(&pixels, ink), "{severity}");
        }
        let times = "started: 2026-03-02T10:00:00Z\ndetected: 2026-03-02T10:30:00Z\nresolved: 2026-03-02T11:00:00Z";
        let pixels = card(&format!("title: T\nseverity: sev-2\nstatus: resolved\n{times}"));
        let count = |ink: Ink| pixels.iter().filter(|pixel| **pixel == ink.full()).count();
        let (unnoticed, noticed) = (count(Ink::Unnoticed), count(Ink::Noticed));
        assert!(unnoticed > 5_000 && unnoticed.abs_diff(noticed) < 200, "half and half: {unnoticed}, {noticed}");
    }

    #[test]
    fn no_month_is_drawn_over_a_mark() {
        let of_log = |day: &str| {
            let view = incident(&format!("title: T\nseverity: sev-1\nstarted: 2026-{day}T12:00:00Z"));
            pixels(&cards(&view, URL)["card.png"]).iter().filter(|pixel| **pixel == Ink::Worst.full()).count()
        };
        let (first, middle) = (of_log("04-01"), of_log("04-15"));
        assert!(first.abs_diff(middle) < 10, "{first}, {middle}");
    }

    #[test]
    fn a_title_without_letters_of_ours_is_left_off() {
        let times = "severity: sev-3\nstatus: closed";
        let id = card(times);
        for title in ["決済が止まった", "הקופה לא עובדת", "الدفع لا يعمل", "🔥"] {
            assert_eq!(card(&format!("title: {title}\n{times}")), id, "{title}");
        }
        let plain = card(&format!("title: Ready to pay\n{times}"));
        assert_ne!(plain, id);
        assert_eq!(card(&format!("title: 🔥 Ready to pay\n{times}")), plain, "what is no letter is left out alone");
        for title in ["Оплата не проходит", "Η πληρωμή απέτυχε", "Zahlung schlägt fehl"]
        {
            assert_ne!(card(&format!("title: {title}\n{times}")), id, "{title}");
        }
    }
}
