//! Logs that are not as they should be: broken, hostile, or empty.

use super::pages::wrong;
use super::session::in_browser;
use super::stage::Served;
use crate::harness::Repository;

const HOSTILE: &str = "<img src=x onerror=alert(1)><script>alert(2)</script>";

#[test]
fn a_broken_document_is_shown_as_broken_beside_the_others() {
    in_browser(async |browser, _| {
        let repository = Repository::sample();
        let mail = "incidents/2025/2025-06-24-order-mail-late/incident.md";
        repository.replace(mail, "title: ", "title: Mail: ");
        let site = Served::new(repository);
        let finding = "line 2: ";
        for page in ["", "incidents/", "incidents/status/broken/", "incidents/2025-06-24-order-mail-late/"] {
            browser.go(&format!("{}{page}", site.address)).await;
            let words = browser.text_of("document.querySelector('main').innerText").await;
            assert!(words.contains(finding), "/{page}: {words}");
            assert!(words.contains("2025-06-24-order-mail-late"), "/{page}: {words}");
            assert_eq!(wrong(browser).await, [""; 0], "/{page}");
        }
        assert_eq!(browser.console().await, [""; 0]);
        let words = browser.text_of("document.querySelector('main').innerText").await;
        assert!(words.contains("This document cannot be read.") && words.contains(mail), "{words}");
        browser.press("/mail".chars()).await;
        browser.until("document.querySelector('[role=option] .status.broken')").await;
    });
}

#[test]
fn hostile_words_are_words_on_every_page_and_among_the_answers() {
    in_browser(async |browser, _| {
        let repository = Repository::new().log();
        let id = "2026-03-02-hostile";
        let entry = format!(
            "---\ntitle: \"{HOSTILE}\"\nseverity: \"{HOSTILE}\"\nstatus: open\nstarted: 2026-03-02T10:00:00Z\nlead: \"{HOSTILE}\"\nservices: [\"{HOSTILE}\"]\ntags: [\"{HOSTILE}\"]\nx-key: \"{HOSTILE}\"\nactions: [{{title: \"{HOSTILE}\", ticket: \"javascript:alert(3)\"}}]\n---\n\n## Summary\n{HOSTILE} [here](javascript:alert(4))\n\n## Solution\nWombat {HOSTILE}\n\n## Timeline\n\n- 10:00 [theory {HOSTILE}] {HOSTILE}\n- 2026-03-02T11:00:00Z [change] {HOSTILE}\n\n## {HOSTILE}\nx{}\n",
            "x".repeat(400)
        );
        repository.write(&format!("incidents/2026/{id}/incident.md"), &entry);
        let site = Served::new(repository);
        for page in site.pages() {
            browser.go(&format!("{}{page}", site.address)).await;
            assert_eq!(wrong(browser).await, [""; 0], "/{page}");
            let made = "document.querySelectorAll('[onerror], script:not([src]), [href^=javascript]').length";
            assert_eq!(browser.text_of(made).await, "0", "/{page}");
        }
        browser.go(&format!("{}incidents/", site.address)).await;
        browser.press("/wombat".chars()).await;
        browser.until("document.querySelector('[role=option]')").await;
        let answer = browser.text_of("document.querySelector('[role=option]').innerText").await;
        assert!(answer.contains(HOSTILE), "{answer}");
        assert_eq!(browser.text_of("document.querySelectorAll('dialog img, dialog script').length").await, "0");
        assert_eq!(wrong(browser).await, [""; 0]);
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn an_empty_log_says_what_to_do_first() {
    in_browser(async |browser, _| {
        let site = Served::new(Repository::new().log());
        for page in site.pages() {
            browser.go(&format!("{}{page}", site.address)).await;
            assert_eq!(wrong(browser).await, [""; 0], "/{page}");
        }
        browser.go(&site.address).await;
        assert!(browser.text_of("document.querySelector('main').innerText").await.contains("incident new"));
        browser.press(['/']).await;
        browser.until("document.querySelector('[role=status]').textContent === 'There is no incident yet.'").await;
        browser.press("pool".chars()).await;
        browser.until("document.querySelector('[role=status]').textContent === 'Nothing matches.'").await;
        assert_eq!(browser.console().await, [""; 0]);
    });
}
