//! The card of one incident: what happened, how bad it was, and its time drawn to scale.

use super::canvas::{Canvas, Ink};
use super::face::{Faces, cut, width, wrapped};
use super::pen::Pen;
use crate::site::card_link::CARD_SIZE;
use crate::site::row::Row;
use crate::site::timeline_bar::{Bar, Phase};

/// How far all stands from the edge, in pixels.
pub const EDGE: f32 = 72.0;
/// The room between the edges.
pub const ROOM: f32 = CARD_SIZE.0 as f32 - 2.0 * EDGE;
/// Sizes of the title in which it is tried, with the most lines that each has room for.
const TITLES: [(f32, usize); 3] = [(72.0, 2), (60.0, 3), (48.0, 4)];
const SMALL: f32 = 28.0;
const FACTS: f32 = 34.0;
const LABEL: f32 = 24.0;
/// The upper edge of the drawing of its time, and how high it is.
const BAR: (usize, usize) = (506, 36);

/// Draws the card of an incident of a log that is called `name`.
pub fn card(row: &Row, bar: Option<&Bar>, name: &str, faces: &Faces) -> Canvas {
    let mut canvas = Canvas::new();
    heading(&mut canvas, row, name, faces);
    title(&mut canvas, row, faces);
    facts(&mut canvas, row, faces);
    if let Some(bar) = bar {
        time(&mut canvas, bar, faces);
    }
    canvas
}

/// The log's name, and when it was.
fn heading(canvas: &mut Canvas, row: &Row, name: &str, faces: &Faces) {
    let date = row.started.as_ref().map(|when| when.date.as_str()).unwrap_or_default();
    let wide = width(&faces.regular, SMALL, date);
    let mut pen = Pen { canvas, x: EDGE, baseline: 92.0, size: SMALL };
    if let Some(name) = faces.writable(name) {
        let name = cut(&faces.bold, SMALL, &name, ROOM - wide - SMALL);
        pen.words(&faces.bold, &name, Ink::Soft);
    }
    pen.x = EDGE + ROOM - wide;
    pen.words(&faces.regular, date, Ink::Soft);
}

/// The title as large as it fits; the id where it cannot be written.
fn title(canvas: &mut Canvas, row: &Row, faces: &Faces) {
    let Some(text) = faces.writable(&row.title).or_else(|| faces.writable(&row.id)) else { return };
    let tried = TITLES.map(|(size, most)| (size, most, wrapped(&faces.bold, size, &text, ROOM)));
    let [.., last] = &tried;
    let (size, most, lines) = tried.iter().find(|(_, most, lines)| lines.len() <= *most).unwrap_or(last);
    let mut baseline = 128.0 + size * 0.98;
    for (number, line) in lines.iter().take(*most).enumerate() {
        let goes_on = number + 1 == *most && lines.len() > *most;
        let line = if goes_on { going_on(line, *size, faces) } else { line.clone() };
        Pen { canvas, x: EDGE, baseline, size: *size }.words(&faces.bold, &line, Ink::Text);
        baseline += size * 1.18;
    }
}

/// A line that is not the last one, which ends at a word where it has several.
fn going_on(line: &str, size: f32, faces: &Faces) -> String {
    let whole = format!("{line} …");
    let kept = cut(&faces.bold, size, &whole, ROOM);
    match kept.rsplit_once(' ').filter(|_| kept != whole) {
        Some((words, _)) => format!("{words} …"),
        None => kept,
    }
}

/// Severity, status, how long it lasted, and what it hit.
fn facts(canvas: &mut Canvas, row: &Row, faces: &Faces) {
    let mut pen = Pen { canvas, x: EDGE, baseline: 418.0, size: FACTS };
    if let Some(mark) = &row.severity {
        let word = faces.writable(&mark.word);
        pen.severity(mark.level);
        if let Some(word) = &word {
            pen.words(&faces.bold, word, Ink::Text);
            pen.space(0.3);
        }
        let id = faces.writable(&mark.id).unwrap_or_default();
        let (face, ink) = if word.is_some() { (&faces.regular, Ink::Soft) } else { (&faces.bold, Ink::Text) };
        pen.words(face, &id, ink);
        pen.space(1.0);
    }
    if row.ongoing || row.broken.is_some() {
        pen.status(row.status);
        pen.words(&faces.bold, row.status, Ink::Text);
    } else {
        pen.words(&faces.regular, row.status, Ink::Text);
    }
    if let Some(lasted) = row.lasted_words() {
        pen.space(1.0);
        pen.words(&faces.regular, &lasted, Ink::Text);
    }
    let services: Vec<_> = row.services.iter().filter_map(|service| faces.writable(&service.name)).collect();
    let services = cut(&faces.regular, SMALL, &services.join(", "), ROOM);
    Pen { canvas, x: EDGE, baseline: 466.0, size: SMALL }.words(&faces.regular, &services, Ink::Soft);
}

/// The phases drawn to scale; the longest ones have their names under them, as far as there is room.
fn time(canvas: &mut Canvas, bar: &Bar, faces: &Faces) {
    let at = |share: f64| (EDGE + ROOM * share as f32 / 100.0).round();
    for phase in &bar.phases {
        let (from, until) = (at(phase.share.0), at(phase.share.0 + phase.share.1));
        // What was short is seen too.
        let wide = (until - from).max(2.0);
        canvas.rectangle((from as usize, BAR.0), (wide as usize, BAR.1), ink(phase));
    }
    let mut longest: Vec<&Phase> = bar.phases.iter().collect();
    longest.sort_by(|a, b| b.share.1.total_cmp(&a.share.1));
    let mut written: Vec<(f32, f32)> = Vec::new();
    for phase in longest {
        let name = format!("{} ", phase.name);
        let wide = width(&faces.bold, LABEL, &name) + width(&faces.regular, LABEL, &phase.lasted);
        let x = at(phase.share.0).min(EDGE + ROOM - wide);
        let free = |(from, until): &(f32, f32)| x + wide + LABEL < *from || *until + LABEL < x;
        if written.iter().all(free) {
            let baseline = (BAR.0 + BAR.1) as f32 + 36.0;
            let mut pen = Pen { canvas, x, baseline, size: LABEL };
            pen.words(&faces.bold, &name, Ink::Text);
            pen.words(&faces.regular, &phase.lasted, Ink::Soft);
            written.push((x, x + wide));
        }
    }
}

fn ink(phase: &Phase) -> Ink {
    match phase.key {
        "started" => Ink::Unnoticed,
        "detected" => Ink::Noticed,
        "acknowledged" => Ink::WorkedOn,
        _ => Ink::Mitigated,
    }
}
