//! Several logs: one site of them, each by its own plan, and one search over all.

use crate::build::{holding, nowhere, site};
use crate::harness::Repository;
use std::collections::BTreeSet;

pub const BOTH: [&str; 4] = ["--log", "checkout=checkout", "--log", "mail=mail"];

/// A folder for clones.
fn clones() -> Repository {
    let clones = Repository::folder();
    for (log, name) in [("checkout", "Checkout"), ("mail", "Post office")] {
        clones.git(&["init", "--quiet", "--initial-branch=main", log]);
        clones.write(&format!("{log}/incident.yaml"), &format!("name: {name}\ntime-zone: Europe/Paris\n"));
    }
    clones
}

/// An incident that anybody inside may read, unless a comment says otherwise.
pub fn report(clones: &Repository, log: &str, id: &str, more: &str, words: &str) {
    let visibility = more.split_once(" # ").map_or("internal", |(_, visibility)| visibility);
    let entry = format!(
        "---\ntitle: {words} stands still\nseverity: sev-2\nvisibility: {visibility}\nstarted: {}T08:00:00Z\n{more}\n---\n\n## Summary\n\nThe {words} wanted the queue.\n\n## Solution\n\nFeed the {words}.\n",
        id.get(..10).unwrap()
    );
    clones.write(&format!("{log}/incidents/2026/{id}/incident.md"), &entry);
}

/// Two logs with an id in common, and what one of them hides.
pub fn two_logs() -> Repository {
    let clones = clones();
    report(&clones, "checkout", "2026-03-02-queue-full", "status: closed\nservices: [queue]", "numbat");
    report(&clones, "checkout", "2026-05-04-hidden", "status: open # restricted", "quokka");
    report(&clones, "mail", "2026-03-02-queue-full", "status: closed\nservices: [queue, relay]", "wombat");
    report(
        &clones,
        "mail",
        "2026-11-20-relay-down",
        "status: open\nactions: [{title: Buy a relay, due: 2026-11-21}]",
        "bilby",
    );
    clones
}

fn build(clones: &Repository, more: &[&str]) -> crate::harness::Ran {
    clones.run(&[&["build"], &BOTH[..], more].concat())
}

#[test]
fn two_logs_with_an_id_in_common_are_one_site_with_one_search() {
    let clones = two_logs();
    let report = build(&clones, &["--format", "json"]).ok().json();
    let files = site(&clones, "site");
    assert_eq!((report["incidents"].as_u64(), report["files"].as_u64()), (Some(3), Some(files.len() as u64 - 1)));
    assert_eq!(report["logs"][1]["name"].as_str().zip(report["logs"][1]["incidents"].as_u64()), Some(("mail", 2)));
    let page = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();

    let first = page("index.html");
    let at = |text: &str| first.find(text).unwrap_or_else(|| panic!("{text} is not in {first}"));
    assert!(at("1 incident is open") < at("mail/2026-11-20-relay-down") && at("Post office") > at("Lately"));
    assert!(at("href=\"checkout/incidents/2026-03-02-queue-full/\"") > at("Lately"));
    for told in [
        "href=\"mail/incidents/2026-03-02-queue-full/\"",
        "Feed the wombat.",
        "1 overdue",
        "checkout/2026-03-02-queue-full",
    ] {
        at(told);
    }
    assert!(page("search/facets.js").contains("\"log\":[{\"value\":\"checkout\"},{\"value\":\"mail\"}]"));
    let found = holding(&files, "incidents/2026-03-02-queue-full/");
    let above: Vec<_> = found.iter().filter(|path| path.starts_with("search/d/")).map(|path| page(path)).collect();
    assert!(
        above.len() == 2 && above.iter().any(|text| text.contains("mail/incidents/2026-03-02-queue-full/")),
        "{above:?}"
    );

    // Each has its own site, with a way back, and of a log alone no page knows of others.
    assert!(page("mail/plan/index.html").contains("<a class=\"up\" href=\"../../\">All logs</a>"));
    assert!(page("mail/index.html").contains("Post office") && !page("mail/search/facets.js").contains("\"log\""));
    let ids = page("feed.xml").matches("<id>").count();
    let different: BTreeSet<_> =
        page("feed.xml").split("<id>").map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect();
    assert_eq!((ids, different.len()), (4, 5), "{}", page("feed.xml"));
    let (nowhere, followed) = nowhere(&files);
    assert!(nowhere.is_empty() && followed > 200, "{followed}: {nowhere:?}");

    let again = build(&clones, &["--out", "other"]).ok();
    assert_eq!(site(&clones, "other"), files);
    assert!(
        again.stdout.starts_with("built ") && again.stdout.contains(" of 3 incidents in 2 logs"),
        "{}",
        again.stdout
    );
}

