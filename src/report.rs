//! Layer 4: findings as text for people and machines. One format is one file, and a word in the list.

mod format;

pub use format::{ReportFormat, Subject};

registry! {
    /// Every format in which findings can be printed.
    pub const FORMATS: [ReportFormat];
    human,
    json,
}
