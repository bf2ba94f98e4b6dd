#!/bin/sh
# Holds `incident` against what a team would otherwise put together, on one log, in one run, and prints a table in Markdown.
# Peers that are not at hand are left out. A log is a git repository with `incidents/`; it is copied, and not written to.
#
#     benches/peers.sh LOG [INCIDENT]
#
# HUGO and PAGEFIND name those programs where they are not on the path.
set -eu

log=$(cd "$1" && pwd)
incident=${2:-incident}
hugo=${HUGO:-hugo}
pagefind=${PAGEFIND:-pagefind}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git clone -q --no-hardlinks "$log" "$work/log"
cd "$work/log"
git config user.name bench
git config user.email bench@localhost

has() { command -v "$1" >/dev/null 2>&1; }

# `measure NAME COMMAND…`: seconds, CPU seconds and the most memory in MB, into the file NAME.
measure() {
    name=$1
    shift
    status=0
    /usr/bin/time -o "$work/$name" -f '%e %U %S %M' "$@" >"$work/$name.out" 2>&1 || status=$?
    # A linter that finds something ends with 1.
    if [ "$status" -le 1 ]; then
        tail -n 1 "$work/$name" | awk '{ printf "%.2f %.2f %.0f\n", $1, $2 + $3, $4 / 1024 }' >"$work/$name.seen"
    else
        echo "$name failed:" >&2
        tail -n 3 "$work/$name.out" >&2
        rm -f "$work/$name.seen"
    fi
}

# `row JOB OURS PEER NAME…`: a row of the table, where both were seen.
row() {
    [ -f "$work/$2.seen" ] && [ -f "$work/$3.seen" ] || return 0
    paste -d ' ' "$work/$2.seen" "$work/$3.seen" | awk -v job="$1" -v peer="$4" '{
        ratio = $1 > 0 ? sprintf("%.1f", $4 / $1) : "-"
        memory = $3 > 0 ? sprintf("%.1f", $6 / $3) : "-"
        printf "| %s | %s s, %s MB | %s: %s s, %s MB | %s | %s |\n", job, $1, $3, peer, $4, $6, ratio, memory
    }'
}

# The sum of two peers that run one after the other: their times, and the larger memory.
both() {
    [ -f "$work/$1.seen" ] && [ -f "$work/$2.seen" ] || return 0
    paste -d ' ' "$work/$1.seen" "$work/$2.seen" |
        awk '{ printf "%.2f %.2f %.0f\n", $1 + $4, $2 + $5, ($3 > $6 ? $3 : $6) }' >"$work/$3.seen"
}

one=$(git ls-files 'incidents/*/incident.md' | head -n 1)
id=$(basename "$(dirname "$one")")
word=$(sed -n 's/^title: *"\{0,1\}\([^ "]*\).*/\1/p' "$one")

measure build "$incident" build --out "$work/site"
printf '\nA word more.\n' >>"$one"
measure rebuild "$incident" build --out "$work/site"
measure validate "$incident" validate
git add "$one"
measure hook-first "$incident" validate --staged
measure hook "$incident" validate --staged
measure history "$incident" history "$id"
"$incident" search "$word" >/dev/null 2>&1 || true
measure search "$incident" search "$word"

if has "$hugo"; then
    mkdir -p "$work/hugo-site/layouts/_default"
    cd "$work/hugo-site"
    for git_info in false true; do
        cat >"hugo-$git_info.yaml" <<YAML
baseURL: https://log.example/
title: Incidents
enableGitInfo: $git_info
frontmatter: {date: [started, date]}
taxonomies: {service: services, tag: tags, severity: severity}
module: {mounts: [{source: $work/log/incidents, target: content}]}
YAML
    done
    cat >layouts/_default/single.html <<'HTML'
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<h1>{{ .Title }}</h1><p>{{ .Params.severity }} {{ .Params.status }} {{ .Date.Format "2006-01-02" }}
{{ with .GitInfo }}{{ .AuthorName }} {{ .AuthorDate }}{{ end }}</p>
<main data-pagefind-body>{{ .Content }}</main></body></html>
HTML
    cat >layouts/_default/list.html <<'HTML'
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<h1>{{ .Title }}</h1><ul>{{ range (.Paginate .Pages 30).Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
{{ template "_internal/pagination.html" . }}</body></html>
HTML
    measure hugo "$hugo" --config hugo-false.yaml --destination "$work/public-plain"
    # Hugo asks the repository that it stands in.
    cp -R layouts hugo-true.yaml "$work/log/"
    cd "$work/log"
    sed -i.bak "s|source: .*/incidents,|source: incidents,|" hugo-true.yaml
    measure hugo-git "$hugo" --config hugo-true.yaml --destination "$work/public"
    rm -rf layouts hugo-true.yaml hugo-true.yaml.bak
    if has "$pagefind"; then
        measure pagefind "$pagefind" --site "$work/public"
        both hugo-git pagefind all
    fi
fi

cd "$work/log"
measure git-log sh -c 'git log --name-only >/dev/null'
measure git-grep git grep -il "$word"
if has yamllint; then
    sed -n '2,/^---$/p' "$one" | sed '$d' >"$work/one.yaml"
    measure yamllint yamllint -d relaxed "$work/one.yaml"
fi

documents=$(git ls-files 'incidents/*.md' 'agenda/*.md' | wc -l | tr -d ' ')
echo "A log of $documents documents and $(git rev-list --count HEAD) commits, $(nproc) cores:"
echo
echo "| job | incident | peer | time, times less | memory, times less |"
echo "| --- | --- | --- | --- | --- |"
row "the whole site, with history, search, statistics and similar incidents" build all "Hugo with git info, then Pagefind"
row "the same, beside Hugo with git info alone" build hugo-git "Hugo with git info"
row "the same, beside Hugo alone" build hugo "Hugo"
row "again after one edit" rebuild all "all of it again"
row "validate everything, beside one file" validate yamllint "yamllint"
row "the first commit's hook" hook-first yamllint "yamllint, one file"
row "the hook, from then on" hook yamllint "yamllint, one file"
row "the history of one incident, of all documents" history git-log "git log --name-only"
row "search" search git-grep "git grep -il, unranked"
