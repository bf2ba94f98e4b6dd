//! One of several logs by its name, as `--log NAME=PATH` has it.

use super::failure::Failure;
use crate::site::TAKEN_NAMES;
use std::path::PathBuf;

/// The longest name of a log, in characters.
const LONGEST: usize = 60;
const FORM: &str = "write it like checkout=../checkout-incidents: a name of lower-case letters, digits and dashes, `=`, and the log's folder";

/// One of several logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLog {
    pub name: String,
    /// The log's folder, or a bare repository.
    pub path: PathBuf,
}

/// `NAME=PATH` as clap reads it.
///
/// # Errors
/// Where it has no name, no path, or a name that no log can have.
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
    Ok(NamedLog { name: name.to_owned(), path: PathBuf::from(path) })
}

impl NamedLog {
    /// Why something could not be done, with the log that it could not be done for.
    pub fn failed(&self, failure: Failure) -> Failure {
        let place = failure.place.map(|place| self.path.join(place).display().to_string());
        Failure { message: format!("log {}: {}", self.name, failure.message), place, ..failure }
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
        let named = |name: &str, path: &str| Ok(NamedLog { name: name.to_owned(), path: PathBuf::from(path) });
        assert_eq!(named_log("check-out2=../a=b"), named("check-out2", "../a=b"));
        for wrong in ["", "a", "=a", "a=", "A=x", "a/b=x", "..=x", "-a=x", "a-=x", "a--b=x", "a_b=x", "é=x", "search=x"]
        {
            assert!(named_log(wrong).is_err(), "{wrong}");
        }
        assert!(named_log(&format!("{}=x", "a".repeat(LONGEST + 1))).is_err());
    }
}
