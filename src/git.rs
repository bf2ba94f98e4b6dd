//! Layer 2: git. Where files come from (the work tree, the index or any revision), who changed them, committing,
//! pushing, and fetching.

mod address;
mod authors;
mod commit;
mod commit_changes;
mod comparison;
mod documents;
mod failure;
mod fetch;
mod health;
mod history;
#[cfg(test)]
mod history_properties;
mod hook;
mod hook_script;
mod lineage;
mod merge_driver;
mod merge_text;
mod path_commits;
mod push;
mod raw_tree;
mod rebase;
mod renames;
mod renewed;
mod repository;
mod run;
mod setting;
mod signature;
mod snapshot;
mod staged;
mod stamps;
#[cfg(test)]
mod testing;
mod tree;
mod walk;
mod work_tree;

pub use address::Address;
pub use authors::Authors;
pub use commit::{Earlier, check_committable, commit};
pub use commit_changes::{ChangeKind, FileChange};
pub use comparison::changed_lines;
pub use failure::GitError;
pub use fetch::{Depth, NotFetched, fetch, is_fetched};
pub use git2::Oid;
pub use history::{Change, History};
pub use hook::{Found, Hook, Reach};
pub use hook_script::{hook_logs, hook_script};
pub use lineage::{Deed, Lineage, Turn};
pub use merge_driver::{ATTRIBUTES_PATH, has_merge_driver, register_merge_driver, with_merge_driver};
pub use merge_text::{Markers, merge_both_ways, merge_text};
pub use path_commits::PathCommit;
pub use push::{Push, Target, Upstream};
pub use rebase::{finish_rebase, rebase, remove_scratch};
pub use renewed::{Renewed, renewed};
pub use repository::{Place, Repository};
pub use setting::{user_setting, variable_or_setting, variable_that_says};
pub use signature::Signed;
pub use snapshot::{Entry, EntryKind, MAX_DOCUMENT_BYTES, Snapshot};
pub use staged::Staged;
pub use stamps::Stamps;
pub use work_tree::LOG_PARTS;
