//! Words that somebody types who does not know the commands, and what they are called here.

use super::Cli;
use crate::document::slip_of;
use clap::CommandFactory as _;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use std::ffi::OsString;

/// What people call a step, and how it is typed.
const GUESSED: &[(&[&str], &str)] = &[
    (&["report", "declare", "create", "start", "add"], "incident new TITLE --severity SEVERITY"),
    (&["log", "update", "comment", "write", "say"], "incident note ID TEXT"),
    (&["theory", "investigate"], "incident thread ID NAME TEXT"),
    (&["deploy", "effect"], "incident change ID TEXT"),
    (&["assign", "handover", "take", "baton"], "incident lead ID NAME"),
    (&["raise", "lower", "sev"], "incident severity ID SEVERITY --why TEXT"),
    (&["call", "page", "tell", "alert"], "incident escalate ID"),
    (&["ack", "acknowledge"], "incident escalate ID --ack NAME"),
    (&["mitigated"], "incident mitigate ID TEXT"),
    (&["fix", "fixed", "end", "done", "finish", "over", "solve", "all-clear"], "incident resolve ID"),
    (&["open", "ls", "board"], "incident status"),
    (&["find", "grep"], "incident search QUERY"),
];

/// What takes one value each time.
const REPEATED: &[&str] = &["--service", "--tag", "--link"];

/// What stands for a text in a usage.
const TEXTS: &[&str] = &["TEXT]", "TITLE]", "NAME]"];

/// What commands expect instead of a word more.
const EXPECTED: &[(&str, &str)] = &[
    ("incident new", "incident new TITLE -s SEVERITY"),
    ("incident list", "incident list --service NAME` or `incident list --status STATUS"),
];

/// The error of a command line with what was meant, where that is known.
pub fn explained(mut error: Error, arguments: &[OsString]) -> Error {
    let tip =
        match (error.kind(), given(&error, ContextKind::InvalidSubcommand), given(&error, ContextKind::InvalidArg)) {
            (ErrorKind::InvalidSubcommand, Some(word), _) => {
                let known = GUESSED.iter().find(|(words, _)| words.contains(&word.to_lowercase().as_str()));
                known.map(|(_, command)| format!("it is called `{command}` here"))
            }
            (ErrorKind::UnknownArgument, _, Some(word)) => unexpected(&usage(&error), &word, arguments),
            (ErrorKind::MissingRequiredArgument, ..) if lacks(&error, "<ID>") => {
                Some("the incident is named by a part of its id, or by @ for the newest open one".to_owned())
            }
            _ => None,
        };
    let unknown = given(&error, ContextKind::InvalidSubcommand).filter(|_| tip.is_none());
    // The parser knows no two letters the wrong way round.
    if let Some(word) = unknown
        && let Some(near) = slip_of(&word, commands_beside(&error).iter().map(String::as_str))
    {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near.to_owned()]));
    }
    if let Some(tip) = tip {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
        error.remove(ContextKind::SuggestedSubcommand);
    }
    error
}

/// The commands that there are where one was named that is none.
fn commands_beside(error: &Error) -> Vec<String> {
    let usage = usage(error);
    let cli = Cli::command();
    let mut command = &cli;
    for word in usage.split(' ').skip(1) {
        match command.get_subcommands().find(|below| below.get_name() == word) {
            Some(below) => command = below,
            None => break,
        }
    }
    command.get_subcommands().map(|below| below.get_name().to_owned()).collect()
}

/// Whether an argument is missing.
fn lacks(error: &Error, argument: &str) -> bool {
    let missing = error.get(ContextKind::InvalidArg);
    matches!(missing, Some(ContextValue::Strings(names)) if names.iter().any(|name| name == argument))
}

/// What is said of a word that a command does not take.
fn unexpected(usage: &str, word: &str, arguments: &[OsString]) -> Option<String> {
    if word.starts_with('-') {
        let is_log = usage.starts_with("incident similar") && word == "--log";
        return is_log.then(|| "`incident search --log …` looks in several logs".to_owned());
    }
    let arguments: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let at = arguments.iter().position(|argument| *argument == word)?;
    let before = |places: usize| at.checked_sub(places).and_then(|at| arguments.get(at)).copied().unwrap_or_default();
    if let Some(flag) = REPEATED.iter().find(|flag| **flag == before(2)) {
        return Some(format!("`{flag}` takes one: `{flag} {} {flag} {word}`", before(1)));
    }
    let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace) && !text.starts_with('-');
    let is_severity =
        |text: &str| text.to_lowercase().starts_with("sev") && text.ends_with(|last: char| last.is_ascii_digit());
    let takes_text = TEXTS.iter().any(|text| usage.contains(text));
    let is_text = is_word(word) && is_word(before(1)) && !is_severity(before(1)) && !is_severity(word);
    if takes_text && is_text && !before(2).starts_with('-') {
        return Some("a text of several words stands in quotes: \"search is slow\"".to_owned());
    }
    let expected = EXPECTED.iter().find(|(command, _)| usage.starts_with(command));
    expected.map(|(_, expected)| format!("it is typed `{expected}`"))
}

/// How the command is used, from its name on.
fn usage(error: &Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    usage.find("incident ").and_then(|at| usage.get(at..)).unwrap_or_default().to_owned()
}

fn given(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        _ => None,
    }
}
