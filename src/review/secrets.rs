//! Values without the secrets that the rules found in either state of the log.

use crate::log::Log;
use crate::model::Diagnostic;
use crate::text::{Source, Span};

/// What is shorter, in bytes, may be a word: it is known by what stands on its two sides.
const TELLING: usize = 8;

/// Knows the secrets, each with what stands in its place.
#[derive(Default)]
pub struct Secrets(Vec<(String, String)>);

impl Secrets {
    /// Takes in what the rules found secret in a log.
    pub fn take(&mut self, log: &Log, findings: &[Diagnostic]) {
        for finding in findings.iter().filter(|finding| finding.is_secret) {
            let source = log.sources().find(|source| source.path() == finding.place.path);
            self.0.extend(source.into_iter().flat_map(|source| pieces(source, finding.place.span)));
        }
        self.0.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        self.0.dedup();
    }

    /// The text with stars in the place of each.
    pub fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (secret, stars)| text.replace(secret.as_str(), stars))
    }
}

/// Parts of a secret that stand on one line, for a value may have its lines otherwise than its source.
fn pieces(source: &Source, span: Span) -> Vec<(String, String)> {
    let secret = source.slice(span);
    if secret.len() < TELLING {
        let (before, after) = (source.text().get(..span.start), source.text().get(span.end..));
        let [before, after] =
            [before.and_then(|text| text.chars().next_back()), after.and_then(|text| text.chars().next())]
                .map(|c| c.filter(|c| !c.is_whitespace()).map(String::from).unwrap_or_default());
        return vec![(format!("{before}{secret}{after}"), format!("{before}{}{after}", stars(secret)))];
    }
    let lines = secret.split_whitespace().flat_map(|part| part.split("\\n"));
    let pieces = lines.filter(|piece| piece.len() >= TELLING);
    pieces.map(|piece| (piece.to_owned(), stars(piece))).collect()
}

fn stars(secret: &str) -> String {
    "*".repeat(secret.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_lines_and_a_short_one_by_its_neighbours() {
        let source = Source::new("a.md", "x-dsn: mysql://shop:pass@db\nkey: |\n  abcdefgh1\n  ijklmnop2\n");
        let find = |word: &str| source.text().find(word).map(|at| Span::new(at, at + word.len())).unwrap_or_default();
        let short = pieces(&source, find("pass"));
        let long = pieces(&source, find("abcdefgh1\n  ijklmnop2"));
        let secrets = Secrets([short, long].concat());
        assert_eq!(secrets.text("to mysql://shop:pass@db, passing"), "to mysql://shop:****@db, passing");
        assert_eq!(secrets.text("abcdefgh1 ijklmnop2 q"), "********* ********* q");
    }
}
