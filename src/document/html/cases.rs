//! What becomes of Markdown on a page.

#![allow(clippy::unwrap_used)]

use super::{Definitions, Paint, Place, Setting, Target, render};
use proptest::prelude::*;
use std::collections::BTreeSet;

struct Around;

impl Place for Around {
    fn address(&self, address: &str) -> Target {
        match address {
            "graph.png" | "unknown.png" => Target::To(format!("ID/{address}")),
            "#top" => Target::To("#summary".to_owned()),
            "call" => Target::To("javascript:alert(3)".to_owned()),
            _ => Target::Nowhere,
        }
    }

    fn incident(&self, id: &str) -> Option<String> {
        (id == "2024-12-02-pool").then(|| "../2024-12-02-pool/".to_owned())
    }

    fn image_size(&self, address: &str) -> Option<(usize, usize)> {
        (address == "graph.png").then_some((640, 200))
    }
}

fn html_with(markdown: &str, definitions: &Definitions, away: Option<&str>) -> String {
    let setting = Setting { prefix: "s", level: 3, paint: &Paint::page(), definitions, away };
    render(markdown, &setting, &Around).as_str().to_owned()
}

fn html(markdown: &str) -> String {
    html_with(markdown, &Definitions::default(), None)
}

#[test]
fn what_is_nested_too_deep_is_shown_as_it_was_written() {
    let quotes = html(&format!("{}words", "> ".repeat(20_000)));
    assert!(quotes.starts_with("<pre><code>&gt; &gt; ") && quotes.contains("words"), "{:.99}", quotes);
    for tags in ["<div>", "<div><br title=\"</div>\">", "<b><div></b>", "<div>\n\n"] {
        let page = html(&format!("{}words", tags.repeat(20_000)));
        assert!(page.starts_with("<pre><code>") && page.contains("words"), "{tags}: {page:.99}");
    }
    let fine = "<details>\n\nwords <br>\n\n</details>\n\n".repeat(500);
    assert!(html(&fine).starts_with("<details>"));
    assert!(html(&format!("{}words", "> ".repeat(50))).starts_with("<blockquote>"));
}

