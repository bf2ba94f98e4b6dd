//! What holds for any bytes, for whoever makes them up: `cargo fuzz` by the targets beside this file, and on a released compiler
//! `tests/fuzz.rs`, which plays the kept corpus and changes of it.

use incident::document::{
    Document, DocumentKind, Draft, default_plan, html, read_agenda, read_incident, read_page, read_plan,
    read_postmortem,
};
use incident::git::Markers;
use incident::import::{Asked, Clock, Mapping, Met, SOURCES};
use incident::merge::{Request, merge as merged};
use incident::model::{EntryKind, Visibility, parse_moment};
use incident::text::Source;

const PATH: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

/// What takes any bytes, and fails where a promise does not hold.
type Target = fn(&[u8]);

/// By name, as `cargo fuzz run NAME` has them.
pub const TARGETS: &[(&str, Target)] =
    &[("front_matter", front_matter), ("html", html), ("edit", edit), ("merge", merge), ("import", import)];

fn source(bytes: &[u8]) -> Source {
    Source::new(PATH, String::from_utf8_lossy(bytes).into_owned())
}

/// Whatever is said of a document has a place in it.
fn has_places<T>(document: &Document<T>) {
    for problem in &document.problems {
        let _ = document.source.slice(problem.span);
        let at = document.source.position(problem.span.start);
        assert!(at.line >= 1 && at.column >= 1);
    }
    for entry in &document.timeline {
        let _ = (document.source.slice(entry.span), document.source.slice(entry.time_span));
    }
}

pub fn front_matter(bytes: &[u8]) {
    has_places(&read_incident(source(bytes), chrono_tz::Europe::Paris, None));
    has_places(&read_postmortem(source(bytes), chrono_tz::UTC, None));
    has_places(&read_agenda(source(bytes)));
    has_places(&read_page(source(bytes)));
    has_places(&read_plan(source(bytes)));
}

pub fn html(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let page = html::render_alone(&text, "p-", 2);
    let page = page.as_str().to_lowercase();
    for acts in ["<script", "<iframe", "<object", "<embed", "<base", "<meta", "<form", "<style", "<link"] {
        assert!(!page.contains(acts), "{acts} is left of {text:?}");
    }
    // In words a bracket is never left open, so that what follows one is a tag.
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        for scheme in ["=\"javascript:", "=\"vbscript:", "=\"data:text"] {
            assert!(!tag.contains(scheme), "{tag} is left of {text:?}");
        }
    }
}

/// What is written reads back, and what is not meant stays.
pub fn edit(bytes: &[u8]) {
    let (words, document) = bytes.split_at(bytes.len().min(1 + usize::from(bytes.first().copied().unwrap_or(0) % 32)));
    let words = String::from_utf8_lossy(words).split_whitespace().collect::<Vec<_>>().join(" ");
    let source = source(document);
    let mut draft = Draft::of(&source, DocumentKind::Incident, chrono_tz::UTC);
    let Ok(at) = parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None) else { return };
    if draft.set_text("title", &words).is_err() {
        assert_eq!(draft.text(), source.text(), "a refused edit changes nothing");
        return;
    }
    let read = read_incident(Source::new(PATH, draft.text()), chrono_tz::UTC, None);
    assert!(read.broken().is_none(), "{}", draft.text());
    let title = read.value.title.unwrap_or_default();
    let is_plain = words.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    assert!(!is_plain || title == words, "{title:?} for {words:?} in {}", draft.text());
    let before = read.timeline.len();
    if !words.is_empty() && draft.add_entry(at, EntryKind::Note, None, &words).is_ok() {
        let read = read_incident(Source::new(PATH, draft.text()), chrono_tz::UTC, None);
        assert_eq!(read.timeline.len(), before + 1, "{}", draft.text());
    }
}

/// Three texts, apart by a byte that is in none.
pub fn merge(bytes: &[u8]) {
    let mut texts = bytes.splitn(3, |byte| *byte == 0xff).map(|text| String::from_utf8_lossy(text).into_owned());
    let [base, ours, theirs] = [(); 3].map(|()| texts.next().unwrap_or_default());
    let both = |ours: &str, theirs: &str| {
        let (base, ours, theirs) = (base.as_bytes(), ours.as_bytes(), theirs.as_bytes());
        let markers = &Markers::default();
        merged(&Request { path: PATH, base, ours, theirs, zone: chrono_tz::UTC, markers })
    };
    // That it ends is all that is asked where both sides changed.
    let _ = (both(&ours, &theirs), both(&theirs, &ours));
    for (one, text) in [(both(&ours, &base), &ours), (both(&base, &theirs), &theirs), (both(&ours, &ours), &ours)] {
        if let Ok(one) = one {
            assert_eq!(String::from_utf8_lossy(&one.bytes), text.as_str(), "what only one side changed is so");
        }
    }
}

/// The first byte says of which kind the others are.
pub fn import(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let Some(kind) = SOURCES.get(usize::from(*first) % SOURCES.len()) else { return };
    let (Ok(folder), Ok(now)) = (tempfile::tempdir(), parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None))
    else {
        return;
    };
    let file = folder.path().join(if kind.word == "cstate" || kind.word == "markdown" { "a.md" } else { "a.json" });
    if std::fs::write(&file, bytes).is_err() {
        return;
    }
    let plan = default_plan();
    let is_folder = matches!(kind.word, "cstate" | "markdown" | "upptime");
    let asked = Asked {
        path: if is_folder { folder.path() } else { &file },
        mapping: &Mapping::default(),
        clock: &Clock { zone: chrono_tz::UTC, form: None },
        met: &Met::default(),
        plan: &plan,
        visibility: Visibility::Internal,
        now,
    };
    // That it ends, with or without an answer, is all that is asked.
    let _ = (kind.read)(&asked);
}
