//! Puts a log together from the files of a snapshot; broken documents stay in it, marked.

use super::folder::{AgendaFile, IncidentFolder, PageFile};
use super::paths::{Kind, PLAN_PATH, folder_of, is_document, is_incident_folder, is_upper_folder, name_of};
use super::rest::Rest;
use crate::document::{
    Document, Problem, ProblemKind, read_agenda, read_incident, read_page, read_plan, read_postmortem, unreadable,
};
use crate::git::{Authors, Entry, EntryKind, GitError, MAX_DOCUMENT_BYTES, Snapshot};
use crate::model::{Audience, Incident, IncidentId, Plan, Postmortem, parse_date};
use crate::progress;
use crate::text::{Source, Span};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a log holds, as one source of files has it.
#[derive(Debug)]
pub struct Log {
    pub plan: Document<Plan>,
    /// By id, the oldest first.
    pub incidents: Vec<IncidentFolder>,
    /// By date and file name.
    pub agenda: Vec<AgendaFile>,
    /// By path.
    pub pages: Vec<PageFile>,
    /// Every path of the log, documents or not, for links to be checked.
    pub paths: BTreeSet<String>,
    /// Those who wrote the repository's last commits.
    pub authors: Authors,
    /// What is known of the incidents that were not read; nothing where all were.
    pub(super) rest: Rest,
}

/// What a file holds, before it is read as a document.
#[derive(Clone, Debug)]
pub enum Content {
    Bytes(Vec<u8>),
    /// It cannot be used; why, and what to do.
    Refused {
        message: String,
        help: String,
    },
}

impl Content {
    /// What stands at a path, where a document is expected.
    pub(super) fn of(snapshot: &Snapshot, entry: &Entry) -> Self {
        let refused = |message: String, help: &str| Self::Refused { message, help: help.to_owned() };
        match (entry.kind, entry.size) {
            (EntryKind::File, Some(size)) if size > MAX_DOCUMENT_BYTES => {
                refused(too_large(size), "attach large material as a file of its own and link to it")
            }
            (EntryKind::File, _) => match snapshot.read(&entry.path) {
                Ok(bytes) => Self::Bytes(bytes),
                Err(error) => refused(error.to_string(), "see that the file can be read"),
            },
            (EntryKind::Conflict, _) => {
                refused("this file is in a merge conflict".to_owned(), "resolve it and add it with git")
            }
            (EntryKind::Link, _) if is_document(&entry.path) => refused(
                "this is a link and not a file".to_owned(),
                "put the document itself here; links are not followed",
            ),
            (EntryKind::Link, _) => refused(
                "this is a link and not a folder".to_owned(),
                "put the incident's folder itself here; links are not followed",
            ),
            (EntryKind::Other, _) => {
                refused("this is no file but a folder, a pipe or the like".to_owned(), "put the document itself here")
            }
        }
    }
}

impl Log {
    /// Reads a snapshot. Broken documents are kept, marked as broken.
    ///
    /// # Errors
    /// Where the place itself cannot be read, or a folder of the log's own is a link: it may lead out of the log.
    pub fn load(snapshot: &Snapshot) -> Result<Self, GitError> {
        Ok(Self::read(snapshot, |_| true, snapshot.folders())?.among(snapshot))
    }

    /// The part of a snapshot's log that stands in some folders, with the plan.
    ///
    /// # Errors
    /// As [`Log::load`].
    pub fn load_folders(snapshot: &Snapshot, is_wanted: impl Fn(&str) -> bool) -> Result<Self, GitError> {
        let folders: Vec<_> = snapshot.folders().iter().filter(|path| is_wanted(path)).cloned().collect();
        Self::read(snapshot, |path| is_wanted(folder_of(path)), &folders)
    }

