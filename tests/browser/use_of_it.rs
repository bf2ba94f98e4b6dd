//! How the site is used: by mouse, keyboard and finger, without a script, and on paper.

use super::pages::KINDS;
use super::session::{PHONE, in_browser, lines};
use fantoccini::key::Key;
use serde_json::json;

/// The search is open, and its style is there.
const SEARCH_SHOWN: &str = "document.querySelector('dialog[open]') && \
    [...document.styleSheets].some((style) => style.href.endsWith('/search.css'))";
const POOL: &str = "incidents/2024-12-02-connection-pool-exhausted/";

#[test]
fn without_a_script_the_lists_lead_to_an_incident() {
    in_browser(async |browser, _| {
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        browser.go("").await;
        browser.follow("Incidents").await;
        assert_eq!(browser.path().await, "incidents/");
        browser.click(".facets a[href$='/service/payments/']").await;
        assert_eq!(browser.path().await, "incidents/service/payments/");
        assert_eq!(browser.text_of("document.querySelectorAll('.incidents tbody tr').length").await, "2");
        assert_eq!(browser.text_of("document.querySelector('[aria-current=page]').textContent").await, "payments 2");
        browser.follow("Cards are charged twice for one order").await;
        assert_eq!(browser.path().await, "incidents/2026-03-26-cards-charged-twice/");
        assert!(browser.text_of("document.querySelector('main').innerText").await.contains("Turn off the retry"));
        browser.follow("Search").await;
        assert!(browser.path().await.starts_with("search/"));
        assert!(browser.text_of("document.querySelector('main').innerText").await.contains("needs JavaScript"));
        browser.follow("the lists of all incidents").await;
        assert_eq!(browser.path().await, "incidents/");
    });
}

#[test]
fn a_row_is_a_link_wherever_it_is_clicked() {
    in_browser(async |browser, _| {
        for cell in 1..=5 {
            browser.go("incidents/").await;
            browser.press_on(&format!(".incidents tbody tr:last-child td:nth-child({cell})")).await;
            browser.until(&format!("location.pathname === '/{POOL}'")).await;
        }
        browser.screen(PHONE).await;
        browser.go("").await;
        browser.press_on(".incidents tbody tr:first-child td:last-child").await;
        browser.until("location.pathname.endsWith('/2026-11-18-baskets-empty-after-release/')").await;
    });
}

#[test]
fn an_id_can_be_copied() {
    in_browser(async |browser, _| {
        let allowed = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
        browser.devtools("Browser.grantPermissions", allowed).await;
        browser.go(POOL).await;
        browser.click(".crumb button").await;
        browser.until("document.querySelector('.crumb button').textContent === 'Copied'").await;
        browser.script("navigator.clipboard.readText().then((text) => { window.copied = text; });").await;
        browser.until("window.copied === '2024-12-02-connection-pool-exhausted'").await;
        browser.click(".facts button").await;
        browser.until("document.querySelector('.facts button').textContent === 'Copied'").await;
        browser.script("navigator.clipboard.readText().then((text) => { window.copied = text; });").await;
        browser.until("window.copied === '#2024-12-02-war-room-connection-pool-exhausted'").await;
    });
}

#[test]
fn the_keyboard_reaches_everything_and_its_place_is_always_seen() {
    const FOCUSED: &str = "
        const it = document.activeElement;
        if (it === document.body) return [];
        const drawn = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const box = it.getBoundingClientRect();
        const seen = [null, '::after'].some((part) => drawn(getComputedStyle(it, part)));
        const there = box.width > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
        return [it.getAttribute('href') ?? it.outerHTML, seen ? 'seen' : 'no outline', there ? 'there' : 'off the page'];
    ";
    in_browser(async |browser, _| {
        browser.go("").await;
        let mut reached = Vec::new();
        while reached.len() < 200 {
            browser.press([Key::Tab.into()]).await;
            let focused = lines(&browser.script(FOCUSED).await);
            let [to, seen, there] = focused.as_slice() else { break };
            assert_eq!((seen.as_str(), there.as_str()), ("seen", "there"), "{to}");
            reached.push(to.clone());
        }
        assert_eq!(reached.first().map(String::as_str), Some("#main"), "the way past the head comes first");
        let links = lines(&browser.script("return [...document.links, ...document.querySelectorAll('svg a')].filter((link) => link.checkVisibility()).map((link) => link.getAttribute('href'))").await);
        let missed: Vec<_> = links.iter().filter(|link| !reached.contains(link)).collect();
        assert!(missed.is_empty() && reached.len() < 200, "{missed:?} of {reached:?}");
        browser.go("").await;
        browser.press([Key::Tab.into(), Key::Enter.into(), Key::Tab.into()]).await;
        browser.until("document.activeElement.closest('main')").await;
    });
}

#[test]
fn on_a_phone_whatever_leads_through_the_site_is_large_enough_for_a_finger() {
    const SMALL: &str = "
        const ways = '.top a, .theme, .facets a, .facets summary, .contents a, .pager a, .crumb a, .foot a, .all a, .copy + button, .search-box :is(button, select, input)';
        const small = [...document.querySelectorAll(ways)].filter((it) => it.checkVisibility()).map((it) => [it, it.getBoundingClientRect()]);
        return small.filter(([, box]) => box.width < 44 || box.height < 44)
            .map(([it, box]) => `${box.width.toFixed(1)} × ${box.height.toFixed(1)} ${it.outerHTML.slice(0, 100)}`);
    ";
    in_browser(async |browser, _| {
        browser.screen(PHONE).await;
        for page in KINDS {
            browser.go(page).await;
            assert_eq!(lines(&browser.script(SMALL).await), [""; 0], "/{page}");
        }
        browser.go("").await;
        browser.click(".search-open").await;
        browser.until(&format!("{SEARCH_SHOWN} && document.querySelector('dialog .search-facets select')")).await;
        assert_eq!(lines(&browser.script(SMALL).await), [""; 0], "the search");
    });
}

