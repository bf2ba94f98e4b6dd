//! Layer 5: what an editor asks while somebody writes, by the Language Server Protocol. One feature is one file, and a word
//! in the list.
//!
//! The log is read once and kept; a keystroke has only the incident read anew that it is typed into, and is held against
//! what is known of the others.

mod buffer;
mod cursor;
mod desk;
mod feature;
mod findings;
mod held;
mod pointed;
mod position;
mod quoting;
mod session;
mod wire;

pub use session::{Clock, Session};
pub use wire::{Incoming, read, write};

registry! {
    /// Every question of an editor's that is answered.
    pub const FEATURES: [feature::Feature];
    completion,
    hover,
    definition,
    code_action,
}
