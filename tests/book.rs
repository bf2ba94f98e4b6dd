//! The book in `docs/`: what its pages show is run as it stands there, and the book is built, with links that lead somewhere.

use crate::harness::{NOW, Repository};
use crate::tools::{check_jsonschema, mdbook};
use clap::Parser as _;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Stands behind what a command printed.
const MARK: &str = "@@@ that was all @@@";

pub fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// Every page, by its path from `docs`, and the README.
fn pages() -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(docs()).into_iter().map(|file| file.unwrap().into_path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let page = |path: PathBuf| {
        let name = path.strip_prefix(docs()).unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    let readme = std::fs::read_to_string(docs().join("../README.md")).unwrap();
    pages.map(page).chain([("../README.md".to_owned(), readme)]).collect()
}

/// What is done on a page, in its order.
enum Step {
    /// `<!-- at TIME -->`: the present from here on.
    At(String),
    /// `<!-- run COMMAND -->`: what is there before the page begins; it must be done.
    Run(String),
    /// `<!-- write PATH -->`, and the fence behind it.
    Write(String, String),
    /// A line of a `console` fence behind `$`, and what it prints.
    Shown(String, String),
}

fn steps(page: &str) -> Vec<Step> {
    let (mut steps, mut lines, mut file) = (Vec::new(), page.lines(), None);
    while let Some(line) = lines.next() {
        let told =
            line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")).and_then(|told| told.split_once(' '));
        match told {
            Some(("at", time)) => steps.push(Step::At(time.to_owned())),
            Some(("run", command)) => steps.push(Step::Run(command.to_owned())),
            Some(("write", path)) => file = Some(path.to_owned()),
            _ => {}
        }
        let Some(kind) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some(file) = file.take() {
            steps.push(Step::Write(file, body.join("\n") + "\n"));
        } else if kind == "console" {
            for line in body {
                match (line.strip_prefix("$ "), line.strip_prefix("> "), steps.last_mut()) {
                    (Some(command), ..) => steps.push(Step::Shown(command.to_owned(), String::new())),
                    (None, Some(more), Some(Step::Shown(command, _))) => command.push_str(&format!("\n{more}")),
                    (None, None, Some(Step::Shown(_, output))) => output.push_str(&format!("{line}\n")),
                    _ => panic!("a console begins with `$ `: {line}"),
                }
            }
        }
    }
    steps
}

/// One script of a page's steps, so that a folder or a variable that one sets is there for the next.
fn script(steps: &[Step]) -> String {
    let mut script = "exec 2>&1\n".to_owned();
    for step in steps {
        script.push_str(&match step {
            Step::At(time) => format!("export INCIDENT_NOW={time}\n"),
            Step::Run(command) => {
                format!("{{ {command}; }} >failed 2>&1 || {{ cat failed; exit 99; }}; rm -f failed\n")
            }
            Step::Write(path, text) => {
                format!("mkdir -p \"$(dirname '{path}')\"; cat > '{path}' <<'END_OF_FILE'\n{text}END_OF_FILE\n")
            }
            Step::Shown(command, _) => format!("{command}\necho '{MARK}'\n"),
        });
    }
    script
}

/// Whether a text is what a page shows: there, `…` stands for anything on a line, and alone on one for any lines.
fn is_as_shown(shown: &str, printed: &str) -> bool {
    let lines = shown.lines().map(|line| match line {
        "…" => "(?:[^\n]*\n)*?".to_owned(),
        line => regex::escape(line).replace('…', "[^\n]*") + "\n",
    });
    Regex::new(&format!("^{}$", lines.collect::<String>())).unwrap().is_match(printed)
}

#[test]
fn what_the_pages_show_is_what_is_printed() {
    let mut shown = BTreeMap::new();
    for (name, page) in pages().iter().filter(|(name, _)| !name.starts_with("..")) {
        let steps = steps(page);
        let commands = steps.iter().filter(|step| matches!(step, Step::Shown(..))).count();
        if steps.is_empty() {
            continue;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_incident")).parent().unwrap();
        let folder = Repository::folder().with("PATH", &format!("{}:/usr/bin:/bin", program.display()));
        let said = folder.other("bash", &["-c", &script(&steps)]);
        let mark = format!("{MARK}\n");
        let mut printed = said.stdout.split_inclusive(&mark);
        for step in &steps {
            let Step::Shown(command, output) = step else { continue };
            let printed = printed.next().and_then(|printed| printed.strip_suffix(&mark));
            let Some(printed) = printed else { panic!("docs/{name}: before `$ {command}`:\n{}", said.stdout) };
            assert!(is_as_shown(output, printed), "docs/{name}: $ {command}\n{printed}instead of\n{output}");
        }
        assert_eq!(printed.next(), None, "docs/{name}");
        shown.insert(name.clone(), commands);
    }
    assert!(shown.values().sum::<usize>() > 30 && shown["tutorial.md"] > 15, "{shown:?}");
}

/// The words of a command as a shell parts them, up to a comment, another command or where its output goes.
fn words(command: &str) -> Vec<String> {
    let word = Regex::new(r#"(?:"[^"]*"|'[^']*'|[^\s"'])+"#).unwrap();
    let words = word.find_iter(command).map(|word| word.as_str());
    let words = words.take_while(|word| !word.starts_with(['#', '>', '|', '&', ';']));
    words.map(|word| word.replace(['"', '\''], "")).collect()
}

#[test]
fn no_page_shows_a_command_that_there_is_not() {
    let mut count = 0;
    for (name, page) in pages() {
        let mut is_code = false;
        for line in page.lines() {
            is_code ^= line.starts_with("```");
            let indented = line.strip_prefix("    ").filter(|_| !is_code);
            let Some(line) = is_code.then_some(line).or(indented) else { continue };
            let Some(command) = line.trim_start_matches("$ ").strip_prefix("incident ") else { continue };
            let command = command.replace("ID-or-TEXT", "ID");
            let words = words(&command);
            // A synopsis of the reference is no command.
            if words.iter().any(|word| word.contains(['[', '<'])) || name == "reference/commands.md" {
                continue;
            }
            count += 1;
            let parsed = incident::command::Cli::try_parse_from([vec!["incident".to_owned()], words].concat());
            assert!(parsed.is_ok(), "{name}: {line}\n{}", parsed.unwrap_err());
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn the_book_is_built_and_its_links_lead_somewhere() {
    let Some(mdbook) = mdbook() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().canonicalize().unwrap().join("book");
    let root = docs().join("..");
    let ran = Command::new(mdbook).arg("build").arg(&root).arg("--dest-dir").arg(&out).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && !said.contains("WARN") && !said.contains("ERROR"), "{said}");

    let link = Regex::new(r#"<(?:a|img)[^>]* (?:href|src)="([^"]+)""#).unwrap();
    let away = Regex::new("^(?:[a-z]+:|//)").unwrap();
    let id = Regex::new(r#" id="([^"]+)""#).unwrap();
    let mut wrong = BTreeSet::new();
    for page in pages().keys().filter(|name| !name.starts_with("..") && *name != "SUMMARY.md") {
        let path = out.join(page.replace("README.md", "index.md")).with_extension("html");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("docs/SUMMARY.md does not name {page}"));
        for captures in link.captures_iter(&text) {
            let target = captures[1].replace("&amp;", "&");
            if away.is_match(&target) {
                continue;
            }
            let (file, fragment) =
                target.split_once('#').map_or((target.as_str(), None), |(file, id)| (file, Some(id)));
            let file = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let there = std::fs::read_to_string(&file).or_else(|_| std::fs::read(&file).map(|_| String::new()));
            let has =
                |fragment: &str| id.captures_iter(there.as_deref().unwrap_or_default()).any(|id| id[1] == *fragment);
            if there.is_err() || fragment.is_some_and(|fragment| !fragment.is_empty() && !has(fragment)) {
                wrong.insert(format!("{page}: {target}"));
            }
        }
    }
    assert_eq!(wrong, BTreeSet::new());
    let links = Regex::new(r"\]\((?:docs|ci|benches)/[^)]+|\]\([A-Z]+\.md").unwrap();
    for found in links.find_iter(&pages()["../README.md"]) {
        let path = found.as_str()[2..].split('#').next().unwrap();
        assert!(root.join(path).exists(), "README.md: {path}");
    }
}

#[test]
fn the_workflows_for_github_pages_are_some() {
    let Some(program) = check_jsonschema() else { return };
    for name in ["hosting.md", "scale.md"] {
        let page = std::fs::read_to_string(docs().join(name)).unwrap();
        let workflow = page.split("```yaml\n").map(|part| part.split("```").next().unwrap());
        let workflow = workflow.filter(|part| part.starts_with("name: ")).collect::<Vec<_>>();
        assert_eq!(workflow.len(), 1, "{name}");
        let folder = Repository::folder().at(NOW);
        folder.write("pages.yml", workflow[0]);
        folder.other(program.to_str().unwrap(), &["--builtin-schema", "vendor.github-workflows", "pages.yml"]).ok();
    }
}
