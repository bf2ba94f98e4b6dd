//! Edits of YAML, case by case: what stands before and after, exactly.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::edit::{NewValue, append, set, set_in_plan};
use super::plan::DEFAULT_PLAN;
use super::step::Step::{self, Index, Key};
use crate::text::Span;

const ORDER: &[&str] =
    &["title", "severity", "status", "started", "lead", "services", "tags", "root-cause", "actions", "related"];

fn text(text: &str) -> NewValue {
    NewValue::Text(text.to_owned())
}

fn list(items: &[&str]) -> NewValue {
    NewValue::List(items.iter().map(|item| text(item)).collect())
}

fn map(entries: &[(&str, &str)]) -> NewValue {
    NewValue::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect())
}

fn whole(yaml: &str) -> Span {
    Span::new(0, yaml.len())
}

#[track_caller]
fn sets(path: &[Step<'_>], value: NewValue, before: &str, after: &str) {
    let edited = set(before, whole(before), path, &value, ORDER).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(edited, after);
}

#[track_caller]
fn appends(path: &[Step<'_>], value: NewValue, before: &str, after: &str) {
    let edited = append(before, whole(before), path, &value, ORDER).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(edited, after);
}

#[track_caller]
fn refuses(path: &[Step<'_>], before: &str, at: &str, message: &str) {
    match set(before, whole(before), path, &text("new"), ORDER) {
        Ok(edited) => panic!("edited: {edited}"),
        Err(error) => {
            assert_eq!(error.to_string(), message);
            assert!(before[error.at..].starts_with(at), "at {:?}", &before[error.at..]);
        }
    }
}

const STATUS: &[Step<'_>] = &[Key("status")];
const LEAD: &[Step<'_>] = &[Key("lead")];
const TAGS: &[Step<'_>] = &[Key("tags")];
const ACTIONS: &[Step<'_>] = &[Key("actions")];
const KNOWN: &[Step<'_>] = &[Key("root-cause"), Key("known")];

#[test]
fn a_scalar_gives_way_and_its_comment_stays() {
    sets(STATUS, text("open"), "a: 1\nstatus: old\nb: 2\n", "a: 1\nstatus: open\nb: 2\n");
    sets(STATUS, text("open"), "status: \"o # d\"   # why\n", "status: open   # why\n");
    sets(STATUS, text("a: b"), "status : 'it''s'\r\nb:   2\r\n", "status : \"a: b\"\r\nb:   2\r\n");
    sets(STATUS, text("open"), "status:\n  old # why\n", "status:\n  open # why\n");
    sets(STATUS, NewValue::Null, "status: old # why\n", "status: null # why\n");
    sets(STATUS, NewValue::Number(-3), "status: old", "status: -3");
    sets(STATUS, NewValue::Bool(true), "status: [a,\n  b] # why\n", "status: true # why\n");
}

#[test]
fn what_says_the_same_already_stays_as_it_is_written() {
    sets(STATUS, text("open"), "status: 'open'\n", "status: 'open'\n");
    sets(STATUS, NewValue::Bool(true), "status: \"true\"\n", "status: \"true\"\n");
    sets(TAGS, list(&["a", "b"]), "tags: [ a, b ]\n", "tags: [ a, b ]\n");
    sets(STATUS, NewValue::Null, "status: # why\n", "status: # why\n");
}

#[test]
fn nothing_gets_its_value_behind_the_colon() {
    sets(STATUS, text("open"), "status:\na: 1\n", "status: open\na: 1\n");
    sets(
        STATUS,
        text("open"),
        "status: # open, closed\n  # and so on\n",
        "status: open # open, closed\n  # and so on\n",
    );
    sets(STATUS, text("open"), "status:   \r\na: 1\r\n", "status: open\r\na: 1\r\n");
    sets(STATUS, text("open"), "status: ~ # why\n", "status: open # why\n");
    sets(STATUS, text("open"), "status:", "status: open");
    sets(&[Key("a"), Index(1)], text("b"), "a:\n- x\n- # why\n- z\n", "a:\n- x\n- b # why\n- z\n");
    sets(&[Key("a"), Index(1), Key("k")], text("b"), "a:\n  - x\n  - \n", "a:\n  - x\n  - k: b\n");
}

#[test]
fn values_of_many_lines_give_way() {
    sets(STATUS, text("x"), "a: 1\nstatus: | # why\n  b\n\n  c\n\n# d\ne: 1\n", "a: 1\nstatus: x # why\n\n# d\ne: 1\n");
    sets(STATUS, text("x"), "status: >+2\r\n    b\r\n\r\n\r\ne: 1\r\n", "status: x\r\ne: 1\r\n");
    sets(STATUS, text("x"), "status: |-\n  b", "status: x");
    sets(STATUS, text("x"), "status: one\n  two\n\n  three # why\nb: 1\n", "status: x # why\nb: 1\n");
    sets(STATUS, text("x"), "status: \"one\n  two\" # why\nb: 1\n", "status: x # why\nb: 1\n");
    sets(STATUS, text("x"), "status: {a: 1,\n  b: 2}\nb: 1\n", "status: x\nb: 1\n");
    sets(&[Key("a"), Index(0)], text("x"), "a:\n  - |\n    b\n    c\n  - d\n", "a:\n  - x\n  - d\n");
}

#[test]
fn a_list_or_map_on_lines_gives_way() {
    let before = "tags: # why\n# more\n- a # one\n\n# within\n- b # two\n\n# next\nb: 1\n";
    sets(TAGS, text("x"), before, "tags: x # why\n# more\n\n# next\nb: 1\n");
    sets(TAGS, list(&["x", "- y"]), before, "tags: # why\n# more\n- x\n- \"- y\"\n\n# next\nb: 1\n");
    sets(TAGS, list(&[]), "tags:\n  - a\n", "tags: []\n");
    sets(
        KNOWN,
        text("x"),
        "root-cause:\n    known:\n        a: |\n          b\n    c: 1\n",
        "root-cause:\n    known: x\n    c: 1\n",
    );
    sets(ACTIONS, map(&[("a", "k"), ("b", "l")]), "actions:\n- x\n- y\nb: 1\n", "actions:\n  a: k\n  b: l\nb: 1\n");
    sets(&[Key("a"), Index(0)], text("x"), "a:\n  - b: 1\n    c: 2 # why\n  - d\n", "a:\n  - x\n  - d\n");
    let item = map(&[("title", "t"), ("owner", "o")]);
    sets(
        &[Key("a"), Index(0)],
        item,
        "a:\n  -   b: 1\n      c: 2\n  - d\n",
        "a:\n  -   title: t\n      owner: o\n  - d\n",
    );
}

#[test]
fn a_list_or_map_takes_the_place_of_a_scalar() {
    let items = NewValue::List(vec![map(&[("title", "t"), ("owner", "o")])]);
    let written = "actions: # why\n  - title: t\n    owner: o\nb: 1\n";
    sets(ACTIONS, items.clone(), "actions: old # why\nb: 1\n", written);
    sets(ACTIONS, items.clone(), "actions: # why\nb: 1\n", written);
    sets(ACTIONS, items.clone(), "actions: [] # why\nb: 1\n", written);
    sets(ACTIONS, items.clone(), "actions: | # why\n    a\n    b\nb: 1\n", written);
    sets(ACTIONS, items.clone(), "actions: \"a\n  b\" # why\nb: 1\n", written);
    sets(ACTIONS, items.clone(), "a:\n- x\nactions: old", "a:\n- x\nactions:\n- title: t\n  owner: o");
    sets(ACTIONS, items, "actions:\n   old # why\nb: 1\n", "actions:\n   - title: t # why\n     owner: o\nb: 1\n");
    let item = map(&[("title", "t"), ("owner", "o")]);
    sets(&[Key("a"), Index(0)], item, "a:\n- old # why\n- b\n", "a:\n- title: t # why\n  owner: o\n- b\n");
    sets(TAGS, list(&["x", "y, z"]), "tags: a # why\n", "tags: [x, \"y, z\"] # why\n");
}

#[test]
fn a_missing_key_stands_in_its_order() {
    sets(STATUS, text("open"), "title: t # why\nlead: x\n", "title: t # why\nstatus: open\nlead: x\n");
    sets(
        STATUS,
        text("open"),
        "severity: |\n  a\n\n\n# lead\nlead: x\n",
        "severity: |\n  a\nstatus: open\n\n\n# lead\nlead: x\n",
    );
    sets(STATUS, text("open"), "title: |\n  a\n    \n \nlead: x\n", "title: |\n  a\n    \nstatus: open\n \nlead: x\n");
    sets(STATUS, text("open"), "# file\n\n# lead\nlead: x\n", "# file\n\nstatus: open\n# lead\nlead: x\n");
    sets(
        &[Key("related")],
        list(&["a"]),
        "actions:\n  - a\n  # more\n\n    # deep\n\n# end\n",
        "actions:\n  - a\n  # more\n\n    # deep\nrelated: [a]\n\n# end\n",
    );
    sets(&[Key("x-own")], text("y"), "title: t\r\ntags:\r\n- a", "title: t\r\ntags:\r\n- a\r\nx-own: y");
    sets(STATUS, text("open"), "title:\n\n# lead\nlead:\n", "title:\nstatus: open\n\n# lead\nlead:\n");
    sets(STATUS, text("open"), "x-1: a\ntitle: t\nx-2: b\n", "x-1: a\ntitle: t\nstatus: open\nx-2: b\n");
}

#[test]
fn missing_maps_are_made() {
    let known = || NewValue::Bool(false);
    sets(KNOWN, known(), "title: t\nactions: []\n", "title: t\nroot-cause:\n  known: false\nactions: []\n");
    sets(KNOWN, known(), "root-cause: # unknown yet\na: 1\n", "root-cause: # unknown yet\n  known: false\na: 1\n");
    sets(KNOWN, known(), "x:\n    y: 1\nroot-cause: ~\n", "x:\n    y: 1\nroot-cause:\n    known: false\n");
    sets(
        KNOWN,
        known(),
        "root-cause:\n  ticket: t\n  # later\nx: 1\n",
        "root-cause:\n  ticket: t\n  known: false\n  # later\nx: 1\n",
    );
    sets(KNOWN, known(), "root-cause: {} # why\n", "root-cause: {known: false} # why\n");
    sets(&[Key("a"), Key("b"), Key("c")], text("d"), "a: {x: 1}\n", "a: {x: 1, b: {c: d}}\n");
    sets(STATUS, text("open"), "", "status: open\n");
    sets(STATUS, text("open"), "# nothing yet\n", "# nothing yet\nstatus: open\n");
    sets(KNOWN, known(), "# nothing yet", "# nothing yet\nroot-cause:\n  known: false");
}

#[test]
fn an_empty_front_matter_takes_a_key() {
    let before = "\u{feff}---\r\n---\r\n\r\n## Summary\r\n";
    let edited = set(before, Span::empty("\u{feff}---\r\n".len()), STATUS, &text("open"), ORDER).unwrap();
    assert_eq!(edited, "\u{feff}---\r\nstatus: open\r\n---\r\n\r\n## Summary\r\n");
}

#[test]
fn an_item_of_a_list_takes_and_changes_keys() {
    let due = &[Key("actions"), Index(1), Key("lead")];
    let before = "actions:\n  - title: a\n  - title: b # why\n    tags: []\n  - title: c\n";
    sets(
        due,
        text("x"),
        before,
        "actions:\n  - title: a\n  - title: b # why\n    lead: x\n    tags: []\n  - title: c\n",
    );
    sets(due, text("x"), "actions:\n- tags: []\n- tags: []\n", "actions:\n- tags: []\n- lead: x\n  tags: []\n");
    sets(due, text("x"), "actions:\n- title: a\n- title: b", "actions:\n- title: a\n- title: b\n  lead: x");
    sets(
        due,
        text("x"),
        "actions:\n-\n  title: a\n-\n  title: b\n",
        "actions:\n-\n  title: a\n-\n  title: b\n  lead: x\n",
    );
    sets(due, text("x"), "actions: [{}, {title: b}] # why\n", "actions: [{}, {title: b, lead: x}] # why\n");
    let title = &[Key("actions"), Index(1), Key("title")];
    sets(
        title,
        text("x: y"),
        before,
        "actions:\n  - title: a\n  - title: \"x: y\" # why\n    tags: []\n  - title: c\n",
    );
    sets(&[Index(0), Index(1)], text("x"), "- - a\n  - b\n- c\n", "- - a\n  - x\n- c\n");
}

#[test]
fn brackets_take_keys_and_items() {
    let services = &[Key("services")];
    appends(services, text("c, d"), "services: [a, b] # why\n", "services: [a, b, \"c, d\"] # why\n");
    appends(services, map(&[("name", "c")]), "services: [ a ]\n", "services: [ a, {name: c} ]\n");
    appends(services, text("c"), "services: [a, b,]\n", "services: [a, b, c,]\n");
    appends(services, text("c"), "services: [ ]\n", "services: [c]\n");
    appends(services, text("c"), "services: [ # none\n  ]\n", "services: [c # none\n  ]\n");
    appends(services, text("c"), "services: [\n  a,\n  b # why\n]\n", "services: [\n  a,\n  b, # why\n  c\n]\n");
    appends(
        services,
        text("c"),
        "services: [\r\n  a,\r\n  b, # why\r\n]\r\n",
        "services: [\r\n  a,\r\n  b, # why\r\n  c,\r\n]\r\n",
    );
    sets(STATUS, text("x"), "{title: a, lead: b}\n", "{title: a, status: x, lead: b}\n");
    sets(STATUS, text("x"), "{lead: b}\n", "{status: x, lead: b}\n");
    sets(
        STATUS,
        text("x"),
        "{\n  \"title\":1,\n  \"lead\":2\n}\n",
        "{\n  \"title\":1,\n  status: x,\n  \"lead\":2\n}\n",
    );
    sets(STATUS, text("x"), "{\n  lead: 2\n}\n", "{\n  status: x,\n  lead: 2\n}\n");
    sets(STATUS, text("x, y"), "{a: 1, \"status\":2}\n", "{a: 1, \"status\": \"x, y\"}\n");
    sets(STATUS, text("x"), "{status, b: , c}\n", "{status: x, b: , c}\n");
    sets(STATUS, text("x"), "{a, status: , c}\n", "{a, status: x, c}\n");
    sets(LEAD, text("x"), "{a, title: , c}\n", "{a, title: , lead: x, c}\n");
}

#[test]
fn lists_take_items_where_they_are_written() {
    let item = || map(&[("title", "t"), ("owner", "o")]);
    let added = "  - title: t\n    owner: o\n";
    appends(
        ACTIONS,
        item(),
        "actions:\n  - a\n    # deep\n\n# b\nb: 1\n",
        &format!("actions:\n  - a\n    # deep\n{added}\n# b\nb: 1\n"),
    );
    appends(ACTIONS, item(), "actions:\n- title: a\nb: 1\n", "actions:\n- title: a\n- title: t\n  owner: o\nb: 1\n");
    appends(ACTIONS, item(), "actions:\n-   title: a\n", "actions:\n-   title: a\n-   title: t\n    owner: o\n");
    appends(ACTIONS, item(), "actions: [] # none\nb: 1\n", &format!("actions: # none\n{added}b: 1\n"));
    appends(ACTIONS, item(), "actions:\nb: 1\n", &format!("actions:\n{added}b: 1\n"));
    appends(ACTIONS, item(), "title: x\nrelated: []\n", &format!("title: x\nactions:\n{added}related: []\n"));
    appends(ACTIONS, text("x"), "title: x\n", "title: x\nactions: [x]\n");
    appends(ACTIONS, text("x"), "actions:\n  -\n", "actions:\n  -\n  - x\n");
    appends(ACTIONS, text("x"), "actions:\n  - |\n    b\n\nc: 1", "actions:\n  - |\n    b\n  - x\n\nc: 1");
    appends(&[Key("a"), Key("b")], text("x"), "c: 1\n", "c: 1\na:\n  b: [x]\n");
    appends(&[], text("x"), "- a", "- a\n- x");
}

#[test]
fn anchors_aliases_and_tags_are_never_torn() {
    sets(STATUS, text("x"), "a: &a 1\nstatus: *a # why\n", "a: &a 1\nstatus: x # why\n");
    sets(STATUS, text("x"), "status: &a 1 # why\n", "status: &a x # why\n");
    sets(STATUS, text("x"), "title: &a\n  b: 1\nlead: *a\n", "title: &a\n  b: 1\nstatus: x\nlead: *a\n");
    sets(&[Key("a"), Key("b")], text("x"), "a: &a\n  b: 1\n", "a: &a\n  b: x\n");
    refuses(
        STATUS,
        "status: &a 1\nb: *a\n",
        "status",
        "`status` cannot be written here without a change to something else; write it by hand; anchors, aliases and `? ` keys can stand in the way",
    );
    refuses(
        STATUS,
        "status: !t 1\n",
        "status",
        "`status` cannot be set: the value there carries a tag (`!…`); change it by hand",
    );
    refuses(
        STATUS,
        "status: &a\nb: 1\n",
        "status",
        "`status` cannot be set: the value there carries an anchor (`&…`); change it by hand",
    );
    refuses(
        STATUS,
        "status: &a\n  b: 1\n",
        "status",
        "`status` cannot be set: the value there carries an anchor (`&…`); change it by hand",
    );
    refuses(
        &[Key("b"), Key("c")],
        "a: &a {c: 1}\nb: *a\n",
        "*a",
        "`b` is an alias of another value; write the value out here first",
    );
    refuses(
        STATUS,
        "? status\nb: 1\n",
        "status",
        "`status` cannot be set: the key there has no colon; change it by hand",
    );
}

#[test]
fn what_cannot_be_done_says_where_and_why() {
    refuses(&[Key("a"), Key("b")], "x: 1\na: text\n", "text", "`a` is a text, not a map of keys");
    refuses(&[Key("a"), Index(0)], "a: {b: 1}\n", "{b", "`a` is a map, not a list");
    refuses(&[Key("a"), Index(2)], "a: [1]\n", "[1", "`a` has 1 items, and no item 3");
    refuses(&[Key("a"), Index(0), Key("b")], "a:\n", "", "`a` is nothing, not a list");
    refuses(&[], "a: 1\n", "a", "the YAML cannot be set as a whole; name a key");
    refuses(STATUS, "a: 1\na: 2\n", "a: 2", "the key `a` stands here a second time; keep one of the two");
    let error = append("a: b\n", whole("a: b\n"), &[Key("a")], &text("c"), ORDER).unwrap_err();
    assert_eq!(error.to_string(), "`a` is a text, not a list");
}

#[test]
fn a_plan_is_edited_as_a_whole() {
    let named = set_in_plan(DEFAULT_PLAN, &[Key("meeting"), Key("zone")], &text("Asia/Tokyo")).unwrap();
    let (old, new): (Vec<_>, Vec<_>) = DEFAULT_PLAN.lines().zip(named.lines()).filter(|(old, new)| old != new).unzip();
    assert_eq!((old.len(), new), (1, vec!["  zone: Asia/Tokyo"]));
    assert_eq!(DEFAULT_PLAN.lines().count(), named.lines().count());
    let before = "\u{feff}# The plan.\nname: Log # ours\n\nmeeting:\n  zone: UTC\n";
    let named = set_in_plan(before, &[Key("name")], &text("Böoks & co")).unwrap();
    assert_eq!(named, before.replace("Log #", "Böoks & co #"));
    let zoned = set_in_plan(&named, &[Key("meeting"), Key("zone")], &text("Europe/Paris")).unwrap();
    assert_eq!(zoned, named.replace("UTC", "Europe/Paris"));
    let marked = set_in_plan("---\nname: a\n...\n", &[Key("time-zone")], &text("UTC")).unwrap();
    assert_eq!(marked, "---\nname: a\ntime-zone: UTC\n...\n");
    let silent = set_in_plan("\u{feff}", &[Key("name")], &text("a")).unwrap();
    assert_eq!(silent, "\u{feff}name: a\n");
}

#[test]
fn front_matter_as_people_write_it_keeps_its_ways() {
    let before = "title:   Mirrors  answer slowly\n# When it began\ndate: 2022-03-04 09:30:00\nresolved: true\n\
        resolvedWhen: 2022-03-04T9:45:00-05:00\n# One of: down, disrupted, notice\nseverity: disrupted\naffected:\n  \
        - mirrors (all of them)\n  - 'downloads: old ones'\n# affected:\n#  - agents on Linux\nsection: issue\n";
    let one = |path: &[Step<'_>], value: &str, old: &str, new: &str| {
        sets(path, text(value), before, &before.replace(old, new));
    };
    one(&[Key("date")], "2022-03-04 10:00", "2022-03-04 09:30:00", "2022-03-04 10:00");
    one(&[Key("resolvedWhen")], "2022-03-04T09:45:00-05:00", "T9:45", "T09:45");
    one(&[Key("severity")], "down", "severity: disrupted", "severity: down");
    one(&[Key("title")], "Mirrors: gone", "Mirrors  answer slowly", "\"Mirrors: gone\"");
    one(&[Key("affected"), Index(1)], "downloads", "'downloads: old ones'", "downloads");
    let added = before.replace("old ones'\n", "old ones'\n  - \"*.example\"\n");
    appends(&[Key("affected")], text("*.example"), before, &added);
    sets(LEAD, text("Tech Lead"), before, &before.replace("disrupted\naff", "disrupted\nlead: Tech Lead\naff"));
}

#[test]
fn a_summary_that_a_tool_wrapped_is_replaced_whole() {
    let before = "uuid: 1c0e-77\nsummary: >-\n  A cache of a shop's covers was emptied at once; its database\n\n  \
        could not keep up. # not a comment\nproduct: 'the shop''s\n\n  covers'\nkeywords:\n- cache\n- \"1628\"\nend: \"\"\n";
    let summary = before.replace(
        ">-\n  A cache of a shop's covers was emptied at once; its database\n\n  could not keep up. # not a comment",
        "\"Emptied at once. # short\"",
    );
    sets(&[Key("summary")], text("Emptied at once. # short"), before, &summary);
    sets(&[Key("product")], text("covers"), before, &before.replace("'the shop''s\n\n  covers'", "covers"));
    sets(&[Key("end")], text("2014-07-19T08:00:00Z"), before, &before.replace("\"\"", "2014-07-19T08:00:00Z"));
    appends(&[Key("keywords")], text("null"), before, &before.replace("\"1628\"\n", "\"1628\"\n- \"null\"\n"));
}
