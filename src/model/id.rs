//! The id of an incident: the name of its folder, `YYYY-MM-DD-slug`.

use super::time::{format_date, parse_date};
use chrono::NaiveDate;
use serde::Serialize;

/// An incident's id; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct IncidentId(String);

/// Why a folder's name is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidId {
    /// It does not start with a date that exists.
    Date,
    /// What follows the date is not a dash and lower-case words, digits and dashes.
    Slug,
}

impl IncidentId {
    /// The id for a day and a slug; `number` from 2 on tells incidents of one day and title apart.
    pub fn new(day: NaiveDate, slug: &str, number: usize) -> Self {
        let slug = if slug.is_empty() { "incident" } else { slug };
        match number {
            0 | 1 => Self(format!("{}-{slug}", format_date(day))),
            _ => Self(format!("{}-{slug}-{number}", format_date(day))),
        }
    }

    /// Reads the name of a folder.
    ///
    /// # Errors
    /// Where the name is not `YYYY-MM-DD-slug`.
    pub fn parse(name: &str) -> Result<Self, InvalidId> {
        let (date, rest) = name.split_at_checked(10).ok_or(InvalidId::Date)?;
        parse_date(date).ok_or(InvalidId::Date)?;
        let slug = rest.strip_prefix('-').ok_or(InvalidId::Slug)?;
        let well_formed = slug
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if well_formed { Ok(Self(name.to_owned())) } else { Err(InvalidId::Slug) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day on which the incident started, in the plan's zone.
    pub fn date(&self) -> NaiveDate {
        parse_date(self.0.get(..10).unwrap_or_default()).unwrap_or_default()
    }

    /// The name of the year's folder.
    pub fn year(&self) -> &str {
        self.0.get(..4).unwrap_or_default()
    }

    /// What follows the date.
    pub fn slug(&self) -> &str {
        self.0.get(11..).unwrap_or_default()
    }

    /// The incident's folder, from the log's.
    pub fn folder(&self) -> String {
        format!("incidents/{}/{}", self.year(), self.0)
    }
}

impl std::fmt::Display for IncidentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_folders_are_ids_or_say_why_not() {
        assert_eq!(
            IncidentId::parse("2023-12-20-error-500").map(|id| id.folder()),
            Ok("incidents/2023/2023-12-20-error-500".to_owned())
        );
        for (name, why) in [
            ("2023-13-20-x", InvalidId::Date),
            ("error-500", InvalidId::Date),
            ("2023-12-20", InvalidId::Slug),
            ("2023-12-20-", InvalidId::Slug),
            ("2023-12-20-Error", InvalidId::Slug),
            ("2023-12-20-a--b", InvalidId::Slug),
            ("2023-12-20-a/b", InvalidId::Slug),
        ] {
            assert_eq!(IncidentId::parse(name), Err(why), "{name}");
        }
    }
}
