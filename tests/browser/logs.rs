//! A site of several logs: one search over all of them, and the way back from each.

use super::pages::wrong;
use super::session::in_browser;
use crate::harness::Repository;
use fantoccini::key::Key;

const ANSWERED: &str =
    "!document.querySelector('.search-list.stale') && document.querySelector('[role=status]').textContent";

#[test]
fn one_search_finds_incidents_of_all_logs_and_leads_to_them_and_back() {
    in_browser(async |browser, _| {
        let clones = Repository::folder();
        for (log, words) in [("checkout", "numbat"), ("mail", "wombat")] {
            clones.git(&["init", "--quiet", log]);
            clones.write(&format!("{log}/incident.yaml"), &format!("name: The {log}\n"));
            clones.write(
                &format!("{log}/incidents/2026/2026-03-02-queue-full/incident.md"),
                &format!("---\ntitle: The {words} fills the queue\nseverity: sev-2\nstatus: closed\nstarted: 2026-03-02T08:00:00Z\n---\n\n## Solution\n\nFeed it.\n"),
            );
        }
        clones.run(&["build", "--log", "checkout=checkout", "--log", "mail=mail"]).ok();
        let file = |path: &str| format!("file://{}", clones.path("site").join(path).display());
        for page in ["index.html", "search/index.html", "404.html", "mail/index.html"] {
            browser.go(&file(page)).await;
            let is_from_anywhere = page == "404.html";
            assert!(is_from_anywhere || wrong(browser).await.is_empty(), "{page}: {:?}", wrong(browser).await);
        }
        browser.console().await; // the page for any address has addresses that only a server leads to

        browser.go(&file("index.html")).await;
        browser.press(['/']).await;
        browser.until(&format!("{ANSWERED} === 'Searches all that was written of 2 incidents.'")).await;
        browser.press("queue".chars()).await;
        browser.until(&format!("{ANSWERED} === '2 incidents'")).await;
        let logs = "[...document.querySelectorAll('[role=option] .search-log')].map((it) => it.textContent).sort()";
        assert_eq!(browser.text_of(logs).await, "checkout,mail");
        browser.choose("dialog select[aria-label*=log]", "mail").await;
        browser.until(&format!("{ANSWERED} === '1 incident'")).await;
        assert_eq!(browser.text_of(logs).await, "mail");
        browser.click("dialog input").await;
        browser.press([Key::Enter.into()]).await;
        browser.until("location.pathname.endsWith('/site/mail/incidents/2026-03-02-queue-full/index.html')").await;
        assert!(browser.text_of("document.querySelector('h1').textContent").await.contains("wombat"));
        // The search of one log has no choice of logs.
        browser.press(['/']).await;
        browser.until(&format!("{ANSWERED} === 'Searches all that was written of 1 incident.'")).await;
        assert_eq!(browser.text_of("document.querySelector('dialog select[aria-label*=\"this log\"]')").await, "null");
        browser.press([Key::Escape.into()]).await;
        browser.follow("All logs").await;
        browser.until("location.pathname.endsWith('/site/index.html')").await;
        browser.go(&file("search/index.html?q=queue&log=checkout")).await;
        browser.until(&format!("{ANSWERED} === '1 incident'")).await;
        assert_eq!(browser.console().await, [""; 0]);
    });
}
