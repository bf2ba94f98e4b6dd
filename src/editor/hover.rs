//! What is shown beside what the pointer rests on.

use super::desk::{Opened, without_phones};
use super::feature::{Feature, place_of, told};
use super::pointed::{Pointed, incident_of, pointed};
use crate::document::Holds;
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Visibility};
use crate::search::Similar;
use gen_lsp_types::{Hover, HoverProvider, MarkupContent, MarkupKind};

/// `textDocument/hover`.
pub const ENTRY: Feature = Feature {
    method: "textDocument/hover",
    announce: |capabilities| capabilities.hover_provider = Some(HoverProvider::Bool(true)),
    answer: |desk, params| {
        let (uri, position) = place_of(params)?;
        told(desk.opened(&uri).and_then(|opened| {
            let lines = opened.lines();
            let part = opened.part()?;
            let (pointed, span) = pointed(&opened, &part, lines.offset(position))?;
            let value = without_phones(&part, &text(&opened, &part, &pointed)?);
            let contents = MarkupContent { kind: MarkupKind::Markdown, value };
            Some(Hover { contents: contents.into(), range: Some(lines.range(span)) })
        }))
    },
};

fn text(opened: &Opened<'_>, part: &Log, pointed: &Pointed) -> Option<String> {
    let plan = &part.plan.value;
    match pointed {
        Pointed::Key(field) => Some(match field.holds {
            Holds::Word(words) => format!("{}: {}", field.what, words.join(", ")),
            _ => field.what.to_owned(),
        }),
        Pointed::Severity(id) => Some(severity(plan.severity(id)?)),
        Pointed::Service(name) => {
            let service = plan.services.iter().find(|service| service.name.eq_ignore_ascii_case(name))?;
            let mut lines = vec![format!("**{}**", service.name)];
            lines.extend(service.owner.as_ref().map(|owner| format!("Owner: {owner}")));
            lines.extend(service.links.iter().map(|link| format!("<{link}>")));
            Some(lines.join("\n\n"))
        }
        Pointed::Person(name) => {
            let person = plan.roster.iter().find(|person| person.name.eq_ignore_ascii_case(name))?;
            let mut lines = vec![format!("**{}**", person.name)];
            lines.extend(person.function.clone());
            lines.extend(person.escalation.map(|order| format!("Called as number {order}")));
            Some(lines.join("\n\n"))
        }
        Pointed::Incident(id) => incident(opened, part, id),
        Pointed::File(path) => incident(opened, part, incident_of(path)?),
        Pointed::Kind(kind) => Some(format!("`[{kind}]` tells {}\n\n`{}`", kind.what(), EntryKind::example(*kind))),
    }
}

/// What the plan says of a severity.
pub fn severity(severity: &crate::model::Severity) -> String {
    let mut lines = vec![match severity.name.is_empty() {
        true => format!("**{}**", severity.id),
        false => format!("**{}** · {}", severity.id, severity.name),
    }];
    lines.extend(Some(severity.definition.clone()).filter(|definition| !definition.is_empty()));
    let examples: Vec<_> = severity.examples.iter().map(|example| format!("- {example}")).collect();
    lines.extend(Some(examples.join("\n")).filter(|examples| !examples.is_empty()));
    lines.join("\n\n")
}

/// What an incident is, and what solved it; of a restricted one its id, but beside a restricted one.
fn incident(opened: &Opened<'_>, part: &Log, id: &str) -> Option<String> {
    let folder = opened.held.incident(id)?;
    let Some(document) = folder.readable() else { return Some(format!("`{id}` cannot be read")) };
    let is_restricted = |folder: &IncidentFolder| {
        folder.readable().is_none_or(|document| document.value.visibility == Some(Visibility::Restricted))
    };
    if is_restricted(&folder) && !part.incidents.iter().any(is_restricted) {
        return Some(format!("`{id}` is restricted"));
    }
    let Similar { title, solution, .. } = Similar::of(&folder);
    let facts = document.value.severity.iter().map(String::as_str).chain([document.value.status().word()]);
    let facts = facts.collect::<Vec<_>>().join(", ");
    let mut lines = vec![format!("**{title}**"), format!("`{id}` · {facts}")];
    if !solution.is_empty() {
        lines.push(format!("Solved by: {}", solution.replace('\n', "  \n")));
    }
    Some(lines.join("\n\n"))
}
