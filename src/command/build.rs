use super::build_logs::{self, Joined};
use super::context::{Context, Opened};
use super::failure::Failure;
use super::fetched::fetched;
use super::material::{Wanted, begin, gather};
use super::{Outcome, answer};
use crate::document::did_you_mean;
use crate::git::{Depth, Place};
use crate::log::PLAN_PATH;
use crate::model::Audience;
use crate::site;
use crate::text::printable;
use serde_json::json;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Build the static site: the incidents that its readers may see, with lists, search and a feed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The site's folder; a site that was built there before is replaced in one move
    #[arg(long, value_name = "DIR", default_value = "site")]
    out: PathBuf,
    /// Where the site will stand, for the addresses in its feed; the plan's `site.url` where it is not named
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Who will read it, public or internal; the plan's `site.audience` where it is not named
    #[arg(long, value_name = "AUDIENCE", value_parser = audience)]
    audience: Option<Audience>,
    /// Build the log as it was at this revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Build one site of several logs, each by a name and its folder in a clone, a bare repository, or a git address that is
    /// fetched; once for each. Each has its site in a folder of its name, with a first page and a search over all; an id is
    /// told as NAME/ID there
    #[arg(long = "log", value_name = "NAME=PLACE", conflicts_with = "rev")]
    logs: Vec<String>,
}

pub(super) fn audience(word: &str) -> Result<Audience, String> {
    Audience::from_word(word).ok_or_else(|| did_you_mean(word, Audience::WORDS))
}

pub(super) fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = rest.is_some_and(|rest| {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '?' | '#' | '<' | '>' | '"');
        !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(plain)
    });
    match fits {
        true => Ok(format!("{}/", text.trim_end_matches('/'))),
        false => Err("write it like https://incidents.example.org/, without `?` and `#`".to_owned()),
    }
}

/// Where the site will stand, as the plan has it.
///
/// # Errors
/// Where that is no address.
pub(super) fn planned_url(opened: &Opened) -> Result<Option<String>, Failure> {
    let planned = opened.log.plan.value.site.url.as_deref().map(|url| {
        base_url(url)
            .map_err(|help| Failure::new(format!("{PLAN_PATH} has `{url}` as site.url, which is no address"), help))
    });
    planned.transpose()
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    if !args.logs.is_empty() {
        let Args { out, base_url, audience, logs, .. } = &args;
        let logs = &fetched(logs, Depth::Whole, context)?;
        return build_logs::build(&Joined { logs, out, base_url: base_url.as_deref(), audience: *audience }, context);
    }
    let json = context.json()?;
    let place = args.rev.map_or(Place::WorkTree, Place::Revision);
    let opened = context.open(&place)?;
    let out = context.directory.join(&args.out);
    let base_url = args.base_url.map_or_else(|| planned_url(&opened), |url| Ok(Some(url)))?;
    let wanted =
        Wanted { audience: args.audience, base_url: base_url.as_deref(), now: context.now, place: &place, log: None };
    let material = gather(&opened, &wanted)?;
    // What documents say is in the material by now, and a large log is large.
    let repository = opened.repository;
    drop(opened.log);
    let progress = context.progress();
    let folder = begin(&out, &repository)?;
    let (files, pages) = (AtomicUsize::new(0), AtomicUsize::new(0));
    site::build(&material.site(&wanted), &|path, bytes| -> Result<(), Failure> {
        files.fetch_add(1, Ordering::Relaxed);
        pages.fetch_add(usize::from(site::is_page(path)), Ordering::Relaxed);
        Ok(folder.add(path, bytes)?)
    })?;
    folder.put()?;
    drop(progress);
    let (files, pages) = (files.into_inner(), pages.into_inner());
    material.warnings().iter().for_each(|warning| answer::aside(warning));
    let mut stdout = anstream::stdout().lock();
    if json {
        let left_out: Vec<_> =
            material.left_out().iter().map(|file| json!({"path": file.path, "why": file.why})).collect();
        let report = json!({
            "out": args.out,
            "audience": material.view.audience(),
            "incidents": material.view.incidents().len(),
            "pages": pages,
            "files": files,
            "left-out": left_out,
        });
        answer::print(&report)?;
    } else {
        writeln!(stdout, "built {} in {}", material.told(pages), printable(&args.out.display().to_string()))?;
        writeln!(stdout, "`incident serve` shows the site on this machine")?;
    }
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_whole_and_ends_with_a_slash() {
        assert_eq!(base_url("https://a.example"), Ok("https://a.example/".to_owned()));
        assert_eq!(base_url("http://localhost:8000/log//"), Ok("http://localhost:8000/log/".to_owned()));
        for wrong in [
            "a.example",
            "https://",
            "https:///x",
            "https://a.example/?x",
            "https://a.example/#x",
            "ftp://a",
            "https://a b/",
        ] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
