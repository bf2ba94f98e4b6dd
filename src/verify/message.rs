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
    "#",
];

static EXPLAINS: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "the pattern is sound, as a test sees")]
    Regex::new(r"(?mi)^explains:[ \t]*([0-9a-f]{7,40})[ \t]*\r?$").unwrap()
});

/// Whether a message tells more than a subject and who was there: a reason, be it in words or behind `Reason:`.
pub fn has_reason(message: &str) -> bool {
    message.lines().skip(1).any(|line| {
        let line = line.trim().to_lowercase();
        let line = line.strip_prefix("reason:").unwrap_or(&line);
        line.chars().any(char::is_alphanumeric) && !NO_REASON.iter().any(|start| line.starts_with(start))
    })
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
            ("Tidy up\n", false),
            ("Tidy up\n\nSigned-off-by: Tech Lead <lead@shop.example>\nChange-Id: I12ab\n", false),
            ("Revert \"Tidy up\"\n\nThis reverts commit 0123456789abcdef.\n", false),
            ("Tidy up\n\n# Conflicts:\n#\tincident.md\n", false),
            ("Tidy up\n\nReason:\n", false),
            ("Tidy up\n\nReason: the times were in another zone\n", true),
            ("Tidy up\n\nThe times were in another zone.\n\nReviewed-by: Tech Lead\n", true),
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
