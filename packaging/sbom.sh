#!/usr/bin/env bash
# Writes what the program is made of, for all systems, as CycloneDX, into the file that is named. A release has it by itself.
#
#     packaging/sbom.sh target/incident.cdx.json
set -euo pipefail
file=$(realpath "$1")
cd "$(dirname "$0")/.."
command -v cargo-cyclonedx >/dev/null || cargo install --locked cargo-cyclonedx --version 0.5.9
cargo fetch --locked
cargo cyclonedx --quiet --format json --target all --spec-version 1.5
mv incident.cdx.json "$file"
