//! Bytes that nobody means, by the targets of `cargo fuzz` on a released compiler: the corpus that is kept, and changes of it.

#[path = "../fuzz/targets.rs"]
mod targets;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::path::Path;

/// Of each target, as many changes of its corpus.
const CASES: u32 = 200;

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fuzz").join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has a corpus");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// A change of a text: bytes set, taken out, said twice, or of another text of the corpus.
fn changed(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let step = (0..5u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>());
    let other = prop::sample::select(corpus.clone());
    (prop::sample::select(corpus), other, prop::collection::vec(step, 1..6)).prop_map(|(mut text, other, steps)| {
        for (kind, from, to, byte) in steps {
            let (from, to) = (from.index(text.len() + 1), to.index(text.len() + 1));
            let (from, to) = (from.min(to), from.max(to));
            match kind {
                0 => text.insert(from, byte),
                1 => drop(text.drain(from..to)),
                2 => {
                    let twice = text[from..to.min(from + 500)].to_vec();
                    text.splice(to..to, twice);
                }
                3 => {
                    let end = other.len().min(from.saturating_add(usize::from(byte)));
                    text.splice(from..to, other[from.min(end)..end].to_vec());
                }
                _ => text
                    .splice(from..from, b"\n- : [\"'{}#&*!|>%@`-\xff\xe2\x80\xae\0"[usize::from(byte) % 24..].to_vec())
                    .for_each(drop),
            }
        }
        text
    })
}

fn play(cases: u32, seed: Option<u64>) {
    for (name, target) in targets::TARGETS {
        let corpus = corpus(name);
        corpus.iter().for_each(|text| target(text));
        let rng_seed = seed.map_or(RngSeed::Random, RngSeed::Fixed);
        let config = Config { cases, rng_seed, failure_persistence: None, ..Config::default() };
        let ran = TestRunner::new(config).run(&changed(corpus), |text| {
            target(&text);
            Ok(())
        });
        ran.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn no_bytes_make_a_reader_an_edit_or_a_merge_stop_or_lose_what_they_promise() {
    play(CASES, Some(1));
}

#[test]
#[ignore = "as long as it takes, by `cargo test --test main -- --ignored further_bytes`"]
fn further_bytes_do_not_either() {
    play(20_000, None);
}
