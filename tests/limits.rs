//! Documents that are made to take all memory or all time: each is refused at its place, or done.

use crate::harness::Repository;
use crate::tools;
use std::fs;

const MAIL: &str = "incidents/2026/2026-11-24-mail-is-late/incident.md";
/// In kilobytes, above what an ordinary document takes: how much of the program's own file counts differs from system to
/// system.
const MOST_MEMORY: u64 = 48 << 10;

fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Mail is late", "-s", "sev-4"]).ok();
    repository
}

/// What `validate` finds first, as `line:column message`, and the most memory that it had above that for an ordinary
/// document, in kilobytes.
#[track_caller]
fn judged(repository: &Repository) -> (String, u64) {
    let ordinary = log();
    ordinary.write_bytes(MAIL, &document("x: y"));
    let (found, memory) = taken(repository);
    (found, memory.saturating_sub(taken(&ordinary).1))
}

/// What `validate` finds first, and the most memory that it had, in kilobytes.
#[track_caller]
fn taken(repository: &Repository) -> (String, u64) {
    const WATCH: &str = "import resource, subprocess, sys\nsubprocess.run(sys.argv[1:])\n\
                         sys.stderr.write('%d' % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let incident = env!("CARGO_BIN_EXE_incident");
    let ran = repository.other("python3", &["-c", WATCH, incident, "validate", "--format", "json"]);
    let found = ran.json();
    let first = &found["findings"][0];
    let said = format!("{}:{} {}", first["line"], first["column"], first["message"].as_str().unwrap_or_default());
    (said, ran.stderr.trim().parse().expect("a number"))
}

fn document(front: &str) -> Vec<u8> {
    format!("---\ntitle: a\n{front}\n---\n\n## Summary\n\n## Timeline\n").into_bytes()
}

fn bomb(levels: usize) -> Vec<u8> {
    let mut front = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]".to_owned();
    for level in 1..levels {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        front.push_str(&format!("\na{level}: &a{level} [{aliases}]"));
    }
    document(&front)
}

#[test]
fn yaml_that_is_made_to_blow_up_takes_little_memory_and_has_its_place() {
    let utf_16: Vec<u8> =
        String::from_utf8(document("x: y")).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, said) in [
        ("an alias bomb of 9 levels", bomb(9), "7:45 this holds more than 100000 values, aliases counted each time"),
        ("an alias bomb of 30 levels", bomb(30), "7:45 this holds more than 100000 values, aliases counted each time"),
        (
            "200,000 open brackets",
            document(&format!("x: {}", "[".repeat(200_000))),
            "3:259 this is nested more than 64 levels deep",
        ),
        ("200,000 open braces", document(&format!("x: {}", "{a: ".repeat(200_000))), ""),
        ("a key twice", document("title: b"), "3:1 the key `title` stands here a second time"),
        ("a tag that makes something", document("x: !!python/object/apply:os.system [id]"), ""),
        ("a merge key", document("x: &x {a: b}\n<<: *x"), ""),
        ("a merge key of itself", document("x: &x {<<: *x}"), ""),
        ("NUL", document("x: a\0b"), ""),
        ("UTF-16", [vec![0xff, 0xfe], utf_16].concat(), "1:1 this is not UTF-8 text (it looks like UTF-16)"),
        ("50,000 keys", document(&(0..50_000).map(|key| format!("x-{key}: y\n")).collect::<String>()), ""),
        ("a text of 5 MB", document(&format!("x-text: {}", "y".repeat(5_000_000))), ""),
    ] {
        let repository = log();
        repository.write_bytes(MAIL, &bytes);
        let (found, memory) = judged(&repository);
        println!("{name}: {memory} kB, {found}");
        assert!(found.starts_with(said), "{name}: {found}");
        assert!(memory < MOST_MEMORY, "{name}: {memory} kB");
    }
}

#[test]
fn a_document_that_is_too_large_is_refused_unread_whatever_its_lines() {
    for size in [100_000_000, 50_000_000] {
        let repository = log();
        fs::File::options().append(true).open(repository.path(MAIL)).unwrap().set_len(size).unwrap();
        let (found, memory) = judged(&repository);
        assert_eq!(found, format!("1:1 this document has {} MB; the limit is 10 MB", size / 1_000_000));
        assert!(memory < MOST_MEMORY, "{memory} kB");
    }
    // As large as one may be, in one line.
    let repository = log();
    let line = format!("## Summary\n{}\n", "word ".repeat(1_900_000));
    repository.replace(MAIL, "## Summary\n", &line);
    repository.run(&["note", "mail", "Still there"]).ok();
    assert!(repository.read(MAIL).ends_with("[note] Still there\n"));
}

#[test]
fn ten_thousand_entries_are_read_added_to_and_shown() {
    many_entries(10_000);
}

#[test]
#[ignore = "half a minute, by `cargo test --test main -- --ignored a_hundred_thousand`"]
fn a_hundred_thousand_entries_are_read_added_to_and_shown() {
    many_entries(100_000);
}

fn many_entries(count: usize) {
    let repository = log();
    let entries: String = (0..count)
        .map(|number| format!("- 2026-11-24T12:{:02}:{:02}Z [note] n {number}\n", number / 60 % 60, number % 60))
        .collect();
    let text = repository.read(MAIL) + &entries;
    repository.write(MAIL, &text);
    repository.run(&["note", "mail", "One more"]).ok();
    let shown = repository.json(&["show", "mail"]);
    assert!(shown["timeline"].as_array().unwrap().len() > count);
    repository.run(&["validate"]);
}

