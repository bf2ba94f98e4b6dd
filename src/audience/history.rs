//! Who changed an incident's documents when, as its audience may see it.

use super::redaction::Redaction;
use crate::git::{Change, ChangeKind};
use crate::model::{Audience, Moment};
use regex::Regex;
use std::sync::LazyLock;

/// A commit that changed documents of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewChange {
    pub when: Moment,
    pub kind: ChangeKind,
    /// Who made it and why; the public does not see it.
    pub told: Option<Told>,
}

/// What a commit says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub commit: String,
    pub author: String,
    /// None where the commit changed other documents too, which may be hidden ones.
    pub subject: Option<String>,
}

static MAIL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<?([\w.+%-]+)@[\w-]+(?:\.[\w-]+)+>?").ok());

/// The changes as an audience may see them.
pub(super) fn changes(changes: &[Change], audience: Audience, redaction: &Redaction) -> Vec<ViewChange> {
    let told = |change: &Change| Told {
        commit: change.commit.clone(),
        author: without_mail(&redaction.text(&change.author)),
        subject: (!change.has_others).then(|| without_mail(&redaction.text(&change.subject))),
    };
    let seen = |change: &Change| ViewChange {
        when: change.when,
        kind: change.files.first().map_or(ChangeKind::Edited, |file| file.kind),
        told: (audience == Audience::Internal).then(|| told(change)),
    };
    changes.iter().map(seen).collect()
}

/// Of a mail address, what stands before its host.
fn without_mail(text: &str) -> String {
    MAIL.as_ref().map_or_else(String::new, |mail| mail.replace_all(text, "$1").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mail_address_is_in_what_is_told() {
        for (text, told) in [
            ("ops@log.example", "ops"),
            ("Tell <first.last+x@mail.log.example> of it", "Tell first.last+x of it"),
            ("@channel is told", "@channel is told"),
        ] {
            assert_eq!(without_mail(text), told);
        }
    }
}
