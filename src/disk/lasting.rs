//! What makes a name last, once what it names is on the disk.

use std::fs;
use std::path::Path;

/// Makes the names in a folder last; not every file system can, and then they last all the same.
pub fn sync_folder(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}
