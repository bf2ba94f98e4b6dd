//! Which findings a change brings: new ones on its lines, new ones elsewhere, and how many were there before.

use super::outcome::{Findings, Found, Withheld};
use super::pairs::Pairs;
use super::withheld::Veil;
use crate::git::changed_lines;
use crate::log::Log;
use crate::model::{Diagnostic, Level};
use crate::text::Source;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

/// The rule on documents that cannot be read.
const BROKEN: &str = "broken-document";

/// What tells one finding from others, however its lines have shifted.
type Key<'a> = (&'static str, String, String, &'a str);

/// Sorts the findings of the second state.
pub fn found(
    findings: Findings,
    base: &Log,
    head: &Log,
    pairs: &Pairs<'_>,
    veil: &Veil,
    withheld: &mut Withheld,
) -> Found {
    let before: HashMap<&str, &Source> = base.sources().map(|source| (source.path(), source)).collect();
    let after: HashMap<&str, &Source> = head.sources().map(|source| (source.path(), source)).collect();
    let mut known: HashMap<Key<'_>, usize> = HashMap::new();
    for finding in &findings.base {
        *known.entry(key(finding, &before, pairs.path_at_head(&finding.place.path))).or_default() += 1;
    }
    let mut changes = Changes::between(base, &after, pairs);
    // Where there are more of a kind than before, the new ones are those on changed lines.
    let (touched, untouched): (Vec<_>, Vec<_>) = findings.head.iter().partition(|finding| changes.touch(finding));
    let mut found = Found::default();
    for (on_changed_lines, some) in [(false, untouched), (true, touched)] {
        for finding in some {
            if let Some(left) =
                known.get_mut(&key(finding, &after, finding.place.path.clone())).filter(|left| **left > 0)
            {
                *left -= 1;
                found.inherited += 1;
            } else if veil.hides_path(&finding.place.path) {
                withheld.errors += usize::from(on_changed_lines && finding.level == Level::Error);
                withheld.warnings += usize::from(on_changed_lines && finding.level == Level::Warn);
            } else {
                let list = if on_changed_lines { &mut found.new } else { &mut found.elsewhere };
                list.push(veil.finding(finding.clone()));
            }
        }
    }
    found.gone = known.into_values().sum();
    found
}

fn key<'a>(finding: &Diagnostic, sources: &HashMap<&str, &'a Source>, path: String) -> Key<'a> {
    let text = sources.get(finding.place.path.as_str()).map(|source| {
        let found = source.slice(finding.place.span);
        if found.trim().is_empty() { line_around(source.text(), finding.place.span.start) } else { found }
    });
    (finding.rule, path, finding.message.clone(), text.unwrap_or_default())
}

fn line_around(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(text.len(), |end| before.len() + end);
    text.get(start..end).unwrap_or_default()
}

/// What changed in which file.
struct Changes<'a> {
    /// By path in the second state, the text before and after of each document that is in both.
    common: HashMap<String, (&'a Source, &'a Source)>,
    /// Folders that a document was taken from or put into.
    folders: HashSet<String>,
    /// Documents that have another path than before.
    moved: HashSet<String>,
    lines: HashMap<String, Vec<RangeInclusive<usize>>>,
}

impl<'a> Changes<'a> {
    fn between(base: &'a Log, after: &HashMap<&str, &'a Source>, pairs: &Pairs<'_>) -> Self {
        let (mut common, mut folders, mut moved) = (HashMap::new(), HashSet::new(), HashSet::new());
        let parent = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
        for source in base.sources() {
            let path = pairs.path_at_head(source.path());
            match after.get(path.as_str()) {
                Some(now) => {
                    if path != source.path() {
                        moved.insert(path.clone());
                    }
                    common.insert(path, (source, *now));
                }
                None => drop(folders.insert(parent(&path))),
            }
        }
        let new = after.keys().filter(|path| !common.contains_key(**path));
        folders.extend(new.map(|path| parent(path)));
        // The plan stands in no folder of its own.
        folders.remove("");
        Self { common, folders, moved, lines: HashMap::new() }
    }

