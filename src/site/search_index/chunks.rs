//! The files that hold the words: each those that begin alike, as many as are worth one request.

use super::code::digit;
use super::postings::{Encoded, Stem};
use rayon::prelude::*;

/// How large a file of words becomes before what begins alike gets files of its own, in bytes.
const LARGE: usize = 8_000;

/// How many bytes tell where a stem stands before that has a file of its own.
const OWN: usize = 2_500;

/// A file of words, or where one of them stands.
pub struct Chunk {
    pub name: String,
    pub text: String,
}

/// The files of words, and the beginnings that have one.
pub struct Chunks {
    pub chunks: Vec<Chunk>,
    pub beginnings: Vec<String>,
}

/// A word, and the number of its stem.
type Word<'a> = (&'a str, usize);

/// Puts stems into files. A word is in the file of the longest beginning of it that has one, with all words of its stem;
/// and whether a beginning has one depends on the words that begin so alone.
pub fn chunks(stems: &[Stem]) -> Chunks {
    let encoded: Vec<Encoded> = stems.par_iter().map(|stem| stem.encoded(OWN)).collect();
    let mut words: Vec<Word<'_>> = stems
        .iter()
        .enumerate()
        .flat_map(|(number, stem)| stem.words.iter().map(move |word| (word.as_str(), number)))
        .collect();
    words.par_sort_unstable();
    let mut parts = Vec::new();
    part(&words, "", &encoded, &mut parts);
    parts.sort_unstable();
    let own = stems.par_iter().zip(&encoded).filter(|(_, encoded)| !encoded.apart.is_empty());
    let own = own.filter_map(|(stem, encoded)| {
        Some(Chunk { name: format!("p-{}", file_name(stem.words.first()?)), text: encoded.apart.clone() })
    });
    let mut chunks: Vec<Chunk> = own.collect();
    chunks.par_extend(parts.par_iter().map(|(beginning, numbers)| Chunk {
        name: format!("w-{}", file_name(beginning)),
        text: text(numbers, stems, &encoded),
    }));
    Chunks { chunks, beginnings: parts.into_iter().map(|(beginning, _)| beginning).collect() }
}

/// Divides words that begin alike, in order, into files: a beginning and the stems that belong there.
fn part(words: &[Word<'_>], beginning: &str, encoded: &[Encoded], parts: &mut Vec<(String, Vec<usize>)>) {
    if size(words, encoded) <= LARGE || words.len() == 1 {
        parts.push((beginning.to_owned(), numbers(words)));
        return;
    }
    let next = |word: &Word<'_>| word.0.get(beginning.len()..).and_then(|rest| rest.chars().next());
    let mut stay: Vec<(&[Word<'_>], usize)> =
        words.chunk_by(|a, b| next(a) == next(b)).map(|group| (group, size(group, encoded))).collect();
    // The larger groups go, and smaller ones too where those that stay are still too many.
    let mut least = LARGE / 2;
    while stay.iter().map(|(_, size)| size).sum::<usize>() > LARGE && least > 0 {
        stay.retain(|(group, size)| {
            let Some(next) = group.first().and_then(next).filter(|_| *size > least) else { return true };
            part(group, &format!("{beginning}{next}"), encoded, parts);
            false
        });
        least /= 2;
    }
    if !stay.is_empty() {
        let words: Vec<Word<'_>> = stay.iter().flat_map(|(group, _)| group.iter().copied()).collect();
        parts.push((beginning.to_owned(), numbers(&words)));
    }
}

/// The stems of words, in order, each once.
fn numbers(words: &[Word<'_>]) -> Vec<usize> {
    let mut numbers: Vec<usize> = words.iter().map(|(_, number)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// How many bytes words come to, about.
fn size(words: &[Word<'_>], encoded: &[Encoded]) -> usize {
    let stems = numbers(words).into_iter().map(|number| encoded.get(number).map_or(0, |it| it.beside.len() + 6));
    stems.sum::<usize>() + words.iter().map(|(word, _)| word.len() + 1).sum::<usize>()
}

/// Stems as the script reads them: `words postings;`, the words with commas between, each as how many characters it
/// shares with the word before and the rest. Behind postings that are not all stands `*` and how many there are.
fn text(numbers: &[usize], stems: &[Stem], encoded: &[Encoded]) -> String {
    let (mut text, mut last) = (String::new(), "");
    for (stem, Encoded { beside, apart }) in
        numbers.iter().filter_map(|number| stems.get(*number).zip(encoded.get(*number)))
    {
        if !text.is_empty() {
            text.push(';');
        }
        for (position, word) in stem.words.iter().enumerate() {
            if position > 0 {
                text.push(',');
            }
            let alike = word.chars().zip(last.chars()).take(30).take_while(|(a, b)| a == b).map(|(a, _)| a);
            let (units, bytes) = alike.fold((0, 0), |(units, bytes), c| (units + c.len_utf16(), bytes + c.len_utf8()));
            text.push(digit(units));
            text.push_str(word.get(bytes..).unwrap_or_default());
            last = word;
        }
        text.push(' ');
        text.push_str(beside);
        if !apart.is_empty() {
            text.push_str(&format!("*{}", stem.postings.len()));
        }
    }
    text
}

/// A word as a part of a file's name that any server and file system takes.
fn file_name(word: &str) -> String {
    let safe = |c: char| match c {
        'a'..='z' | '0'..='9' => c.to_string(),
        c => format!("_{:x}_", u32::from(c)),
    };
    word.chars().map(safe).collect()
}
