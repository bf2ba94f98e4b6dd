//! A git-backed incident log and post-mortem generator.

#[macro_use]
mod registry;

pub mod audience;
pub mod command;
pub mod connect;
pub mod disk;
pub mod document;
pub mod editor;
pub mod export;
pub mod follow;
pub mod git;
pub mod import;
pub mod log;
pub mod merge;
pub mod model;
pub mod progress;
pub mod report;
pub mod respond;
pub mod review;
pub mod rules;
pub mod search;
pub mod site;
pub mod text;
pub mod verify;
