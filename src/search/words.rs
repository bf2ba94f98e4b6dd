//! How texts are taken apart.

use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer};

/// The words of a text as the index has them: neither what only holds a sentence together nor the endings.
pub fn words() -> TextAnalyzer {
    let filler = StopWordFilter::new(Language::English).unwrap_or_else(|| StopWordFilter::remove([]));
    let words = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(filler);
    words.filter(Stemmer::new(Language::English)).build()
}
