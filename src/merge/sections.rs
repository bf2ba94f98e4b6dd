//! The body, section by section.

use super::sides::{Sides, Stuck};
use super::timeline;
use super::version::Version;
use crate::document::Draft;
use crate::document::body::without_comments;
use crate::git::merge_both_ways;
use std::collections::HashSet;

/// Merges the bodies of a base, ours and theirs.
///
/// # Errors
/// Where a title stands twice, or a section would swallow others.
pub fn merge(versions: &[Version; 3], sides: &mut Sides) -> Result<(), Stuck> {
    let [base, ours, theirs] = versions;
    for version in versions {
        let mut titles = HashSet::new();
        if !version.body.sections.iter().all(|section| titles.insert(section.title.to_ascii_lowercase())) {
            return Err(Stuck);
        }
    }
    let preambles = [0, 1, 2].map(|at| versions[at].words(versions[at].body.preamble));
    words(sides, None, false, &preambles)?;
    let mut behind = None;
    for section in &theirs.body.sections {
        let (title, their) = (section.title.as_str(), theirs.words(section.content));
        let was = base.content(title).map(|content| base.words(content));
        let is_new = match (ours.content(title), &was) {
            (Some(content), _) => {
                shared(versions, sides, title, was, [ours.words(content), their])?;
                behind = Some(title);
                continue;
            }
            (None, None) => true,
            (None, Some(was)) if *was == their => continue,
            (None, Some(_)) => false,
        };
        let heading = theirs.source.slice(section.heading);
        sides.take(!is_new, |draft| draft.insert_section(behind, (title, heading, &their)))?;
        if is_new {
            behind = Some(title);
        }
    }
    for section in &ours.body.sections {
        let title = section.title.as_str();
        if let (Some(was), None) = (base.content(title), theirs.content(title)) {
            let is_changed = base.words(was) != ours.words(section.content);
            sides.take(is_changed, |draft| draft.remove_section(title))?;
        }
    }
    Ok(())
}

/// A section that both sides have: the timeline by entries where it can be, any other by lines.
fn shared(
    versions: &[Version; 3],
    sides: &mut Sides,
    title: &str,
    was: Option<String>,
    [our, their]: [String; 2],
) -> Result<(), Stuck> {
    if title.eq_ignore_ascii_case("Timeline") {
        let mut merged = sides.clone();
        if timeline::merge(versions, &mut merged).is_ok() {
            *sides = merged;
            return Ok(());
        }
    }
    words(sides, Some(title), was.is_none(), &[was.unwrap_or_default(), our, their])
}

/// The words under a heading, or above the first one; whether both sides began the section.
fn words(
    sides: &mut Sides,
    title: Option<&str>,
    is_new: bool,
    [base, ours, theirs]: &[String; 3],
) -> Result<(), Stuck> {
    // Of a document that both made from a template, the prompts give way to words.
    let gives_way = |words: &str| is_new && without_comments(words).is_empty();
    if theirs == ours || theirs == base || gives_way(theirs) {
        return Ok(());
    }
    let merged = match ours == base || gives_way(ours) {
        true => [theirs.clone(), theirs.clone()],
        false => merge_both_ways(base, [ours, theirs])?,
    };
    let set = |draft: &mut Draft, words: &str| draft.set_words(title, words).map(drop);
    sides.take_each([merged[0].as_str(), merged[1].as_str()], set)
}
