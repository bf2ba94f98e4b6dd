//! Bad input from whoever types, and bad ground to stand on: a clear message, exit status 2, and every file as it was.

use crate::harness::Repository;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-3"]).ok();
    repository
}

/// The command is refused in these words, and no file has changed.
#[track_caller]
fn refused(repository: &Repository, arguments: &[&str], said: &str) {
    let before = repository.files();
    let stderr = repository.run(arguments).fails();
    assert!(stderr.starts_with(&format!("error: {said}")), "{arguments:?}: {stderr}");
    assert_eq!(repository.files(), before, "{arguments:?}");
}

#[test]
fn a_folder_that_is_no_repository_is_said_to_be_none() {
    let folder = Repository::folder();
    folder.write("incident.yaml", "name: Shop\n");
    for command in [
        &["list"][..],
        &["show", "@"],
        &["history", "@"],
        &["validate"],
        &["agenda"],
        &["init"],
        &["new", "x", "-s", "1"],
        &["note", "x", "y"],
        &["postmortem", "x"],
        &["agenda", "open", "x"],
    ] {
        refused(&folder, command, "this folder is in no git repository\nhelp: run `git init` and `incident init` here");
    }
    refused(&folder, &["-C", "nowhere", "list"], "there is no folder nowhere\nhelp: name a folder");
    refused(&folder, &["-C", "incident.yaml", "list"], "there is no folder incident.yaml\nhelp: name a folder");
}

