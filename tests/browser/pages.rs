//! What holds on every page: it fits its screen, it is in order, and the browser has nothing to complain of.

use super::session::{Browser, DESK, PHONE, in_browser, lines};

/// A page of each kind, by its path.
pub const KINDS: &[&str] = &[
    "",
    "incidents/",
    "incidents/longest/",
    "incidents/severity/sev-1/",
    "incidents/2024-12-02-connection-pool-exhausted/",
    "incidents/2026-11-23-new-titles-missing-from-search/",
    "actions/",
    "actions/settled/",
    "actions/owner/platform-team/",
    "agenda/",
    "incidents/service/",
    "incidents/service/checkout/",
    "incidents/tag/database/",
    "incidents/year/2025/",
    "plan/",
    "rules/",
    "rules/human-error/",
    "search/",
    "statistics/",
    "writing/",
];

/// What stands out of the page to the right, where it can be scrolled sideways.
const TOO_WIDE: &str = "
    const wide = () => {
        const page = document.documentElement;
        if (page.scrollWidth <= page.clientWidth && page.clientWidth <= WIDTH) return [];
        const out = [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > WIDTH);
        return [`is ${page.scrollWidth} wide on a screen of WIDTH: ${out.slice(0, 3).map((it) => it.outerHTML.slice(0, 120))}`];
    };
";

/// What is not in order in the page's elements.
const DISORDER: &str = "
    const wrong = wide();
    const all = (css) => [...document.querySelectorAll(css)];
    if (!document.documentElement.lang) wrong.push('has no language');
    if (!document.title) wrong.push('has no title');
    if (all('h1').length !== 1) wrong.push(`has ${all('h1').length} h1`);
    let before = 0;
    for (const heading of all('h1, h2, h3, h4, h5, h6')) {
        const level = Number(heading.tagName[1]);
        if (level > before + 1) wrong.push(`goes from h${before} to h${level} at ${heading.textContent}`);
        if (!heading.textContent.trim()) wrong.push(`has an h${level} without words`);
        before = level;
    }
    for (const image of all('img[src]')) if (!image.alt) wrong.push(`has an image without alt: ${image.src}`);
    for (const field of all('input, select')) {
        if (!field.labels.length && !field.getAttribute('aria-label')) wrong.push(`has a nameless ${field.outerHTML}`);
    }
    for (const link of all('a[href], button')) {
        const name = link.getAttribute('aria-label') ?? (link.textContent || link.querySelector('img')?.alt);
        if (!name?.trim() && link.checkVisibility()) wrong.push(`has a link without words: ${link.outerHTML}`);
    }
    for (const nav of all('nav:not([aria-label])')) wrong.push(`has a nameless ${nav.outerHTML.slice(0, 80)}`);
    for (const link of all('svg[role=img] a')) wrong.push(`hides a link in an image: ${link.outerHTML}`);
    const ids = all('[id]').map((it) => it.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`has ${id} twice`);
    for (const link of all('a[href^=\"#\"]')) {
        const to = link.getAttribute('href').slice(1);
        if (!document.getElementById(decodeURIComponent(to))) wrong.push(`leads to no #${to}`);
    }
    return wrong;
";

/// What is wrong with the page that is open, on a desk and on a phone.
pub async fn wrong(browser: &Browser) -> Vec<String> {
    let too_wide = |width: u32| TOO_WIDE.replace("WIDTH", &width.to_string());
    let mut wrong = lines(&browser.script(&format!("{}{DISORDER}", too_wide(DESK.0))).await);
    browser.screen(PHONE).await;
    wrong.extend(lines(&browser.script(&format!("{}return wide();", too_wide(PHONE.0))).await));
    browser.screen(DESK).await;
    wrong
}

#[test]
fn every_page_fits_its_screen_is_in_order_and_leaves_the_console_empty() {
    in_browser(async |browser, stage| {
        let (pages, mut found) = (stage.site.pages(), Vec::new());
        assert!(pages.len() > 60 && KINDS.iter().all(|kind| pages.iter().any(|page| page == kind)), "{pages:?}");
        for page in &pages {
            browser.go(page).await;
            found.extend(wrong(browser).await.iter().map(|wrong| format!("/{page} {wrong}")));
        }
        found.extend(browser.console().await);
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}

#[test]
fn an_address_without_a_page_leads_on() {
    in_browser(async |browser, _| {
        browser.go("incidents/2026-02-05-build-token-leaked/").await;
        assert_eq!(browser.text_of("document.querySelector('h1').textContent").await, "This page is not here.");
        assert_eq!(wrong(browser).await, [""; 0]);
        // The browser says itself that the page is not there.
        let said = browser.console().await;
        assert!(
            said.len() == 1 && said[0].contains("token-leaked/ - Failed to load") && said[0].contains("404"),
            "{said:?}"
        );
        browser.follow("All incidents").await;
        assert_eq!(browser.path().await, "incidents/");
    });
}

#[test]
fn the_site_can_be_read_from_the_disk() {
    in_browser(async |browser, stage| {
        for page in KINDS {
            browser.go(&stage.site.file(page)).await;
            let said = browser.console().await;
            assert!(said.is_empty(), "{page}: {said:?}");
        }
        browser.go(&stage.site.file("")).await;
        browser.follow("Incidents").await;
        browser.follow("Cards are charged twice for one order").await;
        assert!(browser.path().await.ends_with("/site/incidents/2026-03-26-cards-charged-twice/index.html"));
        assert_eq!(browser.console().await, [""; 0]);
    });
}
