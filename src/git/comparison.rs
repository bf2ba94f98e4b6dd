//! What two states of a repository have in common, and how files and lines of one became those of the other.

use super::failure::GitError;
use super::repository::{Place, Repository, is_unborn};
use git2::{Delta, Diff, DiffFindOptions, DiffOptions, Oid, Patch};
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

/// More files are not compared with each other to find which one was renamed.
const RENAME_LIMIT: usize = 1000;

impl Repository {
    /// The full id of the newest commit that a place and a revision have in common: where the one was begun from the
    /// other. In the middle of a merge, the work tree counts as what will be merged.
    ///
    /// # Errors
    /// Where either does not exist, they have nothing in common, or the log's files are in conflict.
    pub fn common_base(&self, base: &str, head: &Place) -> Result<String, GitError> {
        let mut sides = vec![self.base_commit(base)?];
        let name = match head {
            Place::Revision(revision) => revision.as_str(),
            Place::WorkTree | Place::Index => "HEAD",
        };
        if is_unborn(&self.git) && name.starts_with("HEAD") {
            return Err(GitError::new(
                format!("this branch has no commit yet, so it has nothing in common with `{base}`"),
                format!("begin it with `git switch --create NAME {base}`, or commit something and merge it"),
            ));
        }
        sides.push(self.commit_of(name)?.id());
        if !matches!(head, Place::Revision(_)) {
            self.refuse_conflicts()?;
            sides.extend(self.merged());
        }
        self.git.merge_base_many(&sides).map(|id| id.to_string()).map_err(|_| {
            let message = format!("`{base}` and `{name}` have no commit in common");
            match self.git.is_shallow() {
                true => GitError::new(
                    message,
                    "this clone is shallow: run `git fetch --unshallow`, or check out with `fetch-depth: 0`",
                ),
                false => GitError::new(message, "name the branch that this work was begun from"),
            }
        })
    }

    fn base_commit(&self, base: &str) -> Result<Oid, GitError> {
        let failed = match self.commit_of(base) {
            Ok(commit) => return Ok(commit.id()),
            Err(error) => error,
        };
        let remote = self.git.references_glob(&format!("refs/remotes/*/{base}")).ok();
        let remote = remote.and_then(|mut names| names.names().next()?.ok().map(str::to_owned));
        let help = match remote.as_deref().and_then(|name| name.strip_prefix("refs/remotes/")) {
            Some(name) => format!("did you mean `{name}`?"),
            None if self.git.is_shallow() => {
                "this clone is shallow: run `git fetch --unshallow`, or check out with `fetch-depth: 0`".to_owned()
            }
            None => "name the branch that this work is to be merged into, a tag or a commit".to_owned(),
        };
        Err(GitError { help, ..failed })
    }

    /// The commits that a merge in progress takes in.
    fn merged(&self) -> Vec<Oid> {
        let written = std::fs::read_to_string(self.git.path().join("MERGE_HEAD")).unwrap_or_default();
        written.lines().filter_map(|line| Oid::from_str(line.trim()).ok()).collect()
    }

    fn refuse_conflicts(&self) -> Result<(), GitError> {
        let index = self.git.index()?;
        let conflicts = index.conflicts()?.filter_map(Result::ok);
        let mut paths: Vec<_> = conflicts
            .filter_map(|conflict| conflict.our.or(conflict.their).or(conflict.ancestor))
            .filter_map(|entry| String::from_utf8(entry.path).ok())
            .filter(|path| path.starts_with(&self.path_from_top("")))
            .map(|path| self.path_in_log(&path))
            .collect();
        paths.dedup();
        match paths.is_empty() {
            true => Ok(()),
            false => Err(GitError::new(
                format!("these files are in a merge conflict: {}", paths.join(", ")),
                "resolve them and add them with git, or name a commit with --head",
            )),
        }
    }

