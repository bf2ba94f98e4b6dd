//! `incident build`: the site of a log, whole, the same each time, and without what its readers may not see.

use crate::harness::{Repository, told_by};
use ammonia::url::Url;
use percent_encoding::percent_decode_str;
use regex::Regex;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

/// The files of a built site, by path.
pub fn site(repository: &Repository, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let prefix = format!("{folder}/");
    let files = repository
        .files()
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes)));
    files.collect()
}

/// The paths of those that tell a text, in upper or lower case.
pub fn holding<'a>(files: &'a BTreeMap<String, Vec<u8>>, text: &str) -> Vec<&'a str> {
    let text = &text.to_lowercase();
    files
        .iter()
        .filter(|(path, bytes)| path.contains(text) || told_by(path, bytes).contains(text))
        .map(|(path, _)| path.as_str())
        .collect()
}

#[test]
fn a_log_becomes_a_site_that_is_the_same_each_time() {
    let repository = Repository::sample();
    let report = repository.run(&["build", "--format", "json"]).ok().json();
    let first = site(&repository, "site");
    for path in
        ["index.html", "404.html", "feed.xml", "robots.txt", "search.js", "search/words.js", "search/index.html"]
    {
        assert!(first.contains_key(path), "there is no {path}");
    }
    let graph = "incidents/2024-12-02-connection-pool-exhausted/error-rate.png";
    assert_eq!(first[graph].get(1..4), Some(&b"PNG"[..]));
    assert_eq!((report["audience"].as_str(), report["incidents"].as_u64()), (Some("internal"), Some(12)));
    assert_eq!(report["files"].as_u64(), Some(first.len() as u64 - 1), "all but the mark of a built folder");
    let said = repository.run(&["build", "--rev", "HEAD", "--out", "other"]).ok().stdout;
    assert!(said.contains("in other") && said.contains("incident serve"), "{said}");
    assert_eq!(site(&repository, "other"), first);
}

#[test]
fn hidden_incidents_and_phone_numbers_are_in_no_file_for_any_reader() {
    let repository = Repository::sample();
    let hidden = "incidents/2026/2026-02-05-build-token-leaked";
    repository.replace(&format!("{hidden}/incident.md"), "title: ", "title: Quokka ");
    repository.replace(&format!("{hidden}/incident.md"), "## Solution", "## Solution\nQuokka.\n");
    repository.write(&format!("{hidden}/quokka.txt"), "quokka");
    let shown = "incidents/2024/2024-12-02-connection-pool-exhausted";
    repository.write(&format!("{shown}/call.txt"), "call 555-0101, as in 2026-02-05-build-token-leaked\n");
    repository.write(&format!("{shown}/drawing.svg"), "<svg onload=alert(1)>");
    for audience in ["internal", "public"] {
        let ran = repository.run(&["build", "--audience", audience]).ok();
        let files = site(&repository, "site");
        for word in ["quokka", "build-token-leaked", "555-0101", "555 0101", "onload="] {
            assert_eq!(holding(&files, word), [""; 0], "{word} for {audience}");
        }
        assert!(ran.stderr.contains("drawing.svg is not on the site: an SVG"), "{}", ran.stderr);
        assert!(!files.keys().any(|path| path.contains("quokka") || path.contains("token")), "{audience}");
    }
}

#[test]
fn the_public_sees_public_incidents_alone() {
    let repository = Repository::new().log();
    for (id, visibility) in [("2026-03-02-numbat", "public"), ("2026-03-03-wombat", "internal")] {
        let text = format!("---\ntitle: A {id}\nvisibility: {visibility}\nseverity: sev-3\nstatus: open\n---\n");
        repository.write(&format!("incidents/2026/{id}/incident.md"), &text);
    }
    repository.replace("incident.yaml", "audience: internal", "audience: public");
    repository.run(&["build"]).ok();
    let files = site(&repository, "site");
    assert!(holding(&files, "numbat").contains(&"feed.xml"));
    assert_eq!(holding(&files, "wombat"), [""; 0]);
}

/// An incident's page is as long as its documents are, so its scripts, which nobody needs to read it, are not weighed.
#[test]
fn a_page_weighs_less_than_50_kb_with_its_styles_and_scripts_and_an_incidents_with_its_styles() {
    let repository = Repository::sample();
    repository.run(&["build"]).ok();
    let files = site(&repository, "site");
    let loaded = regex::Regex::new(r#"<(?:script src|link rel="stylesheet" href)="(?:\.\./)*/?([^"]+)""#).unwrap();
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let weighed = pages.map(|(path, page)| {
        let text = String::from_utf8_lossy(page);
        let names = loaded.captures_iter(&text).map(|found| found[1].to_owned());
        let weighs = |name: &String| name.ends_with(".css") || !path.starts_with("incidents/20");
        (path, page.len() + names.filter(weighs).map(|name| files[&name].len()).sum::<usize>())
    });
    let heavy: Vec<_> = weighed.filter(|(_, bytes)| *bytes >= 50_000).collect();
    assert!(heavy.is_empty(), "{heavy:?}");
}

#[test]
fn one_core_is_enough() {
    let repository = Repository::sample().with("RAYON_NUM_THREADS", "1");
    let mut program = repository.program(&["build"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = program.stdout.take().unwrap();
    let (said, ended) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).unwrap();
        drop(said.send(text));
    });
    // Pages that wait for each other wait for ever; how long it takes otherwise is of no interest here.
    let text = ended.recv_timeout(Duration::from_secs(120));
    drop(program.kill());
    assert!(program.wait().is_ok() && text.is_ok_and(|text| text.contains("12 incidents")), "it does not end");
}

