//! Which incidents are meant, as `list` and `export` take it.

use crate::document::did_you_mean;
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
