//! The past incidents of a log, without reading those that are known already.

use super::context::{Context, check_is_log};
use super::failure::Failure;
use super::program::build;
use crate::disk;
use crate::git::{Place, Repository, Snapshot, Stamps};
use crate::log::{
    IncidentFolder, Log, LookupError, PLAN_PATH, PageFile, find_name, incident_paths, is_document, name_of,
};
use crate::search::{self, Past, Question, Similar};
use crate::text::{sealed, unsealed};
use std::collections::HashSet;
use std::time::SystemTime;

/// What is known of the files of a work tree, which is that work tree's alone.
const STAMPS: &str = "incident-stamps";
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
        let look_back = LookBack::of(&repository)?;
        drop(progress);
        let plan = Log::load_folders(&look_back.snapshot, |_| false)?;
        let is_log = look_back.snapshot.contains(PLAN_PATH) || !look_back.snapshot.folders().is_empty();
        check_is_log(is_log, &repository)?;
        self.warn_of_plan(&plan);
        Ok(look_back)
    }

    /// The pages of the team's own, of the same place.
    ///
    /// # Errors
    /// As [`Context::look_back`].
    pub fn pages(&self) -> Result<Vec<PageFile>, Failure> {
        let repository = self.repository()?;
        let snapshot = match repository.is_bare() {
            true => repository.snapshot(&Place::Revision("HEAD".to_owned()))?,
            false => repository.documents(&[PAGES], &Stamps::default(), SystemTime::now(), is_document)?.0,
        };
        Ok(Log::load_folders(&snapshot, |folder| folder == PAGES)?.pages)
    }
}

impl LookBack {
    fn of(repository: &Repository) -> Result<Self, Failure> {
        let snapshot = snapshot(repository)?;
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
            let log = Log::load_folders(&self.snapshot, |path| ongoing.contains(path))?;
            return Ok(log.find(word).map(|folder| folder.path.clone()));
        }
        let paths = incident_paths(&self.snapshot);
        let names: Vec<&str> = paths.iter().map(|path| name_of(path)).collect();
        Ok(find_name(&names, word).map(|at| paths.get(at).map(|path| (*path).to_owned()).unwrap_or_default()))
    }

    /// The incident in a folder.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn incident(&self, path: &str) -> Result<Option<IncidentFolder>, Failure> {
        Ok(Log::load_folders(&self.snapshot, |other| other == path)?.incidents.pop())
    }
}

/// The past incidents that are most like what is reported as `id`, the most alike first, without the restricted ones. Nobody is
/// kept from reporting an incident by what hinders this.
pub fn like_report<'a>(
    repository: &Repository,
    id: &str,
    words: impl Iterator<Item = &'a str>,
    limit: usize,
) -> Vec<Similar> {
    let Ok(LookBack { past, .. }) = LookBack::of(repository) else { return Vec::new() };
    let words = words.collect::<Vec<_>>().join(" ");
    // The report itself is most like itself.
    let found = past.without_restricted().like(&Question::of_text(&words), limit + 1);
    found.into_iter().map(|found| found.similar).filter(|similar| similar.id != id).take(limit).collect()
}

/// The documents of incidents, with ids, and the plan.
fn snapshot(repository: &Repository) -> Result<Snapshot, Failure> {
    if repository.is_bare() {
        return Ok(repository.snapshot(&Place::Revision("HEAD".to_owned()))?);
    }
    let (file, tool) = (repository.git_dir().join(STAMPS), format!("{} {}", build(), repository.path_from_top("")));
    let kept = std::fs::read(&file).unwrap_or_default();
    let stamps = unsealed(STAMPS, &tool, &kept).map(Stamps::read).unwrap_or_default();
    let (snapshot, known) = repository.documents(&["incidents", PLAN_PATH], &stamps, SystemTime::now(), is_document)?;
    if let Some(known) = known {
        // Where git's folder cannot be written, everything is looked at again the next time.
        let _ = disk::write_derived(&file, &sealed(STAMPS, &tool, &known));
    }
    Ok(snapshot)
}
