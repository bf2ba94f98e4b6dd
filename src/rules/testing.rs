//! A small log with nothing wrong in it, for tests to break in one place.

use super::scope::Parts;
use super::veil::veil;
use super::{check, run};
use crate::log::{AgendaFile, Content, Log, Overview};
use crate::model::{Diagnostic, Level, Moment, parse_moment};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub const FOLDER: &str = "incidents/2026/2026-03-02-search-is-slow";
pub const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
pub const POSTMORTEM: &str = "incidents/2026/2026-03-02-search-is-slow/postmortem.md";
pub const AGENDA: &str = "agenda/2026-03-10/2026-03-02-search-is-slow.md";
pub const PLAN: &str = "incident.yaml";

pub const SOUND_INCIDENT: &str = "---
title: Search is slow
severity: sev-2
status: resolved
started: 2026-03-02T09:00:00Z
detected: 2026-03-02T09:05:00Z
acknowledged: 2026-03-02T09:07:00Z
mitigated: 2026-03-02T09:30:00Z
resolved: 2026-03-02T10:00:00Z
services: [search]
tags: [deploy]
war-room: \"#2026-03-02-war-room-search-is-slow\"
root-cause:
  known: true
  summary: The index was rebuilt with one shard.
announced: 2026-03-02T10:05:00Z
related: []
---

## Summary
Search took eight seconds for every query.

## Solution
Rebuild the index with eight shards.

## Timeline
- 2026-03-02T09:00:00Z [started] The index was swapped.
- 2026-03-02T09:05:00Z [detected] The latency alarm.
- 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
- 2026-03-02T09:30:00Z [mitigated] The old index serves again.
- 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
- 2026-03-02T10:05:00Z [announced] All clear.
";

pub const SOUND_POSTMORTEM: &str = "---
status: published
owner: On-call Engineer
reviewed: 2026-03-09
actions: [{title: Refuse an index with one shard, kind: prevent, status: done}]
due: 2026-12-01
---
## Summary
Text of five words here.
## Impact
Text 1. More text here.
## Background
Text of five words here.
## Timeline
- 2026-03-02T09:00:00Z [started] The index was swapped.
- 2026-03-02T09:05:00Z [detected] The latency alarm.
- 2026-03-02T09:30:00Z [mitigated] The old index serves again.
## Detection
Text.
More text.
## Contributing causes
Text.
More text.
## Response
Text.
More text.
## Resolution
Text.
More text.
## What went well
Text.
More text.
## What went poorly
Text.
More text.
## Where we got lucky
Text.
More text.
## Lessons learned
Text.
More text.
";

/// The line of the post-mortem that holds its action items.
pub const SOUND_ACTIONS: &str = "actions: [{title: Refuse an index with one shard, kind: prevent, status: done}]\n";

pub const SOUND_AGENDA: &str = "---
incident: 2026-03-02-search-is-slow
presenter: On-call Engineer
minutes: 10
status: briefed
outcome: Agreed.
---

Search was slow.
";

/// A log in memory and the present that its deadlines are held against.
#[derive(Clone)]
pub struct Case {
    files: BTreeMap<String, Vec<u8>>,
    folders: Vec<String>,
    now: String,
}

impl Case {
    /// A log of one sev-2 incident with its post-mortem and agenda item, all in order, seen half a year later.
    pub fn sound() -> Self {
        let files = [
            (INCIDENT, SOUND_INCIDENT),
            (POSTMORTEM, SOUND_POSTMORTEM),
            (AGENDA, SOUND_AGENDA),
            (PLAN, "name: Test\n"),
        ];
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
        Self { files, folders: Vec::new(), now: "2026-09-01T00:00:00Z".to_owned() }
    }

    /// Replaces a text of the incident's document, which must be in it.
    pub fn replace(self, from: &str, to: &str) -> Self {
        self.replace_in(INCIDENT, from, to)
    }

