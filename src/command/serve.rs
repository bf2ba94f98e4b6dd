use super::Outcome;
use super::answer::aside;
use super::build::{Wanted, audience, begin, gather};
use super::context::{Context, Opened};
use super::failure::Failure;
use crate::follow::Follower;
use crate::git::{LOG_PARTS, Place, Repository};
use crate::model::Audience;
use crate::site::server::{DEFAULT_ADDRESS, serve};
use crate::site::{self, SearchDocument, Shown, SiteError, SiteFile};
use chrono::{Duration, DurationRound as _, Utc};
use rayon::prelude::*;
use serde_json::json;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::watch;

/// Show the site on this machine as the log changes, until Ctrl-C
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_ADDRESS.port())]
    port: u16,
    /// Build it into this folder too, which stays, as it is shown here: without `site.url`; without a folder, no file is written
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// As these readers see it, public or internal; the plan's `site.audience` where it is not named
    #[arg(long, value_name = "AUDIENCE", value_parser = audience)]
    audience: Option<Audience>,
}

/// What of git's own files says which commit is checked out.
const HEAD_PARTS: &[&str] = &["HEAD", "refs", "packed-refs", "logs"];
/// Followers are asked for changes this often at the least.
const LISTEN: std::time::Duration = std::time::Duration::from_secs(3600);

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    // Followed first, so that no change is missed.
    let changes = follow(&context.repository()?)?;
    let opened = context.open(&Place::WorkTree)?;
    let shown = watch::Sender::new(Shown::default());
    let seen = shown.subscribe();
    let mut builder = Builder {
        out: args.out.map(|out| context.directory.join(out)),
        audience: args.audience,
        // Circumstances may say another time than the clock does.
        ahead: context.now - Utc::now().fixed_offset(),
        context: context.without_progress(),
        shown,
        searched: Vec::new(),
        index: Vec::new(),
        told: Vec::new(),
    };
    // What is to stand in a folder is whole before anybody is told of it.
    let (told, begun) = match builder.pages(&opened) {
        Ok(pages) if builder.out.is_some() => {
            let told = pages.told.clone();
            builder.rest(pages, &opened.repository)?;
            (told, None)
        }
        Ok(pages) => (pages.told.clone(), Some(pages)),
        Err(failure) if builder.out.is_some() || failure.place.is_none() => return Err(failure),
        Err(failure) => {
            builder.trouble(&failure);
            ("why the site cannot be built".to_owned(), None)
        }
    };
    std::thread::spawn(move || builder.go_on(begun.map(|pages| (pages, opened.repository)), &changes));
    let mut printed = Ok(());
    serve(seen, SocketAddr::new(DEFAULT_ADDRESS.ip(), args.port), |address| {
        let mut stdout = anstream::stdout().lock();
        printed = match json {
            true => writeln!(stdout, "{}", json!({"version": 1, "address": format!("http://{address}/")})),
            false => writeln!(stdout, "http://{address}/ shows {told}; Ctrl-C ends it"),
        };
    })?;
    printed?;
    Ok(Outcome::Done)
}

/// Tells of changes of the log's files, and of another commit that is checked out.
fn follow(repository: &Repository) -> Result<Receiver<()>, Failure> {
    let (send, changes) = channel();
    let follower = |folder: &Path, parts| {
        Follower::of(folder, parts)
            .map_err(|error| Failure::new(format!("{} cannot be followed: {error}", folder.display()), ""))
    };
    if let Some(root) = repository.log_root() {
        let (files, send) = (follower(&root, LOG_PARTS)?, send.clone());
        std::thread::spawn(move || pass_on(files, &send, || true));
    }
    let folder = repository.git_dir().to_owned();
    let (git, mut last) = (follower(&folder, HEAD_PARTS)?, repository.head());
    let is_other = move || {
        let head = Repository::discover(&folder).ok().and_then(|repository| repository.head());
        std::mem::replace(&mut last, head) != head
    };
    std::thread::spawn(move || pass_on(git, &send, is_other));
    Ok(changes)
}

