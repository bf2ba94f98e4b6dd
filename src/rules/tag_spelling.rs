//! One tag in several spellings.

use super::rule::{Findings, Subject};
use crate::log::Outline;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

rule! {
    /// A tag is spelt otherwise than elsewhere in the log.
    ///
    /// ## Why
    /// A page, a filter and a count go by the tag as it is spelt, so that half of what belongs together is missing from
    /// each. Looked for are tags that differ in upper case, in what joins their words, or as one and many. What most
    /// incidents have is taken for right.
    ///
    /// ## Good
    /// ```yaml
    /// tags: [deploy]
    /// ```
    /// ## Bad
    /// ```yaml
    /// tags: [Deploy]
    /// ```
    "tag-spelling", Warn, check, fixes: true
}

/// Nobody spells one tag in more ways than this.
const MOST_SPELLINGS: usize = 20;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    let known = subject.others.incidents.iter().filter_map(Outline::known);
    known.flat_map(|known| &known.tags).for_each(|tag| *uses.entry(tag).or_default() += 1);
    // For each stem, the tags that have it and how often each is used.
    let mut spellings: HashMap<String, BTreeMap<&str, usize>> = HashMap::new();
    for (tag, count) in uses {
        spellings.entry(stem(tag)).or_default().insert(tag, count);
    }
    spellings.retain(|_, spellings| (2..=MOST_SPELLINGS).contains(&spellings.len()));
    for (_, document) in subject.incidents() {
        let mut here: HashSet<&str> = document.texts("tags").map(|(_, tag)| tag).collect();
        for (node, tag) in document.texts("tags") {
            let Some(spellings) = spellings.get(&stem(tag)) else { continue };
            // Of two that are as common, the one in the usual form.
            let same = spellings.iter().filter(|(other, _)| is_same(tag, other));
            let usual = same.max_by_key(|(tag, count)| (**count, is_plain(tag), Reverse(**tag)));
            let Some((usual, count)) = usual.filter(|(usual, _)| **usual != tag) else { continue };
            let incidents =
                if *count == 1 { "another incident has".to_owned() } else { format!("{count} incidents have") };
            let message = format!("{incidents} this tag as `{usual}`");
            let reported = findings.report(&document.source, node.span, message, format!("write `{usual}`"));
            // Another number can be another thing, and a tag that stands there already is not needed twice.
            if joined(tag) == joined(usual) && is_plain(usual) && !here.contains(usual) {
                reported.fix(node.span, *usual);
                here.insert(usual);
            }
        }
    }
}

/// A tag without upper case and what joins its words; what stands before a number stays, for `east-1` is not `east1`.
fn joined(tag: &str) -> String {
    let letters: Vec<char> = tag.to_lowercase().chars().collect();
    let is_joint = |c: &char| matches!(c, '-' | '_' | ' ');
    let kept = letters.iter().enumerate().filter_map(|(at, letter)| {
        let before_number = letters.get(at + 1).is_some_and(char::is_ascii_digit);
        match (is_joint(letter), before_number) {
            (true, true) => Some('-'),
            (true, false) => None,
            (false, _) => Some(*letter),
        }
    });
    kept.collect()
}

/// What is the same for all spellings of a tag, and perhaps for a few tags more.
fn stem(tag: &str) -> String {
    joined(tag).trim_end_matches(['s', 'e', 'i', 'y']).to_owned()
}

/// Whether two tags differ in their spelling alone.
fn is_same(tag: &str, other: &str) -> bool {
    let (tag, other) = (joined(tag), joined(other));
    tag == other || many(&tag).as_ref() == Some(&other) || many(&other).as_ref() == Some(&tag)
}

/// Several of what a word names; `None` for words that are too short to be told from others.
fn many(one: &str) -> Option<String> {
    const SHORTEST: usize = 3;
    let ends = |endings: &[&str]| endings.iter().any(|ending| one.ends_with(ending));
    let stem = one.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    let many = match stem {
        Some(stem) => format!("{stem}ies"),
        None if ends(&["s", "x", "z", "ch", "sh"]) => format!("{one}es"),
        None => format!("{one}s"),
    };
    (one.chars().count() >= SHORTEST && !["new", "window"].contains(&one)).then_some(many)
}

