//! Layer 4: the steps of the response plan as pure functions, from the log and a request to a set of edits.

mod actions;
mod agenda;
mod board;
mod change;
mod close;
mod escalate;
mod failure;
mod lead;
mod message;
mod names;
mod new;
mod note;
mod postmortem;
mod resolve;
mod severity;
mod step;
mod templates;
mod thread;

pub use actions::{ActionItem, action_items, settle_action};
pub use agenda::{Brief, Defer, OpenItem, brief_item, coming_meeting, defer_item, open_item};
pub use board::{Standing, ThreadStanding, board, standing_of};
pub use change::{PlannedChange, Staging, write_down_change, write_down_effect};
pub use close::{close, unfinished};
pub use escalate::{Escalation, Told, escalation, write_down_told};
pub use failure::RespondError;
pub use lead::{Baton, pass_baton};
pub use message::{Message, escalation_message};
pub use new::{NewIncident, Scaffold, find_severity, scaffold};
pub use note::{Note, add_note};
pub use postmortem::{NewPostmortem, instantiate};
pub use resolve::{Resolution, Resolved, RootCauseFound, resolve};
pub use severity::{Judged, Judgement, judge};
pub use step::{doubtful_time, incident_document};
pub use templates::Templates;
pub use thread::{ThreadReport, report_on_thread};
