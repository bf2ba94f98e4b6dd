//! Every action item: those that are open, the overdue ones first; those that are settled; and both by owner.

use super::addresses::{Addresses, Slugs};
use super::error::SiteError;
use super::leaf::Leaf;
use super::owed::{OwedAction, actions};
use super::page::{Page, Site};
use super::pager::{Pager, paginate};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub const ENTRY: Page = Page::new("actions", leaves);

/// What stands for an owner that is not written down.
const NOBODY: &str = "nobody";
/// Where those are that nothing is owed of any more.
const SETTLED: &str = "actions/settled/";

/// What `actions.html` shows.
#[derive(Serialize)]
struct Actions<'a> {
    nav: &'static str,
    title: &'a str,
    /// Whether these are one owner's, open and settled.
    of_owner: bool,
    rows: Vec<&'a OwedAction>,
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

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let mut all = actions(site.view, &Addresses::new(site.view), site.today());
    // Within each the order is kept.
    all.sort_by_key(|owed| !owed.is_open());
    let mut by_owner: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, owed) in all.iter().enumerate() {
        by_owner.entry(owed.action.owner.clone().unwrap_or(NOBODY.to_owned())).or_default().push(position);
    }
    let open = all.iter().filter(|owed| owed.is_open()).count();
    let (open, settled): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|position| *position < open);
    let slugs = Slugs::new(by_owner.keys().map(String::as_str));
    let lists = Arc::new(Lists { site, all, by_owner, slugs });
    let leaves = |path: &str, owner: Option<&str>, positions: &[usize]| {
        let leaf = |(pager, chunk): (Pager, &[usize])| {
            let (lists, owner, chunk) = (Arc::clone(&lists), owner.map(str::to_owned), chunk.to_vec());
            Leaf::new(pager.file(), move || lists.page(owner.as_deref(), &chunk, pager))
        };
        paginate(path, positions).into_iter().map(leaf).collect::<Vec<_>>()
    };
    let of_owners = lists.by_owner.iter().flat_map(|(name, own)| leaves(&lists.folder(name), Some(name), own));
    let all = leaves("actions/", None, &open).into_iter().chain(leaves(SETTLED, None, &settled));
    Ok(all.chain(of_owners).collect())
}

/// What all pages of actions share.
struct Lists<'a> {
    site: Site<'a>,
    /// The open ones first.
    all: Vec<OwedAction>,
    /// The positions of each owner's.
    by_owner: BTreeMap<String, Vec<usize>>,
    slugs: Slugs,
}

impl Lists<'_> {
    fn folder(&self, owner: &str) -> String {
        format!("actions/owner/{}/", self.slugs.get(owner))
    }

    fn at<'a>(&'a self, positions: &'a [usize]) -> impl Iterator<Item = &'a OwedAction> {
        positions.iter().filter_map(|at| self.all.get(*at))
    }

    /// A page of those of an owner, or of all that are open or settled.
    fn page(&self, owner: Option<&str>, positions: &[usize], pager: Pager) -> Result<Vec<u8>, SiteError> {
        let is_settled = owner.is_none() && pager.folder().starts_with(SETTLED);
        let counted: Vec<&OwedAction> = match owner.and_then(|owner| self.by_owner.get(owner)) {
            Some(own) => self.at(own).collect(),
            None => self.all.iter().collect(),
        };
        let open = counted.iter().filter(|owed| owed.is_open()).count();
        let page = Actions {
            nav: "actions",
            title: owner.unwrap_or(if is_settled { "Settled actions" } else { "Open actions" }),
            of_owner: owner.is_some(),
            rows: self.at(positions).collect(),
            open,
            overdue: counted.iter().filter(|owed| owed.action.overdue).count(),
            settled: counted.len() - open,
            is_settled,
            owners: self.owners(owner),
            pager,
        };
        Ok(self.site.page(&page.pager.file(), "actions.html", &page)?.bytes)
    }

    /// Those who have most open come first.
    fn owners(&self, current: Option<&str>) -> Vec<OwnerLink<'_>> {
        let links = self.by_owner.iter().map(|(name, own)| OwnerLink {
            name,
            path: self.folder(name),
            count: self.at(own).filter(|owed| owed.is_open()).count(),
            current: current == Some(name),
        });
        let mut links: Vec<_> = links.collect();
        links.sort_by_key(|link| std::cmp::Reverse(link.count));
        links
    }
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
