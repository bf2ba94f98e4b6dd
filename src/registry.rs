//! Lists whose entries are one file each: a new rule, command or page is a file and a word in its list.

/// Declares the modules of a folder and the list of their `ENTRY` constants, in the order given.
macro_rules! registry {
    ($(#[$meta:meta])* pub const $list:ident: [$entry:ty]; $($module:ident),+ $(,)?) => {
        $(mod $module;)+

        $(#[$meta])*
        pub const $list: &[$entry] = &[$($module::ENTRY),+];

        #[cfg(test)]
        #[test]
        fn every_file_of_the_folder_is_in_the_list() {
            crate::registry::assert_complete(file!(), &[$(stringify!($module)),+]);
        }
    };
}

/// Compares a list with the files of its folder that have an `ENTRY`.
#[cfg(test)]
pub fn assert_complete(list: &str, modules: &[&str]) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(list.trim_end_matches(".rs"));
    let mut files: Vec<String> = walkdir::WalkDir::new(&folder)
        .max_depth(1)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            std::fs::read_to_string(entry.path())
                .is_ok_and(|text| text.contains("\npub const ENTRY") || text.contains("\nrule! {"))
        })
        .filter_map(|entry| Some(entry.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    files.sort();
    let mut modules: Vec<String> = modules.iter().map(ToString::to_string).collect();
    modules.sort();
    assert_eq!(files, modules, "the files of {} and its list differ", folder.display());
}
