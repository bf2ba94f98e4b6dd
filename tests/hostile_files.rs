//! Bad documents, bad plans and what stands where a document belongs: said with its place, and nothing else suffers.

use crate::harness::Repository;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Stdio;

const FOLDER: &str = "incidents/2026/2026-11-24-mail-is-late";
const MAIL: &str = "incidents/2026/2026-11-24-mail-is-late/incident.md";

/// A log with an incident that is sound, and one that a test spoils.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-3"]).ok();
    repository.run(&["new", "Mail is late", "-s", "sev-4", "--visibility", "restricted"]).ok();
    repository
}

/// The spoilt incident is said to be so, with its place, by every command; the sound one is as usable as before; and
/// no command changes the spoilt one.
#[track_caller]
fn broken(repository: &Repository, place: &str, message: &str) {
    let before = repository.files();
    let found = repository.findings();
    assert_eq!(found, [format!("{place} broken-document: {message}")]);
    let listed = repository.json(&["list"]);
    let listed = listed["incidents"].as_array().unwrap();
    let find =
        |id: &str| listed.iter().find(|incident| incident["id"] == id).unwrap_or_else(|| panic!("{id} is listed"));
    assert_eq!(find("2026-11-24-search-is-slow")["title"], "Search is slow");
    assert_eq!(find("2026-11-24-mail-is-late")["broken"], message);
    assert!(repository.run(&["list"]).ok().stdout.contains(message));
    assert!(repository.run(&["show", "mail"]).ok().stdout.contains(&format!("broken at {place}: {message}")));
    let resolve = ["resolve", "mail", "--summary", "a", "--solution", "b", "--root-cause", "c"];
    for command in [&["note", "mail", "x"][..], &resolve, &["postmortem", "mail"], &["agenda", "open", "mail"]] {
        let refused = repository.run(command).fails();
        assert!(refused.starts_with(&format!("error: {place}: {message}\nhelp: ")), "{command:?}: {refused}");
    }
    repository.run(&["validate"]).ends(1);
    assert_eq!(repository.files(), before);
    repository.run(&["note", "slow", "x"]).ok();
    repository.run(&["new", "Mail is late", "-s", "4"]).ok();
}

/// The same in short for an incident.md of these bytes.
#[track_caller]
fn broken_text(bytes: impl AsRef<[u8]>, at: &str, message: &str) {
    let repository = log();
    repository.write_bytes(MAIL, bytes.as_ref());
    let before = repository.files();
    assert_eq!(repository.findings(), [format!("{MAIL}:{at} broken-document: {message}")]);
    let listed = repository.run(&["list"]).ok().stdout;
    assert!(listed.contains("Search is slow") && listed.contains(message), "{listed}");
    let refused = repository.run(&["note", "mail", "x"]).fails();
    assert!(refused.starts_with(&format!("error: {MAIL}:{at}: {message}\nhelp: ")), "{refused}");
    assert_eq!(repository.files(), before);
}

