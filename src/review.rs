//! Layer 5: what a change to the log means, for those who review it: two logs in, one review out, in several forms.

mod actions;
mod agenda;
mod change;
mod checklist;
mod comparison;
mod document;
mod entry;
mod escape;
mod findings;
mod human;
mod json;
mod judges;
mod markdown;
mod outcome;
mod pairs;
mod past;
mod plan;
mod postmortem;
mod told;
mod withheld;

pub use change::{Change, Part};
pub use comparison::{Comparison, review};
pub use human::human;
pub use json::json;
pub use markdown::{MARKER, markdown};
pub use outcome::{Fate, Found, IncidentReview, Measured, Review, Withheld};
pub use told::{Ends, told};
pub use withheld::Readers;
