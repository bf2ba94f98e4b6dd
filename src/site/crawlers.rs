//! What is told to programs that look at sites: which pages there are, and who may show them to whom.

use super::away::Away;
use super::page::{Site, SiteFile};
use crate::model::Audience;
use crate::text::encoded_path;

/// The most addresses that a map of a site may hold.
const MOST_ADDRESSES: usize = 50_000;

/// `robots.txt`, and where it is known where the site stands, a map of its pages.
pub fn files<'a>(site: &Site<'_>, others: impl Iterator<Item = &'a str>) -> Vec<SiteFile> {
    let away = site.away();
    let map = away.root().map(|_| sitemap(others, &away));
    let robots = robots(site.view.audience(), map.iter().map(|map| away.address(&map.path)));
    map.into_iter().chain([robots]).collect()
}

/// `robots.txt`: what is for the public is for everybody who looks, with the addresses of maps.
pub fn robots(audience: Audience, maps: impl Iterator<Item = String>) -> SiteFile {
    let text = match audience {
        Audience::Internal => "User-agent: *\nDisallow: /\n".to_owned(),
        Audience::Public => {
            let maps = maps.map(|address| format!("\nSitemap: {address}\n"));
            format!("User-agent: *\nAllow: /\n{}", maps.collect::<String>())
        }
    };
    SiteFile { path: "robots.txt".to_owned(), bytes: text.into_bytes() }
}

/// Without the page for what is not there.
fn sitemap<'a>(paths: impl Iterator<Item = &'a str>, away: &Away<'_>) -> SiteFile {
    let pages = paths.filter_map(|path| path.strip_suffix("index.html")).take(MOST_ADDRESSES);
    let escaped = |address: String| address.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;");
    let url = |page| format!("<url><loc>{}</loc></url>\n", escaped(away.address(&encoded_path(page))));
    let urls: String = pages.map(url).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    );
    SiteFile { path: "sitemap.xml".to_owned(), bytes: text.into_bytes() }
}

#[cfg(test)]
mod tests {
    use crate::model::Audience;
    use crate::site::sample::LOG;
    use crate::site::testing::{site_at, view_for};

    #[test]
    fn robots_may_go_where_the_public_may() {
        let robots = |audience, url| site_at(&view_for(LOG, audience), &[], url)["robots.txt"].clone();
        assert_eq!(robots(Audience::Internal, Some("https://log.example/a/")), "User-agent: *\nDisallow: /\n");
        assert_eq!(robots(Audience::Public, None), "User-agent: *\nAllow: /\n");
        assert_eq!(
            robots(Audience::Public, Some("https://log.example/a/")),
            "User-agent: *\nAllow: /\n\nSitemap: https://log.example/a/sitemap.xml\n"
        );
    }

    #[test]
    fn the_map_of_a_site_holds_every_page_and_no_other() {
        let site = site_at(&view_for(LOG, Audience::Public), &[], Some("https://log.example/a&b/"));
        let map = &site["sitemap.xml"];
        let pages = site.keys().filter(|path| path.ends_with("index.html"));
        for page in pages.clone() {
            let address = format!("<loc>https://log.example/a&amp;b/{}</loc>", page.trim_end_matches("index.html"));
            assert!(map.contains(&address), "{address} is not in {map}");
        }
        assert_eq!(map.matches("<loc>").count(), pages.count());
        assert!(!map.contains("404") && !map.contains("quokka"), "{map}");
        assert!(!site_at(&view_for(LOG, Audience::Public), &[], None).contains_key("sitemap.xml"));
    }
}
