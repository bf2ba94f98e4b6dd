#!/usr/bin/env bash
# Packs the manual and the completions, which are the same for each system, beside the archives that hold a program.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
cargo build --release --locked
packaging/assets.sh "$target/release/incident" "$target/release/assets"
tar -czf incident-manual-and-completions.tar.gz -C "$target/release/assets" man completions
