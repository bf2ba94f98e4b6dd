//! Keeps a served site as the log is: a file is made when somebody looks at it, and what none looks at waits.

use super::answer::aside;
use super::context::Context;
use super::failure::Failure;
use super::gathered::{self, Asked, Gathered, Searched};
use super::named_log::NamedLog;
use crate::disk::NewFolder;
use crate::model::{Audience, Moment};
use crate::site::{Files, Leaf, MISSING, Shown, SiteError, SiteFile};
use chrono::{Duration, DurationRound as _};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use tokio::sync::watch;

/// As many files are made at once that nobody asked for, before it is looked whether somebody has.
const AT_ONCE: usize = 32;
/// What a builder is told.
pub enum Call {
    /// The log is another.
    Changed,
    /// Somebody waits for the file at this path.
    Asked(String),
    /// An index of what is to be found was made.
    Indexed(Arc<Vec<Searched>>, Result<Vec<SiteFile>, SiteError>),
}

/// Builds the site again and again, and says what keeps it from being built.
pub struct Builder {
    context: Context,
    /// None where it is the log around the folder that the command runs in.
    logs: Vec<NamedLog>,
    out: Option<PathBuf>,
    audience: Option<Audience>,
    clock: Box<dyn Fn() -> Moment + Send>,
    shown: watch::Sender<Shown>,
    calls: Receiver<Call>,
    send: Sender<Call>,
    /// Who hears what is shown first, until they have.
    ready: Option<Sender<Result<String, Failure>>>,
    /// What is to be found in the site.
    searched: Arc<Vec<Searched>>,
    /// What the index finds that is there.
    indexed: Arc<Vec<Searched>>,
    index: Vec<SiteFile>,
    is_indexing: bool,
    /// The frame in which every page could be made.
    sound: Option<u64>,
    /// What was warned of.
    told: Vec<String>,
}

/// The files of one site while they are made.
struct Making<'a> {
    leaves: BTreeMap<String, Leaf<'a>>,
    files: Arc<Files>,
    before: Option<Arc<Files>>,
    /// Where it is written to, too.
    folder: Option<NewFolder>,
    /// Whether all that was to be made so far could be.
    is_sound: bool,
}

impl Builder {
    pub fn new(
        context: &Context,
        logs: Vec<NamedLog>,
        (out, audience): (Option<PathBuf>, Option<Audience>),
        shown: watch::Sender<Shown>,
        (send, calls): (Sender<Call>, Receiver<Call>),
        ready: Sender<Result<String, Failure>>,
    ) -> Self {
        Self {
            logs,
            out,
            audience,
            clock: Box::new(context.clock()),
            context: context.without_progress(),
            shown,
            calls,
            send,
            ready: Some(ready),
            searched: Arc::default(),
            indexed: Arc::default(),
            index: Vec::new(),
            is_indexing: false,
            sound: None,
            told: Vec::new(),
        }
    }

    /// Builds as long as it is called.
    pub fn go_on(mut self) {
        let mut next = match self.gather() {
            Ok(gathered) => Some(gathered),
            Err(failure) if failure.place.is_none() => return self.say(Err(failure)),
            Err(failure) => {
                self.trouble(failure);
                self.say(Ok("why the site cannot be built".to_owned()));
                self.first_that_can_be_built()
            }
        };
        while let Some(gathered) = next {
            next = self.show(&gathered);
        }
    }

    fn first_that_can_be_built(&mut self) -> Option<Gathered> {
        loop {
            if let Call::Changed = self.calls.recv().ok()? {
                match self.gather() {
                    Ok(gathered) => return Some(gathered),
                    Err(failure) => self.trouble(failure),
                }
            }
        }
    }

    fn gather(&mut self) -> Result<Gathered, Failure> {
        // Each time anew, as what is wrong stays wrong until somebody sees it.
        self.context.told_of_plan = Arc::default();
        // To the minute: every page tells of when it is.
        let now = (self.clock)().duration_trunc(Duration::minutes(1)).unwrap_or_default();
        let asked = Asked { logs: &self.logs, audience: self.audience, out: self.out.as_deref() };
        Gathered::of(&asked, &self.context, now)
    }

