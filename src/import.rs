//! Layer 4: other logs brought in. One kind of source is one file, and a word in the list.

mod actions;
mod arrival;
mod asked;
mod clock;
mod failure;
mod field;
mod fields;
mod files;
mod html;
mod json;
mod kind;
mod links;
mod making;
mod mapping;
mod page;
mod prose;
mod rows;
mod seal;
mod sections;
mod severity_said;
mod timeline;
mod told;
mod words;
mod zone;

pub use arrival::{Arrival, Arrived, ArrivedFile, Import, bring_in};
pub use asked::{Asked, Met};
pub use clock::Clock;
pub use failure::{ImportError, Left};
pub use files::file;
pub use mapping::Mapping;
pub use told::{Note, NoteKind, Told};

use chrono_tz::Tz;

/// One kind of source.
#[derive(Clone, Copy)]
pub struct Source {
    pub word: &'static str,
    /// What stands at its path.
    pub about: &'static str,
    /// The zone of its times without one, where it is always the same.
    pub zone: Option<Tz>,
    pub read: fn(&Asked<'_>) -> Result<Found, ImportError>,
}

/// What was found at a path.
#[derive(Debug, Default)]
pub struct Found {
    pub incidents: Vec<Told>,
    /// What of it does not come in.
    pub left: Vec<Left>,
}

registry! {
    /// Every kind of source.
    pub const SOURCES: [Source];
    cstate,
    csv,
    github,
    jira,
    markdown,
    pagerduty,
    statuspage,
    upptime,
}
