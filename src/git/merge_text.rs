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
    let decided = |favor| -> Result<String, GitError> {
        let mut options = MergeFileOptions::new();
        let (merged, _) = merge(base.as_bytes(), [sides[0].as_bytes(), sides[1].as_bytes()], options.favor(favor))?;
        let text = String::from_utf8_lossy(&merged);
        Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
    };
    Ok([decided(FileFavor::Ours)?, decided(FileFavor::Theirs)?])
}

fn merge(base: &[u8], [ours, theirs]: [&[u8]; 2], options: &mut MergeFileOptions) -> Result<(Vec<u8>, bool), GitError> {
    // The library gets ready at the first object of its own; a merge of texts is none.
    git2::Config::new()?;
    let [mut base_input, mut our_input, mut their_input] = [(); 3].map(|()| MergeFileInput::new());
    let base = base_input.content(base);
    let merged = git2::merge_file(base, our_input.content(ours), their_input.content(theirs), Some(options))?;
    Ok((merged.content().to_vec(), !merged.is_automergeable()))
}

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
    }
}
