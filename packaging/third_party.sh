#!/usr/bin/env bash
# Writes THIRD-PARTY.txt: the licences of all crates that the program is made of, with their texts, for packages to take along.
# Run it after a change of Cargo.lock; tests/packaging.rs says when it is needed.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-about >/dev/null || cargo install --locked cargo-about --version 0.9.3 --features cli
cargo fetch --locked
cargo about generate --locked --offline packaging/third_party.hbs --output-file THIRD-PARTY.txt
