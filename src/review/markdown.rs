//! A review as a comment on a pull request, or as the summary of a workflow's step.

use super::change::{Change, count};
use super::escape::{code, words};
use super::outcome::{IncidentReview, Review};
use super::told::{Ends, facts, measured, not_listed, nothing, opened, restricted, summary};
use crate::model::Diagnostic;

/// The line that a comment begins with, so that it is found again and updated in place.
pub const MARKER: &str = "<!-- incident-review -->";
/// The line that follows it where there is nothing to tell.
const NOTHING: &str = "<!-- nothing changed -->";

/// GitHub takes no longer comment. It is reckoned in UTF-16 units, of which no way of counting has more.
const LIMIT: usize = 65_536;
/// Room for the note that something was cut.
const RESERVE: usize = 300;
/// More findings, or changes of one incident, are counted.
const MOST_LISTED: usize = 50;

/// The whole comment.
pub fn markdown(review: &Review, ends: Ends<'_>) -> String {
    let mut comment = Comment { text: format!("{MARKER}\n"), left: LIMIT - RESERVE, cut: 0 };
    if review.is_empty() {
        comment.text.push_str(&format!("{NOTHING}\n"));
        comment.add(&format!("{}.\n", nothing(review, &code(&ends.since()))));
        return comment.text;
    }
    comment.add(&format!("## Incident review\n\n{}, since {}.\n", words(&summary(review)), code(&ends.since())));
    comment.add(&loud(review));
    comment.add(&findings("New findings", &review.found.new));
    for incident in &review.incidents {
        comment.add(&block(incident));
    }
    if !review.plan.is_empty() {
        comment.add(&format!("### The plan\n\n{}", changes(&review.plan)));
    }
    if !review.judges.is_empty() {
        comment.add(&format!("### Templates and suppressions\n\n{}", changes(&review.judges)));
    }
    comment.add(&findings("Brought about on lines that did not change", &review.found.elsewhere));
    if review.withheld.incidents > 0 {
        let told = format!("{}. Nothing else of them is told here; look at the files.", restricted(review));
        comment.add(&format!("### Restricted\n\n{}\n", words(&told)));
    }
    comment.footer(not_listed(review));
    comment.text
}

struct Comment {
    text: String,
    /// How much more it can take.
    left: usize,
    /// How many blocks it could not take whole.
    cut: usize,
}

impl Comment {
    /// Adds a block: as many of its lines as there is room for, and none of the blocks behind one that was cut.
    fn add(&mut self, block: &str) {
        if block.is_empty() {
            return;
        }
        if self.cut > 0 {
            self.cut += 1;
            return;
        }
        for line in std::iter::once("\n").chain(block.split_inclusive('\n')) {
            let Some(left) = self.left.checked_sub(line.encode_utf16().count()) else {
                self.cut += 1;
                return;
            };
            self.left = left;
            self.text.push_str(line);
        }
    }

    fn footer(&mut self, told: Option<String>) {
        if let Some(told) = told {
            self.add(&format!("<sub>{}.</sub>\n", words(&told)));
        }
        if self.cut > 0 {
            let parts = count(self.cut, "part of this review is", "parts of this review are");
            self.text.push_str(&format!(
                "\n> {parts} cut or left out here: a comment takes no more. `incident review` shows all.\n"
            ));
        }
    }
}

fn loud(review: &Review) -> String {
    let mut lines = Vec::new();
    for (incident, change) in review.loud() {
        let told = change.tell(words);
        let whose = incident.map_or_else(|| change.part.document().to_owned(), |incident| code(&incident.id));
        lines.push(format!("> **{told}** in {whose}\n"));
    }
    lines.extend(opened(review).map(|told| format!("> **{}**\n", words(&told))));
    let more = lines.len().saturating_sub(MOST_LISTED);
    lines.truncate(MOST_LISTED);
    if more > 0 {
        lines.push(format!("> and {more} more\n"));
    }
    if lines.is_empty() { String::new() } else { format!("> [!CAUTION]\n{}", lines.join(">\n")) }
}

