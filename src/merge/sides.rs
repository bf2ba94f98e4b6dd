//! A merge on its way: our version with all that is agreed on, once as we and once as they decide what is not.

use crate::document::{Draft, DraftError};
use crate::git::GitError;

/// The document cannot be merged by what it means; it is merged by lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck;

impl From<DraftError> for Stuck {
    fn from(_: DraftError) -> Self {
        Self
    }
}

impl From<GitError> for Stuck {
    fn from(_: GitError) -> Self {
        Self
    }
}

/// Two texts that differ where the sides do not agree, and nowhere else.
#[derive(Clone, Debug)]
pub struct Sides {
    ours: Draft,
    theirs: Draft,
}

impl Sides {
    pub fn of(ours: Draft) -> Self {
        Self { theirs: ours.clone(), ours }
    }

    /// As we and as they would have it.
    pub fn texts(&self) -> [&str; 2] {
        [self.ours.text(), self.theirs.text()]
    }

    /// Makes an edit that is agreed on, or, where it is disputed, as they alone would have it.
    ///
    /// # Errors
    /// Where the edit cannot be made.
    pub fn take(
        &mut self,
        is_disputed: bool,
        edit: impl Fn(&mut Draft) -> Result<&mut Draft, DraftError>,
    ) -> Result<(), Stuck> {
        if is_disputed {
            edit(&mut self.theirs)?;
            return Ok(());
        }
        // Where nothing is disputed yet, one edit is both.
        let are_one = self.ours.text() == self.theirs.text();
        edit(&mut self.ours)?;
        match are_one {
            true => self.theirs = self.ours.clone(),
            false => drop(edit(&mut self.theirs)?),
        }
        Ok(())
    }

    /// Makes one edit as we and another as they would have it.
    ///
    /// # Errors
    /// Where one cannot be made.
    pub fn take_each<T: ?Sized>(
        &mut self,
        [ours, theirs]: [&T; 2],
        edit: impl Fn(&mut Draft, &T) -> Result<(), DraftError>,
    ) -> Result<(), Stuck> {
        edit(&mut self.ours, ours)?;
        edit(&mut self.theirs, theirs)?;
        Ok(())
    }
}
