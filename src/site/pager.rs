//! Long lists in pages: light enough to load at once, each with the way to the others.

use serde::Serialize;

/// How many rows a page of a list has: with its style it stays under 50 KB.
pub const PER_PAGE: usize = 30;
/// How many neighbours of the current page are linked on each side.
const NEIGHBOURS: usize = 2;

/// One page of a list among the others; paths are from the site's root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pager {
    pub number: usize,
    pub count: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// The first, the last and those around the current one; `None` where some are left out.
    pub pages: Vec<Option<PagerLink>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PagerLink {
    pub number: usize,
    pub path: String,
    pub current: bool,
}

/// A list under a folder (`incidents/` or `incidents/tag/deploy/`) in pages; at least one, even of nothing.
pub fn paginate<'a, T>(folder: &str, items: &'a [T]) -> Vec<(Pager, &'a [T])> {
    let count = items.len().div_ceil(PER_PAGE).max(1);
    let chunk = |number: usize| items.get((number - 1) * PER_PAGE..items.len().min(number * PER_PAGE));
    (1..=count).map(|number| (Pager::new(folder, number, count), chunk(number).unwrap_or_default())).collect()
}

impl Pager {
    fn new(folder: &str, number: usize, count: usize) -> Self {
        let path = |number: usize| if number == 1 { folder.to_owned() } else { format!("{folder}page/{number}/") };
        let mut pages = Vec::new();
        for other in 1..=count {
            if other == 1 || other == count || other.abs_diff(number) <= NEIGHBOURS {
                pages.push(Some(PagerLink { number: other, path: path(other), current: other == number }));
            } else if pages.last().is_some_and(Option::is_some) {
                pages.push(None);
            }
        }
        Self {
            number,
            count,
            previous: (number > 1).then(|| path(number - 1)),
            next: (number < count).then(|| path(number + 1)),
            pages,
        }
    }

    /// Where the page's file stands.
    pub fn file(&self) -> String {
        format!("{}index.html", self.folder())
    }

    /// The page's address.
    pub fn folder(&self) -> &str {
        self.pages.iter().flatten().find(|link| link.current).map_or("", |link| link.path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_into_pages_that_lead_to_each_other() {
        let items: Vec<usize> = (0..PER_PAGE * 9 + 1).collect();
        let pages = paginate("incidents/", &items);
        assert_eq!(pages.iter().map(|(_, items)| items.len()).sum::<usize>(), items.len());
        let (pager, _) = &pages[4];
        let shown: Vec<_> = pager
            .pages
            .iter()
            .map(|link| link.as_ref().map_or("…".to_owned(), |link| link.number.to_string()))
            .collect();
        assert_eq!(shown.join(" "), "1 … 3 4 5 6 7 … 10");
        assert_eq!(pager.file(), "incidents/page/5/index.html");
        assert_eq!(pages[1].0.previous.as_deref(), Some("incidents/"));
        assert_eq!(pages[9].0.next, None);
        assert_eq!(pages[9].1, [PER_PAGE * 9]);
    }

    #[test]
    fn an_empty_list_has_one_page() {
        let pages = paginate::<u8>("incidents/", &[]);
        assert_eq!(pages.iter().map(|(pager, _)| pager.file()).collect::<Vec<_>>(), ["incidents/index.html"]);
    }
}
