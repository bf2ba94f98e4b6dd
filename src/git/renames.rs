//! Which files of a commit are earlier ones under other names.

use super::failure::GitError;
use crate::model::IncidentId;
use git2::{Commit, Delta, DiffDelta, DiffFindOptions, DiffOptions, ErrorCode, FileMode, Oid, Repository, Tree};
use std::collections::{HashMap, HashSet};

/// So many files that are gone are held against each that came.
const MOST: usize = 1_000;

/// How much alike two texts are that are taken for one, in percent.
pub(super) const ALIKE: u16 = 50;

/// New names and the old ones, by path from the repository's root.
type Names = HashMap<String, String>;

/// Finds renames.
pub(super) struct Renames<'a> {
    git: &'a Repository,
    most: usize,
    /// How much a document of one incident has to be like that of another to be it, in percent.
    across: u16,
}

/// What is gone, or came, by path.
type Files = Vec<(String, Oid)>;

impl<'a> Renames<'a> {
    pub fn of(git: &'a Repository, across: u16) -> Self {
        Self { git, most: MOST, across }
    }

    /// The old names of the files that a commit renamed, by the new ones.
    ///
    /// # Errors
    /// Where git's objects cannot be read; texts that are not here are no renames but of the same text.
    pub fn names(&self, commit: &Commit<'_>) -> Result<Names, GitError> {
        let Some(parent) = commit.parents().next() else { return Ok(Names::new()) };
        let (before, now) = (parent.tree()?, commit.tree()?);
        let diff = self.git.diff_tree_to_tree(Some(&before), Some(&now), None)?;
        let (mut gone, mut come) = (Files::new(), Files::new());
        for delta in diff.deltas() {
            let (file, list) = match delta.status() {
                Delta::Deleted => (delta.old_file(), &mut gone),
                Delta::Added => (delta.new_file(), &mut come),
                _ => continue,
            };
            if let (Some(path), FileMode::Blob | FileMode::BlobExecutable) = (file.path(), file.mode()) {
                list.push((path.to_string_lossy().into_owned(), file.id()));
            }
        }
        // Git's own search looks at so many alone, and would not find what only moved.
        let mut names = if gone.len() > self.most { of_same_text(&gone, &come) } else { Names::new() };
        let alike = self.alike(&before, &now, (&gone, &come), &names);
        match alike {
            Err(error) if error.code() == ErrorCode::NotFound => names = of_same_text(&gone, &come),
            alike => names.extend(alike?),
        }
        Ok(names)
    }

    fn alike(
        &self,
        before: &Tree<'_>,
        now: &Tree<'_>,
        (gone, come): (&Files, &Files),
        found: &Names,
    ) -> Result<Names, git2::Error> {
        let mut options = DiffOptions::new();
        if !found.is_empty() {
            let old: HashSet<&String> = found.values().collect();
            let left = gone.iter().filter(|(path, _)| !old.contains(path));
            let left: Vec<&str> = left
                .chain(come.iter().filter(|(path, _)| !found.contains_key(path)))
                .map(|(path, _)| path.as_str())
                .collect();
            if left.is_empty() {
                return Ok(Names::new());
            }
            options.disable_pathspec_match(true);
            for path in left {
                options.pathspec(path);
            }
        }
        let mut search = |threshold: u16| -> Result<Names, git2::Error> {
            let mut diff = self.git.diff_tree_to_tree(Some(before), Some(now), Some(&mut options))?;
            let mut how = DiffFindOptions::new();
            diff.find_similar(Some(how.renames(true).rename_threshold(threshold).rename_limit(self.most)))?;
            Ok(diff
                .deltas()
                .filter(|delta| delta.status() == Delta::Renamed)
                .filter_map(|delta| both(&delta))
                .collect())
        };
        let mut names = search(ALIKE)?;
        if self.across > ALIKE && names.iter().any(|(new, old)| is_across(old, new)) {
            let surely = search(self.across)?;
            names.retain(|new, old| !is_across(old, new) || surely.get(new) == Some(old));
        }
        Ok(names)
    }
}

fn both(delta: &DiffDelta<'_>) -> Option<(String, String)> {
    let name = |path: &std::path::Path| path.to_string_lossy().into_owned();
    Some((name(delta.new_file().path()?), name(delta.old_file().path()?)))
}

