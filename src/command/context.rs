//! What every command needs: where it runs, what time it is, whom it may ask, and the log.

use super::answer;
use super::ask;
use super::failure::Failure;
use super::fit;
use super::kept;
use super::named_log::NamedLog;
use super::pushing;
use super::staged::Staged;
use crate::disk::{self, Lock};
use crate::document::Problem;
use crate::git::{Place, Repository, Snapshot};
use crate::log::{Extent, Log, PLAN_PATH, incident_paths};
use crate::model::{Diagnostic, Moment, parse_moment};
use crate::respond::Templates;
use chrono::{SubsecRound as _, Utc};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The circumstances of one run.
#[derive(Clone, Debug)]
pub struct Context {
    pub directory: PathBuf,
    /// How data is printed: `human`, `json`, and what else a command has.
    pub format: String,
    /// Whether there is a terminal on which somebody can be asked.
    pub may_ask: bool,
    pub color: bool,
    /// Whether somebody looks on who is to see how far work has come.
    pub shows_progress: bool,
    /// The width of the terminal that answers are printed on, where it is one.
    pub columns: Option<usize>,
    pub now: Moment,
    /// What was told of the plan, so that a run that looks at it twice says it once.
    pub told_of_plan: Arc<Mutex<Vec<String>>>,
    /// The log, where it is one of several.
    pub log: Option<NamedLog>,
}

/// A log that was opened, with where it came from.
pub struct Opened {
    pub repository: Repository,
    pub snapshot: Snapshot,
    pub log: Log,
    /// Held while the command writes; nobody else writes meanwhile.
    pub lock: Option<Lock>,
}

impl Context {
    /// Reads the circumstances from the process.
    ///
    /// # Errors
    /// Where `INCIDENT_NOW` is set to something that is no time.
    pub fn new(directory: PathBuf, format: String, no_input: bool, color: bool) -> Result<Self, Failure> {
        let now = match std::env::var("INCIDENT_NOW") {
            Ok(text) => parse_moment(&text, chrono_tz::UTC, None).map_err(|error| {
                Failure::new(format!("INCIDENT_NOW is `{}`, which is no time", error.text), error.help)
            })?,
            Err(_) => Utc::now().fixed_offset(),
        };
        // Documents have whole seconds: what is written at this moment is found again by it.
        let now = now.trunc_subsecs(0);
        let may_ask = !no_input && ask::is_somebody_there();
        let is_off = |name: &str, off: &str| std::env::var_os(name).is_some_and(|value| value == off);
        let is_wanted = !is_off("INCIDENT_PROGRESS", "never") && !is_off("TERM", "dumb");
        let shows_progress = is_wanted && format == "human" && std::io::stderr().is_terminal();
        let (columns, told_of_plan) = (fit::columns(), Arc::default());
        Ok(Self { directory, format, may_ask, color, shows_progress, columns, now, told_of_plan, log: None })
    }

