//! What is missing is asked for on a terminal, and whoever stops there finds everything as it was.

use crate::harness::Repository;
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::io::{Read, Write};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

pub const DOWN: &str = "\u{1b}[B";
pub const ENTER: &str = "\r";
pub const CTRL_C: &str = "\u{3}";
const ESCAPE: &str = "\u{1b}";

/// A terminal with a program on it.
struct Terminal {
    child: Child,
    keys: File,
    screen: Receiver<Vec<u8>>,
    seen: String,
}

impl Terminal {
    fn open(repository: &Repository, columns: u16, arguments: &[&str]) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let size = Winsize { ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&master, size).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        // Not as the terminal that controls these tests.
        let own = || open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let mut command = repository.program(arguments);
        let child = command.stdin(own()).stdout(own()).stderr(own()).spawn().unwrap();
        // The command holds the program's side of the terminal open; without it, the end is seen.
        drop(command);
        let keys = File::from(master);
        let mut screen = keys.try_clone().unwrap();
        let (send, receive) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keys, screen: receive, seen: String::new() }
    }

    /// What is on the screen so far, without the sequences that draw it.
    fn text(&self) -> String {
        let drawing = regex::Regex::new("\u{1b}(\\[[0-9;?]*[A-Za-z]|[78])").unwrap();
        drawing.replace_all(&self.seen, "").replace('\r', "")
    }

    /// Waits for words and answers them; a program that never says them is a failure, not a test that hangs.
    #[track_caller]
    fn answer(&mut self, words: &str, keys: &str) -> &mut Self {
        let end = Instant::now() + Duration::from_secs(60);
        while !self.text().contains(words) {
            match self.screen.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) => panic!("`{words}` was not asked ({error}):\n{}", self.text()),
            }
        }
        self.keys.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// Waits for the end; a program that still asks is a failure, not a test that hangs.
    #[track_caller]
    fn end(&mut self) -> (Option<i32>, String) {
        loop {
            match self.screen.recv_timeout(Duration::from_secs(60)) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                // Nobody holds the other side any more.
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    self.child.kill().unwrap();
                    panic!("it goes on asking:\n{}", self.text());
                }
            }
        }
        let status = self.child.wait().unwrap();
        (status.code(), self.text())
    }
}

#[track_caller]
pub fn on_terminal(repository: &Repository, arguments: &[&str], answers: &[(&str, &str)]) -> (Option<i32>, String) {
    on_terminal_of(100, repository, arguments, answers)
}

/// The same on a terminal of so many columns.
#[track_caller]
pub fn on_terminal_of(
    columns: u16,
    repository: &Repository,
    arguments: &[&str],
    answers: &[(&str, &str)],
) -> (Option<i32>, String) {
    let mut terminal = Terminal::open(repository, columns, arguments);
    for (words, keys) in answers {
        terminal.answer(words, keys);
    }
    terminal.end()
}

#[test]
fn a_title_is_asked_for_and_the_severity_beside_its_definitions() {
    let repository = Repository::new().log();
    let answers = [("What is wrong?", "Search is slow\r"), ("How bad is it?", &format!("{DOWN}{ENTER}"))];
    let (status, text) = on_terminal(&repository, &["new"], &answers);
    assert_eq!(status, Some(0), "{text}");
    for shown in [
        "sev-1 critical: An actively exploited security hole",
        "sev-2 high: Production badly hurts",
        "sev-3 medium: An unverified suspicion",
        "sev-4 low: As sev-3, but smaller.",
        "\n2026-11-24-search-is-slow\n",
    ] {
        assert!(text.contains(shown), "{shown} in:\n{text}");
    }
    assert_eq!(
        repository.json(&["show", "@"])["severity"],
        "sev-2",
        "the choice begins at the worst: it can be lowered at any time"
    );
}

