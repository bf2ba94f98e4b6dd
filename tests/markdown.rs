//! What people write in Markdown, as the built site shows it.

use crate::harness::Repository;

const ONE: &str = "incidents/2026/2026-03-02-one";
const TWO: &str = "incidents/2026/2026-03-03-two";

/// A log with two incidents; the first one's entry has this body.
fn log(body: &str) -> Repository {
    let repository = Repository::new().log();
    write(&repository, ONE, "internal", body);
    write(&repository, TWO, "internal", "## Summary\n\nTwo.\n\n### Why so late?\n\nx\n");
    repository
}

fn write(repository: &Repository, folder: &str, visibility: &str, body: &str) {
    let front =
        format!("title: T\nvisibility: {visibility}\nseverity: sev-3\nstatus: resolved\nstarted: 2026-03-02T10:00:00Z");
    repository.write(&format!("{folder}/incident.md"), &format!("---\n{front}\n---\n\n{body}"));
}

/// The page of the first incident.
#[track_caller]
fn page(repository: &Repository) -> String {
    repository.run(&["build"]).ok();
    repository.read("site/incidents/2026-03-02-one/index.html")
}

#[track_caller]
fn holds(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn only_a_page_with_code_in_colours_or_the_like_loads_their_style() {
    let style = "<link rel=\"stylesheet\" href=\"../../markdown.css\">";
    let repository = log("## Summary\n\n```sql\nSELECT 1;\n```\n");
    let shown = page(&repository);
    holds(&shown, &[style, "<span class=\"k\">SELECT </span>"]);
    holds(&repository.read("site/markdown.css"), &[".code{", ".k{"]);
    let alerts = "<link rel=\"stylesheet\" href=\"../../alerts.css\">";
    assert!(!shown.contains(alerts), "{shown}");
    let alert = log("## Summary\n\n> [!NOTE]\n> One.\n");
    holds(&page(&alert), &[style, alerts]);
    holds(&alert.read("site/alerts.css"), &[".alert-note{"]);
    assert!(!repository.read("site/incidents/2026-03-03-two/index.html").contains(style));
    let plain = page(&log("## Summary\n\n```\nSELECT 1;\n```\n\n```mermaid\ngraph TD; A-->B\n```\n"));
    assert!(!plain.contains(style) && plain.contains("A--&gt;B"), "{plain}");
}

#[test]
fn footnotes_and_labels_hold_across_the_sections_of_a_document() {
    let body = "## Summary\n\nSlow[^pool], see [the log][log].\n\n## Timeline\n\n- 2026-03-02T10:00:00Z [started] Slow[^pool].\n\n\
                ## Notes\n\n[log]: https://log.example/x\n[^pool]: The pool of the database.\n[^none]: Of no use.\n";
    let shown = page(&log(body));
    holds(
        &shown,
        &["href=\"https://log.example/x\"", "href=\"#in-summary_1\"", "<li id=\"in-summary_1\">", "<li id=\"t1_1\">"],
    );
    assert_eq!(shown.matches("The pool of the database.").count(), 2);
    assert!(!shown.contains("Of no use.") && !shown.contains(">Notes<"), "{shown}");
}

#[test]
fn links_arrive_at_the_sections_that_they_name() {
    let body = "## Summary\n\n[a](#what-to-do) [b](postmortem.md#impact) [c](../2026-03-03-two/incident.md#why-so-late) \
                [d](#nowhere) 2026-03-03-two, `2026-03-03-two` and 2026-03-02-one\n\n## What to do?\n\nx\n";
    let repository = log(body);
    repository
        .write(&format!("{ONE}/postmortem.md"), "---\nstatus: draft\n---\n\n## Impact\n\nx [e](incident.md#summary)\n");
    let shown = page(&repository);
    let two = "../../incidents/2026-03-03-two/";
    let one = "../../incidents/2026-03-02-one/";
    holds(
        &shown,
        &[
            "<a href=\"#s1-what-to-do\">a</a>",
            "id=\"s1-what-to-do\"",
            &format!("<a href=\"{one}#pm-impact\">b</a>"),
            "id=\"pm-impact\"",
            &format!("<a href=\"{two}#in-summary--why-so-late\">c</a> d "),
            &format!("<a href=\"{two}\">2026-03-03-two</a>, <code>2026-03-03-two</code> and 2026-03-02-one<"),
            &format!("<a href=\"{one}#summary\">e</a>"),
        ],
    );
    holds(&repository.read("site/incidents/2026-03-03-two/index.html"), &["id=\"in-summary--why-so-late\""]);
}

#[test]
fn an_id_in_prose_is_no_link_where_readers_do_not_see_its_incident() {
    let repository = log("## Summary\n\nAs in 2026-03-03-two and 2026-03-04-none.\n");
    for visibility in ["restricted", "internal"] {
        write(&repository, ONE, "public", "## Summary\n\nAs in 2026-03-03-two and 2026-03-04-none.\n");
        write(&repository, TWO, visibility, "Two.\n");
        repository.run(&["build", "--audience", "public"]).ok();
        let shown = repository.read("site/incidents/2026-03-02-one/index.html");
        holds(&shown, &["As in withheld and 2026-03-04-none."]);
    }
}

#[test]
fn an_image_has_its_size_and_one_that_is_missing_is_told_with_its_place() {
    let body = "## Summary\n\n![g](graph.png) ![broken](broken.png) ![](gone.png)\n\n## Solution\n\nSee ![the graph](gone.png), \
                ![t](drawing.svg) ![u](../2026-03-03-two/two.png) ![r](../2026-03-04-quokka/x.png)\n";
    let repository = log(body);
    write(&repository, "incidents/2026/2026-03-04-quokka", "restricted", "Quokka.\n");
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\0\xc8\x08\x06\0\0\0";
    repository.write_bytes(&format!("{ONE}/graph.png"), png);
    repository.write_bytes(&format!("{ONE}/broken.png"), &png[..12]);
    repository.write(&format!("{ONE}/drawing.svg"), "<svg/>");
    repository.write_bytes(&format!("{TWO}/two.png"), png);
    repository.write_bytes("incidents/2026/2026-03-04-quokka/x.png", png);
    let ran = repository.run(&["build"]).ok();
    let shown = repository.read("site/incidents/2026-03-02-one/index.html");
    let folder = "../../incidents/2026-03-02-one";
    holds(
        &shown,
        &[
            &format!("<img src=\"{folder}/graph.png\" alt=\"g\" width=\"640\" height=\"200\" loading=\"lazy\">"),
            &format!("<img src=\"{folder}/broken.png\" alt=\"broken\" loading=\"lazy\">"),
            "See <span class=\"no-image\">the graph</span>, <span class=\"no-image\">t</span>",
            "<img src=\"../../incidents/2026-03-03-two/two.png\" alt=\"u\" width=\"640\"",
            "<span class=\"no-image\">r</span>",
        ],
    );
    let told: Vec<_> = ran.stderr.lines().collect();
    assert_eq!(
        told,
        [
            format!("warning: {ONE}/drawing.svg is not on the site: an SVG can hold scripts; save it as PNG or WebP"),
            format!(
                "warning: {ONE}/gone.png is not on the site: there is no such file, and {ONE}/incident.md:11:43 shows it"
            ),
            format!(
                "warning: incidents/2026/withheld/x.png is not on the site: it is of no incident that the site shows, and {ONE}/incident.md:15:84 shows it"
            ),
        ]
    );
}

#[test]
fn a_feeds_addresses_lead_to_the_page() {
    let repository = log(
        "## Summary\n\nSlow[^1], see [below](#solution).\n\n[^1]: Note.\n\n### Part\n\n> [!TIP]\n> Ask.\n\n```sql\nSELECT 1;\n```\n\n## Solution\n\nx\n",
    );
    for (base, root) in [(&["--base-url", "https://log.example"][..], "https://log.example/"), (&[], "")] {
        repository.run(&[&["build"], base].concat()).ok();
        let feed: serde_json::Value = serde_json::from_str(&repository.read("site/feed.json")).unwrap();
        let items = feed["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["url"].as_str().unwrap().contains("2026-03-02-one")).unwrap();
        let content = item["content_html"].as_str().unwrap();
        let page = format!("{root}incidents/2026-03-02-one/");
        holds(
            content,
            &[
                &format!("href=\"{page}#in-summary_1\""),
                &format!("href=\"{page}#solution\""),
                "<h3>Part</h3>",
                "<strong>Tip</strong>",
                "<pre><code class=\"language-sql\">SELECT 1;\n</code></pre>",
            ],
        );
        assert!(!content.contains("href=\"#") && !content.contains(" id="), "{content}");
        let shown = repository.read("site/incidents/2026-03-02-one/index.html");
        holds(&shown, &["id=\"in-summary_1\"", "id=\"solution\""]);
    }
}
