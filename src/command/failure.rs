//! Why a command could not be done: what, where, and what to do. Exit status 2.

use super::fit::message;
use crate::disk::DiskError;
use crate::git::GitError;
use crate::import::ImportError;
use crate::log::LookupError;
use crate::report::draw_excerpt;
use crate::respond::RespondError;
use crate::site::ServerError;
use crate::site::SiteError;
use crate::text::{Excerpt, printable};
use std::io;

/// One clear message.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    /// `path` or `path:line:column`.
    pub place: Option<String>,
    /// What stands there, where that helps.
    pub excerpt: Option<Box<Excerpt>>,
    pub hints: Vec<String>,
    /// What was typed before somebody stopped, as it is typed on one line.
    pub typed: Vec<String>,
    /// Whoever read our output has gone; that is no error.
    pub broken_pipe: bool,
}

impl Failure {
    /// A failure with what to do about it.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        let hints = if hint.is_empty() { Vec::new() } else { vec![hint] };
        Self { message: message.into(), place: None, excerpt: None, hints, typed: Vec::new(), broken_pipe: false }
    }

    /// A value that is missing where nobody can be asked for it.
    pub fn missing(what: &str, flag: &str) -> Self {
        Self::all_missing(&[(what, flag)])
    }

    /// Values that are missing, each with its flag.
    pub fn all_missing(values: &[(&str, &str)]) -> Self {
        let (whats, flags): (Vec<_>, Vec<_>) = values.iter().copied().unzip();
        let (are, them, they) = if values.len() == 1 { ("is", "it", "it is") } else { ("are", "them", "they are") };
        let help = format!("name {them} with {}; on a terminal, {they} asked for", listed(&flags));
        Self::new(format!("{} {are} missing", listed(&whats)), help)
    }

    /// The same, with what was typed before, to be typed no second time.
    pub fn with_typed(mut self, typed: &[String]) -> Self {
        self.typed = typed.to_vec();
        self
    }

    /// The message as it is printed on standard error.
    pub fn render(&self) -> String {
        let place = self.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        let hint = |hint: &String| format!("\n{}", message(&format!("help: {}", hint.replace('\n', "\n      ")), 6));
        let hints: String = self.hints.iter().map(hint).collect();
        let drawn = self.excerpt.as_ref().map(|excerpt| format!("\n{}", draw_excerpt(excerpt))).unwrap_or_default();
        let said = message(&format!("error: {place}{}", self.message), 2);
        let typed = if self.typed.is_empty() { "" } else { "\nhelp: what was typed: " };
        printable(&format!("{said}{drawn}{hints}{typed}{}", self.typed.join(" ")))
    }
}

/// As a sentence lists things: `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => words.concat(),
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        // "No space left on device (os error 28)": the number helps nobody.
        let why = error.to_string();
        let why = why.split(" (os error").next().unwrap_or_default();
        let message = format!("the output could not be written: {why}");
        Self { broken_pipe, ..Self::new(message, "the log itself is sound; `git status` tells whether it was changed") }
    }
}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Self {
        Self::new(error.to_string(), error.help())
    }
}

impl From<RespondError> for Failure {
    fn from(error: RespondError) -> Self {
        let (place, excerpt) = (error.place, error.excerpt);
        Self { place, excerpt, ..Self::new(error.message, error.help.unwrap_or_default()) }
    }
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Self {
        Self::new(error.message, error.help)
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self { place: error.place, ..Self::new(error.message, error.help) }
    }
}

impl From<SiteError> for Failure {
    fn from(error: SiteError) -> Self {
        let of = match (error.document, error.page) {
            (Some(document), _) => format!(", in the page of {document}"),
            (None, Some(page)) => format!(", in the page {page}"),
            (None, None) => String::new(),
        };
        let (place, excerpt) = (error.place, error.excerpt);
        Self { place, excerpt, ..Self::new(format!("{}{of}", error.message), error.help.unwrap_or_default()) }
    }
}

impl From<ServerError> for Failure {
    fn from(error: ServerError) -> Self {
        Self::new(error.to_string(), error.help())
    }
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Self {
        Self { place: Some(error.path.display().to_string()), ..Self::new(error.message, error.help) }
    }
}