    /// Gives a milestone of the incident another time, in the front matter and on the timeline.
    pub fn reached(self, milestone: &str, time: &str) -> Self {
        let text = self.text(INCIDENT);
        let key = format!("{milestone}: ");
        let old = text.lines().find_map(|line| line.strip_prefix(&key)).unwrap_or_default().to_owned();
        self.replace(&format!("{key}{old}"), &format!("{key}{time}"))
            .replace(&format!("- {old} [{milestone}]"), &format!("- {time} [{milestone}]"))
    }

    /// Adds lines to the incident's timeline, behind the acknowledgement.
    pub fn noted(self, lines: &str) -> Self {
        const ACKNOWLEDGED: &str = "[acknowledged] On-call Engineer.\n";
        self.replace(ACKNOWLEDGED, &format!("{ACKNOWLEDGED}{lines}"))
    }

    /// Takes the resolution back: the incident was mitigated and goes on.
    pub fn ongoing(self) -> Self {
        self.replace("status: resolved", "status: mitigated")
            .replace("resolved: 2026-03-02T10:00:00Z\n", "")
            .replace("announced: 2026-03-02T10:05:00Z\n", "")
    }

    /// Replaces a text of the post-mortem.
    pub fn replace_in_postmortem(self, from: &str, to: &str) -> Self {
        self.replace_in(POSTMORTEM, from, to)
    }

    /// Replaces a text of the agenda item.
    pub fn replace_in_agenda(self, from: &str, to: &str) -> Self {
        self.replace_in(AGENDA, from, to)
    }

    /// Replaces a text of a file, which must be in it.
    pub fn replace_in(mut self, path: &str, from: &str, to: &str) -> Self {
        let bytes = self.files.get_mut(path).unwrap_or_else(|| panic!("there is no {path}"));
        let text = String::from_utf8_lossy(bytes).into_owned();
        assert!(text.contains(from), "{path} does not hold {from:?}");
        *bytes = text.replacen(from, to, 1).into_bytes();
        self
    }

    /// Adds a file, or puts another text in its place.
    pub fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), content.into());
        self
    }

    /// Takes a file away.
    pub fn without(mut self, path: &str) -> Self {
        assert!(self.files.remove(path).is_some(), "there is no {path}");
        self
    }

    /// Puts a copy of a file elsewhere.
    pub fn copied(self, from: &str, to: &str) -> Self {
        let content = self.files.get(from).cloned().unwrap_or_else(|| panic!("there is no {from}"));
        self.file(to, content)
    }

    /// Puts a file elsewhere.
    pub fn moved(self, from: &str, to: &str) -> Self {
        if from == to { self } else { self.copied(from, to).without(from) }
    }

    /// Gives the incident's folder another path, and its agenda item the name that goes with it.
    pub fn folder_renamed(self, folder: &str) -> Self {
        let id = folder.rsplit('/').next().unwrap_or(folder);
        self.moved(INCIDENT, &format!("{folder}/incident.md"))
            .moved(POSTMORTEM, &format!("{folder}/postmortem.md"))
            .replace_in_agenda("incident: 2026-03-02-search-is-slow", &format!("incident: {id}"))
            .moved(AGENDA, &format!("agenda/2026-03-10/{id}.md"))
    }

    /// Keeps only files whose path passes a test.
    pub fn keeping(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.files.retain(|path, _| keep(path));
        self
    }

    /// The text of a file, which must be there.
    pub fn text(&self, path: &str) -> String {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// All files with their texts, to see what a test looked at.
    pub fn shown(&self) -> String {
        self.files.keys().map(|path| format!("==> {path}\n{}\n", self.text(path))).collect()
    }

    /// Adds an empty folder in which an incident is expected.
    pub fn folder(mut self, path: &str) -> Self {
        self.folders.push(path.to_owned());
        self
    }

    /// Sets the present.
    pub fn at(mut self, now: &str) -> Self {
        self.now = now.to_owned();
        self
    }

    /// Asserts that all rules together find exactly this: `path:line:column rule`, in order.
    #[track_caller]
    pub fn finds(self, expected: &[&str]) {
        let found = self.run();
        let brief: Vec<_> = found.iter().map(|finding| format!("{} {}", finding.place, finding.rule)).collect();
        assert_eq!(brief, expected, "{found:#?}");
    }

    /// Asserts that there is one finding, and what it says and advises.
    #[track_caller]
    pub fn says(self, message: &str, help: &str) {
        let found = self.run();
        let words: Vec<_> = found.iter().map(|f| (f.message.as_str(), f.help.as_deref().unwrap_or_default())).collect();
        assert_eq!(words, [(message, help)]);
    }

    /// Asserts that there are findings, all of this level.
    #[track_caller]
    pub fn weighs(self, level: Level) {
        let levels: Vec<_> = self.run().iter().map(|finding| finding.level).collect();
        assert!(!levels.is_empty() && levels.iter().all(|other| *other == level), "{levels:?}");
    }

    /// Every file of the case.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// The log as it is read.
    pub fn log(&self) -> Log {
        let paths = self.files.keys().cloned().collect();
        let documents = self.files.iter().filter(|(path, _)| is_document(path));
        let contents = documents.map(|(path, bytes)| (path.clone(), Content::Bytes(bytes.clone()))).collect();
        Log::assemble(contents, paths, &self.folders)
    }

    /// The present.
    pub fn now(&self) -> Moment {
        parse_moment(&self.now, chrono_tz::UTC, None).unwrap_or_default()
    }

    /// What all rules together find.
    pub fn run(&self) -> Vec<Diagnostic> {
        let (log, now) = (self.log(), self.now());
        let found = run(&log, now);
        assert_is_found_apart(&log, now, &found);
        found
    }
}

