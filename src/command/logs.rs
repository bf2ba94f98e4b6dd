//! Several logs at once, each by a name: `--log NAME=PATH`.

use super::context::{Context, Opened};
use super::failure::Failure;
use super::material::certain;
use super::named_log::NamedLog;
use crate::git::{Place, Repository};
use crate::log::{Log, PLAN_PATH};
use crate::model::Audience;
use chrono_tz::Tz;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// One of several logs, as far as it was looked at before all of them are read.
pub struct Surveyed {
    pub repository: Repository,
    pub audience: Audience,
    pub zone: Tz,
}

/// Looks at several logs: that each is one, and another than the rest.
///
/// # Errors
/// Where one is none, cannot be read, or was named already, and where the environment names a repository for all.
pub fn opened(logs: &[NamedLog], context: &Context) -> Result<Vec<Opened>, Failure> {
    for name in ["GIT_DIR", "GIT_WORK_TREE"] {
        if std::env::var_os(name).is_some_and(|value| !value.is_empty()) {
            let message = format!("{name} names one repository, and --log names several");
            return Err(Failure::new(
                message,
                format!("begin the command with `env -u {name}`; a hook of git sets it"),
            ));
        }
    }
    let mut names = HashSet::new();
    if let Some(twice) = logs.iter().find(|log| !names.insert(&log.name)) {
        let message = format!("two logs are called `{}`", twice.name);
        return Err(Failure::new(message, "give each a name of its own: it is the log's folder and part of its ids"));
    }
    let mut seen: HashMap<PathBuf, &str> = HashMap::new();
    let mut all = Vec::new();
    for log in logs {
        let opened = look_at(log, context).map_err(|failure| log.failed(failure))?;
        let folder = folder_of(&opened.repository);
        if let Some(other) = seen.insert(folder, &log.name) {
            let message = format!("`{other}` and `{}` are the same log, in {}", log.name, log.path.display());
            return Err(Failure::new(message, "name each log once"));
        }
        all.push(opened);
    }
    Ok(all)
}

/// Looks at the plans of several logs, for a site of them.
///
/// # Errors
/// As [`opened`]; also where it is not certain who may read one, and where no audience is named and they have several.
pub fn survey(logs: &[NamedLog], named: Option<Audience>, context: &Context) -> Result<Vec<Surveyed>, Failure> {
    let mut all: Vec<Surveyed> = Vec::new();
    for (log, opened) in logs.iter().zip(opened(logs, context)?) {
        let audience = certain(&opened, named).map_err(|failure| log.failed(failure))?;
        let zone = opened.log.plan.value.time_zone;
        all.push(Surveyed { repository: opened.repository, audience, zone });
    }
    let first = all.first().map(|first| first.audience);
    if let Some((other, log)) = all.iter().zip(logs).find(|(log, _)| Some(log.audience) != first) {
        let (first, name) = (first.unwrap_or(other.audience), logs.first().map_or("", |log| log.name.as_str()));
        let message = format!(
            "by its plan `{name}` is for {first} readers and `{}` for {} ones, and one folder has the same readers",
            log.name, other.audience
        );
        return Err(Failure::new(message, "say for whom all of them are built: --audience public or internal"));
    }
    Ok(all)
}

/// Opens a log without its documents.
fn look_at(log: &NamedLog, context: &Context) -> Result<Opened, Failure> {
    let folder = context.directory.join(&log.path);
    let is_no_log = |why: String| {
        Failure::new(
            why,
            "PATH is the folder of a log in a clone, where its plan is, or a bare repository that holds one",
        )
    };
    let named = log.path.display();
    if !folder.is_dir() {
        return Err(is_no_log(format!("there is no folder {named}")));
    }
    let repository = Repository::discover(&folder).map_err(|error| is_no_log(format!("{named}: {}", error.message)))?;
    let around = folder_of(&repository);
    if canonical(&folder) != around && !(repository.is_bare() && canonical(&folder.join(".git")) == around) {
        return Err(is_no_log(format!("{named} is no log's folder; the one around it is {}", around.display())));
    }
    let place = if repository.is_bare() { Place::Revision("HEAD".to_owned()) } else { Place::WorkTree };
    let snapshot = repository.snapshot(&place)?;
    if !snapshot.contains(PLAN_PATH) && snapshot.folders().is_empty() {
        let below = repository.log_below().map(|below| format!("; there is one in {below}")).unwrap_or_default();
        return Err(is_no_log(format!("there is no log in {named}{below}")));
    }
    let plan = Log::load_folders(&snapshot, |_| false)?;
    Ok(Opened { repository, snapshot, log: plan, lock: None })
}

/// Where a log is: its folder, or the bare repository that holds it.
pub fn folder_of(repository: &Repository) -> PathBuf {
    canonical(&repository.log_root().unwrap_or_else(|| repository.git_dir().to_owned()))
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

impl Context {
    /// The circumstances of a run in one of several logs.
    pub fn of_log(&self, log: &NamedLog) -> Self {
        Self { directory: self.directory.join(&log.path), log: Some(log.clone()), ..self.clone() }
    }
}

/// The same zone in all, else UTC.
pub fn common_zone(mut zones: impl Iterator<Item = Tz>) -> Tz {
    let first = zones.next().unwrap_or(Tz::UTC);
    if zones.all(|zone| zone == first) { first } else { Tz::UTC }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_the_zone_that_all_have() {
        assert_eq!(common_zone([Tz::Europe__Paris, Tz::Europe__Paris].into_iter()), Tz::Europe__Paris);
        assert_eq!(common_zone([Tz::Europe__Paris, Tz::UTC].into_iter()), Tz::UTC);
    }
}
