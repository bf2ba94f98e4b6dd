//! Web addresses that nobody can click.

use super::leaked_secret::secrets;
use super::rule::{Findings, Subject};
use super::texts::{Text, just_before, look};
use crate::document::{BareAddress, bare_addresses};

rule! {
    /// A web address stands in prose without being a link.
    ///
    /// ## Why
    /// Markdown takes an address for words unless it stands between angle brackets or behind `[words]`, so that the
    /// site shows it as text that leads nowhere. Code, and addresses of hosts without a domain's name, are let be; one
    /// within a command that stands in prose belongs into code with it.
    ///
    /// ## Good
    /// ```markdown
    /// The latency is on <https://graphs.example/search>, as in [February](https://graphs.example/search?month=2).
    /// ```
    /// ## Bad
    /// ```markdown
    /// The latency is on https://graphs.example/search, as in February.
    /// ```
    "bare-link", Warn, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, BareAddress { span, is_plain }) in look(subject.log, addresses) {
        let address = source.slice(span);
        if is_of_command(source.text(), span.start) {
            let help = "put the command in code, between backquotes, as brackets would change what it does";
            findings.report(source, span, "this address is no link on a page", help);
            continue;
        }
        let help = format!("write `<{address}>`, or `[words]({address})`");
        let reported = findings.report(source, span, "this address is no link on a page", help);
        if is_plain {
            reported.fix(span, format!("<{address}>"));
        }
    }
}

/// Whether the line before an address is a command that somebody runs: after `$`, one that is well known, or an option.
fn is_of_command(text: &str, at: usize) -> bool {
    const COMMANDS: &[&str] = &[
        "ab", "ansible", "aws", "az", "curl", "dig", "docker", "gcloud", "git", "helm", "http", "k6", "kubectl",
        "lynx", "nc", "npm", "openssl", "ping", "pip", "podman", "rsync", "scp", "skopeo", "ssh", "sudo", "wget",
        "wrk", "yarn",
    ];
    /// These are no words of a sentence, wherever they stand.
    const ANYWHERE: &[&str] = &["curl", "wget"];
    let line = just_before(text, at).rsplit('\n').next().unwrap_or_default();
    let is_mark =
        |word: &&str| matches!(*word, "-" | "*" | "+" | ">") || word.trim_end_matches(['.', ')']).parse::<u8>().is_ok();
    let words: Vec<_> = line.split_whitespace().skip_while(is_mark).collect();
    let is_option = |word: &&str| word.trim_start_matches('-').len() < word.len() && word.contains(char::is_alphabetic);
    let begins = words.first().is_some_and(|first| *first == "$" || COMMANDS.contains(first));
    begins || words.last().is_some_and(is_option) || words.iter().any(|word| ANYWHERE.contains(word))
}

fn addresses(text: &Text<'_>) -> Vec<BareAddress> {
    let Some(body) = text.body else { return Vec::new() };
    let mut found = bare_addresses(text.source.text(), body.span);
    // What stands in the brackets behind an entry is read by programs as it is, and one with a token in it is to go.
    found.retain(|address| {
        let (written, start) = (text.source.slice(address.span), address.span.start);
        if !secrets(written).is_empty() {
            return false;
        }
        let entry = text.timeline.get(text.timeline.partition_point(|entry| entry.span.end <= start));
        let entry = entry.filter(|entry| entry.span.range().contains(&start));
        !entry.is_some_and(|entry| entry.attributes.iter().any(|(_, value)| value.contains(written)))
    });
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, POSTMORTEM};

    #[test]
    fn an_address_in_prose_is_found_where_it_stands() {
        let case = Case::sound().replace("Rebuild", "See https://graphs.example/a. Rebuild");
        case.clone().finds(&[&format!("{INCIDENT}:24:5 bare-link")]);
        case.says(
            "this address is no link on a page",
            "write `<https://graphs.example/a>`, or `[words](https://graphs.example/a)`",
        );
        Case::sound()
            .replace("The latency alarm.", "https://graphs.example/a fired.")
            .replace_in_postmortem("Text 1.", "- 1 (https://graphs.example/a)")
            .replace_in_agenda("Search was slow.", "## https://graphs.example/a")
            .finds(&[
                &format!("{AGENDA}:9:4 bare-link"),
                &format!("{INCIDENT}:28:35 bare-link"),
                &format!("{POSTMORTEM}:11:6 bare-link"),
            ]);
    }

    #[test]
    fn links_code_front_matter_and_attributes_of_entries_are_let_be() {
        Case::sound()
            .replace("related: []", "related: []\nx-graph: https://graphs.example/a")
            .replace("The latency alarm.", "The alarm. (ticket: https://tracker.example/OPS-1, by: desk)")
            .replace("Rebuild", "<https://graphs.example/a> [a](https://graphs.example/a) `https://graphs.example/a` x")
            .finds(&[]);
    }

    #[test]
    fn an_address_with_a_token_in_it_is_the_token_rules_alone() {
        let token = format!("gh{}_{}", "o", "aB3dE5gH7jK9mN1pQrSt".repeat(2));
        Case::sound()
            .replace("Rebuild", &format!("https://git.example/?t={token} Rebuild"))
            .finds(&[&format!("{INCIDENT}:24:24 leaked-secret")]);
    }

    #[test]
    fn only_what_stays_the_same_address_is_mended() {
        let fix_of = |text: &str| {
            let found = Case::sound().replace("Rebuild", &format!("{text} Rebuild")).run();
            let edits: Vec<_> = found.into_iter().flat_map(|finding| finding.fix).map(|edit| edit.text).collect();
            edits.join(" ")
        };
        assert_eq!(fix_of("(https://graphs.example/a_b)"), "<https://graphs.example/a_b>");
        assert_eq!(fix_of("https://graphs.example/a\\_b"), "");
        for command in [
            "curl -u admin https://graphs.example/a",
            "- $ http https://graphs.example/a",
            "Then curl https://graphs.example/a",
            "1. git clone https://graphs.example/a",
            "Call the tool with --url https://graphs.example/a",
        ] {
            assert_eq!(fix_of(command), "", "{command}");
        }
        assert_eq!(fix_of("- The git log: https://graphs.example/a"), "<https://graphs.example/a>");
    }

    #[test]
    fn a_command_is_to_be_put_in_code() {
        Case::sound().replace("Rebuild", "curl -X POST https://graphs.example/a\n\nRebuild").says(
            "this address is no link on a page",
            "put the command in code, between backquotes, as brackets would change what it does",
        );
    }
}
