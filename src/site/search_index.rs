//! The full-text index that the browser searches: the one door behind which its engine stands.

use super::addresses::Addresses;
use super::error::SiteError;
use super::page::SiteFile;
use super::row::{Mark, solution, status, title};
use super::when::day_started;
use crate::audience::{View, ViewIncident};
use crate::document::body::plain_words;
use crate::model::{Action, Entry, Moment, Plan, format_date};
use chrono::Utc;
use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One incident as it can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchDocument {
    /// Its page, from the site's root.
    pub address: String,
    pub title: String,
    /// What its documents say, as plain words.
    pub text: String,
    /// What else finds it but is nothing to read: its id, names and addresses.
    pub also: String,
    /// The id of its severity; empty where none is written.
    pub severity: String,
    pub status: String,
    /// The day on which it started, `YYYY-MM-DD`; empty where that is not known.
    pub date: String,
    /// When it started, for the order.
    pub started: Option<Moment>,
    /// The first line of what solved it; empty where that is not written.
    pub solution: String,
    pub services: Vec<String>,
    pub tags: Vec<String>,
    pub year: String,
}

/// Every incident of a view, as it can be found.
pub fn documents(view: &View) -> Vec<SearchDocument> {
    let addresses = &Addresses::new(view);
    view.incidents().iter().map(|incident| document(incident, view.plan(), addresses)).collect()
}

fn document(found: &ViewIncident, plan: &Plan, addresses: &Addresses<'_>) -> SearchDocument {
    let incident = &found.incident;
    let date = day_started(found, plan.time_zone).map(format_date).unwrap_or_default();
    SearchDocument {
        address: format!("incidents/{}/", addresses.of(found)),
        title: title(found).to_owned(),
        text: words(found),
        also: also(found),
        severity: incident.severity.as_deref().map(|id| Mark::new(plan, id).id).unwrap_or_default(),
        status: status(found).to_owned(),
        year: date.get(..4).unwrap_or_default().to_owned(),
        date,
        started: found.order,
        solution: solution(found),
        services: incident.services.iter().map(|service| service.name.clone()).collect(),
        tags: incident.tags.clone(),
    }
}

/// What an incident's documents say, the body first: where only a title matches, the passage shown is the beginning.
fn words(found: &ViewIncident) -> String {
    let mut words = Words::default();
    words.body(found.sections.iter().map(|section| (section.title.as_str(), section.markdown.as_str())));
    words.timeline(&found.timeline);
    if let Some(postmortem) = &found.postmortem {
        words.body(postmortem.sections.iter().map(|section| (section.title.as_str(), section.markdown.as_str())));
        words.timeline(&postmortem.timeline);
        let front = &postmortem.postmortem;
        words.add(front.impact.iter().map(|(_, value)| value.as_str()));
        words.add(front.trigger.iter().chain(&front.detection).chain(&front.causes).map(String::as_str));
        words.add(front.actions.iter().map(|action| action.title.as_str()));
        words.add(front.extra.iter().map(|(_, value)| value.as_str()));
    }
    let front = &found.incident;
    words.add(front.root_cause.iter().filter_map(|cause| cause.summary.as_deref()));
    words.add(front.actions.iter().map(|action| action.title.as_str()));
    words.add(front.extra.iter().map(|(_, value)| value.as_str()));
    words.text
}

fn also(found: &ViewIncident) -> String {
    let (mut words, front) = (Words::default(), &found.incident);
    words.add([found.id.as_str()]);
    words.add(front.lead.iter().chain(&front.reporter).chain(&front.war_room).map(String::as_str));
    words.add(front.root_cause.iter().filter_map(|cause| cause.ticket.as_deref()));
    words.owners(&front.actions);
    if let Some(postmortem) = &found.postmortem {
        let front = &postmortem.postmortem;
        words.add(front.owner.iter().chain(&front.facilitator).chain(&front.reviewers).map(String::as_str));
        words.owners(&front.actions);
    }
    words.text
}

/// Collects words, each stretch of text once: a post-mortem repeats the timeline of its incident.
#[derive(Default)]
struct Words {
    text: String,
    seen: HashSet<String>,
}