#[test]
fn a_folder_that_is_not_the_logs_is_not_looked_into() {
    does_not_look(2_000);
}

#[test]
#[ignore = "a million files, by `cargo test --test main -- --ignored --nocapture a_million_files`"]
fn a_million_files_that_are_not_the_logs_are_not_looked_into() {
    does_not_look(1_000_000);
}

/// Beside a folder of so many files, a hundred in each of its folders.
fn does_not_look(files: usize) {
    let Some(strace) = tools::strace() else { return };
    let repository = log();
    for number in 0..files {
        let folder = repository.path(&format!("node_modules/a{}/b{}", number / 100_000, number / 100));
        if number % 100 == 0 {
            fs::create_dir_all(&folder).unwrap();
        }
        fs::write(folder.join(format!("{number}-incident.md")), "").unwrap();
    }
    let log = repository.path("../calls");
    for command in [&["list"][..], &["validate"], &["note", "mail", "x"], &["build"], &["search", "mail"]] {
        let own =
            ["-f", "-qq", "-e", "trace=openat,stat,lstat,newfstatat,statx,getdents64", "-o", log.to_str().unwrap()];
        let begun = std::time::Instant::now();
        let ran = repository.other(strace, &[&own[..], &[env!("CARGO_BIN_EXE_incident")], command].concat());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        println!("{command:?} beside {files} files, traced: {:?}", begun.elapsed());
        let looked = fs::read_to_string(&log).unwrap();
        let looked: Vec<_> = looked.lines().filter(|line| line.contains("node_modules")).take(3).collect();
        assert!(looked.is_empty(), "{command:?}: {looked:?}");
    }
}

#[test]
fn ids_that_lead_elsewhere_are_no_ids() {
    let repository = log();
    let before = repository.files();
    for id in [
        "../x",
        "../../etc",
        "/etc/passwd",
        ".git",
        ".git/hooks",
        "..",
        ".",
        "CON",
        "a\nb",
        "a\u{202e}b",
        "*",
        "",
        "-n",
        "$(id)",
        "`id`",
        ";id",
        "2026-11-24-mail-is-late/../../..",
        "\u{1b}[2J",
    ] {
        for command in [&["show"][..], &["history"], &["note"], &["postmortem"], &["close"], &["similar"]] {
            let text: &[&str] = if command == ["note"] { &["x"] } else { &[] };
            let ran = repository.run(&[command, &["--", id], text].concat());
            assert!(!(ran.stdout.clone() + &ran.stderr).contains(['\u{1b}', '\u{202e}']), "{command:?} {id:?}");
            if command != ["similar"] {
                assert_eq!(ran.status, Some(2), "{command:?} {id:?}: {}", ran.stdout);
            }
        }
    }
    assert_eq!(repository.files(), before);
}

#[test]
fn words_that_look_like_options_or_commands_are_words() {
    let repository = log();
    for words in [
        "--commit",
        "-C /",
        "; touch ran",
        "$(touch ran)",
        "`touch ran`",
        "a\nb",
        "\"'",
        "| touch ran",
        "&& touch ran",
        "--",
        "%s%n",
        "\\",
    ] {
        let noted = repository.run(&["note", "mail", "--by", "Tech Lead", "--commit", "--", words]);
        assert_eq!(noted.status, Some(0), "{words}: {noted:?}");
        repository.run(&["new", "-s", "sev-4", "--commit", "--", words]).status.expect("it ends by itself");
        repository.run(&["search", "--", words]).status.expect("it ends by itself");
    }
    repository
        .run(&["new", "-s", "sev-4", "--commit", "--service=--upload-pack=touch ran", "--tag=-x", "Disk is full"])
        .ok();
    for revision in ["--output=ran", "-p", "HEAD --output=ran", "--upload-pack=touch ran", "@{-1}", "HEAD;touch ran"] {
        for command in [&["validate", "--rev"][..], &["verify", "--since"], &["build", "--rev"]] {
            let option = format!("{}={revision}", command[1]);
            repository.run(&[command[0], &option]).fails();
        }
        repository.run(&["review", "--", revision]).fails();
    }
    assert!(walkdir::WalkDir::new(repository.path("..")).into_iter().all(|entry| entry.unwrap().file_name() != "ran"));
}

#[test]
fn a_plan_without_end_and_addresses_of_the_machine_itself_are_refused() {
    let repository = log();
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=1000000000",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=65535",
        "FREQ=DAILY;COUNT=4294967295",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYSETPOS=366",
    ] {
        repository.write("incident.yaml", &format!("name: Shop\nmeeting: {{recurrence: \"{rule}\"}}\n"));
        // That each of them ends is what is asked.
        for command in [&["agenda"][..], &["validate"], &["agenda", "--format", "ics"]] {
            assert!(repository.run(command).status.is_some(), "{rule}");
        }
    }
    repository.write("incident.yaml", "name: Shop\nchat: {kind: slack}\n");
    repository.run(&["new", "Pay fails", "-s", "sev-1"]).ok();
    for address in [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/x",
        "https://[fd00:ec2::254]/x",
        "https://[::ffff:169.254.169.254]/x",
        "http://hooks.example/x",
        "file:///etc/passwd",
        "https://user@hooks.example/x",
        "gopher://127.0.0.1/x",
        "x",
    ] {
        let mut command = repository.program(&["escalate", "pay", "--send"]);
        let output = command.env("INCIDENT_CHAT_WEBHOOK", address).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("nothing was posted: INCIDENT_CHAT_WEBHOOK: "), "{address}: {said}");
    }
}
