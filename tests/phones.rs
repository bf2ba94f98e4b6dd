//! How many of the roster's numbers are found, in whatever spelling, and how many other numbers are taken for one.
//!
//! All numbers are of the ranges that are kept for fiction.

use crate::dice::Dice;
use crate::harness::Repository;
use incident::audience::Redaction;
use incident::document::read_plan;
use incident::text::Source;
use std::collections::{BTreeSet, HashSet};

const CASES: usize = 4_000;
/// Of a hundred numbers of the roster so many are found at least, and of a hundred others so many at most.
const FOUND: f64 = 0.99;
const FALSE: f64 = 0.01;
/// What stands in the place of what was taken out.
const WITHHELD: &str = "withheld";

/// A person's number: as the plan has it, its country's code, what is dialled before the area within the country, and its groups.
struct Number {
    planned: &'static str,
    code: &'static str,
    trunk: &'static str,
    groups: &'static [&'static str],
}

const fn number(
    planned: &'static str,
    code: &'static str,
    trunk: &'static str,
    groups: &'static [&'static str],
) -> Number {
    Number { planned, code, trunk, groups }
}

const ROSTER: [Number; 14] = [
    number("555-0142", "1", "", &["555", "0142"]),
    number("+1 555 0143", "1", "", &["555", "0143"]),
    number("+15550144", "1", "", &["555", "0144"]),
    number("(555) 0145", "1", "", &["555", "0145"]),
    number("+1 202 555 0146", "1", "", &["202", "555", "0146"]),
    number("202-555-0147", "1", "", &["202", "555", "0147"]),
    number("+12025550148", "1", "", &["202", "555", "0148"]),
    number("+44 20 7946 0149", "44", "0", &["20", "7946", "0149"]),
    number("+442079460150", "44", "0", &["20", "7946", "0150"]),
    number("020 7946 0151", "44", "0", &["20", "7946", "0151"]),
    number("+44 (0)20 7946 0152", "44", "0", &["20", "7946", "0152"]),
    number("+49 30 23125 153", "49", "0", &["30", "23125", "153"]),
    number("+33 1 99 00 01 54", "33", "0", &["1", "99", "00", "01", "54"]),
    number("+61255500155", "61", "0", &["2", "5550", "0155"]),
];

fn plan() -> String {
    let people =
        ROSTER.iter().enumerate().map(|(at, number)| format!("- {{name: Role {at}, phone: \"{}\"}}\n", number.planned));
    format!("roster:\n{}", people.collect::<String>())
}

const PARTS: [&str; 20] = [
    " ", "-", ".", "/", "\u{a0}", "\u{202f}", "\u{2009}", "\u{2011}", "–", " - ", "\u{2060}", "", "", "**-**", "&#45;",
    "&nbsp;", "&#x2011;", r"\-", "<b>-</b>", "\u{ad}",
];

/// The number as somebody may write it.
fn spelt(dice: &mut Dice, number: &Number) -> String {
    let national: String = number.groups.concat();
    let mut groups: Vec<String> = match dice.below(4) {
        0 => national.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect(),
        1 => national.as_bytes().chunks(3).map(|three| String::from_utf8_lossy(three).into_owned()).collect(),
        _ => number.groups.iter().map(|group| (*group).to_owned()).collect(),
    };
    let part = dice.one_of(&PARTS);
    let code = number.code;
    let (before, trunk) = match dice.below(8) {
        0 | 1 => (format!("+{code}"), ""),
        2 => (format!("00{code}"), ""),
        3 => (format!("+{code}"), "(0)"),
        4 => (format!("011{code}"), ""),
        _ => (String::new(), number.trunk),
    };
    // A nought in brackets is written where one is dialled within the country.
    let trunk = if number.trunk.is_empty() { "" } else { trunk };
    groups[0].insert_str(0, trunk);
    if before.is_empty() && dice.below(3) == 0 {
        groups[0] = format!("({})", groups[0]);
    }
    if !before.is_empty() {
        groups.insert(0, before);
    }
    let written = groups.join(part);
    // Entities and tags are none in addresses, nor in other digits.
    match dice.below(12) {
        _ if written.contains(['&', '<']) => written,
        0 => written.chars().map(|c| other_digit(c, 0xff10)).collect(),
        1 => written.chars().map(|c| other_digit(c, 0x660)).collect(),
        2 => written.bytes().map(percent).collect(),
        _ => written,
    }
}

