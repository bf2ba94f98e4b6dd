//! Every action item that is open, the overdue ones first, and by owner.

use super::addresses::{Addresses, Slugs};
use super::error::SiteError;
use super::owed::{OwedAction, actions};
use super::page::{Page, Site, SiteFile};
use super::pager::{Pager, paginate};
use crate::model::ActionStatus;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

pub const ENTRY: Page = Page { name: "actions", make };

/// What stands for an owner that is not written down.
const NOBODY: &str = "nobody";

/// What `actions.html` shows.
#[derive(Serialize)]
struct Actions<'a> {
    nav: &'static str,
    /// Whose actions these are, where the page is one owner's.
    owner: Option<&'a str>,
    rows: Vec<Value>,
    total: usize,
    overdue: usize,
    done: usize,
    owners: Vec<OwnerLink<'a>>,
    pager: Pager,
}

#[derive(Clone, Serialize)]
struct OwnerLink<'a> {
    name: &'a str,
    /// From the site's root.
    path: String,
    count: usize,
    current: bool,
}

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let today = site.as_of.with_timezone(&site.view.plan().time_zone).date_naive();
    let addresses = Addresses::new(site.view);
    let all = actions(site.view, &addresses, today);
    let (open, settled): (Vec<OwedAction>, Vec<OwedAction>) =
        all.into_iter().partition(|owed| owed.action.status == ActionStatus::Open.word());
    let mut by_owner: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, owed) in open.iter().enumerate() {
        by_owner.entry(owed.action.owner.as_deref().unwrap_or(NOBODY)).or_default().push(position);
    }
    let slugs = Slugs::new(by_owner.keys().copied());
    let folder = |owner: &str| format!("actions/owner/{}/", slugs.get(owner));
    let rows: Vec<Value> = open
        .iter()
        .map(Value::try_from_serializable)
        .collect::<Result<_, _>>()
        .map_err(|error| SiteError::new(format!("the actions cannot be listed: {error}")))?;

    let links = |current: Option<&str>| -> Vec<OwnerLink<'_>> {
        let mut links: Vec<_> = by_owner
            .iter()
            .map(|(name, own)| OwnerLink {
                name,
                path: folder(name),
                count: own.len(),
                current: current == Some(*name),
            })
            .collect();
        links.sort_by_key(|link| std::cmp::Reverse(link.count));
        links
    };
    let everything: Vec<usize> = (0..open.len()).collect();
    let lists = std::iter::once((None, &everything)).chain(by_owner.iter().map(|(name, own)| (Some(*name), own)));
    let mut pages = Vec::new();
    for (owner, positions) in lists {
        let path = owner.map_or("actions/".to_owned(), folder);
        let overdue = positions.iter().filter_map(|at| open.get(*at)).filter(|owed| owed.action.overdue).count();
        for (pager, chunk) in paginate(&path, positions) {
            pages.push(Actions {
                nav: "actions",
                owner,
                rows: chunk.iter().filter_map(|at| rows.get(*at).cloned()).collect(),
                total: positions.len(),
                overdue,
                done: settled.len(),
                owners: links(owner),
                pager,
            });
        }
    }
    pages.into_par_iter().map(|page| site.page(&page.pager.file(), "actions.html", &page)).collect()
}

#[cfg(test)]
mod tests {
    use crate::site::testing::pages;

    #[test]
    fn open_actions_are_listed_by_owner_and_settled_ones_counted() {
        let text = "---\ntitle: T\nactions:\n  - {title: First thing, owner: Platform, due: 2026-11-01}\n  - {title: Second thing, owner: <b>}\n  - {title: Third thing, status: done}\n---\n";
        let pages = pages(&[("incidents/2026/2026-10-01-a/incident.md", text)]);
        let all = &pages["actions/index.html"];
        for part in
            ["First thing", "Second thing", "overdue", "../actions/owner/platform/", "../incidents/2026-10-01-a/"]
        {
            assert!(all.contains(part), "{part} is not in {all}");
        }
        assert!(!all.contains("Third thing") && all.contains("1 settled"));
        let own = &pages["actions/owner/platform/index.html"];
        assert!(own.contains("First thing") && !own.contains("Second thing"));
        assert!(pages["actions/owner/b/index.html"].contains("&lt;b&gt;"));
    }
}