    /// Whether a finding of the second state is on a line that changed, or about a document that is new, was renamed, or
    /// had another one put beside it or taken away. What is missing is found at the first line.
    fn touch(&mut self, finding: &Diagnostic) -> bool {
        let place = &finding.place;
        let folder = place.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some((before, after)) = self.common.get(&place.path) else {
            return self.folders.contains(folder);
        };
        if self.moved.contains(&place.path) || (self.folders.contains(folder) && folder.starts_with("incidents/")) {
            return true;
        }
        if before.text() == after.text() {
            return false;
        }
        // What broke a document may stand before the place where reading it failed.
        if finding.rule == BROKEN {
            return true;
        }
        let lines = self.lines.entry(place.path.clone());
        let lines = lines.or_insert_with(|| changed_lines(before.text(), after.text()));
        let (first, last) = (place.start.line, place.end.line);
        // A stretch that ends where a line begins does not reach into it.
        let last = if place.end.column == 1 && last > first { last - 1 } else { last };
        let next = lines.partition_point(|changed| *changed.end() < first);
        first == 1 || lines.get(next).is_some_and(|changed| *changed.start() <= last)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::log::Content;
    use crate::model::{Level, Moment, Place, parse_moment};
    use crate::review::withheld::Readers;
    use crate::rules;

    const PATH: &str = "incidents/2026/2026-03-02-a/incident.md";
    const OTHER: &str = "incidents/2026/2026-03-09-b/incident.md";

    fn log(files: &[(&str, &str)]) -> Log {
        let contents = files.iter().map(|(path, text)| ((*path).to_owned(), Content::Bytes(text.as_bytes().to_vec())));
        let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        Log::assemble(contents.collect(), paths, &[])
    }

    fn now() -> Moment {
        parse_moment("2026-03-03T12:00:00Z", chrono_tz::UTC, None).unwrap()
    }

    fn compare(before: &[(&str, &str)], after: &[(&str, &str)], renamed: &[(&str, &str)]) -> Found {
        let (base, head) = (log(before), log(after));
        let renamed = renamed.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        let pairs = Pairs::of(&base, &head, &renamed);
        let findings = Findings { base: rules::run(&base, now()), head: rules::run(&head, now()) };
        let veil = Veil::of(&base, &head, &pairs, &findings, Readers::Repository);
        found(findings, &base, &head, &pairs, &veil, &mut Withheld::default())
    }

    fn brief(found: &[Diagnostic]) -> Vec<String> {
        found
            .iter()
            .map(|finding| format!("{}:{} {}", finding.place.path, finding.place.start.line, finding.rule))
            .collect()
    }

    fn entry(severity: &str, words: &str) -> String {
        format!(
            "---\ntitle: Search is slow\nseverity: {severity}\nstatus: open\nstarted: 2026-03-02T09:00:00Z\n---\n\n## Summary\n{words}\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n"
        )
    }

    #[test]
    fn what_was_there_before_is_inherited_though_its_lines_have_shifted() {
        let before = entry("awful", "See [this](gone.png).");
        let after =
            format!("{}\n", before.replace("title:", "lead: Tech Lead\ntitle:").replace("See", "More words.\nSee"));
        let found = compare(&[(PATH, &before)], &[(PATH, &after)], &[]);
        assert_eq!((brief(&found.new), found.inherited, found.gone), (vec![], 2, 0));
    }

    #[test]
    fn a_second_one_of_a_kind_is_new_where_its_line_is_and_what_was_mended_is_gone() {
        let before = entry("awful", "See [this](gone.png).");
        let after = entry("sev-3", "See [this](gone.png).\nAnd [this](gone.png).");
        let found = compare(&[(PATH, &before)], &[(PATH, &after)], &[]);
        assert_eq!((brief(&found.new), found.inherited, found.gone), (vec![format!("{PATH}:10 broken-link")], 1, 1));
        assert!(found.elsewhere.is_empty());
    }

    #[test]
    fn a_line_that_was_deleted_and_a_new_document_count_as_changed() {
        let before = entry("sev-3", "Slow.");
        let after = before.replace("severity: sev-3\n", "");
        let found = compare(&[(PATH, &before)], &[(PATH, &after), (OTHER, &entry("awful", "Slow."))], &[]);
        let rules: Vec<_> = brief(&found.new);
        assert!(rules.contains(&format!("{PATH}:1 missing-field")), "{rules:?}");
        assert!(rules.contains(&format!("{OTHER}:3 unknown-severity")), "{rules:?}");
    }

    #[test]
    fn a_document_that_was_broken_is_found_wherever_reading_it_failed() {
        let before = entry("sev-3", "Slow.");
        let found = compare(&[(PATH, &before)], &[(PATH, &before.replace("title: ", "title: ["))], &[]);
        assert!(found.new.iter().any(|finding| finding.rule == BROKEN && finding.place.start.line != 2));
        assert!(found.elsewhere.is_empty());
    }

    #[test]
    fn what_a_change_brings_about_elsewhere_is_told_apart() {
        let linked = entry("sev-3", "Slow.").replace("status:", "related: [2026-03-09-b]\nstatus:");
        let other = entry("sev-3", "Slow.").replace("03-02", "03-09");
        let found = compare(&[(PATH, &linked), (OTHER, &other)], &[(PATH, &linked)], &[]);
        assert_eq!(brief(&found.elsewhere), [format!("{PATH}:4 unknown-related")]);
        assert!(found.new.is_empty());
    }

    #[test]
    fn findings_follow_a_document_that_was_renamed() {
        let to = "incidents/2026/2026-03-02-slow/incident.md";
        let before = entry("awful", "Slow.");
        let found = compare(&[(PATH, &before)], &[(to, &format!("{before}\nMore."))], &[(PATH, to)]);
        assert_eq!((brief(&found.new), found.inherited, found.gone), (vec![], 1, 0));
    }

    #[test]
    fn a_stretch_that_ends_where_a_line_begins_does_not_reach_into_it() {
        let (before, after) = (Source::new(PATH, "a\nb\nc\n"), Source::new(PATH, "a\nb\nx\n"));
        let mut changes = Changes {
            common: HashMap::from([(PATH.to_owned(), (&before, &after))]),
            folders: HashSet::new(),
            moved: HashSet::new(),
            lines: HashMap::new(),
        };
        let mut touches = |start, end| {
            let place = Place::of(&after, crate::text::Span::new(start, end));
            let message = String::new();
            changes.touch(&Diagnostic {
                rule: "r",
                level: Level::Warn,
                place,
                message,
                help: None,
                fix: Vec::new(),
                is_secret: false,
            })
        };
        assert_eq!([touches(2, 4), touches(2, 5), touches(4, 5), touches(0, 1)], [false, true, true, true]);
    }
}
