//! Paths of a log as the addresses in its documents name them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands otherwise in an address than in a path.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// A path as an address: what has a meaning of its own in one is written with percent signs.
pub fn encoded_path(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}

/// The end of an address behind its `#`, without percent signs where they mean something.
pub fn decoded(fragment: &str) -> String {
    percent_decode_str(fragment).decode_utf8().map_or_else(|_| fragment.to_owned(), |text| text.into_owned())
}

/// The paths in a log that a relative address may mean in a document of one of its folders, likeliest first: as a
/// browser reads it, and as it is written, since a file can have a `%` in its name. None where it leaves the log.
pub fn paths_of_address(folder: &str, address: &str) -> Vec<String> {
    let written = address.split(['#', '?']).next().unwrap_or_default();
    let mut paths = Vec::with_capacity(1);
    if let Ok(decoded) = percent_decode_str(written).decode_utf8() {
        paths.extend(joined(folder, &decoded));
    }
    paths.extend(joined(folder, written).filter(|path| !paths.contains(path)));
    paths
}

/// A path seen from a folder, without `.`, `..` and empty names; `None` where it leaves the log.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let base = if path.starts_with('/') { "" } else { folder };
    let mut names: Vec<&str> = Vec::new();
    for name in base.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_path_as_seen_from_its_folder() {
        for (address, paths) in [
            ("b.md", &["incidents/a/b.md"][..]),
            ("./b.md?raw#x", &["incidents/a/b.md"]),
            ("../../agenda/", &["agenda"]),
            ("/agenda/b.md", &["agenda/b.md"]),
            ("#x", &["incidents/a"]),
            ("../../../b.md", &[]),
            ("/../b.md", &[]),
            ("..%2F..%2F..%2Fb.md", &["incidents/a/..%2F..%2F..%2Fb.md"]),
        ] {
            assert_eq!(paths_of_address("incidents/a", address), paths, "{address}");
        }
    }

    #[test]
    fn percent_signs_that_are_no_code_stay() {
        assert_eq!(paths_of_address("", "a%20b%C3%A4%2"), ["a b\u{e4}%2", "a%20b%C3%A4%2"]);
        assert_eq!(paths_of_address("", "100%.png%FF"), ["100%.png%FF"]);
        assert_eq!(paths_of_address("", "a%23b.png#c"), ["a#b.png", "a%23b.png"]);
        assert_eq!(encoded_path("x/a b\u{e4}#%?.png"), "x/a%20b%C3%A4%23%25%3F.png");
    }
}
