//! What a server shows, gathered: the site of one log, or those of several with the pages over all of them.

use super::context::{Context, Opened};
use super::failure::Failure;
use super::logs::survey;
use super::material::{Material, Wanted, begin, gather, readers};
use super::named_log::NamedLog;
use crate::disk::NewFolder;
use crate::git::{Place, Repository};
use crate::model::{Audience, Moment};
use crate::site::{self, Leaf, LogPart, Logs, SearchDocument, Site, SiteError, SiteFile, SiteTemplates};
use crate::text::counted;
use chrono_tz::Tz;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

/// What stands here is on pages of its own.
const LOG_FOLDERS: [&str; 2] = ["incidents/", "agenda/"];

/// What is to be shown, and where it is to stand too.
pub struct Asked<'a> {
    /// None where it is the log around the folder that the command runs in.
    pub logs: &'a [NamedLog],
    pub audience: Option<Audience>,
    pub out: Option<&'a Path>,
}

/// A site that can be shown.
pub struct Gathered {
    logs: Vec<One>,
    above: Option<Above>,
    /// Of all that every page can depend on: plan, templates, pages of the team's own.
    pub frame: u64,
}

struct One {
    log: Option<NamedLog>,
    material: Material,
    repository: Repository,
}

/// What the pages over several logs take.
struct Above {
    audience: Audience,
    zone: Tz,
    templates: SiteTemplates,
}

/// What is to be found in a folder of the site.
#[derive(PartialEq)]
pub struct Searched {
    /// Empty, or a name with `/` behind it.
    folder: String,
    documents: Vec<SearchDocument>,
}

impl Gathered {
    /// # Errors
    /// Where a log cannot be read or shown; with its name, where there are several.
    pub fn of(asked: &Asked<'_>, context: &Context, now: Moment) -> Result<Self, Failure> {
        let mut hasher = DefaultHasher::new();
        if asked.logs.is_empty() {
            let one = One::of(None, asked.audience, context, now, &mut hasher)?;
            return Ok(Self { logs: vec![one], above: None, frame: hasher.finish() });
        }
        let surveyed = survey(asked.logs, asked.audience, asked.out, context)?;
        let (audience, zone) = (surveyed.audience, surveyed.zone);
        let one = |log: &NamedLog| {
            One::of(Some(log), Some(audience), &context.of_log(log), now, &mut hasher)
                .map_err(|failure| log.failed(failure))
        };
        let logs = asked.logs.iter().map(one).collect::<Result<_, Failure>>()?;
        let above = Above { audience, zone, templates: SiteTemplates::with(|_| None)? };
        Ok(Self { logs, above: Some(above), frame: hasher.finish() })
    }

    /// Begins the folder in which the site is to stand too.
    ///
    /// # Errors
    /// Where that is no place for it.
    pub fn begin(&self, out: &Path) -> Result<NewFolder, Failure> {
        match (&self.above, self.logs.first()) {
            (None, Some(one)) => begin(out, &one.repository),
            // It was looked at with the logs.
            _ => Ok(NewFolder::begin(out)?),
        }
    }

