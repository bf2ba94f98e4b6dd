//! Scripts in every text of a log, by a list of the families that are known: none runs, and none is left in a page.

use super::session::in_browser;
use crate::harness::Repository;
use crate::tools;
use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{NodeData, RcDom};

/// So many incidents say them.
const INCIDENTS: usize = 12;

const OWN: &str = include_str!("../data/scripts.txt");

/// What can act on a page that a log's words made.
const ACTS: &str = "
    const acts = [];
    for (const it of document.querySelectorAll('*')) {
        const name = it.tagName.toLowerCase();
        if (['iframe', 'object', 'embed', 'base', 'frame', 'applet', 'marquee', 'template'].includes(name)) acts.push(it.outerHTML);
        if (name === 'script' && !it.src) acts.push(it.outerHTML);
        if (name === 'script' && new URL(it.src).protocol !== location.protocol) acts.push(it.outerHTML);
        for (const at of it.attributes) {
            if (/^on/i.test(at.name) || /^formaction$/i.test(at.name)) acts.push(it.outerHTML);
            if (!/^(href|src|action|xlink:href|data|srcdoc|poster|ping)$/i.test(at.name)) continue;
            // As the browser takes it, whatever stands before or in it.
            let to = 'none:';
            try { to = new URL(at.value, location).protocol; } catch {}
            if (['javascript:', 'vbscript:'].includes(to) || (to === 'data:' && name !== 'img')) acts.push(it.outerHTML);
        }
    }
    if (window.ran) acts.push('a script ran');
    return acts.map((it) => it.slice(0, 200));
";

/// The texts: our own list, and where npm is, a public one.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = OWN.lines().map(|line| line.replace("\\n", "\n")).collect();
    if let Some(list) = tools::naughty_strings() {
        let list = std::fs::read_to_string(list).expect("it is installed");
        texts.extend(serde_json::from_str::<Vec<String>>(&list).expect("a list of texts"));
    }
    texts
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON, and JSON is YAML")
}

/// A log that says all texts in its bodies, and in each other place as many as there are incidents.
fn log(texts: &[String], incidents: usize) -> Repository {
    let repository = Repository::new().log();
    for number in 0..incidents {
        let folder = format!("incidents/2026/2026-03-02-text-{number}");
        let text = |place: usize| &texts[(number + place * incidents) % texts.len()];
        let one = |place: usize| text(place).split_whitespace().collect::<Vec<_>>().join(" ");
        let yaml = |place: usize| match one(place) {
            empty if empty.is_empty() => "empty".to_owned(),
            one => quoted(&one),
        };
        let file = one(8).replace(['/', '\0'], "_").chars().take(60).collect::<String>();
        let body: Vec<String> =
            texts.iter().skip(number).step_by(incidents).map(|text| format!("{text}\n\n> - {text}\n")).collect();
        let [a, b, c, d] = [0, 1, 2, 3].map(yaml);
        let (e, f) = (one(4), one(5));
        repository.write(
            &format!("{folder}/incident.md"),
            &format!(
                "---\ntitle: {a}\nseverity: sev-3\nstatus: open\nvisibility: public\nstarted: 2026-03-02T10:00:00Z\nlead: {b}\n\
                 reporter: {c}\nservices: [{d}]\ntags: [{b}]\nx-own: {c}\nwar-room: {d}\n\
                 actions: [{{title: {c}, owner: {d}, ticket: {a}}}]\n---\n\n## Summary\n{0}\n\n## Solution\n[{0}]({0})\n\n\
                 ![{1}](<{file}.png>)\n\n## Timeline\n- 2026-03-02T10:00:00Z [theory {e}] {f} (owner: {e})\n\n## {e}\n{2}\n",
                text(6),
                text(7),
                body.join("\n")
            ),
        );
        // Not every name can be a file's.
        let _ = std::fs::write(repository.path(&folder).join(format!("{file}.png")), "x");
    }
    repository
}

