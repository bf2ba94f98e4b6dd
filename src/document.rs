//! Layer 2: documents, from text to model and back.

pub mod body;
pub mod html;
pub mod timeline;
pub mod yaml;

mod action;
mod agenda;
mod allow;
mod bare_addresses;
mod comment;
mod comment_markdown;
mod comment_yaml;
mod compose;
mod conflict;
mod draft;
mod draft_body;
mod edit;
mod edit_block;
mod edit_body;
#[cfg(test)]
mod edit_body_properties;
#[cfg(test)]
mod edit_cases;
mod edit_entry;
mod edit_entry_change;
mod edit_flow;
#[cfg(test)]
mod edit_properties;
mod edit_remove;
#[cfg(test)]
mod edit_samples;
mod edit_section;
mod edit_sheet;
mod edit_write;
mod field;
mod fields;
mod first_lines;
mod front_matter;
mod headings;
mod images;
mod incident;
mod links;
mod nearest;
mod page;
mod passage;
mod plan;
mod plan_fields;
mod postmortem;
mod problem;
mod prose;
mod prose_holes;
mod prose_timeline;
mod reading;
mod says;
mod schema;
mod schema_values;
mod spellings;
mod step;
mod template;
mod yaml_places;

pub use action::ACTION_ORDER;
pub use agenda::AGENDA_ORDER;
pub use allow::{Allow, allows};
pub use bare_addresses::{BareAddress, bare_addresses};
pub use body::{Body, Section};
pub use comment::Reach;
pub use compose::{compose, contained};
pub use conflict::conflicts;
pub use draft::{DocumentKind, Draft, DraftError, INCIDENT_SECTIONS};
pub use edit::{EditError, NewValue, as_written, set_in_plan};
pub use edit_entry_change::written_alone;
pub use edit_section::words_of;
pub use field::{Field, Holds};
pub use first_lines::{first_line, first_lines};
pub use front_matter::{CONFLICT, CONFLICT_HELP};
pub use headings::{Heading, headings};
pub use images::{Wordless, wordless};
pub use incident::INCIDENT_ORDER;
pub use links::{Link, links};
pub use nearest::{did_you_mean, most_like, nearest, slip_of};
pub use page::PAGE as PAGE_FIELDS;
pub use passage::{HOLE, Part, Passage};
pub use plan::{DEFAULT_PLAN, zone_help};
pub use postmortem::POSTMORTEM_ORDER;
pub use problem::{Problem, ProblemKind};
pub use prose::{prose_of_body, prose_of_front};
pub use reading::{
    Document, default_plan, read_agenda, read_incident, read_page, read_plan, read_postmortem, unreadable,
};
pub use says::{says, says_at};
pub use schema::{KnownRule, SCHEMAS, Schema, Vocabulary};
pub use spellings::spellings;
pub use step::Step;
pub use template::Template;
