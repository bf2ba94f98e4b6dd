//! `incident verify` where a loss is hidden: behind texts that cannot be read, in copies, or under another incident's id.

use crate::harness::Repository;
use crate::verify::{found, log};

const ENTRY: &str = "incidents/2026/2026-11-20-search-is-slow/incident.md";
const POSTMORTEM: &str = "incidents/2026/2026-11-20-search-is-slow/postmortem.md";
const LATER: &str = "- 2026-11-20T09:10:00Z [note] The index is full.\n";

#[test]
fn a_text_too_large_to_be_read_hides_nothing() {
    let repository = log("open");
    let text = repository.read(ENTRY);
    repository.write(ENTRY, &format!("{text}{}", "a line of much text\n".repeat(550_000)));
    repository.commit_all("Grow");
    let grown = repository.git(&["rev-parse", "HEAD"]);
    let unjudged = format!("unjudged Grow:{ENTRY}:1");
    assert_eq!(found(&repository, &[]), [unjudged.as_str()]);
    repository.write(ENTRY, &text);
    repository.commit_all("Shrink");
    assert_eq!(found(&repository, &[]), [unjudged.as_str()]);
    repository.write(ENTRY, &text.replace(LATER, ""));
    repository.git(&["commit", "--quiet", "--all", "--amend", "-m", "Shrink"]);
    let dropped = format!("dropped-entry {}^:{ENTRY}:21", &grown[..10]);
    assert_eq!(found(&repository, &[]), [dropped.clone(), unjudged]);
    assert_eq!(found(&repository, &["--since", "HEAD^"]), [format!("unjudged Shrink^:{ENTRY}:1")]);
    repository.commit_all(&format!("Say why\n\nIt was a log of the index.\n\nExplains: {grown}"));
    assert_eq!(found(&repository, &[]), [dropped], "the commit that took it out does not say why");
}

#[test]
fn what_is_no_file_is_no_document() {
    let repository = log("open");
    let commit = repository.git(&["rev-parse", "HEAD"]);
    for path in ["incidents/2026/2026-11-21-linked/incident.md", ENTRY] {
        repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},{path}", commit.trim())]);
        repository.git(&["commit", "--quiet", "-m", "Link"]);
    }
    assert_eq!(found(&repository, &[]), [format!("dropped-document Link^:{ENTRY}:1")]);
}

#[test]
fn texts_that_a_clone_lacks_are_said_once() {
    let repository = log("open");
    repository.run(&["note", "slow", "More", "--commit"]).ok();
    repository.git(&["mv", "incidents/2026/2026-11-20-search-is-slow", "incidents/2026/2026-11-20-search-was-slow"]);
    repository.replace(&ENTRY.replace("is-slow", "was-slow"), "Rebuild the index.", "Rebuild it.");
    repository.commit_all("Rename\n\nIt is over.");
    let repository = repository.with_remote();
    let remote = repository.root.with_file_name("remote.git");
    repository.git(&["-C", remote.to_str().unwrap(), "config", "uploadpack.allowFilter", "true"]);
    let partial = Repository::folder();
    partial.git(&["clone", "--quiet", "--filter=blob:none", &format!("file://{}", remote.display()), "."]);
    let all = found(&partial, &[]);
    assert!(all.len() == 1 && all[0].starts_with("unjudged "), "{all:?}");
    let said = partial.run(&["verify"]).ends(1).stdout;
    assert!(said.contains("texts of the log's history are not in this clone"), "{said}");
    assert!(said.contains("`git fetch --refetch --no-filter`"), "{said}");
    partial.git(&["fetch", "--quiet", "--refetch", "--no-filter"]);
    assert_eq!(found(&partial, &[]), [""; 0]);
}

#[test]
fn copies_of_what_is_known_and_other_documents_tell_nothing_of_an_incident() {
    let copied = "- 2026-11-20T09:10:00Z [note] The index is full.\n";
    let own = "- 2026-11-20T09:20:00Z [note] The severity was wrong.\n";
    for timeline in [copied, own] {
        let repository = log("closed");
        repository
            .write(POSTMORTEM, &format!("---\nstatus: draft\n---\n\n## Summary\nSlow.\n\n## Timeline\n{timeline}"));
        repository.replace(ENTRY, "severity: sev-3", "severity: sev-4");
        repository.commit_all("Begin the post-mortem");
        assert_eq!(found(&repository, &[]), [format!("changed-after-the-end Begin the post-mortem:{ENTRY}:3")]);
    }
    for (timeline, tells) in [(copied, false), (own, true)] {
        let repository = log("closed");
        let head = "---\nstatus: published\ncauses: [A, B]\n---\n\n## Summary\n";
        repository.write(POSTMORTEM, &format!("{head}Slow.\n"));
        repository.commit_all("Publish");
        repository.write(POSTMORTEM, &format!("{head}Quick.\n\n## Timeline\n{timeline}"));
        repository.commit_all("Reword");
        assert_eq!(found(&repository, &[]).is_empty(), tells, "{timeline}");
    }
    let repository = log("closed");
    repository.replace(ENTRY, "severity: sev-3", "severity: sev-4");
    repository.replace(ENTRY, LATER, &format!("{LATER}{LATER}"));
    repository.commit_all("Say it twice");
    assert_eq!(found(&repository, &[]), [format!("changed-after-the-end Say it twice:{ENTRY}:3")]);
}

