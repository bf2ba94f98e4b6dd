//! Layer 2: the only writer. Several files are written all or none, over nothing that changed meanwhile; a folder is
//! swapped in one move.
#![expect(clippy::disallowed_methods, reason = "this is the only writer of files")]

mod append;
mod failure;
mod fault;
mod folder;
mod fresh;
mod hook;
mod journal;
mod lasting;
mod lock;
mod spool;
mod stale;
mod step;
mod write;

pub use append::append;
pub use failure::DiskError;
pub use fault::point as fault_point;
pub use folder::{NewFolder, SITE_MARKER};
pub use fresh::Fresh;
pub use hook::{put_program, take_program};
pub use lock::{Lock, SharedLock, finish_interrupted, lock, lock_copy, lock_derived, lock_hooks, lock_outbox};
pub use spool::{forget, keep, keep_new};
pub use stale::remove_stale_locks;
pub use write::{Write, make_derived_folder, make_private_folder, remove_derived_folder, write_all, write_derived};
