//! Telling git to merge the log's documents by `incident merge`.

use super::failure::GitError;
use super::repository::Repository;
use git2::ConfigLevel;

/// The file, in the log's folder, that names the driver for the documents.
pub const ATTRIBUTES_PATH: &str = ".gitattributes";
const PATTERNS: [&str; 2] = ["incidents/**/*.md", "agenda/**/*.md"];

/// Puts the driver into the configuration of the clone, under the path of the program; git never takes it from a
/// repository. Where the program is gone, one of the PATH is taken, else git merges by lines.
///
/// # Errors
/// Where the configuration cannot be written.
pub fn register_merge_driver(repository: &Repository, program: &str) -> Result<(), GitError> {
    let mut config = repository.git.config()?.open_level(ConfigLevel::Local)?;
    config.set_str("merge.incident.name", "documents of an incident log, merged by what they mean")?;
    config.set_str("merge.incident.driver", &driver(program))?;
    Ok(())
}

/// Whether the clone, or its user, has told git how the driver is started.
pub fn has_merge_driver(repository: &Repository) -> bool {
    repository.git.config().is_ok_and(|config| config.get_string("merge.incident.driver").is_ok())
}

/// The attributes of a log's folder with the driver in them; `None` where they name one for its documents already.
pub fn with_merge_driver(attributes: &str) -> Option<String> {
    let names_one = |pattern: &str| {
        let mut lines = attributes.lines().map(str::split_whitespace);
        lines.any(|mut words| words.next() == Some(pattern) && words.any(|word| word.contains("merge")))
    };
    let ending = if attributes.contains("\r\n") { "\r\n" } else { "\n" };
    let missing: Vec<_> = PATTERNS.into_iter().filter(|pattern| !names_one(pattern)).collect();
    let gap = if attributes.is_empty() || attributes.ends_with('\n') { "" } else { ending };
    let lines: String = missing.iter().map(|pattern| format!("{pattern} merge=incident{ending}")).collect();
    (!missing.is_empty()).then(|| format!("{attributes}{gap}{lines}"))
}

/// What git gives a shell, once it has put its own words in the place of each `%`.
fn driver(program: &str) -> String {
    let program = format!("'{}'", program.replace('\'', r"'\''").replace('%', "%%"));
    format!(
        "p={program}; [ -x \"$p\" ] || p=incident; if command -v \"$p\" >/dev/null; \
         then \"$p\" merge --marker-size=%L --ours-label=%X --theirs-label=%Y -- %O %A %B %P; \
         else git merge-file --marker-size=%L -L %X -L base -L %Y %A %O %B; fi"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_added_once_behind_what_is_there() {
        let lines = "incidents/**/*.md merge=incident\nagenda/**/*.md merge=incident\n";
        assert_eq!(with_merge_driver("").as_deref(), Some(lines));
        assert_eq!(with_merge_driver(lines), None);
        assert_eq!(with_merge_driver("*.png binary").as_deref(), Some(format!("*.png binary\n{lines}").as_str()));
        let own = "agenda/**/*.md  -merge\r\n";
        assert_eq!(with_merge_driver(own), Some(format!("{own}incidents/**/*.md merge=incident\r\n")));
    }
}