    /// What tells the present later on: circumstances may say another time than the clock does.
    pub fn clock(&self) -> impl Fn() -> Moment + Copy + Send + Sync + 'static {
        let ahead = self.now - Utc::now().fixed_offset();
        move || Utc::now().fixed_offset() + ahead
    }

    /// Whether data is printed for scripts.
    ///
    /// # Errors
    /// Where `--format` is neither `human` nor `json`.
    pub fn json(&self) -> Result<bool, Failure> {
        Ok(self.format_of(&["human", "json"])? == "json")
    }

    /// The format asked for, which must be one of those that the command has.
    ///
    /// # Errors
    /// Where it is none of them.
    pub fn format_of(&self, allowed: &[&'static str]) -> Result<&'static str, Failure> {
        allowed.iter().copied().find(|format| *format == self.format).ok_or_else(|| {
            let message = format!("this command has no format `{}`", self.format);
            Failure::new(message, format!("it has: {}", allowed.join(", ")))
        })
    }

    /// The repository around the directory.
    ///
    /// # Errors
    /// Where there is none.
    pub fn repository(&self) -> Result<Repository, Failure> {
        Ok(Repository::discover(&self.directory)?.asking(self.may_ask))
    }

    /// Opens the log for reading.
    ///
    /// # Errors
    /// Where there is no repository, or the place cannot be read.
    pub fn open(&self, place: &Place) -> Result<Opened, Failure> {
        let opened = self.open_over(place, |_| Ok(None))?;
        self.warn_of_read_values(&opened.log);
        Ok(opened)
    }

    /// The same, once `check` has nothing against the plan: it sees a log without incidents, before the others are read.
    ///
    /// # Errors
    /// As [`Context::open`], and where `check` has one.
    pub fn open_if(&self, place: &Place, check: impl FnOnce(&Log) -> Result<(), Failure>) -> Result<Opened, Failure> {
        let repository = self.settled(place)?;
        let snapshot = self.snapshot(&repository, place, Extent::Whole)?;
        check_has_log(&snapshot, &repository)?;
        let plan = Log::load_folders(&snapshot, |_| false)?;
        self.warn_of_broken(&plan);
        check(&plan)?;
        let opened = self.read(repository, snapshot, Extent::Whole, None)?;
        self.warn_of_read_values(&opened.log);
        Ok(opened)
    }

    /// Opens the part of the work tree's log for reading that a command goes by.
    ///
    /// # Errors
    /// As [`Context::open`].
    pub fn open_part(&self, extent: Extent<'_>) -> Result<Opened, Failure> {
        let opened = self.load(self.settled(&Place::WorkTree)?, &Place::WorkTree, extent, None, None)?;
        self.warn_of_read_values(&opened.log);
        Ok(opened)
    }

    /// Opens the log of what is staged, as far as it has to be read to check it, with what is found.
    ///
    /// # Errors
    /// As [`Context::open`].
    pub fn open_staged(&self) -> Result<(Opened, Vec<Diagnostic>, Staged), Failure> {
        let repository = self.repository()?;
        let snapshot = repository.snapshot(&Place::Index)?;
        let progress = self.progress();
        let (log, findings, staged) = Staged::check(&repository, &snapshot, self.now)?;
        drop(progress);
        self.warn_of_broken(&log);
        Ok((Opened { repository, snapshot, log, lock: None }, findings, staged))
    }

    /// Opens the log for reading with other bytes in the place of one of its files, to tell of itself what is found in it.
    ///
    /// # Errors
    /// As [`Context::open`], and where `over` has one.
    pub fn open_over(
        &self,
        place: &Place,
        over: impl FnOnce(&Repository) -> Result<Option<(String, Vec<u8>)>, Failure>,
    ) -> Result<Opened, Failure> {
        let repository = self.settled(place)?;
        let over = over(&repository)?;
        self.load(repository, place, Extent::Whole, None, over)
    }

    /// The repository; for a look at its work tree, with the step finished there that something interrupted.
    fn settled(&self, place: &Place) -> Result<Repository, Failure> {
        let repository = self.repository()?;
        if let Some(top) = repository.work_tree().filter(|_| *place == Place::WorkTree) {
            disk::finish_interrupted(repository.git_dir(), top)?;
        }
        Ok(repository)
    }

    /// Opens the work tree's log for writing; other writers wait.
    ///
    /// # Errors
    /// As [`Context::open`]; also in a bare repository.
    pub fn open_for_writing(&self) -> Result<Opened, Failure> {
        self.open_part_for_writing(Extent::Whole)
    }

    /// Opens the part of the work tree's log for writing that a command goes by; other writers wait.
    ///
    /// # Errors
    /// As [`Context::open_for_writing`].
    pub fn open_part_for_writing(&self, extent: Extent<'_>) -> Result<Opened, Failure> {
        let opened = self.lock_and_load(&Place::WorkTree, extent)?;
        self.warn_of_values(&opened.log);
        Ok(opened)
    }

    /// Opens the log of another place, whose files are written to the work tree, to tell of itself what is found in it.
    ///
    /// # Errors
    /// As [`Context::open_for_writing`].
    pub fn open_for_writing_from(&self, place: &Place) -> Result<Opened, Failure> {
        self.lock_and_load(place, Extent::Whole)
    }

    fn lock_and_load(&self, place: &Place, extent: Extent<'_>) -> Result<Opened, Failure> {
        let repository = self.repository()?;
        let Some(top) = repository.work_tree() else {
            return Err(Failure::new(
                "this is a bare repository; there are no files to write",
                "run this in a clone with a work tree",
            ));
        };
        let lock = disk::lock(repository.git_dir(), top)?;
        pushing::finish_interrupted(&repository, &lock)?;
        self.load(repository, place, extent, Some(lock), None)
    }

    fn load(
        &self,
        repository: Repository,
        place: &Place,
        extent: Extent<'_>,
        lock: Option<Lock>,
        over: Option<(String, Vec<u8>)>,
    ) -> Result<Opened, Failure> {
        let mut snapshot = self.snapshot(&repository, place, extent)?;
        if let Some((path, bytes)) = over {
            snapshot.lay_over(&path, bytes);
        }
        check_has_log(&snapshot, &repository)?;
        self.read(repository, snapshot, extent, lock)
    }

    fn snapshot(&self, repository: &Repository, place: &Place, extent: Extent<'_>) -> Result<Snapshot, Failure> {
        let _progress = self.progress();
        match (extent, place) {
            (Extent::Whole, Place::WorkTree) if repository.is_bare() => {
                Ok(repository.snapshot(&Place::Revision("HEAD".to_owned()))?)
            }
            (Extent::Whole, place) => Ok(repository.snapshot(place)?),
            (Extent::Names | Extent::Incident(_) | Extent::Unsettled, _) => kept::snapshot(repository),
        }
    }

    fn read(
        &self,
        repository: Repository,
        snapshot: Snapshot,
        extent: Extent<'_>,
        lock: Option<Lock>,
    ) -> Result<Opened, Failure> {
        let progress = self.progress();
        let log = Log::load_extent(&snapshot, extent, |snapshot| kept::memory(&repository, snapshot))?;
        drop(progress);
        self.warn_of_broken(&log);
        Ok(Opened { repository, snapshot, log, lock })
    }

    /// Says where the plan that the command goes by is not the team's: wholly, or in a value.
    pub fn warn_of_plan(&self, log: &Log) {
        self.warn_of_broken(log);
        self.warn_of_read_values(log);
    }

    /// Scripts that only read hear nothing of single values.
    fn warn_of_read_values(&self, log: &Log) {
        if self.format != "json" {
            self.warn_of_values(log);
        }
    }

    fn warn_of_broken(&self, log: &Log) {
        let broken = log.plan.broken().map(|problem| said(log, problem, "the built-in default plan holds"));
        self.say_of_plan(broken.into_iter().collect());
    }

    fn warn_of_values(&self, log: &Log) {
        if log.plan.broken().is_none() {
            let instead = "it is not used, and `incident validate` tells what to do";
            self.say_of_plan(log.plan.wrong_values().map(|problem| said(log, problem, instead)).collect());
        }
    }

    fn say_of_plan(&self, warnings: Vec<String>) {
        let mut told = self.told_of_plan.lock().unwrap_or_else(PoisonError::into_inner);
        for warning in warnings {
            let warning = self.log.as_ref().map_or_else(|| warning.clone(), |log| log.warning(&warning));
            if !told.contains(&warning) {
                answer::aside(&warning);
                told.push(warning);
            }
        }
    }
}

/// What is wrong in the plan, and what holds instead.
fn said(log: &Log, problem: &Problem, instead: &str) -> String {
    format!("warning: {}: {}; {instead}", log.plan.told_at(problem), problem.message)
}

fn check_has_log(snapshot: &Snapshot, repository: &Repository) -> Result<(), Failure> {
    check_is_log(snapshot.contains(PLAN_PATH) || !incident_paths(snapshot).is_empty(), repository)
}

/// Refuses a folder without a log where there is one below it.
pub fn check_is_log(is_log: bool, repository: &Repository) -> Result<(), Failure> {
    let Some(other) = (if is_log { None } else { repository.log_below() }) else { return Ok(()) };
    let message = format!("there is no log in this folder; there is one in {other}");
    Err(Failure::new(message, format!("go there, or use -C {other}")))
}

impl Opened {
    /// The texts of new documents: built in, or the log's own.
    pub fn templates(&self) -> Templates {
        Templates::with(|path| self.text_of(path))
    }

    /// The text of a file of the log's; `None` where there is none, or it is no text.
    pub fn text_of(&self, path: &str) -> Option<String> {
        let bytes = self.snapshot.contains(path).then(|| self.snapshot.read(path).ok())??;
        String::from_utf8(bytes).ok()
    }
}
