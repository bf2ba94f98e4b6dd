//! All that the site of a log is made of, gathered from it.

use super::context::Opened;
use super::failure::Failure;
use super::kept_history::history;
use crate::audience::{View, doubt};
use crate::disk::NewFolder;
use crate::document::Document;
use crate::git::{History, Place, Repository};
use crate::log::IncidentFolder;
use crate::model::{Audience, Moment, Place as Stretch};
use crate::rules;
use crate::site::{self, LeftOut, Site, SiteFile, SiteTemplates};
use crate::text::counted;
use std::collections::HashSet;
use std::path::Path;

/// What a site is built for.
pub(super) struct Wanted<'a> {
    pub audience: Option<Audience>,
    pub base_url: Option<&'a str>,
    /// The present.
    pub now: Moment,
    /// Up to where its history goes.
    pub place: &'a Place,
    /// Its name in a site of several logs.
    pub log: Option<&'a str>,
}

/// All that a site is made of, and what there is to tell of it.
pub(super) struct Material {
    pub view: View,
    templates: SiteTemplates,
    attachments: Vec<SiteFile>,
    as_of: Moment,
    left_out: Vec<LeftOut>,
    /// What is wrong with the team's own templates, without keeping the site from being built.
    odd: Vec<String>,
    /// Secrets in documents that are on the site, where stars stand for them.
    masked: Vec<Stretch>,
    /// Documents that are on the site and cannot be read, each with its place.
    broken: Vec<String>,
    /// Why the pages do not tell of every change.
    doubt_of_history: Option<String>,
}

/// Gathers what the site of a log is made of.
pub(super) fn gather(opened: &Opened, wanted: &Wanted<'_>) -> Result<Material, Failure> {
    let audience = certain(opened, wanted.audience)?;
    let mut masked = rules::secrets(&opened.log, wanted.now);
    let (history, doubt_of_history) = told_history(opened, wanted.place);
    let view =
        View::new(&opened.log, audience, &masked).with_history(&history).within(&opened.repository.path_from_top(""));
    masked.retain(|secret| view.shows(&secret.path));
    let snapshot = &opened.snapshot;
    let mut odd = Vec::new();
    let templates = SiteTemplates::with(|path| {
        let text = opened.text_of(path);
        if text.is_none() && snapshot.contains(path) {
            odd.push(format!("{path} is not UTF-8 text, so the built-in one holds"));
        }
        text
    })?;
    odd.extend(templates.odd().iter().cloned());
    let unknown = SiteTemplates::unknown(snapshot.entries().iter().map(|entry| entry.path.as_str()));
    odd.extend(unknown.into_iter().map(|(path, help)| format!("{path} is no template of the site: {help}")));
    let (attachments, mut left_out) = site::attached(&view, snapshot.entries(), |path| snapshot.read(path));
    let as_of = snapshot.time().unwrap_or(wanted.now);
    let images = missing_images(opened, &view, &attachments, &left_out);
    left_out.extend(images);
    left_out.extend(in_doubt(opened, &view));
    let broken = broken(opened, &view);
    Ok(Material { view, templates, attachments, as_of, left_out, odd, masked, broken, doubt_of_history })
}

/// For whom something is made: as named, else as the plan has it.
///
/// # Errors
/// Where the plan leaves in doubt what they may see.
pub(super) fn certain(opened: &Opened, named: Option<Audience>) -> Result<Audience, Failure> {
    let plan = &opened.log.plan;
    let Some(problem) = doubt(plan, named.is_some()) else { return Ok(named.unwrap_or(plan.value.site.audience)) };
    let failure = Failure::new(
        format!("{}, so it is not certain what the site may show", problem.message),
        problem.help.clone().unwrap_or_else(|| "mend the plan; `incident validate` says where it is wrong".to_owned()),
    );
    Err(Failure { place: Some(plan.told_at(problem)), ..failure })
}

/// For whom something was made, as a part of a sentence.
pub(super) fn readers(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "for the public",
        Audience::Internal => "for internal readers",
    }
}

/// Begins the folder of a site.
pub(super) fn begin(out: &Path, repository: &Repository) -> Result<NewFolder, Failure> {
    check_apart(out, repository)?;
    Ok(NewFolder::begin(out)?)
}

/// The history of the documents, with what it lacks. A site without it is better than none.
fn told_history(opened: &Opened, place: &Place) -> (History, Option<String>) {
    match history(&opened.repository, place) {
        Ok(history) if history.is_cut_off() => {
            let doubt = "this clone is shallow, so the pages do not tell of all changes; `git fetch --unshallow`";
            (history, Some(doubt.to_owned()))
        }
        Ok(history) => (history, None),
        Err(failure) => {
            (History::default(), Some(format!("the pages do not tell who changed them: {}", failure.message)))
        }
    }
}

/// The incidents and pages that are not shown because they cannot be read, and so do not say who may read of them; and
/// the pages whose names tell too much.
fn in_doubt(opened: &Opened, view: &View) -> Vec<LeftOut> {
    let shown: HashSet<&str> = view.incidents().iter().map(|incident| incident.id.as_str()).collect();
    let broken = opened.log.incidents.iter().filter(|folder| !shown.contains(folder.name.as_str()));
    let broken = broken.filter_map(|folder| broken_at(folder.incident.as_ref()?));
    let hidden = opened.log.pages.iter().filter(|page| !view.shows(page.path()));
    let pages = hidden.clone().filter_map(|page| broken_at(&page.document));
    let unread = broken.chain(pages).map(|(path, line, column, _)| LeftOut {
        path,
        why: format!(
            "it cannot be read, so it does not say who may; `incident validate` tells what is wrong at {line}:{column}"
        ),
    });
    let telling = hidden.filter(|page| view.redact(page.path()) != page.path()).map(|page| LeftOut {
        path: page.path().to_owned(),
        why: "its name tells what this site's readers may not see; rename it".into(),
    });
    unread.chain(telling).collect()
}

