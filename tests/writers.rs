//! Many processes that write at once: nothing is lost, and no id is given twice.

use crate::harness::Repository;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// So many writers each report incidents and write notes; gives the longest that one of them took.
fn write(writers: usize, each: usize) -> Duration {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-3"]).ok();
    let longest = std::thread::scope(|scope| {
        let running: Vec<_> = (0..writers)
            .map(|writer| {
                let repository = &repository;
                scope.spawn(move || {
                    let mut longest = Duration::ZERO;
                    for number in 0..each {
                        let begun = Instant::now();
                        // The same title for all: each id has to be counted on.
                        repository.run(&["new", "Disk is full", "-s", "sev-4"]).ok();
                        longest = longest.max(begun.elapsed());
                        let begun = Instant::now();
                        repository
                            .run(&["note", "2026-11-24-search-is-slow", &format!("words-{writer}-{number}-end")])
                            .ok();
                        longest = longest.max(begun.elapsed());
                    }
                    longest
                })
            })
            .collect();
        running.into_iter().map(|writer| writer.join().expect("each is done")).max().unwrap_or_default()
    });
    let listed = repository.json(&["list"]);
    let ids: BTreeSet<_> =
        listed["incidents"].as_array().unwrap().iter().map(|incident| incident["id"].to_string()).collect();
    assert_eq!(ids.len(), writers * each + 1);
    let entry = repository.read("incidents/2026/2026-11-24-search-is-slow/incident.md");
    for writer in 0..writers {
        for number in 0..each {
            assert_eq!(entry.matches(&format!("words-{writer}-{number}-end\n")).count(), 1, "{writer} {number}");
        }
    }
    let torn =
        repository.findings().into_iter().filter(|finding| !finding.contains(" duplicate-title")).collect::<Vec<_>>();
    assert_eq!(torn, [""; 0]);
    longest
}

#[test]
fn eight_writers_lose_nothing_and_give_no_id_twice() {
    write(8, 4);
}

#[test]
#[ignore = "some minutes, by `cargo test --test main -- --ignored --nocapture sixteen_writers`"]
fn sixteen_writers_lose_nothing_and_give_no_id_twice() {
    println!("the longest command took {:?}", write(16, 50));
}