#[test]
fn what_is_left_empty_or_is_too_long_is_asked_for_again_and_every_hint_ends_alike() {
    let repository = Repository::new().log();
    let long = format!("{}\r", "a".repeat(201));
    let shorter = "\u{7f}".repeat(180) + "\r";
    let answers = [
        ("in a few words: what, and where; Ctrl-C ends it", "\r"),
        ("say something", "  \r"),
        ("say something", long.as_str()),
        ("the limit is 200", shorter.as_str()),
        ("type words of it, the arrow keys move, Enter chooses, Ctrl-C ends it", ENTER),
    ];
    let (status, text) = on_terminal(&repository, &["new", ""], &answers);
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(repository.json(&["show", "@"])["title"].as_str().unwrap().trim(), "a".repeat(21));
    let answers = [("Who takes the lead?", "\r"), ("say something", "Platform\r")];
    let (status, text) = on_terminal(&repository, &["lead", "@"], &answers);
    assert_eq!(
        (status, text.contains("the arrow keys choose, Tab completes, Ctrl-C ends it")),
        (Some(0), true),
        "{text}"
    );
    let answers = [
        ("What happened?", "a\r"),
        ("What solved it?", "\r"),
        ("say something", "b\r"),
        ("y or n, Enter takes the one in capitals, Ctrl-C ends it", "n\r"),
        ("Is it posted there?", "y\r"),
    ];
    let (status, text) = on_terminal(&repository, &["resolve", "@"], &answers);
    assert_eq!(status, Some(0), "{text}");
}

#[test]
fn the_hook_is_offered_where_a_log_begins() {
    for (keys, state) in [("\r", "installed"), ("n\r", "none")] {
        let repository = Repository::new();
        let (status, text) = on_terminal(&repository, &["init"], &[("Check the log before each commit", keys)]);
        assert_eq!(status, Some(0), "{text}");
        assert_eq!(repository.json(&["hook"])["state"], state);
    }
}

#[test]
fn what_was_given_is_not_asked_for() {
    let repository = Repository::new().log();
    let (status, text) = on_terminal(&repository, &["new", "Search"], &[("How bad is it?", ENTER)]);
    assert_eq!(status, Some(0), "{text}");
    assert!(!text.contains("What is wrong?"));
    let (status, text) = on_terminal(&repository, &["new", "-s", "4"], &[("What is wrong?", "Mail is late\r")]);
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(repository.json(&["show", "mail"])["severity"], "sev-4");
}

#[test]
fn whoever_stops_at_a_question_finds_everything_as_it_was() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "4"]).ok();
    let before = repository.files();
    let title = ("What is wrong?", "Mail is late\r");
    for (arguments, answers) in [
        (&["new"][..], &[("What is wrong?", CTRL_C)][..]),
        (&["new"], &[("What is wrong?", ESCAPE)]),
        (&["new"], &[title, ("How bad is it?", CTRL_C)]),
        (&["new"], &[title, ("How bad is it?", ESCAPE)]),
        (&["note", "@"], &[("What happened?", CTRL_C)]),
        (&["resolve", "@"], &[("What happened?", "It hung.\r"), ("What solved it?", CTRL_C)]),
        (&["resolve", "@", "--summary", "a", "--solution", "b"], &[("Is the root cause known?", CTRL_C)]),
        (
            &["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"],
            &[("Is it posted there?", CTRL_C)],
        ),
    ] {
        let (status, text) = on_terminal(&repository, arguments, answers);
        assert_eq!(status, Some(2), "{arguments:?}: {text}");
        assert!(text.contains("error: stopped at a question; nothing was written"), "{arguments:?}: {text}");
        assert_eq!(repository.files(), before, "{arguments:?}");
    }
    // What was typed is not lost.
    let answers = [
        ("What happened?", "It hung.\r"),
        ("What solved it?", "Somebody's restart\r"),
        ("Is the root cause known?", "n\r"),
        ("Is it posted there?", CTRL_C),
    ];
    let (_, text) = on_terminal(&repository, &["resolve", "@"], &answers);
    let told = "help: what was typed: --summary 'It hung.' --solution 'Somebody'\\''s restart' --root-cause-unknown\n";
    assert!(text.contains(told), "{text}");
    repository.run(&["note", "@", "the lock is free"]).ok();
}

