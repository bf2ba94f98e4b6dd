//! Tickets of a tracker, and where their addresses stand.

use serde::{Deserialize, Serialize};

/// Whether a text names a ticket: an address, or a key as trackers have them (`OPS-412`, `#412`, `team/shop#412`).
pub fn names_ticket(text: &str) -> bool {
    let text = text.trim();
    let address = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let is_named = address.map_or(text.contains(|c: char| c.is_ascii_digit()), |host| !host.is_empty());
    is_named && !text.contains(char::is_whitespace)
}

/// Where a ticket's address stands in its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// Under `root-cause`, and in the action of this title.
    RootCause { action: String },
    /// In the action of this title.
    Action { title: String },
    /// In a section of an agenda item.
    Agenda,
}

#[cfg(test)]
mod tests {
    use super::names_ticket;

    #[test]
    fn an_address_or_a_key_names_a_ticket_and_a_word_does_not() {
        for ticket in
            ["https://tracker.example/OPS-412", "http://t.example/a", "OPS-412", "#412", " team/shop#412 ", "4711"]
        {
            assert!(names_ticket(ticket), "{ticket}");
        }
        for word in ["", "none", "notaurl", "https://", "see ticket 412", "https://a.example/b c"] {
            assert!(!names_ticket(word), "{word}");
        }
    }
}
