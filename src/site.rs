//! Layer 5: the static site. One kind of page is one file, and a word in the list.

mod action_row;
mod addresses;
mod agenda_item;
mod alike;
mod anchors;
mod attachments;
mod away;
mod card_link;
mod chart;
mod crawlers;
mod documents;
mod error;
mod facets;
mod figures;
mod history;
mod image_size;
mod json_feed;
mod leaf;
mod links;
mod log_part;
mod logs;
mod order;
mod outside;
mod owed;
mod own_address;
mod page;
mod pager;
mod postmortem;
mod profile;
mod relations;
mod row;
mod scale;
mod search_index;
pub mod server;
mod server_error;
mod service;
mod shown;
mod squeeze;
mod strip;
mod template_error;
mod templates;
mod timeline;
mod timeline_bar;
mod tokens;
mod when;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod template_doc;
#[cfg(test)]
mod testing;

pub use addresses::Addresses;
pub use attachments::{LeftOut, attached, site_path};
pub use away::Away;
pub use data::{INCIDENTS_SCHEMA, Seconds};
pub use error::SiteError;
pub use leaf::{Leaf, is_page};
pub use log_part::LogPart;
pub use logs::{Logs, TAKEN_NAMES};
pub use own_page::check_names;
pub use page::{Page, Site, SiteFile};
pub use row::{section, shortened, solution, status, title};
pub use search_index::{SearchDocument, documents as searched};
pub use server_error::ServerError;
pub use shown::{Files, MISSING, Shown};
pub use templates::SiteTemplates;

use crate::progress;
use attachments::linked_from_pages;
use rayon::prelude::*;
use search_index::index;
use std::collections::BTreeSet;

registry! {
    /// Every kind of page.
    pub const PAGES: [Page];
    actions,
    agenda,
    assets,
    calendar,
    card,
    data,
    facet_index,
    feed,
    home,
    incident,
    incident_list,
    not_found,
    own_page,
    plan,
    rules,
    search_page,
    statistics,
    writing,
}

/// Makes every file of the site, and hands over the path and the bytes of each as it is made: in no order, from several
/// threads. The same view, templates and moment give the same bytes. Gives what is to be found in it.
///
/// # Errors
/// Where a template of the log's own cannot be rendered, or a file is not taken.
pub fn build<E: From<SiteError> + Send>(
    site: &Site<'_>,
    take: &(impl Fn(&str, &[u8]) -> Result<(), E> + Sync),
) -> Result<Vec<SearchDocument>, E> {
    let pages = || {
        let leaves = leaves(*site)?;
        progress::begin("making pages", leaves.len());
        give(leaves, progress::advance, take)
    };
    let found = || {
        let found = searched(site.view);
        give(index(&found)?, || {}, take)?;
        Ok(found)
    };
    let (pages, found) = rayon::join(pages, found);
    pages.and(found)
}

/// Makes the pages over several logs, with the search in all of them, as [`build`] does those of one.
///
/// # Errors
/// As [`build`].
pub fn build_over<E: From<SiteError> + Send>(
    logs: &Logs<'_>,
    take: &(impl Fn(&str, &[u8]) -> Result<(), E> + Sync),
) -> Result<(), E> {
    let pages = || give(logs.leaves(), || {}, take);
    let (pages, index) = rayon::join(pages, || give(index(&logs.documents)?, || {}, take));
    pages.and(index)
}

fn give<E: From<SiteError> + Send>(
    leaves: Vec<Leaf<'_>>,
    made: fn(),
    take: &(impl Fn(&str, &[u8]) -> Result<(), E> + Sync),
) -> Result<(), E> {
    leaves.into_par_iter().try_for_each(|leaf| {
        made();
        let (path, bytes) = leaf.made()?;
        take(&path, &bytes)
    })
}

/// Every file of the site but the search index, which takes far longer to make than all the rest; by path.
///
/// # Errors
/// As [`build`].
#[cfg(test)]
pub fn pages(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    leaves(*site)?.into_par_iter().map(Leaf::file).collect()
}

/// The files of the search index.
///
/// # Errors
/// Where something cannot be written as JSON.
pub fn search_index(documents: &[SearchDocument]) -> Result<Vec<SiteFile>, SiteError> {
    index(documents)?.into_par_iter().map(Leaf::file).collect()
}

/// Every file of the site but the search index, each to be made when somebody wants it; by path.
///
/// # Errors
/// As [`Page::leaves`].
pub fn leaves<'a>(site: Site<'a>) -> Result<Vec<Leaf<'a>>, SiteError> {
    let made: Vec<Vec<Leaf<'_>>> = PAGES.par_iter().map(|page| page.leaves(site)).collect::<Result<_, _>>()?;
    let mut leaves: Vec<Leaf<'_>> = made.into_iter().flatten().collect();
    let told = crawlers::files(&site, leaves.iter().map(|leaf| leaf.path.as_str()));
    leaves.extend(told.into_iter().map(Leaf::from));
    leaves.extend(visible_attachments(&site).map(Leaf::from));
    // Where an attachment has the path of a page, the page stands: it came first, and the order is kept.
    leaves.sort_by(|a, b| a.path.cmp(&b.path));
    leaves.dedup_by(|later, first| later.path == first.path);
    Ok(leaves)
}

