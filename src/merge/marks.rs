//! What is not agreed on, between git's markers.

use super::Merged;
use super::sides::Sides;
use crate::git::Markers;
use similar::{DiffTag, TextDiff};

/// The lines in which the sides agree, and markers around each stretch in which they do not.
pub fn marked(sides: &Sides, markers: &Markers) -> Merged {
    let [ours, theirs] = sides.texts();
    if ours == theirs {
        return Merged { bytes: ours.as_bytes().to_vec(), has_conflicts: false };
    }
    let ending = if ours.contains("\r\n") { "\r\n" } else { "\n" };
    let marker = |sign: &str, label: &str| {
        let line = format!("{} {label}", sign.repeat(markers.size.into()));
        format!("{}{ending}", line.trim_end())
    };
    let diff = TextDiff::from_lines(ours, theirs);
    let mut text = String::with_capacity(ours.len() + 128);
    for op in diff.ops() {
        let old = lines(op.old_range().filter_map(|at| diff.old_slice(at)), ending);
        let new = lines(op.new_range().filter_map(|at| diff.new_slice(at)), ending);
        match op.tag() {
            DiffTag::Equal => text.push_str(&old),
            _ => text.extend([marker("<", &markers.ours), old, marker("=", ""), new, marker(">", &markers.theirs)]),
        }
    }
    Merged { bytes: text.into_bytes(), has_conflicts: true }
}

/// Lines on end; a marker may follow the last.
fn lines<'a>(lines: impl Iterator<Item = &'a str>, ending: &str) -> String {
    let text: String = lines.collect();
    if text.is_empty() || text.ends_with('\n') { text } else { text + ending }
}
