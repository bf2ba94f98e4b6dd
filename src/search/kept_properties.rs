//! Whatever became of a log and of the kept index, that answers to the last bit as a fresh one does.
#![expect(clippy::disallowed_methods, reason = "tests damage files")]

use super::{Match, Past, Place, Question};
use crate::disk;
use crate::git::Snapshot;
use crate::log::Log;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Files = BTreeMap<String, Vec<u8>>;

#[derive(Clone, Debug)]
enum Step {
    Write {
        incident: usize,
        words: Vec<usize>,
        visibility: usize,
    },
    Postmortem {
        incident: usize,
        words: Vec<usize>,
    },
    Remove {
        incident: usize,
    },
    Rename {
        incident: usize,
        to: usize,
    },
    /// All that is there comes back as it was in the beginning, as when another branch is checked out.
    Return,
}

/// What happens to the index between two questions.
#[derive(Clone, Debug)]
enum Harm {
    Nothing,
    Gone,
    OtherBuild,
    BeingWritten,
    Cut { file: usize },
    Flipped { file: usize, byte: usize },
}

const WORDS: &[&str] =
    &["pool", "pools", "database", "checkout", "slow", "certificate", "expired", "the", "queue", "mail", "zebra"];
const VISIBILITIES: &[&str] = &["internal", "restricted", "restricted\ntitle: twice"];
const INCIDENTS: usize = 7;

fn folder(incident: usize) -> String {
    format!("incidents/2026/2026-01-0{}-a", incident + 1)
}

fn says(words: &[usize]) -> String {
    words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ")
}

