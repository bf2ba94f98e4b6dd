//! Values without the secrets that the rules found in a log.

use super::assembly::Log;
use crate::model::Place;
use crate::text::{Source, Span};

/// What is shorter, in bytes, may be a word: it is known by what stands on its two sides.
const TELLING: usize = 8;

/// What stands in the place of a secret.
pub const STARS: &str = "***";

/// Knows the secrets, each with what stands in its place.
#[derive(Clone, Debug, Default)]
pub struct Secrets(Vec<(String, String)>);

impl Secrets {
    /// Takes in what the rules found secret in a log.
    pub fn take<'a>(&mut self, log: &Log, places: impl Iterator<Item = &'a Place>) {
        for place in places {
            let source = log.sources().find(|source| source.path() == place.path);
            self.0.extend(source.into_iter().flat_map(|source| pieces(source, place.span)));
        }
        self.0.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        self.0.dedup();
    }

    /// The text with stars in the place of each.
    pub fn text(&self, text: String) -> String {
        let veil = |text: String, (secret, stars): &(String, String)| match text.contains(secret.as_str()) {
            true => text.replace(secret.as_str(), stars),
            false => text,
        };
        self.0.iter().fold(text, veil)
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
        return vec![(format!("{before}{secret}{after}"), format!("{before}{STARS}{after}"))];
    }
    let lines = secret.split_whitespace().flat_map(|part| part.split("\\n"));
    // The first and last lines of keys begin with dashes, and are no secret.
    let pieces = lines.filter(|piece| piece.len() >= TELLING && !piece.starts_with('-'));
    pieces.map(|piece| (piece.to_owned(), STARS.to_owned())).collect()
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
        assert_eq!(secrets.text("to mysql://shop:pass@db, passing".to_owned()), "to mysql://shop:***@db, passing");
        assert_eq!(secrets.text("abcdefgh1 ijklmnop2 q".to_owned()), "*** *** q");
    }
}
