//! Private keys that were written down.

use super::rule::{Findings, Subject};
use super::texts::look;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

rule! {
    /// A private key stands in a document.
    ///
    /// ## Why
    /// Whoever has it can pass for the machine or the person that it belongs to, and can read what was meant for them.
    /// Git keeps what was committed, so that taking it out again does not help: it has to be replaced. A first line
    /// without a key below it is let be.
    ///
    /// ## Good
    /// ```markdown
    /// ## Solution
    /// Renew the key of `search.example`; the vault holds it as `tls/search`.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Solution
    /// Renew the key:
    ///
    ///     -----BEGIN SHOWN PRIVATE KEY-----
    ///     0000000000000000000000000000000000000000
    /// ```
    "private-key", Error, check, hides: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, span) in look(subject.log, |text| private_keys(text.source.text())) {
        let help = "replace it wherever it is in use, as whoever can read this log or its history has it; then write \
                    here where it is kept";
        findings.report(source, span, "a private key stands here", help).hide();
    }
}

/// The first lines of keys: PEM, OpenPGP, and PuTTY's.
static BEGIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"-{4,5} ?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}|\bPrivate-Lines: \d+").ok()
});

/// The keys in a text, each from its first line to its last.
pub fn private_keys(text: &str) -> Vec<Span> {
    let Some(begin) = BEGIN.as_ref().filter(|_| text.contains("PRIVATE KEY") || text.contains("Private-Lines")) else {
        return Vec::new();
    };
    let mut keys: Vec<Span> = Vec::new();
    for found in begin.find_iter(text) {
        let rest = text.get(found.end()..).unwrap_or_default();
        if keys.last().is_none_or(|key| key.end <= found.start()) && key_follows(rest) {
            keys.push(Span::new(found.start(), found.end() + length(rest)));
        }
    }
    keys
}

/// The last line of a key.
static END: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"-{4,5} ?END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}").ok());

/// What a key is made of, and what may stand between its lines: lines with a name, quotes, marks of a quotation.
static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^(?:[ \t>|"'`]*[A-Z][A-Za-z0-9-]*: [^\n\\]*(?:\\n|\n))*(?:\\[nr]|[A-Za-z0-9+/=]{4,}|[\s>|"'`\\])*"#)
        .ok()
});

/// How far a key goes behind its first line, in bytes: with its last line, or as far as there is base64.
fn length(text: &str) -> usize {
    const LONGEST: usize = 20_000;
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
    let next = BEGIN.as_ref().and_then(|begin| begin.find(text)).map_or(text.len(), |next| next.start());
    let text = text.get(..next).unwrap_or_default();
    if let Some(end) = END.as_ref().and_then(|end| end.find(text)) {
        return end.end();
    }
    let key = KEY.as_ref().and_then(|key| key.find(text)).map_or(text, |key| key.as_str());
    key.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=')).len()
}

