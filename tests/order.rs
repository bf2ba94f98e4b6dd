//! Power may go at any moment: a new text is on the disk before it takes a name, and the name before the work counts as done.
//! Seen from outside, by strace.

use crate::harness::Repository;
use crate::tools;

/// What was done to files, in order: the call, and the paths in it.
struct Call {
    name: String,
    text: String,
}

/// The calls of a command that change files.
fn calls(repository: &Repository, command: &[&str]) -> Option<Vec<Call>> {
    let strace = tools::strace()?;
    let log = repository.path("../calls");
    let traced = "trace=openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat";
    let log = log.to_string_lossy().into_owned();
    let own = ["-f", "-y", "-s", "0", "-qq", "-e", traced, "-o", &log, env!("CARGO_BIN_EXE_incident")];
    let ran = repository.other(strace, &[&own, command].concat());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let text = repository.read("../calls");
    let call = |line: &str| {
        let (_, rest) = line.split_once(' ')?;
        let (name, _) = rest.trim_start().split_once('(')?;
        let failed = rest.contains("= -1 ");
        (!failed).then(|| Call { name: name.to_owned(), text: rest.trim_start().to_owned() })
    };
    Some(text.lines().filter_map(call).collect())
}

/// Where a call stands that a test looks for.
#[track_caller]
fn find(calls: &[Call], from: usize, names: &[&str], parts: &[&str]) -> Option<usize> {
    let is_it = |call: &Call| names.contains(&call.name.as_str()) && parts.iter().all(|part| call.text.contains(part));
    calls.iter().skip(from).position(is_it).map(|at| at + from)
}

#[track_caller]
fn lasts(command: &[&str], written: &[&str]) {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-2"]).ok();
    let Some(calls) = calls(&repository, command) else { return };
    let root = repository.root.display().to_string();
    let is_ours = |call: &&Call| call.name != "write" && call.text.contains("incident");
    let told: Vec<_> = calls.iter().filter(is_ours).map(|call| call.text.as_str()).collect();
    let told = told.join("\n");
    let mut last = 0;
    for path in written {
        let (folder, name) = path.rsplit_once('/').unwrap();
        let fresh = format!("{folder}/.{name}.incident-new");
        let names: &[&str] = &["rename", "renameat", "renameat2", "link", "linkat"];
        let put = find(&calls, 0, names, &[&fresh]).unwrap_or_else(|| panic!("{path} is put in its place:\n{told}"));
        let writes = (0..put).rev().find(|at| calls[*at].name == "write" && calls[*at].text.contains(&fresh));
        let written = writes.unwrap_or_else(|| panic!("{path} is written:\n{told}"));
        let synced = find(&calls, written, &["fsync", "fdatasync"], &[&fresh]);
        assert!(synced.is_some_and(|synced| synced < put), "{path} is on the disk before it has its name:\n{told}");
        let named = find(&calls, put, &["fsync"], &[&format!("<{root}/{folder}>")]);
        last = last.max(named.unwrap_or_else(|| panic!("the name of {path} is on the disk:\n{told}")));
    }
    // Every folder that was made lasts by its name in the one around it.
    for (at, call) in calls.iter().enumerate().filter(|(_, call)| call.name.starts_with("mkdir")) {
        let Some(path) = call.text.split('"').nth(1).filter(|path| !path.contains("/.git/")) else { continue };
        let around = std::path::Path::new(path).parent().unwrap().display().to_string();
        let synced = find(&calls, at, &["fsync"], &[&format!("<{around}>")]);
        last = last.max(synced.unwrap_or_else(|| panic!("the name of the folder {path} is on the disk:\n{told}")));
    }
    // The journal is there before the first and gone after the last.
    let journal = "incident-journal.json";
    let kept = find(&calls, 0, &["rename", "renameat", "renameat2"], &[journal]).unwrap();
    let synced = (0..kept).rev().find(|at| calls[*at].name == "fsync").unwrap();
    assert!(synced < kept && find(&calls, kept, &["fsync"], &["/.git>"]).is_some(), "{told}");
    assert!(find(&calls, 0, &["openat"], &[".incident-new", "O_CREAT"]).unwrap() > kept, "{told}");
    assert!(find(&calls, 0, &["unlink", "unlinkat"], &[journal]).unwrap() > last, "{told}");
}

#[test]
fn each_text_is_on_the_disk_before_it_has_its_name_and_the_name_before_the_journal_goes() {
    let folder = "incidents/2026/2026-11-24-search-is-slow";
    lasts(&["note", "slow", "x"], &[&format!("{folder}/incident.md")]);
    lasts(
        &["resolve", "slow", "--summary", "a", "--solution", "b", "--root-cause", "c", "--owner", "Lead"],
        &[
            &format!("{folder}/incident.md"),
            &format!("{folder}/postmortem.md"),
            "agenda/2026-11-24/2026-11-24-search-is-slow.md",
        ],
    );
    lasts(
        &["new", "Mail was late", "-s", "sev-4", "--started", "2025-01-02T10:00:00Z"],
        &["incidents/2025/2025-01-02-mail-was-late/incident.md"],
    );
}
