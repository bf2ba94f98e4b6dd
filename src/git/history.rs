//! Who changed which files when, across renames and merges.

use super::commit_changes::{ChangeKind, FileChange, Known, Step, learn};
use super::failure::GitError;
use super::repository::{Place, Repository, is_unborn};
use crate::model::Moment;
use git2::{Mailmap, Oid, Signature, Sort};
use std::collections::{BTreeSet, HashMap, HashSet};

/// One commit that changed a file that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The commit's id, in full.
    pub commit: String,
    /// Who wrote it, by the repository's mailmap.
    pub author: String,
    pub when: Moment,
    pub subject: String,
    /// Those that were asked for.
    pub files: Vec<FileChange>,
    /// Whether it changed other documents of the repository too.
    pub has_others: bool,
}

/// What every commit up to one did to the documents of a repository.
#[derive(Debug, Default)]
pub struct History {
    /// The log's folder within the repository.
    prefix: String,
    /// The newest first.
    steps: Vec<Step>,
    /// Who wrote them, as the mailmap has it, by what the commits say.
    authors: HashMap<(String, String), String>,
    /// The steps that changed a path, from the repository's root.
    at: HashMap<String, Vec<usize>>,
    is_cut_off: bool,
}

impl History {
    /// The commits that changed any of some documents, the newest first; documents are followed to the names that they
    /// had before.
    pub fn of(&self, paths: &[String]) -> Vec<Change> {
        let mut followed: Vec<String> = paths.iter().map(|path| format!("{}{path}", self.prefix)).collect();
        let at = |path: &String| self.at.get(path).into_iter().flatten().copied();
        let (mut pending, mut changes): (BTreeSet<usize>, _) = (followed.iter().flat_map(at).collect(), Vec::new());
        while let Some(next) = pending.pop_first() {
            let Some(step) = self.steps.get(next) else { continue };
            let mut files = Vec::new();
            for path in followed.clone() {
                let Some(file) = step.file(&path) else { continue };
                if let Some(from) = file.renamed_from.as_ref().filter(|from| !followed.contains(from)) {
                    pending.extend(at(from).filter(|earlier| *earlier > next));
                    followed.push(from.clone());
                }
                files.push(file);
            }
            // The old name of a file that was renamed is no removal of its own.
            let sources: Vec<_> = files.iter().filter_map(|file| file.renamed_from.as_ref()).collect();
            files.retain(|file| file.kind != ChangeKind::Removed || !sources.contains(&&file.path));
            let is_own = |other: &FileChange| sources.contains(&&other.path) || files.contains(&other);
            let Some(when) = step.when else { continue };
            let author = self.authors.get(&step.author).unwrap_or(&step.author.0);
            changes.push(Change {
                commit: step.id().to_string(),
                author: author.clone(),
                when,
                subject: step.subject.clone(),
                has_others: !step.files.iter().all(is_own),
                files: files.into_iter().map(|file| self.in_log(file)).collect(),
            });
        }
        changes
    }

    /// Whether older commits are not in this clone.
    pub fn is_cut_off(&self) -> bool {
        self.is_cut_off
    }

    fn in_log(&self, file: &FileChange) -> FileChange {
        let in_log = |path: &String| path.strip_prefix(&self.prefix).unwrap_or(path).to_owned();
        FileChange { path: in_log(&file.path), renamed_from: file.renamed_from.as_ref().map(in_log), kind: file.kind }
    }
}

impl Repository {
    /// The history up to a place's last commit, from one pass over the commits that are not known by what was kept; and
    /// what is to be kept for the next time, where that is more than a little. Empty where there is no commit.
    ///
    /// # Errors
    /// Where the revision does not exist, or git's objects cannot be read.
    pub fn history(&self, place: &Place, kept: &[u8]) -> Result<(History, Option<Vec<u8>>), GitError> {
        let last = match place {
            Place::Revision(revision) => self.commit_of(revision)?.id(),
            Place::WorkTree | Place::Index if is_unborn(&self.git) => return Ok(Default::default()),
            Place::WorkTree | Place::Index => self.git.head()?.peel_to_commit()?.id(),
        };
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        walk.push(last)?;
        let ids: Vec<Oid> = walk.collect::<Result<_, _>>()?;
        // What the oldest commits of a shallow clone changed cannot be told without those before them.
        let cut: HashSet<Oid> = self.shallow_commits();
        let told: Vec<Oid> = ids.iter().copied().filter(|id| !cut.contains(id)).collect();
        let mut known = Known::read(kept);
        let unknown: Vec<Oid> = told.iter().copied().filter(|id| !known.has(*id)).collect();
        let is_worth = learn(&self.git, &unknown, &mut known)?;
        let kept = is_worth.then(|| known.bytes(&told));
        let steps: Vec<Step> =
            told.iter().filter_map(|id| known.take(*id)).filter(|step| !step.files.is_empty()).collect();
        let mut at: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, step) in steps.iter().enumerate() {
            for file in &step.files {
                at.entry(file.path.clone()).or_default().push(number);
            }
        }
        let is_cut_off = told.len() < ids.len();
        let authors = self.authors_of(&steps);
        Ok((History { prefix: self.path_from_top(""), steps, authors, at, is_cut_off }, kept))
    }

    /// The commits whose parents are not in this clone.
    pub(super) fn shallow_commits(&self) -> HashSet<Oid> {
        let list = std::fs::read_to_string(self.common_dir().join("shallow")).unwrap_or_default();
        list.lines().filter_map(|id| Oid::from_str(id).ok()).collect()
    }

    /// What the mailmap calls those whom it knows.
    fn authors_of(&self, steps: &[Step]) -> HashMap<(String, String), String> {
        let Ok(mailmap) = self.git.mailmap() else { return HashMap::new() };
        let named = |(name, mail): &(String, String)| name_of(&mailmap, name, mail);
        let authors: HashSet<&(String, String)> = steps.iter().map(|step| &step.author).collect();
        authors.into_iter().filter_map(|author| Some((author.clone(), named(author)?))).collect()
    }
}

fn name_of(mailmap: &Mailmap, name: &str, mail: &str) -> Option<String> {
    let signature = Signature::now(name, mail).ok()?;
    let resolved = mailmap.resolve_signature(&signature).ok()?;
    Some(String::from_utf8_lossy(resolved.name_bytes()).into_owned())
}
