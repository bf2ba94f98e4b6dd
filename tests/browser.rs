//! The site in a real browser: what is read, clicked and typed there, on a desk, on a phone and on paper.
//!
//! Needs Chromium and its driver on the PATH; `tests/run.sh` installs them. Each test has a browser of its own with an
//! empty profile; the driver and the sample log's site are shared, and end with the last test that needs them.

mod colours;
mod faults;
mod live;
mod logs;
mod markdown;
mod pages;
mod scripts;
mod search;
mod session;
mod stage;
mod standards;
mod use_of_it;
