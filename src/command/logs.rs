//! Several logs at once, each by a name: `--log NAME=PLACE`.

use super::context::{Context, Opened};
use super::failure::Failure;
use super::material::{certain, check_apart};
use super::named_log::NamedLog;
use crate::git::{Place, Repository};
use crate::log::{Log, PLAN_PATH};
use crate::model::Audience;
use chrono_tz::Tz;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What is known of several logs before the first of them is read.
pub struct Surveyed {
    /// Who will read all of them.
    pub audience: Audience,
    /// What all have, else UTC.
    pub zone: Tz,
}

/// Looks at several logs, one after the other: that each is one, and another than those before. `look` gets each without
/// its documents.
///
/// # Errors
/// Where one is none, cannot be read, or was named already; where the environment names a repository for all; and where
/// `look` has one.
pub fn each<'a, T>(
    logs: &'a [NamedLog],
    context: &Context,
    mut look: impl FnMut(&'a NamedLog, Opened) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    check_environment()?;
    let mut names = HashSet::new();
    if let Some(twice) = logs.iter().find(|log| !names.insert(&log.name)) {
        let message = format!("two logs are called `{}`", twice.name);
        return Err(Failure::new(message, "give each a name of its own: it is the log's folder and part of its ids"));
    }
    let mut seen: HashMap<PathBuf, &str> = HashMap::new();
    let mut all = Vec::new();
    for log in logs {
        let opened = look_at(log, context).map_err(|failure| log.failed(failure))?;
        if let Some(other) = seen.insert(folder_of(&opened.repository), &log.name) {
            let message = format!("`{other}` and `{}` are the same log, in {}", log.name, log.told_place().display());
            return Err(Failure::new(message, "name each log once"));
        }
        all.push(look(log, opened)?);
    }
    Ok(all)
}

/// Refuses an environment that names one repository for all.
///
/// # Errors
/// Where it does.
pub fn check_environment() -> Result<(), Failure> {
    for name in ["GIT_DIR", "GIT_WORK_TREE"] {
        if std::env::var_os(name).is_some_and(|value| !value.is_empty()) {
            let message = format!("{name} names one repository, and --log names several");
            return Err(Failure::new(
                message,
                format!("begin the command with `env -u {name}`; a hook of git sets it"),
            ));
        }
    }
    Ok(())
}

/// Looks at the plans of several logs, of which a site is to be built, in a folder where one is named.
///
/// # Errors
/// As [`each`]; also where it is not certain who may read one, where no audience is named and they have several, and where
/// the folder is within a log or holds one.
pub fn survey(
    logs: &[NamedLog],
    named: Option<Audience>,
    out: Option<&Path>,
    context: &Context,
) -> Result<Surveyed, Failure> {
    let out = out.map(resolved);
    let plans = each(logs, context, |log, opened| {
        out.as_ref().map_or(Ok(()), |out| check_outside(out, &opened.repository, log))?;
        let audience = certain(&opened, named).map_err(|failure| log.failed(failure))?;
        Ok((log, audience, opened.log.plan.value.time_zone))
    })?;
    let zone = common_zone(plans.iter().map(|(.., zone)| *zone));
    let Some((first, audience, _)) = plans.first() else {
        return Err(Failure::new("no log is named", "name each with --log NAME=PLACE"));
    };
    if let Some((log, other, _)) = plans.iter().find(|(_, other, _)| other != audience) {
        let message = format!(
            "by its plan `{}` is for {audience} readers and `{}` for {other} ones, and one folder has the same readers",
            first.name, log.name
        );
        return Err(Failure::new(message, "say for whom all of them are built: --audience public or internal"));
    }
    Ok(Surveyed { audience: *audience, zone })
}

/// Refuses a folder that holds a log, or that one holds: what one log tells would be committed in another.
fn check_outside(out: &Path, repository: &Repository, log: &NamedLog) -> Result<(), Failure> {
    check_apart(out, repository)?;
    match out.starts_with(folder_of(repository)) {
        true => Err(Failure::new(
            format!("the site of all would stand in the log `{}`, where it could be committed", log.name),
            "name a folder outside the logs with --out",
        )),
        false => Ok(()),
    }
}

/// A path without links; what is not there yet stands in the nearest folder that is.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find_map(|folder| Some((folder, folder.canonicalize().ok()?)));
    let whole = there.and_then(|(folder, real)| Some(real.join(path.strip_prefix(folder).ok()?)));
    whole.unwrap_or(path)
}

/// Opens a log without its documents.
fn look_at(log: &NamedLog, context: &Context) -> Result<Opened, Failure> {
    let folder = context.directory.join(&log.path);
    let is_no_log = |why: String| {
        Failure::new(
            why,
            "a log is named by its folder in a clone, where its plan is, by a bare repository that holds one, or by a git address",
        )
    };
    let named = log.told_place();
    let named = named.display();
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
fn folder_of(repository: &Repository) -> PathBuf {
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
fn common_zone(mut zones: impl Iterator<Item = Tz>) -> Tz {
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
