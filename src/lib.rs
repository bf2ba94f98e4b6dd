//! A git-backed incident log and post-mortem generator.

#[macro_use]
mod registry;

pub mod document;
pub mod git;
pub mod log;
pub mod model;
pub mod respond;
pub mod rules;
pub mod text;
