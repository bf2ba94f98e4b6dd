//! A review for whoever stands in the repository.

use super::change::Change;
use super::outcome::{IncidentReview, Review};
use super::told::{Ends, facts, measured, not_listed, opened, restricted, told};
use crate::model::Diagnostic;
use crate::text::printable;
use annotate_snippets::renderer::{AnsiColor, Style};

/// More findings elsewhere are counted.
const MOST_LISTED: usize = 20;

/// The whole text; `drawn` are the new findings as they are drawn under their lines.
pub fn human(review: &Review, ends: Ends<'_>, drawn: &str, color: bool) -> String {
    let pen = Pen { color };
    let mut text = format!("{}\n", told(review, ends));
    if review.is_empty() {
        return text;
    }
    text.push('\n');
    let loud = review.loud().map(|(incident, change)| {
        let whose = incident.map_or_else(|| change.part.document().to_owned(), |incident| incident.id.clone());
        format!("{} in {whose}", change.tell(str::to_owned))
    });
    let mut loud: Vec<String> = loud.collect();
    loud.extend(opened(review));
    for told in &loud {
        text.push_str(&format!("{}\n", pen.loud(&printable(&format!("! {told}")))));
    }
    text.push_str(if loud.is_empty() { "" } else { "\n" });
    for incident in &review.incidents {
        text.push_str(&block(incident, pen));
    }
    if !review.plan.is_empty() {
        text.push_str(&format!("{}\n{}\n", pen.head("The plan"), lines(&review.plan, pen)));
    }
    if !review.judges.is_empty() {
        let head = pen.head("Templates and suppressions");
        text.push_str(&format!("{head}\n{}\n", lines(&review.judges, pen)));
    }
    if review.withheld.incidents > 0 {
        text.push_str(&format!("{}\n\n", restricted(review)));
    }
    text.push_str(drawn);
    text.push_str(&elsewhere(&review.found.elsewhere, pen));
    if let Some(told) = not_listed(review) {
        text.push_str(&format!("{told}\n"));
    }
    format!("{}\n", text.trim_end())
}

#[derive(Clone, Copy)]
struct Pen {
    color: bool,
}

impl Pen {
    fn styled(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn head(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    fn loud(self, text: &str) -> String {
        self.styled(AnsiColor::Red.on_default().bold(), text)
    }

    fn quiet(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }
}

fn block(incident: &IncidentReview, pen: Pen) -> String {
    let id = [incident.id.clone()].into_iter().chain(facts(incident)).collect::<Vec<_>>().join(", ");
    let mut text = format!("{}\n{}\n", pen.head(&printable(&incident.title)), pen.quiet(&printable(&id)));
    text.push_str(&lines(&incident.changes, pen));
    let mut list = |title: &str, all: Vec<String>| {
        if !all.is_empty() {
            text.push_str(&format!("  {}\n", pen.quiet(title)));
            all.iter().for_each(|line| text.push_str(&format!("    {}\n", printable(line))));
        }
    };
    list("how long it took", incident.measured.iter().map(measured).collect());
    let similar = incident.similar.iter().flat_map(|similar| {
        let solution = Some(format!("  {}", similar.solution)).filter(|_| !similar.solution.is_empty());
        [Some(format!("{} ({})", similar.title, similar.id)), solution].into_iter().flatten()
    });
    list("like it, and not related to it yet", similar.collect());
    list("for the reviewer", incident.checklist.iter().map(|question| format!("- {question}")).collect());
    text + "\n"
}

fn lines(changes: &[Change], pen: Pen) -> String {
    let line = |change: &Change| {
        let told = printable(&change.tell(str::to_owned));
        format!("  {}\n", if change.loud { pen.loud(&told) } else { told })
    };
    changes.iter().map(line).collect()
}

fn elsewhere(findings: &[Diagnostic], pen: Pen) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let line = |finding: &Diagnostic| {
        printable(&format!("  {} {}[{}]: {}\n", finding.place, finding.level, finding.rule, finding.message))
    };
    let listed: String = findings.iter().take(MOST_LISTED).map(line).collect();
    let more = findings.len().saturating_sub(MOST_LISTED);
    let more = if more > 0 { format!("  and {more} more\n") } else { String::new() };
    format!("{}\n{listed}{more}\n", pen.head("Brought about on lines that did not change"))
}
