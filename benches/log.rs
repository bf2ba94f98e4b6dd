//! Whole jobs over logs of several sizes: reading, all rules, all pages, and the search index among them.
#![allow(clippy::disallowed_methods, clippy::expect_used, reason = "a benchmark makes its own log and fails loudly")]

use chrono::{Days, NaiveDate};
use divan::Bencher;
use incident::audience::View;
use incident::git::{Place, Repository};
use incident::log::Log;
use incident::model::{Audience, Moment, format_date, parse_moment};
use incident::site::{self, Site, SiteError, SiteTemplates};
use std::path::Path;

fn main() {
    divan::main();
}

const SIZES: &[usize] = &[100, 1_000];

fn now() -> Moment {
    parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).expect("a time")
}

/// A log of `count` incidents: the sample log's, over and over, each on a day of its own.
fn log_of(count: usize) -> (tempfile::TempDir, Repository) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    git2::Repository::init(folder.path()).expect("a repository");
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(project.join("incident.yaml"), folder.path().join("incident.yaml")).expect("the plan");
    let mut samples: Vec<_> = walkdir::WalkDir::new(project.join("incidents"))
        .min_depth(2)
        .max_depth(2)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("it can be read").into_path())
        .collect();
    samples.retain(|sample| sample.join("incident.md").exists());
    let first = NaiveDate::from_ymd_opt(2006, 1, 1).expect("a date");
    for number in 0..count {
        let sample = &samples[number % samples.len()];
        let old = sample.file_name().expect("a name").to_string_lossy().into_owned();
        let day = format_date(first + Days::new(number as u64 * 7_000 / count as u64));
        let id = format!("{day}-{}-{number}", &old[11..]);
        let target = folder.path().join("incidents").join(&day[..4]).join(&id);
        std::fs::create_dir_all(&target).expect("the folder is made");
        for name in ["incident.md", "postmortem.md"] {
            if let Ok(text) = std::fs::read_to_string(sample.join(name)) {
                std::fs::write(target.join(name), text.replace(&old[..10], &day)).expect("the file is written");
            }
        }
    }
    let repository = Repository::discover(folder.path()).expect("the repository");
    (folder, repository)
}

fn read(repository: &Repository) -> Log {
    Log::load(&repository.snapshot(&Place::WorkTree).expect("the files")).expect("the log")
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn read_the_log(bencher: Bencher, count: usize) {
    let (_folder, repository) = log_of(count);
    bencher.bench_local(|| read(&repository));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn run_all_rules(bencher: Bencher, count: usize) {
    let (_folder, repository) = log_of(count);
    let log = read(&repository);
    bencher.bench(|| incident::rules::run(&log, now()));
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn make_all_pages_and_the_search_index(bencher: Bencher, count: usize) {
    let (_folder, repository) = log_of(count);
    let view = View::new(&read(&repository), Audience::Internal, &[]);
    let templates = SiteTemplates::with(|_| None).expect("the built-in templates");
    let site = Site { view: &view, templates: &templates, as_of: now(), base_url: None, attachments: &[], log: None };
    bencher.bench(|| {
        site::build(&site, &|_, bytes| -> Result<(), SiteError> {
            divan::black_box(bytes);
            Ok(())
        })
    });
}
