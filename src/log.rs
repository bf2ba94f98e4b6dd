//! Layer 3: the log as a whole, read from any place that files come from.

mod assembly;
mod folder;
mod lookup;

pub use assembly::{Content, Log, PLAN_PATH};
pub use folder::{AgendaFile, IncidentFolder};
pub use lookup::LookupError;
