#!/usr/bin/env bash
# Counts the instructions of the main jobs over the sample log (callgrind, one thread, the build that the tests use), and holds
# them against benches/counts.csv: 5 % more than there is a slowdown, however noisy the machine is.
#     benches/counts.sh           # compares; status 1 where a job takes more
#     benches/counts.sh write     # writes the figures down anew, after a change that is worth them
set -euo pipefail
cd "$(dirname "$0")/.."
stored="$PWD/benches/counts.csv"
slack=5

cargo test --quiet --locked --test main --no-run 2>/dev/null
program="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/incident"
# What else decides how many instructions the same source takes.
machine="$(rustc --version | cut -d' ' -f2) $(uname -m) $(getconf GNU_LIBC_VERSION 2>/dev/null || echo libc) $(grep -qw avx2 /proc/cpuinfo && echo avx2 || echo plain)"

log="$(mktemp -d)"
trap 'rm -rf "$log"' EXIT
cp -r incident.yaml incidents "$log"
[ -d agenda ] && cp -r agenda "$log"
[ -d pages ] && cp -r pages "$log"
cd "$log"
export HOME="$log" GIT_CONFIG_NOSYSTEM=1 INCIDENT_NOW=2026-11-24T12:00:00Z RAYON_NUM_THREADS=1 TZ=UTC LC_ALL=C
git init --quiet --initial-branch=main .
git add .
git -c user.name=Counts -c user.email=counts@log.example commit --quiet --message "The sample log"

count() { # the instructions of one run
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : //p' | grep .
}
jobs=(
  "version|--version"
  "list|list"
  "status|status"
  "validate|validate"
  "search|search pool"
  "note|note 2024-12-02 Seen. --dry-run"
  "build|build --out site"
)
figures="machine,$machine"
for job in "${jobs[@]}"; do
  IFS=' ' read -r -a arguments <<<"${job#*|}"
  "$program" "${arguments[@]}" >/dev/null # what is kept from run to run is there from now on
  counted="$(count "${arguments[@]}")"
  figures+=$'\n'"${job%%|*},$counted"
done

if [ "${1:-}" = write ]; then
  printf '%s\n' "$figures" >"$stored"
  cat "$stored"
  exit 0
fi
if [ "$(head -n1 "$stored")" != "$(head -n1 <<<"$figures")" ]; then
  echo "the figures are of another machine ($(sed -n '1s/machine,//p' "$stored")) than this one ($machine): not compared"
  tail -n+2 <<<"$figures"
  exit 0
fi
awk -F, -v slack="$slack" '
  NR == FNR { stored[$1] = $2; next }
  FNR > 1 && !($1 in stored) { print $1 ": not in benches/counts.csv; write it down"; slower++; next }
  FNR > 1 {
    change = 100 * ($2 / stored[$1] - 1)
    late = change > slack
    printf "%-9s %14.0f  %+6.1f %%%s\n", $1, $2, change, late ? "  slower" : (change < -slack ? "  faster: write it down" : "")
    slower += late
  }
  END { exit slower > 0 }
' "$stored" <(printf '%s\n' "$figures")
