//! What git left in a repository of ours when it was killed.

use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Takes git's lock files out of a repository that nobody but the caller works in: with one of a git that was killed, no
/// other git goes on, ever.
pub fn remove_stale_locks(git_dir: &Path) {
    let files = WalkDir::new(git_dir).into_iter().filter_map(Result::ok).filter(|file| file.file_type().is_file());
    for lock in files.filter(|file| file.path().extension().is_some_and(|extension| extension == "lock")) {
        // Git tells of one that stays.
        let _ = fs::remove_file(lock.path());
    }
}