/// Whether a tag has the usual form, which YAML reads as it is.
fn is_plain(tag: &str) -> bool {
    tag.starts_with(|c: char| c.is_ascii_lowercase())
        && tag.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !matches!(tag, "null" | "true" | "false" | "yes" | "no")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    /// A log whose second and third incident have these tags.
    fn with_tags(first: &str, second: &str, third: &str) -> Case {
        let others = [("b", second), ("c", third)];
        let case = Case::sound().replace("tags: [deploy]", &format!("tags: [{first}]"));
        others.into_iter().fold(case, |case, (name, tags)| {
            let path = path_of(name);
            let case = case.copied(INCIDENT, &path);
            let case = case.replace_in(&path, &format!("tags: [{first}]"), &format!("tags: [{tags}]"));
            case.replace_in(&path, "title: Search is slow\nseverity: sev-2", &format!("title: {name}\nseverity: sev-3"))
        })
    }

    fn path_of(name: &str) -> String {
        format!("incidents/2026/2026-03-02-{name}/incident.md")
    }

    #[test]
    fn the_rarer_spelling_is_found_and_names_the_commoner_one() {
        for (rarer, commoner) in [
            ("Deploy", "deploy"),
            ("deploys", "deploy"),
            ("third_party", "third-party"),
            ("thirdparty", "third-party"),
            ("query", "queries"),
            ("'Cron Job'", "cron-jobs"),
            ("crash", "crashes"),
            ("caches", "cache"),
            ("process", "processes"),
            ("days", "day"),
            ("dns", "DNS"),
            ("east_1", "east-1"),
        ] {
            let case = with_tags(&format!("x, {rarer}"), commoner, commoner);
            case.clone().finds(&[&format!("{INCIDENT}:11:11 tag-spelling")]);
            case.says(&format!("2 incidents have this tag as `{commoner}`"), &format!("write `{commoner}`"));
        }
    }

    #[test]
    fn of_two_as_common_the_usual_form_is_taken_for_right() {
        let b = path_of("b");
        with_tags("deploy", "Deploy", "x").finds(&[&format!("{b}:11:8 tag-spelling")]);
        let alone = with_tags("deploy", "Deploy", "x").replace_in(&b, "tags: [Deploy]", "tags: Deploy");
        alone.finds(&[&format!("{b}:11:7 tag-spelling")]);
        with_tags("deploy", "Deploy", "x").says("another incident has this tag as `deploy`", "write `deploy`");
        with_tags("Deploy", "deploy_x", "deploy").finds(&[&format!("{INCIDENT}:11:8 tag-spelling")]);
    }

    #[test]
    fn one_and_many_are_left_to_a_person_and_no_tag_comes_to_stand_twice() {
        let fixes = |case: Case| case.run().iter().map(|finding| finding.fix.len()).collect::<Vec<_>>();
        assert_eq!(fixes(with_tags("Deploy", "deploy", "deploy")), [1]);
        assert_eq!(fixes(with_tags("deploys", "deploy", "deploy")), [0]);
        assert_eq!(fixes(with_tags("Deploy, deploy", "deploy", "deploy")), [0]);
        assert_eq!(fixes(with_tags("Deploy, DEPLOY", "deploy", "deploy")), [1, 0]);
        assert_eq!(fixes(with_tags("dns", "DNS", "DNS")), [0]);
    }

    #[test]
    fn other_words_are_other_tags() {
        with_tags("dns, windows, news", "dn, window, new", "ad, ads").finds(&[]);
        with_tags("deploy-1, api, east-1", "deploy-2, app, east1", "deployment").finds(&[]);
        with_tags("cart, plan", "carte, plane", "cards").finds(&[]);
    }
}
