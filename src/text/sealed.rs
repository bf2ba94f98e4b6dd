//! Files that save work: whole and of this build of the tool, or of no use.

/// Bytes behind a line with what they are, the build of the tool, and their checksum.
pub fn sealed(what: &str, tool: &str, bytes: &[u8]) -> Vec<u8> {
    [seal(what, tool, bytes).as_slice(), bytes].concat()
}

/// What [`sealed`] sealed; `None` where that was something else or another build, or it is no longer whole.
pub fn unsealed<'a>(what: &str, tool: &str, file: &'a [u8]) -> Option<&'a [u8]> {
    let bytes = file.get(file.iter().position(|byte| *byte == b'\n')? + 1..)?;
    file.starts_with(&seal(what, tool, bytes)).then_some(bytes)
}

fn seal(what: &str, tool: &str, bytes: &[u8]) -> Vec<u8> {
    format!("{what} {tool} {:08x}\n", crc32fast::hash(bytes)).into_bytes()
}