fn findings(title: &str, findings: &[Diagnostic]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let listed = findings.iter().map(|finding| {
        let place = code(&format!("{}:{}", finding.place.path, finding.place.start.line));
        let help = finding.help.as_ref().map(|help| format!("; {}", words(help))).unwrap_or_default();
        format!("- **{}** {place}: {} ({}){help}\n", finding.level, words(&finding.message), code(finding.rule))
    });
    format!("### {title}\n\n{}", at_most(listed))
}

fn block(incident: &IncidentReview) -> String {
    let facts: Vec<_> = facts(incident).iter().map(|fact| words(fact)).collect();
    let facts: Vec<_> = [code(&incident.id)].into_iter().chain(facts).collect();
    let mut text = format!("### {}\n\n{}\n\n{}", words(&incident.title), facts.join(" · "), changes(&incident.changes));
    if !incident.measured.is_empty() {
        let lines = incident.measured.iter().map(|one| format!("- {}\n", words(&measured(one))));
        text.push_str(&format!("\n**How long it took**\n\n{}", at_most(lines)));
    }
    if !incident.similar.is_empty() {
        let lines = incident.similar.iter().map(|similar| {
            let solution = match similar.solution.is_empty() {
                true => String::new(),
                false => format!(": {}", words(&similar.solution)),
            };
            format!("- {} ({}){solution}\n", words(&similar.title), code(&similar.id))
        });
        text.push_str(&format!("\n**Like it, and not related to it yet**\n\n{}", at_most(lines)));
    }
    if !incident.checklist.is_empty() {
        let lines = incident.checklist.iter().map(|question| format!("- [ ] {question}\n"));
        text.push_str(&format!("\n**For the reviewer**\n\n{}", at_most(lines)));
    }
    text
}

fn changes(changes: &[Change]) -> String {
    at_most(changes.iter().map(|change| {
        let told = change.tell(words);
        if change.loud { format!("- **{told}**\n") } else { format!("- {told}\n") }
    }))
}

fn at_most(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    let more = lines.len().saturating_sub(MOST_LISTED);
    lines.truncate(MOST_LISTED);
    if more > 0 {
        lines.push(format!("- and {more} more\n"));
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::change::Part;

    const ENDS: Ends<'_> = Ends { base: "main", common: "0123456789abcdef", head: None };

    fn incident(title: &str) -> IncidentReview {
        IncidentReview {
            id: "2026-03-02-a".to_owned(),
            title: title.to_owned(),
            changes: vec![Change::new(Part::Entry, "lead", "set").to("é".repeat(200))],
            ..IncidentReview::default()
        }
    }

    #[test]
    fn a_comment_of_any_number_of_incidents_stays_below_what_github_takes() {
        for title in ["Pool", "𝔓".repeat(200).as_str()] {
            let review = Review { incidents: vec![incident(title); 1000], ..Review::default() };
            let text = markdown(&review, ENDS);
            assert!(text.encode_utf16().count() <= LIMIT && text.len() > LIMIT / 2);
            assert!(text.starts_with("<!-- incident-review -->\n\n## Incident review\n"));
            assert!(text.ends_with("left out here: a comment takes no more. `incident review` shows all.\n"));
        }
    }

    #[test]
    fn of_an_incident_that_is_too_much_for_a_comment_the_beginning_is_shown() {
        let mut long = incident("Pool");
        let change = Change::new(Part::Entry, "key", "changed").name("a").from("&".repeat(240)).to("&".repeat(240));
        long.changes = vec![change; 50];
        let text = markdown(&Review { incidents: vec![long; 2], ..Review::default() }, ENDS);
        assert!(text.encode_utf16().count() <= LIMIT && text.matches("- key changed: a, from").count() > 20, "{text}");
        assert_eq!(text.matches("### Pool").count(), 1);
        assert!(text.contains("\n> 2 parts of this review are cut or left out here"), "{text}");
    }

    #[test]
    fn a_comment_without_anything_to_tell_says_so_for_people_and_scripts() {
        assert_eq!(
            markdown(&Review::default(), ENDS),
            "<!-- incident-review -->\n<!-- nothing changed -->\n\nNothing in the log changed in meaning since `main (at 0123456789)`.\n"
        );
    }
}
