//! `docs/reference/`: every command, rule and key, as the code has them. `INCIDENT_REFERENCE=write cargo test --test main
//! book_reference` writes the pages anew.

use crate::book::docs;
use crate::harness::Repository;
use clap::{Arg, Command, CommandFactory as _};
use incident::rules::{Fragment, RULES, Rule};
use serde_json::Value;

/// A text that may hold anything, in a cell of a table.
fn cell(text: &str) -> String {
    let (mut cell, mut is_code) = (String::new(), false);
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        is_code ^= c == '`';
        match c {
            '|' => cell.push_str("\\|"),
            '<' | '>' | '*' | '_' | '[' | ']' if !is_code => cell.extend(['\\', c]),
            c => cell.push(c),
        }
    }
    cell
}

/// Holds a page against what the code says, or writes it.
#[track_caller]
fn assert_is(name: &str, page: &str) {
    let path = docs().join("reference").join(name);
    if std::env::var_os("INCIDENT_REFERENCE").is_some_and(|value| value == "write") {
        std::fs::write(&path, page).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = there.lines().zip(page.lines()).find(|(there, page)| there != page);
    assert!(
        there == page,
        "docs/reference/{name} is not what the code says; write it with INCIDENT_REFERENCE=write: {differs:#?}"
    );
}

fn argument(argument: &Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default().join(" ");
    let takes = argument.get_action().takes_values();
    let name = match (argument.get_short(), argument.get_long()) {
        (None, None) => format!("`{values}`"),
        (short, long) => {
            let value = if takes { format!(" {values}") } else { String::new() };
            let names = short.map(|short| format!("-{short}")).into_iter().chain(long.map(|long| format!("--{long}")));
            let names: Vec<_> = names.map(|name| format!("`{name}{value}`")).collect();
            names.join(", ")
        }
    };
    let help = argument.get_long_help().or_else(|| argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let possible: Vec<_> =
        argument.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    let defaults: Vec<_> = argument.get_default_values().iter().map(|value| format!("`{}`", value.display())).collect();
    let mut told = cell(&help);
    if takes && !possible.is_empty() {
        told.push_str(&format!("; one of {}", possible.join(", ")));
    }
    if takes && !defaults.is_empty() && !argument.is_hide_default_value_set() {
        told.push_str(&format!("; {} where it is not named", defaults.join(", ")));
    }
    format!("| {name} | {told} |\n")
}

fn arguments<'a>(given: impl Iterator<Item = &'a Arg>) -> String {
    let rows: String =
        given.filter(|argument| argument.get_id() != "help" && !argument.is_hide_set()).map(argument).collect();
    if rows.is_empty() { rows } else { format!("| | |\n| --- | --- |\n{rows}\n") }
}

fn command(command: &mut Command, name: &str, level: usize) -> String {
    let mut page = format!("{} {name}\n\n", "#".repeat(level));
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    page.push_str(&format!("{about}.\n\n"));
    let usage = command.render_usage().to_string();
    page.push_str(&format!(
        "```text\n{}\n```\n\n",
        usage.trim_start_matches("Usage: ").trim_end().replace("\n       ", "\n")
    ));
    page.push_str(&arguments(command.get_arguments().filter(|argument| !argument.is_global_set())));
    if let Some(after) = command.get_after_help() {
        page.push_str(&format!("```text\n{}\n```\n\n", after.to_string().trim_end()));
    }
    for below in command.get_subcommands_mut().filter(|below| below.get_name() != "help") {
        let name = format!("{name} {}", below.get_name());
        page.push_str(&self::command(below, &name, level + 1));
    }
    page
}

#[test]
fn every_command_is_told_as_its_help_has_it() {
    let mut tool = incident::command::Cli::command();
    tool.build();
    let mut page = "# Commands\n\nMade from the code, as `incident help COMMAND` tells it.\n\n".to_owned();
    page.push_str("Every command takes these:\n\n");
    page.push_str(&arguments(tool.get_arguments().filter(|argument| argument.is_global_set())));
    let after = tool.get_after_help().unwrap().to_string();
    page.push_str(&after.lines().map(|line| format!("{line}\n\n")).collect::<String>());
    let mut count = 0;
    for below in tool.get_subcommands_mut().filter(|below| below.get_name() != "help") {
        let name = format!("incident {}", below.get_name());
        page.push_str(&command(below, &name, 2));
        count += 1;
    }
    assert!(count > 30, "{count}");
    assert_is("commands.md", &(page.trim_end().to_owned() + "\n"));
}

fn example(fragments: &[Fragment]) -> String {
    let fence = |fragment: &Fragment| {
        let mut kind = fragment.kind.split_whitespace();
        let (language, document) = (kind.next().unwrap_or("text"), kind.next());
        let told = document.map(|document| format!("In the {document}:\n\n")).unwrap_or_default();
        format!("{told}````{language}\n{}\n````\n\n", fragment.text)
    };
    fragments.iter().map(fence).collect()
}

fn rule(rule: &Rule) -> String {
    let manual = rule.manual();
    let fixes = if rule.fixes { "; `incident validate --fix` mends it where one mend alone is possible" } else { "" };
    let mut page = format!("## {}\n\n{} ({}{fixes})\n\n", rule.id, manual.summary, rule.level);
    page.push_str(&format!("{}\n\n", manual.why));
    if !rule.options.is_empty() {
        page.push_str("| option | what | by default |\n| --- | --- | --- |\n");
        for option in rule.options {
            page.push_str(&format!(
                "| `{}` | {} | {} |\n",
                option.name,
                cell(option.what),
                cell(&option.default_text())
            ));
        }
        page.push('\n');
    }
    let [good, bad] = rule.examples();
    page.push_str(&format!("Good:\n\n{}Bad:\n\n{}", example(&good), example(&bad)));
    page
}

#[test]
fn every_rule_is_told_as_its_manual_has_it() {
    let mut page = "# Rules\n\nMade from the code, as `incident explain RULE` tells it. A plan sets another level by `rules: {RULE: warn}` \
        (`error`, `warn` or `off`), an option\nby `rules: {RULE: {OPTION: VALUE}}`; a comment in a document lets one finding be: \
        `<!-- incident: allow RULE because REASON -->`.\n\n"
        .to_owned();
    page.push_str("| rule | level | what is wrong |\n| --- | --- | --- |\n");
    for one in RULES {
        page.push_str(&format!("| [{0}](#{0}) | {1} | {2} |\n", one.id, one.level, cell(&one.manual().summary)));
    }
    page.push('\n');
    page.extend(RULES.iter().map(rule));
    assert_is("rules.md", &(page.trim_end().to_owned() + "\n"));
}

/// The keys of a map, with those below them; `path` is where they stand.
fn keys(schema: &Value, path: &str, rows: &mut String) {
    let shapes = |value: &Value| -> Vec<Value> {
        let mut shapes = vec![value.clone()];
        shapes.extend(value["anyOf"].as_array().into_iter().flatten().cloned());
        shapes
    };
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        // The ids of rules have a page of their own.
        let Some(what) = value["description"].as_str() else { continue };
        let shapes_of_it = shapes(value);
        let items: Vec<Value> = shapes_of_it
            .iter()
            .filter(|shape| shape["items"].is_object())
            .flat_map(|shape| shapes(&shape["items"]))
            .collect();
        let has_keys = |shape: &&Value| shape["properties"].is_object();
        let mark = if items.iter().any(|item| item["properties"].is_object()) { "[]" } else { "" };
        let path = format!("{path}{key}{mark}");
        let words = shapes_of_it.iter().find_map(|shape| shape["enum"].as_array()).filter(|words| words.len() < 20);
        let words = words
            .map(|words| words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect::<Vec<_>>());
        let example = value["examples"][0].clone();
        let shown = match (words, example) {
            (Some(words), _) => words.join(", "),
            (None, Value::Null) => String::new(),
            (None, Value::String(text)) => format!("`{text}`"),
            (None, other) => format!("`{other}`"),
        };
        rows.push_str(&format!("| `{path}` | {} | {} |\n", cell(what), shown.replace('|', "\\|")));
        if let Some(map) = shapes_of_it.iter().find(has_keys) {
            keys(map, &format!("{path}."), rows);
        }
        if let Some(map) = items.iter().find(has_keys) {
            keys(map, &format!("{path}."), rows);
        }
    }
}

#[test]
fn every_key_is_told_as_the_schemas_have_it() {
    let folder = Repository::folder();
    let mut page = "# Keys\n\nMade from the code, as `incident schema KIND` tells it to editors, which also says what each may hold. `[]` stands for the items \
        of a list. Keys\nthat begin with `x-` are your own: they are kept, shown and searched.\n\n"
        .to_owned();
    for (kind, title) in [
        ("plan", "incident.yaml"),
        ("incident", "incident.md"),
        ("postmortem", "postmortem.md"),
        ("agenda", "An agenda item"),
    ] {
        let schema = folder.run(&["schema", kind]).ok().json();
        let mut rows = String::new();
        keys(&schema, "", &mut rows);
        assert!(rows.lines().count() > 3, "{kind}: {rows}");
        page.push_str(&format!(
            "## {title}\n\n{}.\n\n| key | what | holds, or such as |\n| --- | --- | --- |\n{rows}\n",
            cell(schema["description"].as_str().unwrap())
        ));
    }
    assert_is("keys.md", &(page.trim_end().to_owned() + "\n"));
}
