//! A desk with one document on it, for tests.
#![expect(clippy::disallowed_methods, reason = "tests write files")]

use super::desk::Desk;
use gen_lsp_types::{TextDocumentItem, Uri};
use serde_json::json;

pub const PATH: &str = "incidents/2026/2026-03-02-slow/incident.md";

/// A log of one incident with a picture, which is open with a text; the log goes with its folder.
pub fn desk_with(text: &str) -> (tempfile::TempDir, Desk, Uri) {
    let folder = tempfile::tempdir().unwrap();
    git2::Repository::init(folder.path()).unwrap();
    let file = folder.path().join(PATH);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, text).unwrap();
    std::fs::write(file.with_file_name("error.png"), "").unwrap();
    std::fs::write(folder.path().join("incident.yaml"), "name: Shop\n").unwrap();
    let mut desk = Desk::new(Box::new(|| chrono::Utc::now().fixed_offset()));
    let uri = Uri::from_file_path(&file).unwrap();
    desk.open(document(&uri, text));
    desk.refresh();
    (folder, desk, uri)
}

/// A document as an editor opens it.
pub fn document(uri: &Uri, text: &str) -> TextDocumentItem {
    let item = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
    serde_json::from_value(item).unwrap()
}
