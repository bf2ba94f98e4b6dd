//! Where the team's own pages stand on the site: a file's name is its address, which nothing else may have.

use super::paths::stem_of;
use crate::text::slug;

/// The folders at the site's root that its built-in pages stand in, with what stands in each.
pub const SITE_FOLDERS: &[(&str, &str)] = &[
    ("actions", "the action items"),
    ("agenda", "the agenda"),
    ("incidents", "the list of incidents"),
    ("plan", "the response plan"),
    ("rules", "the list of rules"),
    ("search", "the search"),
    ("statistics", "the statistics"),
    ("writing", "the page on how to write one"),
];

/// Why a page can stand nowhere, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPlace {
    pub message: String,
    pub help: String,
}

/// The folder of the page that a file becomes, from the site's root and without a slash; empty where its name has nothing
/// that an address can be made of.
pub fn page_folder(path: &str) -> String {
    slug(stem_of(path))
}

/// Why the page of a file cannot stand where its name puts it; `pages` are the files of all own pages.
pub fn no_place<'a>(path: &str, pages: impl IntoIterator<Item = &'a str>) -> Option<NoPlace> {
    let folder = page_folder(path);
    let because = |message: String, help: String| Some(NoPlace { message, help });
    match folder.as_str() {
        "" => {
            let message = "this page's name has no letter or digit, so it has no address";
            return because(message.to_owned(), "rename the file: its name is the page's address".to_owned());
        }
        "index" => {
            let message = "this page would stand where the site's first page stands";
            let help = "rename the file; templates/site/home.html is the place for a first page of your own";
            return because(message.to_owned(), help.to_owned());
        }
        _ => {}
    }
    if let Some((_, what)) = SITE_FOLDERS.iter().find(|(taken, _)| *taken == folder) {
        let message = format!("this page would stand at {folder}/, where {what} of the site stands");
        return because(message, format!("rename the file, to our-{folder}.md say: its name is the page's address"));
    }
    let other = pages.into_iter().find(|other| *other != path && page_folder(other) == folder)?;
    let message = format!("this page and {other} would both stand at {folder}/");
    because(message, "rename one of the two files: its name is the page's address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, others: &[&str]) -> String {
        no_place(path, others.iter().copied()).map(|found| found.message).unwrap_or_default()
    }

    #[test]
    fn a_name_that_is_free_has_a_place_and_every_other_says_what_stands_there() {
        assert_eq!(told("pages/on-call.md", &["pages/on-call.md", "pages/other.md"]), "");
        assert_eq!(
            told("pages/On Call.md", &["pages/on-call.md"]),
            "this page and pages/on-call.md would both stand at on-call/"
        );
        assert_eq!(
            told("pages/PLAN.md", &[]),
            "this page would stand at plan/, where the response plan of the site stands"
        );
        assert!(told("pages/Index.md", &[]).contains("first page"));
        assert!(told("pages/?!.md", &[]).contains("no letter or digit"));
    }
}