#[test]
fn what_one_log_hides_is_in_no_file_of_the_site() {
    let clones = two_logs();
    build(&clones, &[]).ok();
    let files = site(&clones, "site");
    assert!(!holding(&files, "bilby").is_empty());
    assert_eq!(holding(&files, "quokka"), [""; 0]);
    assert_eq!(holding(&files, "2026-05-04-hidden"), [""; 0]);
    report(&clones, "mail", "2026-06-01-open-to-all", "status: closed # public", "potoroo");
    build(&clones, &["--audience", "public"]).ok();
    let files = site(&clones, "site");
    assert!(holding(&files, "potoroo").contains(&"index.html"));
    for word in ["numbat", "wombat", "bilby", "quokka", "relay"] {
        assert_eq!(holding(&files, word), [""; 0], "{word}");
    }
}

#[test]
fn crawlers_are_told_of_each_logs_map_where_all_may_read_and_kept_out_elsewhere() {
    let clones = two_logs();
    build(&clones, &["--base-url", "https://logs.example/"]).ok();
    assert_eq!(clones.read("site/robots.txt"), "User-agent: *\nDisallow: /\n");
    build(&clones, &["--base-url", "https://logs.example/", "--audience", "public"]).ok();
    let told = "User-agent: *\nAllow: /\n\nSitemap: https://logs.example/checkout/sitemap.xml\n\nSitemap: https://logs.example/mail/sitemap.xml\n";
    assert_eq!(clones.read("site/robots.txt"), told);
}

#[test]
fn one_log_that_cannot_be_built_is_named_and_leaves_what_stands() {
    let clones = two_logs();
    build(&clones, &[]).ok();
    let before = site(&clones, "site");
    clones.write("mail/templates/site/home.html", "{% extends \"base.html\" %}\n{{ nothing.of.it }}{% if %}");
    let error = build(&clones, &[]).fails();
    assert!(error.contains("log mail: ") && error.contains("mail/templates/site/home.html:2:"), "{error}");
    assert_eq!(site(&clones, "site"), before);
    assert!(!clones.files().iter().any(|(path, _)| path.contains("incident-build")), "what was begun goes");
    std::fs::remove_dir_all(clones.path("mail/templates")).unwrap();

    // A document that cannot be read keeps nobody from reading the others, as in a site of one log.
    clones.replace("mail/incidents/2026/2026-11-20-relay-down/incident.md", "title: ", "title: a: ");
    let said = build(&clones, &[]).ok().stderr;
    assert!(said.contains("warning: log mail: incidents/2026/2026-11-20-relay-down/incident.md:2:"), "{said}");
    let first = clones.read("site/index.html");
    assert!(first.contains("1 cannot be read") && first.contains("Nothing is open."), "{first}");
}

#[test]
fn one_folder_has_one_audience() {
    let clones = two_logs();
    clones.write("mail/incident.yaml", "name: Post office\nsite: {audience: public}\n");
    let error = build(&clones, &[]).fails();
    assert!(
        error.contains("`checkout` is for internal readers and `mail` for public ones") && error.contains("--audience"),
        "{error}"
    );
    assert!(!clones.path("site").exists());
    build(&clones, &["--audience", "internal"]).ok();
    clones.write("mail/incident.yaml", "name: Post office\nsite: {audience: pubilc}\n");
    let error = build(&clones, &[]).fails();
    assert!(
        error.contains("mail/incident.yaml:2:") && error.contains("log mail: ") && error.contains("pubilc"),
        "{error}"
    );
}