#[test]
fn no_script_in_any_text_runs_or_is_left_on_a_page() {
    in_browser(async |browser, _| {
        let texts = texts();
        let repository = log(&texts, INCIDENTS);
        repository.run(&["build", "--base-url", "https://log.example/"]).ok();
        let site = repository.path("site");
        let pages = walkdir::WalkDir::new(&site).into_iter().map(|entry| entry.unwrap().into_path());
        let pages: Vec<_> = pages.filter(|path| path.extension().is_some_and(|it| it == "html")).collect();
        let is_of = |path: &std::path::Path, part: &str| path.to_string_lossy().contains(part);
        // Lists say the same words in the same way: of the pages of tags and services every tenth.
        let chosen = pages.iter().enumerate().filter(|(number, path)| {
            let is_list = is_of(path, "/tag/") || is_of(path, "/service/") || is_of(path, "/rules/");
            !is_list || number % 20 == 0
        });
        let mut looked = 0;
        for (_, page) in chosen {
            let address = ammonia::url::Url::from_file_path(page).unwrap().to_string();
            browser.go(&address).await;
            let acts = browser.script(ACTS).await;
            assert_eq!(acts, serde_json::json!([]), "{}", page.display());
            looked += 1;
        }
        // A policy that had to hold something back says so on the console.
        let console = browser.console().await;
        let held: Vec<_> =
            console.iter().filter(|line| line.contains("Content Security Policy") || line.contains("alert")).collect();
        assert!(held.is_empty(), "{held:?}");
        let search = ammonia::url::Url::from_file_path(site.join("search/index.html")).unwrap();
        for text in texts.iter().take(OWN.lines().count()).step_by(8) {
            let mut address = search.clone();
            address.query_pairs_mut().append_pair("q", text).append_pair("service", text);
            browser.go(address.as_str()).await;
            assert_eq!(browser.script(ACTS).await, serde_json::json!([]), "asked for {text}");
        }
        println!("{} texts, {looked} pages", texts.len());
    });
}

#[test]
fn no_text_breaks_out_of_a_feed_a_table_a_report_or_the_terminal() {
    let texts = texts();
    stays_text(&log(&texts, INCIDENTS), INCIDENTS);
}

/// Each text of our own list in each place: as title, owner, tag, service, name of a file, words and address of a link …
#[test]
fn no_text_of_our_list_breaks_out_of_any_place() {
    let texts: Vec<String> = texts().into_iter().take(OWN.lines().count()).collect();
    let repository = log(&texts, texts.len());
    stays_text(&repository, texts.len());
    nothing_acts(&repository);
}

#[test]
#[ignore = "some minutes, by `cargo test --test main -- --ignored --nocapture every_text_in_every_place`"]
fn no_text_breaks_out_of_any_place_every_text_in_every_place() {
    let texts = texts();
    let repository = log(&texts, texts.len());
    stays_text(&repository, texts.len());
    nothing_acts(&repository);
}

/// Reads each page as a browser does, and looks for what [`ACTS`] looks for there.
fn nothing_acts(repository: &Repository) {
    let (mut pages, mut acts) = (0, Vec::new());
    for (path, bytes) in
        repository.files().into_iter().filter(|(path, _)| path.starts_with("site/") && path.ends_with(".html"))
    {
        let page = html5ever::parse_document(RcDom::default(), Default::default()).from_utf8().one(&bytes[..]);
        let mut left = vec![page.document];
        while let Some(node) = left.pop() {
            left.extend(node.children.borrow().iter().cloned());
            if let NodeData::Element { name, attrs, template_contents, .. } = &node.data {
                left.extend(template_contents.borrow().clone());
                let attributes = attrs.borrow();
                let attributes: Vec<_> =
                    attributes.iter().map(|it| (it.name.local.to_string(), it.value.to_string())).collect();
                if does_act(&name.local, &attributes) {
                    acts.push(format!("{path}: {} {attributes:?}", name.local));
                }
            }
        }
        pages += 1;
    }
    println!("{pages} pages");
    assert!(acts.is_empty(), "{:#?}", &acts[..acts.len().min(20)]);
}

