//! One pass over the commits gives what a walk for each document gives, whatever was kept before.

use super::commit_changes::{ChangeKind, FileChange};
use super::history::{Change, History};
use super::repository::{Place, Repository};
use super::testing::tree;
use git2::{Delta, DiffFindOptions, Oid, Signature, Sort, Time};
use proptest::prelude::*;
use std::collections::BTreeMap;

const PATHS: [&str; 6] = [
    "log/incidents/2026/a/incident.md",
    "log/incidents/2026/a/postmortem.md",
    "log/incidents/2026/b/incident.md",
    "log/incidents/2026/c.md/incident.md",
    "log/incidents/2026/c.md",
    "outside.txt",
];

/// What a commit does on one of two branches.
#[derive(Clone, Debug)]
enum Step {
    Write(usize, usize),
    Remove(usize),
    Move(usize, usize),
    /// Takes of each file the one or the other side's.
    Merge(u8),
}

type Files = BTreeMap<&'static str, String>;

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let path = || 0..PATHS.len();
    let step = prop_oneof![
        3 => (path(), 0..4usize).prop_map(|(path, text)| Step::Write(path, text)),
        1 => path().prop_map(Step::Remove),
        2 => (path(), path()).prop_map(|(from, to)| Step::Move(from, to)),
        1 => any::<u8>().prop_map(Step::Merge),
    ];
    prop::collection::vec((0..2usize, step), 1..24)
}

/// A text that is like no other, but for its last line.
fn text(number: usize) -> String {
    let word = ["wombat", "numbat", "quokka", "koala"][number % 4];
    (0..20).map(|line| format!("{word} {line}\n")).collect::<String>() + &format!("{number}\n")
}

fn write(files: &mut Files, path: &'static str, text: String) {
    // A file and a folder of one name cannot be both.
    files.retain(|other, _| !other.starts_with(&format!("{path}/")) && !path.starts_with(&format!("{other}/")));
    files.insert(path, text);
}

fn commit(git: &git2::Repository, files: &Files, parents: &[Oid], number: usize) -> Oid {
    let tree = tree(git, files.iter().map(|(path, text)| (*path, text.as_str())));
    let time = Time::new(1_800_000_000 + i64::try_from(number).unwrap(), 60);
    let author = Signature::new("Tech Lead", "lead@log.example", &time).unwrap();
    let parents: Vec<_> = parents.iter().map(|id| git.find_commit(*id).unwrap()).collect();
    let parents: Vec<_> = parents.iter().collect();
    git.commit(None, &author, &author, &format!("Step {number}"), &tree, &parents).unwrap()
}

/// Makes the commits; gives the last of each branch after each step.
fn make(git: &git2::Repository, steps: &[(usize, Step)]) -> Vec<Oid> {
    let mut branches: [(Files, Option<Oid>); 2] = Default::default();
    let mut made = Vec::new();
    for (number, (branch, step)) in steps.iter().enumerate() {
        let other = branches[1 - branch].clone();
        let (files, head) = &mut branches[*branch];
        let mut parents: Vec<Oid> = head.iter().copied().collect();
        match step {
            Step::Write(path, content) => write(files, PATHS[*path], text(*content + 4 * (number % 3))),
            Step::Remove(path) => drop(files.remove(PATHS[*path])),
            Step::Move(from, to) => {
                if let Some(text) = files.remove(PATHS[*from]) {
                    write(files, PATHS[*to], text);
                }
            }
            Step::Merge(sides) => {
                parents.extend(other.1);
                for (bit, path) in PATHS.iter().enumerate().filter(|(bit, _)| sides & (1 << bit) != 0) {
                    match other.0.get(path) {
                        Some(text) => write(files, path, format!("{text}{}", if bit == 5 { "more\n" } else { "" })),
                        None => drop(files.remove(path)),
                    }
                }
            }
        }
        parents.dedup();
        let id = commit(git, files, &parents, number);
        *head = Some(id);
        made.push(id);
    }
    made
}