    /// The files of the log that have another name at a place than they had at a commit, the old name to the new one,
    /// however they were edited at the same time.
    ///
    /// # Errors
    /// Where git's objects or the disk cannot be read.
    pub fn renames(&self, from: &str, head: &Place) -> Result<HashMap<String, String>, GitError> {
        let mut diff = self.differing(from, head, &["incidents", "agenda"])?;
        let mut find = DiffFindOptions::new();
        diff.find_similar(Some(find.renames(true).for_untracked(true).rename_limit(RENAME_LIMIT)))?;
        let renamed = diff.deltas().filter(|delta| delta.status() == Delta::Renamed).filter_map(|delta| {
            let path = |file: git2::DiffFile<'_>| Some(self.path_in_log(&file.path()?.to_string_lossy()));
            Some((path(delta.old_file())?, path(delta.new_file())?))
        });
        Ok(renamed.collect())
    }

    /// The files below a folder of the log that are not the same at a place as they were at a commit, by path, each with
    /// what became of it: `added`, `changed` or `removed`.
    ///
    /// # Errors
    /// Where git's objects or the disk cannot be read.
    pub fn changed_below(
        &self,
        folder: &str,
        from: &str,
        head: &Place,
    ) -> Result<BTreeMap<String, &'static str>, GitError> {
        let diff = self.differing(from, head, &[folder])?;
        let changed = diff.deltas().filter_map(|delta| {
            let verb = match delta.status() {
                Delta::Unmodified | Delta::Ignored => return None,
                Delta::Added | Delta::Untracked => "added",
                Delta::Deleted => "removed",
                _ => "changed",
            };
            let path = delta.new_file().path().or(delta.old_file().path())?;
            Some((self.path_in_log(&path.to_string_lossy()), verb))
        });
        Ok(changed.collect())
    }

    fn differing(&self, from: &str, head: &Place, tops: &[&str]) -> Result<Diff<'_>, GitError> {
        let before = self.commit_of(from)?.tree()?;
        let mut options = DiffOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).ignore_submodules(true);
        options.disable_pathspec_match(true);
        for top in tops {
            options.pathspec(self.path_from_top(top));
        }
        Ok(match head {
            Place::Revision(revision) => {
                let after = self.commit_of(revision)?.tree()?;
                self.git.diff_tree_to_tree(Some(&before), Some(&after), Some(&mut options))?
            }
            Place::Index => self.git.diff_tree_to_index(Some(&before), None, Some(&mut options))?,
            Place::WorkTree => self.git.diff_tree_to_workdir_with_index(Some(&before), Some(&mut options))?,
        })
    }
}

/// The lines of a text that differ from those of another, counted from 1; where lines were only taken out, the two that
/// stand beside the gap.
pub fn changed_lines(before: &str, after: &str) -> Vec<RangeInclusive<usize>> {
    let mut options = DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).force_text(true);
    let Ok(patch) = Patch::from_buffers(before.as_bytes(), None, after.as_bytes(), None, Some(&mut options)) else {
        // What cannot be compared may have changed anywhere.
        return vec![1..=usize::MAX];
    };
    let hunks = (0..patch.num_hunks()).filter_map(|number| patch.hunk(number).ok());
    let lines = hunks.map(|(hunk, _)| {
        let (start, count) = (hunk.new_start() as usize, hunk.new_lines() as usize);
        // Where nothing is left, git names the line before the gap.
        if count == 0 { start.max(1)..=start + 1 } else { start..=start + count - 1 }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_added_edited_or_stand_beside_a_gap_are_changed() {
        for (before, after, changed) in [
            ("a\nb\nc\n", "a\nb\nc\n", vec![]),
            ("a\nb\nc\n", "a\nx\nc\n", vec![2..=2]),
            ("a\nb\nc\n", "a\nb\nx\ny\nc\n", vec![3..=4]),
            ("a\nb\nc\n", "a\nc\n", vec![1..=2]),
            ("a\nb\nc\n", "b\nc\n", vec![1..=1]),
            ("", "a\nb", vec![1..=2]),
            ("a\nb\nc\nd\n", "x\nb\nc\ny", vec![1..=1, 4..=4]),
        ] {
            assert_eq!(changed_lines(before, after), changed, "{before:?} to {after:?}");
        }
    }
}
