//! What a commit's message says of why.

use regex::Regex;
use std::sync::LazyLock;

/// What others are told by, and no reason.
const NO_REASON: &[&str] = &[
    "acked-by:",
    "cc:",
    "change-id:",
    "co-authored-by:",
    "explains:",
    "git-svn-id:",
    "helped-by:",
    "reported-by:",
    "reviewed-by:",
    "signed-off-by:",
    "suggested-by:",
    "tested-by:",
    "(cherry picked from commit",
    "this reverts commit",
    // The second line of a merge's revert.
    "changes made to ",
    "#",
];

/// How git begins the message of `git merge --squash`.
const SQUASH: &str = "Squashed commit of the following:";

#[expect(clippy::unwrap_used, reason = "the patterns are sound, as tests see")]
static EXPLAINS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?mi)^explains:[ \t]*([0-9a-f]{7,40})[ \t]*\r?$").unwrap());

#[expect(clippy::unwrap_used, reason = "the patterns are sound, as tests see")]
static TRAILER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[A-Za-z-]+:(\s|$)").unwrap());

/// Whether a message tells more than a subject, who was there and what git or its hosts write by themselves: a reason, be
/// it in words or behind `Reason:`.
pub fn has_reason(message: &str) -> bool {
    let lines: Vec<&str> = message.lines().map(str::trim_end).skip_while(|line| line.is_empty()).collect();
    let Some((title, body)) = lines.split_first() else { return false };
    let own = own_lines(title, body);
    if own.iter().filter_map(|line| behind_reason(line)).any(|reason| reason.contains(char::is_alphanumeric)) {
        return true;
    }
    let said: Vec<&str> = own.into_iter().filter(|line| is_said(line)).collect();
    let is_more = |words: &str| !words.is_empty() && !words_of(title).contains(words);
    // Line by line, or as a whole, it may say the title once more.
    is_more(&words_of(&said.join(" "))) && said.iter().any(|line| is_more(&words_of(line)))
}

/// The lines of a body that nothing but a person writes.
fn own_lines<'a>(title: &str, body: &[&'a str]) -> Vec<&'a str> {
    let end = body.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let body = body.get(..end).unwrap_or_default();
    let last = body.iter().rposition(|line| line.is_empty()).map_or(body.len(), |at| at + 1);
    let is_host_merge = title.starts_with("Merge pull request #");
    let is_squash = title == SQUASH || body.contains(&SQUASH);
    let (mut own, mut part, mut is_first) = (Vec::new(), Part::Words, true);
    for (number, line) in body.iter().enumerate() {
        let is_indented = line.starts_with([' ', '\t']) || line.starts_with("#\t");
        part = match part {
            _ if is_squash && is_squash_head(line) => Part::Subject,
            Part::Subject if line.is_empty() => Part::Subject,
            Part::Subject => {
                // The subject of the commit that went into this one.
                part = Part::Words;
                continue;
            }
            Part::Left if is_indented => Part::Left,
            _ if matches!(line.trim_start_matches(['#', ' ']), "Conflicts:") || line.starts_with("* ") => Part::Left,
            _ if number >= last && TRAILER.is_match(line) && behind_reason(line).is_none() => Part::Left,
            _ => Part::Words,
        };
        if part != Part::Words || line.is_empty() {
            continue;
        }
        let is_title_of_request = is_host_merge && is_first;
        // A host cuts a long title, and begins the body with its rest.
        let is_rest_of_title = is_first && title.ends_with('…') && line.starts_with('…');
        is_first = false;
        if !is_title_of_request && !is_rest_of_title {
            own.push(*line);
        }
    }
    own
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Words,
    /// Before the subject of a commit that was squashed.
    Subject,
    /// A list of conflicts, an item of a list of subjects, or a trailer, with the indented lines below.
    Left,
}

fn is_squash_head(line: &str) -> bool {
    line == SQUASH || ["commit ", "Author: ", "Date: ", "Merge: "].iter().any(|start| line.starts_with(start))
}

fn behind_reason(line: &str) -> Option<&str> {
    let (key, reason) = line.trim().split_once(':')?;
    key.eq_ignore_ascii_case("reason").then_some(reason)
}

