//! The language server in Neovim itself.

use crate::harness::Repository;
use crate::tools::neovim;
use serde_json::{Value, json};

#[test]
fn neovim_shows_what_is_wrong_mends_it_and_finds_its_way() {
    let Some(program) = neovim() else { return };
    let document = "incidents/2026/2026-03-02-search-is-slow/incident.md";
    let other = "incidents/2026/2026-02-17-mail-is-late/incident.md";
    let text = "---\ntitle: Search is slow\nseverity: sev2\nstatus: open\nstarted: 2026-03-02T09:00:00Z\nwar-room: \"#war\"\nrelated: [2026-02-17-mail-is-late]\n---\n\n## Summary\nSearch is slow.\n";
    let result = tempfile::NamedTempFile::new().unwrap();
    let repository = Repository::new()
        .log()
        .with("SERVER", env!("CARGO_BIN_EXE_incident"))
        .with("DOCUMENT", document)
        .with("RESULT", result.path().to_str().unwrap());
    repository.write(document, text);
    repository.write(other, "---\ntitle: Mail is late\nseverity: sev-3\nstatus: closed\n---\n");
    repository.commit_all("Report");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/neovim.lua");
    let arguments = ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", &format!("luafile {script}")];
    let ran = repository.other(program, &arguments);
    let told: Value = serde_json::from_slice(&std::fs::read(result.path()).unwrap())
        .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr));
    assert_eq!(told["failure"], Value::Null, "{told:#}\n{}", ran.stderr);
    let lines = |key: &str| told[key].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>();
    assert!(lines("before").contains(&"3:11 unknown-severity the plan has no severity `sev2`"), "{told:#}");
    assert_eq!(told["action"], "unknown-severity: `sev2` is now `sev-2`");
    assert_eq!(told["line"], "severity: sev-2");
    assert!(!lines("after").iter().any(|line| line.contains("unknown-severity")), "{told:#}");
    assert!(told["hover"].as_str().unwrap().starts_with("**sev-2**"), "{told:#}");
    assert_eq!(told["offered"], json!(["public", "internal", "restricted"]));
    assert_eq!(told["definition"], "2026-02-17-mail-is-late/incident.md");
}
