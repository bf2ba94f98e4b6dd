//! Which incidents are meant, as `list` and `export` take it.

use crate::document::{did_you_mean, nearest};
use crate::log::Log;
use crate::model::{Incident, Status};
use crate::respond::{RespondError, find_severity};

#[derive(Debug, Default, clap::Args)]
pub struct FilterArgs {
    /// Only of this severity: an id of the plan's, its name or its number; may be repeated
    #[arg(long, short = 's', value_name = "SEVERITY")]
    severity: Vec<String>,
    /// Only of this status; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,
    /// Only those that hit this service
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Only those with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Only those of this year
    #[arg(long, value_name = "YEAR")]
    year: Option<String>,
}

fn status(word: &str) -> Result<Status, String> {
    Status::from_word(word).ok_or_else(|| did_you_mean(word, Status::WORDS))
}

/// As many are named where none is near.
const NAMED: usize = 12;

/// Refuses a word that nothing in the log has: an empty answer would say that there was no such incident.
fn check_known(what: &str, word: &str, mut known: Vec<&str>) -> Result<(), RespondError> {
    if known.iter().any(|other| other.eq_ignore_ascii_case(word)) {
        return Ok(());
    }
    known.sort_unstable();
    known.dedup();
    let more = if known.len() > NAMED { ", …" } else { "" };
    let help = match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => format!("no incident has a {what}"),
        None => format!("it has: {}{more}", known.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ")),
    };
    Err(RespondError::new(format!("the log has no {what} `{word}`"), help))
}

impl FilterArgs {
    /// The same words from elsewhere than the command line.
    ///
    /// # Errors
    /// Where a status is none.
    pub fn new(
        severity: Vec<String>,
        statuses: &[String],
        [service, tag, year]: [Option<String>; 3],
    ) -> Result<Self, String> {
        let status = statuses.iter().map(|word| status(word)).collect::<Result<_, _>>()?;
        Ok(Self { severity, status, service, tag, year })
    }

    /// Refuses what the plan alone tells to be wrong.
    ///
    /// # Errors
    /// Where the plan has no such severity, or the year is none.
    pub fn check_by_plan(&self, log: &Log) -> Result<(), RespondError> {
        self.severity.iter().try_for_each(|word| find_severity(log, word).map(drop))?;
        let is_year = |year: &String| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        match self.year.as_ref().filter(|year| !is_year(year)) {
            Some(year) => Err(RespondError::new(format!("`{year}` is no year"), "write it like 2026")),
            None => Ok(()),
        }
    }

    /// Refuses what nothing in the log has, for somebody who looks for it; to whoever exports again and again, nothing is an
    /// answer.
    ///
    /// # Errors
    /// Where neither plan nor incidents have the service, or no incident has the tag.
    pub fn check(&self, log: &Log) -> Result<(), RespondError> {
        let incidents = || log.incidents.iter().filter_map(|folder| Some(&folder.incident.as_ref()?.value));
        if let Some(name) = &self.service {
            let of_plan = log.plan.value.services.iter().map(|service| service.name.as_str());
            let of_log = incidents().flat_map(|incident| incident.services.iter().map(|service| service.name.as_str()));
            check_known("service", name, of_plan.chain(of_log).collect())?;
        }
        if let Some(tag) = &self.tag {
            check_known(
                "tag",
                tag,
                incidents().flat_map(|incident| incident.tags.iter().map(String::as_str)).collect(),
            )?;
        }
        Ok(())
    }

    /// The same with the plan's ids of the severities.
    ///
    /// # Errors
    /// Where the plan has no such severity.
    pub fn of(self, log: &Log) -> Result<Self, RespondError> {
        let severities = self.severity.iter().map(|word| Ok(find_severity(log, word)?.id.clone()));
        let severity = severities.collect::<Result<Vec<_>, RespondError>>()?;
        Ok(Self { severity, ..self })
    }

    /// Whether anything is left out.
    pub fn filters(&self) -> bool {
        !self.severity.is_empty()
            || !self.status.is_empty()
            || self.service.is_some()
            || self.tag.is_some()
            || self.year.is_some()
    }

    /// Whether an incident is meant, by its front matter and its folder's name.
    pub fn matches(&self, incident: &Incident, name: &str) -> bool {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let severity = incident.severity.as_deref().unwrap_or_default();
        (self.severity.is_empty() || self.severity.iter().any(|wanted| same(wanted, severity)))
            && (self.status.is_empty() || self.status.contains(&incident.status()))
            && self
                .service
                .as_ref()
                .is_none_or(|name| incident.services.iter().any(|service| same(&service.name, name)))
            && self.tag.as_ref().is_none_or(|wanted| incident.tags.iter().any(|tag| same(tag, wanted)))
            && self.year.as_ref().is_none_or(|year| name.starts_with(&format!("{year}-")))
    }
}