fn apply(files: &mut Files, step: &Step, first: &Files) {
    let at = |incident: &usize, name: &str| format!("{}/{name}.md", folder(*incident));
    match step {
        Step::Write { incident, words, visibility } => {
            let (title, rest) = words.split_at(words.len() / 3);
            let (title, solution) = (says(title), says(rest));
            let (visibility, service) = (VISIBILITIES[*visibility], says(&rest[..1]));
            let text = format!(
                "---\ntitle: x {title}\nservices: [{service}]\nvisibility: {visibility}\n---\n\n## Solution\n{solution}\n"
            );
            files.insert(at(incident, "incident"), text.into_bytes());
        }
        Step::Postmortem { incident, words } => {
            let text = format!("---\nstatus: draft\ncauses: [{}]\n---\n\n{}\n", says(&words[..1]), says(words));
            files.insert(at(incident, "postmortem"), text.into_bytes());
        }
        Step::Remove { incident } => files.retain(|path, _| !path.starts_with(&folder(*incident))),
        Step::Rename { incident, to } => {
            for name in ["incident", "postmortem"] {
                if let Some(text) = files.remove(&at(incident, name)) {
                    files.insert(at(to, name), text);
                }
            }
        }
        Step::Return => *files = first.clone(),
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    walk.filter(|found| found.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn harm(folder: &Path, harm: &Harm) -> Option<disk::SharedLock> {
    let files = files_below(&folder.join("index"));
    let file = |at: &usize| files.get(at % files.len().max(1));
    match harm {
        Harm::Nothing | Harm::OtherBuild => {}
        Harm::Gone => std::fs::remove_dir_all(folder.join("index")).unwrap_or_default(),
        Harm::BeingWritten => return disk::lock_derived(&folder.join("lock")),
        Harm::Cut { file: at } => {
            if let Some(file) = file(at) {
                let bytes = std::fs::read(file).unwrap();
                std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
            }
        }
        Harm::Flipped { file: at, byte } => {
            if let Some(file) = file(at) {
                let mut bytes = std::fs::read(file).unwrap();
                let byte = byte % bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(byte) {
                    *byte ^= 0x55;
                }
                std::fs::write(file, bytes).unwrap();
            }
        }
    }
    None
}

fn answers(past: Past, log: &Log) -> Vec<Vec<Match>> {
    let ask = |past: &Past| -> Vec<Vec<Match>> {
        let searches = ["pool", "database slow", "expired zebra mail", "x"].map(|text| past.search(text, 5));
        let likes = log.incidents.iter().map(|folder| past.like(&Question::of_incident(folder), 5));
        searches.into_iter().chain(likes).collect()
    };
    let mut answers = ask(&past);
    answers.extend(ask(&past.without_restricted()));
    answers
}

fn words() -> impl Strategy<Value = Vec<usize>> {
    vec(0..WORDS.len(), 3..12)
}

fn step() -> impl Strategy<Value = Step> {
    let write = (0..INCIDENTS, words(), 0..VISIBILITIES.len());
    prop_oneof![
        6 => write.prop_map(|(incident, words, visibility)| Step::Write { incident, words, visibility }),
        2 => (0..INCIDENTS, words()).prop_map(|(incident, words)| Step::Postmortem { incident, words }),
        1 => (0..INCIDENTS).prop_map(|incident| Step::Remove { incident }),
        1 => (0..INCIDENTS, 0..INCIDENTS).prop_map(|(incident, to)| Step::Rename { incident, to }),
        1 => Just(Step::Return),
    ]
}

fn any_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        6 => Just(Harm::Nothing),
        1 => Just(Harm::Gone),
        1 => Just(Harm::OtherBuild),
        1 => Just(Harm::BeingWritten),
        1 => (0..30usize).prop_map(|file| Harm::Cut { file }),
        1 => (0..30usize, 0..4000usize).prop_map(|(file, byte)| Harm::Flipped { file, byte }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_kept_index_answers_as_a_fresh_one(
        first in vec(step(), 3..12),
        rounds in vec((vec(step(), 0..6), any_harm()), 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Files::new();
        first.iter().for_each(|step| apply(&mut files, step, &Files::new()));
        let beginning = files.clone();
        for (steps, damage) in rounds {
            steps.iter().for_each(|step| apply(&mut files, step, &beginning));
            let snapshot = Snapshot::of_files(&files);
            let log = Log::load(&snapshot).unwrap();
            let _lock = harm(folder.path(), &damage);
            let place = Place::new(folder.path(), if matches!(damage, Harm::OtherBuild) { "2" } else { "1" });
            let kept = Past::kept(&snapshot, &place).unwrap();
            prop_assert_eq!(kept.broken(), Past::of(&log).broken());
            prop_assert_eq!(answers(kept, &log), answers(Past::of(&log), &log));
        }
    }
}

#[test]
fn only_what_is_new_is_added_and_what_nobody_has_is_forgotten_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path(), "1");
    let mut files = Files::new();
    let count = |files: &Files| {
        let past = Past::kept(&Snapshot::of_files(files), &place).unwrap();
        assert_eq!(past.search("pool", 9).len(), INCIDENTS);
        place.open().unwrap().searchable_segment_metas().unwrap().iter().map(tantivy::SegmentMeta::max_doc).sum::<u32>()
    };
    let write = |files: &mut Files, incidents: std::ops::Range<usize>, word: usize| {
        for incident in incidents {
            let words = vec![0, word, 0, 0];
            apply(files, &Step::Write { incident, words, visibility: 0 }, &Files::new());
        }
    };
    write(&mut files, 0..INCIDENTS, 2);
    assert_eq!(count(&files), 7);
    write(&mut files, 0..2, 3);
    assert_eq!(count(&files), 9, "two are added, and the old ones stay for other work trees");
    write(&mut files, 0..1, 4);
    assert_eq!(count(&files), 9, "one alone is indexed in memory");
    write(&mut files, 0..INCIDENTS, 5);
    write(&mut files, 0..INCIDENTS, 6);
    assert_eq!(count(&files), 16);
    write(&mut files, 0..INCIDENTS, 8);
    assert_eq!(count(&files), 7, "nobody has the others");
}
