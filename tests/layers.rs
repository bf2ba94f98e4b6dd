//! Every file imports from lower layers only, and no file is too long to be one idea.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rooms from the ground up. A room imports from lower layers, never from one beside it.
const LAYERS: &[&[&str]] = &[
    &["text", "progress"],
    &["model"],
    &["document", "git", "disk", "follow"],
    &["log"],
    &["audience", "connect", "import", "merge", "respond", "rules", "report", "search", "verify"],
    &["site", "review", "editor"],
    &["export"],
    &["command"],
];
const LONGEST: usize = 400;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).into_iter().map(|file| file.expect("it can be read"));
    let rust = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "rs"));
    rust.map(|file| {
        let path = file.path().strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
        (path, std::fs::read_to_string(file.path()).expect("it is text"))
    })
    .collect()
}

fn room_of(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The part of a file that is built into the program: a module of tests that is written out ends with its brace at the
/// line's start, one that is declared is a file of its own.
fn without_tests(text: &str) -> String {
    let tests = regex::Regex::new(r"(?ms)^#\[cfg\(test\)\]\nmod \w+ \{\n.*?^\}$").expect("the pattern is sound");
    let declared =
        regex::Regex::new(r"(?m)^#\[cfg\(test\)\]\n(pub(\([a-z]+\))? )?mod \w+;$").expect("the pattern is sound");
    declared.replace_all(&tests.replace_all(text, ""), "").into_owned()
}

/// The rooms that a file imports from: `crate::room` and each of `crate::{room::x, other}`.
fn rooms_imported(text: &str) -> Vec<String> {
    let import = regex::Regex::new(r"\bcrate::(?:([a-z_]+)|\{)").expect("the pattern is sound");
    let mut rooms = Vec::new();
    for found in import.captures_iter(text) {
        if let Some(room) = found.get(1) {
            rooms.push(room.as_str().to_owned());
            continue;
        }
        let (mut depth, mut word, mut is_first) = (1, String::new(), true);
        let end = found.get(0).expect("it matched").end();
        for character in text[end..].chars() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth > 1 => continue,
                ',' => is_first = true,
                'a'..='z' | '_' if is_first => {
                    word.push(character);
                    continue;
                }
                c if c.is_whitespace() => {}
                _ => is_first = false,
            }
            if !word.is_empty() {
                rooms.push(std::mem::take(&mut word));
                is_first = character == ',';
            }
            if depth == 0 {
                break;
            }
        }
    }
    rooms
}

#[test]
fn an_import_from_above_is_seen_wherever_it_stands() {
    let text = "#[cfg(test)]\nmod testing;\n\nuse crate::{\n    site::{page, when},\n    model, text::x,\n};\nuse crate::command;\n\n\
                #[cfg(test)]\nmod tests {\n    use crate::report;\n}\n\nfn last() {\n    crate::rules::run();\n}\n";
    assert_eq!(rooms_imported(&without_tests(text)), ["site", "model", "text", "command", "rules"]);
}

#[test]
fn every_room_imports_from_lower_layers_only() {
    let layer = |room: &str| LAYERS.iter().position(|layer| layer.contains(&room));
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room_of(&path);
        if matches!(room, "main" | "lib" | "registry") {
            continue;
        }
        let Some(own) = layer(room) else { panic!("src/{path} is in no layer; give its room one in tests/layers.rs") };
        for other in rooms_imported(&without_tests(&text)) {
            let other = other.as_str();
            if other != room && other != "registry" && layer(other).is_none_or(|other| other >= own) {
                wrong.push(format!("src/{path} imports {other}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let modules: BTreeMap<String, String> = sources()
        .into_iter()
        .map(|(path, text)| (path.trim_end_matches(".rs").to_owned(), without_tests(&text)))
        .collect();
    // Of a room's own modules: `super::name` beside this one, `name::` below it.
    let sibling = regex::Regex::new(r"\bsuper::([a-z_]+)").expect("the pattern is sound");
    let mut imports: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (module, text) in &modules {
        let Some((folder, _)) = module.rsplit_once('/') else { continue };
        let others = sibling.captures_iter(text).map(|found| format!("{folder}/{}", &found[1]));
        imports.insert(module, others.filter(|other| modules.contains_key(other) && other != module).collect());
    }
    fn reaches(imports: &BTreeMap<&str, BTreeSet<String>>, from: &str, to: &str, seen: &mut BTreeSet<String>) -> bool {
        imports
            .get(from)
            .into_iter()
            .flatten()
            .any(|next| next == to || (seen.insert(next.clone()) && reaches(imports, next, to, seen)))
    }
    let circles: Vec<_> =
        imports.keys().filter(|module| reaches(&imports, module, module, &mut BTreeSet::new())).collect();
    assert!(circles.is_empty(), "in a circle: {circles:?}");
}

#[test]
fn every_file_is_short_enough_to_be_one_idea() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let tests = walkdir::WalkDir::new(tests).into_iter().map(|file| file.expect("it can be read").into_path());
    let tests = tests.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let tests = tests.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("it is text")));
    let long: Vec<_> = sources().into_iter().chain(tests).filter(|(_, text)| text.lines().count() > LONGEST).collect();
    let long: Vec<_> = long.iter().map(|(path, text)| format!("{path}: {} lines", text.lines().count())).collect();
    assert!(long.is_empty(), "longer than {LONGEST} lines: {long:?}");
}