    /// Shows a site until the log is another that can be shown, which is given back.
    fn show(&mut self, gathered: &Gathered) -> Option<Gathered> {
        let above = gathered.above().unwrap_or_else(|failure| {
            self.trouble(failure);
            None
        });
        let leaves = gathered.leaves(above.as_ref()).unwrap_or_else(|failure| {
            self.trouble(failure);
            Vec::new()
        });
        let mut making = self.begin(leaves, gathered);
        self.shown.send_modify(|shown| shown.show(Arc::clone(&making.files)));
        let told = gathered.told(making.files.pages());
        let warnings = gathered.warnings();
        if warnings != self.told {
            warnings.iter().for_each(|warning| aside(warning));
            self.told = warnings;
        }
        // Whoever looks for what is not there gets it, whatever else is wrong.
        self.make_one(&mut making, MISSING);
        if self.out.is_none() && (making.is_sound || self.ready.is_some()) {
            self.say_built(&told);
        }
        // Where every page can be another, each is made, so that what is wrong with one is said; and again until all can be.
        let (mut is_filling, mut is_compared) = (self.sound != Some(gathered.frame) || making.folder.is_some(), false);
        loop {
            let is_idle = !is_filling && is_compared;
            let call = if is_idle { self.calls.recv().map_err(Into::into) } else { self.calls.try_recv() };
            match call {
                Ok(Call::Asked(path)) => self.make_one(&mut making, &path),
                Ok(Call::Changed) => {
                    if let Some(next) = self.next(&mut making) {
                        return Some(next);
                    }
                }
                Ok(Call::Indexed(of, index)) => self.take_index(of, index),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if !is_compared => {
                    self.compare(gathered.searched(above.as_ref()));
                    is_compared = true;
                }
                Err(TryRecvError::Empty) => {
                    let some = |leaves: &mut BTreeMap<_, _>| {
                        (0..AT_ONCE).map_while(|_| leaves.pop_first()).map(|(_, leaf)| leaf).collect()
                    };
                    is_filling = self.make(&mut making, some) && !making.leaves.is_empty();
                }
            }
            if making.leaves.is_empty() && making.is_sound {
                self.sound = Some(gathered.frame);
            }
            let is_found = is_compared && Arc::ptr_eq(&self.searched, &self.indexed);
            if making.leaves.is_empty()
                && is_found
                && let Some(folder) = making.folder.take()
            {
                match self.put(folder) {
                    Ok(()) => self.say_built(&told),
                    Err(failure) => self.trouble(failure),
                }
            }
        }
    }

