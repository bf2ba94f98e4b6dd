//! Suppressions of findings that are no more.

use super::rule::{Findings, Subject};
use crate::text::{Source, Span};

rule! {
    /// A comment lets off a rule that finds nothing there.
    ///
    /// ## Why
    /// What it was written for has been mended, or it stands in the wrong place. Left where it is, it would hide the next
    /// finding, which nobody has looked at yet. Of a rule that the plan turns off nothing is said.
    ///
    /// ## Good
    /// ```markdown
    /// ## Solution
    /// [The graph](gone.png) <!-- incident: allow broken-link because the old host was taken down --> shows eight shards.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Solution
    /// [The graph](error-rate.png) <!-- incident: allow broken-link because the old host was taken down --> shows eight shards.
    /// ```
    "unused-suppression", Warn, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let idle = subject.suppressions.iter().filter(|suppression| suppression.is_whole() && !suppression.is_used());
    for suppression in idle {
        let id = suppression.rule();
        let looked = subject.rules.iter().any(|rule| rule.id == id) && subject.log.plan.value.is_on(id);
        if looked {
            let (source, span) = (suppression.source, suppression.allow.span);
            let message = format!("`{id}` finds nothing here that would have to be let off");
            findings.report(source, span, message, "take the comment away").fix(with_its_gap(source, span), "");
        }
    }
}

/// A comment with the line that it has to itself, or with the space before it.
fn with_its_gap(source: &Source, span: Span) -> Span {
    let text = source.text();
    let (before, behind) = (&text[..span.start], &text[span.end..]);
    let line_start = before.rfind('\n').map_or(source.content_start(), |at| at + 1);
    let line_end = behind.find('\n').map_or(text.len(), |at| span.end + at + 1);
    let alone = text[line_start..span.start].trim().is_empty() && text[span.end..line_end].trim().is_empty();
    if !alone {
        return Span::new(before.trim_end_matches([' ', '\t']).len().max(line_start), span.end);
    }
    // Of two blank lines around it, one is enough.
    let is_blank = |line: Option<&str>| line.is_some_and(|line| line.trim().is_empty());
    let between = is_blank(text[..line_start].split_inclusive('\n').next_back());
    let next = text[line_end..].split_inclusive('\n').next();
    let more = next.filter(|line| between && is_blank(Some(line))).map_or(0, str::len);
    Span::new(line_start, line_end + more)
}

#[cfg(test)]
mod tests {
    use crate::model::Level;
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    const ALLOW: &str = "<!-- incident: allow broken-link because the host is gone -->";

    #[test]
    fn a_suppression_of_nothing_is_found_where_it_stands() {
        let case = Case::sound().replace("## Solution", &format!("{ALLOW}\n\n## Solution"));
        case.clone().finds(&[&format!("{INCIDENT}:23:1 unused-suppression")]);
        case.clone().weighs(Level::Warn);
        case.says("`broken-link` finds nothing here that would have to be let off", "take the comment away");
    }

    #[test]
    fn one_that_reaches_elsewhere_is_unused_and_the_finding_stays() {
        Case::sound()
            .replace("## Solution", &format!("{ALLOW}\n\n## Solution"))
            .replace("Rebuild", "[x](gone.md) Rebuild")
            .finds(&[&format!("{INCIDENT}:23:1 unused-suppression"), &format!("{INCIDENT}:26:5 broken-link")]);
    }

    #[test]
    fn one_that_lets_off_something_or_that_cannot_be_judged_is_let_be() {
        let unused = Case::sound().replace("## Solution", &format!("{ALLOW}\n\n## Solution"));
        unused.clone().file(PLAN, "rules: {broken-link: off}\n").finds(&[]);
        unused
            .replace("title: Search is slow", "title: Search: slow")
            .finds(&[&format!("{INCIDENT}:2:14 broken-document")]);
        Case::sound().replace("Rebuild", &format!("[x](gone.md) {ALLOW} Rebuild")).finds(&[]);
    }
}