/// Where a document is broken, and why: path, line, column and message.
fn broken_at<T>(document: &Document<T>) -> Option<(String, usize, usize, String)> {
    let problem = document.broken()?;
    let at = document.source.position(problem.span.start);
    Some((document.source.path().to_owned(), at.line, at.column, problem.message.clone()))
}

/// The documents that are on the site and cannot be read, each with its place and, where its readers are the team, why.
fn broken(opened: &Opened, view: &View) -> Vec<String> {
    let log = &opened.log;
    let of_folder = |folder: &IncidentFolder| {
        let entry = folder.incident.as_ref().and_then(broken_at);
        entry.into_iter().chain(folder.postmortem.as_ref().and_then(broken_at)).collect::<Vec<_>>()
    };
    let found = log.incidents.iter().flat_map(of_folder);
    let found = found.chain(log.agenda.iter().filter_map(|item| broken_at(&item.document)));
    let found = found.chain(log.pages.iter().filter_map(|page| broken_at(&page.document)));
    let found = found.filter(|(path, ..)| view.shows(path));
    let told = found.map(|(path, line, column, message)| match view.audience() {
        Audience::Internal => format!("{path}:{line}:{column}: {message}; `incident validate` tells what to do"),
        Audience::Public => format!("{path}:{line}:{column}: this cannot be read; `incident validate` tells why"),
    });
    told.collect()
}

/// The images that documents on the site show, and that are not there: each once, with where it is first shown. One that
/// was left out is told of already.
fn missing_images(opened: &Opened, view: &View, attachments: &[SiteFile], left_out: &[LeftOut]) -> Vec<LeftOut> {
    let there: HashSet<&str> = attachments.iter().map(|file| file.path.as_str()).collect();
    let mut told: HashSet<&str> = left_out.iter().map(|file| file.path.as_str()).collect();
    let images = opened.log.images();
    let mut missing = Vec::new();
    for image in images.iter().filter(|image| view.shows(&image.place.path)) {
        let is_there = |path: &String| site::site_path(path).is_some_and(|path| there.contains(path.as_str()));
        let wanted = image.paths.first().filter(|_| !image.paths.iter().any(is_there));
        if let Some(path) = wanted.filter(|path| told.insert(path)) {
            let why = match opened.snapshot.contains(path) {
                true => format!("it is of no incident that the site shows, and {} shows it", image.place),
                false => format!("there is no such file, and {} shows it", image.place),
            };
            missing.push(LeftOut { path: view.redact(path), why });
        }
    }
    missing
}

/// Refuses a folder that holds the log, the repository or the folder where somebody stands: it would be replaced whole.
pub(super) fn check_apart(out: &Path, repository: &Repository) -> Result<(), Failure> {
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let out = canonical(out);
    let kept = [repository.log_root(), repository.work_tree().map(Path::to_owned), std::env::current_dir().ok()];
    let kept = kept.into_iter().flatten().chain([repository.git_dir().to_owned()]);
    match kept.map(|folder| canonical(&folder)).find(|folder| folder.starts_with(&out)) {
        Some(folder) => {
            let message = format!("the site would take the place of a folder that holds {}", folder.display());
            Err(Failure::new(message, "name a folder of its own with --out"))
        }
        None => Ok(()),
    }
}

impl Material {
    pub(super) fn site<'a>(&'a self, wanted: &Wanted<'a>) -> Site<'a> {
        self.site_of(wanted.base_url, wanted.log)
    }

    /// The same by what of it a site has.
    pub(super) fn site_of<'a>(&'a self, base_url: Option<&'a str>, log: Option<&'a str>) -> Site<'a> {
        let Self { view, templates, attachments, as_of, .. } = self;
        Site { view, templates, as_of: *as_of, base_url, attachments, log }
    }

    /// The files that are not on the site.
    pub(super) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// How large it is, and for whom.
    pub(super) fn told(&self, pages: usize) -> String {
        let readers = readers(self.view.audience());
        format!("{} of {} {readers}", counted(pages, "page"), counted(self.view.incidents().len(), "incident"))
    }

    /// What of the history is not on the site, which secrets, and which files.
    pub(super) fn warnings(&self) -> Vec<String> {
        const TOLD: usize = 10;
        let secrets = self.masked.iter();
        let secrets = secrets.map(|secret| format!("warning: {secret}: a secret is masked on the site; change it"));
        let files = self.left_out.iter().take(TOLD);
        let files = files.map(|file| format!("warning: {} is not on the site: {}", file.path, file.why));
        let more = self.left_out.len().checked_sub(TOLD).filter(|more| *more > 0);
        let more = more.map(|more| format!("warning: {more} more files are not on the site"));
        let history = self.doubt_of_history.iter().map(|doubt| format!("warning: {doubt}"));
        let broken = self.broken.iter().map(|broken| format!("warning: {broken}"));
        let odd = self.odd.iter().map(|odd| format!("warning: {odd}"));
        history.chain(odd).chain(broken).chain(secrets).chain(files).chain(more).collect()
    }
}
