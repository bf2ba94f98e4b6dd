//! Logs that are named by a git address: a copy of each is kept in the user's cache, and brought up to date.

use super::answer::aside;
use super::context::Context;
use super::failure::Failure;
use super::logs::check_environment;
use super::named_log::{NamedLog, named_log};
use crate::disk;
use crate::git::{Address, Depth, NotFetched, fetch, is_fetched};
use crate::model::{Moment, format_duration, format_moment};
use etcetera::{BaseStrategy as _, choose_base_strategy};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Below the user's cache.
const COPIES: &str = "incident/logs";
/// In a copy: when it was last brought up to date, and on the next line from which address.
const FETCHED: &str = "incident-fetched";

/// Logs as `--log` names them, each with a folder: what is named by an address is fetched. Where it is not reached, the copy of an
/// earlier run stands for it, and a warning says how old that is.
///
/// # Errors
/// As [`named_log`]; where one is refused, or is not reached and was never fetched; or nothing can be kept.
pub fn fetched(named: &[String], depth: Depth, context: &Context) -> Result<Vec<NamedLog>, Failure> {
    let logs = named.iter().map(|text| named_log(text)).collect::<Result<Vec<_>, _>>()?;
    if logs.iter().all(|log| log.address.is_none()) {
        return Ok(logs);
    }
    check_environment()?;
    let copies = cache()?.join(COPIES);
    disk::make_private_folder(&copies).map_err(|error| unkept(&copies, &error))?;
    let progress = context.progress();
    let one = |log: &NamedLog| {
        let Some(address) = &log.address else { return Ok((log.clone(), None)) };
        let copy = copies.join(address.folder_name());
        let warning = brought(address, &copy, depth, context).map_err(|failure| log.failed(failure))?;
        Ok((NamedLog { path: copy, ..log.clone() }, warning.map(|warning| log.warning(&warning))))
    };
    // Somebody who is asked for a password is asked for one at a time.
    let fetched: Result<Vec<_>, Failure> =
        if context.may_ask { logs.iter().map(one).collect() } else { logs.par_iter().map(one).collect() };
    drop(progress);
    let (logs, warnings): (Vec<_>, Vec<_>) = fetched?.into_iter().unzip();
    warnings.iter().flatten().for_each(|warning| aside(warning));
    Ok(logs)
}

/// Brings a copy up to date. Gives what to warn of where it is not.
fn brought(address: &Address, copy: &Path, depth: Depth, context: &Context) -> Result<Option<String>, Failure> {
    let _lock = disk::lock_copy(&copy.with_extension("lock"))?;
    let when = copy.join(FETCHED);
    disk::remove_stale_locks(copy);
    let NotFetched { error, may_pass } = match fetch(address, copy, depth, context.may_ask) {
        Ok(()) => {
            let now = format!("{}\n{address}\n", format_moment(context.now));
            disk::write_derived(&when, now.as_bytes()).map_err(|error| unkept(&when, &error))?;
            return Ok(None);
        }
        Err(not_fetched) => not_fetched,
    };
    let noted = std::fs::read_to_string(&when).unwrap_or_default();
    let mut noted = noted.lines();
    let then = noted.next().and_then(|text| Moment::parse_from_rfc3339(text.trim()).ok());
    // A copy of another repository stands in for none.
    let is_same = noted.next() == Some(address.to_string().as_str());
    if !may_pass || !is_same || !is_fetched(copy) {
        return Err(error.into());
    }
    let age = then.map(|then| format!(", {} ago", format_duration(context.now - then))).unwrap_or_default();
    let then = then.map_or_else(|| "when it was last fetched".to_owned(), format_moment);
    let part = match depth == Depth::Whole && copy.join("shallow").is_file() {
        true => "; it is without history, so no page tells who changed it",
        false => "",
    };
    let said = error.message.replace('\n', "\n  ");
    Ok(Some(format!("warning: it is as of {then}{age}{part}: {said}")))
}

/// The user's cache, as the system has it: `XDG_CACHE_HOME`, else `~/.cache`, or what Windows keeps apart.
fn cache() -> Result<PathBuf, Failure> {
    let strategy = choose_base_strategy().map_err(|_| {
        Failure::new("there is no home folder, so what is fetched cannot be kept", "set HOME, or XDG_CACHE_HOME too")
    })?;
    Ok(strategy.cache_dir())
}

fn unkept(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("what is fetched cannot be kept in {}: {error}", path.display());
    Failure::new(message, "XDG_CACHE_HOME names another folder for it")
}
