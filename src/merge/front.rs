//! The front matter, key by key.

use super::progress::winner;
use super::sides::{Sides, Stuck};
use super::values::{Taken, changes};
use super::version::Version;
use crate::document::NewValue;
use crate::git::merge_both_ways;

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
    with_comments_of_both(versions, sides)
}

/// Where the lines of both sides come together by themselves and say the same, they stand: their comments are kept too.
fn with_comments_of_both(versions: &[Version; 3], sides: &mut Sides) -> Result<(), Stuck> {
    let [base, ours, theirs] = [0, 1, 2].map(|at| versions[at].yaml());
    let [merged, disputed] = sides.texts();
    if theirs == base || theirs == ours || merged != disputed {
        return Ok(());
    }
    let [lines, other] = merge_both_ways(&base, [&ours, &theirs])?;
    let said = |text: &str| versions[1].front_of(text);
    if lines != other || said(merged)? != said(&format!("---\n{lines}\n---\n")).unwrap_or(NewValue::Null) {
        return Ok(());
    }
    sides.take(false, |draft| draft.set_front(&lines))
}
