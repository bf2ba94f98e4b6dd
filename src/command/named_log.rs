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

/// A log as `NAME=PLACE` names it. It is read here and not by clap, which would print a wrong one whole, with its password.
///
/// # Errors
/// Where it has no name, no place, a name that no log can have, or an address that nothing is fetched from.
pub fn named_log(text: &str) -> Result<NamedLog, Failure> {
    let formless = || Failure::new("--log names a log and its place", FORM);
    let (name, path) = text.split_once('=').ok_or_else(formless)?;
    // What stands before the sign may be a part of an address.
    if name.is_empty() || path.is_empty() || name.contains([':', '@']) {
        return Err(formless());
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_word = !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
    if !is_word || !name.chars().all(plain) || name.len() > LONGEST {
        return Err(Failure::new(
            format!("`{name}` cannot be the name of a log"),
            format!("it has lower-case letters, digits and single dashes between them, {LONGEST} at most"),
        ));
    }
    if TAKEN_NAMES.contains(&name) {
        let message = format!("`{name}` is a folder of the pages over all logs");
        return Err(Failure::new(message, "give this log another name"));
    }
    let address = Address::of(path).transpose().map_err(|why| Failure::new(format!("log {name}: {why}"), FORM))?;
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
        let named = NamedLog { name: "check-out2".to_owned(), path: "../a=b".into(), address: None };
        assert_eq!(named_log("check-out2=../a=b").unwrap(), named);
        let place = named_log("a=https://host/b.git").unwrap().told_place();
        assert_eq!(place, PathBuf::from("https://host/b.git"));
        assert!(named_log("a=ext::sh").is_err());
        for wrong in ["", "a", "=a", "a=", "A=x", "a/b=x", "..=x", "-a=x", "a-=x", "a--b=x", "a_b=x", "é=x", "search=x"]
        {
            assert!(named_log(wrong).is_err(), "{wrong}");
        }
        assert!(named_log(&format!("{}=x", "a".repeat(LONGEST + 1))).is_err());
    }
}
