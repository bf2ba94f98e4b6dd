//! Applies the fixes of findings until none is left that can be applied.

use super::run;
use crate::log::Log;
use crate::model::{Diagnostic, Edit, Mended, Moment};
use crate::text::Source;
use std::collections::{BTreeMap, HashMap};

/// What fixing came to.
pub struct Fixed {
    /// The log as it is with the new texts.
    pub log: Log,
    /// What is found in it.
    pub left: Vec<Diagnostic>,
    pub mended: Vec<Mended>,
    /// By path, each document that changed: its text before and after.
    pub texts: Texts,
}

/// By path, each document that changed: its text before and after.
type Texts = BTreeMap<String, (String, String)>;

/// One fix can uncover another, but no document has so many layers.
const MOST_ROUNDS: usize = 10;

/// Applies every fix of a finding that is wanted; `read` gives the log with other texts in the place of some.
///
/// # Errors
/// Where `read` has one.
pub fn fix<E>(
    log: Log,
    now: Moment,
    wanted: impl Fn(&Diagnostic) -> bool,
    mut read: impl FnMut(&Texts) -> Result<Log, E>,
) -> Result<Fixed, E> {
    let found = run(&log, now);
    fix_found((log, found), wanted, |texts| {
        let log = read(texts)?;
        let found = run(&log, now);
        Ok((log, found))
    })
}

/// The same for a log, or a part of one, in which it is known what is found; `look` gives it with other texts in the place
/// of some, and what is found then.
///
/// # Errors
/// Where `look` has one.
pub fn fix_found<E>(
    (mut log, mut left): (Log, Vec<Diagnostic>),
    wanted: impl Fn(&Diagnostic) -> bool,
    mut look: impl FnMut(&Texts) -> Result<(Log, Vec<Diagnostic>), E>,
) -> Result<Fixed, E> {
    let (mut texts, mut mended) = (Texts::new(), Vec::new());
    for _ in 0..MOST_ROUNDS {
        let fixable = left.iter().filter(|finding| !finding.fix.is_empty() && wanted(finding));
        let (done, changed) = apply(fixable, &log);
        if done.is_empty() {
            break;
        }
        for (path, before, after) in changed {
            texts.entry(path).or_insert((before, String::new())).1 = after;
        }
        mended.extend(done);
        (log, left) = look(&texts)?;
    }
    Ok(Fixed { log, left, mended, texts })
}

/// Applies as many fixes as do not touch each other, each whole or not at all; gives what was mended, and the path and
/// text before and after of each document.
fn apply<'a>(
    findings: impl Iterator<Item = &'a Diagnostic>,
    log: &Log,
) -> (Vec<Mended>, Vec<(String, String, String)>) {
    let sources: HashMap<&str, &Source> = log.sources().map(|source| (source.path(), source)).collect();
    let (mut mended, mut by_path) = (Vec::new(), BTreeMap::<&str, Vec<&Edit>>::new());
    for finding in findings {
        let Some(source) = sources.get(finding.place.path.as_str()) else { continue };
        let taken = by_path.entry(source.path()).or_default();
        let touches = |edit: &Edit| {
            let span = edit.place.span;
            taken.iter().any(|other| span.start <= other.place.span.end && other.place.span.start <= span.end)
        };
        if !finding.fix.iter().any(touches) {
            mended.push(Mended { finding: finding.clone(), what: what_fix_does(finding, source) });
            taken.extend(&finding.fix);
        }
    }
    let changed = by_path.into_iter().filter(|(_, edits)| !edits.is_empty()).filter_map(|(path, mut edits)| {
        let before = sources.get(path)?.text();
        edits.sort_by_key(|edit| edit.place.span);
        let mut after = before.to_owned();
        for edit in edits.iter().rev() {
            after.replace_range(edit.place.span.range(), &edit.text);
        }
        Some((path.to_owned(), before.to_owned(), after))
    });
    (mended, changed.collect())
}

/// What the fix of a finding makes of its document, in words.
pub fn what_fix_does(finding: &Diagnostic, source: &Source) -> String {
    finding.fix.iter().map(|edit| in_words(edit, source)).collect::<Vec<_>>().join(", ")
}

