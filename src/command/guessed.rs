//! Words that somebody types who does not know the commands, and what they are called here.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

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

/// The error of a command line with what was meant, where that is known.
pub fn explained(mut error: Error) -> Error {
    let tip =
        match (error.kind(), given(&error, ContextKind::InvalidSubcommand), given(&error, ContextKind::InvalidArg)) {
            (ErrorKind::InvalidSubcommand, Some(word), _) => {
                let known = GUESSED.iter().find(|(words, _)| words.contains(&word.to_lowercase().as_str()));
                known.map(|(_, command)| format!("it is called `{command}` here"))
            }
            (ErrorKind::UnknownArgument, _, Some(word)) if !word.starts_with('-') => {
                Some("a text of several words stands in quotes: \"search is slow\"".to_owned())
            }
            _ => None,
        };
    if let Some(tip) = tip {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
        error.remove(ContextKind::SuggestedSubcommand);
    }
    error
}

fn given(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        _ => None,
    }
}
