//! The full-text index that the browser searches, in files of which it loads those that a search needs.
//!
//! Each file is a script that hands over its name and its data: that works from any server, and from the disk without one.
//! `words` tells which files of words there are, `w-…` hold words that begin alike with their documents, `p-…` the documents
//! of one word that many have, `choices` those of each facet, `lasted` how long each took, and `d/…` what is shown of one document. Nothing that is
//! reckoned from the log as a whole stands in a file of words, so a change of one document changes the files of its words alone.

mod choices;
mod chunks;
mod code;
mod documents;
mod keys;
mod lasted;
mod postings;
mod shown;
mod words;

pub use documents::{SearchDocument, documents, found_pages};

use super::error::SiteError;
use super::leaf::Leaf;
use super::page::SiteFile;
use serde::Serialize;

/// What the script that searches has to know first.
#[derive(Serialize)]
struct Directory {
    documents: usize,
    /// The beginnings of words that have a file.
    beginnings: Vec<String>,
}

/// The index: files under `search/`, none where there is nothing to find. The same documents give the same bytes, in whatever
/// order they come.
///
/// # Errors
/// Where something cannot be written as JSON.
pub fn index(documents: &[SearchDocument]) -> Result<Vec<Leaf<'_>>, SiteError> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let documents = keys::keyed(documents);
    let chunks = chunks::chunks(&postings::stems(&documents));
    let directory = Directory { documents: documents.len(), beginnings: chunks.beginnings };
    let mut leaves = vec![
        file("choices", &choices::Choices::new(&documents))?.into(),
        file("lasted", &lasted::Lasted::new(&documents))?.into(),
        file("words", &directory)?.into(),
    ];
    leaves.extend(chunks.chunks.into_iter().map(|chunk| leaf(chunk.name, move |name| file(name, &chunk.text))));
    for (key, document) in documents {
        leaves.push(leaf(format!("d/{key}"), |name| file(name, &shown::Shown::new(document))));
    }
    Ok(leaves)
}

fn leaf<'a>(name: String, make: impl FnOnce(&str) -> Result<SiteFile, SiteError> + Send + 'a) -> Leaf<'a> {
    Leaf::new(address(&name), move || Ok(make(&name)?.bytes))
}

fn address(name: &str) -> String {
    format!("search/{name}.js")
}

