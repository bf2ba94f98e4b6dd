//! `incident verify` on merges: what both sides have is kept, and who drops what one of them has says why.

use crate::harness::Repository;
use crate::verify::{found, log};

const ENTRY: &str = "incidents/2026/2026-11-20-search-is-slow/incident.md";
const FOLDER: &str = "incidents/2026/2026-11-20-search-is-slow";

/// A log in which `side` has a note that `main` lacks, and each side has another incident; `main` is checked out.
fn parted() -> Repository {
    let repository = log("open");
    repository.git(&["checkout", "--quiet", "-b", "side"]);
    repository.run(&["note", "slow", "Of the side", "--commit"]).ok();
    repository.run(&["new", "Mail is late", "-s", "sev-4", "--commit"]).ok();
    repository.git(&["checkout", "--quiet", "main"]);
    repository.run(&["note", "slow", "Of main", "--commit"]).ok();
    repository.run(&["new", "Disk is full", "-s", "sev-4", "--commit"]).ok();
    repository
}

#[test]
fn a_merge_by_meaning_is_whole_and_so_are_those_of_one_side_alone() {
    let repository = parted();
    repository.git(&["merge", "--quiet", "side", "-m", "Merge"]);
    assert!(repository.read(ENTRY).contains("Of the side") && repository.read(ENTRY).contains("Of main"));
    repository.git(&["checkout", "--quiet", "-b", "later", "HEAD^"]);
    repository.run(&["note", "full", "Later", "--commit"]).ok();
    repository.git(&["checkout", "--quiet", "main"]);
    repository.run(&["note", "late", "Now", "--commit"]).ok();
    repository.git(&["merge", "--quiet", "later", "-m", "Merge the later"]);
    assert_eq!(found(&repository, &[]), [""; 0]);
}

#[test]
fn a_merge_that_takes_ours_alone_drops_what_theirs_has() {
    let repository = parted();
    repository.git(&["merge", "--quiet", "-s", "ours", "side", "-m", "Merge"]);
    let all = found(&repository, &[]);
    assert_eq!(
        all,
        [
            format!("dropped-entry Merge^2:{ENTRY}:22"),
            "dropped-document Merge^2:incidents/2026/2026-11-24-mail-is-late/incident.md:1".to_owned()
        ]
    );
    repository.git(&["commit", "--quiet", "--amend", "-m", "Merge\n\nThe side was a drill."]);
    assert_eq!(found(&repository, &[]), [""; 0]);
}

#[test]
fn what_one_side_took_out_with_a_reason_the_merge_need_not_explain() {
    let repository = parted();
    let taken = "- 2026-11-20T09:10:00Z [note] The index is full.\n";
    repository.replace(ENTRY, taken, "");
    repository.git(&["rm", "-r", "--quiet", "incidents/2026/2026-11-24-disk-is-full"]);
    repository.commit_all("Take back\n\nIt was of another shop.");
    repository.git(&["merge", "--quiet", "side", "-m", "Merge"]);
    assert!(!repository.read(ENTRY).contains("The index is full"));
    assert_eq!(found(&repository, &[]), [""; 0]);
}

#[test]
fn a_folder_renamed_by_one_side_and_written_in_by_the_other_goes_on() {
    let repository = parted();
    repository.git(&["mv", FOLDER, "incidents/2026/2026-11-20-search-was-slow"]);
    repository.commit_all("Rename");
    repository.git(&["merge", "--quiet", "side", "-m", "Merge"]);
    assert!(repository.read(&ENTRY.replace("is-slow", "was-slow")).contains("Of the side"));
    assert_eq!(found(&repository, &[]), [""; 0]);
}

#[test]
fn what_a_merge_itself_changes_in_a_closed_incident_is_found() {
    let repository = log("closed");
    repository.git(&["checkout", "--quiet", "-b", "side"]);
    repository.replace(ENTRY, "Slow.\n\n", "Slow, for all.\n\n");
    repository.commit_all("Say for whom\n\nThe support desk asked.");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.replace(ENTRY, "severity: sev-3", "severity: sev-2");
    repository.commit_all("Raise it\n\nIt hit all.");
    repository.git(&["merge", "--quiet", "side", "-m", "Merge"]);
    assert_eq!(found(&repository, &[]), [""; 0], "each line is of a side that has its reason");
    repository.replace(ENTRY, "Rebuild the index.", "Blame the index.");
    repository.git(&["commit", "--quiet", "--all", "--amend", "-m", "Merge"]);
    assert_eq!(found(&repository, &[]), [format!("changed-after-the-end Merge:{ENTRY}:16")]);
}

#[test]
fn what_a_merge_alone_did_is_found_where_no_side_touched_the_document() {
    for (status, what, expected) in [
        ("open", "entry", format!("dropped-entry Merge branch side^:{ENTRY}:21")),
        ("open", "document", format!("dropped-document Merge branch side^:{ENTRY}:1")),
        ("closed", "severity", format!("changed-after-the-end Merge branch side:{ENTRY}:3")),
        ("closed", "line", format!("changed-after-the-end Merge branch side:{ENTRY}:1")),
    ] {
        let repository = log(status);
        repository.git(&["checkout", "--quiet", "-b", "side"]);
        repository.write("side.txt", "");
        repository.commit_all("Side");
        repository.git(&["checkout", "--quiet", "main"]);
        repository.write("main.txt", "");
        repository.commit_all("Main");
        repository.git(&["merge", "--quiet", "--no-commit", "side"]);
        match what {
            "entry" => repository.replace(ENTRY, "- 2026-11-20T09:10:00Z [note] The index is full.\n", ""),
            "document" => drop(repository.git(&["rm", "--quiet", ENTRY])),
            "severity" => repository.replace(ENTRY, "sev-3", "sev-4"),
            _ => repository.replace(ENTRY, "Rebuild the index.\n", ""),
        }
        repository.commit_all("Merge branch side");
        assert_eq!(found(&repository, &[]), [expected], "{what}");
    }
}

#[test]
fn a_merge_that_puts_another_incident_in_the_place_of_one_drops_it() {
    let repository = parted();
    repository.git(&["merge", "--quiet", "--no-commit", "side"]);
    repository.git(&["rm", "--quiet", "-f", ENTRY]);
    repository.write(
        "incidents/2026/2026-11-20-other/incident.md",
        "---\ntitle: Other\n---\n\n## Timeline\n- 2026-11-20T09:00:00Z [started] Other.\n",
    );
    repository.commit_all("Merge");
    let all = found(&repository, &[]);
    assert_eq!(all, [format!("dropped-document Merge^:{ENTRY}:1")]);
}