#[test]
fn the_checklist_is_asked_for() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "4"]).ok();
    let (status, text) = on_terminal(&repository, &["note", "@"], &[("What happened?", "One shard is hot\r")]);
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = on_terminal(
        &repository,
        &["resolve", "@"],
        &[
            ("What happened?", "It took 20 s.\r"),
            ("What solved it?", "Rebuild the index.\r"),
            ("Is the root cause known?", "n\r"),
            ("Is it posted there?", "n\r"),
        ],
    );
    assert_eq!(status, Some(0), "{text}");
    let shown = repository.json(&["show", "search"]);
    assert_eq!(shown["sections"]["Solution"], "Rebuild the index.");
    assert_eq!(shown["root-cause"]["known"], false);
    assert!(shown["announced"].is_null() && text.contains("the all-clear: post it"), "{text}");
    repository.run(&["note", "search", "--kind", "announced", "All clear given."]).ok();
    repository.run(&["agenda", "open", "search"]).ok();
    let brief = ["agenda", "brief", "search"];
    let (status, text) = on_terminal(&repository, &brief, &[("What did the meeting make of it?", "Agreed.\r")]);
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn nobody_is_asked_in_vain() {
    let repository = Repository::new().log();
    for (arguments, said) in [
        (&["new", "--no-input"][..], "the title and the severity are missing"),
        (&["note", "mail"], "no incident has `mail` in its id"),
        (&["resolve", "mail"], "no incident has `mail` in its id"),
        (&["agenda", "brief", "mail"], "no incident has `mail` in its id"),
        (&["new", "--format", "yaml"], "this command has no format `yaml`"),
    ] {
        let (status, text) = on_terminal(&repository, arguments, &[]);
        assert_eq!(status, Some(2), "{text}");
        assert!(text.contains(&format!("error: {said}")), "{arguments:?}: {text}");
    }
    let (status, text) = on_terminal(&Repository::folder(), &["new"], &[]);
    assert_eq!((status, text.contains("this folder is in no git repository")), (Some(2), true), "{text}");
}

#[test]
fn a_narrow_terminal_is_enough() {
    let repository = Repository::new().log();
    let mut terminal = Terminal::open(&repository, 12, &["new"]);
    terminal.answer("What is", "Search\r").answer("How bad", ENTER);
    let (status, text) = terminal.end();
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(repository.json(&["show", "@"])["severity"], "sev-1");
}

#[test]
fn what_is_shown_fits_the_terminal_and_no_word_is_broken() {
    let repository = Repository::sample();
    let repository = repository.at("2026-11-24T12:11:00Z");
    let report = "The resolver is slow, and nobody knows since when";
    repository.run(&["thread", "new-titles", "dns", report, "--owner", "Platform"]).ok();
    for columns in [60, 80, 120] {
        for command in [
            &["list"][..],
            &["stats"],
            &["stats", "--by", "service"],
            &["agenda"],
            &["actions"],
            &["explain"],
            &["explain", "stale-status"],
            &["show", "new-titles"],
            &["status"],
            &["status", "new-titles"],
            &["search", "connection", "pool"],
        ] {
            let mut terminal = Terminal::open(&repository, columns, command);
            let (status, text) = terminal.end();
            assert_eq!(status, Some(0), "{command:?}: {text}");
            // An id or a command that is longer than the line stands on it alone, whole.
            let is_whole = |words: &str| !words.contains(' ') || (words.starts_with('`') && words.ends_with('`'));
            let fits = |line: &str| textwrap::core::display_width(line) <= columns.into() || is_whole(line.trim());
            assert!(text.lines().all(fits), "{columns} {command:?}:\n{text}");
            let piped = repository.run(command).ok().stdout;
            let mut shown = text.split_whitespace().filter(|word| !word.ends_with('…'));
            assert!(
                shown.all(|word| piped.split_whitespace().any(|whole| whole == word)),
                "{columns} {command:?}:\n{text}"
            );
        }
    }
}