/// A file of the index: a script that hands its data to the one that searches.
pub(super) fn file(name: &str, data: &impl Serialize) -> Result<SiteFile, SiteError> {
    let failed = |error| SiteError::new(format!("the search index could not be written: {error}"));
    let mut bytes = format!("incidentSearch(\"{name}\",").into_bytes();
    serde_json::to_writer(&mut bytes, data).map_err(failed)?;
    bytes.extend_from_slice(b")\n");
    Ok(SiteFile { path: address(name), bytes })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::site::sample::LOG;
    use crate::site::testing::view;
    use std::collections::{BTreeMap, BTreeSet};

    fn found(files: &[(&str, &str)]) -> Vec<SearchDocument> {
        documents(&view(files))
    }

    fn files(documents: &[SearchDocument]) -> BTreeMap<String, String> {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let made = index(documents).unwrap().into_iter().map(|leaf| leaf.made().unwrap());
        made.map(|(path, bytes)| (path, text(bytes.into_owned()))).collect()
    }

    /// What a file hands over.
    fn data(files: &BTreeMap<String, String>, name: &str) -> serde_json::Value {
        let file = &files[&format!("search/{name}.js")];
        let data = file.strip_prefix(&format!("incidentSearch(\"{name}\",")).and_then(|rest| rest.strip_suffix(")\n"));
        serde_json::from_str(data.unwrap()).unwrap()
    }

    /// Documents on a day each, of so many words that they need many files.
    fn many(count: usize) -> Vec<SearchDocument> {
        let document = |number: usize| {
            let words = (1..60).map(|at| format!("{:x}", (number * at * 2_654_435) % 4_093)).collect::<Vec<_>>();
            let day = chrono::NaiveDate::default() + chrono::Days::new(number as u64);
            SearchDocument {
                address: format!("incidents/{number}/"),
                title: format!("Pool {number}"),
                text: format!("The pool was full: {}", words.join(" ")),
                date: day.to_string(),
                services: vec![format!("service {}", number % 7)],
                ..SearchDocument::default()
            }
        };
        (0..count).map(document).collect()
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
    fn a_small_log_has_its_words_in_one_file_those_of_a_stem_together() {
        let files = files(&found(LOG));
        assert_eq!(
            files.keys().collect::<Vec<_>>(),
            ["search/choices.js", "search/d/164120.js", "search/lasted.js", "search/w-.js", "search/words.js"]
                .iter()
                .collect::<Vec<_>>()
        );
        assert_eq!(data(&files, "words").to_string(), r#"{"documents":1,"beginnings":[""]}"#);
        let words = data(&files, "w-");
        let words = words.as_str().unwrap();
        assert!(words.contains(";1onnection,as "), "{words}");
    }

    /// The words of a file of words.
    fn spelt(files: &BTreeMap<String, String>, beginning: &str) -> BTreeSet<String> {
        let (data, mut last) = (data(files, &format!("w-{beginning}")), String::new());
        let stems = data.as_str().unwrap().split(';').map(|stem| stem.split(' ').next().unwrap());
        let words = stems.flat_map(|words| words.split(','));
        let word = |word: &str| {
            let alike = (0..).find(|number| word.starts_with(code::digit(*number))).unwrap();
            last = format!("{}{}", &last[..alike], &word[1..]);
            last.clone()
        };
        words.map(word).collect()
    }

    #[test]
    fn a_word_is_in_the_file_of_its_longest_beginning_and_no_file_is_large() {
        let documents = many(1_500);
        let files = files(&documents);
        let beginnings: BTreeSet<String> = serde_json::from_value(data(&files, "words")["beginnings"].clone()).unwrap();
        assert!(beginnings.len() > 20, "{beginnings:?}");
        assert!(files.contains_key("search/p-pool.js"), "what all have is told of apart");
        let spelt: BTreeMap<&String, _> = beginnings.iter().map(|own| (own, spelt(&files, own))).collect();
        for document in &documents {
            words::words(&document.text, |word| {
                let own = (0..=word.len()).rev().find_map(|end| spelt.get(&word[..end].to_owned()));
                assert!(own.unwrap().contains(word), "{word} is not in its file");
            });
        }
        for (name, file) in files.iter().filter(|(name, _)| !name.ends_with("/choices.js")) {
            assert!(file.len() < 12_000, "{name} has {} bytes", file.len());
        }
    }

    #[test]
    fn a_change_changes_the_files_of_its_own_words_alone() {
        let mut documents = many(600);
        let before = files(&documents);
        documents[300].text.push_str(" wombat");
        documents.push(SearchDocument { date: "2026-03-02".to_owned(), ..documents[300].clone() });
        documents.last_mut().unwrap().address = "incidents/new/".to_owned();
        let after = files(&documents);
        let changed: Vec<_> = after.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
        let shown = changed.iter().filter(|name| name.contains("/d/")).count();
        assert_eq!(shown, 2, "{changed:?}");
        assert!(changed.len() < before.len() / 5, "{} of {} changed", changed.len(), before.len());
        assert!(changed.iter().any(|name| *name == "search/w-w.js" || *name == "search/w-.js"), "{changed:?}");
    }

    #[test]
    fn an_incident_without_a_word_is_found_by_its_title() {
        let files = files(&found(&[("incidents/2026/2026-05-01-narwhal/incident.md", "---\ntitle: Narwhal\n---\n")]));
        assert!(files["search/w-.js"].contains("narwhal"));
        assert!(files.iter().any(|(name, text)| name.contains("/d/") && text.contains("Narwhal")));
    }

    #[test]
    fn whatever_a_document_holds_can_be_indexed() {
        let dots = "a.B-c_".repeat(20_000);
        let texts = [
            "—",
            "\u{200b}",
            "\u{0}\u{202e}x\u{301}\u{2028}",
            "\"), alert(1); </script>",
            "👩‍👩‍👧 ﬁ ß İ ガギグ 𠀀𠀁",
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
        let files = files(&odd);
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(data(&files, &format!("d/{number}"))["title"].as_str(), Some(*text));
        }
        for name in files.keys() {
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b)), "{name}");
            data(&files, name.trim_start_matches("search/").trim_end_matches(".js"));
        }
    }

    #[test]
    fn nothing_of_a_hidden_incident_or_a_phone_number_is_in_any_file() {
        let files = files(&found(LOG));
        assert!(files.values().any(|text| text.contains("wombat")));
        for (name, text) in &files {
            let text = text.to_lowercase();
            assert!(!text.contains("quokka") && !text.contains("555-0142") && !text.contains("0142"), "{name}");
        }
    }

    #[test]
    fn the_same_documents_give_the_same_files_in_whatever_order() {
        let mut documents = many(200);
        let first = files(&documents);
        documents.reverse();
        assert_eq!(first, files(&documents));
        assert!(index(&[]).unwrap().is_empty());
    }
}
