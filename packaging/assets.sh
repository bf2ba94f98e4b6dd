#!/usr/bin/env bash
# Writes every page of the manual and the completions of a built program into a folder, for packages to take along.
#
#     packaging/assets.sh target/release/incident target/release/assets
set -euo pipefail
program=$1 folder=$2
mkdir -p "$folder/man" "$folder/completions"

# The page of a command, then those of the commands that it names.
page() {
  local name below
  name=$(IFS=-; echo "incident${*:+-$*}")
  "$program" man "$@" > "$folder/man/$name.1"
  for below in $(sed -n "s/^${name//-/\\\\-}\\\\-\([a-z\\-]*\)(1)\$/\1/p" "$folder/man/$name.1"); do
    below=${below//\\/}
    if [ "$below" != help ]; then page "$@" "$below"; fi
  done
}
page

"$program" completions bash > "$folder/completions/incident"
"$program" completions zsh > "$folder/completions/_incident"
"$program" completions fish > "$folder/completions/incident.fish"
