//! One site of several logs: the site of each in a folder of its name, and the pages over all of them.

use super::context::Context;
use super::failure::Failure;
use super::logs::{Surveyed, survey};
use super::material::{Wanted, gather, readers};
use super::named_log::NamedLog;
use super::{Outcome, answer};
use crate::disk::NewFolder;
use crate::git::Place;
use crate::model::Audience;
use crate::site::{self, LogPart, Logs, SiteTemplates};
use crate::text::{counted, printable};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What one site of several logs is built for.
pub struct Joined<'a> {
    pub logs: &'a [NamedLog],
    /// As it was named.
    pub out: &'a Path,
    pub base_url: Option<&'a str>,
    pub audience: Option<Audience>,
}

/// How many files were made, and how many of them are pages.
#[derive(Default)]
struct Counts {
    files: AtomicUsize,
    pages: AtomicUsize,
}

/// Builds it: one log after the other, so that the documents of one are in memory at a time.
///
/// # Errors
/// Where one of the logs cannot be built, which is named; what stood there before then stays.
pub fn build(joined: &Joined<'_>, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let out = context.directory.join(joined.out);
    let Surveyed { audience, zone } = survey(joined.logs, joined.audience, Some(&out), context)?;
    let (folder, counts) = (NewFolder::begin(&out)?, Counts::default());
    let (mut parts, mut built, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    let mut warnings = Vec::new();
    for log in joined.logs {
        let one = build_one(log, joined, audience, context, &folder, &counts, zone);
        let one = one.map_err(|failure| log.failed(failure))?;
        parts.push(one.part);
        built.push(one.told);
        left_out.extend(one.left_out);
        warnings.extend(one.warnings.iter().map(|warning| log.warning(warning)));
    }
    let templates = SiteTemplates::with(|_| None)?;
    let above = Logs::new(parts, &templates, audience, zone, joined.base_url);
    let progress = context.progress();
    site::build_over(&above, &|path, bytes| counts.add(&folder, path, bytes))?;
    folder.put()?;
    drop(progress);
    warnings.iter().for_each(|warning| answer::aside(warning));
    let (files, pages) = (counts.files.into_inner(), counts.pages.into_inner());
    let incidents = built.iter().filter_map(|log| log["incidents"].as_u64()).sum::<u64>();
    if json {
        answer::print(&json!({
            "out": joined.out,
            "audience": audience,
            "logs": built,
            "incidents": incidents,
            "pages": pages,
            "files": files,
            "left-out": left_out,
        }))?;
    } else {
        let incidents = counted(usize::try_from(incidents).unwrap_or(usize::MAX), "incident");
        let (logs, out) = (counted(joined.logs.len(), "log"), joined.out.display().to_string());
        let readers = readers(audience);
        let pages = counted(pages, "page");
        writeln!(anstream::stdout(), "built {pages} of {incidents} in {logs} {readers} in {}", printable(&out))?;
    }
    Ok(Outcome::Done)
}

/// What is told of one log once its site is made.
struct Built {
    part: LogPart,
    told: Value,
    left_out: Vec<Value>,
    warnings: Vec<String>,
}

fn build_one(
    log: &NamedLog,
    joined: &Joined<'_>,
    audience: Audience,
    context: &Context,
    folder: &NewFolder,
    counts: &Counts,
    zone: chrono_tz::Tz,
) -> Result<Built, Failure> {
    let context = context.of_log(log);
    let base_url = joined.base_url.map(|url| format!("{url}{}/", log.name));
    let place = Place::WorkTree;
    let wanted = Wanted {
        audience: Some(audience),
        base_url: base_url.as_deref(),
        now: context.now,
        place: &place,
        log: Some(&log.name),
    };
    let opened = context.open(&place)?;
    let material = gather(&opened, &wanted)?;
    drop(opened.log);
    let progress = context.progress();
    let site = material.site(&wanted);
    let pages = counts.pages.load(Ordering::Relaxed);
    let found = site::build(&site, &|path, bytes| counts.add(folder, &format!("{}/{path}", log.name), bytes))?;
    let pages = counts.pages.load(Ordering::Relaxed) - pages;
    let part = LogPart::new(&site, found, zone)?;
    drop(progress);
    let left_out = material.left_out().iter();
    Ok(Built {
        part,
        told: json!({"name": log.name, "incidents": material.view.incidents().len(), "pages": pages}),
        left_out: left_out.map(|file| json!({"log": log.name, "path": file.path, "why": file.why})).collect(),
        warnings: material.warnings(),
    })
}

impl Counts {
    fn add(&self, folder: &NewFolder, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.pages.fetch_add(usize::from(site::is_page(path)), Ordering::Relaxed);
        Ok(folder.add(path, bytes)?)
    }
}