#[test]
fn what_html_has_no_longer_says_the_same_by_what_it_has() {
    insta::assert_snapshot!(html(
        "a <strike title=\"<strike>\">b</strike> <tt>c</tt> <acronym title=\"d\">e</acronym> <big>f</big> <font color=red>g</font>\n\n\
         <center>h</center>\n\n<table align=center summary=x border=1><tr align=right><td align=right headers=y width=9>i</td></tr></table>\n\n\
         <hr size=4 width=50%>\n\n<img src=graph.png alt=k width=50% align=right> <img src=graph.png alt=l width=99px height=9>\n\n\
         <blockquote cite=z>m</blockquote> <del datetime=never>n</del> <time datetime=x>o</time> <ol start=a type=i><li>p</ol>\n"
    ), @r##"
    <p>a <s title="&lt;strike&gt;">b</s> <code>c</code> <abbr title="d">e</abbr> f g</p>
    <div class="center">h</div>
    <table><tbody><tr><td>i</td></tr></tbody></table>
    <hr>
    <p><span class="no-image">k</span> <span class="no-image">l</span></p>
    <blockquote>m</blockquote> <del>n</del> o <ol><li>p</li></ol>
    "##);
}

#[test]
fn an_alert_says_its_word() {
    insta::assert_snapshot!(html("> [!WARNING]\n> Not *twice*.\n\n> [!tip]\n> - one\n\n> [!OTHER]\n> x\n"), @r##"
    <div class="alert-warning">
    <p><strong>Warning</strong></p>
    <p>Not <em>twice</em>.</p>
    </div>
    <div class="alert-tip">
    <p><strong>Tip</strong></p>
    <ul>
    <li>one</li>
    </ul>
    </div>
    <blockquote>
    <p>[!OTHER]
    x</p>
    </blockquote>
    "##);
}

#[test]
fn footnotes_are_told_at_the_end_as_they_are_first_referred_to() {
    let markdown = "One[^b] two[^a] three[^B] `[^a]` [^none].\n\n[^a]: First, see[^c].\n[^b]: Second.\n\n    - list\n\n[^c]: Third.\n[^d]: Nobody asks.\n[^a]: Again.\n";
    insta::assert_snapshot!(html(markdown), @r##"
    <p>One<sup><a id="s_1_1" href="#s_1" aria-label="Note 1">1</a></sup> two<sup><a id="s_2_1" href="#s_2" aria-label="Note 2">2</a></sup> three<sup><a id="s_1_2" href="#s_1" aria-label="Note 1">1</a></sup> <code>[^a]</code> [^none].</p>
    <section class="footnotes" aria-label="Footnotes">
    <ol>
    <li id="s_1">
    <p>Second.</p>
    <ul>
    <li>list</li>
    </ul>
     <a href="#s_1_1" aria-label="Back to place 1 where note 1 stands">↩︎<sup>1</sup></a> <a href="#s_1_2" aria-label="Back to place 2 where note 1 stands">↩︎<sup>2</sup></a></li>
    <li id="s_2">
    <p>First, see<sup><a id="s_3_1" href="#s_3" aria-label="Note 3">3</a></sup>. <a href="#s_2_1" aria-label="Back to where note 2 stands">↩︎</a></p>
    </li>
    <li id="s_3">
    <p>Third. <a href="#s_3_1" aria-label="Back to where note 3 stands">↩︎</a></p>
    </li>
    </ol>
    </section>
    "##);
    insta::assert_snapshot!(html_with("x[^1]\n\n[^1]: Note.\n", &Definitions::default(), Some("https://a.example/x/")), @r##"
    <p>x<sup><a href="https://a.example/x/#s_1" aria-label="Note 1">1</a></sup></p>
    <section class="footnotes" aria-label="Footnotes">
    <ol>
    <li>
    <p>Note. <a href="https://a.example/x/#s_1_1" aria-label="Back to where note 1 stands">↩︎</a></p>
    </li>
    </ol>
    </section>
    "##);
}

#[test]
fn what_another_section_defines_holds_for_all() {
    let sections =
        ["Text.", "[log]: https://a.example/log 'Log'\n[^n]: Note of [the log].\n\n[The  log]: https://b.example"];
    let definitions = Definitions::of(sections.into_iter());
    insta::assert_snapshot!(html_with("    code\n\n[x][log] [y] and[^n].\n", &definitions, None), @r##"
    <pre><code>code
    </code></pre>
    <p><a href="https://a.example/log" title="Log">x</a> [y] and<sup><a id="s_1_1" href="#s_1" aria-label="Note 1">1</a></sup>.</p>
    <section class="footnotes" aria-label="Footnotes">
    <ol>
    <li id="s_1">
    <p>Note of <a href="https://b.example">the log</a>. <a href="#s_1_1" aria-label="Back to where note 1 stands">↩︎</a></p>
    </li>
    </ol>
    </section>
    "##);
    assert_eq!(html_with("[log]\n\n[log]: https://own.example", &definitions, None).matches("own.example").count(), 1);
}

#[test]
fn a_task_says_whether_it_is_done() {
    insta::assert_snapshot!(html("- [x] done\n- [ ] to do\n\n  more\n"), @r##"
    <ul>
    <li>
    <p><input type="checkbox" disabled="" checked="" aria-label="Done"> done</p>
    </li>
    <li>
    <p><input type="checkbox" disabled="" aria-label="Not done"> to do</p>
    <p>more</p>
    </li>
    </ul>
    "##);
}

#[test]
fn a_heading_is_its_own_link_and_no_level_is_left_out() {
    insta::assert_snapshot!(html("### A *b*\n\n##### A b\n\n# See [x](https://a.example) `2024-12-02-pool`\n\n### ?!\n"), @r##"
    <h3 id="s--a-b"><a href="#s--a-b">A <em>b</em></a></h3>
    <h4 id="s--a-b-2"><a href="#s--a-b-2">A b</a></h4>
    <h3 id="s--see-x-2024-12-02-pool">See <a href="https://a.example">x</a> <code>2024-12-02-pool</code> <a href="#s--see-x-2024-12-02-pool" aria-label="This part"></a></h3>
    <h3 id="s--part"><a href="#s--part">?!</a></h3>
    "##);
    assert!(!html_with("### A\n\n[w](#top)", &Definitions::default(), Some("p/")).contains("id="));
}

#[test]
fn tables_and_struck_words_are_rendered_and_maths_is_as_it_was_written() {
    let page = html("| a |\n| --: |\n| 1 |\n\n~~no~~ $x^2$ and $$y_1$$\n\n```mermaid\ngraph TD; A-->B\n```\n");
    for part in [
        "<td class=\"right\">1</td>",
        "<del>no</del> $x^2$ and $$y_1$$",
        "<pre><code class=\"language-mermaid\">graph TD; A--&gt;B\n</code></pre>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn code_is_marked_and_its_words_stay() {
    assert_eq!(
        html("```json\n{\"<a>\": 1}\n```\n"),
        "<pre class=\"code\"><code class=\"language-json\">{<span class=\"s\">\"&lt;a&gt;\"</span>: <span class=\"n\">1</span>}\n</code></pre>\n"
    );
}

#[test]
fn words_of_any_script_are_set_in_their_direction() {
    assert_eq!(html("שלום\n"), "<p dir=\"rtl\">שלום</p>\n");
    assert_eq!(html("### مرحبا\n").find("<h3 dir=\"auto\" id="), Some(0), "{}", html("### مرحبا\n"));
    assert_eq!(
        html("- *שלום* a\n\n> <b>a</b> שלום\n"),
        "<ul dir=\"rtl\">\n<li><em>שלום</em> a</li>\n</ul>\n<blockquote dir=\"ltr\">\n<p dir=\"ltr\"><b>a</b> שלום</p>\n</blockquote>\n"
    );
    assert_eq!(html("支払い\n"), "<p>支払い</p>\n");
}

#[test]
fn an_id_or_an_address_in_plain_words_is_a_link() {
    let link = "<a href=\"../2024-12-02-pool/\">2024-12-02-pool</a>";
    assert_eq!(html("As in 2024-12-02-pool."), format!("<p>As in {link}.</p>\n"));
    assert_eq!(html("*2024-12-02-pool*"), format!("<p><em>{link}</em></p>\n"));
    assert_eq!(html("2024-12-02-other"), "<p>2024-12-02-other</p>\n");
    let address = "<a class=\"bare\" href=\"https://a.example/x_y\">https://a.example/x_y</a>";
    assert_eq!(html("https://a.example/x_y."), format!("<p>{address}.</p>\n"));
    assert_eq!(html("<https://a.example/x_y>"), format!("<p>{address}</p>\n"));
    for markdown in [
        "`2024-12-02-pool`",
        "```\n2024-12-02-pool\n```",
        "[2024-12-02-pool](https://a.example)",
        "[2024-12-02-pool](gone)",
        "![2024-12-02-pool](graph.png)",
        "<code>2024-12-02-pool</code>",
    ] {
        assert!(!html(markdown).contains("../2024-12-02-pool/"), "{markdown}: {}", html(markdown));
    }
}

#[test]
fn relative_addresses_lead_into_the_site_or_lose_their_link() {
    assert_eq!(html("[words](../secret/incident.md)"), "<p>words</p>\n");
    assert!(html("[w](https://a.example/x)").contains("href=\"https://a.example/x\""));
    assert!(html("[w](#top)").contains("href=\"#summary\""));
    assert!(html_with("[w](#top)", &Definitions::default(), Some("p/")).contains("href=\"p/#summary\""));
    assert_eq!(html("[w](#nothing)"), "<p>w</p>\n");
    assert_eq!(
        html("<img src=graph.png alt=g> <a href=../x>w</a> <a href=#x>v</a>"),
        "<p><span class=\"no-image\">g</span> <a>w</a> <a>v</a></p>\n"
    );
}

#[test]
fn an_image_has_its_size_and_one_that_is_missing_is_its_words() {
    assert_eq!(
        html("![g \"*x*\"](graph.png \"t\")"),
        "<p><img src=\"ID/graph.png\" alt=\"g &quot;x&quot;\" title=\"t\" width=\"640\" height=\"200\" loading=\"lazy\"></p>\n"
    );
    assert_eq!(html("![g](unknown.png)"), "<p><img src=\"ID/unknown.png\" alt=\"g\" loading=\"lazy\"></p>\n");
    assert_eq!(
        html("a ![the *graph*](gone.png) ![](gone.png)"),
        "<p>a <span class=\"no-image\">the graph</span> </p>\n"
    );
}

#[test]
fn an_image_that_is_elsewhere_is_gone_to_and_not_fetched() {
    let link = "<a href=\"https://a.example/x.png\">";
    assert_eq!(html("![words](https://a.example/x.png)"), format!("<p>{link}words</a></p>\n"));
    assert_eq!(html("![](https://a.example/x.png)"), format!("<p>{link}https://a.example/x.png</a></p>\n"));
    let both = html("[![a](//a.example/x.png) b](https://a.example/x.png) ![g](graph.png)");
    assert!(both.starts_with(&format!("<p>{link}a b</a> <img src=\"ID/graph.png\"")), "{both}");
    for image in ["<img src=https://a.example/x.png alt=w>", "![a ![b](https://a.example/x) c](graph.png)"] {
        assert!(!html(image).contains("a.example"), "{}", html(image));
    }
}

#[test]
fn scripts_do_not_come_through() {
    for markdown in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](own-resolved:javascript:alert(1)) <a href=\"own-resolved:javascript:alert(2)\">x</a>",
        "[x](call)",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<svg onload=alert(1)>",
        "<iframe src=//x></iframe>",
        "<p style=\"background:url(x)\" class=\"nav\" id=\"search\">x</p> <div id=search class=top>x</div>",
        "<pre class=\"facets\"><span class=\"wrong\" aria-label=\"x\">x</span></pre>",
        "<form action=x><input type=text name=q></form>",
    ] {
        let page = html(markdown);
        for word in [
            "script",
            "onerror",
            "onload",
            "iframe",
            "style=",
            "class=",
            "id=",
            "<form",
            "type=\"text\"",
            "name=",
            "aria-",
        ] {
            assert!(!page.contains(word), "{word} came through in {page}");
        }
    }
}

proptest! {
    /// Whatever is written: each id is there once, and each address within the stretch leads to one of them.
    #[test]
    fn ids_are_there_once_and_all_ways_lead_somewhere(markdown in r"((# |\[\^[ab]\]:? |\n|\n\n|> \[!NOTE\]\n|- \[x\] |```sql\n|[a-c1<>\[\]()*`_|:-]| ){0,4}){0,12}") {
        let page = html(&markdown);
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let once: BTreeSet<&str> = ids.iter().copied().collect();
        prop_assert_eq!(once.len(), ids.len(), "{}", page);
        prop_assert!(!once.contains(""));
        for to in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            prop_assert!(once.contains(to), "{} is not in {}", to, page);
        }
        let away = html_with(&markdown, &Definitions::default(), Some("p/"));
        prop_assert!(!away.contains("href=\"#") && !away.contains(" id="), "{}", away);
    }
}
