//! The site of a commit is the same, byte for byte, wherever and by whomever it is built.

use crate::harness::Repository;
use std::collections::BTreeMap;

/// The site of a clone in a folder of another name, built with these variables and with what the clone remembers or not.
fn built(of: &Repository, variables: &[(&str, &str)], times: usize) -> BTreeMap<String, Vec<u8>> {
    let mut clone = Repository::folder();
    clone.git(&["clone", "--quiet", of.root.to_str().unwrap(), "elsewhere with a longer name"]);
    clone.root = clone.root.join("elsewhere with a longer name");
    for (name, value) in variables {
        clone = clone.with(name, value);
    }
    for _ in 0..times {
        clone.run(&["build", "--rev", "HEAD", "--base-url", "https://log.example/"]).ok();
    }
    let files =
        clone.files().into_iter().filter_map(|(path, bytes)| Some((path.strip_prefix("site/")?.to_owned(), bytes)));
    files.collect()
}

#[test]
fn another_folder_zone_language_and_number_of_cores_make_the_same_site() {
    let repository = Repository::sample();
    let expected = built(&repository, &[("TZ", "UTC"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "1")], 1);
    assert!(expected.len() > 100);
    for (variables, times) in [
        (&[("TZ", "Asia/Kolkata"), ("LC_ALL", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "7")][..], 1),
        (&[("TZ", "America/St_Johns"), ("LANG", "de_DE.UTF-8"), ("INCIDENT_NOW", "2026-11-24T12:00:00+05:45")], 2),
    ] {
        let other = built(&repository, variables, times);
        assert_eq!(expected.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        let differs: Vec<_> =
            expected.iter().filter(|(path, bytes)| other.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
        assert!(differs.is_empty(), "{variables:?}: {differs:?}");
    }
}
