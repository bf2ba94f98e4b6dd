//! `incident serve --log …`: several logs as one site, as they change.
#![cfg(unix)]

use crate::logs::{BOTH, report, two_logs};
use crate::serve::Serving;
use serde_json::json;

#[test]
fn several_logs_are_shown_as_one_site_and_what_changes_in_one_is_shown_at_once() {
    let clones = two_logs();
    let serving = Serving::with(&clones, &BOTH);
    for (path, told) in [
        ("/", "mail/2026-11-20-relay-down"),
        ("/", "checkout/2026-03-02-queue-full"),
        ("/mail/", "Post office"),
        ("/checkout/incidents/2026-03-02-queue-full/", "Feed the numbat."),
        ("/mail/incidents/2026-03-02-queue-full/", "Feed the wombat."),
        ("/search/facets.js", "{\"value\":\"checkout\"},{\"value\":\"mail\"}"),
        ("/nothing", "This page is not here."),
    ] {
        let answer = serving.answer(path);
        assert!(answer.contains(told), "{path}: {answer}");
    }
    assert!(!serving.answer("/").contains("quokka"), "it is restricted");
    let page = serving.changes("/mail/incidents/2026-03-02-queue-full/");
    // Until the search is there, which is that of each log and that of all.
    let mut page = page.skip_while(|told| told["lag"] == json!(true));
    assert_eq!(page.next().unwrap()["fresh"], json!(true));
    for path in ["/search/words.js", "/mail/search/words.js", "/checkout/search/words.js"] {
        assert!(serving.answer(path).starts_with("HTTP/1.1 200"), "{path}");
    }
    report(&clones, "mail", "2026-03-02-queue-full", "status: closed", "platypus");
    assert!(page.any(|told| told["fresh"] != json!(true)));
    assert!(serving.answer("/").contains("platypus") && serving.answer("/mail/incidents/").contains("platypus"));
}

#[test]
fn a_log_that_cannot_be_shown_is_named_and_the_server_goes_on() {
    let clones = two_logs();
    let mut serving = Serving::with(&clones, &[&BOTH[..], &["--out", "site"]].concat());
    assert!(clones.path("site/mail/index.html").exists() && clones.path("site/search/words.js").exists());
    clones.write("mail/templates/site/404.html", "a\n {{ wombat }}\n");
    let line = serving.says("error: mail/templates/site/404.html:2:5: ");
    assert!(line.contains("log mail: "), "{line}");
    assert!(serving.answer("/").contains("checkout/2026-03-02-queue-full"));
    clones.write("mail/templates/site/404.html", "Gone.\n");
    serving.says("built ");
    assert!(serving.answer("/mail/404.html").contains("Gone."));
    let error = clones.run(&["serve", "--port", "0", "--log", "a=mail", "--log", "b=mail"]).fails();
    assert!(error.contains("`a` and `b` are the same log"), "{error}");
    let error = clones.run(&["serve", "--port", "0", "--log", "a=mail", "--out", "mail/site"]).fails();
    assert!(error.contains("the site of all would stand in the log `a`"), "{error}");
}