impl Words {
    fn add<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            if !text.is_empty() && self.seen.insert(text.to_owned()) {
                self.text.push_str(text);
                self.text.push(' ');
            }
        }
    }

    fn body<'a>(&mut self, sections: impl Iterator<Item = (&'a str, &'a str)>) {
        // The timeline comes as entries, without the times, kinds and attributes that nobody looks for.
        for (_, markdown) in sections.filter(|(title, _)| !title.eq_ignore_ascii_case("Timeline")) {
            self.add([plain_words(markdown).as_str()]);
        }
    }

    fn timeline(&mut self, entries: &[Entry]) {
        for entry in entries {
            let subject = entry.subject.as_ref().map(|subject| format!("{subject}: ")).unwrap_or_default();
            let text = format!("{subject}{}", plain_words(&entry.text));
            self.add([text.as_str(), plain_words(&entry.more).as_str()]);
        }
    }

    fn owners(&mut self, actions: &[Action]) {
        self.add(actions.iter().flat_map(|action| action.owner.iter().chain(&action.ticket)).map(String::as_str));
    }
}

/// Makes the index, and the script that searches it: files under `search/`, none where there is nothing to find. The
/// same documents give the same bytes.
///
/// # Errors
/// Where the engine fails.
pub fn index(documents: &[SearchDocument]) -> Result<Vec<SiteFile>, SiteError> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    // The engine waits for threads of the pool that it is called from, which may all be waiting for their indexes; and for
    // a runtime of its own it needs a thread that is in none. Should it panic, an error is what comes of it.
    let pool = rayon::ThreadPoolBuilder::new().build().map_err(failed)?;
    let made = pool.install(|| catch_unwind(AssertUnwindSafe(|| run(documents))));
    let mut files = made.map_err(|_| failed("the engine stopped"))??;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn run(documents: &[SearchDocument]) -> Result<Vec<SiteFile>, SiteError> {
    std::env::current_dir().map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(failed)?;
    let files = runtime.block_on(async {
        let config = PagefindServiceConfig::builder().force_language(LANGUAGE.to_owned()).build();
        let mut index = PagefindIndex::new(Some(config))?;
        for document in documents {
            let (address, text) = (document.address.clone(), searchable(document));
            let (meta, filters, sort) = (meta(document), filters(document), sort(document));
            index.add_custom_record(address, text, LANGUAGE.to_owned(), Some(meta), Some(filters), Some(sort)).await?;
        }
        index.get_files().await
    });
    let needed = files.map_err(failed)?.into_iter().filter_map(|file| {
        let name = file.filename.to_str()?.replace('\\', "/");
        is_needed(&name).then(|| SiteFile { path: format!("search/{name}"), bytes: file.contents })
    });
    Ok(needed.collect())
}

/// The language whose word stems the engine knows; words of others are found as they are written.
const LANGUAGE: &str = "en";

/// Whether a file is of the index: the engine also comes with interfaces of its own, and with a worker.
fn is_needed(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, "pf_meta" | "pf_index" | "pf_filter" | "pf_fragment")) => true,
        Some((_, "pagefind")) => name != "wasm.unknown.pagefind",
        _ => matches!(name, "pagefind.js" | "pagefind-entry.json"),
    }
}

fn failed(error: impl std::fmt::Display) -> SiteError {
    SiteError::new(format!("the search index could not be made: {error}"))
}

/// The text of a record: never without a word, as the engine drops such records, and without the marks that steer it.
fn searchable(document: &SearchDocument) -> String {
    let has_word = |text: &&String| text.contains(char::is_alphanumeric);
    let text = [&document.text, &document.title].into_iter().find(has_word).unwrap_or(&document.address);
    text.replace("___PAGEFIND_", "PAGEFIND_").replace("___END_PAGEFIND_", "END_PAGEFIND_")
}