fn in_words(edit: &Edit, source: &Source) -> String {
    let (before, after) = (source.slice(edit.place.span).trim(), edit.text.trim());
    match (before.is_empty(), after.is_empty()) {
        (true, _) => format!("added `{after}`"),
        (_, true) => format!("removed `{before}`"),
        _ => format!("`{before}` is now `{after}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{Case, INCIDENT, PLAN};
    use crate::rules::{RULES, Rule, examples};
    use std::convert::Infallible;

    /// A case with all its fixes applied.
    fn fixed(case: &Case) -> Fixed {
        let read = |texts: &BTreeMap<String, (String, String)>| {
            let with = |case: Case, (path, (_, after)): (&String, &(String, String))| case.file(path, after.as_str());
            Ok::<_, Infallible>(texts.iter().fold(case.clone(), with).log())
        };
        match fix(case.log(), case.now(), |_| true, read) {
            Ok(fixed) => fixed,
            Err(never) => match never {},
        }
    }

    fn with_texts(case: &Case, fixed: &Fixed) -> Case {
        fixed.texts.iter().fold(case.clone(), |case, (path, (_, after))| case.file(path, after.as_str()))
    }

    fn has_fix(rule: &Rule, case: &Case) -> bool {
        case.run().iter().any(|finding| finding.rule == rule.id && !finding.fix.is_empty())
    }

    #[test]
    fn a_rule_says_of_itself_whether_it_fixes_and_the_fix_of_its_bad_example_mends_it_for_good() {
        for rule in RULES {
            let [_, bad] = examples::cases(rule);
            assert_eq!(has_fix(rule, &bad), rule.fixes, "{}: is its bad example one that it fixes?", rule.id);
            if rule.fixes {
                let first = fixed(&bad);
                let fixable = first.left.iter().filter(|finding| !finding.fix.is_empty()).collect::<Vec<_>>();
                assert!(fixable.is_empty() && !first.mended.is_empty(), "{}: {fixable:#?}", rule.id);
                let again = fixed(&with_texts(&bad, &first));
                assert!(again.texts.is_empty() && again.mended.is_empty(), "{}", rule.id);
            }
        }
    }

    #[test]
    fn all_fixes_of_a_document_are_applied_and_nothing_else_changes() {
        let case = Case::sound()
            .replace("tags: [deploy]", "tagz: [deploy]  # why")
            .replace("severity: sev-2", "severity: \"2\"")
            .replace("status: resolved", "status: resolvd")
            .file(PLAN, "name: Test\nrules: {broken-links: off, misplaced-agenda-itm: warn}\n");
        let fixed = fixed(&case);
        let expected = Case::sound().replace("tags: [deploy]", "tags: [deploy]  # why");
        assert_eq!(fixed.texts[INCIDENT].1, expected.text(INCIDENT));
        assert_eq!(fixed.texts[PLAN].1, "name: Test\nrules: {broken-link: off, misplaced-agenda-item: warn}\n");
        assert_eq!(fixed.left, []);
        let told: Vec<_> = fixed.mended.iter().map(|mended| mended.what.as_str()).collect();
        assert_eq!(
            told,
            [
                "`broken-links` is now `broken-link`",
                "`misplaced-agenda-itm` is now `misplaced-agenda-item`",
                "`\"2\"` is now `sev-2`",
                "`resolvd` is now `resolved`",
                "`tagz` is now `tags`",
            ]
        );
    }

    #[test]
    fn what_could_be_meant_otherwise_or_would_not_be_read_is_left_to_a_person() {
        for (from, to) in [
            ("severity: sev-2", "severity: sev-9"),
            ("tags: [deploy]", "tag: [deploy]\ntags: [deploy]"),
            ("war-room:", "resolver: On-call Engineer\nwar-room:"),
            ("tags: [deploy]", "visibility: pubic"),
            ("related: []", "related: [2026-03-02-search-is-slow-1]"),
        ] {
            let case = Case::sound().replace(from, to);
            assert!(!case.run().is_empty(), "{to}");
            assert!(fixed(&case).texts.is_empty(), "{to}");
        }
    }

    #[test]
    fn fixes_that_touch_are_applied_one_after_the_other() {
        let comment = "<!-- incident: allow broken-lnk because x --><!-- incident: alow broken-link because x -->";
        let case = Case::sound().replace("Rebuild", &format!("{comment} Rebuild"));
        let fixed = fixed(&case);
        assert_eq!(fixed.left, []);
        assert!(fixed.texts[INCIDENT].1.contains("## Solution\n Rebuild"), "{}", fixed.texts[INCIDENT].1);
    }
}