#[test]
fn a_copy_elsewhere_does_not_make_a_text_unread() {
    let repository = log("open");
    let text = repository.read(ENTRY);
    repository.replace(ENTRY, LATER, "");
    repository.commit_all("Tidy up");
    repository.write("agenda/2026-12-01/2026-11-20-search-is-slow.md", &text);
    repository.commit_all("Copy");
    repository.git(&["rm", "--quiet", "agenda/2026-12-01/2026-11-20-search-is-slow.md"]);
    repository.commit_all("Take the copy out\n\nIt was no item.");
    assert_eq!(found(&repository, &[]), [format!("dropped-entry Tidy up^:{ENTRY}:21")]);
}

#[test]
fn another_incident_in_the_place_of_one_is_no_rename() {
    let repository = log("open");
    repository.git(&["mv", "incidents/2026/2026-11-20-search-is-slow", "incidents/2026/2026-11-20-mail-is-late"]);
    let other = ENTRY.replace("search-is-slow", "mail-is-late");
    repository.replace(&other, "title: Search is slow", "title: Mail is late");
    repository.replace(&other, "Rebuild the index.", "Start the queue again.");
    repository.replace(&other, "[detected] The alert fires.", "[detected] A customer calls.");
    repository.commit_all("Reuse");
    assert!(repository.git(&["show", "--summary", "--format=", "HEAD"]).contains("rename "), "git takes it for one");
    let all = found(&repository, &[]);
    assert_eq!(all, [format!("dropped-document Reuse^:{ENTRY}:1")]);
}

#[test]
fn a_document_that_went_and_came_back_without_an_entry_lost_it() {
    let repository = log("open");
    let text = repository.read(ENTRY);
    repository.git(&["rm", "--quiet", ENTRY]);
    repository.commit_all("Tidy up");
    assert_eq!(found(&repository, &[]), [format!("dropped-document Tidy up^:{ENTRY}:1")]);
    repository.write(ENTRY, &text.replace(LATER, ""));
    repository.commit_all("Bring it back");
    assert_eq!(found(&repository, &[]), [format!("dropped-entry Tidy up^:{ENTRY}:21")]);
    repository.write(ENTRY, &text);
    repository.commit_all("Bring all back");
    assert_eq!(found(&repository, &[]), [""; 0]);
}

#[test]
fn a_file_whose_mode_has_a_zero_before_it_is_one() {
    use std::io::Write as _;
    let repository = log("closed");
    let text = repository.read(ENTRY).replace("Rebuild the index.", "Do nothing.");
    repository.write("other.md", &text);
    let mut tree = repository.git(&["hash-object", "-w", "other.md"]).trim().to_owned();
    // From the file up to the top, each folder with a zero before its modes, beside what it holds by now.
    let mut at = ENTRY;
    loop {
        let (folder, name) = at.rsplit_once('/').unwrap_or(("", at));
        let listed = repository.git(&["ls-tree", &format!("HEAD:{folder}")]);
        let mut raw = Vec::new();
        for line in listed.lines() {
            let (told, entry) = line.split_once('\t').unwrap();
            let [mode, _, id] = told.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let id = if entry == name { &tree } else { id };
            let padded = if entry == name {
                format!("0{}", mode.trim_start_matches('0'))
            } else {
                mode.trim_start_matches('0').to_owned()
            };
            raw.extend(format!("{padded} {entry}\0").into_bytes());
            raw.extend((0..20).map(|byte| u8::from_str_radix(&id[2 * byte..2 * byte + 2], 16).unwrap()));
        }
        let mut child = std::process::Command::new("git")
            .args(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"])
            .current_dir(&repository.root)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&raw).unwrap();
        tree = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap().trim().to_owned();
        if folder.is_empty() {
            break;
        }
        at = folder;
    }
    let commit = repository.git(&["commit-tree", &tree, "-p", "HEAD", "-m", "Tidy"]);
    repository.git(&["update-ref", "HEAD", commit.trim()]);
    let found = found(&repository, &[]);
    assert!(found.len() == 1 && found[0].starts_with("changed-after-the-end "), "{found:?}");
}

#[test]
fn a_text_that_stands_in_the_place_of_another_is_found_out() {
    let repository = log("closed");
    repository.write("other.md", &repository.read(ENTRY).replace("Rebuild the index.", "Do nothing."));
    let object = |id: &str| repository.path(&format!(".git/objects/{}/{}", &id[..2], id[2..].trim()));
    let told = object(&repository.git(&["rev-parse", &format!("HEAD:{ENTRY}")]));
    let other = object(&repository.git(&["hash-object", "-w", "other.md"]));
    std::fs::remove_file(&told).unwrap();
    std::fs::copy(other, told).unwrap();
    let said = repository.run(&["verify"]).fails();
    assert!(said.contains("mismatch"), "{said}");
}
