//! `pages/NAME.md`: pages of the team's own beside the built-in ones.

use crate::build::{holding, site};
use crate::harness::Repository;

const ROTA: &str = "---
title: On call
nav: true
---

# On call

Swap on Monday. See [the pool](../incidents/2024/2024-12-02-connection-pool-exhausted/incident.md), [the words](glossary.md)
and [nothing](gone.md); [Steps](#steps) are below.

![The rota](rota.png)

## Steps
Call 555-0101, not as in 2026-02-05-build-token-leaked, with password=menCkhvMdga9.
";

#[test]
fn a_file_becomes_a_page_with_its_links_images_and_place_in_the_navigation() {
    let repository = Repository::sample();
    repository.write("pages/on-call.md", ROTA);
    repository.write("pages/Our glossary.md", "# Words we use\n\n## Pool\nConnections that wait.\n");
    repository.replace("pages/on-call.md", "(glossary.md)", "(Our%20glossary.md)");
    repository.write("pages/rota.png", "png");
    repository.write("pages/unused.png", "png");
    let ran = repository.run(&["build"]).ok();
    let files = site(&repository, "site");
    let page = String::from_utf8_lossy(&files["on-call/index.html"]).into_owned();
    for part in [
        "<title>On call · Larkfield Books</title>",
        "<a href=\"../on-call/\" aria-current=\"page\">On call</a>",
        "href=\"../incidents/2024-12-02-connection-pool-exhausted/\"",
        "href=\"../our-glossary/\"",
        "src=\"../pages/rota.png\"",
        "<a href=\"#in--steps\"",
        "id=\"in--steps\"",
        "pages/on-call.md",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1, "its first heading is its title: {page}");
    assert!(page.contains("and nothing;"), "a link that leads nowhere is words: {page}");
    let glossary = String::from_utf8_lossy(&files["our-glossary/index.html"]).into_owned();
    assert!(glossary.contains("<h1>Words we use</h1>") && !glossary.contains(">Words we use</a>"), "{glossary}");
    assert!(files.contains_key("pages/rota.png") && !files.contains_key("pages/unused.png"));
    let home = String::from_utf8_lossy(&files["index.html"]).into_owned();
    assert!(home.contains("<a href=\"on-call/\">On call</a>"), "{home}");
    assert!(holding(&files, "/on-call/</loc>").contains(&"sitemap.xml"));
    for hidden in ["555-0101", "build-token-leaked", "menckhvmdga9"] {
        assert_eq!(holding(&files, hidden), [""; 0], "{hidden}");
    }
    assert!(
        ran.stderr.contains("warning: pages/on-call.md:14:71: ") && ran.stderr.contains("masked"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_public_sees_the_pages_alone_that_say_so_and_nobody_a_restricted_one() {
    for (line, internal, public) in [
        ("", true, false),
        ("visibility: internal", true, false),
        ("visibility: public", true, true),
        ("visibility: restricted", false, false),
        ("visibility: pubilc", false, false),
        ("visibilty: public", false, false),
        ("visibility: internal\ntitle: a: b", true, false),
        ("title: a: b", false, false),
    ] {
        let repository = Repository::new().log();
        repository.write("pages/wombat.md", &format!("---\n{line}\nnav: true\n---\n![Numbat](numbat.png)\n"));
        repository.write("pages/numbat.png", "a picture");
        let whole = line.is_empty() || !line.contains("a: b");
        for (audience, shown) in [("internal", internal), ("public", public)] {
            repository.run(&["build", "--audience", audience]).ok();
            let files = site(&repository, "site");
            assert_eq!(files.contains_key("wombat/index.html"), shown, "{line} for {audience}");
            assert_eq!(files.contains_key("pages/numbat.png"), shown && whole, "{line} for {audience}");
            if !shown {
                assert_eq!(holding(&files, "wombat"), [""; 0], "{line} for {audience}");
            }
        }
    }
}

#[test]
fn a_page_that_cannot_be_read_is_shown_as_broken_or_said_to_be_missing() {
    let repository = Repository::new().log();
    repository.write("pages/wombat.md", "---\nvisibility: internal\ntitle: a: b\n---\nNumbat.\n");
    repository.run(&["build"]).ok();
    let files = site(&repository, "site");
    let page = String::from_utf8_lossy(&files["wombat/index.html"]).into_owned();
    assert!(page.contains("pages/wombat.md, line 3: ") && !page.contains("Numbat"), "{page}");
    repository.replace("pages/wombat.md", "visibility: internal\n", "");
    let stderr = repository.run(&["build"]).ok().stderr;
    assert!(stderr.contains("warning: pages/wombat.md is not on the site: it cannot be read"), "{stderr}");
}

#[test]
fn what_is_wrong_in_a_page_is_found_at_its_place() {
    let repository = Repository::new().log();
    repository.write("pages/a.md", "---\ntitle: a: b\n---\n");
    repository.write("pages/b.md", "---\nnavigation: true\norder: first\n---\n[x](gone.md) password=menCkhvMdga9\n");
    repository.write("pages/c.md", "No front matter, [b](b.md).\n");
    insta::assert_snapshot!(repository.findings().join("\n"), @r"
    pages/a.md:2:9 broken-document: this is not valid YAML: mapping values are not allowed in this context
    pages/b.md:2:1 unknown-field: `navigation` is not a field that is known here
    pages/b.md:3:8 invalid-value: `first` is no whole number
    pages/b.md:5:5 broken-link: `gone.md` leads to no file of this log
    pages/b.md:5:23 leaked-secret: `me…` has the form of a key or a password
    ");
    repository.commit_all("Begin");
    repository.replace("pages/c.md", "b.md", "d.md");
    repository.git(&["add", "--all"]);
    let staged = repository.run(&["validate", "--staged"]).ends(1).stdout;
    assert!(staged.contains("pages/c.md:1:22") && !staged.contains("pages/a.md"), "{staged}");
}

#[test]
fn a_page_is_checked_again_where_what_it_leads_to_goes() {
    let repository = Repository::new().log();
    repository.write("pages/a.md", "See [b](b.md).\n");
    repository.write("pages/b.md", "B.\n");
    repository.commit_all("Begin");
    repository.git(&["rm", "--quiet", "pages/b.md"]);
    let staged = repository.run(&["validate", "--staged"]).ends(1).stdout;
    assert!(staged.contains("pages/a.md:1:9"), "{staged}");
}

#[test]
fn a_page_at_an_address_that_is_taken_is_found_and_not_built() {
    for (files, told) in [
        (
            &["pages/incidents.md"][..],
            "pages/incidents.md: this page would stand at incidents/, where the list of incidents of the site stands",
        ),
        (
            &["pages/Rules.md"],
            "pages/Rules.md: this page would stand at rules/, where the list of rules of the site stands",
        ),
        (
            &["pages/On Call.md", "pages/on-call.md"],
            "pages/On Call.md: this page and pages/on-call.md would both stand at on-call/",
        ),
        (&["pages/index.md"], "pages/index.md: this page would stand where the site's first page stands"),
        (&["pages/?!.md"], "pages/?!.md: this page's name has no letter or digit"),
    ] {
        let repository = Repository::new().log();
        files.iter().for_each(|file| repository.write(file, "A page.\n"));
        let error = repository.run(&["build"]).fails();
        assert!(error.contains(told) && error.contains("rename"), "{error}");
        assert!(!repository.path("site").exists());
        let findings = repository.findings();
        let (file, why) = told.split_once(": ").expect("it begins with the file");
        let found = format!("{file}:1:1 unusable-page-name: {why}");
        assert!(findings.len() == files.len() && findings[0].starts_with(&found), "{findings:?}");
    }
}

#[test]
fn a_search_finds_pages_too_on_the_terminal_and_for_scripts_and_assistants() {
    let repository = Repository::sample();
    repository.write("pages/on-call.md", ROTA);
    repository.write("pages/glossary.md", "# Words we use\n\n## Pool\nSwapped connections. On **Monday**, a pool.\n");
    repository.write("pages/broken.md", "---\ntitle: [Swap\n---\nSwap on Monday.\n");
    let said = repository.run(&["search", "swapping", "monday"]).ok().stdout;
    assert!(said.ends_with("\npages/glossary.md  Words we use\npages/on-call.md  On call\n"), "{said}");
    let alone = repository.run(&["search", "rota"]).ok().stdout;
    assert_eq!(alone, "pages/on-call.md  On call\n");
    let found = repository.json(&["search", "pool", "-n", "1"]);
    assert_eq!(found["incidents"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["pages"], serde_json::json!([{"path": "pages/glossary.md", "title": "Words we use"}]));
    assert_eq!(repository.run(&["search", "swap", "zebra"]).ends(1).stdout, "no incident says that\n");
    let several = repository.json(&["search", "--log", "shop=.", "monday"]);
    assert_eq!(several["pages"][0]["log"], "shop");
    let (mut assistant, _) = crate::mcp_client::Assistant::start(&repository, &[]);
    let told = assistant.data("search", serde_json::json!({"query": "swap monday"}));
    assert_eq!(told["pages"].as_array().map(Vec::len), Some(2), "{told}");
}
