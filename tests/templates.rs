//! `templates/site/`: a team's own templates and styles, and what is said where something is wrong in them.

use crate::build::site;
use crate::harness::Repository;

const HOME: &str = "templates/site/home.html";

#[test]
fn one_template_one_token_or_one_more_style_leaves_the_others_as_they_are() {
    let repository = Repository::sample();
    repository.run(&["build"]).ok();
    let before = site(&repository, "site");
    let changed = |path: &str, text: &str| -> Vec<String> {
        repository.write(path, text);
        repository.run(&["build"]).ok();
        let after = site(&repository, "site");
        std::fs::remove_file(repository.path(path)).unwrap();
        let others = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes));
        others.map(|(path, bytes)| format!("{path} {}", String::from_utf8_lossy(bytes))).collect()
    };
    let page = "{% extends \"base.html\" %}{% block content %}<h1>Gone from {{ site }}</h1>{% endblock %}";
    let told = changed("templates/site/404.html", page);
    assert!(told.len() == 1 && told[0].contains("<h1>Gone from Larkfield Books</h1>"), "{told:?}");

    let told = changed("templates/site/tokens.css", ":root { --accent: teal; }\n");
    assert!(
        told.len() == 1 && told[0].starts_with("style.css ") && told[0].ends_with("}:root{--accent:teal}"),
        "{told:?}"
    );

    let told = changed("templates/site/own.css", ".top { border: 0; }\n");
    assert!(told.iter().any(|told| told.starts_with("own.css .top")), "{told:?}");
    let pages = before.keys().filter(|path| path.ends_with(".html")).count();
    let changed: Vec<_> = told.iter().filter(|told| told.contains(".html ") && !told.starts_with("own")).collect();
    assert_eq!(changed.len(), pages);
    for page in changed {
        let last = page.rsplit("<link rel=\"stylesheet\"").next().unwrap();
        assert!(last.starts_with(" href=") && last.contains("own.css\">"), "{page}");
    }
}

/// Each with the file that is wrong, and its place with a part of what is said.
const WRONG: &[(&str, &str, &str, &str)] = &[
    ("home.html", "a\n b {% if %}", ":2:10: ", "Found"),
    ("home.html", "a\n {{ wombat }}", ":2:5: ", "Variable `wombat` is not defined"),
    ("home.html", "{{ site | wombat }}", ":1:11: ", "Unknown filter `wombat`"),
    ("home.html", "{{ wombat() }}", ":1:4: ", "Unknown function `wombat`"),
    ("home.html", "{% include \"wombat.html\" %}", ":1:12: ", "Unknown template `wombat.html`"),
    ("home.html", "{% include \"home.html\" %}", ": ", "it includes itself"),
    ("home.html", "{% extends \"wombat.html\" %}", ": ", "it extends `wombat.html`, which is no template"),
    ("home.html", "{{ <wombat x={1} /> }}", ":1:4: ", "Unknown component `wombat`"),
    ("home.html", "{% for i in range(end=100000000) %}{% endfor %}", ":1:13: ", "the most is 1000"),
    ("home.html", "{% component a(x) %}{{ <a x={x} /> }}{% endcomponent a %}{{ <a x={1} /> }}", ": ", "recursion"),
    ("components.html", "Nothing.", ": ", "which the built-in"),
    ("incident.html", "{{ row.wombat.x }}", ":1:8: ", "in the page of incidents/20"),
    ("rule.html", "{{ rule.wombat.x }}", ":1:9: ", "in the page rules/"),
];

#[test]
fn what_is_wrong_in_a_teams_template_is_told_with_its_place_and_the_page() {
    let repository = Repository::sample();
    for (name, text, place, said) in WRONG {
        let path = format!("templates/site/{name}");
        repository.write(&path, text);
        let error = repository.run(&["build"]).fails();
        let first = error.lines().next().unwrap();
        assert!(first.starts_with(&format!("error: {path}{place}")) && first.contains(said), "{text}: {error}");
        assert!(error.contains("help: mend the template, or remove it from templates/site/"), "{error}");
        assert!(!error.contains("-->"), "{error}");
        std::fs::remove_file(repository.path(&path)).unwrap();
    }
    assert!(!repository.path("site").exists());
}

#[test]
fn a_page_that_has_no_end_is_given_up() {
    let repository = Repository::new().log();
    let line = "x".repeat(1000);
    let loops = "{% for i in range(end=1000) %}".repeat(2);
    repository.write(HOME, &format!("{loops}{line}{}", "{% endfor %}".repeat(2)));
    let error = repository.run(&["build"]).fails();
    assert!(error.contains(&format!("error: {HOME}: the page has no end")), "{error}");
}

#[test]
fn a_file_that_is_no_template_is_warned_of_with_the_one_that_was_meant() {
    let repository = Repository::sample();
    repository.write("templates/site/hom.html", "x");
    repository.write("templates/site/notes/readme.txt", "x");
    repository.write_bytes("templates/site/404.html", &[0xff, 0xfe]);
    let said = repository.run(&["build"]).ok().stderr;
    for told in [
        "warning: templates/site/hom.html is no template of the site: did you mean `home.html`?",
        "warning: templates/site/notes/readme.txt is no template of the site: there are base.html, ",
        "warning: templates/site/404.html is not UTF-8 text, so the built-in one holds",
    ] {
        assert!(said.contains(told), "{said}");
    }
}