    /// The pages over all logs; `None` where there is one.
    ///
    /// # Errors
    /// Where a template of a log's own cannot be rendered.
    pub fn above(&self) -> Result<Option<Logs<'_>>, Failure> {
        let Some(Above { audience, zone, templates }) = &self.above else { return Ok(None) };
        let part = |one: &One| one.part(*zone).map_err(|error| one.failed(error));
        let parts = self.logs.iter().map(part).collect::<Result<Vec<_>, Failure>>()?;
        Ok(Some(Logs::new(parts, templates, *audience, *zone, None)))
    }

    /// Every file but what is found by, each to be made when somebody wants it.
    ///
    /// # Errors
    /// As [`site::leaves`].
    pub fn leaves<'a>(&'a self, above: Option<&'a Logs<'a>>) -> Result<Vec<Leaf<'a>>, Failure> {
        let mut leaves = above.map(Logs::leaves).unwrap_or_default();
        for one in &self.logs {
            let own = site::leaves(one.site()).map_err(|error| one.failed(error))?;
            let below = |leaf: Leaf<'a>| {
                let Some(log) = &one.log else { return leaf };
                leaf.below(&one.folder()).telling(|error| log.site_failed(error))
            };
            leaves.extend(own.into_iter().map(below));
        }
        Ok(leaves)
    }

    /// What is to be found, log by log, and in all of them.
    pub fn searched(&self, above: Option<&Logs<'_>>) -> Vec<Searched> {
        let own = self
            .logs
            .iter()
            .map(|one| Searched { folder: one.folder(), documents: site::searched(&one.material.view) });
        let all = above.map(|above| Searched { folder: String::new(), documents: above.documents().to_vec() });
        own.chain(all).collect()
    }

    /// How large it is, and for whom.
    pub fn told(&self, pages: usize) -> String {
        match (&self.above, self.logs.first()) {
            (None, Some(one)) => one.material.told(pages),
            (above, _) => {
                let incidents = self.logs.iter().map(|one| one.material.view.incidents().len()).sum();
                let (pages, incidents) = (counted(pages, "page"), counted(incidents, "incident"));
                let readers = above.as_ref().map(|above| readers(above.audience)).unwrap_or_default();
                format!("{pages} of {incidents} in {} {readers}", counted(self.logs.len(), "log"))
            }
        }
    }

    /// What is not on the site.
    pub fn warnings(&self) -> Vec<String> {
        let of = |one: &One| {
            let warnings = one.material.warnings();
            match &one.log {
                Some(log) => warnings.iter().map(|warning| log.warning(warning)).collect(),
                None => warnings,
            }
        };
        self.logs.iter().flat_map(of).collect()
    }
}

impl One {
    fn of(
        log: Option<&NamedLog>,
        audience: Option<Audience>,
        context: &Context,
        now: Moment,
        frame: &mut DefaultHasher,
    ) -> Result<Self, Failure> {
        let opened = context.open(&Place::WorkTree)?;
        // Where it is shown is not where it will stand, so its feed has addresses from the feed's own place.
        let name = log.map(|log| log.name.as_str());
        let material = gather(&opened, &Wanted { audience, base_url: None, now, place: &Place::WorkTree, log: name })?;
        hash_frame(&opened, frame);
        let one = Self { log: log.cloned(), material, repository: opened.repository };
        site::check_names(&one.site())?;
        Ok(one)
    }

    fn site(&self) -> Site<'_> {
        self.material.site_of(None, self.log.as_ref().map(|log| log.name.as_str()))
    }

    fn part(&self, zone: Tz) -> Result<LogPart, SiteError> {
        LogPart::new(&self.site(), site::searched(&self.material.view), zone)
    }

    fn folder(&self) -> String {
        self.log.as_ref().map(|log| format!("{}/", log.name)).unwrap_or_default()
    }

    fn failed(&self, error: SiteError) -> Failure {
        let failure = Failure::from(error);
        match &self.log {
            Some(log) => log.failed(failure),
            None => failure,
        }
    }
}

/// The files of all searches.
///
/// # Errors
/// Where something cannot be written as JSON.
pub fn index(searched: &[Searched]) -> Result<Vec<SiteFile>, SiteError> {
    let mut files = Vec::new();
    for Searched { folder, documents } in searched {
        let own = site::search_index(documents)?.into_iter();
        files.extend(own.map(|file| SiteFile { path: format!("{folder}{}", file.path), ..file }));
    }
    Ok(files)
}

/// The same as long as plan, templates and pages of the team's own are.
fn hash_frame(opened: &Opened, hasher: &mut DefaultHasher) {
    let is_part = |path: &str| !LOG_FOLDERS.iter().any(|folder| path.starts_with(folder));
    for entry in opened.snapshot.entries().iter().filter(|entry| is_part(&entry.path)) {
        (&entry.path, opened.snapshot.read(&entry.path).ok()).hash(hasher);
    }
}
