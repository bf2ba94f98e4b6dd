//! The past incidents of a log, without reading those that are known already.

use super::context::{Context, check_is_log};
use super::failure::Failure;
use super::kept::snapshot;
use super::program::build;
use crate::disk;
use crate::git::{GitError, Repository, Snapshot};
use crate::log::{IncidentFolder, Log, LookupError, PLAN_PATH, PageFile, find_name, incident_paths, name_of};
use crate::search::{self, Past, Question, Similar};
use std::collections::HashSet;

/// The index of past incidents. Work trees share it, as what a content says is the same in all.
const INDEX: &str = "incident/search";
/// Where a log has the pages of the team's own.
const PAGES: &str = "pages";

/// The past of a log, and where it is read from.
pub struct LookBack {
    pub snapshot: Snapshot,
    pub past: Past,
}

impl Context {
    /// Opens the past of the work tree's log, or in a bare repository that of its last commit.
    ///
    /// # Errors
    /// Where there is no log, or it cannot be read.
    pub fn look_back(&self) -> Result<LookBack, Failure> {
        let repository = self.repository()?;
        if let Some(top) = repository.work_tree() {
            disk::finish_interrupted(repository.git_dir(), top)?;
        }
        let progress = self.progress();
        let look_back = LookBack::of(&repository, snapshot(&repository)?)?;
        drop(progress);
        let plan = Log::load_folders(&look_back.snapshot, |_| false)?;
        let is_log = look_back.snapshot.contains(PLAN_PATH) || !look_back.snapshot.folders().is_empty();
        check_is_log(is_log, &repository)?;
        self.warn_of_plan(&plan);
        Ok(look_back)
    }
}

impl LookBack {
    fn of(repository: &Repository, snapshot: Snapshot) -> Result<Self, GitError> {
        let place = search::Place::new(&repository.common_dir().join(INDEX), &build());
        Ok(Self { past: Past::kept(&snapshot, &place)?, snapshot })
    }

    /// The folder of the incident that a word names, as [`Log::find`] has it.
    ///
    /// # Errors
    /// Where the log cannot be read; within, where no incident is named, or several are.
    pub fn find(&self, word: &str) -> Result<Result<String, LookupError>, Failure> {
        if word == "@" {
            let ongoing: HashSet<String> = self.past.ongoing().into_iter().collect();
            let mut log = Log::load_folders(&self.snapshot, |path| ongoing.contains(path))?;
            if log.incidents.is_empty() {
                // Of what cannot be read the past knows nothing.
                log = Log::load(&self.snapshot)?;
            }
            return Ok(log.find(word).map(|folder| folder.path.clone()));
        }
        let paths = incident_paths(&self.snapshot);
        let names: Vec<&str> = paths.iter().map(|path| name_of(path)).collect();
        Ok(find_name(&names, word).map(|at| paths.get(at).map(|path| (*path).to_owned()).unwrap_or_default()))
    }

    /// The pages of the team's own.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn pages(&self) -> Result<Vec<PageFile>, Failure> {
        Ok(Log::load_folders(&self.snapshot, |folder| folder == PAGES)?.pages)
    }

    /// The incident in a folder.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn incident(&self, path: &str) -> Result<Option<IncidentFolder>, Failure> {
        Ok(Log::load_folders(&self.snapshot, |other| other == path)?.incidents.pop())
    }
}

/// The incidents of a snapshot that are most like what is reported as `id`, the most alike first, without the restricted ones.
/// Nobody is kept from reporting an incident by what hinders this.
pub fn like_report<'a>(
    (repository, snapshot): (&Repository, Snapshot),
    id: &str,
    words: impl Iterator<Item = &'a str>,
    limit: usize,
) -> Vec<Similar> {
    let Ok(LookBack { past, .. }) = LookBack::of(repository, snapshot) else { return Vec::new() };
    let words = words.collect::<Vec<_>>().join(" ");
    let question = Question::of_text(&words);
    let past = past.without_restricted().without_report(id, &question);
    past.like(&question, limit).into_iter().map(|found| found.similar).collect()
}
