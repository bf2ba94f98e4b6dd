//! Layer 2: says when the files of a log change, whoever changes them.

use notify::{PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// A change is over when nothing else changed for this long: git and editors write several files at a time.
const QUIET: Duration = Duration::from_millis(80);
/// How often files are looked at where the system tells of no changes.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Follows some of the files and folders in a folder, with all below them.
pub struct Follower {
    root: PathBuf,
    parts: &'static [&'static str],
    watcher: Box<dyn Watcher + Send>,
    changes: Receiver<()>,
}

impl Follower {
    /// Follows the parts of `root` that are named, whether they are there yet or not.
    ///
    /// # Errors
    /// Where neither the system tells of changes nor the folder can be looked at again and again.
    pub fn of(root: &Path, parts: &'static [&'static str]) -> notify::Result<Self> {
        let tell = |send| tell(send, root.to_owned(), parts);
        let looking = |send| PollWatcher::new(tell(send), notify::Config::default().with_poll_interval(LOOK_EVERY));
        let (send, changes) = channel();
        let watcher: Box<dyn Watcher + Send> =
            match RecommendedWatcher::new(tell(send.clone()), notify::Config::default()) {
                Ok(watcher) => Box::new(watcher),
                Err(_) => Box::new(looking(send)?),
            };
        let mut follower = Self { root: root.to_owned(), parts, watcher, changes };
        if follower.watch().is_err() {
            // As where the system has no more watches to give.
            let (send, changes) = channel();
            (follower.watcher, follower.changes) = (Box::new(looking(send)?), changes);
            follower.watch()?;
        }
        Ok(follower)
    }

    /// Waits until something changed and that is over; `false` where nothing did within `limit`.
    pub fn wait(&mut self, limit: Duration) -> bool {
        match self.changes.recv_timeout(limit) {
            Ok(()) => while self.changes.recv_timeout(QUIET).is_ok() {},
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(limit);
                return true;
            }
        }
        // A folder may have come, or gone and come again, as by a checkout.
        self.below().for_each(|folder| {
            let _ = self.watcher.unwatch(&folder);
        });
        let _ = self.watch();
        true
    }

    fn watch(&mut self) -> notify::Result<()> {
        self.watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for folder in self.below() {
            self.watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    fn below(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let folders: Vec<PathBuf> = self.parts.iter().map(|name| self.root.join(name)).collect();
        folders.into_iter().filter(|folder| folder.is_dir())
    }
}

fn tell(
    send: Sender<()>,
    root: PathBuf,
    parts: &'static [&'static str],
) -> impl FnMut(notify::Result<notify::Event>) + Send {
    // Beside the parts anything may come and go. A path that the system tells otherwise than it was asked is taken for
    // one of theirs, and so is a change without a path.
    let is_of_part = move |path: &PathBuf| match path.strip_prefix(&root) {
        Ok(below) => below.iter().next().is_some_and(|first| parts.iter().any(|part| first == *part)),
        Err(_) => true,
    };
    move |event| {
        let is_change = |event: notify::Event| {
            !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(&is_of_part))
        };
        if event.is_ok_and(is_change) {
            // Whoever no longer listens wants to hear no more.
            let _ = send.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods)]
    use super::*;

    #[test]
    fn a_change_is_told_in_the_folder_below_it_and_in_one_that_came_later() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mut follower = Follower::of(root, &["incidents", "incident.yaml"]).unwrap();
        let minute = Duration::from_secs(60);
        std::fs::create_dir_all(root.join("site")).unwrap();
        std::fs::write(root.join("notes"), "text").unwrap();
        std::fs::write(root.join("incident.yaml"), "name: Shop\n").unwrap();
        assert!(follower.wait(minute));
        std::fs::create_dir_all(root.join("incidents/2026")).unwrap();
        assert!(follower.wait(minute));
        std::fs::write(root.join("incidents/2026/incident.md"), "text").unwrap();
        assert!(follower.wait(minute));
        std::fs::remove_dir_all(root.join("incidents")).unwrap();
        assert!(follower.wait(minute));
        std::fs::create_dir_all(root.join("incidents/2027")).unwrap();
        assert!(follower.wait(minute));
        std::fs::write(root.join("incidents/2027/incident.md"), "text").unwrap();
        assert!(follower.wait(minute));
        assert!(!follower.wait(Duration::from_millis(1)));
    }
}
