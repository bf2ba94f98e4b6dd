//! Light and dark: both are themes of their own, and in both all words can be read.

use super::pages::KINDS;
use super::session::{Browser, DESK, PHONE, in_browser, lines, text};
use fantoccini::key::Key;
use serde_json::json;

/// Functions that measure contrast as WCAG does. Colours are painted, so that whatever CSS calls them is understood,
/// one over the other from the page's own up to the element's.
const CONTRAST: &str = "
    const canvas = document.createElement('canvas');
    const paper = canvas.getContext('2d', { willReadFrequently: true });
    const light = (colours) => {
        for (const colour of colours) {
            paper.fillStyle = colour;
            paper.fillRect(0, 0, 1, 1);
        }
        const [red, green, blue] = [...paper.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
            .map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
        return .2126 * red + .7152 * green + .0722 * blue;
    };
    const below = (element) => {
        const under = ['#fff'];
        for (let it = element; it; it = it.parentElement) under.splice(1, 0, getComputedStyle(it).backgroundColor);
        return under;
    };
    const contrast = (colour, under) => {
        const [one, other] = [light(under), light([...under, colour])];
        return (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    };
";

/// The words that can be seen and cannot be read well.
pub const FAINT: &str = "
    const faint = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    while (walk.nextNode()) {
        const [words, element] = [walk.currentNode.data.trim(), walk.currentNode.parentElement];
        if (!words || element.closest('script, style, noscript, title, option') || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const found = contrast(element.closest('svg') ? style.fill : style.color, below(element));
        const long = element.closest('.prose, .timeline li > div, .parts p, .parts li');
        seen += 1;
        if (found < (long && style.color === getComputedStyle(document.body).color ? 7 : 4.5)) {
            faint.push(`${found.toFixed(2)} ${style.color} ${element.className} ${words.slice(0, 60)}`);
        }
    }
    return seen > 5 ? faint : [`only ${seen} texts`];
";

/// The colours of shapes, of which each has its word beside it, that cannot be told from the paper.
const PALE: &str = "
    const names = ['s1', 's2', 's3', 's4', 'p1', 'p2', 'p3', 'accent', 'good', 'wrong'];
    const shape = document.body.appendChild(document.createElement('i'));
    const found = names.map((name) => {
        shape.style.color = `var(--${name})`;
        return [name, contrast(getComputedStyle(shape).color, below(document.body))];
    });
    shape.remove();
    return found.filter(([, ratio]) => ratio < 3).map(String);
";

pub async fn measured(browser: &Browser, script: &str) -> Vec<String> {
    lines(&browser.script(&format!("{CONTRAST}{script}")).await)
}

#[test]
fn every_word_can_be_read_by_day_by_night_and_on_paper() {
    in_browser(async |browser, _| {
        let mut papers = Vec::new();
        for (medium, theme) in [("screen", "light"), ("screen", "dark"), ("print", "dark")] {
            browser.media(medium, &[("prefers-color-scheme", theme)]).await;
            for page in KINDS {
                browser.screen(if page.is_empty() { PHONE } else { DESK }).await;
                browser.go(page).await;
                assert_eq!(measured(browser, FAINT).await, [""; 0], "{medium} {theme} /{page}");
            }
            browser.go("search/").await;
            browser.press("pool".chars()).await;
            browser.until("document.querySelectorAll('[role=option] mark').length > 2").await;
            assert_eq!(measured(browser, FAINT).await, [""; 0], "{medium} {theme} answers");
            assert_eq!(measured(browser, PALE).await, [""; 0], "{medium} {theme}");
            let paper = browser.script(&format!("{CONTRAST} return light(below(document.body));")).await;
            papers.push(paper.as_f64().unwrap_or_else(|| panic!("{}", text(&paper))));
        }
        assert!(papers[0] > 0.85 && papers[1] < 0.05 && papers[2] == 1.0, "{papers:?}");
    });
}

#[test]
fn a_reader_can_choose_light_or_dark_and_finds_it_so_on_every_page() {
    const PAPER: &str = "return light(below(document.body)) > 0.5 ? 'light' : 'dark';";
    in_browser(async |browser, _| {
        let shown = async || {
            let scheme = browser.text_of("getComputedStyle(document.documentElement).colorScheme").await;
            let word = browser.text_of("document.querySelector('.theme').innerText.split('\\n').pop()").await;
            let paper = text(&browser.script(&format!("{CONTRAST}{PAPER}")).await);
            [paper, word.trim().to_owned(), scheme]
        };
        for (system, other) in [("light", "dark"), ("dark", "light")] {
            browser.media("screen", &[("prefers-color-scheme", system)]).await;
            browser.go("").await;
            assert_eq!(shown().await, [system, "Auto", "light dark"]);
            // From the keyboard: light, then dark.
            browser.script("document.querySelector('.theme').focus()").await;
            browser.press([Key::Enter.into()]).await;
            assert_eq!(shown().await, ["light", "Light", "light"]);
            browser.press([' ']).await;
            assert_eq!(shown().await, ["dark", "Dark", "dark"]);
            browser.go("search/").await;
            assert_eq!(shown().await, ["dark", "Dark", "dark"]);
            assert_eq!(browser.script("return performance.getEntriesByType('layout-shift').length").await, 0);
            if other == "light" {
                browser.media("print", &[("prefers-color-scheme", system)]).await;
                let paper = browser.text_of("getComputedStyle(document.body).backgroundColor").await;
                assert_eq!(paper, "rgb(255, 255, 255)", "paper is white whatever was chosen");
                browser.media("screen", &[("prefers-color-scheme", system)]).await;
            }
            browser.click(".theme").await;
        }
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        browser.go("").await;
        assert_eq!(browser.text_of("document.querySelector('.theme').checkVisibility()").await, "false");
    });
}