/// The commits that changed one document, with what they did to it, looked for in each.
fn walked(git: &git2::Repository, last: Oid, path: &str) -> Vec<(String, Vec<FileChange>)> {
    let mut walk = git.revwalk().unwrap();
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).unwrap();
    walk.push(last).unwrap();
    let (mut followed, mut changes) = (vec![path.to_owned()], Vec::new());
    for id in walk {
        let commit = git.find_commit(id.unwrap()).unwrap();
        let file = |commit: &git2::Commit<'_>, path: &str| {
            let entry = commit.tree().unwrap().get_path(path.as_ref()).ok()?;
            (entry.filemode() != 0o040_000).then(|| entry.id())
        };
        let mut files = Vec::new();
        for path in followed.clone() {
            let before: Vec<_> = commit.parents().map(|parent| file(&parent, &path)).collect();
            let now = file(&commit, &path);
            if before.contains(&now) || (before.is_empty() && now.is_none()) {
                continue;
            }
            let existed = before.iter().any(Option::is_some);
            let renamed_from = match commit.parents().next().filter(|_| !existed && now.is_some()) {
                None => None,
                Some(parent) => {
                    let (old, new) = (parent.tree().unwrap(), commit.tree().unwrap());
                    let mut diff = git.diff_tree_to_tree(Some(&old), Some(&new), None).unwrap();
                    diff.find_similar(Some(DiffFindOptions::new().renames(true))).unwrap();
                    let is_new = |delta: &git2::DiffDelta<'_>| delta.new_file().path() == Some(path.as_ref());
                    let renamed = diff.deltas().find(|delta| delta.status() == Delta::Renamed && is_new(delta));
                    renamed.map(|delta| delta.old_file().path().unwrap().to_string_lossy().into_owned())
                }
            };
            let kind = match (&renamed_from, existed, now) {
                (Some(_), ..) => ChangeKind::Renamed,
                (None, _, None) => ChangeKind::Removed,
                (None, true, Some(_)) => ChangeKind::Edited,
                (None, false, Some(_)) => ChangeKind::Added,
            };
            // What was no document before is not followed further.
            followed.extend(renamed_from.clone().filter(|from| from.ends_with(".md") && !followed.contains(from)));
            files.push(FileChange { path, renamed_from, kind });
        }
        let sources: Vec<_> = files.iter().filter_map(|file| file.renamed_from.clone()).collect();
        files.retain(|file| file.kind != ChangeKind::Removed || !sources.contains(&file.path));
        if !files.is_empty() {
            changes.push((commit.id().to_string(), files));
        }
    }
    changes
}

fn history(repository: &Repository, last: Oid, kept: &[u8]) -> (History, Option<Vec<u8>>) {
    repository.history(&Place::Revision(last.to_string()), kept).unwrap()
}

fn of(history: &History, path: &str) -> Vec<(String, Vec<FileChange>)> {
    let changes = history.of(&[path.to_owned()]);
    changes.into_iter().map(|change: Change| (change.commit, change.files)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn one_pass_gives_what_a_walk_for_each_document_gives(steps in steps()) {
        let folder = tempfile::tempdir().unwrap();
        let git = git2::Repository::init_bare(folder.path()).unwrap();
        let made = make(&git, &steps);
        let repository = Repository::discover(folder.path()).unwrap();
        for last in [made[made.len() / 2], made[made.len() - 1]] {
            let (history, _) = history(&repository, last, b"");
            for path in PATHS.iter().filter(|path| path.ends_with(".md")) {
                prop_assert_eq!(of(&history, path), walked(&git, last, path), "{}", path);
            }
        }
    }
}

/// Many commits, so that they are worth to be kept, and as many again that fork from half way.
#[test]
fn what_was_kept_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let git = git2::Repository::init_bare(folder.path()).unwrap();
    let mut files = Files::new();
    let (mut made, mut parents) = (Vec::new(), Vec::new());
    for number in 0..80 {
        write(&mut files, PATHS[number % 3], text(number));
        let id = commit(&git, &files, &parents, number);
        parents = vec![id];
        made.push(id);
    }
    let rebased = commit(&git, &files, &[made[40]], 1000);
    let repository = Repository::discover(folder.path()).unwrap();
    let (fresh, kept) = history(&repository, made[70], b"");
    let kept = kept.expect("there is much to keep");
    let (again, more) = history(&repository, made[70], &kept);
    assert_eq!((of(&again, PATHS[0]), more), (of(&fresh, PATHS[0]), None));
    assert_eq!(of(&fresh, PATHS[0]).len(), 24);
    for last in [made[79], rebased, made[3]] {
        for kept in [&kept[..], &kept[..kept.len() / 2], b"\xff\xff\xff\xff"] {
            assert_eq!(
                of(&history(&repository, last, kept).0, PATHS[1]),
                of(&history(&repository, last, b"").0, PATHS[1])
            );
        }
    }
}