#[test]
fn headings_are_bold_where_somebody_looks() {
    let mut repository = Repository::new().log();
    let new = ["new", "Search is slow", "-s", "1"];
    let bold = |text: &str| text.contains("\u{1b}[1mWar room:\u{1b}[0m");
    let seen = |repository: &Repository, arguments: &[&str]| {
        let mut terminal = Terminal::open(repository, 100, arguments);
        terminal.end();
        terminal.seen
    };
    assert!(!bold(&seen(&repository, &new)), "NO_COLOR is set");
    repository = repository.with("NO_COLOR", "");
    repository = repository.with("TERM", "xterm");
    assert!(bold(&seen(&repository, &new)));
    assert!(!bold(&seen(&repository, &[&new[..], &["--color", "never"]].concat())));
    assert!(!bold(&repository.run(&new).ok().stdout), "nobody looks");
    assert!(bold(&repository.run(&[&new[..], &["--color", "always"]].concat()).ok().stdout));
}

#[test]
fn the_live_board_follows_the_log_and_never_writes() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "1"]).ok();
    let mut board = Terminal::open(&repository, 100, &["status", "--watch"]);
    // Blanks are not drawn but skipped.
    board.answer("NOT ACKNOWLEDGED", "");
    repository.run(&["note", "@", "Rebuilt"]).ok();
    board.answer("Rebuilt", "");
    repository.run(&["escalate", "@", "--ack", "Tech Lead"]).ok();
    let before = repository.files();
    let (status, text) = board.answer("Acknowledged", "q").end();
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(repository.files(), before);
    let (status, text) = on_terminal(&repository, &["status", "--watch", "nowhere"], &[]);
    assert_eq!(status, Some(2), "{text}");
    let mut board = Terminal::open(&repository, 100, &["status", "--watch", "@"]);
    let (status, text) = board.answer("NOBODY", CTRL_C).end();
    assert_eq!(status, Some(0), "{text}");
    insta::assert_snapshot!(repository.run(&["status", "--watch"]).fails(), @"
    error: the live board needs a terminal
    help: `incident status` tells once how things stand
    ");
}

#[test]
fn whoever_passes_the_baton_sees_the_roster() {
    let repository = Repository::new().log();
    repository.write("incident.yaml", "roster: [{name: Platform Lead}, {name: Network Lead}]\n");
    repository.run(&["new", "Search is slow", "-s", "1"]).ok();
    let answers = [("Who takes the lead?", ""), ("Network Lead", &format!("plat{DOWN}{ENTER}{ENTER}"))];
    let (status, text) = on_terminal(&repository, &["lead", "@"], &answers);
    assert_eq!(status, Some(0), "{text}");
    assert_eq!(repository.json(&["show", "@"])["lead"], "Platform Lead");
    let (_, text) = on_terminal(&repository, &["lead", "@"], &[("Who takes the lead?", &format!("net\t{ENTER}"))]);
    assert_eq!(repository.json(&["show", "@"])["lead"], "Network Lead", "{text}");
}

#[test]
fn which_incident_is_meant_is_told_before_what_is_known_of_a_theory_is_asked() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "4", "--lead", "Platform"]).ok();
    repository.run(&["new", "Mail is late", "-s", "4", "--lead", "Platform"]).ok();
    let (status, text) =
        on_terminal(&repository, &["thread", "@", "queue"], &[("What is known of it?", "It is full\r")]);
    assert_eq!(status, Some(0), "{text}");
    let [told, asked] = ["the newest of 2 that are open", "What is known of it?"].map(|words| text.find(words));
    assert!(told.is_some() && told < asked, "{text}");
    assert_eq!(text.matches("the newest of 2").count(), 1, "{text}");
    assert!(
        repository.read("incidents/2026/2026-11-24-search-is-slow/incident.md").contains("[theory queue]")
            || repository.read("incidents/2026/2026-11-24-mail-is-late/incident.md").contains("[theory queue]")
    );
    repository.run(&["resolve", "mail", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    let (status, text) = on_terminal(&repository, &["resolve", "mail"], &[]);
    assert_eq!((status, text.contains("is resolved already")), (Some(2), true), "{text}");
}
