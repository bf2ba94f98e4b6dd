//! Upptime: a clone of its repository, whose commits say what went down and came up; or the JSON of its issues.

use super::asked::Asked;
use super::failure::{ImportError, Left};
use super::field::Field;
use super::github::issues;
use super::kind::not_this_kind;
use super::told::Told;
use super::{Found, Source, files};
use crate::document::yaml;
use crate::git::{GitError, PathCommit, Repository};
use crate::model::{Moment, Status};
use regex::Regex;
use std::sync::LazyLock;

pub const ENTRY: Source = Source {
    word: "upptime",
    about: "a clone of its repository, whole; or the JSON of its issues, as of github",
    zone: Some(chrono_tz::UTC),
    read,
};

/// The subject of a commit, and the title of an issue.
static SAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[^\p{L}\p{N}]*(?P<name>.+?) (?P<what>is down|is up|is back up|has degraded performance|performance has improved|experienced degraded performance)\b").ok()
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Down,
    Degraded,
    Up,
}

fn says(text: &str) -> Option<(String, Says)> {
    let found = SAYS.as_ref()?.captures(text)?;
    let what = match &found["what"] {
        "is down" => Says::Down,
        "is up" | "is back up" | "performance has improved" => Says::Up,
        _ => Says::Degraded,
    };
    Some((found["name"].trim().to_owned(), what))
}

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    if !asked.path.is_dir() {
        return of_issues(asked);
    }
    let history = asked.path.join("history");
    if !history.is_dir() || history.is_symlink() {
        return Err(not_this_kind(asked.path, ENTRY.word, "it has no folder `history`"));
    }
    let (sources, mut left) = files::folder(&history, &[".yml", ".yaml"])?;
    let paths: Vec<String> = sources.iter().map(|source| format!("history/{}", source.path())).collect();
    let commits = Repository::discover(asked.path).and_then(|repository| {
        let top = repository.work_tree().and_then(|top| top.canonicalize().ok());
        match top.is_some() && top == asked.path.canonicalize().ok() {
            true => repository.commits_of(&paths),
            false => Err(GitError::new("it is not the top of a repository", "")),
        }
    });
    let commits = commits.map_err(|error| {
        let help = "its outages stand in its commits: `git clone` it whole, and name the clone";
        ImportError::new(format!("this is no clone of an Upptime: {}", error.message), help)
            .at(asked.path.display().to_string())
    })?;
    let mut incidents = Vec::new();
    for source in sources {
        let path = format!("history/{}", source.path());
        let site = yaml::parse(source.text(), 0).map(|node| Field::from(&node));
        let Ok(site) = site else {
            left.push(Left::wrong(path, "it is no YAML"));
            continue;
        };
        if site.get("status").text().is_none() {
            left.push(Left::fine(path, "it has no status, and is no site's"));
            continue;
        }
        let changes = commits.get(&path).map(Vec::as_slice).unwrap_or_default();
        if changes.is_empty() {
            left.push(Left::wrong(path.clone(), "no commit tells of it; clone the repository whole, without --depth"));
        }
        outages(&path, &site, changes, &mut incidents);
    }
    Ok(Found { incidents, left })
}

/// The stretches from each commit that says down, or degraded, to the next that says up.
fn outages(path: &str, site: &Field, changes: &[PathCommit], incidents: &mut Vec<Told>) {
    let mut open: Option<Told> = None;
    for change in changes {
        let Some((name, what)) = says(&change.subject) else { continue };
        match (what, open.take()) {
            (Says::Up, Some(mut told)) => {
                told.resolved = Some(change.when);
                told.status = Some(Status::Resolved);
                told.content = format!("{} {}", told.content, change.commit);
                incidents.push(told);
            }
            (Says::Up, None) => {}
            // What was degraded and is down is one outage.
            (Says::Down, Some(mut told)) => {
                told.severity = Some("down".to_owned());
                told.title = format!("{name} is down");
                open = Some(told);
            }
            (Says::Degraded, Some(told)) => open = Some(told),
            (what, None) => open = Some(outage(path, site, &name, what, change)),
        }
    }
    incidents.extend(open.map(|told| Told { status: Some(Status::Open), ..told }));
}

fn outage(path: &str, site: &Field, name: &str, what: Says, change: &PathCommit) -> Told {
    let is_down = what == Says::Down;
    let begin: Moment = change.when;
    Told {
        id: format!("{path} {}", change.commit.get(..12).unwrap_or(&change.commit)),
        place: format!("{path}@{}", change.commit.get(..8).unwrap_or(&change.commit)),
        content: change.commit.clone(),
        title: if is_down { format!("{name} is down") } else { format!("{name} has degraded performance") },
        severity: Some(if is_down { "down" } else { "degraded" }.to_owned()),
        started: Some(begin),
        detected: Some(begin),
        services: vec![name.to_owned()],
        summary: format!(
            "{}.",
            change.subject.split(" [").next().unwrap_or_default().trim_start_matches(|c: char| !c.is_alphanumeric())
        ),
        link: site.get("url").own(),
        ..Told::default()
    }
}

fn of_issues(asked: &Asked<'_>) -> Result<Found, ImportError> {
    let mut found = issues(asked, ENTRY.word)?;
    let is_own = |told: &Told| says(&told.title).is_some();
    if !found.incidents.is_empty() && !found.incidents.iter().any(is_own) {
        return Err(not_this_kind(asked.path, ENTRY.word, "none of its issues says that something is down"));
    }
    let mut incidents = Vec::new();
    for mut told in std::mem::take(&mut found.incidents) {
        let Some((name, what)) = says(&told.title) else {
            found.left.push(Left::fine(told.place, "it does not say that something is down"));
            continue;
        };
        let title = told.title.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
        told.title = title;
        told.severity.get_or_insert_with(|| if what == Says::Degraded { "degraded" } else { "down" }.to_owned());
        told.tags.retain(|tag| tag != "status");
        if !told.services.contains(&name) {
            told.services.push(name);
        }
        incidents.push(told);
    }
    Ok(Found { incidents, ..found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_and_issues_say_what_went_down() {
        for (text, expected) in [
            ("🟥 Shop front is down (0 in 0 ms) [skip ci] [upptime]", Some(("Shop front", Says::Down))),
            ("🟩 Shop front is up (200 in 123 ms) [skip ci] [upptime]", Some(("Shop front", Says::Up))),
            ("🟨 Mail experienced degraded performance (200 in 9000 ms)", Some(("Mail", Says::Degraded))),
            ("🛑 Shop is down", Some(("Shop", Says::Down))),
            ("⚠️ Shop has degraded performance", Some(("Shop", Says::Degraded))),
            (":pencil: Update summary", None),
        ] {
            assert_eq!(says(text), expected.map(|(name, what)| (name.to_owned(), what)), "{text}");
        }
    }
}
