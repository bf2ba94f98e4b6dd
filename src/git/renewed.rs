//! A commit after a rebase, which made another of it.

use super::failure::GitError;
use super::repository::Repository;
use git2::Commit;
use std::path::Path;

/// Behind so many commits of the branch it is not looked for.
const MOST: usize = 1000;

/// A commit of the branch that is checked out, as a rebase has renewed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// The short id that it has now.
    pub id: String,
    /// What the file had before the commit as it was, and before the one that it is now, at the path that was asked for.
    pub was: Option<String>,
    pub before: Option<String>,
}

/// What a rebase made of the commit of a short id: the newest of the branch with its words, its author and that one's time.
/// `path` is from the log's folder. `None` where the branch still has it as it was, or no such one.
///
/// # Errors
/// Where git's objects cannot be read.
pub fn renewed(repository: &Repository, id: &str, path: &str) -> Result<Option<Renewed>, GitError> {
    let git = &repository.git;
    let old = git.revparse_single(id)?.peel_to_commit()?;
    let head = git.head()?.peel_to_commit()?.id();
    if head == old.id() || git.graph_descendant_of(head, old.id())? {
        return Ok(None);
    }
    let is_same = |new: &Commit<'_>| {
        let (a, b) = (old.author(), new.author());
        old.message_bytes() == new.message_bytes()
            && (a.name_bytes(), a.email_bytes(), a.when()) == (b.name_bytes(), b.email_bytes(), b.when())
    };
    let place = repository.path_from_top(path);
    let before = |commit: &Commit<'_>| {
        let tree = commit.parent(0).and_then(|parent| parent.tree());
        let blob = tree.and_then(|tree| tree.get_path(Path::new(&place))).and_then(|entry| git.find_blob(entry.id()));
        blob.ok().and_then(|blob| String::from_utf8(blob.content().to_vec()).ok())
    };
    let mut walk = git.revwalk()?;
    walk.push(head)?;
    for found in walk.take(MOST) {
        let commit = git.find_commit(found?)?;
        if is_same(&commit) {
            let short = commit.as_object().short_id()?;
            let id = String::from_utf8_lossy(&short).into_owned();
            let (was, before) = (before(&old), before(&commit));
            return Ok(Some(Renewed { id, was, before }));
        }
    }
    Ok(None)
}
