#!/usr/bin/env bash
# Runs each target for so many seconds, from the kept corpus on: `fuzz/run.sh 60`. Needs a nightly toolchain; building takes long.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz --version 0.13.2
for target in $(cargo +nightly fuzz list); do
  mkdir -p "corpus/$target"
  # What is found anew is kept in the first folder. There is no unsafe code of our own for a sanitizer to look at.
  cargo +nightly fuzz run --dev --sanitizer none "$target" "corpus/$target" "../tests/data/fuzz/$target" -- \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1
done