/// The bytes of one file that a kind of page makes; empty where it makes no such file.
///
/// # Errors
/// As [`build`].
pub fn made(site: &Site<'_>, page: &str, path: &str) -> Result<Vec<u8>, SiteError> {
    let Some(page) = PAGES.iter().find(|other| other.name == page) else { return Ok(Vec::new()) };
    match page.leaves(*site)?.into_iter().find(|leaf| leaf.path == path) {
        Some(leaf) => Ok(leaf.file()?.bytes),
        None => Ok(Vec::new()),
    }
}

/// The attachments of what readers may see; one of a hidden incident or page is never published.
fn visible_attachments<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a SiteFile> {
    let visible: BTreeSet<&str> = site.view.incidents().iter().map(|incident| incident.id.as_str()).collect();
    let linked = linked_from_pages(site.view);
    site.attachments.iter().filter(move |file| {
        if file.path.starts_with("pages/") {
            return linked.contains(&file.path);
        }
        let incident = file.path.strip_prefix("incidents/").and_then(|below| below.split_once('/'));
        incident.is_some_and(|(id, _)| visible.contains(id))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::testing::{pages, pages_of, view, view_for};
    use super::*;
    use crate::log::SITE_FOLDERS;
    use crate::model::Audience;
    use regex::Regex;
    use std::collections::BTreeMap;

    const PLAN: &str = "name: Shop\ntime-zone: UTC\nroster: [{name: Lead, phone: 555-0101, escalation: 1}]\nmeeting: {name: Meeting, recurrence: FREQ=WEEKLY;BYDAY=TU, time: \"14:00\", zone: UTC}\nservices: [{name: api, links: [\"javascript:alert(1)\", \"https://runbook.example/api\"]}]\n";

    /// An entry with something in every place that people can write into.
    fn entry(visibility: &str, words: &str) -> String {
        format!(
            "---\ntitle: \"{words} title\"\nseverity: sev-2\nstatus: resolved\nvisibility: {visibility}\nstarted: 2026-03-02T10:00:00Z\ndetected: 2026-03-02T10:05:00Z\nresolved: 2026-03-02T11:00:00Z\nreporter: \"{words} reporter\"\nlead: \"{words} lead\"\nservices: [api, \"{words} service\"]\ntags: [\"{words} tag\"]\nwar-room: \"{words} room\"\nroot-cause: {{known: true, summary: \"{words} cause\", ticket: \"{words} ticket\"}}\nactions: [{{title: \"{words} action\", owner: \"{words} owner\", due: 2026-03-09, ticket: \"javascript:alert(2)\"}}]\nrelated: [2026-03-03-other]\nx-key: \"{words} key\"\n---\n\n## Summary\n{words} summary\n\n## Solution\n{words} solution ![i](a.png) [o](../2026-03-03-other/incident.md)\n\n## Timeline\n\n- 2026-03-02T10:00:00Z [theory {words} thread] {words} entry (owner: {words} somebody)\n- 2026-03-02T10:30:00Z [change] {words} change (approved: {words} boss, staging: verified)\n\n## {words} section\n{words} more\n"
        )
    }

    fn postmortem(words: &str) -> String {
        format!(
            "---\nstatus: draft\nowner: \"{words} closest\"\nimpact: {{users: \"{words} users\"}}\ntrigger: \"{words} trigger\"\ncauses: [\"{words} because\"]\n---\n\n## Summary\n{words} again\n\n## Timeline\n\n- 10:00 {words} told otherwise\n"
        )
    }

    fn log(id: &str, visibility: &str, words: &str) -> Vec<(String, String)> {
        vec![
            ("incident.yaml".to_owned(), PLAN.to_owned()),
            (format!("incidents/2026/{id}/incident.md"), entry(visibility, words)),
            (format!("incidents/2026/{id}/postmortem.md"), postmortem(words)),
            (format!("agenda/2026-12-01/{id}.md"), format!("---\nincident: {id}\npresenter: \"{words} presenter\"\n---\n\n{words} brief\n")),
            (format!("agenda/2026-03-10/{id}.md"), format!("---\nincident: {id}\nstatus: briefed\noutcome: \"{words} outcome\"\n---\n")),
            ("incidents/2026/2026-03-03-other/incident.md".to_owned(), "---\ntitle: Other\nvisibility: public\nseverity: sev-4\nstatus: open\n---\n\n## Summary\nSee [it](../2026-03-02-a/incident.md).\n".to_owned()),
        ]
    }

    fn as_files(log: &[(String, String)]) -> Vec<(&str, &str)> {
        log.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
    }

    fn attachment(path: &str) -> SiteFile {
        SiteFile { path: path.to_owned(), bytes: b"attached".to_vec() }
    }

    /// The addresses on a page that lead to the site itself, from its root and without what follows the path.
    fn inner_links(path: &str, page: &str) -> Vec<String> {
        let address = Regex::new(r#"(?:href|src)="([^"]*)""#).unwrap();
        let addresses = address.captures_iter(page).map(|found| found[1].to_owned());
        let inner = addresses.filter(|to| !to.starts_with('#') && !to.contains(':') && !to.starts_with('/'));
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let seen_from_root = |to: String| {
            let to = to.split(['#', '?']).next().unwrap_or_default().to_owned();
            let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
            for name in to.split('/') {
                match name {
                    "" => {}
                    ".." => assert!(names.pop().is_some(), "{path} leads out of the site by {to}"),
                    name => names.push(name),
                }
            }
            if to.is_empty() || to.ends_with('/') {
                names.push("index.html")
            }
            names.join("/")
        };
        inner.map(seen_from_root).collect()
    }

    fn html(pages: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
        pages.iter().filter(|(path, _)| path.ends_with(".html"))
    }

    #[test]
    fn every_link_within_the_site_leads_to_a_file_of_it() {
        let log = log("2026-03-02-a", "internal", "plain");
        let pages = pages_of(&view(&as_files(&log)), &[attachment("incidents/2026-03-02-a/a.png")]);
        let others_make = ["search/index.html", "search.css", "search.js"];
        for (path, page) in html(&pages) {
            for target in inner_links(path, page) {
                assert!(
                    pages.contains_key(&target) || others_make.contains(&target.as_str()),
                    "{path} links to {target}, which is not there"
                );
            }
        }
        let page = &pages["incidents/2026-03-02-a/index.html"];
        assert!(page.contains("src=\"../../incidents/2026-03-02-a/a.png\""), "{page}");
    }

    #[test]
    fn what_people_write_is_text_and_never_markup() {
        let hostile = "<img src=x onerror=alert(1)> & <script>alert(1)</script> javascript:alert(1) {{ 7 * 191 }}";
        let log = log("2026-03-02-a", "internal", hostile);
        let pages = pages_of(&view(&as_files(&log)), &[]);
        let words = [
            "<script>alert",
            "onerror=alert(1)>",
            "href=\"javascript",
            " style=",
            "<style",
            "1337",
            " onerror=\"",
            "<img src=x",
        ];
        for (path, page) in html(&pages) {
            for word in words {
                assert!(!page.contains(word), "{word} is in {path}");
            }
        }
        assert!(pages["incidents/2026-03-02-a/index.html"].contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }

    #[test]
    fn a_hidden_incident_is_in_no_file() {
        for (visibility, audience) in
            [("restricted", Audience::Internal), ("restricted", Audience::Public), ("internal", Audience::Public)]
        {
            let log = log("2026-03-02-a", visibility, "telltale");
            let attachments = [attachment("incidents/2026-03-02-a/a.png")];
            let pages = pages_of(&view_for(&as_files(&log), audience), &attachments);
            for (path, page) in &pages {
                for word in ["telltale", "2026-03-02-a", "attached", "555-0101"] {
                    assert!(!path.contains(word) && !page.contains(word), "{word} is in {path} for {audience}");
                }
            }
            assert!(pages.contains_key("incidents/2026-03-03-other/index.html"));
            let agenda = pages.contains_key("agenda/index.html");
            assert_eq!(agenda, audience == Audience::Internal, "{audience}");
        }
    }

    #[test]
    fn an_attachment_never_takes_the_place_of_a_page() {
        let log = log("2026-03-02-a", "internal", "plain");
        let pages = pages_of(&view(&as_files(&log)), &[attachment("incidents/2026-03-02-a/index.html")]);
        assert!(pages["incidents/2026-03-02-a/index.html"].contains("plain title"));
    }

    #[test]
    fn the_same_log_gives_the_same_bytes() {
        let log = log("2026-03-02-a", "internal", "same");
        let mut files = as_files(&log);
        let first = pages(&files);
        files.reverse();
        assert_eq!(first, pages(&files));
    }

    #[test]
    fn the_folders_that_no_own_page_may_have_are_those_of_the_sites_pages() {
        let log = log("2026-03-02-a", "internal", "plain");
        let pages = pages(&as_files(&log));
        let folders: BTreeSet<&str> = html(&pages).filter_map(|(path, _)| Some(path.split_once('/')?.0)).collect();
        assert_eq!(folders, SITE_FOLDERS.iter().map(|(folder, _)| *folder).collect());
    }

    #[test]
    fn an_empty_log_says_what_the_first_step_is() {
        let pages = pages(&[]);
        assert!(pages["index.html"].contains("incident new"));
        assert!(pages["incidents/index.html"].contains("There is no incident yet."));
    }

    #[test]
    fn a_broken_document_is_shown_as_broken() {
        let pages = pages(&[(
            "incidents/2026/2026-03-02-a/incident.md",
            "---\ntitle: Checkout: is slow\nvisibility: internal\n---\n",
        )]);
        for path in ["index.html", "incidents/index.html", "incidents/2026-03-02-a/index.html"] {
            assert!(pages[path].contains("line 2: "), "{path}: {}", pages[path]);
        }
        assert!(pages["index.html"].contains("Nothing is open."));
        assert!(pages.contains_key("incidents/status/broken/index.html"));
    }
}
