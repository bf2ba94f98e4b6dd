//! Layer 4: the only way to a page, a feed, an index or an export. What an audience may not see is not in a [`View`],
//! so nothing that is made from one can leak it.

mod broken;
mod doubt;
mod history;
mod page;
mod redaction;
mod section;
mod view;

pub use broken::Broken;
pub use doubt::doubt;
pub use history::{Told, ViewChange};
pub use page::{ViewPage, is_page_visible};
pub use redaction::Redaction;
pub use section::ViewSection;
pub use view::{View, ViewAgendaItem, ViewIncident, ViewPostmortem, is_visible};
