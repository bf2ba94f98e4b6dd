//! One of several logs by its name, as `--log NAME=PLACE` has it.

use super::failure::Failure;
use crate::git::Address;
use crate::site::{SiteError, TAKEN_NAMES};
use std::path::PathBuf;

/// The longest name of a log, in characters.
const LONGEST: usize = 60;
const FORM: &str = "write it like checkout=../checkout-incidents: a name of lower-case letters, digits and dashes, `=`, and the log's folder or git address";

/// One of several logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLog {
    pub name: String,
    /// The log's folder, or a bare repository.
    pub path: PathBuf,
    /// Where it is fetched from; `path` is the copy then, and nothing before there is one.
    pub address: Option<Address>,
}

/// `NAME=PLACE` as clap reads it.
///
/// # Errors
/// Where it has no name, no place, a name that no log can have, or an address that nothing is fetched from.
pub fn named_log(text: &str) -> Result<NamedLog, String> {
    let Some((name, path)) = text.split_once('=').filter(|(name, path)| !name.is_empty() && !path.is_empty()) else {
        return Err(FORM.to_owned());
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_word = !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
    if !is_word || !name.chars().all(plain) || name.len() > LONGEST {
        return Err(format!(
            "`{name}` cannot be the name of a log: it has lower-case letters, digits and single dashes between them, {LONGEST} at most"
        ));
    }
    if TAKEN_NAMES.contains(&name) {
        return Err(format!("`{name}` is a folder of the pages over all logs; give this one another name"));
    }
    let address = Address::of(path).transpose()?;
    let path = if address.is_some() { PathBuf::new() } else { PathBuf::from(path) };
    Ok(NamedLog { name: name.to_owned(), path, address })
}

impl NamedLog {
    /// Where it is, as it was named, without what is secret in that.
    pub fn told_place(&self) -> PathBuf {
        self.address.as_ref().map_or_else(|| self.path.clone(), |address| PathBuf::from(address.to_string()))
    }

    /// Why something could not be done, with the log that it could not be done for.
    pub fn failed(&self, failure: Failure) -> Failure {
        let place = failure.place.map(|place| self.told_place().join(place).display().to_string());
        Failure { message: format!("log {}: {}", self.name, failure.message), place, ..failure }
    }

    /// The same for what keeps a page from being made.
    pub fn site_failed(&self, error: SiteError) -> SiteError {
        let place = error.place.map(|place| self.told_place().join(place).display().to_string());
        SiteError { message: format!("log {}: {}", self.name, error.message), place, ..error }
    }

    /// A warning with the log that it is of.
    pub fn warning(&self, warning: &str) -> String {
        match warning.strip_prefix("warning: ") {
            Some(rest) => format!("warning: log {}: {rest}", self.name),
            None => format!("log {}: {warning}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_of_a_folder_and_of_an_address_and_leaves_the_pages_over_all_theirs() {
        let named =
            |name: &str, path: &str| Ok(NamedLog { name: name.to_owned(), path: PathBuf::from(path), address: None });
        assert_eq!(named_log("check-out2=../a=b"), named("check-out2", "../a=b"));
        assert_eq!(named_log("a=https://host/b.git").map(|log| log.told_place()), Ok("https://host/b.git".into()));
        assert!(named_log("a=ext::sh").is_err());
        for wrong in ["", "a", "=a", "a=", "A=x", "a/b=x", "..=x", "-a=x", "a-=x", "a--b=x", "a_b=x", "é=x", "search=x"]
        {
            assert!(named_log(wrong).is_err(), "{wrong}");
        }
        assert!(named_log(&format!("{}=x", "a".repeat(LONGEST + 1))).is_err());
    }
}
