//! The foot of an incident's page: who changed it when, and where its source is.

use crate::harness::Repository;
use std::path::Path;

const ENTRY: &str = "---\ntitle: Mail is late\nseverity: sev-3\nstatus: open\nvisibility: public\nstarted: 2026-03-02T10:00:00Z\n---\n\n## Summary\nMail waits in the queue for an hour, and nobody knows why.\n";
const OLD: &str = "incidents/2026/2026-03-02-mail/incident.md";
const PATH: &str = "incidents/2026/2026-03-02-mail-late/incident.md";

/// A log with an incident that was added, renamed, edited, and edited together with another.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.write(OLD, ENTRY);
    repository.commit_all("Report that mail is late");
    std::fs::rename(
        repository.path("incidents/2026/2026-03-02-mail"),
        repository.path("incidents/2026/2026-03-02-mail-late"),
    )
    .unwrap();
    repository.commit_all("Name it better, says boss@shop.example");
    repository.replace(PATH, "an hour", "two hours");
    repository.commit_all("Say how long");
    repository.write("incidents/2026/2026-03-03-quokka/incident.md", &ENTRY.replace("public", "restricted"));
    repository.replace(PATH, "two hours", "three hours");
    repository.commit_all("Quokka, and mail again");
    repository
}

/// The foot of the incident's page, line by line and without markup, in a folder of the repository.
#[track_caller]
fn foot(repository: &Repository, folder: &str, arguments: &[&str]) -> String {
    repository.run_in(folder, &[&["build"], arguments].concat()).ok();
    let page =
        repository.read(Path::new(folder).join("site/incidents/2026-03-02-mail-late/index.html").to_str().unwrap());
    let foot = page.split("<footer class=\"foot\">").nth(1).unwrap().split("<p>As of").next().unwrap();
    let words = regex::Regex::new("<[^>]*>").unwrap().replace_all(foot, "").into_owned();
    words.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_tells_who_changed_it_when_across_renames() {
    let repository = log();
    insta::assert_snapshot!(foot(&repository, "", &[]), @"
    24 Nov 2026, 12:00 Tech Lead: edited
    24 Nov 2026, 12:00 Tech Lead: Say how long
    24 Nov 2026, 12:00 Tech Lead: Name it better, says boss
    24 Nov 2026, 12:00 Tech Lead: Report that mail is late
    Written in incidents/2026/2026-03-02-mail-late/incident.md
    ");
    insta::assert_snapshot!(foot(&repository, "", &["--rev", "HEAD~2"]), @"
    24 Nov 2026, 12:00 Tech Lead: Name it better, says boss
    24 Nov 2026, 12:00 Tech Lead: Report that mail is late
    Written in incidents/2026/2026-03-02-mail-late/incident.md
    ");
    for number in 0..4 {
        repository.replace(PATH, "hours", &format!("{number} hours"));
        repository.commit_all("Reckon again");
    }
    assert!(foot(&repository, "", &[]).contains("Reckon again\nand 4 earlier\n"));
}

#[test]
fn the_public_reads_when_it_changed_and_neither_who_nor_why() {
    let repository = log();
    repository.replace("incident.yaml", "audience: internal", "audience: internal\n  source: https://github.com/o/r");
    let public = foot(&repository, "", &["--audience", "public"]);
    insta::assert_snapshot!(public, @"
    24 Nov 2026, 12:00 edited
    24 Nov 2026, 12:00 edited
    24 Nov 2026, 12:00 renamed
    24 Nov 2026, 12:00 added
    Written in incidents/2026/2026-03-02-mail-late/incident.md
    ");
    for audience in ["public", "internal"] {
        repository.run(&["build", "--audience", audience]).ok();
        let hidden = ["lead@", "boss@", "Quokka"];
        let public = ["Say how long", "github.com"];
        let hidden = hidden.into_iter().chain(public.into_iter().filter(|_| audience == "public"));
        for word in hidden {
            for (path, bytes) in repository.files().iter().filter(|(path, _)| path.starts_with("site/")) {
                assert!(!String::from_utf8_lossy(bytes).contains(word), "{word} is in {path} for {audience}");
            }
        }
    }
}

#[test]
fn where_the_plan_names_a_forge_the_page_leads_to_its_source() {
    let repository = log();
    repository.replace("incident.yaml", "audience: internal", "audience: internal\n  source: https://github.com/o/r");
    repository.run(&["build"]).ok();
    let page = repository.read("site/incidents/2026-03-02-mail-late/index.html");
    let commit = repository.git(&["rev-parse", "HEAD"]);
    for address in [
        format!("https://github.com/o/r/blob/main/{PATH}"),
        format!("https://github.com/o/r/edit/main/{PATH}"),
        format!("https://github.com/o/r/commit/{}", commit.trim()),
    ] {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address} is not in {page}");
    }
    repository.replace("incident.yaml", "github.com/o/r", "git.example/o/r");
    let said = repository.run(&["validate"]).stdout;
    assert!(said.contains("`https://git.example/o/r` is no repository on GitHub or GitLab"), "{said}");
}

#[test]
fn what_was_kept_of_commits_that_are_no_more_is_of_no_account() {
    let repository = log();
    for number in 0..40 {
        repository.write("notes.md", &number.to_string());
        repository.commit_all("Note");
    }
    let first = foot(&repository, "", &[]);
    assert!(repository.path(".git/incident/history/commits").is_file(), "what takes long is kept");
    assert_eq!(foot(&repository, "", &[]), first);
    repository.git(&["reset", "--quiet", "--hard", "HEAD~41"]);
    repository.git(&["commit", "--quiet", "--amend", "-m", "Say for how long"]);
    let rebased = foot(&repository, "", &[]);
    assert!(rebased.contains("Say for how long") && !rebased.contains("Quokka"), "{rebased}");
    std::fs::remove_dir_all(repository.path(".git/incident")).unwrap();
    assert_eq!(foot(&repository, "", &[]), rebased);
}

/// What its oldest commit changed, nobody can tell without those before it.
#[test]
fn a_shallow_clone_tells_what_it_knows_and_says_so() {
    let repository = log();
    let address = format!("file://{}", repository.path("").display());
    repository.git(&["clone", "--quiet", "--depth", "2", &address, "clone"]);
    let told = foot(&repository, "clone", &[]);
    assert!(told.starts_with("24 Nov 2026, 12:00 Tech Lead: edited\nWritten in "), "{told}");
    let said = repository.run_in("clone", &["build"]).ok().stderr;
    assert!(said.contains("this clone is shallow") && said.contains("git fetch --unshallow"), "{said}");
    let said = repository.run_in("clone", &["history", "mail"]).ok();
    assert!(said.stderr.contains("this clone is shallow") && !said.stdout.contains("added"), "{said:?}");
    repository.git(&["-C", "clone", "fetch", "--quiet", "--unshallow"]);
    assert_eq!(foot(&repository, "clone", &[]), foot(&repository, "", &[]));
}