    /// The site of some files, with those in it of which there is nothing left to do.
    fn begin<'a>(&mut self, leaves: Vec<Leaf<'a>>, gathered: &Gathered) -> Making<'a> {
        let ask = self.send.clone();
        let ask = move |path: &str| {
            // Who has gone makes nothing any more.
            let _ = ask.send(Call::Asked(path.to_owned()));
        };
        let paths: Vec<String> = leaves.iter().map(|leaf| leaf.path.clone()).collect();
        let (there, to_come): (Vec<_>, Vec<_>) = leaves.into_iter().partition(Leaf::is_there);
        let there = there.into_iter().filter_map(|leaf| leaf.made().ok());
        let there: Vec<_> = there.map(|(path, bytes)| (path, bytes.into_owned())).collect();
        let folder = self.out.as_ref().map(|out| {
            let folder = gathered.begin(out)?;
            there.iter().try_for_each(|(path, bytes)| folder.add(path, bytes))?;
            Ok(folder)
        });
        let folder = folder.transpose().unwrap_or_else(|failure| {
            self.trouble(failure);
            None
        });
        Making {
            leaves: to_come.into_iter().map(|leaf| (leaf.path.clone(), leaf)).collect(),
            files: Arc::new(Files::new(paths.iter().map(String::as_str), &there, ask)),
            before: self.shown.borrow().files().cloned(),
            folder,
            is_sound: true,
        }
    }

    /// Makes some of the files that are not there yet. Gives whether all of these could be made; where one cannot, no folder
    /// gets any, and the first that cannot is told of.
    fn make<'a>(
        &mut self,
        making: &mut Making<'a>,
        some: impl FnOnce(&mut BTreeMap<String, Leaf<'a>>) -> Vec<Leaf<'a>>,
    ) -> bool {
        let Making { leaves, files, before, folder, is_sound } = making;
        let make = |leaf: Leaf<'_>| {
            let path = leaf.path.clone();
            let made = leaf.made().map_err(Failure::from);
            let written = made.and_then(|(path, bytes)| {
                folder.as_ref().map_or(Ok(()), |folder| folder.add(&path, &bytes))?;
                files.put(&path, &bytes);
                Ok(())
            });
            written.err().map(|failure| (path, failure))
        };
        let failed: Vec<_> = some(leaves).into_par_iter().filter_map(make).collect();
        let mut paths = Vec::new();
        for (path, failure) in failed {
            if paths.is_empty() {
                (*folder, *is_sound, self.sound) = (None, false, None);
                self.trouble(failure);
            }
            paths.push(path);
        }
        // What is wrong is told before anybody sees the page as it was.
        paths.iter().for_each(|path| files.put_as_in(before.as_deref(), path));
        paths.is_empty()
    }

    /// Makes one file, where it is not there yet.
    fn make_one(&mut self, making: &mut Making<'_>, path: &str) {
        self.make(making, |leaves| leaves.remove(path).into_iter().collect());
    }

    /// The log as it is by now, where that can be shown.
    fn next(&mut self, making: &mut Making<'_>) -> Option<Gathered> {
        // Several changes that came together are one.
        let calls: Vec<Call> = self.calls.try_iter().filter(|call| !matches!(call, Call::Changed)).collect();
        let next = self.gather();
        for call in calls {
            match call {
                Call::Indexed(of, index) => self.take_index(of, index),
                // Who waits for a file of a site that goes waits for that of the next.
                Call::Asked(path) if next.is_err() => self.make_one(making, &path),
                Call::Asked(_) | Call::Changed => {}
            }
        }
        next.map_err(|failure| self.trouble(failure)).ok()
    }

    /// Has an index made where something else is to be found by now.
    fn compare(&mut self, searched: Vec<Searched>) {
        if searched != *self.searched {
            self.searched = Arc::new(searched);
        }
        let lags = !Arc::ptr_eq(&self.searched, &self.indexed);
        self.shown.send_if_modified(|shown| std::mem::replace(&mut shown.search_lags, lags) != lags);
        if lags && !self.is_indexing {
            self.make_index();
        }
    }

    fn make_index(&mut self) {
        self.is_indexing = true;
        let (of, send) = (Arc::clone(&self.searched), self.send.clone());
        std::thread::spawn(move || {
            let index = gathered::index(&of);
            // Who has gone needs none.
            let _ = send.send(Call::Indexed(of, index));
        });
    }

    fn take_index(&mut self, of: Arc<Vec<Searched>>, index: Result<Vec<SiteFile>, SiteError>) {
        self.is_indexing = false;
        match index {
            Ok(index) => (self.indexed, self.index) = (of, index),
            Err(error) => return self.trouble(error.into()),
        }
        if Arc::ptr_eq(&self.searched, &self.indexed) {
            self.shown.send_modify(|shown| shown.search_by(&self.index));
        } else {
            self.make_index();
        }
    }

    /// Puts a whole site in its place.
    fn put(&self, folder: NewFolder) -> Result<(), Failure> {
        self.index.par_iter().try_for_each(|file| folder.add(&file.path, &file.bytes))?;
        Ok(folder.put()?)
    }

    fn say_built(&mut self, told: &str) {
        if self.ready.is_some() { self.say(Ok(told.to_owned())) } else { aside(&format!("built {told}")) }
    }

    /// Says what is shown first, or why nothing can be.
    fn say(&mut self, told: Result<String, Failure>) {
        // Who has gone does not listen.
        let _ = self.ready.take().map(|ready| ready.send(told));
    }

    /// Says what is wrong in the terminal, and over the pages as they were built last. What is to stand in a folder and cannot
    /// at first is all that there is to say.
    fn trouble(&mut self, failure: Failure) {
        if self.out.is_some() && self.ready.is_some() {
            return self.say(Err(failure));
        }
        aside(&failure.render());
        let help = failure.hints.join("\n");
        let trouble = SiteError {
            message: failure.message,
            place: failure.place,
            help: (!help.is_empty()).then_some(help),
            excerpt: failure.excerpt,
            document: None,
            page: None,
        };
        self.shown.send_modify(|shown| shown.trouble = Some(trouble));
    }
}
