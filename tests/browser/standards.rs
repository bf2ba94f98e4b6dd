//! What checkers that others wrote find in the pages: axe for those who cannot see or use a mouse, the Nu checker for HTML.

use super::pages::KINDS;
use super::session::{in_browser, lines};
use crate::harness::Repository;
use crate::tools;
use std::path::Path;
use std::process::Command;

/// What axe finds, a line each. Of what it cannot decide by itself (contrast over a drawing) nothing is said.
const FOUND: &str = "
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
";

#[test]
fn nothing_is_found_on_any_kind_of_page_by_axe_in_either_theme() {
    let Some(axe) = tools::axe() else { return };
    let axe = std::fs::read_to_string(axe).expect("it can be read");
    in_browser(async |browser, _| {
        let mut found = Vec::new();
        for theme in ["light", "dark"] {
            browser.media("screen", &[("prefers-color-scheme", theme)]).await;
            for page in KINDS {
                browser.go(page).await;
                browser.script(&axe).await;
                let said = lines(&browser.script(FOUND).await);
                found.extend(said.iter().map(|said| format!("/{page} {theme} {said}")));
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}

#[test]
fn nothing_is_found_on_any_page_by_the_checker_of_html() {
    let Some(jar) = tools::html_checker() else { return };
    let repository = Repository::sample();
    repository.run(&["build", "--out", "site"]).ok();
    let found = checked(jar, &repository.path("site"));
    assert!(found.is_empty(), "{}", found.join("\n"));
    // What it finds it says.
    let wrong = repository.path("wrong.html");
    std::fs::write(&wrong, "<!doctype html><title>x</title><p><div></p>").expect("it can be written");
    assert!(!checked(jar, &wrong).is_empty());
}

/// What the checker says of a page, or of all in a folder, a line each.
fn checked(jar: &Path, pages: &Path) -> Vec<String> {
    let mut java = Command::new("java");
    let java = java.arg("-jar").arg(jar).args(["--skip-non-html", "--format", "gnu"]).arg(pages);
    let output = java.output().expect("java starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // From the disk, nothing is of the page's own host.
    said.lines().filter(|line| !line.contains("Resource violates Content Security Policy")).map(str::to_owned).collect()
}