#[test]
fn any_title_reads_back_as_it_was_written_and_leads_nowhere() {
    let repository = Repository::new().log();
    let titles = [
        ("🔥", "fire"),
        ("?!… --", "incident"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\temp\\\u{7f}", "c-temp"),
        ("支払い", "zhi-fu-i"),
        ("quotes \"a\": 'b' # c", "quotes-a-b-c"),
        ("key: value", "key-value"),
        ("#hash", "hash"),
        ("null", "null"),
        ("~", "incident"),
        ("yes", "yes"),
        ("404", "404"),
        ("1e3", "1e3"),
        ("12:30:00", "12-30-00"),
        ("[x](y)", "x-y"),
        ("![x](/etc/passwd)", "x-etc-passwd"),
        ("<!-- open", "open"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("```", "incident"),
        ("## Timeline", "timeline"),
        ("{a: [b", "a-b"),
        ("&a *b !c %d @e `f`", "a-b-c-d-e-f"),
        ("| > block", "block"),
        ("--- ...", "incident"),
        ("\u{1b}[31mred\u{1b}[0m\u{7}", "31mred-0m"),
        ("a\u{202e}b\u{feff}c\u{2028}d", "abc-d"),
        ("trailing \\", "trailing"),
        ("(owner: nobody)", "owner-nobody"),
    ];
    for (title, slug) in titles {
        let new = ["--format", "json", "new", "-s", "sev-3", "--", title];
        let id = repository.run(&new).ok().json()["id"].as_str().unwrap().to_owned();
        let taken = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-').to_owned();
        assert!(id == format!("2026-11-24-{slug}") || taken(&id) == format!("2026-11-24-{slug}"), "{title:?}: {id}");
        let path = format!("incidents/2026/{id}/incident.md");
        let expected = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(repository.json(&["show", &id])["title"], expected);
        // Another reader of YAML sees the same.
        let text = repository.read(&path);
        let front = text.strip_prefix("---\n").unwrap().split("\n---\n").next().unwrap();
        let front: serde_yaml::Value = serde_yaml::from_str(front).unwrap();
        assert_eq!(front["title"].as_str(), Some(expected.as_str()), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{text:?}");
        let shown = repository.json(&["show", &id]);
        assert_eq!(shown["timeline"].as_array().unwrap().len(), 3, "{text}");
        assert_eq!(repository.findings(), Vec::<String>::new(), "{title:?}");
        let list = repository.run(&["list"]).ok().stdout;
        assert!(!list.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{list:?}");
    }
    let folders: Vec<_> = fs::read_dir(&repository.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(folders.len(), 4, "git's folder, its attributes, the plan and the incidents: {folders:?}");
}

#[test]
fn a_title_of_several_lines_is_one_and_one_too_long_is_refused() {
    let repository = Repository::new().log();
    let answer = repository.json(&["new", " Search\n\n  is\tslow\r\n", "-s", "sev-3"]);
    assert_eq!(answer["id"], "2026-11-24-search-is-slow");
    assert_eq!(repository.json(&["show", "@"])["title"], "Search is slow");
    repository.run(&["new", &"ü".repeat(200), "-s", "sev-3"]).ok();
    assert_eq!(repository.findings(), Vec::<String>::new());
    refused(
        &repository,
        &["new", &"x".repeat(500), "-s", "3"],
        "the title has 500 characters; the limit is 200\nhelp: say what is wrong in a line",
    );
    for empty in ["", "  ", "\n\t", "\u{a0}"] {
        refused(&repository, &["new", empty, "-s", "3"], "the title is empty\nhelp: say in a few words");
    }
    let dash = repository.run(&["new", "--oops", "-s", "3"]).fails();
    assert!(dash.contains("use '-- --oops'"), "{dash}");
}

#[test]
fn bytes_that_are_no_text_are_no_argument() {
    use std::os::unix::ffi::OsStrExt;
    let repository = log();
    let before = repository.files();
    let mut command = repository.program(&["new", "-s", "3"]);
    let output = command.arg(std::ffi::OsStr::from_bytes(b"a\xff")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("invalid UTF-8"));
    assert_eq!(repository.files(), before);
}

#[test]
fn a_folder_that_nobody_may_write_to_is_left_alone() {
    let repository = log();
    let said = |run: &Repository, command: &[&str]| {
        let before = run.files();
        let stderr = run.run(command).fails();
        assert!(stderr.contains(": this cannot be written: "), "{stderr}");
        assert!(stderr.ends_with("help: see that you may write there; nothing was changed\n"), "{stderr}");
        assert_eq!(run.files(), before);
    };
    let mode = |mode| fs::set_permissions(repository.path("incidents/2026"), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    // To root, permissions do not apply.
    if fs::create_dir(repository.path("incidents/2026/probe")).is_err() {
        said(&repository, &["new", "Mail is late", "-s", "4"]);
    } else {
        fs::remove_dir(repository.path("incidents/2026/probe")).unwrap();
    }
    mode(0o755);
    let denied = repository.with("INCIDENT_FAULT", "write-0:denied");
    for command in [&["new", "Mail is late", "-s", "4"][..], &["note", "slow", "x"], &["postmortem", "slow"]] {
        said(&denied, command);
    }
    let full = denied.with("INCIDENT_FAULT", "write-0:full");
    let before = full.files();
    let stderr = full.run(&["note", "slow", "x"]).fails();
    assert!(stderr.ends_with("help: free some space and run this again; nothing was changed\n"), "{stderr}");
    assert_eq!(full.files(), before);
}

#[test]
fn a_home_is_not_needed() {
    let repository = log();
    let run = |arguments: &[&str]| repository.program(arguments).env_remove("HOME").output().unwrap();
    assert!(run(&["list"]).status.success());
    assert!(run(&["note", "slow", "x", "--commit"]).status.success());
}

#[test]
fn a_folder_that_is_gone_is_said_to_be_gone() {
    let repository = log();
    let incident = env!("CARGO_BIN_EXE_incident");
    let run = |rest: &str| {
        let mut command = std::process::Command::new("sh");
        let script = format!("mkdir ../gone && cd ../gone && rmdir ../gone && '{incident}' {rest}");
        let output = command.args(["-c", &script]).current_dir(&repository.root).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for command in ["list", "init", "new x -s 1", "-C .. list"] {
        let said = "error: the folder that you stand in has been removed\nhelp: go to a folder that is there, or name one with -C\n";
        assert_eq!(run(command), (Some(2), said.to_owned()), "{command}");
    }
    assert_eq!(run(&format!("-C '{}' list", repository.root.display())), (Some(0), String::new()));
}

#[test]
fn output_that_nobody_takes_is_told_where_it_can_be() {
    let repository = log();
    let sh = |line: &str| {
        let script = line.replace("incident", &format!("'{}'", env!("CARGO_BIN_EXE_incident")));
        let mut command = std::process::Command::new("sh");
        let output = command.args(["-c", &script]).current_dir(&repository.root).stdin(Stdio::null()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for command in ["incident list >&-", "incident list | true", "incident validate 2>&- >&-", "incident --help | true"]
    {
        assert_eq!(sh(command), (Some(0), String::new()), "{command}");
    }
    assert_eq!(sh("incident show nothing 2>&-").0, Some(2));
    assert_eq!(sh("incident show nothing 2>/dev/full").0, Some(2));
    let (status, stderr) = sh("incident note slow 'Into the void' >/dev/full");
    assert_eq!(status, Some(2));
    assert_eq!(
        stderr,
        "error: the output could not be written: No space left on device\nhelp: the log itself is sound; `git status` tells whether it was changed\n"
    );
    assert!(repository.read(ENTRY).ends_with("[note] Into the void\n"));
    assert_eq!(sh("incident note slow 'Closed input' <&-").0, Some(0));
}

#[test]
fn colours_are_there_when_they_are_asked_for() {
    let mut repository = log();
    repository.replace(ENTRY, "status: open", "status: opne");
    let coloured = |repository: &Repository, arguments: &[&str]| {
        let ran = repository.run(&[&["validate"], arguments].concat()).ends(1);
        ran.stdout.contains('\u{1b}')
    };
    assert!(!coloured(&repository, &[]));
    assert!(coloured(&repository, &["--color", "always"]), "who asks outright is heard before NO_COLOR");
    repository = repository.with("NO_COLOR", "").with("TERM", "xterm-256color");
    assert!(!coloured(&repository, &[]), "this is no terminal");
    assert!(!coloured(&repository, &["--color", "never"]));
    let json = repository.run(&["--color", "always", "validate", "--format", "json"]);
    assert!(!json.stdout.contains('\u{1b}'));
}

#[test]
fn terminals_of_any_width_are_written_to() {
    for columns in ["0", "3", "1000000", "x"] {
        let repository = log().with("COLUMNS", columns);
        for command in [&["list"][..], &["show", "@"], &["explain"], &["explain", "broken-link"]] {
            repository.run(command).ok();
        }
        repository.replace(ENTRY, "status: open", "status: opne");
        repository.run(&["validate"]).ends(1);
    }
}

#[test]
fn a_clock_that_tells_nonsense_is_said_to() {
    let repository = log().with("INCIDENT_NOW", "noon");
    refused(
        &repository,
        &["list"],
        "INCIDENT_NOW is `noon`, which is no time\nhelp: write it like 2024-01-31T14:05:00Z",
    );
}