#[test]
fn what_is_no_text_is_said_at_its_first_wrong_byte() {
    broken_text(b"---\ntitle: a\xff\n---\n", "2:9", "this is not UTF-8 text");
    let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain("---\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    broken_text(marked, "1:1", "this is not UTF-8 text (it looks like UTF-16)");
    broken_text(vec![0; 100_000], "1:1", "this document has no front matter");
}

#[test]
fn front_matter_that_cannot_be_read_is_said_at_its_line() {
    broken_text("", "1:1", "this document has no front matter");
    broken_text("# Mail is late\n", "1:1", "this document has no front matter");
    broken_text("---\ntitle: a\n", "1:1", "the front matter that begins here never ends");
    broken_text("---\ntitle: a\nstatus: open\ntitle: b\n---\n", "4:1", "the key `title` stands here a second time");
    broken_text("---\n- a\n- b\n---\n", "2:1", "`key: value` lines belong here, not a list");
    broken_text("---\n? [a]\n: b\n---\n", "2:3", "a key must be a plain word");
    broken_text("---\ntitle: a\n--- !x\nb: c\n---\n", "4:1", "a second YAML document starts here");
}

#[test]
fn yaml_that_would_blow_up_is_refused() {
    let mut bomb = "---\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    broken_text(bomb + "---\n", "6:45", "this holds more than 100000 values, aliases counted each time");
    let deep = "this is nested more than 64 levels deep";
    broken_text(format!("---\ntitle: {}\n---\n", "[".repeat(10_000)), "2:263", deep);
    broken_text(format!("---\ntitle: {}{}\n---\n", "{a: ".repeat(100), "}".repeat(100)), "2:264", deep);
    let lines: String = (0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    broken_text(format!("---\n{lines}---\n"), "67:66", deep);
}

#[test]
fn a_broken_incident_is_broken_to_every_command() {
    let repository = log();
    repository.write_bytes(MAIL, b"---\ntitle: a\xff\n---\n");
    broken(&repository, &format!("{MAIL}:2:9"), "this is not UTF-8 text");
}

#[test]
fn names_of_files_do_not_steer_the_terminal() {
    use std::os::unix::ffi::OsStrExt;
    let repository = log();
    for name in
        [&b"2026-11-24-a\x1b[31mred"[..], b"2026-11-24-b\xff", b"2026-11-24-c\nd", "2026-11-24-e\u{202e}f".as_bytes()]
    {
        let folder = repository.path("incidents/2026").join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("incident.md"), "---\ntitle: Odd\n---\n").unwrap();
    }
    for (command, status) in [
        (&["list"][..], 0),
        (&["validate"], 1),
        (&["show", "red"], 0),
        (&["note", "red", "x"], 0),
        (&["agenda", "open", "red"], 0),
        (&["agenda"], 0),
        (&["history", "red"], 0),
        (&["show", "2026"], 2),
    ] {
        let ran = repository.run(command).ends(status);
        let said = ran.stdout + &ran.stderr;
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{command:?}: {said:?}");
    }
    assert!(repository.findings().iter().filter(|found| found.contains(" invalid-id: ")).count() == 3);
}

#[test]
fn a_document_of_fifty_megabytes_is_not_even_read() {
    let repository = log();
    let file = fs::File::options().append(true).open(repository.path(MAIL)).unwrap();
    file.set_len(50_000_000).unwrap();
    let place = format!("{MAIL}:1:1");
    let message = "this document has 50 MB; the limit is 10 MB";
    let found = repository.run(&["validate"]).ends(1).stdout;
    assert!(found.len() < 1_000 && found.contains(message), "{found}");
    assert_eq!(repository.findings(), [format!("{place} broken-document: {message}")]);
    let refused = repository.run(&["note", "mail", "x"]).fails();
    assert!(refused.contains(&format!("{place}: {message}\nhelp: attach large material")), "{refused}");
    repository.run(&["note", "slow", "x"]).ok();
    assert_eq!(fs::metadata(repository.path(MAIL)).unwrap().len(), 50_000_000);
}

#[test]
fn markdown_nested_without_end_is_only_text() {
    let repository = log();
    let entry = repository.read(MAIL);
    for nested in
        [">".repeat(10_000), "- ".repeat(10_000), "[".repeat(10_000), "*_".repeat(10_000), "<b>".repeat(10_000)]
    {
        repository.write(MAIL, &entry.replace("## Solution\n", &format!("{nested} x\n\n## Solution\n")));
        repository.run(&["show", "mail"]).ok();
        repository.run(&["note", "mail", "Still there"]).ok();
        assert_eq!(repository.findings(), Vec::<String>::new());
        assert!(repository.read(MAIL).contains(&nested) && repository.read(MAIL).ends_with("[note] Still there\n"));
    }
}

#[test]
fn a_folder_without_its_document_is_said_to_be_so() {
    let repository = log();
    fs::remove_file(repository.path(MAIL)).unwrap();
    assert!(
        repository
            .run(&["list"])
            .ok()
            .stdout
            .contains("missing  -       2026-11-24-mail-is-late    there is no incident.md")
    );
    let refused = repository.run(&["note", "mail", "x"]).fails();
    assert_eq!(
        refused,
        format!("error: {FOLDER}: this incident has no incident.md\nhelp: add it, or remove the folder\n")
    );
    assert_eq!(repository.findings(), [format!("{MAIL}:1:1 missing-document: {FOLDER} has no incident.md")]);
    assert_eq!(fs::read_dir(repository.path(FOLDER)).unwrap().count(), 0);
}

#[test]
fn what_is_no_file_is_not_read_and_nothing_waits_for_it() {
    let message = "this is no file but a folder, a pipe or the like";
    let repository = log();
    fs::remove_file(repository.path(MAIL)).unwrap();
    fs::create_dir(repository.path(MAIL)).unwrap();
    broken(&repository, &format!("{MAIL}:1:1"), message);

    let repository = log();
    fs::remove_file(repository.path(MAIL)).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(repository.path(MAIL)).status().unwrap();
    assert!(pipe.success());
    broken(&repository, &format!("{MAIL}:1:1"), message);
}

#[test]
fn a_link_is_not_followed_out_of_the_log() {
    let outside = tempfile::tempdir().unwrap();
    let outside_files = || walkdir::WalkDir::new(outside.path()).into_iter().count();
    fs::write(outside.path().join("incident.md"), "---\ntitle: Secret\n---\n").unwrap();

    for target in [outside.path().join("incident.md"), "/nowhere".into(), "incident.md".into()] {
        let repository = log();
        fs::remove_file(repository.path(MAIL)).unwrap();
        symlink(&target, repository.path(MAIL)).unwrap();
        broken(&repository, &format!("{MAIL}:1:1"), "this is a link and not a file");
    }
    let repository = log();
    fs::remove_dir_all(repository.path(FOLDER)).unwrap();
    symlink(outside.path(), repository.path(FOLDER)).unwrap();
    broken(&repository, &format!("{FOLDER}:1:1"), "this is a link and not a folder");
    repository.commit_all("A link");
    let report = repository.run(&["validate", "--rev", "HEAD", "--format", "json"]).ends(1).json();
    assert_eq!(report["findings"][0]["message"], "this is a link and not a folder");

    for folder in ["incidents", "incidents/2026", "agenda", "agenda/2026-11-24", "templates"] {
        let repository = log();
        repository
            .write("agenda/2026-12-01/2026-11-24-mail-is-late.md", "---\nincident: 2026-11-24-mail-is-late\n---\n");
        if repository.path(folder).exists() {
            fs::remove_dir_all(repository.path(folder)).unwrap();
        }
        symlink(outside.path(), repository.path(folder)).unwrap();
        for command in [&["list"][..], &["validate"], &["new", "x", "-s", "1"], &["agenda", "open", "slow"]] {
            let refused = repository.run(command).fails();
            assert_eq!(
                refused,
                format!(
                    "error: {folder} is a link and not a folder\nhelp: put the folder itself there; links are not followed\n"
                )
            );
        }
    }
    assert_eq!(outside_files(), 2, "the folder and its file");
    assert_eq!(fs::read_to_string(outside.path().join("incident.md")).unwrap(), "---\ntitle: Secret\n---\n");
}

#[test]
fn a_plan_that_cannot_be_read_is_said_by_every_command_which_goes_on() {
    for (plan, place, message) in [
        (&b"name: Shop\ntime-zone: [\nroster:\n  - {name: X}\n"[..], "4:3", "this is not valid YAML: "),
        (b"name: Shop\nname: Ops\n", "2:1", "the key `name` stands here a second time"),
        (b"- name\n", "1:1", "`key: value` lines belong here, not a list"),
        (b"name: \xff\n", "1:7", "this is not UTF-8 text"),
    ] {
        let repository = log();
        repository.write_bytes("incident.yaml", plan);
        let said = format!("warning: incident.yaml:{place}: {message}");
        for command in [
            &["list"][..],
            &["show", "slow"],
            &["history", "slow"],
            &["agenda"],
            &["note", "slow", "x"],
            &["new", "Pay fails", "-s", "sev-1", "--format", "json"],
            &["postmortem", "slow"],
            &["agenda", "open", "slow"],
            &["resolve", "slow", "--summary", "a", "--solution", "b", "--root-cause", "c"],
        ] {
            let ran = repository.run(command).ok();
            assert!(ran.stderr.starts_with(&said), "{command:?}: {}", ran.stderr);
            assert!(ran.stderr.ends_with("; the built-in default plan holds\n"), "{command:?}: {}", ran.stderr);
            assert_eq!(ran.stderr.lines().count(), 1, "{command:?}: {}", ran.stderr);
        }
        let ran = repository.run(&["validate"]).ends(1);
        assert!(ran.stderr.starts_with(&said), "{}", ran.stderr);
        assert_eq!(repository.findings().len(), 1);
        let message =
            repository.json(&["new", "Token leaks", "-s", "1", "--visibility", "restricted"])["message"].clone();
        assert!(!message.as_str().unwrap().contains("Token"), "a restricted incident stays so: {message}");
        assert_eq!(repository.json(&["show", "mail"])["visibility"], "restricted");
        // Nobody who could read it is no reason to stop.
        let mut command = repository.program(&["list"]);
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        assert!(command.stdout(Stdio::null()).stderr(full).status().unwrap().success());
    }
}

#[test]
fn a_value_of_the_plan_that_cannot_be_used_is_said_once_by_each_command_that_goes_by_it() {
    let repository = log();
    repository.write("incident.yaml", "time-zone: Europe/Pariss\nroster:\n  - phone: 555-0101\n");
    let ran = repository.run(&["new", "Pay fails", "-s", "4"]).ok();
    insta::assert_snapshot!(ran.stderr, @"
    warning: incident.yaml:1:12: there is no time zone `Europe/Pariss`; it is not used, and `incident validate` tells what to do
    warning: incident.yaml:3:5: this person has no name; it is not used, and `incident validate` tells what to do
    ");
    let resolve = ["resolve", "slow", "--root-cause", "a", "--summary", "b", "--solution", "c"];
    for command in [
        &["list"][..],
        &["status"],
        &["status", "slow"],
        &["escalate", "slow"],
        &["agenda"],
        &["stats"],
        &["export", "csv"],
        &["actions"],
        &["show", "slow"],
        &["search", "slow"],
        &["history", "slow"],
        &["build"],
        &["thread", "slow", "pool", "The pool", "--owner", "Platform"],
        &resolve,
        &resolve[..4],
        &["list", "--rev", "HEAD"],
    ] {
        repository.commit_all("So that HEAD has it");
        let told = repository.run(command);
        let said: Vec<_> = told.stderr.lines().filter(|line| line.starts_with("warning: incident.yaml:")).collect();
        assert_eq!(said, ran.stderr.lines().collect::<Vec<_>>(), "{command:?}: {}", told.stderr);
    }
    // Those that tell of it as what they found do not say it again, and scripts that only read are let be.
    for command in [&["validate"][..], &["validate", "--fix"], &["doctor"], &["list", "--format", "json"]] {
        assert!(!repository.run(command).stderr.contains("time zone"), "{command:?}");
    }
    insta::assert_snapshot!(repository.run(&["validate"]).ends(1).stdout, @"
    error[invalid-value]: there is no time zone `Europe/Pariss`
     --> incident.yaml:1:12
      |
    1 | time-zone: Europe/Pariss
      |            ^^^^^^^^^^^^^
      |
      = help: did you mean `Europe/Paris`?

    error[invalid-value]: this person has no name
     --> incident.yaml:3:5
      |
    3 |   - phone: 555-0101
      |     ^^^^^^^^^^^^^^^
      |
      = help: write `name: Tech Lead`

    warning[unclosed-thread]: this incident is resolved, and the theory `pool` was neither confirmed nor ruled out
      --> incidents/2026/2026-11-24-search-is-slow/incident.md:25:25
       |
    25 | - 2026-11-24T12:00:00Z [theory pool] Platform: The pool (owner: Platform)
       |                         ^^^^^^^^^^^
       |
       = help: add `- TIME [theory pool] …` that ends in `(state: confirmed)` or `(state: ruled-out)`

    4 documents: 2 errors, 1 warning
    ");
}

#[test]
fn what_stands_in_the_place_of_the_plan_is_no_plan() {
    let repository = log();
    let plan = repository.path("incident.yaml");
    let says = |message: &str| {
        let ran = repository.run(&["list"]).ok();
        assert_eq!(ran.stderr, format!("warning: incident.yaml:1:1: {message}; the built-in default plan holds\n"));
        assert!(ran.stdout.contains("Search is slow"));
    };
    fs::remove_file(&plan).unwrap();
    assert_eq!(repository.run(&["list"]).ok().stderr, "", "a plan is optional");
    fs::create_dir(&plan).unwrap();
    says("this is no file but a folder, a pipe or the like");
    fs::remove_dir(&plan).unwrap();
    symlink("/etc/hostname", &plan).unwrap();
    says("this is a link and not a file");
    fs::remove_file(&plan).unwrap();
    fs::File::create(&plan).unwrap().set_len(50_000_000).unwrap();
    says("this document has 50 MB; the limit is 10 MB");
}
