//! What `docs/editors.md` says to write into an editor's settings, as it stands there.

use crate::harness::Repository;
use crate::tools::{emacs, yaml_language_server};
use serde_json::{Value, json};
use std::path::Path;

const DOCUMENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";

/// A log with a wrong severity in an incident that leads to another one, for an editor that finds `incident` on its path.
fn log() -> Repository {
    let folder = Path::new(env!("CARGO_BIN_EXE_incident")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let repository = Repository::new().log().with("PATH", &path).with("DOCUMENT", DOCUMENT);
    let text = "---\ntitle: Search is slow\nseverity: sev2\nstatus: open\nstarted: 2026-03-02T09:00:00Z\nwar-room: \"#war\"\nrelated: [2026-02-17-mail-is-late]\n---\n\n## Summary\nSearch is slow.\n";
    repository.write(DOCUMENT, text);
    let other = "---\ntitle: Mail is late\nseverity: sev-3\nstatus: closed\n---\n";
    repository.write("incidents/2026/2026-02-17-mail-is-late/incident.md", other);
    repository.commit_all("Report");
    repository
}

/// The first fence of a language below a heading of the page.
fn documented(heading: &str, language: &str) -> String {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/editors.md")).unwrap();
    let section = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let fence = section.split(&format!("\n```{language}\n")).nth(1).unwrap();
    fence.split("\n```").next().unwrap().to_owned()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap_or_else(|| panic!("{value}")).iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn emacs_shows_what_is_wrong_mends_it_and_finds_its_way() {
    let Some(program) = emacs() else { return };
    let repository = log().with("SNIPPET", "../snippet.el").with("RESULT", "../result.json");
    repository.write("../snippet.el", &documented("Emacs", "lisp"));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/emacs.el");
    let ran = repository.other(program, &["--batch", "--load", script]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let told: Value = serde_json::from_str(&repository.read("../result.json")).unwrap();
    assert_eq!(told["failure"], Value::Null, "{told:#}\n{}", ran.stderr);
    assert_eq!(told["mode"], "markdown-mode");
    assert!(
        texts(&told["before"]).iter().any(|found| found.starts_with("3:11 incident [unknown-severity]")),
        "{told:#}"
    );
    assert_eq!(told["definition"], "2026-02-17-mail-is-late/incident.md");
    assert_eq!(told["offered"], json!(["public", "internal", "restricted"]));
    assert_eq!(told["line"], "severity: sev-2");
}

/// Its own client needs VS Code around it. These are the libraries below that client, which frame and check what is said; a
/// server that others have made for YAML comes with them.
#[test]
fn the_libraries_of_vs_code_understand_the_server() {
    let Some(server) = yaml_language_server() else { return };
    let modules = server.ancestors().nth(2).unwrap();
    let settings = documented("VS Code", "json");
    let languages = &serde_json::from_str::<Value>(&settings).unwrap()["glspc.server.languageId"];
    assert_eq!(*languages, json!(["markdown", "yaml"]));
    let repository = log().with("MODULES", modules.to_str().unwrap()).with("SETTINGS", &settings);
    let ran = repository.other("node", &[concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vscode.cjs")]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    let finds = |key: &str| texts(&told[key]).iter().any(|found| found.starts_with("3:11 unknown-severity"));
    assert!(finds("before") && !finds("after"), "{told:#}");
    assert_eq!(told["hover"], "How bad it is, by the plan");
    assert_eq!(told["definition"], json!(["2026-02-17-mail-is-late/incident.md"]));
    assert_eq!(told["action"], "unknown-severity: `sev2` is now `sev-2`");
    assert_eq!(told["offered"], json!(["public", "internal", "restricted"]));
    assert_eq!(told["status"], 0);
}
