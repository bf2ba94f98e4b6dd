//! Layer 4: whether the history of a log is whole. Every commit is judged by what it made of the documents, and by its word
//! on why.

mod before;
mod facts;
mod finding;
mod judge;
mod message;
mod signed;
mod standing;
mod unjudged;

pub use finding::{Finding, MEANINGS, Meaning};
pub use judge::{Verdict, verify};