fn other_digit(c: char, nought: u32) -> char {
    c.to_digit(10).and_then(|digit| char::from_u32(nought + digit)).unwrap_or(c)
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_digit() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

const PLACES: [&str; 18] = [
    "Call {}",
    "Call the lead at {}, then wait",
    "call ({})",
    "phone **{}** first",
    "phone _{}_ first",
    "dial `{}`",
    "number `{\"phone\":\"{}\"}` in code",
    "[call the lead](tel:{})",
    "call <tel:{}>",
    "phone <a href=\"tel:{}\">the lead</a>",
    "call tel:{}",
    "phone lead{}lead",
    "mobile:{};ext=x",
    "text {}!",
    "reached [{}](https://chat.example/x)",
    "call https://sms.example/?to={}&text=now",
    "phone: \"{}\"",
    "calling \"{}\"; nobody",
];

/// A line that holds a number of the roster.
fn line_with_a_number(dice: &mut Dice) -> String {
    let number = &ROSTER[dice.below(ROSTER.len() as u64) as usize];
    let spelt = spelt(dice, number);
    // A tag stands in no address and in no other tag.
    let places = if spelt.contains('<') { &PLACES[..6] } else { &PLACES[..] };
    dice.one_of(places).replace("{}", &spelt)
}

fn digits(dice: &mut Dice, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + dice.below(10) as u8)).collect()
}

fn hexadecimal(dice: &mut Dice, count: usize) -> String {
    (0..count).map(|_| char::from(b"0123456789abcdef"[dice.below(16) as usize])).collect()
}

/// A line with a number that is of nobody on the roster. Of one in three the digits are those of the roster, in what is no
/// phone number.
fn line_with_another(dice: &mut Dice) -> String {
    let number = &ROSTER[dice.below(ROSTER.len() as u64) as usize];
    let own: String = number.groups.concat();
    let (most, last) = own.split_at(own.len() - 1);
    let n = |dice: &mut Dice, below: u64| dice.below(below);
    match dice.below(36) {
        0 => format!("host 10.{}.{}.{}", n(dice, 256), n(dice, 256), n(dice, 256)),
        1 => format!("host [2001:db8:{}::{}]:443", hexadecimal(dice, 4), hexadecimal(dice, 4)),
        2 => format!("port 10.0.0.{}:{}", n(dice, 256), n(dice, 65536)),
        3 => format!("commit {}", hexadecimal(dice, 40)),
        4 => format!("commit {}", hexadecimal(dice, 9)),
        5 => format!("at 2026-1{}-0{}T1{}:2{}:3{}Z", n(dice, 3), n(dice, 9), n(dice, 10), n(dice, 10), n(dice, 10)),
        6 => format!("at 17{}", digits(dice, 8)),
        7 => format!("at 17{}.{}", digits(dice, 8), digits(dice, 6)),
        8 => format!("version {}.{}.{}-rc.{}", n(dice, 20), n(dice, 60), n(dice, 999), n(dice, 9)),
        9 => format!("ticket OPS-{}", digits(dice, 5)),
        10 => format!("order {}", digits(dice, 9)),
        11 => format!("order #{}-{}-{}", digits(dice, 3), digits(dice, 7), digits(dice, 7)),
        12 => format!("lost {},{},{}.{} EUR", n(dice, 9) + 1, digits(dice, 3), digits(dice, 3), digits(dice, 2)),
        13 => format!("lost {} {} EUR", n(dice, 900) + 1, digits(dice, 3)),
        14 => format!(
            "request {}-{}-4{}-a{}-{}",
            hexadecimal(dice, 8),
            hexadecimal(dice, 4),
            hexadecimal(dice, 3),
            hexadecimal(dice, 3),
            hexadecimal(dice, 12)
        ),
        15 => format!("at 52.{}, 13.{}", digits(dice, 7), digits(dice, 7)),
        16 => format!(
            "to DE{} {} {} {} {} {}",
            digits(dice, 2),
            digits(dice, 4),
            digits(dice, 4),
            digits(dice, 4),
            digits(dice, 4),
            digits(dice, 2)
        ),
        17 => format!("card {} {} {} {}", digits(dice, 4), digits(dice, 4), digits(dice, 4), digits(dice, 4)),
        18 => format!("{} of {} requests, {}.{} %", digits(dice, 5), digits(dice, 6), n(dice, 99), digits(dice, 2)),
        19 => format!("disk/{}/part-{}", digits(dice, 4), digits(dice, 5)),
        20 => format!("call 555-01{}", 56 + n(dice, 40)),
        21 => format!("call +1 202 555 01{}", 56 + n(dice, 40)),
        22 => format!("call 020 7946 01{}", 56 + n(dice, 40)),
        23 => format!("took {} ms, then {} ms", digits(dice, 4), digits(dice, 3)),
        // From here on, what is near to a number of the roster.
        24 => format!("call {most}{}", (last.parse::<u64>().unwrap_or(0) + 1 + n(dice, 9)) % 10),
        25 => format!("order {}{own}", 2 + n(dice, 8)),
        26 => format!("order {own}{}", digits(dice, 1)),
        27 => format!("at {}.{own}", n(dice, 89) + 10),
        28 => {
            format!("commit {}{own}{}", &hexadecimal(dice, 9).replace(|c: char| c.is_ascii_digit(), "a"), "abcdefabc")
        }
        29 => format!("host 10.55.50.14{}", 2 + n(dice, 4)),
        30 => format!("lost {} EUR", number.groups.join(",")),
        31 => format!("at {}", number.groups.join(":")),
        32 => format!("{} of {}", number.groups[0], number.groups[1..].concat()),
        33 => format!("request {}a-0000-4000-8000-0123456789ab", own.chars().rev().take(7).collect::<String>()),
        34 => format!("{}, then {}", number.groups[0], number.groups[1..].join(" and ")),
        _ => format!("build {}{own}{}", digits(dice, 3), digits(dice, 3)),
    }
}

