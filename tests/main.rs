//! What users see, tested whole: the built program on real files in real repositories.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests write files, start programs, and fail loudly"
)]

mod action;
mod actions;
mod agenda;
mod alike;
mod board;
mod book;
mod book_reference;
mod bounds;
mod browser;
mod build;
mod chat;
mod chat_faults;
mod chat_server;
mod committing;
mod crash;
mod dice;
mod doctor;
mod editor;
mod export;
mod faults;
mod fix;
mod formats;
mod fuzz;
mod gitlab;
mod harness;
mod help;
mod hook;
mod hook_places;
mod hostile;
mod hostile_files;
mod hostile_repository;
mod import;
mod import_bad;
mod import_exports;
mod import_guards;
mod import_told;
mod import_upptime;
mod init;
mod interleaved;
mod kills;
mod layers;
mod leak;
mod limits;
mod list;
mod look_back;
mod markdown;
mod merge;
mod merge_hostile;
mod merge_properties;
mod new;
mod note;
mod order;
mod own_pages;
mod packaging;
mod places;
mod postmortem;
mod pre_commit;
mod prism;
mod pushing;
mod resolve;
mod response;
mod review;
mod review_base;
mod review_hidden;
mod road;
mod rules;
mod same_bytes;
mod scaffolded;
mod schema;
mod self_check;
mod serve;
mod serve_hostile;
mod site_history;
mod site_swap;
mod staged;
mod suppression;
mod templates;
mod terminal;
mod together;
mod tools;
mod tracker;
mod tracker_faults;
mod tracker_server;
mod verify;
mod verify_hidden;
mod verify_merges;
mod verify_signatures;
mod writers;
mod zones;
