//! The search: over any page and on its own, with keys alone, and harmless whatever is typed.

use super::pages::KINDS;
use super::session::{Browser, in_browser, lines};
use fantoccini::key::Key;

const OPEN: &str = "document.querySelector('dialog.search-dialog[open]')";
/// The answers that stand there for the words that were typed last.
const ANSWERED: &str =
    "!document.querySelector('.search-list.stale') && document.querySelector('[role=status]').textContent";

async fn titles(browser: &Browser) -> Vec<String> {
    let titles = "return [...document.querySelectorAll('[role=option] .search-title')].map((it) => it.textContent)";
    lines(&browser.script(titles).await)
}

/// Types words and waits for what is said of them.
async fn ask(browser: &Browser, words: &str, said: &str) -> Vec<String> {
    browser.press(words.chars()).await;
    browser.until(&format!("{ANSWERED} === '{said}'")).await;
    titles(browser).await
}

#[test]
fn a_slash_opens_it_over_any_page_and_escape_gives_the_focus_back() {
    in_browser(async |browser, _| {
        for page in KINDS.iter().filter(|page| **page != "search/") {
            browser.go(page).await;
            browser.script("document.querySelector('.foot a').focus()").await;
            browser.press(['/']).await;
            browser.until(&format!("{OPEN} && document.activeElement.getAttribute('role') === 'combobox'")).await;
            assert_eq!(browser.text_of("document.activeElement.value").await, "", "/{page}");
            browser.press([Key::Escape.into()]).await;
            browser.until(&format!("!{OPEN} && document.activeElement === document.querySelector('.foot a')")).await;
        }
        browser.go("search/").await;
        browser.press("//".chars()).await;
        browser.until("document.activeElement.value === '//'").await;
        assert_eq!(browser.text_of(OPEN).await, "null", "the search page needs no other search");
    });
}

#[test]
fn it_answers_as_one_types_and_keys_lead_to_an_answer() {
    in_browser(async |browser, _| {
        browser.go("plan/").await;
        browser.press(['/']).await;
        browser.until(&format!("{ANSWERED} === 'Searches all that was written of 12 incidents.'")).await;
        let pool = ask(browser, "pool", "3 incidents").await;
        assert_eq!(pool[0], "The back office hangs because its connection pool is exhausted", "{pool:?}");
        let first = "document.querySelector('[role=option]')";
        let told = browser.text_of(&format!("{first}.innerText")).await;
        for part in ["medium", "sev-3", "15 Sep 2026", "Solution End the idle transactions"] {
            assert!(told.replace('\u{a0}', " ").contains(part), "{part} is not in {told}");
        }
        assert_eq!(browser.text_of(&format!("{first}.querySelector('mark').textContent")).await, "pool");

        // Facets narrow what is found, and come back.
        browser.choose("dialog select[aria-label*=severity]", "sev-1").await;
        browser.until(&format!("{ANSWERED} === '1 incident'")).await;
        assert!(titles(browser).await[0].starts_with("Checkout answers HTTP 503"));
        browser.choose("dialog select[aria-label*=severity]", "").await;
        browser.until(&format!("{ANSWERED} === '3 incidents'")).await;

        browser.click("dialog input").await;
        let chosen = "document.querySelector('[role=option][aria-selected=true]')";
        assert_eq!(browser.text_of(&format!("{chosen} === {first}")).await, "true");
        browser.press([Key::Down.into(), Key::Down.into(), Key::Down.into(), Key::Up.into(), Key::Up.into()]).await;
        assert_eq!(
            browser.text_of(&format!("[...document.querySelectorAll('[role=option]')].indexOf({chosen})")).await,
            "1"
        );
        assert_eq!(
            browser.text_of("document.activeElement.getAttribute('aria-activedescendant')").await,
            browser.text_of(&format!("{chosen}.id")).await
        );
        browser.press([Key::Enter.into()]).await;
        browser.until("location.pathname === '/incidents/2024-12-02-connection-pool-exhausted/'").await;
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn its_page_answers_what_the_address_asks() {
    in_browser(async |browser, _| {
        browser.go("search/?q=pool&order=asc").await;
        browser.until(&format!("{ANSWERED} === '3 incidents'")).await;
        assert!(titles(browser).await[0].starts_with("Checkout answers HTTP 503"), "the oldest comes first");
        browser.go("search/?q=pool&severity=sev-2").await;
        browser.until(&format!("{ANSWERED} === '1 incident'")).await;
        assert_eq!(titles(browser).await, ["Catalogue pages time out after the Black Friday mail"]);
        browser.choose("select[aria-label*=severity]", "").await;
        browser.until(&format!("{ANSWERED} === '3 incidents' && location.search === '?q=pool'")).await;
        browser.click("[role=option]").await;
        browser.until("location.pathname === '/incidents/2026-09-15-back-office-pool-exhausted/'").await;
        browser.go("search/?service=mail").await;
        browser.until(&format!("{ANSWERED} === '1 incident'")).await;
        assert_eq!(titles(browser).await, ["Order confirmations arrive more than two hours late"]);
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn what_is_hidden_or_was_never_written_is_not_found_and_hostile_words_are_words() {
    in_browser(async |browser, _| {
        browser.go("search/").await;
        browser.until("document.querySelector('.search-facets select')").await;
        for words in ["token", "leaked", "zebrafish"] {
            browser.go("search/").await;
            browser.until(ANSWERED).await;
            assert_eq!(ask(browser, words, "Nothing matches.").await, [""; 0], "{words}");
        }
        browser.choose("select[aria-label*=severity]", "sev-1").await;
        browser.until(&format!("{ANSWERED} === 'Nothing matches within this choice.'")).await;
        let hostile = "<img src=x onerror=zebrafish(1)>";
        browser.go("search/?q=%3Cimg%20src=x%20onerror=zebrafish(1)%3E&severity=%22%3E%3Cb%3E").await;
        browser.until(ANSWERED).await;
        assert_eq!(browser.text_of("document.querySelector('input').value").await, hostile);
        assert_eq!(browser.text_of("document.querySelectorAll('main img, main b').length").await, "0");
        assert_eq!(browser.console().await, [""; 0]);
    });
}
