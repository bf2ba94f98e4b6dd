//! A ticket as it goes out, whatever the tracker is.

use crate::model::Stands;
use serde::{Deserialize, Serialize};

/// The label that every ticket of ours has.
pub const LABEL: &str = "incident";

/// What is opened in a tracker, and where its address will stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ticket {
    /// The project that it is opened in, by its address.
    pub project: String,
    pub title: String,
    /// In Markdown.
    pub body: String,
    pub labels: Vec<String>,
    /// Who sees to it, by their login.
    pub assignee: Option<String>,
    /// Whether only members of the project may read it, where the tracker can have it so.
    pub confidential: bool,
    pub stands: Stands,
}

impl std::fmt::Display for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.title)?;
        writeln!(f, "Labels: {}", self.labels.join(", "))?;
        if let Some(login) = &self.assignee {
            writeln!(f, "Assignee's login: {login}")?;
        }
        if self.confidential {
            writeln!(f, "Confidential, where the tracker can have it so")?;
        }
        write!(f, "\n{}", self.body)
    }
}

/// What nobody sees of a ticket: it is found by it again.
pub(super) fn marker(key: &str) -> String {
    format!("<!-- incident: {key} -->")
}

/// Words of a document in which nothing mentions anybody or gives the tracker an order.
pub(super) fn quiet(text: &str) -> String {
    let mut quiet = String::with_capacity(text.len());
    let mut before = '\n';
    for c in text.chars() {
        // GitLab takes a line that begins with a slash as an order.
        if c == '/' && before == '\n' {
            quiet.push('\\');
        }
        quiet.push(c);
        if c == '@' && !before.is_alphanumeric() {
            quiet.push('\u{200b}');
        }
        // Blanks before it make no difference.
        if before != '\n' || !c.is_whitespace() {
            before = c;
        }
    }
    quiet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_mentioned_and_nothing_is_ordered() {
        let text = "Ask @lead or lead@shop.example.\n/close\n  /assign @lead\n(@all) a/b\n";
        let quiet = quiet(text);
        assert_eq!(
            quiet,
            "Ask @\u{200b}lead or lead@shop.example.\n\\/close\n  \\/assign @\u{200b}lead\n(@\u{200b}all) a/b\n"
        );
    }
}
