//! Reading front matter: the tree with places that the tool reads, against serde_yaml's values without places.

use incident::document::yaml;
use incident::text::Source;

fn main() {
    divan::main();
}

/// The longest front matter of the sample log: a post-mortem with its causes and actions.
const POSTMORTEM: &str = include_str!("../incidents/2024/2024-12-02-connection-pool-exhausted/postmortem.md");

fn front_matter() -> &'static str {
    POSTMORTEM.split("---\n").nth(1).unwrap_or_default()
}

#[divan::bench]
fn tree_with_places() -> bool {
    yaml::parse(divan::black_box(front_matter()), 0).is_ok()
}

#[divan::bench]
fn serde_yaml_value() -> bool {
    serde_yaml::from_str::<serde_yaml::Value>(divan::black_box(front_matter())).is_ok()
}

#[divan::bench]
fn whole_document() -> usize {
    let source = Source::new("postmortem.md", divan::black_box(POSTMORTEM));
    incident::document::read_postmortem(source, chrono_tz::UTC, None).problems.len()
}
