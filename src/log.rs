//! Layer 3: the log as a whole, read from any place that files come from, and the part of it that is staged.

mod assembly;
mod folder;
mod known;
mod lookup;
mod memory;
mod overview;
mod part;
mod paths;
mod secrets;

pub use assembly::{Content, Log};
pub use folder::{AgendaFile, IncidentFolder};
pub use known::Known;
pub use lookup::LookupError;
pub use memory::Memory;
pub use overview::{ItemOutline, Outline, Overview};
pub use part::Part;
pub use paths::PLAN_PATH;
pub use secrets::{STARS, Secrets};