    /// The plan and the documents of a snapshot whose paths are wanted. Of what else there is, nothing is known yet.
    pub(super) fn read(
        snapshot: &Snapshot,
        is_wanted: impl Fn(&str) -> bool,
        folders: &[String],
    ) -> Result<Self, GitError> {
        check_folders(snapshot)?;
        let documents = documents(snapshot).filter(|entry| entry.path == PLAN_PATH || is_wanted(&entry.path));
        let documents: Vec<_> = documents.collect();
        // Each is got from its place, and then understood.
        progress::begin("reading the log", 2 * documents.len());
        let contents = documents.into_par_iter().map(|entry| {
            progress::advance();
            (entry.path.clone(), Content::of(snapshot, entry))
        });
        Ok(Self::assemble(contents.collect(), BTreeSet::new(), folders))
    }

    /// The same with all that its snapshot tells without a look into documents.
    pub(super) fn among(self, snapshot: &Snapshot) -> Self {
        let paths = snapshot.entries().iter().map(|entry| entry.path.clone()).collect();
        Self { paths, authors: snapshot.authors().clone(), ..self }
    }

    /// Puts a log together from its files' contents; `paths` are all that there are, `folders` those in which
    /// an incident is expected.
    pub fn assemble(contents: Vec<(String, Content)>, paths: BTreeSet<String>, folders: &[String]) -> Self {
        let (plan, documents): (Vec<_>, Vec<_>) = contents.into_iter().partition(|(path, _)| path == PLAN_PATH);
        let (source, problem) = match plan.into_iter().next() {
            Some((path, content)) => source_of(&path, content),
            None => (Source::new(PLAN_PATH, ""), None),
        };
        let plan = match problem {
            None => read_plan(source),
            Some(problem) => {
                // A plan that is no text is read as an empty one, so that the default plan holds.
                let mut plan = read_plan(Source::new(PLAN_PATH, ""));
                plan.value.site.audience = Audience::Public;
                plan.problems.push(problem);
                Document { source, ..plan }
            }
        };
        let zone = plan.value.time_zone;
        let read = documents.into_par_iter().map(|(path, content)| {
            progress::advance();
            Read::new(&path, content, zone)
        });
        let read: Vec<Read> = read.collect();

        let mut by_folder: BTreeMap<String, IncidentFolder> =
            folders.iter().map(|path| (path.clone(), folder(path))).collect();
        let (mut agenda, mut pages) = (Vec::new(), Vec::new());
        for document in read {
            match document {
                Read::Incident(path, document) => {
                    by_folder.entry(path.clone()).or_insert_with(|| folder(&path)).incident = Some(document);
                }
                Read::Postmortem(path, document) => {
                    by_folder.entry(path.clone()).or_insert_with(|| folder(&path)).postmortem = Some(document);
                }
                Read::Agenda(item) => agenda.push(item),
                Read::Page(page) => pages.push(page),
            }
        }
        let mut incidents: Vec<_> = by_folder.into_values().collect();
        incidents.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
        agenda.sort_by(|a, b| (a.date, a.document.source.path()).cmp(&(b.date, b.document.source.path())));
        pages.sort_by(|a: &PageFile, b| a.path().cmp(b.path()));
        Self { plan, incidents, agenda, pages, paths, authors: Authors::default(), rest: Rest::default() }
    }

    /// The incident of an id, whole.
    pub fn incident(&self, id: &str) -> Option<&IncidentFolder> {
        let at = self.incidents.partition_point(|folder| folder.name.as_str() < id);
        self.incidents.get(at).filter(|folder| folder.name == id)
    }

    /// The agenda items of an incident, the earliest meeting first.
    pub fn agenda_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a AgendaFile> {
        self.agenda.iter().filter(move |item| item.incident() == id)
    }

    /// Every document's source, for showing a line of it.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let incidents = self.incidents.iter().flat_map(|folder| {
            let incident = folder.incident.iter().map(|document| &document.source);
            incident.chain(folder.postmortem.iter().map(|document| &document.source))
        });
        let others = self.agenda.iter().map(|item| &item.document.source);
        let others = others.chain(self.pages.iter().map(|page| &page.document.source));
        std::iter::once(&self.plan.source).chain(incidents).chain(others)
    }

    /// How many documents there are, the plan included where there is one.
    pub fn document_count(&self) -> usize {
        let plan = usize::from(self.paths.contains(PLAN_PATH));
        self.sources().count() - 1 + plan
    }
}

