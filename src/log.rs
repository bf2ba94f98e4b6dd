//! Layer 3: the log as a whole, read from any place that files come from, and the part of it that is staged.

mod assembly;
mod entries;
mod extent;
mod folder;
mod images;
mod known;
mod lookup;
mod memory;
mod overview;
mod page_address;
mod part;
mod paths;
mod rest;
mod secrets;

pub use assembly::{Content, Log};
pub use entries::{IncidentEntries, incident_entries, incident_paths};
pub use extent::Extent;
pub use folder::{AgendaFile, IncidentFolder, PageFile};
pub use images::ShownImage;
pub use known::Known;
pub use lookup::{LookupError, find_name};
pub use memory::Memory;
pub use overview::{ItemOutline, Outline, Overview};
pub use page_address::{NoPlace, SITE_FOLDERS, no_place, page_folder};
pub use part::Part;
pub use paths::{Kind, PLAN_PATH, folder_of, is_document, name_of};
pub use secrets::{STARS, Secrets};