/// What is the same to the byte; the more of the name stayed, the sooner.
fn of_same_text(gone: &Files, come: &Files) -> Names {
    let (mut names, mut taken) = (Names::new(), HashSet::new());
    for kept in [2, 1, 0] {
        let mut left: HashMap<(Oid, &str), Vec<&str>> = HashMap::new();
        for (path, id) in gone.iter().rev().filter(|(path, _)| !taken.contains(path.as_str())) {
            left.entry((*id, end(path, kept))).or_default().push(path);
        }
        for (path, id) in come {
            if names.contains_key(path) {
                continue;
            }
            if let Some(old) = left.get_mut(&(*id, end(path, kept))).and_then(Vec::pop) {
                taken.insert(old);
                names.insert(path.clone(), old.to_owned());
            }
        }
    }
    names
}

/// So many of a path's last names.
fn end(path: &str, names: usize) -> &str {
    let Some(before) = names.checked_sub(1) else { return "" };
    let at = path.rmatch_indices('/').nth(before).map_or(0, |(at, _)| at + 1);
    path.get(at..).unwrap_or(path)
}

/// The id of the incident in whose folder a path is.
pub(super) fn incident_of(path: &str) -> Option<&str> {
    path.rsplit('/').nth(1).filter(|name| IncidentId::parse(name).is_ok())
}

/// Whether a document of one incident would become something else than a document of it.
fn is_across(old: &str, new: &str) -> bool {
    incident_of(old).is_some_and(|id| incident_of(new) != Some(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::tree;

    fn commit<'a>(git: &'a Repository, files: &[(String, String)], parent: Option<&Commit<'a>>) -> Commit<'a> {
        let tree = tree(git, files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let who = git2::Signature::new("Tech Lead", "lead@shop.example", &git2::Time::new(0, 0)).unwrap();
        let parents: Vec<&Commit<'_>> = parent.into_iter().collect();
        git.find_commit(git.commit(None, &who, &who, "Move", &tree, &parents).unwrap()).unwrap()
    }

    #[test]
    fn more_files_than_are_looked_at_keep_their_names_and_the_rest_is_held_against_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let git = Repository::init_bare(folder.path()).unwrap();
        let text = |number: usize, end: &str| {
            let lines: Vec<String> = (0..20).map(|line| format!("line {line} of {number}\n")).collect();
            format!("{}{end}", lines.concat())
        };
        let at = |folder: &str, number: usize| format!("{folder}/2026-11-20-no{number}/incident.md");
        let mut old: Vec<_> = (0..8).map(|number| (at("2025", number), text(number, ""))).collect();
        // Two with one text are told by their names.
        old[1].1 = old[0].1.clone();
        let mut new: Vec<_> = old.iter().map(|(path, text)| (path.replace("2025", "2026"), text.clone())).collect();
        new[7].1 = text(7, "more\n");
        let first = commit(&git, &old, None);
        let second = commit(&git, &new, Some(&first));
        let names = Renames { git: &git, most: 3, across: ALIKE }.names(&second).unwrap();
        assert_eq!(names, (0..8).map(|number| (at("2026", number), at("2025", number))).collect());
    }

    #[test]
    fn another_incident_has_to_be_more_alike() {
        let folder = tempfile::tempdir().unwrap();
        let git = Repository::init_bare(folder.path()).unwrap();
        let text = |changed: usize| -> String {
            let line =
                |line: usize| format!("line {line} {}\n", if line < changed { "is another" } else { "stays so" });
            (0..40).map(line).collect()
        };
        let (old, other) = ("i/2026-11-20-one/incident.md", "i/2026-11-20-two/incident.md");
        for (changed, across, is_found) in [(12, ALIKE, true), (12, 90, false), (1, 90, true)] {
            let first = commit(&git, &[(old.to_owned(), text(0))], None);
            let second = commit(&git, &[(other.to_owned(), text(changed))], Some(&first));
            let names = Renames::of(&git, across).names(&second).unwrap();
            assert_eq!(names.contains_key(other), is_found, "{changed} of 40 lines, {across} %");
        }
    }
}