/// A document that was read, with the folder of its incident.
pub(super) enum Read {
    Incident(String, Document<Incident>),
    Postmortem(String, Document<Postmortem>),
    Agenda(AgendaFile),
    Page(PageFile),
}

impl Read {
    pub(super) fn new(path: &str, content: Content, zone: chrono_tz::Tz) -> Self {
        let folder = folder_of(path).to_owned();
        let day = || IncidentId::parse(name_of(path.rsplit_once('/')?.0)).ok().map(|id| id.date());
        match Kind::of(path) {
            Kind::Agenda => {
                let date = parse_date(name_of(&folder));
                Self::Agenda(AgendaFile { date, document: document_of(path, content, read_agenda) })
            }
            Kind::Page => Self::Page(PageFile { document: document_of(path, content, read_page) }),
            Kind::Postmortem => {
                Self::Postmortem(folder, document_of(path, content, |source| read_postmortem(source, zone, day())))
            }
            Kind::Incident => {
                Self::Incident(folder, document_of(path, content, |source| read_incident(source, zone, day())))
            }
        }
    }
}

/// The text of a file, or what is left of it and why it cannot be read.
fn source_of(path: &str, content: Content) -> (Source, Option<Problem>) {
    let broken = |source: Source, span: Span, message: String, help: &str| {
        (source, Some(Problem::new(ProblemKind::Broken, span, message, help)))
    };
    match content {
        Content::Bytes(bytes) if bytes.len() as u64 > MAX_DOCUMENT_BYTES => {
            let message = too_large(bytes.len() as u64);
            broken(
                Source::new(path, ""),
                Span::default(),
                message,
                "attach large material as a file of its own and link to it",
            )
        }
        Content::Bytes(bytes) => match Source::from_bytes(path, bytes) {
            Ok(source) => (source, None),
            Err((source, error)) => {
                let looks_like = error.looks_like.map(|kind| format!(" (it looks like {kind})")).unwrap_or_default();
                let message = format!("this is not UTF-8 text{looks_like}");
                broken(source, Span::empty(error.offset), message, "save the file as UTF-8")
            }
        },
        Content::Refused { message, help } => broken(Source::new(path, ""), Span::default(), message, &help),
    }
}

/// The document of a file, by the reader of its kind.
fn document_of<T: Default>(path: &str, content: Content, read: impl FnOnce(Source) -> Document<T>) -> Document<T> {
    match source_of(path, content) {
        (source, None) => read(source),
        (source, Some(problem)) => unreadable(source, problem),
    }
}

fn too_large(size: u64) -> String {
    format!("this document has {} MB; the limit is {} MB", size.div_ceil(1_000_000), MAX_DOCUMENT_BYTES / 1_000_000)
}

fn folder(path: &str) -> IncidentFolder {
    let name = name_of(path).to_owned();
    IncidentFolder { path: path.to_owned(), id: IncidentId::parse(&name), name, incident: None, postmortem: None }
}

/// Refuses links in the places of the log's own folders.
pub(super) fn check_folders(snapshot: &Snapshot) -> Result<(), GitError> {
    let mut links = snapshot.entries().iter().filter(|entry| entry.kind == EntryKind::Link);
    let Some(link) = links.find(|entry| is_upper_folder(&entry.path)) else { return Ok(()) };
    let message = format!("{} is a link and not a folder", link.path);
    Err(GitError::new(message, "put the folder itself there; links are not followed"))
}

/// What a snapshot has in the places of documents.
pub(super) fn documents(snapshot: &Snapshot) -> impl Iterator<Item = &Entry> {
    let is_link = |entry: &Entry| entry.kind == EntryKind::Link && is_incident_folder(&entry.path);
    snapshot.entries().iter().filter(move |entry| is_document(&entry.path) || is_link(entry))
}