fn pass_on(mut follower: Follower, send: &Sender<()>, mut matters: impl FnMut() -> bool) {
    loop {
        if follower.wait(LISTEN) && matters() && send.send(()).is_err() {
            return;
        }
    }
}

/// Builds the site again and again, and says what keeps it from being built.
struct Builder {
    context: Context,
    out: Option<PathBuf>,
    audience: Option<Audience>,
    ahead: Duration,
    shown: watch::Sender<Shown>,
    /// What the search finds, and its index.
    searched: Vec<SearchDocument>,
    index: Vec<SiteFile>,
    /// What was warned of.
    told: Vec<String>,
}

/// Pages that were built, and what the search is to find in them.
struct Pages {
    files: Vec<SiteFile>,
    /// How large the site is, and for whom.
    told: String,
    searched: Vec<SearchDocument>,
}

impl Builder {
    fn go_on(mut self, begun: Option<(Pages, Repository)>, changes: &Receiver<()>) {
        if let Some((pages, repository)) = begun
            && let Err(failure) = self.rest(pages, &repository)
        {
            self.trouble(&failure);
        }
        while changes.recv().is_ok() {
            // Several that came together are one.
            changes.try_iter().for_each(drop);
            // Each time anew, as what is wrong stays wrong until somebody sees it.
            self.context.told_of_plan = Arc::default();
            let made = self.context.open(&Place::WorkTree).and_then(|opened| {
                let pages = self.pages(&opened)?;
                let told = pages.told.clone();
                self.rest(pages, &opened.repository)?;
                Ok(told)
            });
            match made {
                Ok(told) => aside(&format!("built {told}")),
                Err(failure) => self.trouble(&failure),
            }
        }
    }

    /// Builds the pages, and shows them with the search as it was.
    fn pages(&mut self, opened: &Opened) -> Result<Pages, Failure> {
        // To the minute: every page tells of when it is.
        let now = (Utc::now() + self.ahead).duration_trunc(Duration::minutes(1)).unwrap_or_default().fixed_offset();
        // Where it is shown is not where it will stand, so its feed has addresses from the feed's own place.
        let wanted = Wanted { audience: self.audience, base_url: None, now, place: &Place::WorkTree };
        let material = gather(opened, &wanted)?;
        let mut files = site::pages(&material.site(&wanted))?;
        let told = material.told(files.iter().filter(|file| site::is_page(&file.path)).count());
        let warnings = material.warnings();
        if warnings != self.told {
            warnings.iter().for_each(|warning| aside(warning));
            self.told = warnings;
        }
        let searched = site::searched(&material.view);
        files.extend(self.index.iter().cloned());
        self.shown.send_modify(|shown| shown.show(&files, searched != self.searched));
        Ok(Pages { files, told, searched })
    }

    /// Brings the search up to date, and puts the site in its folder.
    fn rest(&mut self, pages: Pages, repository: &Repository) -> Result<(), Failure> {
        let Pages { mut files, searched, .. } = pages;
        if searched != self.searched {
            let old = std::mem::replace(&mut self.index, site::search_index(&searched)?);
            files.truncate(files.len() - old.len());
            files.extend(self.index.iter().cloned());
            self.searched = searched;
            self.shown.send_modify(|shown| shown.show(&files, false));
        }
        match &self.out {
            Some(out) => {
                let folder = begin(out, repository)?;
                files.par_iter().try_for_each(|file| folder.add(&file.path, &file.bytes))?;
                Ok(folder.put()?)
            }
            None => Ok(()),
        }
    }

    /// Says what is wrong in the terminal, and over the pages as they were built last.
    fn trouble(&self, failure: &Failure) {
        aside(&failure.render());
        let help = failure.hints.join("\n");
        let trouble = SiteError {
            message: failure.message.clone(),
            place: failure.place.clone(),
            help: (!help.is_empty()).then_some(help),
            excerpt: failure.excerpt.clone(),
            document: None,
            page: None,
        };
        self.shown.send_modify(|shown| shown.trouble = Some(trouble));
    }
}
