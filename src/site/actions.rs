//! Every action item: those that are open, the overdue ones first; those that are settled; and both by owner.

use super::addresses::{Addresses, Slugs};
use super::error::SiteError;
use super::owed::{OwedAction, actions};
use super::page::{Make, Page, Site, SiteFile};
use super::pager::{Pager, paginate};
use crate::model::ActionStatus;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

pub const ENTRY: Page = Page::new("actions", Make::AtOnce(make));

/// What stands for an owner that is not written down.
const NOBODY: &str = "nobody";

/// What `actions.html` shows.
#[derive(Serialize)]
struct Actions<'a> {
    nav: &'static str,
    title: &'a str,
    /// Whether these are one owner's, open and settled.
    of_owner: bool,
    rows: Vec<Value>,
    open: usize,
    overdue: usize,
    settled: usize,
    /// Whether the settled ones are on pages of their own, and these are they.
    is_settled: bool,
    owners: Vec<OwnerLink<'a>>,
    pager: Pager,
}

#[derive(Clone, Serialize)]
struct OwnerLink<'a> {
    name: &'a str,
    /// From the site's root.
    path: String,
    /// How many are open.
    count: usize,
    current: bool,
}

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let today = site.today();
    let addresses = Addresses::new(site.view);
    let mut all = actions(site.view, &addresses, today);
    let is_open = |owed: &OwedAction| owed.action.status == ActionStatus::Open.word();
    // Within each the order is kept.
    all.sort_by_key(|owed| !is_open(owed));
    let mut by_owner: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, owed) in all.iter().enumerate() {
        by_owner.entry(owed.action.owner.as_deref().unwrap_or(NOBODY)).or_default().push(position);
    }
    let slugs = Slugs::new(by_owner.keys().copied());
    let folder = |owner: &str| format!("actions/owner/{}/", slugs.get(owner));
    let rows: Vec<Value> = all
        .iter()
        .map(Value::try_from_serializable)
        .collect::<Result<_, _>>()
        .map_err(|error| SiteError::new(format!("the actions cannot be listed: {error}")))?;

    let count = |positions: &[usize], counts: &dyn Fn(&OwedAction) -> bool| {
        positions.iter().filter_map(|at| all.get(*at)).filter(|owed| counts(owed)).count()
    };
    let links = |current: Option<&str>| -> Vec<OwnerLink<'_>> {
        let mut links: Vec<_> = by_owner
            .iter()
            .map(|(name, own)| OwnerLink {
                name,
                path: folder(name),
                count: count(own, &is_open),
                current: current == Some(*name),
            })
            .collect();
        links.sort_by_key(|link| std::cmp::Reverse(link.count));
        links
    };
    let everything: Vec<usize> = (0..all.len()).collect();
    let (open, settled) = everything.split_at(count(&everything, &is_open));
    let lists = [("actions/".to_owned(), None, open), ("actions/settled/".to_owned(), None, settled)];
    let of_owners = by_owner.iter().map(|(name, own)| (folder(name), Some(*name), own.as_slice()));
    let mut pages = Vec::new();
    for (path, owner, positions) in lists.into_iter().chain(of_owners) {
        let is_settled = path.ends_with("/settled/") && owner.is_none();
        let counted = if owner.is_some() { positions } else { &everything };
        let overdue = count(counted, &|owed| owed.action.overdue);
        for (pager, chunk) in paginate(&path, positions) {
            pages.push(Actions {
                nav: "actions",
                title: owner.unwrap_or(if is_settled { "Settled actions" } else { "Open actions" }),
                of_owner: owner.is_some(),
                rows: chunk.iter().filter_map(|at| rows.get(*at).cloned()).collect(),
                open: count(counted, &is_open),
                overdue,
                settled: counted.len() - count(counted, &is_open),
                is_settled,
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
    fn actions_are_listed_open_settled_and_by_owner() {
        let text = "---\ntitle: T\nactions:\n  - {title: First thing, owner: Platform, due: 2026-11-01}\n  - {title: Second thing, owner: <b>}\n  - {title: Third thing, status: done, owner: Platform}\n  - {title: Fourth thing, status: dropped, owner: Gone}\n---\n";
        let pages = pages(&[("incidents/2026/2026-10-01-a/incident.md", text)]);
        let all = &pages["actions/index.html"];
        for part in
            ["First thing", "Second thing", "overdue", "../actions/owner/platform/", "../incidents/2026-10-01-a/"]
        {
            assert!(all.contains(part), "{part} is not in {all}");
        }
        assert!(
            !all.contains("Third thing")
                && all.contains("2 open, 1 overdue · <a href=\"../actions/settled/\">2 settled</a>")
        );
        let own = &pages["actions/owner/platform/index.html"];
        assert!(own.contains("First thing") && !own.contains("Second thing"));
        assert!(own.find("First thing") < own.find("Third thing"), "what is open comes first");
        assert!(own.contains("1 open, 1 overdue · 1 settled"), "{own}");
        let settled = &pages["actions/settled/index.html"];
        assert!(settled.contains("Third thing") && settled.contains("dropped") && !settled.contains("First thing"));
        assert!(pages["actions/owner/gone/index.html"].contains("0 open · 1 settled"));
        assert!(pages["actions/owner/b/index.html"].contains("&lt;b&gt;"));
    }
}
