//! The files of a source: read whole, links not followed, and nothing that is too large.

use super::failure::{ImportError, Left};
use crate::git::MAX_DOCUMENT_BYTES;
use crate::text::Source;
use std::io::ErrorKind;
use std::path::Path;
use walkdir::WalkDir;

/// The largest export in one file, in bytes.
const LARGEST_EXPORT: u64 = 500_000_000;

/// A folder's files whose names end so, by path; and those that cannot be read.
///
/// # Errors
/// Where the folder is not there or is none.
pub fn folder(path: &Path, endings: &[&str]) -> Result<(Vec<Source>, Vec<Left>), ImportError> {
    let shown = path.display();
    match path.metadata() {
        Err(error) => return Err(unreadable(path, &error)),
        Ok(metadata) if !metadata.is_dir() => {
            let help = "name the folder that the files are in";
            return Err(ImportError::new("this is a file, and a folder is asked for", help).at(shown.to_string()));
        }
        Ok(_) => {}
    }
    let (mut sources, mut left, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    let walk = WalkDir::new(path).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                left.push(Left::wrong(name_below(path, error.path().unwrap_or(path)), "it cannot be read"));
                continue;
            }
        };
        let name = name_below(path, entry.path());
        // Whoever named the folder may have named a link to it.
        if entry.depth() > 0 && entry.path_is_symlink() {
            left.push(Left::wrong(name, "it is a link; links are not followed"));
            continue;
        }
        let wanted = endings.iter().any(|ending| name.to_lowercase().ends_with(ending));
        if !entry.file_type().is_file() {
            continue;
        }
        if !wanted {
            others.push(name);
            continue;
        }
        match entry.metadata() {
            Ok(metadata) if metadata.len() > MAX_DOCUMENT_BYTES => {
                left.push(Left::wrong(name, too_large(metadata.len(), MAX_DOCUMENT_BYTES)));
            }
            _ => match std::fs::read(entry.path()).map(|bytes| Source::from_bytes(name.clone(), bytes)) {
                Ok(Ok(source)) => sources.push(source),
                Ok(Err((source, error))) => {
                    let at = source.position(error.offset);
                    let looks_like = error.looks_like.map(|kind| format!("; it looks like {kind}")).unwrap_or_default();
                    let why = format!("it is not UTF-8 text{looks_like}");
                    left.push(Left::wrong(format!("{name}:{}:{}", at.line, at.column), why));
                }
                Err(error) => left.push(Left::wrong(name, format!("it cannot be read: {}", error.kind()))),
            },
        }
    }
    if let Some((first, more)) = others.split_first() {
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        left.push(Left::fine(
            format!("{first}{more}"),
            format!("only what ends with {} is read", endings.join(" or ")),
        ));
    }
    Ok((sources, left))
}

/// The folder that a file of a source stands in, as the source counts.
pub fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned())
}

/// One file, which must be text.
///
/// # Errors
/// Where it is not there, is no file, is too large or no text.
pub fn file(path: &Path) -> Result<Source, ImportError> {
    let shown = path.display().to_string();
    let metadata = path.metadata().map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(ImportError::new("this is no file", "name the file that holds the export").at(shown));
    }
    if metadata.len() > LARGEST_EXPORT {
        let help = "export it in parts, by year for instance, and bring in one after the other";
        return Err(ImportError::new(too_large(metadata.len(), LARGEST_EXPORT), help).at(shown));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    Source::from_bytes(shown.as_str(), bytes).map_err(|(source, error)| {
        let at = source.position(error.offset);
        let looks_like = error.looks_like.map(|kind| format!("; it looks like {kind}")).unwrap_or_default();
        let message = format!("this is not UTF-8 text{looks_like}");
        ImportError::new(message, "save it as UTF-8").at(format!("{shown}:{}:{}", at.line, at.column))
    })
}

/// A path as seen from the source's folder, `/` between names.
fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below.components().map(|name| name.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn unreadable(path: &Path, error: &std::io::Error) -> ImportError {
    let shown = path.display().to_string();
    match error.kind() {
        ErrorKind::NotFound => ImportError::new("there is no such file or folder", "see whether the path is right"),
        kind => ImportError::new(format!("this cannot be read: {kind}"), "see who may read it"),
    }
    .at(shown)
}

fn too_large(size: u64, limit: u64) -> String {
    format!("it has {} MB; the limit is {} MB", size.div_ceil(1_000_000), limit / 1_000_000)
}