fn meta(document: &SearchDocument) -> BTreeMap<String, String> {
    let pairs = [
        ("title", document.title.clone()),
        ("severity", document.severity.clone()),
        ("status", document.status.clone()),
        ("date", document.date.clone()),
        ("solution", document.solution.clone()),
        ("services", document.services.join(", ")),
        ("tags", document.tags.join(", ")),
        ("also", document.also.clone()),
    ];
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn filters(document: &SearchDocument) -> BTreeMap<String, Vec<String>> {
    let one = |value: &String| vec![value.clone()];
    let lists = [
        ("severity", one(&document.severity)),
        ("status", one(&document.status)),
        ("service", document.services.clone()),
        ("tag", document.tags.clone()),
        ("year", one(&document.year)),
    ];
    let lists = lists.into_iter().map(|(name, mut values)| {
        let mut seen = HashSet::new();
        values.retain(|value| !value.is_empty() && seen.insert(value.clone()));
        (name.to_owned(), values)
    });
    lists.filter(|(_, values)| !values.is_empty()).collect()
}

/// The engine leaves out of a sorted answer what has no value to sort by, so all have one.
fn sort(document: &SearchDocument) -> BTreeMap<String, String> {
    let started = document.started.map(|at| at.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%SZ").to_string());
    BTreeMap::from([("date".to_owned(), started.unwrap_or_else(|| "0000".to_owned()))])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::site::sample::LOG;
    use crate::site::testing::view;
    use rayon::prelude::*;
    use std::io::Read as _;

    fn found(files: &[(&str, &str)]) -> Vec<SearchDocument> {
        documents(&view(files))
    }

    /// What a file says, unpacked where it is packed.
    fn unpacked(file: &SiteFile) -> String {
        let mut bytes = Vec::new();
        match file.bytes.starts_with(&[0x1f, 0x8b]) {
            true => drop(flate2::read::GzDecoder::new(file.bytes.as_slice()).read_to_end(&mut bytes).unwrap()),
            false => bytes.clone_from(&file.bytes),
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn an_incident_is_found_by_all_that_its_documents_say() {
        let found = found(LOG);
        let [document] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (document.address.as_str(), document.date.as_str()),
            ("incidents/2026-03-02-pool-exhausted/", "2026-03-02")
        );
        assert_eq!((document.solution.as_str(), document.year.as_str()), ("Restart the index.", "2026"));
        assert!(document.text.starts_with("Every search waited for a connection."), "{}", document.text);
        for word in ["numbat", "wombat", "Zebrafish", "Count the connections", "More words"] {
            assert!(document.text.contains(word), "{word} is not in {}", document.text);
        }
        assert_eq!(document.also, "2026-03-02-pool-exhausted Platform ");
    }

    #[test]
    fn an_incident_without_a_word_is_found_by_its_title() {
        let empty = found(&[("incidents/2026/2026-05-01-narwhal/incident.md", "---\ntitle: Narwhal\n---\n")]);
        let files = index(&empty).unwrap();
        assert!(files.iter().any(|file| file.path.contains("/fragment/") && unpacked(file).contains("Narwhal")));
    }

    #[test]
    fn many_indexes_at_once_do_not_wait_for_each_other() {
        let documents = found(LOG);
        let made = (0..2 * rayon::current_num_threads()).into_par_iter().map(|_| index(&documents));
        made.for_each(|files| assert!(!files.unwrap().is_empty()));
    }

    #[test]
    fn whatever_a_document_holds_can_be_indexed() {
        let dots = "a.B-c_".repeat(20_000);
        let texts = [
            "—",
            "\u{200b}",
            "\u{0}\u{202e}x\u{301}",
            "___END_PAGEFIND_WEIGHT___ ___PAGEFIND_ANCHOR___h1:0:x",
            "👩‍👩‍👧 ﬁ ß İ ガギグ",
            &dots,
        ];
        let odd: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| SearchDocument {
                address: format!("incidents/narwhal{number}/"),
                title: (*text).to_owned(),
                text: (*text).to_owned(),
                tags: vec![(*text).to_owned(), String::new()],
                date: String::new(),
                year: String::new(),
                ..found(LOG).remove(0)
            })
            .collect();
        let files = index(&odd).unwrap();
        assert_eq!(files.iter().filter(|file| file.path.contains("/fragment/")).count(), odd.len());
    }

    #[test]
    fn nothing_of_a_hidden_incident_or_a_phone_number_is_in_any_file() {
        let files = index(&found(LOG)).unwrap();
        assert!(files.iter().any(|file| unpacked(file).contains("wombat")));
        for file in &files {
            let text = unpacked(file).to_lowercase();
            assert!(!text.contains("quokka") && !text.contains("555-0142"), "{}", file.path);
        }
    }

    #[test]
    fn the_same_log_gives_the_same_files_and_no_interface_that_is_not_used() {
        let many: Vec<_> = (1..=40)
            .map(|number| SearchDocument {
                address: format!("incidents/{number}/"),
                text: format!("crème {number} release.of.{number} fooBar-{number} ___PAGEFIND_WEIGHT___0 end"),
                services: vec![format!("service {}", number % 7), "search".to_owned()],
                ..found(LOG).remove(0)
            })
            .collect();
        let first = index(&many).unwrap();
        assert_eq!(first, index(&many).unwrap());
        let mut names: Vec<_> = first.iter().map(|file| file.path.as_str()).collect();
        names.retain(|name| !name.contains(".pf_"));
        assert_eq!(names, ["search/pagefind-entry.json", "search/pagefind.js", "search/wasm.en.pagefind"]);
        assert_eq!(index(&[]).unwrap(), []);
    }
}