#[test]
fn a_token_that_no_style_has_is_warned_of_with_the_one_that_was_meant() {
    let repository = Repository::sample();
    repository.write("templates/site/tokens.css", ":root {\n  --accnt: teal;\n}\n");
    let said = repository.run(&["build"]).ok().stderr;
    let told = "warning: templates/site/tokens.css:2:3: there is no token `--accnt`; did you mean `--accent`?\n";
    assert!(said.contains(told), "{said}");
    // One that the team's own style uses is its own.
    repository.write("templates/site/own.css", ".top { color: var(--accnt); }\n");
    let said = repository.run(&["build"]).ok().stderr;
    assert!(!said.contains("--accnt"), "{said}");
}

#[test]
fn what_is_wrong_is_shown_with_its_line_under_its_place() {
    let repository = Repository::sample();
    repository.write("templates/site/tokens.css", ":root {\n  --accent teal;\n}\n");
    insta::assert_snapshot!(repository.run(&["build"]).fails(), @r#"
    error: templates/site/tokens.css:2:3: there is no `:` behind `--accent`
      |
    2 |   --accent teal;
      |   ^
    help: write it as `--accent: teal;`
    "#);
    std::fs::remove_file(repository.path("templates/site/tokens.css")).unwrap();
    let gone = "{% extends \"base.html\" %}\n{% block content %}<p>{{ wombat }}</p>{% endblock %}\n";
    repository.write("templates/site/404.html", gone);
    insta::assert_snapshot!(repository.run(&["build"]).fails(), @r#"
    error: templates/site/404.html:2:26: Variable `wombat` is not defined. Available variables: address, as_of, called, card, log, nav, own_pages, own_style, policy, public, root, site, zone, in the page 404.html
      |
    2 | {% block content %}<p>{{ wombat }}</p>{% endblock %}
      |                          ^^^^^^
    help: mend the template, or remove it from templates/site/ so that the built-in one holds
    "#);
    repository.write("templates/documents/incident.md", "---\nstatus: open\ntitle: a: b\n---\n\n## Summary\n");
    insta::assert_snapshot!(repository.run(&["new", "Mail", "-s", "3"]).fails(), @r#"
    error: templates/documents/incident.md:3:9: this is not valid YAML: mapping values are not allowed in this context
      |
    3 | title: a: b
      |         ^
    help: a value with `: `, ` #` or a leading symbol needs quotes; lists and maps need the same indentation throughout
    "#);
    repository.write("templates/documents/incident.md", "no front matter\n");
    insta::assert_snapshot!(repository.run(&["new", "Mail", "-s", "3"]).fails(), @r#"
    error: templates/documents/incident.md:1:1: this document has no front matter
      |
    1 | no front matter
      | ^
    help: begin it with a line `---`, then `key: value` lines, then a line `---`
    "#);
}

#[test]
fn what_is_built_in_is_printed_to_begin_ones_own_with() {
    let repository = Repository::sample();
    repository.run(&["build"]).ok();
    let before = site(&repository, "site");
    let paths = repository.run(&["template"]).ok().stdout;
    for path in paths.lines() {
        let name = path.rsplit('/').next().unwrap();
        let text = repository.run(&["template", name]).ok().stdout;
        assert_eq!(text, repository.run(&["template", path]).ok().stdout);
        repository.write(path, &text);
    }
    assert!(
        paths.contains("templates/site/page.html\n") && paths.contains("templates/documents/agenda.md\n"),
        "{paths}"
    );
    assert_eq!(repository.run(&["build"]).ok().stderr.matches("warning").count(), 0);
    let after = site(&repository, "site");
    assert!(before.keys().eq(after.keys()));
    let changed: Vec<_> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert!(changed.is_empty(), "{changed:?}");
    let refused = repository.run(&["template", "pages.html"]).fails();
    assert_eq!(refused, "error: there is no template `pages.html`\nhelp: did you mean `page.html`?\n");
}

#[test]
fn the_whole_template_of_the_book_makes_a_page() {
    let book = std::fs::read_to_string(crate::book::docs().join("templates.md")).unwrap();
    let (_, after) = book.split_once("A whole\n`templates/site/page.html`:\n\n```html\n").unwrap();
    let repository = Repository::sample();
    repository.write("templates/site/page.html", after.split_once("```").unwrap().0);
    repository.write("pages/runbook.md", "# Runbook\n\nRestart it.\n\n> [!WARNING]\n> Not by day.\n\n- [ ] Look\n");
    repository.run(&["build"]).ok();
    let page = repository.read("site/runbook/index.html");
    for part in [
        "<title>Runbook · Larkfield Books</title>",
        "alerts.css",
        "markdown.css",
        "<div class=\"prose\">",
        "Restart it.",
        "A page of Larkfield Books",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}