fn is_said(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    behind_reason(&line).is_none() && !NO_REASON.iter().any(|start| line.starts_with(start))
}

/// Its words, in lower case, with a blank around each.
fn words_of(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!(" {} ", word.to_lowercase()))
        .collect();
    words.concat()
}

/// The beginnings of the ids of the earlier commits that a message explains, in lower case.
pub fn explained(message: &str) -> impl Iterator<Item = String> {
    EXPLAINS.captures_iter(message).filter_map(|found| Some(found.get(1)?.as_str().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_more_than_a_subject_and_who_was_there() {
        for (message, has) in [
            ("", false),
            ("Tidy up\n", false),
            ("Tidy up\n\nSigned-off-by: Tech Lead <lead@shop.example>\nChange-Id: I12ab\n", false),
            ("Revert \"Tidy up\"\n\nThis reverts commit 0123456789abcdef.\n", false),
            ("Revert \"Merge\"\n\nThis reverts commit 0123456, reversing\nchanges made to 89abcde.\n", false),
            ("Tidy up\n\n# Conflicts:\n#\tincident.md\n", false),
            ("Tidy up\n\nConflicts:\n\tincident.md\n", false),
            ("Tidy up\n\nConflicts:\n\tincident.md\nOurs is the corrected one.\n", true),
            ("Tidy up\n\nReason:\n", false),
            ("Tidy up\n\nReason: the times were in another zone\n", true),
            ("Tidy up\n\nThe times were in another zone.\n\nReviewed-by: Tech Lead\n", true),
            ("Tidy up\n\nThe times were in another zone.\n", true),
            ("Drop a duplicate entry\n\nReason: a duplicate\n", true),
            ("Tidy up\n\n\u{2014}\n...\n", false),
        ] {
            assert_eq!(has_reason(message), has, "{message:?}");
        }
    }

    #[test]
    fn what_git_and_its_hosts_write_is_no_reason() {
        for (message, has) in [
            ("Tidy up\n\nRefs: SHOP-12\nDeployed-to: staging\n  and production\n", false),
            ("Tidy up\n\nRefs: SHOP-12\nReason: a duplicate\n", true),
            ("Tidy up\n\nNote: a duplicate of the entry above it.\n\nRefs: SHOP-12\n", true),
            ("Tidy up the log\n\nTidy up the log.\n", false),
            ("Tidy up the log\n\nTidy up\nthe log\n", false),
            ("Tidy up the log\n\nTidy up the log, as two entries said the same\n", true),
            ("Tidy up the entries of the long inci…\n\n…dent of the search\n", false),
            ("Merge pull request #12 from shop/tidy\n\nTidy up\n", false),
            ("Merge pull request #12 from shop/tidy\n\nTidy up\n\nTwo entries said the same.\n", true),
            ("Tidy up (#12)\n\n* Take out a line\n\n* Take out another\n  that is long\n", false),
            ("Tidy up (#12)\n\n* Take out a line\n\nTwo entries said the same.\n", true),
            ("Merge branch 'side'\n\n* side:\n  Take out a line\n  Take out another\n", false),
            (
                "Squashed commit of the following:\n\ncommit 0123456789\nAuthor: Tech Lead <lead@shop.example>\n\
                 Date:   Tue Nov 24 12:00:00 2026 +0000\n\n    Take out a line\n",
                false,
            ),
            (
                "Tidy up\n\nSquashed commit of the following:\n\ncommit 0123456789\nAuthor: Tech Lead\n\
                 Date:   Tue Nov 24\n\n    Take out a line\n\n    Two entries said the same.\n",
                true,
            ),
        ] {
            assert_eq!(has_reason(message), has, "{message:?}");
        }
    }

    #[test]
    fn a_later_commit_names_what_it_explains() {
        let message = "Say why\n\nExplains: 0123ABC\nexplains:89abcdef0\nExplains: what\nExplains: 01\n";
        assert_eq!(explained(message).collect::<Vec<_>>(), ["0123abc", "89abcdef0"]);
    }
}
