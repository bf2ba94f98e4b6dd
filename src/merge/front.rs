//! The front matter, key by key.

use super::progress::winner;
use super::sides::{Sides, Stuck};
use super::values::{Taken, changes};
use super::version::Version;

/// Merges the front matter of a base, ours and theirs.
///
/// # Errors
/// Where a value cannot be written into our version.
pub fn merge(versions: &[Version; 3], sides: &mut Sides) -> Result<(), Stuck> {
    let fronts = [0, 1, 2].map(|at| &versions[at].front);
    for change in changes(fronts, |path| winner(versions, path)) {
        sides.take(change.is_disputed, |draft| match &change.taken {
            Taken::Set(value) => draft.set(&change.path, value),
            Taken::Append(value) => draft.append(&change.path, value),
            Taken::Remove => draft.remove(&change.path),
        })?;
    }
    Ok(())
}
