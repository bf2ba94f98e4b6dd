#!/usr/bin/env bash
# Builds the Debian package of the program, its manual and its completions. Needs cargo-deb and dpkg-dev; takes its options.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
cargo build --release --locked
packaging/assets.sh "$target/release/incident" "$target/release/assets"
cargo deb --no-build "$@"