fn does_act(name: &str, attributes: &[(String, String)]) -> bool {
    const LOADS: [&str; 8] = ["iframe", "object", "embed", "base", "frame", "applet", "marquee", "template"];
    const LEADS: [&str; 8] = ["href", "src", "action", "xlink:href", "data", "srcdoc", "poster", "ping"];
    let here = ammonia::url::Url::parse("https://log.example/a/b/").unwrap();
    let is_script_of_its_own = name == "script" && !attributes.iter().any(|(name, _)| name == "src");
    let acts = |(attribute, value): &(String, String)| {
        if attribute.starts_with("on") || attribute == "formaction" {
            return true;
        }
        if !LEADS.contains(&attribute.as_str()) {
            return false;
        }
        let scheme = here.join(value).map(|to| to.scheme().to_owned()).unwrap_or_default();
        let leaves = name == "script" && here.join(value).is_ok_and(|to| to.origin() != here.origin());
        leaves || ["javascript", "vbscript"].contains(&scheme.as_str()) || (scheme == "data" && name != "img")
    };
    LOADS.contains(&name) || is_script_of_its_own || attributes.iter().any(acts)
}

fn stays_text(repository: &Repository, incidents: usize) {
    repository.run(&["build", "--base-url", "https://log.example/"]).ok();
    let json = |path: &str| serde_json::from_str::<serde_json::Value>(&repository.read(path)).expect("JSON");
    assert!(json("site/incidents.json")["incidents"].as_array().unwrap().len() == incidents);
    json("site/feed.json");
    for file in ["feed.xml", "sitemap.xml"] {
        let text = repository.read(&format!("site/{file}"));
        let ran = repository.other(
            "python3",
            &["-c", "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])", &format!("site/{file}")],
        );
        assert_eq!(ran.status, Some(0), "{file}: {}", ran.stderr);
        assert!(!text.contains("<script") && !text.contains("<img src=x"), "{file}");
    }
    let calendar = repository.run(&["export", "ics"]).ok().stdout;
    let line = |line: &&str| !line.starts_with([' ', '\t']) && !line.is_empty();
    let is_property = |line: &str| {
        line.split([':', ';']).next().is_some_and(|name| name.bytes().all(|c| c.is_ascii_uppercase() || c == b'-'))
    };
    let wrong: Vec<_> = calendar.lines().filter(line).filter(|line| !is_property(line)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(
        calendar.matches("BEGIN:VEVENT\r\n").count(),
        calendar.matches("\r\nUID").count(),
        "no event of a text's own"
    );
    let table = repository.run(&["export", "csv"]).ok().stdout;
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let cells = rows.records().flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>());
    let formulas: Vec<_> = cells.filter(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])).collect();
    assert!(formulas.is_empty(), "{formulas:?}");
    let sarif = repository.run(&["validate", "--format", "sarif"]).stdout;
    serde_json::from_str::<serde_json::Value>(&sarif).expect("JSON");
    let github = repository.run(&["validate", "--format", "github"]).stdout;
    for line in github.lines().filter(|line| line.contains("::")) {
        let is_ours = [
            "::error file=incident",
            "::warning file=incident",
            "::notice file=incident",
            "::notice::",
            "::group",
            "::endgroup",
        ]
        .iter()
        .any(|start| line.starts_with(start));
        assert!(is_ours || !line.trim_start().starts_with("::"), "{line}");
    }
    for command in [
        &["list"][..],
        &["validate"],
        &["search", "script"],
        &["stats", "--by", "service"],
        &["actions"],
        &["show", "2026-03-02-text-0"],
        &["status"],
    ] {
        let ran = repository.run(command);
        let said = ran.stdout + &ran.stderr;
        let acts =
            said.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t' || ('\u{202a}'..='\u{202e}').contains(c));
        assert_eq!(acts, None, "{command:?}");
    }
}