#[test]
fn where_it_is_not_certain_what_may_be_shown_nothing_is_built() {
    let repository = Repository::new();
    for (plan, said) in [
        ("name: Shop\nsite: {audience: pubilc}\n", "incident.yaml:2:18: `pubilc` is no audience"),
        ("name: Shop: x\n", "incident.yaml:1:11: "),
    ] {
        repository.write("incident.yaml", plan);
        let error = repository.run(&["build"]).fails();
        assert!(error.contains(said) && error.contains("not certain what the site may show"), "{error}");
        assert!(!repository.path("site").exists());
    }
}

#[test]
fn what_a_site_holds_beside_the_site_is_not_swept_away() {
    let repository = Repository::sample();
    repository.run(&["build"]).ok();
    repository.run(&["build"]).ok();
    repository.write("site/.git/config", "a published site's history");
    let said = repository.run(&["build"]).fails();
    assert!(said.contains("this site holds .git/config, which incident did not build"), "{said}");
    assert!(repository.path("site/.git/config").exists());
    repository.write(".incident-site", "");
    let said = repository.run(&["build", "--out", "."]).fails();
    assert!(said.contains("the site would take the place of a folder that holds"), "{said}");
    assert!(repository.path(".git").exists());
}

#[test]
fn an_incident_that_cannot_be_read_is_shown_as_broken_or_said_to_be_missing() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "--severity", "sev-4"]).ok();
    let path = "incidents/2026/2026-11-24-search-is-slow/incident.md";
    repository.replace(path, "title: ", "title: x: ");
    let ran = repository.run(&["build"]).ok();
    assert_eq!(ran.stderr.matches("is not on the site").count(), 0, "{}", ran.stderr);
    let found = repository.findings().iter().find(|found| found.starts_with(path)).cloned().unwrap();
    let (place, message) = found.split_once(" broken-document: ").unwrap();
    assert!(ran.stderr.contains(&format!("warning: {place}: {message}; ")), "{} lacks {found}", ran.stderr);
    assert!(repository.path("site/incidents/2026-11-24-search-is-slow/index.html").exists());
    repository.replace(path, "visibility: internal", "visibility: restricted");
    let ran = repository.run(&["build"]).ok();
    assert!(ran.stderr.contains(&format!("warning: {path} is not on the site: it cannot be read")), "{}", ran.stderr);
    assert!(!repository.path("site/incidents/2026-11-24-search-is-slow").exists());
}

#[test]
fn a_folder_that_is_no_site_is_left_alone() {
    let repository = Repository::sample();
    let before = repository.files();
    let error = repository.run(&["build", "--out", "incidents"]).fails();
    assert!(error.contains("no site built by incident"), "{error}");
    assert_eq!(repository.files(), before);
}

#[test]
fn what_is_read_elsewhere_has_whole_addresses_where_the_sites_place_is_known() {
    let repository = Repository::sample();
    repository.run(&["build"]).ok();
    assert!(!holding(&site(&repository, "site"), "https://incidents.larkfield.example/incidents/").is_empty());
    repository.run(&["build", "--base-url", "https://log.example"]).ok();
    let files = site(&repository, "site");
    let whole = holding(&files, "https://log.example/incidents/");
    let page = "incidents/2024-12-02-connection-pool-exhausted/index.html";
    for file in ["calendar.ics", "feed.json", "feed.xml", "incidents.json", page, "sitemap.xml"] {
        assert!(whole.contains(&file), "{file}: {whole:?}");
    }
    assert_eq!(holding(&files, "https://incidents.larkfield.example/"), [""; 0]);
    assert!(repository.run(&["build", "--base-url", "log.example"]).fails().contains("https://incidents.example.org/"));
}

#[test]
fn every_address_within_the_site_leads_to_what_is_there() {
    let repository = Repository::sample();
    repository.run(&["build"]).ok();
    let (nowhere, followed) = nowhere(&site(&repository, "site"));
    assert!(followed > 2000, "only {followed} addresses were found");
    assert_eq!(nowhere, [""; 0]);
}

/// The addresses on a site's pages that lead to nothing within it, and how many were followed.
pub fn nowhere(files: &BTreeMap<String, Vec<u8>>) -> (Vec<String>, usize) {
    let root = Url::parse("http://site.example/").unwrap();
    let address = Regex::new(r#"\b(?:href|src)="([^"]*)""#).unwrap();
    let (mut nowhere, mut followed) = (Vec::new(), 0);
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let (page, here) = (String::from_utf8_lossy(page), root.join(path).unwrap());
        for found in address.captures_iter(&page) {
            let to = here.join(&found[1].replace("&amp;", "&")).unwrap();
            if to.host_str() != root.host_str() || to.scheme() != root.scheme() {
                continue;
            }
            followed += 1;
            let mut file = percent_decode_str(to.path().trim_start_matches('/')).decode_utf8_lossy().into_owned();
            if file.is_empty() || file.ends_with('/') {
                file.push_str("index.html");
            }
            let fragment = to.fragment().map(|id| percent_decode_str(id).decode_utf8_lossy().into_owned());
            let is_there = files.get(&file).is_some_and(|bytes| {
                let has = |id: &String| String::from_utf8_lossy(bytes).contains(&format!(" id=\"{id}\""));
                fragment.as_ref().is_none_or(has)
            });
            if !is_there {
                nowhere.push(format!("{path} leads to {}", &found[1]));
            }
        }
    }
    (nowhere, followed)
}
