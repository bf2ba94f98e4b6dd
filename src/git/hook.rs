//! The pre-commit hook: where git looks for it, and what stands there.

use super::failure::GitError;
use super::hook_script::{self, NAME};
use super::repository::Repository;
use git2::{ConfigLevel, ErrorCode};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The hook of a repository, as it is now.
#[derive(Clone, Debug)]
pub struct Hook {
    pub path: PathBuf,
    /// Where another hook steps aside to, and is run from.
    pub former: PathBuf,
    pub found: Found,
    pub reach: Reach,
    /// Whether it is no program that git starts but a text that a shell is given, as husky does.
    pub by_shell: bool,
}

/// What stands where the hook belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// Ours, as it was installed: its text.
    Ours(String),
    /// Ours, and changed by hand since, or no longer executable.
    Changed(String),
    /// Somebody else's.
    Other,
}

/// For whom the hook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// For this clone and its work trees.
    Clone,
    /// For everybody who gets this file from the repository.
    Everybody,
    /// For every repository of this user, whose configuration names the folder.
    User,
}

impl Hook {
    /// Whether another hook has stepped aside.
    pub fn has_former(&self) -> bool {
        // A link that leads nowhere is one all the same.
        self.former.is_symlink() || self.former.exists()
    }
}

impl Repository {
    /// The pre-commit hook, in the folder that git takes it from: `core.hooksPath`, or the one of the repository that all
    /// work trees share.
    ///
    /// # Errors
    /// Where hooks are turned off, their folder is named from a work tree and there is none, or the hook cannot be read.
    pub fn pre_commit_hook(&self) -> Result<Hook, GitError> {
        let (mut folder, is_users) = self.hooks_folder()?;
        // husky fills its own folder anew at each of its runs; from there it runs the files of the folder above.
        let by_shell = folder.ends_with("_") && folder.join("h").is_file();
        if by_shell {
            folder.pop();
        }
        let path = folder.join(NAME);
        let is_tracked = |top: &Path| path.starts_with(top) && !path.starts_with(self.git.commondir());
        let reach = match self.work_tree().is_some_and(is_tracked) {
            _ if is_users => Reach::User,
            true => Reach::Everybody,
            false => Reach::Clone,
        };
        Ok(Hook { found: found(&path)?, former: folder.join(hook_script::FORMER), path, reach, by_shell })
    }

    /// The log's folder as the hook names it, from the top.
    pub fn log_folder(&self) -> String {
        let folder = self.path_from_top("");
        if folder.is_empty() { ".".to_owned() } else { folder.trim_end_matches('/').to_owned() }
    }

    /// The folder of the hooks, and whether it is the user's for all repositories.
    fn hooks_folder(&self) -> Result<(PathBuf, bool), GitError> {
        let config = self.git.config()?.snapshot()?;
        let named = match config.get_path("core.hooksPath") {
            Ok(named) => named,
            Err(error) if error.code() == ErrorCode::NotFound => {
                return Ok((self.git.commondir().join("hooks"), false));
            }
            Err(error) => return Err(error.into()),
        };
        let where_from = "`git config --show-origin core.hooksPath` tells who says so";
        let folder = match self.work_tree() {
            Some(top) => top.join(&named),
            None if named.is_absolute() => named.clone(),
            None => {
                let message = format!("core.hooksPath is {}, which counts from a work tree", named.display());
                return Err(GitError::new(message, "run this in a work tree of this repository"));
            }
        };
        if folder.exists() && !folder.is_dir() {
            let message = format!("core.hooksPath is {}, which is no folder: hooks are turned off", named.display());
            let help = format!("{where_from}; `git config core.hooksPath FOLDER` names one");
            return Err(GitError::new(message, help));
        }
        let level = config.get_entry("core.hooksPath")?.level();
        let own = matches!(level, ConfigLevel::Local | ConfigLevel::Worktree | ConfigLevel::App);
        Ok((folder, !own))
    }
}

fn found(path: &Path) -> Result<Found, GitError> {
    match std::fs::read(path) {
        // A link that leads nowhere is somebody's all the same.
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => Ok(Found::Nothing),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Other),
        Err(error) => {
            let message = format!("the hook {} cannot be read: {error}", path.display());
            Err(GitError::new(message, "move it away, or see that you may read it"))
        }
        Ok(bytes) => Ok(String::from_utf8(bytes).map_or(Found::Other, |text| match hook_script::is_unchanged(&text) {
            Some(true) if is_executable(path) => Found::Ours(text),
            Some(_) => Found::Changed(text),
            None => Found::Other,
        })),
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}
