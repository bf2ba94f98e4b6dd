//! What the steps of the response write has no finding at once; when every deadline is over, only what nobody did since.

use incident::document::Draft;
use incident::log::{Content, Log};
use incident::model::{EntryKind, Moment, Priority, Visibility, parse_moment};
use incident::respond::{
    Brief, Defer, NewIncident, NewPostmortem, Note, OpenItem, Resolution, RootCauseFound, Templates, add_note,
    brief_item, defer_item, instantiate, open_item, resolve, scaffold,
};
use incident::rules::run;
use std::collections::BTreeMap;

/// A log that grows, under the default plan with a section more.
struct Growing {
    files: BTreeMap<String, String>,
    templates: Templates,
    what: String,
}

fn at(time: &str) -> Moment {
    parse_moment(time, chrono_tz::UTC, None).unwrap_or_default()
}

impl Growing {
    fn log(&self) -> Log {
        let documents = self.files.iter().filter(|(path, _)| !path.ends_with(".png"));
        let contents = documents.map(|(path, text)| (path.clone(), Content::Bytes(text.clone().into_bytes())));
        Log::assemble(contents.collect(), self.files.keys().cloned().collect(), &[])
    }

    /// Writes what a step made and asserts that no rule minds.
    #[track_caller]
    fn write(&mut self, step: &str, drafts: impl IntoIterator<Item = Draft>, now: &str) {
        self.files.extend(drafts.into_iter().map(|draft| (draft.path().to_owned(), draft.text().to_owned())));
        let found = run(&self.log(), at(now));
        assert_eq!(found, [], "after {step} of {}: {:#?}", self.what, self.files);
    }

    /// Asserts that, half a year later, nothing is minded but what somebody still had to do.
    #[track_caller]
    fn wait(&self, owed: &[&str]) {
        let found = run(&self.log(), at("2026-09-01T00:00:00Z"));
        let other: Vec<_> = found.iter().filter(|finding| !owed.contains(&finding.rule)).collect();
        assert!(other.is_empty(), "half a year later, {}: {other:#?} in {:#?}", self.what, self.files);
    }
}

#[track_caller]
fn live(severity: &str, visibility: Visibility, lead: Option<&str>, root_cause: RootCauseFound) {
    let what = format!("a {visibility} {severity} with lead {lead:?} and {root_cause:?}");
    let plan = ("incident.yaml".to_owned(), "postmortem: {sections: [Cost]}\n".to_owned());
    let mut world = Growing { files: BTreeMap::from([plan]), templates: Templates::with(|_| None), what };
    let request = NewIncident {
        title: "Search: \"nothing\" is found".to_owned(),
        severity: severity.to_owned(),
        started: Some(at("2026-03-02T08:50:00Z")),
        detected: None,
        reporter: Some("Support Desk".to_owned()),
        lead: lead.map(str::to_owned),
        services: vec!["search".to_owned()],
        tags: vec!["deploy".to_owned()],
        visibility,
        links: vec!["https://graphs.example/d/search".to_owned()],
        repro: Some("Search for anything.".to_owned()),
    };
    let now = "2026-03-02T09:00:00Z";
    let new = scaffold(&world.log(), &world.templates, &request, at(now)).unwrap();
    let id = new.id.as_str().to_owned();
    world.write("new", [new.draft], now);

    for (now, kind) in [
        ("2026-03-02T09:05:00Z", EntryKind::Acknowledged),
        ("2026-03-02T09:10:00Z", EntryKind::Note),
        ("2026-03-02T09:20:00Z", EntryKind::Mitigated),
    ] {
        let note = Note { text: "A word.".to_owned(), kind, at: at(now), by: Some("Tech Lead".to_owned()) };
        let log = world.log();
        let draft = add_note(&log, log.incident(&id).unwrap(), &note, at(now)).unwrap();
        world.write("note", [draft], now);
    }

    let now = "2026-03-02T10:00:00Z";
    world.files.insert(format!("incidents/2026/{id}/graph.png"), String::new());
    let resolution = Resolution {
        summary: Some("Nothing was found for an hour.".to_owned()),
        solution: Some("Roll back release 412; see ![errors](graph.png).".to_owned()),
        root_cause,
        at: at(now),
        owner: None,
        is_announced: true,
        meeting: None,
    };
    let log = world.log();
    let resolved = resolve(&log, log.incident(&id).unwrap(), &world.templates, &resolution, at(now)).unwrap();
    world.write("resolve", resolved.drafts, now);
    // The post-mortem is a draft, the meeting passed over it, and nobody said when the root cause will be looked for.
    let [owner, due] = ["action-without-owner", "action-without-due"];
    world.wait(&["overdue-postmortem", "unbriefed-agenda-item", owner, due]);

    let now = "2026-03-03T10:00:00Z";
    let log = world.log();
    let folder = log.incident(&id).unwrap();
    if folder.postmortem.is_none() {
        let made = instantiate(&log, folder, &world.templates, &NewPostmortem::default(), at(now)).unwrap();
        world.write("postmortem", [made], now);
    }
    let log = world.log();
    let folder = log.incident(&id).unwrap();
    if log.agenda_of(&id).next().is_none() {
        let made = open_item(&log, folder, &world.templates, &OpenItem::default(), at(now)).unwrap();
        world.write("agenda open", [made], now);
    }
    let log = world.log();
    let deferred = defer_item(&log, log.incident(&id).unwrap(), &Defer::default(), at(now)).unwrap();
    world.write("agenda defer", deferred, now);
    let log = world.log();
    let brief = Brief { outcome: "Agreed.".to_owned() };
    let briefed = brief_item(&log, log.incident(&id).unwrap(), &brief).unwrap();
    world.write("agenda brief", [briefed], now);
    world.wait(&["overdue-postmortem", owner, due]);
}

#[test]
fn what_the_response_writes_has_no_finding() {
    let unknown = |ticket: Option<&str>| RootCauseFound::Unknown {
        ticket: ticket.map(str::to_owned),
        assignee: None,
        priority: Priority::High,
    };
    let known = || RootCauseFound::Known("Release 412.".to_owned());
    live("sev-1", Visibility::Public, Some("Tech Lead"), known());
    live("sev-1", Visibility::Restricted, None, unknown(None));
    live("sev-2", Visibility::Internal, None, unknown(Some("https://tracker.example/OPS-412")));
    live("sev-3", Visibility::Public, None, known());
    live("sev-4", Visibility::Restricted, Some("Tech Lead"), unknown(None));
}
