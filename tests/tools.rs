//! Programs of others that run ours, or that it is run by: `tests/tools.sh` installs each once, below `target`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

static AXE: OnceLock<Option<PathBuf>> = OnceLock::new();
static CARGO_DEB: OnceLock<Option<PathBuf>> = OnceLock::new();
static CHECK_JSONSCHEMA: OnceLock<Option<PathBuf>> = OnceLock::new();
static DIST: OnceLock<Option<PathBuf>> = OnceLock::new();
static EMACS: OnceLock<bool> = OnceLock::new();
static HADOLINT: OnceLock<Option<PathBuf>> = OnceLock::new();
static HTML_CHECKER: OnceLock<Option<PathBuf>> = OnceLock::new();
static MCP_INSPECTOR: OnceLock<Option<PathBuf>> = OnceLock::new();
static MDBOOK: OnceLock<Option<PathBuf>> = OnceLock::new();
static NEOVIM: OnceLock<bool> = OnceLock::new();
static NAUGHTY_STRINGS: OnceLock<Option<PathBuf>> = OnceLock::new();
static PRE_COMMIT: OnceLock<Option<PathBuf>> = OnceLock::new();
static SLACK: OnceLock<Option<PathBuf>> = OnceLock::new();
static STRACE: OnceLock<bool> = OnceLock::new();
static TRACKERS: OnceLock<Option<PathBuf>> = OnceLock::new();
static YAML_LANGUAGE_SERVER: OnceLock<Option<PathBuf>> = OnceLock::new();

/// pre-commit; `None`, with a word on standard error, where it cannot be installed. That is a failure where `CI` is set.
pub fn pre_commit() -> Option<&'static PathBuf> {
    PRE_COMMIT.get_or_init(|| install("pre-commit")).as_ref()
}

/// check-jsonschema, which holds the schemas that services publish of their files; as [`pre_commit`].
pub fn check_jsonschema() -> Option<&'static PathBuf> {
    CHECK_JSONSCHEMA.get_or_init(|| install("check-jsonschema")).as_ref()
}

/// cargo-deb, where it is installed with all that a Debian package takes; as [`pre_commit`].
pub fn cargo_deb() -> Option<&'static PathBuf> {
    CARGO_DEB.get_or_init(|| install("cargo-deb")).as_ref()
}

/// dist, which says what a release holds; as [`pre_commit`].
pub fn dist() -> Option<&'static PathBuf> {
    DIST.get_or_init(|| install("dist")).as_ref()
}

/// hadolint, which reads container files; as [`pre_commit`].
pub fn hadolint() -> Option<&'static PathBuf> {
    HADOLINT.get_or_init(|| install("hadolint")).as_ref()
}

/// mdBook; as [`pre_commit`].
pub fn mdbook() -> Option<&'static PathBuf> {
    MDBOOK.get_or_init(|| install("mdbook")).as_ref()
}

/// The YAML language server, as [`pre_commit`]; where there is no npm it is let be, even where `CI` is set.
pub fn yaml_language_server() -> Option<&'static PathBuf> {
    YAML_LANGUAGE_SERVER.get_or_init(|| install("yaml-language-server")).as_ref()
}

/// The official inspector of the Model Context Protocol; as [`yaml_language_server`].
pub fn mcp_inspector() -> Option<&'static PathBuf> {
    MCP_INSPECTOR.get_or_init(|| install("mcp-inspector")).as_ref()
}

/// Prism, with Slack's description beside it as `slack.json`; as [`yaml_language_server`].
pub fn slack() -> Option<&'static PathBuf> {
    SLACK.get_or_init(|| install("slack")).as_ref()
}

/// Prism, with the descriptions of GitHub and GitLab as `trackers/github.json` and `trackers/gitlab.json` of the folder of
/// tools; as [`yaml_language_server`].
pub fn trackers() -> Option<&'static PathBuf> {
    // It is Prism of [`slack`], which no two may install at once.
    slack()?;
    TRACKERS.get_or_init(|| install("trackers")).as_ref()
}

/// The script of axe, which looks for what shuts people out of a page; as [`yaml_language_server`].
pub fn axe() -> Option<&'static PathBuf> {
    AXE.get_or_init(|| install("axe")).as_ref()
}

/// The archive of the Nu HTML checker; as [`yaml_language_server`], also where there is no Java.
pub fn html_checker() -> Option<&'static PathBuf> {
    HTML_CHECKER.get_or_init(|| install("html-checker")).as_ref()
}

/// What any machine that runs all the tests can have.
const FOR_CERTAIN: &[&str] = &["cargo-deb", "check-jsonschema", "dist", "hadolint", "mdbook", "pre-commit"];
/// A public list of texts that break programs, as JSON; as [`yaml_language_server`].
pub fn naughty_strings() -> Option<&'static PathBuf> {
    NAUGHTY_STRINGS.get_or_init(|| install("naughty-strings")).as_ref()
}

/// strace, which tells what a program asks of the system; as [`yaml_language_server`], also where it may not look.
pub fn strace() -> Option<&'static str> {
    let may_look = || {
        Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status().is_ok_and(|status| status.success())
    };
    let is_there = *STRACE.get_or_init(may_look);
    if !is_there {
        eprintln!("skipped: strace is not here, or may not look");
    }
    is_there.then_some("strace")
}

/// Neovim, which `tests/run.sh` installs; where it is not there, that is a failure where `CI` is set.
pub fn neovim() -> Option<&'static str> {
    let runs = || Command::new("nvim").arg("--version").output().is_ok_and(|ran| ran.status.success());
    let is_there = *NEOVIM.get_or_init(runs);
    assert!(is_there || std::env::var_os("CI").is_none(), "Neovim is not here");
    if !is_there {
        eprintln!("skipped: Neovim is not here");
    }
    is_there.then_some("nvim")
}

/// Emacs with Eglot and a mode for Markdown; where one is not there, it is let be.
pub fn emacs() -> Option<&'static str> {
    let has_all = "(progn (require 'package) (package-initialize) (require 'eglot) (require 'markdown-mode))";
    let runs = || Command::new("emacs").args(["--batch", "--eval", has_all]).output();
    let is_there = *EMACS.get_or_init(|| runs().is_ok_and(|ran| ran.status.success()));
    if !is_there {
        eprintln!("skipped: Emacs with Eglot and markdown-mode is not here");
    }
    is_there.then_some("emacs")
}

fn install(tool: &str) -> Option<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools.sh");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tools");
    let ran = Command::new("bash").arg(script).arg(tool).arg(&folder).output().expect("bash starts");
    if ran.status.success() {
        return Some(PathBuf::from(String::from_utf8_lossy(&ran.stdout).trim_end()));
    }
    let why = String::from_utf8_lossy(&ran.stderr).into_owned();
    let is_let_be = !FOR_CERTAIN.contains(&tool) && ran.status.code() == Some(3);
    assert!(is_let_be || std::env::var_os("CI").is_none(), "tests/tools.sh cannot install {tool}: {why}");
    eprintln!("skipped: tests/tools.sh cannot install {tool}: {why}");
    None
}
