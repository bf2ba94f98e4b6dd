//! The card of the whole log: what it is called, whether anything is open, and its last twelve months.

use super::canvas::{Canvas, Ink};
use super::entry::{EDGE, ROOM};
use super::face::{Faces, cut};
use super::pen::{Pen, severity};
use crate::site::page::Site;
use crate::site::row::{Mark, is_ongoing};
use crate::site::when::day_started;
use crate::text::counted;
use chrono::{Datelike, Months, NaiveDate};

const NAME: f32 = 72.0;
const FACTS: f32 = 34.0;
const LABEL: f32 = 24.0;
/// The middle of the first row of marks, and how far the next ones are below.
const ROWS: (f32, f32) = (372.0, 46.0);
/// Where the marks begin: the words for the severities stand before them.
const MARKS: f32 = EDGE + 190.0;
/// The most rows that there is room for.
const MOST_ROWS: usize = 4;

/// Draws the card of a log that is called `name`.
pub fn card(site: &Site<'_>, name: &str, faces: &Faces) -> Canvas {
    let mut canvas = Canvas::new();
    let incidents = site.view.incidents();
    let mut pen = Pen { canvas: &mut canvas, x: EDGE, baseline: 92.0, size: 28.0 };
    pen.words(&faces.bold, "Incident log", Ink::Soft);
    if let Some(name) = faces.writable(name) {
        let name = cut(&faces.bold, NAME, &name, ROOM);
        Pen { canvas: &mut canvas, x: EDGE, baseline: 200.0, size: NAME }.words(&faces.bold, &name, Ink::Text);
    }
    let mut pen = Pen { canvas: &mut canvas, x: EDGE, baseline: 272.0, size: FACTS };
    pen.words(&faces.regular, &counted(incidents.len(), "incident"), Ink::Text);
    pen.space(1.0);
    match incidents.iter().filter(|incident| is_ongoing(incident)).count() {
        0 => pen.words(&faces.regular, "nothing is open", Ink::Soft),
        open => {
            pen.status("open");
            pen.words(&faces.bold, &format!("{open} open"), Ink::Text);
        }
    }
    months(&mut canvas, site, faces);
    canvas
}

/// A mark for each incident of the last twelve months, in a row for each severity.
fn months(canvas: &mut Canvas, site: &Site<'_>, faces: &Faces) -> Option<()> {
    let (plan, zone) = (site.view.plan(), site.view.plan().time_zone);
    let end = site.today().with_day(1)?.checked_add_months(Months::new(1))?;
    let start = end.checked_sub_months(Months::new(12))?;
    let x = |day: NaiveDate| {
        let share = (day - start).num_days() as f32 / (end - start).num_days() as f32;
        MARKS + share * (EDGE + ROOM - MARKS)
    };
    let y = |row: usize| ROWS.0 + ROWS.1 * row as f32;
    let bottom = y(plan.severities.len().min(MOST_ROWS));
    for (row, named) in plan.severities.iter().take(MOST_ROWS).enumerate() {
        let mark = Mark::new(plan, &named.id);
        let word = faces.writable(&mark.word).or_else(|| faces.writable(&mark.id)).unwrap_or_default();
        let mut pen = Pen { canvas, x: EDGE, baseline: y(row) + LABEL * 0.36, size: LABEL };
        pen.severity(mark.level);
        let room = MARKS - pen.x - LABEL;
        pen.words(&faces.regular, &cut(&faces.regular, LABEL, &word, room), Ink::Text);
        for incident in site.view.incidents() {
            let is_its = incident.incident.severity.as_deref().and_then(|id| plan.severity(id));
            let day = day_started(incident, zone).filter(|day| start <= *day && *day < end);
            if let Some(day) = day.filter(|_| is_its.is_some_and(|severity| severity.id == named.id)) {
                severity(canvas, (x(day) + 2.0, y(row)), 11.0, mark.level);
            }
        }
    }
    // A pixel that is covered stays so: what is to be seen comes first.
    for first in (0..12).filter_map(|number| start.checked_add_months(Months::new(number))) {
        let top = ROWS.0 - ROWS.1 / 2.0;
        canvas.rectangle((x(first) as usize, top as usize), (1, (bottom - top) as usize), Ink::Line);
        let mut pen = Pen { canvas, x: x(first) + 6.0, baseline: bottom, size: LABEL };
        pen.words(&faces.regular, &first.format("%b").to_string(), Ink::Soft);
    }
    Some(())
}