/// Reads a log from a folder.
pub fn log_in(folder: &Path) -> Log {
    let parts = [PLAN, "incidents", "agenda", "pages"].into_iter().map(|part| folder.join(part));
    let entries = parts.flat_map(|part| walkdir::WalkDir::new(part).into_iter().filter_map(Result::ok));
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let files: Vec<_> =
        files.filter_map(|file| Some((file.strip_prefix(folder).ok()?.to_str()?.to_owned(), file.clone()))).collect();
    let documents = files.iter().filter(|(path, _)| is_document(path));
    let contents = documents.filter_map(|(path, file)| Some((path.clone(), Content::Bytes(std::fs::read(file).ok()?))));
    let contents: Vec<_> = contents.collect();
    assert!(!contents.is_empty(), "there is no log in {}", folder.display());
    Log::assemble(contents, files.into_iter().map(|(path, _)| path).collect(), &[])
}

/// Whether a log reads a file as a document.
fn is_document(path: &str) -> bool {
    let names: Vec<_> = path.split('/').collect();
    match names.as_slice() {
        ["incidents", .., name] => matches!(*name, "incident.md" | "postmortem.md"),
        ["agenda", _, name] | ["pages", name] => name.ends_with(".md"),
        _ => path == PLAN,
    }
}

/// In each incident that is looked into alone, all that is found there among the others is found, and no more.
#[track_caller]
fn assert_is_found_apart(log: &Log, now: Moment, found: &[Diagnostic]) {
    let others = Overview::of(log);
    let mut names: BTreeSet<&str> = log.agenda.iter().map(AgendaFile::incident).collect();
    names.extend(log.incidents.iter().map(|folder| folder.name.as_str()));
    for name in names {
        let mut apart = check(Parts::one(log, name).scope(), &others, &log.paths, now);
        veil(log, &mut apart);
        let is_its = |finding: &&Diagnostic| others.owner_of(&finding.place.path) == Some(name);
        let (apart, found): (Vec<_>, Vec<_>) =
            (apart.iter().filter(is_its).collect(), found.iter().filter(is_its).collect());
        assert_eq!(apart, found, "a rule finds something else in {name} where the other incidents are not read");
    }
}

#[test]
fn the_sound_log_has_no_finding() {
    Case::sound().finds(&[]);
}
