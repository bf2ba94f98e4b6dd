//! What a server shows: the site as the log has it, each file of it made when somebody asks for it, and what is wrong.

use super::error::SiteError;
use super::leaf::{SiteFile, is_page};
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::{Arc, OnceLock};
use tokio::sync::Notify;

/// What stands below this is the server's own, and in no site.
pub(super) const OWN: &str = ".serve/";
/// What is shown while no site could be built yet.
const NOTHING: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
    <title>The site cannot be built</title>\n</head>\n<body>\n\
    <noscript>The site cannot be built; the terminal says why.</noscript>\n</body>\n</html>\n";
/// What is shown in the place of a file that never could be made.
const STOPGAP: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
    <title>This page cannot be made</title>\n</head>\n<body>\n\
    <noscript>This page cannot be made; the terminal says why.</noscript>\n</body>\n</html>\n";
/// The page for an address that has none.
pub const MISSING: &str = "404.html";

/// A file as it is sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub bytes: Arc<[u8]>,
    /// The same for the same bytes.
    pub tag: String,
    /// Of a page: the same as long as it looks the same, with its style, scripts and images.
    pub look: String,
    /// Whether it stands for a file that cannot be made.
    pub is_stopgap: bool,
}

/// The files of one site but its search index; each is there once it was made.
pub struct Files {
    slots: BTreeMap<String, OnceLock<Sent>>,
    /// The styles, scripts and images of all pages.
    shared: DefaultHasher,
    /// The images of one page, by its folder.
    beside: HashMap<String, u64>,
    /// Whenever one more was made.
    made: Notify,
    /// Has a file made that is not there yet.
    ask: Box<dyn Fn(&str) + Send + Sync>,
}

/// What is to be shown, and what is wrong with it.
#[derive(Clone, Default)]
pub struct Shown {
    files: Option<Arc<Files>>,
    index: Arc<BTreeMap<String, Sent>>,
    /// Why the log as it is now cannot be built.
    pub trouble: Option<SiteError>,
    /// Whether the pages tell more than the search finds.
    pub search_lags: bool,
}

/// A file of a site that is shown.
pub(super) enum Found {
    There(Sent),
    /// To be waited for in the site.
    ToCome(Arc<Files>, String),
}

impl Files {
    /// The files of a site by their paths. `there` are those that are made already: all that pages look like by.
    /// `ask` has another one made, which then is [`put`](Self::put).
    pub fn new<'a>(
        paths: impl Iterator<Item = &'a str>,
        there: &[(String, Vec<u8>)],
        ask: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        let mut shared = DefaultHasher::new();
        let mut beside: HashMap<String, DefaultHasher> = HashMap::new();
        for (path, bytes) in there.iter().filter(|(path, _)| !is_page(path)) {
            // A log among several has its site in a folder of its own.
            let in_log = |folder: &str, part: &str| {
                let below = folder.split_once('/').map_or("", |(_, below)| below);
                [folder, below].iter().any(|folder| folder.split('/').next() == Some(part))
            };
            match path.rsplit_once('/') {
                Some(_) if path.ends_with("style.css") => bytes.hash(&mut shared),
                None if [".css", ".js", ".svg"].iter().any(|ending| path.ends_with(ending)) => bytes.hash(&mut shared),
                // Its own pages share theirs.
                Some((folder, _)) if in_log(folder, "pages") => bytes.hash(&mut shared),
                Some((folder, _)) if in_log(folder, "incidents") => {
                    bytes.hash(beside.entry(folder.to_owned()).or_default());
                }
                _ => {}
            }
        }
        let slots = paths.map(|path| (path.to_owned(), OnceLock::new())).collect();
        let beside = beside.into_iter().map(|(folder, hasher)| (folder, hasher.finish())).collect();
        let files = Self { slots, shared, beside, made: Notify::new(), ask: Box::new(ask) };
        there.iter().for_each(|(path, bytes)| files.put(path, bytes));
        files
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.slots.keys().filter(|path| is_page(path)).count()
    }

    /// A file that was made.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let mut look = self.shared.clone();
        bytes.hash(&mut look);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.beside.get(folder).hash(&mut look);
        self.put_sent(path, sent(path, bytes, format!("{:x}", look.finish())));
    }

    /// A file that cannot be made: it stays as another site has it.
    pub fn put_as_in(&self, before: Option<&Self>, path: &str) {
        let old = before.and_then(|before| before.slots.get(path)?.get().cloned());
        self.put_sent(path, old.unwrap_or_else(|| Sent { is_stopgap: true, ..made(STOPGAP) }));
    }

    fn put_sent(&self, path: &str, sent: Sent) {
        if let Some(slot) = self.slots.get(path) {
            // One that is there stays.
            let _ = slot.set(sent);
            self.made.notify_waiters();
        }
    }

    /// Waits for a file of the site, for which it asks where nobody did.
    pub(super) async fn when_made(&self, path: &str) -> Option<Sent> {
        let slot = self.slots.get(path)?;
        (self.ask)(path);
        loop {
            // Listens before it looks, so that it misses none.
            let made = self.made.notified();
            tokio::pin!(made);
            made.as_mut().enable();
            match slot.get() {
                Some(sent) => return Some(sent.clone()),
                None => made.await,
            }
        }
    }
}

