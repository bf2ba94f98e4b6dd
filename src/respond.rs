//! Layer 4: the steps of the response plan as pure functions, from the log and a request to a set of edits.

mod actions;
mod again;
mod agenda;
mod board;
mod calendar;
mod cause;
mod change;
mod close;
mod delivered;
mod duplicate;
mod escalate;
mod failure;
mod lead;
mod message;
mod names;
mod new;
mod note;
mod postmortem;
mod reopen;
mod resolve;
mod severity;
mod step;
mod templates;
mod thread;
mod ticket;

pub use actions::{ActionItem, action_items, action_ticket, settle_action};
pub use agenda::{
    Brief, Defer, OpenItem, agenda_ticket, brief_item, coming_meeting, defer_item, early_brief, open_item,
};
pub use board::{Standing, ThreadStanding, board, standing_of};
pub use calendar::{MeetingEvent, calendar_text};
pub use cause::{CauseFound, write_down_cause};
pub use change::{ChangeEffect, PlannedChange, Staging, write_down_change, write_down_effect};
pub use close::{all_clear_owed, close, unclosed};
pub use delivered::{Sent, write_down_announced, write_down_sent};
pub use duplicate::{Withdrawn, withdraw};
pub use escalate::{Escalation, Told, escalation, misspelt_contacts, queue_message, unknown_contacts, write_down_told};
pub use failure::RespondError;
pub use lead::{Baton, pass_baton};
pub use message::{Message, escalation_message};
pub use names::told_names;
pub use new::{NewIncident, Scaffold, TITLE_LIMIT, find_severity, scaffold};
pub use note::{Note, add_note};
pub use postmortem::{NewPostmortem, instantiate};
pub use reopen::{Relapse, Reopened, reopen};
pub use resolve::{Resolution, Resolved, RootCauseFound, check_unresolved, resolve};
pub use severity::{Judged, Judgement, judge};
pub use step::{doubtful_time, incident_document, is_late, readable_document, undisputed};
pub use templates::Templates;
pub use thread::{ThreadReport, report_on_thread};
pub use ticket::{TicketText, add_ticket};
