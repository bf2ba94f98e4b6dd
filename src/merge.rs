//! Layer 4: three versions of a document merged by what they mean, for git to call where two sides changed one.

mod front;
mod marks;
mod progress;
mod sections;
mod sides;
mod timeline;
mod values;
mod version;

#[cfg(test)]
mod cases;

use crate::git::{GitError, Markers, merge_text};
use chrono_tz::Tz;
use sides::{Sides, Stuck};
use version::{Version, kind_of};

/// What git hands to its merge driver.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Where the document stands in the repository.
    pub path: &'a str,
    /// What both sides began with; empty where both added the file.
    pub base: &'a [u8],
    pub ours: &'a [u8],
    pub theirs: &'a [u8],
    /// The zone of times without one.
    pub zone: Tz,
    pub markers: &'a Markers,
}

/// A document of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub bytes: Vec<u8>,
    /// Whether something is left to decide, between markers.
    pub has_conflicts: bool,
}

/// Merges a document of the log key by key, entry by entry and section by section, into our version of it; any other file,
/// and a document that cannot be read, by lines as git itself does.
///
/// # Errors
/// Where git cannot merge the files by lines.
pub fn merge(request: &Request<'_>) -> Result<Merged, GitError> {
    let Request { base, ours, theirs, .. } = *request;
    if ours == theirs || theirs == base {
        return Ok(Merged { bytes: ours.to_vec(), has_conflicts: false });
    }
    if ours == base {
        return Ok(Merged { bytes: theirs.to_vec(), has_conflicts: false });
    }
    if let Ok(sides) = merge_documents(request) {
        return Ok(marks::marked(&sides, request.markers));
    }
    let (bytes, has_conflicts) = merge_text(base, [ours, theirs], request.markers)?;
    Ok(Merged { bytes, has_conflicts })
}

fn merge_documents(request: &Request<'_>) -> Result<Sides, Stuck> {
    let kind = kind_of(request.path).ok_or(Stuck)?;
    let read = |bytes| Version::read(request.path, bytes, kind, request.zone);
    let versions = [read(request.base)?, read(request.ours)?, read(request.theirs)?];
    let mut sides = Sides::of(versions[1].draft());
    front::merge(&versions, &mut sides)?;
    sections::merge(&versions, &mut sides)?;
    for text in sides.texts() {
        read(text.as_bytes())?;
    }
    Ok(sides)
}
