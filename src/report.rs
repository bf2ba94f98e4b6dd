//! Layer 4: findings as text for people and machines. One format is one file, and a word in the list.

mod excerpt;
mod format;

pub use excerpt::draw_excerpt;
pub use format::{ReportFormat, RuleText, Subject};
pub use human::draw;
pub use json::finding_json;

/// The JSON Schema of what `--format json` prints.
pub const FINDINGS_SCHEMA: &str = include_str!("report/json.schema.json");

/// The JSON Schema of what `review --format json` prints; its findings are those of [`FINDINGS_SCHEMA`].
pub const REVIEW_SCHEMA: &str = include_str!("report/review.schema.json");

registry! {
    /// Every format in which findings can be printed.
    pub const FORMATS: [ReportFormat];
    human,
    json,
    sarif,
    github,
    gitlab,
}
