//! What users see, tested whole: the built program on real files in real repositories.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests write files, start programs, and fail loudly"
)]

mod browser;
mod build;
mod crash;
mod harness;
mod layers;
mod places;
mod scaffolded;
mod serve;
mod suppression;
