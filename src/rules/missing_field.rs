//! Fields without which a document says too little.

use super::documents::{is_imported, says};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::document::yaml::Value;
use crate::model::PostmortemStatus;

rule! {
    /// A field that every document of its kind needs is missing.
    ///
    /// ## Why
    /// Without a title, a severity, a status and a start nobody can list, sort or count an incident; a post-mortem needs
    /// a status and, once it is no draft, one owner, or it is nobody's; an agenda item needs the incident that it is about.
    ///
    /// ## Good
    /// ```yaml
    /// title: Search is slow
    /// severity: sev-2
    /// status: resolved
    /// started: 2026-03-02T09:00:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// title: Search is slow
    /// status: resolved
    /// started: 2026-03-02T09:00:00Z
    /// ```
    "missing-field", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let severities: Vec<_> = subject.log.plan.value.severities.iter().map(|severity| severity.id.as_str()).collect();
    let severity = format!("say how bad it is: `severity: ` and one of {}", severities.join(", "));
    let fields = [
        ("title", "say in a few words what is wrong, and where: `title: Search is slow`"),
        ("severity", severity.as_str()),
        ("status", "say how far it has come: `status: ` and one of open, mitigated, resolved, closed"),
        ("started", "say when it began, as far as is known: `started: 2024-01-31T14:05:00Z`"),
    ];
    for (_, document) in subject.incidents() {
        report(document, &fields, findings);
    }
    let fields = [
        ("status", "say how far it has come: `status: ` and one of draft, in-review, published"),
        ("owner", "name one person or role, the one closest to the incident: `owner: Tech Lead`"),
    ];
    for (folder, document) in subject.postmortems() {
        // Who writes it is asked of a draft when it is due; nobody can say it of what another tool wrote.
        let is_draft = document.value.status == Some(PostmortemStatus::Draft);
        let with_it = folder.readable().is_some_and(|incident| is_imported(&incident.value.extra));
        let is_let_off = is_draft || with_it || is_imported(&document.value.extra);
        report(document, if is_let_off { &fields[..1] } else { &fields }, findings);
    }
    let fields = [("incident", "name the incident that the meeting is briefed on by its id")];
    for item in subject.agenda() {
        report(&item.document, &fields, findings);
    }
}

fn report<T>(document: &Document<T>, fields: &[(&str, &str)], findings: &mut Findings) {
    if !matches!(document.front.value, Value::Map { .. } | Value::Null) {
        return;
    }
    for (field, help) in fields.iter().filter(|(field, _)| !says(document, field)) {
        let message = match document.front.entry(field) {
            Some(_) => format!("`{field}` is empty"),
            None => format!("`{field}` is missing"),
        };
        let place = document.place_of(field);
        // An empty text that is no time or no status is found as that.
        if !document.problems.iter().any(|problem| problem.span == place) {
            findings.report(&document.source, place, message, *help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, POSTMORTEM};

    #[test]
    fn each_missing_field_of_an_incident_is_found_at_the_first_line() {
        for line in
            ["title: Search is slow\n", "severity: sev-2\n", "status: resolved\n", "started: 2026-03-02T09:00:00Z\n"]
        {
            Case::sound().replace(line, "").finds(&[&format!("{INCIDENT}:1:1 missing-field")]);
        }
    }

    #[test]
    fn an_empty_field_is_found_where_it_stands() {
        let case = Case::sound().replace("severity: sev-2", "severity:");
        case.clone().finds(&[&format!("{INCIDENT}:3:1 missing-field")]);
        case.says("`severity` is empty", "say how bad it is: `severity: ` and one of sev-1, sev-2, sev-3, sev-4");
        Case::sound().replace("Search is slow", "\" \"").finds(&[&format!("{INCIDENT}:2:8 missing-field")]);
    }

    #[test]
    fn an_empty_text_that_is_no_status_is_found_once() {
        Case::sound().replace("status: resolved", "status: \"\"").finds(&[&format!("{INCIDENT}:4:9 invalid-value")]);
    }

    #[test]
    fn post_mortems_and_agenda_items_have_fields_of_their_own() {
        let first_line = [format!("{POSTMORTEM}:1:1 missing-field")];
        for line in ["status: published\n", "owner: On-call Engineer\n"] {
            Case::sound().replace_in_postmortem(line, "").finds(&[&first_line[0]]);
        }
        Case::sound()
            .replace_in_agenda("incident: 2026-03-02-search-is-slow\n", "")
            .finds(&[&format!("{AGENDA}:1:1 missing-field")]);
    }

    #[test]
    fn a_draft_may_be_nobodys_and_an_imported_one_too() {
        let draft = |more: &str| {
            let case = Case::sound().replace_in_postmortem("reviewed: 2026-03-09\n", "");
            let case = case.replace_in_postmortem("owner: On-call Engineer\n", "owner:\n");
            case.replace_in_postmortem("due: 2026-12-01\n", more)
                .replace_in_postmortem("status: published", "status: draft")
        };
        draft("due: 2026-03-20\n").at("2026-03-20T23:59:00Z").finds(&[]);
        // From then on it is late, which keeps nobody from committing it.
        let late = [format!("{POSTMORTEM}:5:6 overdue-postmortem")];
        draft("due: 2026-03-20\n").at("2026-03-21T00:00:00Z").finds(&[&late[0]]);
        draft("due: 2026-12-01\n")
            .replace_in_postmortem("status: draft", "status: in-review")
            .finds(&[&format!("{POSTMORTEM}:3:1 missing-field")]);
        let imported = Case::sound().replace_in_postmortem("owner: On-call Engineer\n", "x-imported: cstate\n");
        imported.finds(&[]);
    }

    #[test]
    fn an_empty_front_matter_lacks_them_all_and_a_value_that_cannot_be_read_is_not_missing() {
        let all = format!("{AGENDA}:1:1 missing-field");
        Case::sound().file(AGENDA, "---\n---\n").at("2026-03-05T00:00:00Z").finds(&[&all]);
        Case::sound()
            .file(AGENDA, "---\n- a\n---\n")
            .at("2026-03-05T00:00:00Z")
            .finds(&[&format!("{AGENDA}:2:1 broken-document")]);
    }

    #[test]
    fn every_other_field_may_be_left_out() {
        let mut case = Case::sound();
        for line in [
            "detected: 2026-03-02T09:05:00Z\n",
            "acknowledged: 2026-03-02T09:07:00Z\n",
            "mitigated: 2026-03-02T09:30:00Z\n",
            "services: [search]\n",
            "tags: [deploy]\n",
            "related: []\n",
        ] {
            case = case.replace(line, "");
        }
        for line in ["presenter: On-call Engineer\n", "minutes: 10\n", "status: briefed\n", "outcome: Agreed.\n"] {
            case = case.replace_in_agenda(line, "");
        }
        case.at("2026-03-05T00:00:00Z").finds(&[]);
    }
}
