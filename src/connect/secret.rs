//! Words that give power to whoever has them. They come from the environment or from a command that the user's own
//! configuration of git names, never from a file of the repository, and are shown to nobody.
#![expect(clippy::disallowed_methods, reason = "the user's own command is asked for the secret")]

use crate::git::{user_setting, variable_or_setting, variable_that_says};
use std::process::{Command, Stdio};

/// A token, a password, or an address that is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a word to itself from here on.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The word itself, for the request alone.
    pub(super) fn whole(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Whether a secret can be had, without asking for it.
pub fn is_set(variable: &str, setting: &str) -> bool {
    variable_or_setting(variable, setting).is_some()
}

fn named(variable: &str) -> Option<Secret> {
    variable_that_says(variable).map(Secret::new)
}

/// The secret of a variable of the environment, else the first line of what a command says that the user's configuration
/// of git names; `None` where neither is set.
///
/// # Errors
/// What is wrong with the command. Nothing of what it printed is in it.
pub fn secret(variable: &str, setting: &str) -> Result<Option<Secret>, String> {
    if let Some(word) = named(variable) {
        return Ok(Some(word));
    }
    let Some(command) = user_setting(setting) else { return Ok(None) };
    // It may ask for a password on the terminal.
    let ran = Command::new("sh").arg("-c").arg(command).stdin(Stdio::inherit()).stderr(Stdio::inherit()).output();
    let ran = ran.map_err(|error| format!("the command of {setting} cannot be started: {}", error.kind()))?;
    let said = String::from_utf8_lossy(&ran.stdout);
    match said.lines().next().map(str::trim) {
        _ if !ran.status.success() => Err(format!("the command of {setting} failed")),
        Some(word) if !word.is_empty() => Ok(Some(Secret::new(word))),
        _ => Err(format!("the command of {setting} printed nothing")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_stars() {
        assert_eq!(format!("{:?}", Some(Secret::new("xoxb-1"))), "Some(***)");
    }
}