/// What only looks like another number and is the roster's: dice may throw it.
fn is_own(line: &str) -> bool {
    let all: String = line.chars().filter(char::is_ascii_digit).collect();
    line.starts_with("call ") && ROSTER.iter().any(|number| all.ends_with(&number.groups.concat()))
}

fn lines(seed: u64, line: fn(&mut Dice) -> String) -> Vec<String> {
    let mut dice = Dice(seed);
    let all = std::iter::from_fn(|| Some(line(&mut dice)));
    all.take(CASES).collect()
}

fn others() -> Vec<String> {
    lines(2, line_with_another).into_iter().filter(|line| !is_own(line)).collect()
}

/// Says which are not as they are to be, and fails where these are too many.
#[track_caller]
fn rate(what: &str, all: &[String], is_found: impl Fn(usize, &String) -> bool) -> f64 {
    let (found, not): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(at, line)| is_found(*at, line));
    let rate = found.len() as f64 / all.len() as f64;
    println!("{what}: {} of {}, {:.2} %", found.len(), all.len(), rate * 100.0);
    let fewer = if found.len() < not.len() { found } else { not };
    for (_, line) in fewer.iter().take(40) {
        println!("  {line:?}");
    }
    rate
}

#[test]
fn of_the_rosters_numbers_nearly_all_are_withheld_and_of_others_hardly_one() {
    let plan = read_plan(Source::new("incident.yaml", plan())).value;
    let redaction = Redaction::new(HashSet::new(), &plan);
    let is_withheld = |_: usize, line: &String| redaction.text(line).contains(WITHHELD);
    let found = rate("withheld", &lines(1, line_with_a_number), is_withheld);
    let others = rate("withheld of others", &others(), |_, line| redaction.text(line).contains(WITHHELD));
    assert!(found >= FOUND && others <= FALSE, "{found} {others}");
}

/// The lines, by their number, in which `validate` finds a number of the roster.
fn found_by_the_rule(lines: &[String]) -> BTreeSet<usize> {
    let repository = Repository::new().log();
    repository.write("incident.yaml", &plan());
    let text: String = lines.iter().map(|line| format!("- So: {line} it is\n")).collect();
    let front = "---\ntitle: Slow\nseverity: sev-3\nstatus: open\nstarted: 2026-11-20T00:00:00Z\n---\n";
    let text = format!("{front}\n## Summary\n{text}");
    let first = 1 + text.lines().position(|line| line.starts_with("- So: ")).unwrap();
    repository.write("incidents/2026/2026-11-20-slow/incident.md", &text);
    let report = repository.run(&["validate", "--format", "json"]).json();
    let findings = report["findings"].as_array().unwrap().iter();
    let phones = findings.filter(|finding| finding["rule"] == "roster-phone");
    phones.map(|finding| finding["line"].as_u64().unwrap() as usize - first).collect()
}

#[test]
fn whoever_writes_a_number_of_the_roster_down_is_told_nearly_always_and_of_others_hardly_ever() {
    let (own, others) = (lines(1, line_with_a_number), others());
    let told = found_by_the_rule(&own);
    let found = rate("found by the rule", &own, |at, _| told.contains(&at));
    let told = found_by_the_rule(&others);
    let others = rate("found by the rule of others", &others, |at, _| told.contains(&at));
    assert!(found >= FOUND && others <= FALSE, "{found} {others}");
}
