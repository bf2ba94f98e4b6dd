//! The search: over any page and on its own, with keys alone, and harmless whatever is typed.

use super::pages::KINDS;
use super::session::{Browser, in_browser, lines};
use super::stage::Served;
use crate::harness::Repository;
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
        let choice = "document.querySelector('dialog [aria-label*=severity] [value=sev-1]').textContent";
        assert_eq!(browser.text_of(choice).await, "sev-1 critical (1)", "it is told how many there would be");

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
fn the_list_of_all_is_ordered_by_the_heads_of_its_columns() {
    in_browser(async |browser, _| {
        let titles = "return [...document.querySelectorAll('tbody td:nth-child(2) > a')].map((it) => it.textContent)";
        browser.go("incidents/").await;
        let newest = lines(&browser.script(titles).await);
        browser.click("th a[href*=longest]").await;
        browser.until("location.pathname === '/incidents/longest/'").await;
        let longest = lines(&browser.script(titles).await);
        assert!(longest[1].starts_with("Covers look blurred") && longest.len() == newest.len(), "{longest:?}");
        assert_eq!(browser.text_of("document.querySelector('[aria-sort]').textContent").await, "Lasted");
        browser.click("th a[href*=worst]").await;
        browser.until("location.pathname === '/incidents/worst/'").await;
        let marks = "return [...document.querySelectorAll('tbody .sev')].map((it) => it.textContent)";
        let marks = lines(&browser.script(marks).await);
        let rank = |word: &String| ["critical", "high", "medium", "low"].iter().position(|other| other == word);
        assert!(marks.len() == newest.len() && marks.is_sorted_by_key(rank), "{marks:?}");
        browser.click("th a:not([href*=longest])").await;
        browser.until("location.pathname === '/incidents/'").await;
        assert_eq!(lines(&browser.script(titles).await), newest);
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn a_narrow_list_is_ordered_by_the_search() {
    in_browser(async |browser, stage| {
        let [back_office, catalogue, checkout] = ["The back office", "Catalogue pages", "Checkout answers"];
        let in_order = async |wanted: [&str; 3]| {
            browser.until(&format!("{ANSWERED} === '3 incidents'")).await;
            let titles = titles(browser).await;
            assert!(titles.iter().zip(wanted).all(|(title, wanted)| title.starts_with(wanted)), "{titles:?}");
        };
        for list in ["incidents/tag/database/".to_owned(), stage.site.file("incidents/tag/database/")] {
            browser.go(&list).await;
            browser.click("th a[href*=longest]").await;
            browser.until("location.search === '?tag=database&order=longest'").await;
            in_order([checkout, back_office, catalogue]).await;
        }
        browser.choose("select[aria-label=Order]", "worst").await;
        browser.until("location.search === '?tag=database&order=worst'").await;
        in_order([checkout, catalogue, back_office]).await;
        browser.go("search/?order=longest").await;
        browser.until(&format!("{ANSWERED} === '12 incidents'")).await;
        let all = titles(browser).await;
        assert!(all[0].starts_with("Search does not find") && all[1].starts_with("Covers look blurred"), "{all:?}");
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn it_works_from_the_disk_and_below_any_path() {
    in_browser(async |browser, stage| {
        browser.go(&stage.site.file("plan/")).await;
        browser.press(['/']).await;
        browser.until(&format!("{ANSWERED} === 'Searches all that was written of 12 incidents.'")).await;
        ask(browser, "cards twice", "1 incident").await;
        browser.press([Key::Enter.into()]).await;
        browser.until("location.pathname.endsWith('/site/incidents/2026-03-26-cards-charged-twice/index.html')").await;
        browser.go(&format!("{}?q=pool&severity=sev-2", stage.site.file("search/"))).await;
        browser.until(&format!("{ANSWERED} === '1 incident'")).await;
        browser.choose("select[aria-label*=severity]", "").await;
        browser.until(&format!("{ANSWERED} === '3 incidents' && location.search === '?q=pool'")).await;
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn words_are_found_in_other_forms_without_their_accents_and_side_by_side_first() {
    in_browser(async |browser, _| {
        let repository = Repository::new().log();
        for (day, title, text) in [
            ("01", "Crème brûlée is out", "The max of the pool, or its size, was raised. Ask about connecting."),
            ("02", "Queries hang", "pool.max_size was 5, see fooBar-12 and E1234."),
            ("03", "検索が遅い", "The index waits. 障害の原因は接続です。"),
        ] {
            let id = format!("2026-03-{day}-odd");
            let text = format!(
                "---\ntitle: {title}\nseverity: sev-3\nstatus: resolved\nstarted: 2026-03-{day}T10:00:00Z\n---\n\n\
                 ## Summary\n{text}\n"
            );
            repository.write(&format!("incidents/2026/{id}/incident.md"), &text);
        }
        let site = Served::new(repository);
        for (words, first, marked, said) in [
            ("CREME brulee", "Crème brûlée is out", "Crème", "1 incident"),
            ("connects", "Crème brûlée is out", "connecting", "1 incident"),
            ("query", "Queries hang", "Queries", "1 incident"),
            ("pool.max_size", "Queries hang", "pool", "2 incidents"),
            ("foobar-1", "Queries hang", "fooBar", "1 incident"),
            ("bar", "Queries hang", "", "1 incident"),
            ("e12", "Queries hang", "E1234", "1 incident"),
            ("2026-03-02-odd", "Queries hang", "", "1 incident"),
            ("検索", "検索が遅い", "検", "1 incident"),
            ("原因", "検索が遅い", "原", "1 incident"),
            ("遅", "検索が遅い", "遅", "1 incident"),
            ("narwhal pool index", "検索が遅い", "index", "Nothing has all 3 words; 3 incidents have 1 of them"),
        ] {
            browser.go(&format!("{}search/", site.address)).await;
            browser.until("document.querySelector('.search-facets select')").await;
            let titles = ask(browser, words, said).await;
            assert_eq!(titles.first().map(String::as_str), Some(first), "{words}");
            let mark = "document.querySelector('[role=option] mark')?.textContent ?? ''";
            assert_eq!(browser.text_of(mark).await, marked, "{words}");
        }
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn a_page_of_the_teams_own_is_found_with_a_passage_and_no_facts_of_incidents() {
    in_browser(async |browser, _| {
        let repository = Repository::sample();
        repository.write(
            "pages/on-call.md",
            "---\ntitle: Who is on call\n---\n\nThe zebrafish rota: swap on Monday, and tell the pool of engineers.\n",
        );
        repository.write("pages/sealed.md", "---\nvisibility: restricted\n---\n\nThe zebrafish is sealed.\n");
        let site = Served::new(repository);
        browser.go(&format!("{}search/", site.address)).await;
        browser.until(&format!("{ANSWERED} === 'Searches all that was written of 12 incidents and 1 page.'")).await;
        assert_eq!(ask(browser, "zebrafish", "1 page").await, ["Who is on call"]);
        let told = "document.querySelector('[role=option]').innerText.replace(/\\s+/g, ' ')";
        let says = "Who is on call page The zebrafish rota: swap on Monday, and tell the pool of engineers.";
        assert_eq!(browser.text_of(told).await, says);
        browser.go(&format!("{}search/?q=pool&order=asc", site.address)).await;
        browser.until(&format!("{ANSWERED} === '3 incidents and 1 page'")).await;
        assert_eq!(titles(browser).await.last().map(String::as_str), Some("Who is on call"), "it has no time");
        browser.choose("select[aria-label*=severity]", "sev-3").await;
        browser.until(&format!("{ANSWERED}.endsWith('incidents') || {ANSWERED}.endsWith('incident')")).await;
        assert!(!titles(browser).await.contains(&"Who is on call".to_owned()), "it has no severity");
        browser.choose("select[aria-label*=severity]", "").await;
        browser.go(&format!("{}search/?q=zebrafish", site.address)).await;
        browser.until(&format!("{ANSWERED} === '1 page'")).await;
        browser.click("[role=option]").await;
        browser.until("location.pathname.endsWith('/on-call/')").await;
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
        assert_eq!(
            browser.text_of("document.querySelectorAll('main img, main b:not(.search-solution b)').length").await,
            "0"
        );
        assert_eq!(browser.console().await, [""; 0]);
    });
}