impl Shown {
    /// Shows another site, of which nothing is known to be wrong.
    pub fn show(&mut self, files: Arc<Files>) {
        (self.files, self.trouble) = (Some(files), None);
    }

    /// The files of the site that is shown.
    pub fn files(&self) -> Option<&Arc<Files>> {
        self.files.as_ref()
    }

    /// Lets the search find what it finds by another index.
    pub fn search_by(&mut self, index: &[SiteFile]) {
        let file = |file: &SiteFile| (file.path.clone(), sent(&file.path, &file.bytes, String::new()));
        (self.index, self.search_lags) = (Arc::new(index.iter().map(file).collect()), false);
    }

    /// The file at a path from the site's root; a folder's is the index in it.
    pub(super) fn file(&self, path: &str) -> Option<Found> {
        let is_folder = path.is_empty() || path.ends_with('/');
        let path = if is_folder { format!("{path}index.html") } else { path.to_owned() };
        if let Some(sent) = self.index.get(&path) {
            return Some(Found::There(sent.clone()));
        }
        let files = self.files.as_ref()?;
        Some(match files.slots.get(&path)?.get() {
            Some(sent) => Found::There(sent.clone()),
            None => Found::ToCome(Arc::clone(files), path),
        })
    }

    /// What stands for a page that is not there; `None` where there is no site yet.
    pub(super) fn missing(&self) -> Option<Found> {
        self.files.as_ref()?;
        Some(self.file(MISSING).unwrap_or_else(|| Found::There(made("There is no such page.\n"))))
    }

    /// The page that waits for the first site.
    pub(super) fn nothing() -> Sent {
        made(NOTHING)
    }
}

fn made(page: &str) -> Sent {
    sent("index.html", page.as_bytes(), tag(page.as_bytes()))
}

fn sent(path: &str, bytes: &[u8], look: String) -> Sent {
    let bytes = if is_page(path) { with_script(bytes, &look) } else { bytes.to_vec() };
    Sent { tag: tag(&bytes), bytes: bytes.into(), look, is_stopgap: false }
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
        let there: Vec<_> = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let mut shown = Shown::default();
        shown.show(Arc::new(Files::new(files.iter().map(|(path, _)| *path), &there, |_| {})));
        shown
    }

    fn look(shown: &Shown, path: &str) -> String {
        match shown.file(path).or_else(|| shown.missing()).unwrap() {
            Found::There(sent) => sent.look,
            Found::ToCome(_, path) => panic!("{path} is to come"),
        }
    }

    const A: (&str, &str) = ("incidents/a/index.html", "<head></head>a");
    const B: (&str, &str) = ("incidents/b/index.html", "<head></head>b");

    #[test]
    fn a_page_is_fresh_as_long_as_it_looks_the_same() {
        let before =
            shown(&[A, B, ("style.css", "1"), ("feed.xml", "1"), ("incidents/a/x.png", "1"), ("404.html", "none")]);
        let stale = |files: &[(&str, &str)]| {
            let after = shown(files);
            ["incidents/a/", "incidents/b/", "nothing/"]
                .into_iter()
                .filter(|path| look(&after, path) != look(&before, path))
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
        assert!(Shown::default().missing().is_none());
        assert_ne!(look(&shown(&[A]), "incidents/"), Shown::nothing().look);
    }

    #[test]
    fn who_waits_for_a_page_gets_it_once_it_is_made_or_as_it_was() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let before = shown(&[A, B]);
        let (asked, wanted) = std::sync::mpsc::channel();
        let files = Arc::new(Files::new([A.0, B.0].into_iter(), &[], move |path| asked.send(path.to_owned()).unwrap()));
        let maker = std::thread::spawn({
            let files = Arc::clone(&files);
            move || {
                for path in wanted.iter().take(2) {
                    match path == A.0 {
                        true => files.put(&path, b"new"),
                        false => files.put_as_in(before.files().map(AsRef::as_ref), &path),
                    }
                }
            }
        });
        let got = |path: &str| {
            runtime.block_on(files.when_made(path)).map(|sent| String::from_utf8_lossy(&sent.bytes).into_owned())
        };
        assert!(got(A.0).unwrap().starts_with("new<script"));
        assert!(got(B.0).unwrap().ends_with("</head>b"));
        assert_eq!(got("nothing"), None);
        maker.join().unwrap();
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