/// Whether enough of a key in base64 stands next, behind such lines as `Version: 1`, quoted, indented, or with `\n`
/// for line endings.
fn key_follows(text: &str) -> bool {
    const ENOUGH: usize = 40;
    const MOST_LINES: usize = 12;
    const MOST: usize = 2_000;
    let mut held = 0;
    let to = (0..=MOST.min(text.len())).rfind(|to| text.is_char_boundary(*to)).unwrap_or(0);
    let text = text.get(..to).unwrap_or_default();
    // The keys of manuals call themselves examples.
    if text.lines().take(MOST_LINES).any(|line| line.contains("EXAMPLE")) {
        return false;
    }
    for line in text.split('\n').flat_map(|line| line.split("\\n")).take(MOST_LINES) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '"' | '\'' | '\\' | '|' | '`'));
        let is_key = line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
        match is_key {
            true => held += line.len(),
            false if line.contains(": ") && held == 0 => {}
            false => break,
        }
    }
    held >= ENOUGH
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, PLAN, POSTMORTEM};

    const DASHES: &str = "-----";

    /// The first line of a key, made from parts.
    fn begin(kind: &str) -> String {
        format!("{DASHES}BEGIN {kind}PRIVATE KEY{DASHES}")
    }

    fn zeros(length: usize) -> String {
        "0".repeat(length)
    }

    #[test]
    fn a_key_is_found_at_its_first_line_in_code_front_matter_and_the_plan() {
        let key = format!("{}\n{}\n{}", begin("RSA "), zeros(64), zeros(64));
        let case = Case::sound().replace("Rebuild", &format!("```\n{key}\n```\nRebuild"));
        case.clone().finds(&[&format!("{INCIDENT}:25:1 private-key")]);
        case.says(
            "a private key stands here",
            "replace it wherever it is in use, as whoever can read this log or its history has it; then write here \
             where it is kept",
        );
        let in_yaml = format!("x-key: |\n  {}\n  {}\n", begin(""), zeros(64));
        Case::sound()
            .replace("related: []\n", &format!("related: []\n{in_yaml}"))
            .finds(&[&format!("{INCIDENT}:19:3 private-key")]);
        let in_one_line = format!("# \"{}\\n{}\\n\"\n", begin("EC "), zeros(64));
        Case::sound().file(PLAN, format!("name: Test\n{in_one_line}")).finds(&[&format!("{PLAN}:2:4 private-key")]);
    }

    #[test]
    fn a_key_is_hidden_to_its_last_line_or_to_the_end_of_its_base64() {
        let lines = [zeros(64), zeros(64), zeros(5)];
        let end = begin("RSA ").replace("BEGIN", "END");
        for (joint, end) in [("\n", end.as_str()), ("\\n", end.as_str()), ("\n  > ", ""), ("\n", "")] {
            let key = format!("{}{joint}{}", begin("RSA "), lines.join(joint))
                + if end.is_empty() { "" } else { joint }
                + end;
            let text = format!("See {key}\n\nThe rest.");
            let found = super::private_keys(&text);
            assert_eq!(found.iter().map(|span| &text[span.start..span.end]).collect::<Vec<_>>(), [key]);
        }
        let found = Case::sound().replace("Rebuild", &format!("{}\n{}\n\nRebuild", begin(""), zeros(64))).run();
        assert!(found.iter().all(|finding| finding.is_secret) && found.len() == 1, "{found:?}");
    }

    #[test]
    fn keys_of_other_makers_are_found_in_every_document() {
        let pgp = format!("{DASHES}BEGIN PGP PRIVATE KEY BLOCK{DASHES}\nVersion: 1\n\n{}", zeros(64));
        Case::sound()
            .replace_in_postmortem("Text 1.", &format!("Text 1.\n\n{pgp}\n\n"))
            .finds(&[&format!("{POSTMORTEM}:13:1 private-key")]);
        let putty = format!("> Private-Lines: 2\n> {}", zeros(64));
        Case::sound().replace_in_agenda("Search was slow.", &putty).finds(&[&format!("{AGENDA}:9:3 private-key")]);
    }

    #[test]
    fn a_document_that_cannot_be_read_holds_its_key_all_the_same() {
        let key = format!("{}\n{}", begin(""), zeros(64));
        Case::sound()
            .replace("title: Search is slow", "title: Search: is slow")
            .replace("Rebuild", &format!("{key}\n\nRebuild"))
            .finds(&[&format!("{INCIDENT}:2:14 broken-document"), &format!("{INCIDENT}:24:1 private-key")]);
    }

    #[test]
    fn what_only_speaks_of_a_key_is_let_be() {
        let public = format!("{DASHES}BEGIN PUBLIC KEY{DASHES}\n{}", zeros(64));
        for text in [
            format!("The file began with `{}`, so it was one.", begin("")),
            format!("{}\n...\n", begin("")),
            format!("{}\n[taken out]\n", begin("OPENSSH ")),
            format!("{}\n{}\n", begin(""), zeros(20)),
            format!("{}\nEXAMPLE{}\n", begin(""), zeros(60)),
            public,
        ] {
            Case::sound().replace("Rebuild", &format!("{text}\n\nRebuild")).finds(&[]);
        }
    }
}
