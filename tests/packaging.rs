//! What is handed on: the crate as it would be published.

use crate::harness::Repository;
use std::collections::BTreeSet;
use std::path::Path;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that the program is built from beside its modules, from the project's folder.
fn included() -> Vec<String> {
    let include = regex::Regex::new(r#"include_(?:str|bytes)!\("([^"]+)"\)"#).unwrap();
    let mut found = Vec::new();
    for file in walkdir::WalkDir::new(project().join("src")).into_iter().map(Result::unwrap) {
        if file.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        for captures in include.captures_iter(&std::fs::read_to_string(file.path()).unwrap()) {
            let path = file.path().with_file_name(&captures[1]).canonicalize().unwrap();
            let path = path.strip_prefix(project().canonicalize().unwrap()).unwrap().to_path_buf();
            found.push(path.to_string_lossy().into_owned());
        }
    }
    // What `init --sample` writes is named by a macro.
    found.push("incidents/2025/2025-04-17-api-certificate-expired/incident.md".to_owned());
    found
}

#[test]
fn the_crate_holds_what_it_is_built_from_and_no_more() {
    let folder = Repository::folder();
    let manifest = project().join("Cargo.toml");
    let arguments = ["package", "--list", "--locked", "--offline", "--allow-dirty", "--manifest-path"];
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let listed = folder
        .with("HOME", &std::env::var("HOME").unwrap_or_default())
        .other(cargo, &[&arguments[..], &[manifest.to_str().unwrap()]].concat())
        .ok()
        .stdout;
    let listed: BTreeSet<&str> = listed.lines().collect();
    let needed = included();
    assert!(needed.len() > 10, "{needed:?}");
    let missing: Vec<_> = needed.iter().filter(|path| !listed.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "Cargo.toml does not include {missing:?}");
    let tops: BTreeSet<&str> = listed.iter().map(|path| path.split('/').next().unwrap()).collect();
    let made = [".cargo_vcs_info.json", "Cargo.toml.orig"];
    let tops: Vec<&str> = tops.into_iter().filter(|top| !made.contains(top)).collect();
    insta::assert_snapshot!(tops.join(" "), @"CHANGELOG.md Cargo.lock Cargo.toml LICENSE-APACHE LICENSE-MIT README.md agenda docs incident.yaml incidents src templates");
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        assert!(std::fs::read_to_string(project().join(licence)).unwrap().len() > 1000);
    }
}
