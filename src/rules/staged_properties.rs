//! Whatever is edited, staged and remembered: what is found in what is staged is what a full read finds there.

#![allow(clippy::unwrap_used)]
use super::testing::{Case, FOLDER, PLAN, SOUND_AGENDA, SOUND_INCIDENT};
use super::{run, run_over};
use crate::git::{Oid, Snapshot, Staged};
use crate::log::{Log, Memory, Overview, Part};
use crate::model::{Diagnostic, Moment};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};

type Files = BTreeMap<String, Vec<u8>>;

/// What somebody does between two checks.
#[derive(Clone, Debug)]
enum Step {
    /// Puts a line in the place of another in an incident's document.
    Edit(usize, usize),
    /// Puts words in the place of the summary.
    Write(usize, usize),
    /// Adds an agenda item of one name about another incident.
    Brief(usize, usize, bool),
    Remove(usize),
    /// Moves an incident's folder to another id.
    Move(usize, usize),
    Plan(usize),
    Commit,
    /// Does something to the file that keeps what is known.
    Spoil(usize, usize),
}

const FOLDERS: [&str; 4] = [
    FOLDER,
    "incidents/2026/2026-02-17-mail-is-late",
    "incidents/2025/2026-03-02-search-is-slow",
    "incidents/2026/2026-04-01-disk-full",
];

const LINES: [(&str, &str); 14] = [
    ("title", "Mail is late"),
    ("title", "mail  is LATE."),
    ("title", "[Mail is late"),
    ("tags", "[deploy, dns]"),
    ("tags", "[Deploy]"),
    ("tags", "deploys"),
    ("related", "[2026-02-17-mail-is-late]"),
    ("related", "[2026-04-01-disk-full, 2026-04-01-disk-ful]"),
    ("lead", "Ada Vance"),
    ("reporter", "\"@robin\""),
    ("severity", "sev-1"),
    ("severity", "sev-9"),
    ("status", "open"),
    ("war-room", "{}"),
];

const WORDS: [&str; 8] = [
    "It was caused by Ada Vance, and @robin forgot the switch.",
    "See [before](../2026-02-17-mail-is-late/incident.md).",
    "See [all](/incidents/2026/2026-04-01-disk-full) and ![x](graph%20one.png).",
    "See ![x](../2026-03-02-search-is-slow/postmortem.md).",
    "<!-- incident: allow broken-link because it comes later --> [x](gone.md)",
    "<!-- incident: allow person-as-cause because they asked for it --> Ada Vance broke it.",
    "<!-- incident: allow duplicate-title because it is the same -->",
    "Slow.",
];

const PLANS: [&str; 4] = [
    "name: Test\n",
    "name: Test\nrules: {tag-spelling: error, broken-link: off}\n",
    "name: Test\ntime-zone: Asia/Tokyo\nroster: [{name: Ada Vance}]\n",
    "name: [\n",
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..4_usize, 0..LINES.len()).prop_map(|(folder, line)| Step::Edit(folder, line)),
        4 => (0..4_usize, 0..WORDS.len()).prop_map(|(folder, words)| Step::Write(folder, words)),
        2 => (0..4_usize, 0..4_usize, any::<bool>()).prop_map(|(name, about, later)| Step::Brief(name, about, later)),
        2 => (0..20_usize).prop_map(Step::Remove),
        2 => (0..4_usize, 0..4_usize).prop_map(|(from, to)| Step::Move(from, to)),
        1 => (0..PLANS.len()).prop_map(Step::Plan),
        4 => Just(Step::Commit),
        2 => (0..3_usize, 0..4000_usize).prop_map(|(how, at)| Step::Spoil(how, at)),
    ]
}

fn start() -> Files {
    let mut files: Files = Case::sound().files().clone();
    let other = SOUND_INCIDENT.replace("Search is slow", "Mail is late").replace("2026-03-02", "2026-02-17");
    files.insert(format!("{}/incident.md", FOLDERS[1]), other.into_bytes());
    files.insert(format!("{FOLDER}/graph one.png"), Vec::new());
    files
}

fn name(folder: usize) -> &'static str {
    FOLDERS[folder].rsplit('/').next().unwrap()
}

fn edit(files: &mut Files, folder: usize, change: impl Fn(&str) -> String) {
    let text = files.entry(format!("{}/incident.md", FOLDERS[folder])).or_insert_with(|| SOUND_INCIDENT.into());
    *text = change(&String::from_utf8_lossy(text)).into_bytes();
}

fn take(step: &Step, files: &mut Files) {
    match *step {
        Step::Edit(folder, line) => {
            let (key, value) = LINES[line];
            edit(files, folder, |text| {
                let is_other = |line: &&str| !line.starts_with(&format!("{key}:"));
                let kept: Vec<_> = text.lines().filter(is_other).collect();
                format!("---\n{key}: {value}\n{}\n", kept[1..].join("\n"))
            });
        }
        Step::Write(folder, words) => edit(files, folder, |text| {
            let (before, after) = text.split_once("## Summary\n").unwrap();
            let after = after.split_once("\n\n## ").unwrap().1;
            format!("{before}## Summary\n{}\n\n## {after}", WORDS[words])
        }),
        Step::Brief(named, about, later) => {
            let text = SOUND_AGENDA.replace(name(0), name(about)).replace("briefed", "open");
            let day = if later { "2026-03-17" } else { "2026-03-10" };
            files.insert(format!("agenda/{day}/{}.md", name(named)), text.into_bytes());
        }
        Step::Remove(at) => {
            let path = files.keys().filter(|path| *path != PLAN).nth(at).cloned();
            path.map(|path| files.remove(&path));
        }
        Step::Move(from, to) if from != to => {
            let prefix = format!("{}/", FOLDERS[from]);
            let paths: Vec<_> = files.keys().filter(|path| path.starts_with(&prefix)).cloned().collect();
            for path in paths {
                let bytes = files.remove(&path).unwrap();
                files.insert(path.replacen(&prefix, &format!("{}/", FOLDERS[to]), 1), bytes);
            }
        }
        Step::Plan(plan) => drop(files.insert(PLAN.to_owned(), PLANS[plan].into())),
        Step::Move(..) | Step::Commit | Step::Spoil(..) => {}
    }
}

