//! What a server shows: the last site that could be built, and what is wrong since.

use super::error::SiteError;
use super::leaf::is_page;
use super::page::SiteFile;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::Arc;

/// What stands below this is the server's own, and in no site.
pub(super) const OWN: &str = ".serve/";
/// What is shown while no site could be built yet.
const NOTHING: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
    <title>The site cannot be built</title>\n</head>\n<body>\n\
    <noscript>The site cannot be built; the terminal says why.</noscript>\n</body>\n</html>\n";

/// A file as it is sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub bytes: Arc<[u8]>,
    /// The same for the same bytes.
    pub tag: String,
    /// Of a page: the same as long as it looks the same, with its style, scripts and images.
    pub look: String,
}

/// The last site that could be built, and what is wrong since.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    files: Arc<BTreeMap<String, Sent>>,
    /// Why the log as it is now cannot be built.
    pub trouble: Option<SiteError>,
    /// Whether the pages tell more than the search finds.
    pub search_lags: bool,
}

impl Shown {
    /// Shows another site; nothing is wrong with it.
    pub fn show(&mut self, files: &[SiteFile], search_lags: bool) {
        let mut shared = DefaultHasher::new();
        let mut beside: HashMap<&str, DefaultHasher> = HashMap::new();
        for file in files.iter().filter(|file| !is_page(&file.path)) {
            match file.path.rsplit_once('/') {
                None if [".css", ".js", ".svg"].iter().any(|ending| file.path.ends_with(ending)) => {
                    file.bytes.hash(&mut shared);
                }
                // Its own pages share theirs.
                Some((folder, _)) if folder.split('/').next() == Some("pages") => file.bytes.hash(&mut shared),
                Some((folder, _)) if folder.starts_with("incidents/") => {
                    file.bytes.hash(beside.entry(folder).or_default());
                }
                _ => {}
            }
        }
        let sent = |file: &SiteFile| {
            let mut look = shared.clone();
            file.bytes.hash(&mut look);
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            beside.get(folder).map(DefaultHasher::finish).hash(&mut look);
            let look = format!("{:x}", look.finish());
            let bytes = if is_page(&file.path) { with_script(&file.bytes, &look) } else { file.bytes.clone() };
            (file.path.clone(), Sent { tag: tag(&bytes), bytes: bytes.into(), look })
        };
        self.files = Arc::new(files.iter().map(sent).collect());
        (self.trouble, self.search_lags) = (None, search_lags);
    }

    /// The file at a path from the site's root; a folder's is the index in it.
    pub(super) fn file(&self, path: &str) -> Option<&Sent> {
        let is_folder = path.is_empty() || path.ends_with('/');
        self.files.get(&if is_folder { format!("{path}index.html") } else { path.to_owned() })
    }

    /// What stands for a page that is not there; `None` where there is no site yet.
    pub(super) fn missing(&self) -> Option<Sent> {
        match self.files.is_empty() {
            true => None,
            false => Some(self.files.get("404.html").cloned().unwrap_or_else(|| made("There is no such page.\n"))),
        }
    }

    /// The page that waits for the first site.
    pub(super) fn nothing() -> Sent {
        made(NOTHING)
    }

    /// Whether the page at a path still looks as it did.
    pub(super) fn looks(&self, path: &str, look: &str) -> bool {
        match self.file(path).cloned().or_else(|| self.missing()) {
            Some(page) => page.look == look,
            None => Self::nothing().look == look,
        }
    }
}

fn made(page: &str) -> Sent {
    let look = tag(page.as_bytes());
    let bytes = with_script(page.as_bytes(), &look);
    Sent { tag: tag(&bytes), bytes: bytes.into(), look }
}

fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// A page with the script that follows the log, at the end of its head.
fn with_script(page: &[u8], look: &str) -> Vec<u8> {
    let script = format!("<script src=\"/{OWN}live.js\" data-seen=\"{look}\" defer></script>\n");
    let head = b"</head>";
    let at = page.windows(head.len()).position(|window| window == head).unwrap_or(page.len());
    let (before, after) = page.split_at(at);
    [before, script.as_bytes(), after].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(files: &[(&str, &str)]) -> Shown {
        let files =
            files.iter().map(|(path, text)| SiteFile { path: (*path).to_owned(), bytes: text.as_bytes().into() });
        let mut shown = Shown::default();
        shown.show(&files.collect::<Vec<_>>(), false);
        shown
    }

    const A: (&str, &str) = ("incidents/a/index.html", "<head></head>a");
    const B: (&str, &str) = ("incidents/b/index.html", "<head></head>b");

    #[test]
    fn a_page_is_fresh_as_long_as_it_looks_the_same() {
        let before =
            shown(&[A, B, ("style.css", "1"), ("feed.xml", "1"), ("incidents/a/x.png", "1"), ("404.html", "none")]);
        let look = |path: &str| before.file(path).cloned().or_else(|| before.missing()).unwrap().look;
        let stale = |files: &[(&str, &str)]| {
            let after = shown(files);
            ["incidents/a/", "incidents/b/", "nothing/"]
                .into_iter()
                .filter(|path| !after.looks(path, &look(path)))
                .collect::<Vec<_>>()
        };
        let rest = [B, ("style.css", "1"), ("incidents/a/x.png", "1"), ("404.html", "none")];
        assert_eq!(stale(&[&rest[..], &[A, ("feed.xml", "2")]].concat()), [""; 0]);
        assert_eq!(stale(&[&rest[..], &[(A.0, "other")]].concat()), ["incidents/a/"]);
        assert_eq!(
            stale(&[A, B, ("style.css", "1"), ("incidents/a/x.png", "2"), ("404.html", "none")]),
            ["incidents/a/"]
        );
        assert_eq!(stale(&[&rest[..], &[A, ("nothing/index.html", "some")]].concat()), ["nothing/"]);
        assert_eq!(stale(&[&rest[..], &[A, ("site.js", "new")]].concat()).len(), 3);
        assert_eq!(stale(&[&rest[2..], &[B]].concat()).len(), 3, "one that is gone");
    }

    #[test]
    fn what_waits_for_a_site_gives_way_to_the_first() {
        let (nothing, none) = (Shown::nothing(), Shown::default());
        assert!(none.looks("incidents/", &nothing.look) && none.missing().is_none());
        assert!(!shown(&[A]).looks("incidents/", &nothing.look));
    }

    #[test]
    fn the_script_stands_in_the_head_or_at_the_end() {
        let page = |text: &str| String::from_utf8(with_script(text.as_bytes(), "1")).unwrap();
        assert_eq!(
            page("<head></head>x"),
            "<head><script src=\"/.serve/live.js\" data-seen=\"1\" defer></script>\n</head>x"
        );
        assert!(page("x").starts_with("x<script"));
    }
}
