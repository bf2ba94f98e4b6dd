//! Three versions of a text merged by lines, as `git merge-file` does.

use super::failure::GitError;
use git2::{FileFavor, MergeFileInput, MergeFileOptions};

/// How a conflict is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markers {
    /// How many signs a marker has.
    pub size: u16,
    pub ours: String,
    pub theirs: String,
}

impl Default for Markers {
    fn default() -> Self {
        Self { size: 7, ours: "ours".to_owned(), theirs: "theirs".to_owned() }
    }
}

/// What two sides made of a text, merged with conflicts marked; and whether there are any.
///
/// # Errors
/// Where git cannot merge them: one is too large.
pub fn merge_text(base: &[u8], sides: [&[u8]; 2], markers: &Markers) -> Result<(Vec<u8>, bool), GitError> {
    let mut options = MergeFileOptions::new();
    options.our_label(markers.ours.as_str()).their_label(markers.theirs.as_str()).marker_size(markers.size);
    if let Some(settled) = settled(base, sides) {
        return Ok((settled.to_vec(), false));
    }
    if is_binary(base, sides) {
        let line =
            |mark: &str, label: &str| format!("{} {label}", mark.repeat(markers.size.into())).trim().to_owned() + "\n";
        let whole =
            |side: &[u8]| if side.is_empty() || side.ends_with(b"\n") { side.to_vec() } else { [side, b"\n"].concat() };
        let [ours, theirs] = sides.map(whole);
        let parts = [line("<", &markers.ours).into_bytes(), ours, line("=", "").into_bytes(), theirs];
        return Ok(([parts.concat(), line(">", &markers.theirs).into_bytes()].concat(), true));
    }
    merge(base, sides, &mut options)
}

/// Words without a last line ending, merged with each conflict decided for one side and then for the other; the two are
/// equal where there is no conflict.
///
/// # Errors
/// As [`merge_text`].
pub fn merge_both_ways(base: &str, sides: [&str; 2]) -> Result<[String; 2], GitError> {
    // A last line without an ending is not the same line to git as one with it.
    let (base, sides) = (format!("{base}\n"), sides.map(|side| format!("{side}\n")));
    let bytes = [sides[0].as_bytes(), sides[1].as_bytes()];
    if is_binary(base.as_bytes(), bytes) {
        let one = settled(base.as_bytes(), bytes).map(|text| String::from_utf8_lossy(text).into_owned());
        let [ours, theirs] = one.map_or_else(|| sides.clone(), |one| [one.clone(), one]);
        return Ok([ours, theirs].map(|text| text.strip_suffix('\n').unwrap_or(&text).to_owned()));
    }
    let decided = |favor| -> Result<String, GitError> {
        let mut options = MergeFileOptions::new();
        let (merged, _) = merge(base.as_bytes(), [sides[0].as_bytes(), sides[1].as_bytes()], options.favor(favor))?;
        let text = String::from_utf8_lossy(&merged);
        Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
    };
    Ok([decided(FileFavor::Ours)?, decided(FileFavor::Theirs)?])
}

/// What is the same on both sides, or otherwise on one alone.
fn settled<'a>(base: &[u8], [ours, theirs]: [&'a [u8]; 2]) -> Option<&'a [u8]> {
    match (ours == theirs || theirs == base, ours == base) {
        (true, _) => Some(ours),
        (false, true) => Some(theirs),
        (false, false) => None,
    }
}

/// Of what holds NUL the library merges nothing, and gives no text.
fn is_binary(base: &[u8], sides: [&[u8]; 2]) -> bool {
    [base, sides[0], sides[1]].iter().any(|text| text.contains(&0))
}

fn merge(base: &[u8], [ours, theirs]: [&[u8]; 2], options: &mut MergeFileOptions) -> Result<(Vec<u8>, bool), GitError> {
    // The library gets ready at the first object of its own; a merge of texts is none.
    git2::Config::new()?;
    let [mut base_input, mut our_input, mut their_input] = [(); 3].map(|()| MergeFileInput::new());
    let [base, ours, theirs] = [base, ours, theirs].map(|text| [FIRST, text].concat());
    let base = base_input.content(&base);
    let merged = git2::merge_file(base, our_input.content(&ours), their_input.content(&theirs), Some(options))?;
    let content = merged.content();
    Ok((content.strip_prefix(FIRST).unwrap_or(content).to_vec(), !merged.is_automergeable()))
}

/// A line before each text: of a merge of which nothing is left the library gives a slice that is none.
const FIRST: &[u8] = b"what follows is merged\n";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lines_are_merged_as_git_does() {
        let [base, ours, theirs] = ["a\nb\nc\nd\ne\n", "A\nb\nc\nd\nx\n", "a\nb\nc\nd\ny\nz\n"];
        let markers = Markers { size: 9, ours: "main".to_owned(), theirs: "topic".to_owned() };
        let (merged, conflicts) = merge_text(base.as_bytes(), [ours, theirs].map(str::as_bytes), &markers).unwrap();
        assert_eq!(
            String::from_utf8(merged).unwrap(),
            "A\nb\nc\nd\n<<<<<<<<< main\nx\n=========\ny\nz\n>>>>>>>>> topic\n"
        );
        assert!(conflicts);
        let [base, ours, theirs] = [base, ours, theirs].map(str::trim_end);
        assert_eq!(merge_both_ways(base, [ours, theirs]).unwrap(), ["A\nb\nc\nd\nx", "A\nb\nc\nd\ny\nz"]);
        assert_eq!(merge_both_ways(base, [ours, base]).unwrap(), [ours, ours]);
        assert!(!merge_text(base.as_bytes(), [base.as_bytes(), theirs.as_bytes()], &markers).unwrap().1);
        for [base, ours, theirs] in [["", "", ""], ["a\n", "", "a\n"], ["a\n", "", ""]] {
            let merged = merge_text(base.as_bytes(), [ours, theirs].map(str::as_bytes), &markers).unwrap();
            assert_eq!(merged, (Vec::new(), false), "what one side emptied is empty");
        }
        let (merged, conflicts) = merge_text(b"a\0", [b"b\0", b"c\n"], &markers).unwrap();
        assert_eq!(String::from_utf8(merged).unwrap(), "<<<<<<<<< main\nb\0\n=========\nc\n>>>>>>>>> topic\n");
        assert!(conflicts);
        assert_eq!(merge_both_ways("a\0", ["b\0", "c"]).unwrap(), ["b\0", "c"]);
    }
}
