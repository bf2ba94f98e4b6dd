//! Layer 4: the only way to a page, a feed, an index or an export. What an audience may not see is not in a [`View`],
//! so nothing that is made from one can leak it.

mod doubt;
mod history;
mod redaction;
mod view;

pub use doubt::doubt;
pub use history::{Told, ViewChange};
pub use redaction::Redaction;
pub use view::{Broken, View, ViewAgendaItem, ViewIncident, ViewPostmortem, ViewSection, is_visible};