fn spoil(bytes: &mut Vec<u8>, how: usize, at: usize) {
    let at = at % (bytes.len() + 1);
    match how {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, b'x'),
        _ => bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1),
    }
}

fn staged(head: &Files, files: &Files) -> Vec<Staged> {
    let id = |bytes: &Vec<u8>| Oid::hash_object(git2::ObjectType::Blob, bytes).unwrap();
    let mut paths: Vec<_> = head.keys().chain(files.keys()).collect();
    paths.sort();
    paths.dedup();
    let unlike = paths.into_iter().filter(|path| head.get(*path) != files.get(*path));
    unlike
        .map(|path| Staged {
            path: path.clone(),
            before: head.get(path).map(id),
            is_removed: !files.contains_key(path),
        })
        .collect()
}

type Contents = HashMap<Oid, Vec<u8>>;

fn found(
    files: &Files,
    staged: &[Staged],
    memory: &mut Memory,
    contents: &Contents,
    now: Moment,
) -> (Vec<Diagnostic>, Part) {
    let snapshot = Snapshot::of_files(files);
    memory.learn(&snapshot);
    let overview = Overview::remembered(&snapshot, memory);
    let part = Part::of(staged, &snapshot, &overview, |id| contents.get(&id).cloned());
    let mut found = run_over(&part.load(&snapshot).unwrap(), &overview, now);
    found.retain(|finding| part.touches(&finding.place.path));
    (found, part)
}

fn full(files: &Files, now: Moment) -> Vec<Diagnostic> {
    run(&Log::load(&Snapshot::of_files(files)).unwrap(), now)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_in_what_is_staged_is_what_a_full_read_finds_there(steps in prop::collection::vec(step(), 1..12)) {
        let now = Case::sound().now();
        let mut files = start();
        let (mut head, mut kept, mut contents) = (files.clone(), Vec::new(), Contents::new());
        let mut before = full(&head, now);
        for (number, step) in steps.iter().enumerate() {
            take(step, &mut files);
            match *step {
                Step::Commit => {
                    head = files.clone();
                    before = full(&head, now);
                }
                Step::Spoil(how, at) => spoil(&mut kept, how, at),
                _ => {}
            }
            for bytes in head.values() {
                contents.insert(Oid::hash_object(git2::ObjectType::Blob, bytes).unwrap(), bytes.clone());
            }
            let staged = staged(&head, &files);
            // Now and then, another version of the program comes by.
            let tool = if number % 5 == 4 { "2" } else { "1" };
            let mut memory = Memory::read(&kept, tool);
            let (warm, part) = found(&files, &staged, &mut memory, &contents, now);
            let (cold, _) = found(&files, &staged, &mut Memory::default(), &contents, now);
            prop_assert_eq!(&warm, &cold);
            let full = full(&files, now);
            let touched: Vec<_> = full.iter().filter(|finding| part.touches(&finding.place.path)).cloned().collect();
            prop_assert_eq!(&warm, &touched);
            for finding in full.iter().filter(|finding| !warm.contains(finding)) {
                let is_staged = staged.iter().any(|staged| staged.path == finding.place.path);
                prop_assert!(!is_staged, "not found in what is staged: {:?}", finding);
                let is_new = !before.iter().any(|old| (old.rule, &old.place.path, &old.message)
                    == (finding.rule, &finding.place.path, &finding.message));
                let refers = ["broken-link", "unknown-related", "unknown-incident"].contains(&finding.rule);
                prop_assert!(!refers || !is_new || part.is_whole, "broken by what went, and not found: {:?}", finding);
            }
            kept = memory.bytes(tool);
        }
    }
}

#[test]
fn what_is_known_is_kept_whole_and_for_one_build_of_the_tool() {
    let snapshot = Snapshot::of_files(&start());
    let mut memory = Memory::default();
    memory.learn(&snapshot);
    let bytes = memory.bytes("1");
    let again = Memory::read(&bytes, "1");
    assert_eq!(Overview::remembered(&snapshot, &again), Overview::remembered(&snapshot, &memory));
    assert_eq!(Overview::remembered(&snapshot, &again), Overview::of(&Log::load(&snapshot).unwrap()));
    let forgets = |bytes: &[u8], tool: &str| Memory::read(bytes, tool).bytes("1") == Memory::default().bytes("1");
    assert!(!forgets(&bytes, "1"));
    assert!(forgets(&bytes, "2") && forgets(&bytes[..bytes.len() - 1], "1") && forgets(b"", "1"));
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        assert!(forgets(&flipped, "1"), "byte {at} is another one");
    }
}
