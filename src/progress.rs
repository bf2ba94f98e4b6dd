//! Layer 0: how far a long piece of work has come, for whoever watches it. Nothing that is done goes by it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

static WHAT: Mutex<&str> = Mutex::new("");
static DONE: AtomicUsize = AtomicUsize::new(0);
static TOTAL: AtomicUsize = AtomicUsize::new(0);

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    pub what: &'static str,
    pub done: usize,
    /// Of how many; 0 where nobody knows.
    pub total: usize,
}

/// Says what is done from here on, and of how many parts it is; 0 where nobody knows.
pub fn begin(what: &'static str, total: usize) {
    let mut now = WHAT.lock().unwrap_or_else(PoisonError::into_inner);
    DONE.store(0, Ordering::Relaxed);
    TOTAL.store(total, Ordering::Relaxed);
    *now = what;
}

/// One part more is done.
pub fn advance() {
    DONE.fetch_add(1, Ordering::Relaxed);
}

/// How far it is.
pub fn stage() -> Stage {
    let what = *WHAT.lock().unwrap_or_else(PoisonError::into_inner);
    let total = TOTAL.load(Ordering::Relaxed);
    Stage { what, done: DONE.load(Ordering::Relaxed).min(total), total }
}
