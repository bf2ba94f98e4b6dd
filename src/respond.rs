//! Layer 4: the steps of the response plan as pure functions, from the log and a request to a set of edits.

mod agenda;
mod failure;
mod message;
mod names;
mod new;
mod note;
mod postmortem;
mod resolve;
mod templates;

pub use agenda::{Brief, Defer, OpenItem, brief_item, coming_meeting, defer_item, open_item};
pub use failure::RespondError;
pub use message::{Message, escalation_message};
pub use new::{NewIncident, Scaffold, scaffold};
pub use note::{Note, add_note};
pub use postmortem::{NewPostmortem, instantiate};
pub use resolve::{Resolution, Resolved, RootCauseFound, resolve};
pub use templates::Templates;
