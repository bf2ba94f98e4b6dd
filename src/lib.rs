//! A git-backed incident log and post-mortem generator.

pub mod document;
pub mod model;
pub mod text;
