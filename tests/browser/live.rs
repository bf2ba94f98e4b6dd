//! What `incident serve` adds: a page that follows the log, and says what keeps it from being built.

use super::session::{DESK, PHONE, in_browser};
use super::stage::Served;
use crate::harness::Repository;
use fantoccini::key::Key;

const ENTRY: &str = "incidents/2024/2024-12-02-connection-pool-exhausted/incident.md";
const PAGE: &str = "incidents/2024-12-02-connection-pool-exhausted/";
const TROUBLE: &str = "document.querySelector('.serve-trouble[open]')";

#[test]
fn a_page_follows_what_is_written_and_a_broken_template_is_told_until_it_is_mended() {
    in_browser(async |browser, _| {
        let site = Served::new(Repository::sample());
        browser.go(&format!("{}{PAGE}", site.address)).await;
        site.repository.replace(ENTRY, "title: ", "title: Wombat ");
        browser.until("document.querySelector('h1').textContent.startsWith('Wombat ')").await;

        site.repository
            .write("templates/site/incident.html", "{% extends \"base.html\" %}\n{% block content %}{{ row.");
        browser.until(TROUBLE).await;
        for screen in [PHONE, DESK] {
            browser.screen(screen).await;
            let told = browser.text_of(&format!("{TROUBLE}.innerText")).await;
            assert!(told.contains("templates/site/incident.html:2:"), "{told}");
            let fits = "document.documentElement.scrollWidth <= innerWidth && \
                        document.querySelector('.serve-trouble').getBoundingClientRect().right <= innerWidth";
            assert_eq!(browser.text_of(fits).await, "true");
        }
        let below = browser.text_of("document.querySelector('main h1').textContent").await;
        assert!(below.starts_with("Wombat "), "{below}");
        browser.press([Key::Escape.into()]).await;
        browser.until(&format!("!{TROUBLE}")).await;

        site.repository.write(
            "templates/site/incident.html",
            "{% extends \"base.html\" %}\n{% block content %}\n{{ numbat }}{% endblock %}",
        );
        browser.until(TROUBLE).await;
        let told = browser.text_of(&format!("{TROUBLE}.innerText")).await;
        assert!(told.contains("templates/site/incident.html:3:4") && told.contains("incident.md"), "{told}");
        site.repository.write(
            "templates/site/incident.html",
            "{% extends \"base.html\" %}{% block content %}<h1>Numbat {{ row.title }}</h1>{% endblock %}",
        );
        browser
            .until(&format!("!{TROUBLE} && document.querySelector('h1').textContent.startsWith('Numbat Wombat ')"))
            .await;
        assert_eq!(browser.console().await, [""; 0]);
    });
}

#[test]
fn the_search_finds_what_was_written_meanwhile() {
    in_browser(async |browser, _| {
        let site = Served::new(Repository::sample());
        browser.go(&format!("{}{PAGE}", site.address)).await;
        site.repository.replace(ENTRY, "## Solution\n", "## Solution\nNumbats ");
        browser.until("document.querySelector('main').textContent.includes('Numbats')").await;
        browser.press(['/']).await;
        browser.until("document.querySelector('dialog[open] input')").await;
        // Until the index is there, what is asked finds nothing; then one asks again.
        let ask = "(document.querySelector('dialog[open]') || document.querySelector('.search-open').click(), \
                   (field => { field.value = 'numbats'; field.dispatchEvent(new Event('input')); })(document.querySelector('dialog input')))";
        browser.script(&format!("{ask}; setInterval(() => {ask}, 1500);")).await;
        browser.until("document.querySelector('.serve-note button') || document.querySelector('[role=option] mark')?.textContent === 'Numbats'").await;
    });
}
