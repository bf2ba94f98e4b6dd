//! Keeps secrets out of what findings say.

use crate::log::Log;
use crate::model::Diagnostic;
use crate::text::{Source, Span};
use std::collections::HashMap;

/// As many secrets before and behind a finding as are looked for in its words: these quote what stands around.
const NEAR: usize = 16;

/// Puts `…` in the place of every secret that a message or an advice quotes.
pub fn veil(log: &Log, found: &mut [Diagnostic]) {
    let mut secrets: HashMap<String, Vec<Span>> = HashMap::new();
    for finding in found.iter().filter(|finding| finding.is_secret) {
        secrets.entry(finding.place.path.clone()).or_default().push(finding.place.span);
    }
    if secrets.is_empty() {
        return;
    }
    let sources: HashMap<&str, &Source> = log.sources().map(|source| (source.path(), source)).collect();
    for finding in found {
        let path = finding.place.path.as_str();
        let Some((source, spans)) = sources.get(path).zip(secrets.get(path)) else { continue };
        let here = spans.partition_point(|secret| secret.end <= finding.place.span.start);
        for secret in spans.iter().skip(here.saturating_sub(NEAR)).take(2 * NEAR) {
            let secret = source.slice(*secret);
            for words in [Some(&mut finding.message), finding.help.as_mut()].into_iter().flatten() {
                if !secret.is_empty() && words.contains(secret) {
                    *words = words.replace(secret, "…");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Case;

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
