//! Values without the secrets that the rules found in a log.

use super::assembly::Log;
use crate::document::spellings;
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
        self.0.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.0.dedup();
    }

    /// The text with stars in the place of each; what has several words is known where one space parts them.
    pub fn text(&self, text: String) -> String {
        let veil = |text: String, (secret, stars): &(String, String)| match text.contains(secret.as_str()) {
            true => text.replace(secret.as_str(), stars),
            false => text,
        };
        self.0.iter().fold(text, veil)
    }
}

/// A secret as it is written and as it is read, and the parts of it that stand on one line, for a value may have its lines
/// otherwise than its source.
fn pieces(source: &Source, span: Span) -> Vec<(String, String)> {
    let written = source.slice(span);
    let (before, after) = (source.text().get(..span.start), source.text().get(span.end..));
    let [before, after] =
        [before.and_then(|text| text.chars().next_back()), after.and_then(|text| text.chars().next())]
            .map(|c| c.filter(|c| !c.is_whitespace()).map(String::from).unwrap_or_default());
    let mut pieces = Vec::new();
    for secret in spellings(written) {
        // The first and last lines of keys begin with dashes, and are no secret.
        let is_of_secret = |word: &&str| !word.starts_with("-----");
        let words: Vec<&str> =
            secret.split_whitespace().flat_map(|part| part.split("\\n")).filter(is_of_secret).collect();
        let whole = words.join(" ");
        if whole.is_empty() {
            continue;
        }
        if whole.len() < TELLING {
            pieces.push((format!("{before}{whole}{after}"), format!("{before}{STARS}{after}")));
            continue;
        }
        let long = words.into_iter().filter(|word| word.len() >= TELLING);
        pieces.extend(long.chain([whole.as_str()]).map(|piece| (piece.to_owned(), STARS.to_owned())));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_lines_and_a_short_one_by_its_neighbours() {
        let source = Source::new("a.md", "x-dsn: mysql://shop:pass@db\nkey: |\n  abcdefgh1\n  ijklmnop2\n");
        let find = |word: &str| source.text().find(word).map(|at| Span::new(at, at + word.len())).unwrap_or_default();
        let card = Source::new("a.md", "card 4556 7375\n  8689 9855 x");
        let cards = Secrets(pieces(&card, Span::new(5, 26)));
        assert_eq!(cards.text("4556 7375 8689 9855, 4556".to_owned()), "***, 4556");
        let short = pieces(&source, find("pass"));
        let long = pieces(&source, find("abcdefgh1\n  ijklmnop2"));
        let secrets = Secrets([short, long].concat());
        assert_eq!(secrets.text("to mysql://shop:pass@db, passing".to_owned()), "to mysql://shop:***@db, passing");
        assert_eq!(secrets.text("abcdefgh1 ijklmnop2 q".to_owned()), "*** *** q");
    }
}
