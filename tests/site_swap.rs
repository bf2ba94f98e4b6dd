//! The site is swapped whole: whoever reads it meanwhile finds the old one or the new one, be builds killed or not.

use crate::harness::Repository;
use std::fs::File;
use std::os::fd::AsRawFd as _;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

const ENTRY: &str = "incidents/2024/2024-12-02-connection-pool-exhausted/incident.md";
const PAGES: &[&str] =
    &["index.html", "incidents/index.html", "incidents/2024-12-02-connection-pool-exhausted/index.html"];

/// Which of the two sites a page is of; it must be whole.
#[track_caller]
fn version(page: &str, text: &str) -> &'static str {
    assert!(text.trim_end().ends_with("</html>"), "{page} is torn");
    match (text.contains("Wombat"), text.contains("Numbat")) {
        (true, false) => "wombat",
        (false, true) => "numbat",
        both => panic!("{page} is of both sites or none: {both:?}"),
    }
}

#[test]
fn whoever_reads_it_meanwhile_finds_one_site_whole() {
    let repository = Repository::sample();
    let title = |word: &str| {
        let text = repository.read(ENTRY);
        let title = text.lines().find(|line| line.starts_with("title: ")).unwrap().to_owned();
        repository.replace(ENTRY, &title, &format!("title: {word} pool"));
        let plan = repository.read("incident.yaml");
        let name = plan.lines().find(|line| line.starts_with("name: ")).unwrap();
        repository.replace("incident.yaml", name, &format!("name: {word} Books"));
    };
    title("Wombat");
    repository.run(&["build"]).ok();
    let (over, root) = (AtomicBool::new(false), repository.path("site"));
    let (mut read, mut turns) = (0, 0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut read, mut turns, mut last) = (0, 0, "");
            while !over.load(Ordering::Relaxed) {
                let home = std::fs::read_to_string(root.join(PAGES[0])).expect("the site is never away");
                let now = version(PAGES[0], &home);
                turns += usize::from(now != last);
                last = now;
                // By its folder, which is this one whatever takes its name: it may go, and is never another.
                let folder = File::open(&root).expect("the site is never away");
                let here =
                    |page: &&str| std::fs::read_to_string(format!("/proc/self/fd/{}/{page}", folder.as_raw_fd()));
                let pages: Vec<_> = PAGES.iter().map(|page| (page, here(page))).collect();
                let versions: Vec<_> =
                    pages.iter().filter_map(|(page, text)| Some(version(page, text.as_ref().ok()?))).collect();
                assert!(versions.windows(2).all(|two| two[0] == two[1]), "of two sites: {versions:?}");
                read += 1;
            }
            (read, turns)
        });
        // Dies after all is written and before it takes the name, or in the middle of writing.
        for (word, fault) in [("Numbat", "swap:die"), ("Wombat", "20:die"), ("Numbat", "")] {
            title(word);
            if !fault.is_empty() {
                let mut program = repository.program(&["build"]);
                let died = program.env("INCIDENT_FAULT", fault).stdout(Stdio::null()).stderr(Stdio::null()).status();
                assert_eq!(died.unwrap().code(), None);
            }
            repository.run(&["build"]).ok();
        }
        over.store(true, Ordering::Relaxed);
        (read, turns) = reader.join().expect("the reader found one site whole at each moment");
    });
    assert!(read > 20 && turns > 2, "{read} looks, {turns} turns");
}
