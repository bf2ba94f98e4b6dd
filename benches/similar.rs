//! Whether incidents that people found alike are found alike: of each pair in `tests/data/alike.csv`, the one has to be
//! among the first five when `similar` is asked for the other.
#![allow(clippy::expect_used, reason = "a benchmark fails loudly")]

use incident::log::{Content, Log};
use incident::search::{Past, Question};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

const FIRST: usize = 5;

fn main() {
    let argument = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let Some(corpora) = std::env::var_os("INCIDENT_CORPORA").map(PathBuf::from).or(argument.map(PathBuf::from)) else {
        println!("name the folder of the corpora: INCIDENT_CORPORA=… cargo bench --bench similar");
        return;
    };
    let pairs = include_str!("../tests/data/alike.csv");
    // The file names have no commas, and only the reason stands behind the second.
    let pairs: Vec<Vec<&str>> = pairs.lines().skip(1).map(|line| line.splitn(3, ',').collect()).collect();
    let folders: BTreeSet<&str> =
        pairs.iter().flat_map(|pair| &pair[..2]).filter_map(|file| Some(file.split_once('/')?.0)).collect();
    let files: Vec<String> = folders.iter().flat_map(|folder| files(&corpora, folder)).collect();
    let path = |number: usize| format!("incidents/2026/2026-01-01-{number}/incident.md");
    let contents = files.iter().enumerate();
    let contents =
        contents.map(|(number, file)| (path(number), Content::Bytes(incident(&corpora.join(file)).into_bytes())));
    let log = Log::assemble(contents.collect(), BTreeSet::new(), &[]);
    let past = Past::of(&log);
    let numbers: HashMap<&str, usize> =
        files.iter().enumerate().map(|(number, file)| (file.as_str(), number)).collect();
    let mut hits = [0, 0];
    for (at, pair) in pairs.iter().enumerate() {
        let [asked, wanted] =
            [pair[0], pair[1]].map(|file| path(numbers[file]).trim_end_matches("/incident.md").to_owned());
        let folder = log.incidents.iter().find(|folder| folder.path == asked).expect("it was just put there");
        let found = past.like(&Question::of_incident(folder), files.len());
        let place = found.iter().filter(|found| found.path != asked).position(|found| found.path == wanted);
        match place {
            Some(place) if place < FIRST => hits[at % 2] += 1,
            place => println!(
                "{}: {} is no. {}",
                pair[0],
                pair[1],
                place.map_or("-".to_owned(), |place| (place + 1).to_string())
            ),
        }
    }
    let halves = [pairs.len().div_ceil(2), pairs.len() / 2];
    for (name, hits, all) in [
        ("tuned on", hits[0], halves[0]),
        ("not tuned on", hits[1], halves[1]),
        ("all", hits[0] + hits[1], pairs.len()),
    ] {
        println!("{name}: {hits} of {all} pairs, {} %", 100 * hits / all);
    }
}

/// The Markdown files of a corpus, as the list of pairs names them.
fn files(corpora: &Path, folder: &str) -> Vec<String> {
    let found = std::fs::read_dir(corpora.join(folder)).expect("the corpora are there");
    let names = found.map(|found| found.expect("it can be read").file_name().to_string_lossy().into_owned());
    let mut files: Vec<String> =
        names.filter(|name| name.ends_with(".md")).map(|name| format!("{folder}/{name}")).collect();
    files.sort();
    files
}

/// An incident that says what a file of a corpus says: its title, its body, what was hit, and by what it is to be found.
fn incident(file: &Path) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(file).expect("it can be read")).replace('\r', "");
    let (front, body) = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---")).unwrap_or(("", &text));
    let one = |key: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()
    };
    let list = |key: &str| -> Vec<String> {
        let below = front.lines().skip_while(|line| !line.starts_with(&format!("{key}:"))).skip(1);
        let items = below.filter(|line| !line.trim_start().starts_with('#'));
        items
            .map_while(|line| line.trim_start().strip_prefix("- "))
            .map(|item| item.trim_matches(['"', '\'']).to_owned())
            .collect()
    };
    let heading = body.trim_start().lines().next().and_then(|line| line.strip_prefix("# "));
    let [title, company, product] = ["title", "company", "product"].map(one);
    let title = match (title.is_empty(), heading) {
        (false, _) => title,
        (true, Some(heading)) => heading.to_owned(),
        (true, None) => format!("{company} {product}"),
    };
    let services: Vec<String> =
        list("affected").into_iter().chain([company, product]).filter(|name| !name.is_empty()).collect();
    let tags: Vec<String> = list("keywords").into_iter().chain(list("categories")).collect();
    let yaml = |value: &serde_json::Value| value.to_string();
    let (title, services, tags) = (yaml(&title.into()), yaml(&services.into()), yaml(&tags.into()));
    let body = format!("{}\n\n{body}", one("summary")).replace("\n# ", "\n### ").replace("\n## ", "\n### ");
    format!("---\ntitle: {title}\nservices: {services}\ntags: {tags}\n---\n\n## Summary\n{body}\n")
}
