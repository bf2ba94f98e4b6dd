//! A site that is built after each of many changes is the one that is built from nothing: what is kept between two builds
//! never shows.

use crate::dice::Dice;
use crate::harness::Repository;
use std::collections::BTreeMap;

const WORDS: &[&str] = &["pool", "queue", "checkout", "slow", "numbat", "deploy", "2026-03-04-third", "555-0100", "—"];
const TEMPLATES: &[(&str, &str)] = &[
    ("templates/site/own.css", "p { margin: 0 }\n"),
    ("templates/site/404.html", "{% extends \"base.html\" %}{% block content %}Nothing here{% endblock %}\n"),
    ("templates/site/page.html", "{% extends \"base.html\" %}{% block content %}{{ words }}{% endblock %}\n"),
];

/// A log that changes, and what was done to it.
struct Changing {
    repository: Repository,
    dice: Dice,
    folders: Vec<String>,
    made: u64,
    done: Vec<String>,
}

impl Changing {
    fn new(seed: u64) -> Self {
        let repository = Repository::new().log();
        let mut changing = Self { repository, dice: Dice(seed), folders: Vec::new(), made: 0, done: Vec::new() };
        (0..3).for_each(|_| changing.report());
        changing.repository.commit_all("Begin");
        changing
    }

    fn say(&mut self) -> String {
        let count = 1 + self.dice.below(5);
        (0..count).map(|_| self.dice.one_of(WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn report(&mut self) {
        self.made += 1;
        let name = ["first", "second", "third", "fourth"][self.dice.below(4) as usize];
        let folder = format!("incidents/2026/2026-03-0{}-{name}-{}", 1 + self.dice.below(9), self.made);
        let (title, visibility) = (self.say(), self.dice.one_of(&["public", "internal", "restricted"]));
        let (status, summary) = (self.dice.one_of(&["open", "resolved", "closed"]), self.say());
        self.repository.write(
            &format!("{folder}/incident.md"),
            &format!(
                "---\ntitle: {title}\nseverity: sev-{}\nstatus: {status}\nvisibility: {visibility}\nstarted: 2026-03-02T10:00:00Z\nservices: [{}]\n---\n\n## Summary\n\n{summary}\n\n## Timeline\n\n- 2026-03-02T10:00:00Z [started] {title}\n",
                1 + self.dice.below(4),
                self.dice.one_of(&["orders", "mail"]),
            ),
        );
        self.done.push(format!("reported {folder}"));
        self.folders.push(folder);
    }

    fn some_folder(&mut self) -> Option<usize> {
        (!self.folders.is_empty()).then(|| self.dice.below(self.folders.len() as u64) as usize)
    }

    fn change(&mut self) {
        let words = self.say();
        let kind = self.dice.below(11);
        let at = self.some_folder();
        let folder = at.map(|at| self.folders[at].clone());
        match (kind, at.zip(folder)) {
            (0, _) => self.report(),
            (1 | 2, Some((_, folder))) => {
                let path = format!("{folder}/incident.md");
                let text = self.repository.read(&path);
                self.repository.write(&path, &text.replace("## Timeline", &format!("{words}\n\n## Timeline")));
                self.done.push(format!("wrote into {path}"));
            }
            (3, Some((_, folder))) => {
                let path = format!("{folder}/incident.md");
                let text = self.repository.read(&path);
                let retitled = text.lines().map(|line| match line.starts_with("title: ") {
                    true => format!("title: {words}\n"),
                    false => format!("{line}\n"),
                });
                self.repository.write(&path, &retitled.collect::<String>());
                self.done.push(format!("named {path} anew"));
            }
            (4, Some((at, folder))) => {
                self.made += 1;
                let to = format!("incidents/2026/2026-04-01-moved-{}", self.made);
                std::fs::rename(self.repository.path(&folder), self.repository.path(&to)).unwrap();
                self.done.push(format!("moved {folder} to {to}"));
                self.folders[at] = to;
            }
            (5, Some((at, folder))) => {
                std::fs::remove_dir_all(self.repository.path(&folder)).unwrap();
                self.folders.remove(at);
                self.done.push(format!("removed {folder}"));
            }
            (6, Some((_, folder))) => {
                let path = format!("{folder}/postmortem.md");
                self.repository.write(
                    &path,
                    &format!(
                        "---\nstatus: published\nowner: Lead\ncauses: [\"{words}\"]\n---\n\n## Summary\n\n{words}\n"
                    ),
                );
                self.done.push(format!("wrote {path}"));
            }
            (7, Some((_, folder))) => {
                // Its stamps are as they were, and so is its length.
                let path = format!("{folder}/incident.md");
                let (text, file) = (self.repository.read(&path), self.repository.path(&path));
                let modified = std::fs::metadata(&file).unwrap().modified().unwrap();
                self.repository.write(&path, &text.replace("pool", "pond"));
                std::fs::File::options().write(true).open(file).unwrap().set_modified(modified).unwrap();
                self.done.push(format!("changed {path} with its time kept"));
            }
            (8, _) => {
                let (path, text) = TEMPLATES[self.dice.below(TEMPLATES.len() as u64) as usize];
                match self.repository.path(path).exists() {
                    true => std::fs::remove_file(self.repository.path(path)).unwrap(),
                    false => self.repository.write(path, text),
                }
                self.done.push(format!("put or took {path}"));
            }
            (9, _) => {
                let zone = self.dice.one_of(&["UTC", "Asia/Kolkata"]);
                let audience = self.dice.one_of(&["public", "internal"]);
                self.repository.write(
                    "incident.yaml",
                    &format!("name: \"{words}\"\ntime-zone: {zone}\nsite: {{audience: {audience}}}\n"),
                );
                self.done.push("changed the plan".to_owned());
            }
            (10, _) => {
                self.repository.commit_all(&words);
                if self.dice.below(3) == 0 {
                    self.repository.git(&["commit", "--quiet", "--amend", "--allow-empty", "--message", "Otherwise"]);
                }
                self.done.push("committed".to_owned());
            }
            (_, Some(_)) | (_, None) => {}
        }
    }

    /// What else looks at the log and keeps something of it.
    fn look(&mut self) {
        match self.dice.below(4) {
            0 => drop(self.repository.run(&["status"])),
            1 => drop(self.repository.run(&["search", "pool"])),
            2 => drop(self.repository.run(&["validate", "--staged"])),
            _ => {}
        }
    }

    fn site(&self) -> BTreeMap<String, Vec<u8>> {
        self.repository.run(&["build", "--base-url", "https://log.example/"]).ok();
        let files = self.repository.files().into_iter();
        files.filter_map(|(path, bytes)| Some((path.strip_prefix("site/")?.to_owned(), bytes))).collect()
    }

    /// Forgets what is kept between two builds: git's folder is as a clone would have it, but for its index.
    fn forget(&self) {
        for entry in std::fs::read_dir(self.repository.path(".git")).unwrap().map(Result::unwrap) {
            if entry.file_name().to_string_lossy().starts_with("incident") {
                match entry.path().is_dir() {
                    true => std::fs::remove_dir_all(entry.path()).unwrap(),
                    false => std::fs::remove_file(entry.path()).unwrap(),
                }
            }
        }
        std::fs::remove_dir_all(self.repository.path("site")).unwrap();
    }
}

fn holds(seed: u64) {
    let mut changing = Changing::new(seed);
    let count = 2 + changing.dice.below(5);
    let mut last = BTreeMap::new();
    for _ in 0..count {
        changing.change();
        changing.look();
        last = changing.site();
    }
    changing.forget();
    let fresh = changing.site();
    let told = changing.done.join("\n");
    assert_eq!(last.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>(), "seed {seed}:\n{told}");
    let differs: Vec<_> =
        fresh.iter().filter(|(path, bytes)| last.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    assert!(differs.is_empty(), "seed {seed}: {differs:?} after:\n{told}");
    assert!(fresh.contains_key("index.html"));
}

#[test]
fn a_site_built_after_each_change_is_the_one_built_from_nothing() {
    (0..5).for_each(holds);
}

#[test]
#[ignore = "minutes, by `cargo test --test main -- --ignored five_hundred_sequences`"]
fn five_hundred_sequences_of_changes_end_in_the_same_site() {
    (1000..1500).for_each(holds);
}
