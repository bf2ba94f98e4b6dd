//! What is found in a history.

use crate::git::{Deed, Oid};
use crate::model::{Diagnostic, Level, Place};
use crate::text::{Source, Span};

pub(super) const CUT: &str = "cut-history";
pub(super) const DROPPED_DOCUMENT: &str = "dropped-document";
pub(super) const DROPPED_ENTRY: &str = "dropped-entry";
pub(super) const CHANGED: &str = "changed-after-the-end";
pub(super) const UNJUDGED: &str = "unjudged";
pub(super) const UNSIGNED: &str = "unsigned-commit";

/// What a kind of finding means.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    pub id: &'static str,
    /// What was found, in a sentence.
    pub summary: &'static str,
    /// Why it counts, and what settles it.
    pub why: &'static str,
}

const A_REASON: &str = "A reason is a line of the commit's message below its subject, or behind `Reason:`; a later commit \
    gives it with `Explains: COMMIT` in its message.";

/// All kinds of findings.
pub const MEANINGS: &[Meaning] = &[
    Meaning {
        id: DROPPED_DOCUMENT,
        summary: "A commit takes a document out of the log, what it said stands nowhere in the log today, and no reason is \
            given.",
        why: "What is gone from the log is gone from what the team learns by. Put the document back, or say why it went.",
    },
    Meaning {
        id: DROPPED_ENTRY,
        summary: "A commit takes an entry out of a timeline, it stands nowhere in the log today, and no reason is given.",
        why: "A timeline is worth what its readers can trust of it. Put the entry back, or say why it went.",
    },
    Meaning {
        id: CHANGED,
        summary: "A commit changes a closed incident or a published post-mortem, but for the state of its actions, and no \
            reason is given.",
        why: "Others have read it and act on it as it was. Instead of a reason in its message, an entry that the same commit \
            adds to the incident's timeline may tell why.",
    },
    Meaning {
        id: UNSIGNED,
        summary: "A commit is not signed by a key that git trusts, and comes after the plan said `verify: {signatures: \
            required}`.",
        why: "Signatures are looked at by your own git, with the programs and keys that your own configuration names; \
            nothing that the repository names is run. `git config commit.gpgSign true` signs what comes, and `git \
            verify-commit` tells more of one commit.",
    },
    Meaning {
        id: UNJUDGED,
        summary: "A text of the history cannot be read, so what was done to it cannot be judged.",
        why: "It is too large, or this clone does not have it. `git fetch --refetch --no-filter` brings what a partial clone \
            lacks; a text that is too large has to be looked at by a person, and what comes after it is held against what \
            could be read before.",
    },
    Meaning {
        id: CUT,
        summary: "This clone is shallow: what it lacks cannot be judged.",
        why: "`git fetch --unshallow` brings the rest; or --since judges what came after a commit.",
    },
];

impl Meaning {
    /// Why it counts, with what a reason is where one settles it.
    pub fn told(&self) -> String {
        let is_settled = [DROPPED_DOCUMENT, DROPPED_ENTRY, CHANGED].contains(&self.id);
        if is_settled { format!("{} {A_REASON}", self.why) } else { self.why.to_owned() }
    }
}

/// As many characters of an id are shown.
const SHORT: usize = 10;

/// One finding in the history, with the commit that did it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The id in full.
    pub commit: String,
    pub author: String,
    pub when: Option<crate::model::Moment>,
    pub subject: String,
    /// From the log's folder; the plan's for what is about no single document.
    pub path: String,
    /// The revision in whose text the place is.
    pub revision: String,
    /// Its place is in the file that git shows for `REVISION:PATH`.
    pub diagnostic: Diagnostic,
}

/// The beginning of an id, as people read it.
pub(super) fn short(id: Oid) -> String {
    id.to_string().chars().take(SHORT).collect()
}

/// Where a finding is: the revision, the path within the log, and the path from the repository's top.
pub(super) struct At<'a> {
    pub revision: String,
    pub path: &'a str,
    pub from_top: String,
}

impl At<'_> {
    /// What git calls the text.
    pub fn name(&self) -> String {
        format!("{}:{}", self.revision, self.from_top)
    }
}

/// Makes a finding; `text` is that of its place, where it has one.
pub(super) fn finding(
    rule: &'static str,
    deed: &Deed,
    at: &At<'_>,
    text: Option<(&Source, Span)>,
    message: String,
    help: String,
) -> Finding {
    let place = text.map_or_else(|| Place::file(at.name()), |(source, span)| Place::of(source, span));
    Finding {
        commit: deed.commit.to_string(),
        author: deed.author.clone(),
        when: deed.when,
        subject: deed.subject().to_owned(),
        path: at.path.to_owned(),
        revision: at.revision.clone(),
        diagnostic: Diagnostic {
            rule,
            level: Level::Error,
            place,
            message,
            help: Some(help),
            fix: Vec::new(),
            is_secret: false,
        },
    }
}