#[test]
fn each_log_is_one_of_its_own_and_where_it_is_said_to_be() {
    let clones = two_logs();
    std::fs::create_dir_all(clones.path("nothing")).unwrap();
    clones.git(&["init", "--quiet", "empty"]);
    clones.write("mail/incidents/2026/note.txt", "");
    for (arguments, said) in [
        (&["--log", "a=checkout", "--log", "a=mail"][..], "two logs are called `a`"),
        (&["--log", "a=checkout", "--log", "b=checkout/../checkout"], "`a` and `b` are the same log"),
        (&["--log", "a=nowhere"], "log a: there is no folder nowhere"),
        (&["--log", "a=nothing"], "log a: nothing: this folder is in no git repository"),
        (&["--log", "a=empty"], "log a: there is no log in empty"),
        (&["--log", "a=mail/incidents"], "mail/incidents is no log's folder; the one around it is "),
        (&["--log", "Mail=mail"], "lower-case letters"),
        (&["--log", "a/b=mail"], "lower-case letters"),
        (&["--log", "mail"], "checkout=../checkout-incidents"),
        (&["--log", "search=mail"], "`search` is a folder of the pages over all logs"),
        (&["--log", "a=mail", "--rev", "HEAD"], "cannot be used with"),
        (&["--log", "a=mail", "--out", "mail/site"], "the site of all would stand in the log `a`"),
        (&["--log", "a=mail", "--out", "."], "would take the place of a folder that holds"),
    ] {
        let error = clones.run(&[&["build"], arguments].concat()).fails();
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
    assert!(!clones.path("site").exists() && !clones.path("mail/site").exists());
    let error = two_logs().with("GIT_DIR", ".git").run(&[&["build"], &BOTH[..]].concat()).fails();
    assert!(error.contains("GIT_DIR names one repository") && error.contains("env -u GIT_DIR"), "{error}");
}

#[test]
fn a_bare_clone_is_a_log_and_so_is_a_folder_of_a_clone() {
    let clones = two_logs();
    for step in [&["add", "."][..], &["commit", "--quiet", "-m", "Begin"]] {
        clones.git(&[&["-C", "mail"], step].concat());
    }
    clones.git(&["clone", "--quiet", "--bare", "mail", "mail.git"]);
    clones.git(&["init", "--quiet", "all"]);
    clones.write("all/teams/checkout/incident.yaml", "name: Checkout\n");
    report(&clones, "all/teams/checkout", "2026-03-02-queue-full", "status: closed", "numbat");
    let logs = ["--log", "checkout=all/teams/checkout", "--log", "mail=mail.git"];
    clones.run(&[&["build"], &logs[..], &["--base-url", "https://log.example/all"]].concat()).ok();
    let files = site(&clones, "site");
    let whole = holding(&files, "https://log.example/all/mail/incidents/2026-03-02-queue-full/");
    assert!(whole.contains(&"feed.xml") && whole.contains(&"mail/sitemap.xml"), "{whole:?}");
    assert!(String::from_utf8_lossy(&files["mail/404.html"]).contains("href=\"/all/mail/style.css\""));
    let found = clones.json(&[&["search"], &logs[..], &["queue"]].concat());
    assert_eq!(found["incidents"].as_array().map(Vec::len), Some(3), "{found}");
}

#[test]
fn a_search_over_several_logs_ranks_as_in_one_and_tells_whose_each_answer_is() {
    let clones = two_logs();
    let search = |words: &[&str]| clones.run(&[&["search"], &BOTH[..], words].concat());
    let said = search(&["wombat"]).ok().stdout;
    assert!(
        said.starts_with("mail/2026-03-02-queue-full  wombat stands still\n") && said.contains("Feed the wombat."),
        "{said}"
    );
    let found = clones.json(&[&["search"], &BOTH[..], &["queue", "relay"]].concat());
    let ids = found["incidents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}/{}", one["log"].as_str().unwrap(), one["id"].as_str().unwrap()));
    let ids: Vec<String> = ids.collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert!(
        ids.first().is_some_and(|id| id.starts_with("mail/")) && ids.iter().all(|id| !id.starts_with("checkout/")),
        "no answer has fewer words than another: {ids:?}"
    );
    let found = clones.json(&[&["search"], &BOTH[..], &["-n", "1", "queue"]].concat());
    assert_eq!(found["incidents"].as_array().map(Vec::len), Some(1));
    assert_eq!(search(&["platypus"]).ends(1).stdout, "no incident says that\n");
    assert!(search(&["--log", "mail=checkout", "x"]).fails().contains("two logs are called `mail`"));
}
