//! Keeps secrets out of what findings say.

use crate::document::spellings;
use crate::log::Log;
use crate::model::Diagnostic;
use crate::text::{Source, Span};
use std::collections::HashMap;

/// As many secrets before and behind a finding as are looked for in its words: these quote what stands around.
const NEAR: usize = 16;

/// Puts `…` in the place of every secret that a message or an advice quotes, be it as it is written or as it is read.
pub fn veil(log: &Log, found: &mut [Diagnostic]) {
    let mut secrets: HashMap<String, Vec<Span>> = HashMap::new();
    for finding in found.iter().filter(|finding| finding.is_secret) {
        secrets.entry(finding.place.path.clone()).or_default().push(finding.place.span);
    }
    if secrets.is_empty() {
        return;
    }
    let sources: HashMap<&str, &Source> = log.sources().map(|source| (source.path(), source)).collect();
    let mut known: HashMap<&str, Vec<String>> = HashMap::new();
    for finding in found {
        let path = finding.place.path.as_str();
        let Some((source, spans)) = sources.get(path).zip(secrets.get(path)) else { continue };
        let here = spans.partition_point(|secret| secret.end <= finding.place.span.start);
        for secret in spans.iter().skip(here.saturating_sub(NEAR)).take(2 * NEAR) {
            let written = source.slice(*secret);
            for secret in known.entry(written).or_insert_with(|| spellings(written)) {
                for words in [Some(&mut finding.message), finding.help.as_mut()].into_iter().flatten() {
                    if words.contains(secret.as_str()) {
                        *words = words.replace(secret.as_str(), "…");
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Case;

    #[test]
    fn a_secret_is_known_in_what_is_quoted_though_it_was_escaped_where_it_stands() {
        let address = |password: &str| format!("postgres://u:{password}@db.internal/x");
        let case =
            Case::sound().replace("severity: sev-2", &format!("severity: \"{}\"", address("aXcd\\\\ef9hij"))).replace(
                "Rebuild",
                &format!("See [this](x/{}) and [that](x/{}). Rebuild", address("abcd%20efgh"), address("mm\\_mm1x")),
            );
        for finding in case.run() {
            let words = format!("{} {}", finding.message, finding.help.unwrap_or_default());
            assert!(["ef9hij", "efgh", "mm1x"].iter().all(|secret| !words.contains(secret)), "{words}");
        }
    }

    #[test]
    fn what_a_finding_quotes_holds_no_secret() {
        let token = format!("gh{}_{}", "p", "a1B2c3D4e5F6".repeat(3));
        let case = Case::sound()
            .replace("tags: [deploy]", &format!("lead: {token}"))
            .noted(&format!("- 2026-03-02T09:10:00Z [theory {token}] One shard.\n"));
        let found = case.run();
        for rule in ["lead-not-on-timeline", "unclosed-thread"] {
            let finding = found.iter().find(|finding| finding.rule == rule).unwrap_or_else(|| panic!("no {rule}"));
            let words = format!("{} {}", finding.message, finding.help.as_deref().unwrap_or_default());
            assert!(words.contains('…') && !words.contains(&token), "{words}");
        }
    }
}