#[test]
fn on_a_phone_what_stands_below_each_other_is_in_line_and_no_severity_is_out_of_sight() {
    const OUT_OF_LINE: &str = "
        const words = (it) => { const range = document.createRange(); range.selectNodeContents(it); return range.getBoundingClientRect(); };
        const cells = [...document.querySelectorAll('.incidents tr')].flatMap((row) =>
            [...row.querySelectorAll('td:nth-child(n + 4)')].filter((cell) => cell.textContent.trim()));
        const facts = [...document.querySelectorAll('.head .facts dd')];
        const off = (all, edge) => all.filter((it) => Math.abs(words(it)[edge] - words(all[0])[edge]) > 1);
        const hidden = [...document.querySelectorAll('.facets ul:has(.sev)')].filter((it) => it.scrollWidth > it.clientWidth);
        return [...off(cells, 'right'), ...off(facts, 'left'), ...hidden].map((it) => it.outerHTML.slice(0, 100));
    ";
    in_browser(async |browser, _| {
        browser.screen(PHONE).await;
        for page in ["", "incidents/", "incidents/2025-04-17-api-certificate-expired/"] {
            browser.go(page).await;
            assert_eq!(lines(&browser.script(OUT_OF_LINE).await), [""; 0], "/{page}");
        }
    });
}

#[test]
fn nothing_moves_for_those_who_ask_for_less_motion() {
    const MOVING: &str = "
        return [...document.querySelectorAll('*')].flatMap((it) => [null, '::backdrop'].map((part) => [it, getComputedStyle(it, part)]))
            .filter(([, style]) => style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0)
            .map(([it]) => it.outerHTML.slice(0, 80));
    ";
    in_browser(async |browser, _| {
        for (wish, moves) in [("reduce", false), ("no-preference", true)] {
            browser.media("screen", &[("prefers-reduced-motion", wish)]).await;
            browser.go("").await;
            browser.press(['/']).await;
            browser.until(SEARCH_SHOWN).await;
            let moving = lines(&browser.script(MOVING).await);
            assert_eq!(!moving.is_empty(), moves, "{wish}: {moving:?}");
        }
    });
}

#[test]
fn a_page_prints_as_a_document() {
    in_browser(async |browser, _| {
        browser.media("print", &[("prefers-color-scheme", "dark")]).await;
        browser.go(POOL).await;
        for (hidden, shown) in
            [(".top nav", "h1"), (".search-open", ".top .name"), (".side", ".parts"), (".copy + button", ".timeline")]
        {
            let visible =
                async |css: &str| browser.text_of(&format!("document.querySelector('{css}').checkVisibility()")).await;
            assert_eq!(
                (visible(hidden).await.as_str(), visible(shown).await.as_str()),
                ("false", "true"),
                "{hidden}, {shown}"
            );
        }
        let colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]";
        assert_eq!(browser.text_of(colours).await, "rgb(255, 255, 255),rgb(0, 0, 0)");
        let link = "getComputedStyle(document.querySelector('.timeline a[href^=http]'), '::after').content";
        assert!(browser.text_of(link).await.contains("https://"), "an address can be read on paper");
        let pdf = browser.print().await;
        assert!(pdf.starts_with(b"%PDF") && pdf.len() > 20_000, "{} bytes", pdf.len());
    });
}

#[test]
fn a_time_tells_what_it_was_where_the_reader_is() {
    in_browser(async |browser, _| {
        browser.go(POOL).await;
        for (css, moment) in [
            (".facts time", "2024-12-02T09:52:00-05:00"),
            ("#t1 > a", "2024-12-02T09:52:00-05:00"),
            ("#t2 > a", "2024-12-02T09:58:00-05:00"),
        ] {
            let place = format!("document.querySelector('{css}')");
            let over = "dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))";
            browser.script(&format!("{place}.{over}")).await;
            let form = "{ dateStyle: 'long', timeStyle: 'long' }";
            let told = format!("`${{new Date('{moment}').toLocaleString(undefined, {form})}} where you are`");
            assert_eq!(browser.text_of(&format!("{place}.title === {told}")).await, "true", "{css}");
        }
    });
}

#[test]
fn on_a_phone_no_line_of_the_facts_begins_with_a_comma() {
    in_browser(async |browser, _| {
        browser.go("incidents/2026-03-26-cards-charged-twice/").await;
        let told = "
            const commas = [...document.querySelectorAll('.facts dd > span')].map((it) => it.lastChild)
                .filter((it) => it.nodeType === Node.TEXT_NODE && it.data.startsWith(','));
            const apart = commas.filter((comma) => {
                const range = document.createRange();
                range.selectNode(comma);
                const [here, word] = [range, comma.previousElementSibling].map((it) => it.getBoundingClientRect());
                return here.left < word.right - 1 || here.bottom < word.top || here.top > word.bottom;
            });
            return [`${commas.length} commas, ${apart.length} apart`];
        ";
        // Where a line ends depends on how wide the phone is.
        for width in (320..=430).step_by(5) {
            browser.screen((width, PHONE.1)).await;
            assert_eq!(lines(&browser.script(told).await), ["5 commas, 0 apart"], "{width}");
        }
    });
}
