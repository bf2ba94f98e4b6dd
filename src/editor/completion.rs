//! What may be written next: keys, words, and the names that the plan and the log know.

use super::cursor::{Writing, writing};
use super::desk::{Opened, without_phones};
use super::feature::{Feature, place_of, told};
use super::hover;
use super::pointed::{IDS, PEOPLE, field_at, fields_in, fields_of};
use super::quoting;
use crate::document::{Field, Holds};
use crate::log::{Known, Log, Overview, PLAN_PATH, folder_of};
use crate::model::{EntryKind, IncidentId, Level};
use crate::rules::RULES;
use crate::text::encoded_path;
use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, CompletionOptions, MarkupContent,
    MarkupKind, TextEdit,
};
use std::collections::BTreeMap;

/// `textDocument/completion`.
pub const ENTRY: Feature = Feature {
    method: "textDocument/completion",
    announce: |capabilities| {
        let triggers = [" ", "[", "(", "/"].map(str::to_owned).to_vec();
        let options = CompletionOptions { trigger_characters: Some(triggers), ..CompletionOptions::default() };
        capabilities.completion_provider = Some(options);
    },
    answer: |desk, params| {
        let (uri, position) = place_of(params)?;
        told(desk.opened(&uri).and_then(|opened| {
            let (lines, text) = (opened.lines(), &opened.buffer.text);
            let at = lines.offset(position);
            let (writing, word) = writing(text, opened.path == PLAN_PATH, at)?;
            let choices = Choices::of(&opened, opened.part()?, text.get(at..).unwrap_or_default());
            let range = lines.range(word);
            let made = choices.at(&writing).into_iter().enumerate().map(|(order, choice)| CompletionItem {
                label: choice.label,
                kind: Some(choice.kind),
                detail: choice.detail,
                // Of an address, what is typed is not what is shown.
                filter_text: (writing == Writing::Address).then(|| choice.text.trim_end_matches(')').to_owned()),
                documentation: choice.told.map(|value| MarkupContent { kind: MarkupKind::Markdown, value }.into()),
                sort_text: Some(format!("{order:05}")),
                text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text: choice.text })),
                ..CompletionItem::default()
            });
            let items: Vec<_> = made.collect();
            Some(CompletionList { is_incomplete: false, items, ..CompletionList::default() })
        }))
    },
};

/// One way to go on.
struct Choice {
    label: String,
    text: String,
    kind: CompletionItemKind,
    detail: Option<String>,
    told: Option<String>,
}

impl Choice {
    fn new(label: &str, kind: CompletionItemKind) -> Self {
        Self { label: label.to_owned(), text: label.to_owned(), kind, detail: None, told: None }
    }

    fn as_value(label: &str, kind: CompletionItemKind, in_list: bool) -> Self {
        Self { text: quoting::value(label, in_list), ..Self::new(label, kind) }
    }

    fn detail(self, detail: Option<&str>) -> Self {
        Self { detail: detail.filter(|detail| !detail.is_empty()).map(str::to_owned), ..self }
    }
}

struct Choices<'a> {
    opened: &'a Opened<'a>,
    part: Log,
    /// What stands behind the place in its line.
    behind: &'a str,
}

impl<'a> Choices<'a> {
    fn of(opened: &'a Opened<'a>, part: Log, behind: &'a str) -> Self {
        Self { opened, part, behind: behind.lines().next().unwrap_or_default() }
    }

    fn at(&self, writing: &Writing) -> Vec<Choice> {
        match writing {
            Writing::Key { under, taken } => self.keys(under, taken),
            Writing::Value { of } => self.values(of),
            Writing::Item { of, taken } => {
                let mut choices = self.values(of);
                choices.extend(self.keys(of, taken));
                choices
            }
            Writing::Address => self.addresses(),
            Writing::EntryKind => EntryKind::ALL.iter().map(|kind| self.entry_kind(*kind)).collect(),
        }
    }

    fn entry_kind(&self, kind: EntryKind) -> Choice {
        let mut choice = Choice::new(kind.word(), CompletionItemKind::EnumMember).detail(Some(kind.what()));
        if !self.behind.starts_with(']') {
            choice.text.push(']');
        }
        choice
    }

    fn keys(&self, under: &[String], taken: &[String]) -> Vec<Choice> {
        let fields = match under {
            [] => fields_of(self.opened.path),
            under => field_at(fields_of(self.opened.path), under).map_or(&[] as &[Field], fields_in),
        };
        let colon = if self.behind.trim_start().starts_with(':') { "" } else { ": " };
        let key = |key: &str, what: &str| {
            let choice = Choice::new(key, CompletionItemKind::Property).detail(Some(what));
            Choice { text: format!("{key}{colon}"), ..choice }
        };
        let is_rules = self.opened.path == PLAN_PATH && matches!(under, [only] if only == "rules");
        let rules = RULES.iter().filter(|_| is_rules).map(|rule| key(rule.id, &rule.manual().summary));
        let keys = fields.iter().map(|field| key(field.key, field.what)).chain(rules);
        keys.filter(|choice| !taken.contains(&choice.label)).collect()
    }

    fn values(&self, of: &[String]) -> Vec<Choice> {
        if self.opened.path == PLAN_PATH && matches!(of, [first, _] if first == "rules") {
            return self.words(&[Level::WORDS, &["off"]].concat());
        }
        let Some(field) = field_at(fields_of(self.opened.path), of) else { return Vec::new() };
        let field = match field.holds {
            // A text in the place of a map is what one of its keys says.
            Holds::List(items) => match items.fields.iter().find(|inner| Some(inner.key) == items.text) {
                Some(inner) => inner,
                None => return Vec::new(),
            },
            _ => field,
        };
        let plan = &self.part.plan.value;
        match field.holds {
            Holds::Word(words) => self.words(words),
            Holds::Flag => self.words(&["true", "false"]),
            Holds::Zone => self.words(&chrono_tz::TZ_VARIANTS.map(|zone| zone.name())),
            Holds::Severity => {
                let choice = |severity: &crate::model::Severity| {
                    let choice = Choice::as_value(&severity.id, CompletionItemKind::EnumMember, true);
                    let told = Some(without_phones(&self.part, &hover::severity(severity)));
                    Choice { told, ..choice.detail(Some(&severity.name)) }
                };
                plan.severities.iter().map(choice).collect()
            }
            Holds::Service => {
                let service = |service: &crate::model::Service| {
                    Choice::as_value(&service.name, CompletionItemKind::Module, true).detail(service.owner.as_deref())
                };
                plan.services.iter().map(service).collect()
            }
            Holds::Text | Holds::Texts if PEOPLE.contains(&field.key) => self.people(),
            Holds::Text | Holds::Texts if IDS.contains(&field.key) => self.ids(),
            Holds::Texts if field.key == "tags" => self.tags(),
            _ => Vec::new(),
        }
    }

    fn words(&self, words: &[&str]) -> Vec<Choice> {
        words.iter().map(|word| Choice::new(word, CompletionItemKind::EnumMember)).collect()
    }

    /// What is known of the other documents: half a word in this one is nobody's name.
    fn elsewhere<'b>(&'b self, overview: &'b Overview<'b>) -> impl Iterator<Item = &'b Known<'b>> {
        overview.documents().filter(|(path, _)| *path != self.opened.path).map(|(_, known)| known)
    }

    /// The roster in its order, and then whoever was named before.
    fn people(&self) -> Vec<Choice> {
        let roster = &self.part.plan.value.roster;
        let person = |name: &str| Choice::as_value(name, CompletionItemKind::Constant, true);
        let mut people: Vec<Choice> =
            roster.iter().map(|one| person(&one.name).detail(one.function.as_deref())).collect();
        let overview = self.opened.held.overview();
        let named = self.elsewhere(&overview).flat_map(|known| known.people.iter().copied());
        let is_new = |name: &&str| !roster.iter().any(|one| one.name.eq_ignore_ascii_case(name));
        people.extend(often(named.filter(is_new)).map(|(name, _)| person(without_phones(&self.part, name).as_str())));
        people
    }

    fn tags(&self) -> Vec<Choice> {
        let overview = self.opened.held.overview();
        let tags = often(self.elsewhere(&overview).flat_map(|known| known.tags.iter().copied()));
        let choice = |(tag, times): (&str, usize)| {
            let choice = Choice::as_value(tag, CompletionItemKind::Value, true);
            choice.detail(Some(&crate::text::counted(times, "incident")))
        };
        tags.map(choice).collect()
    }

    /// The other incidents, the newest first; of restricted ones the ids alone.
    fn incidents(&self) -> Vec<(IncidentId, String, Option<String>)> {
        let overview = self.opened.held.overview();
        let own = folder_of(self.opened.path);
        let others = overview.incidents.iter().rev().filter(|outline| outline.path != own);
        let others = others.filter_map(|outline| {
            let known = outline.known()?;
            let title = known.title.filter(|_| !known.is_restricted).map(|title| without_phones(&self.part, title));
            Some((IncidentId::parse(outline.name).ok()?, outline.path.to_owned(), title))
        });
        others.collect()
    }

    fn ids(&self) -> Vec<Choice> {
        let choice = |(id, _, title): (IncidentId, String, Option<String>)| {
            Choice::new(id.as_str(), CompletionItemKind::Reference).detail(title.as_deref())
        };
        self.incidents().into_iter().map(choice).collect()
    }

    /// What is in the document's own folder, and the other incidents' documents, as seen from there.
    fn addresses(&self) -> Vec<Choice> {
        let folder = self.opened.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let own = self.opened.held.files_in(folder).filter(|file| !self.opened.path.ends_with(&format!("/{file}")));
        let close = if self.behind.starts_with(')') { "" } else { ")" };
        let file = |path: &str| {
            let choice = Choice::new(path, CompletionItemKind::File);
            Choice { text: format!("{}{close}", encoded_path(path)), ..choice }
        };
        let mut choices: Vec<Choice> = own.map(file).collect();
        choices.extend(self.incidents().into_iter().map(|(id, path, title)| {
            let address = relative(folder, &format!("{path}/incident.md"));
            let choice = Choice::new(id.as_str(), CompletionItemKind::Reference).detail(title.as_deref());
            Choice { text: format!("{}{close}", encoded_path(&address)), ..choice }
        }));
        choices
    }
}

/// What is named, those named most often first.
fn often<'a>(names: impl Iterator<Item = &'a str>) -> impl Iterator<Item = (&'a str, usize)> {
    let mut times = BTreeMap::<&str, usize>::new();
    names.for_each(|name| *times.entry(name).or_default() += 1);
    let mut times: Vec<_> = times.into_iter().collect();
    times.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), *name));
    times.into_iter()
}

/// A path as seen from a folder.
fn relative(folder: &str, path: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (folder.split('/').collect(), path.split('/').collect());
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to.into_iter().skip(same)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_where_the_document_stands() {
        let path = "incidents/2026/2026-03-02-a/incident.md";
        for (folder, told) in [
            ("incidents/2026/2026-04-02-b", "../2026-03-02-a/incident.md"),
            ("incidents/2025/2025-04-02-b", "../../2026/2026-03-02-a/incident.md"),
            ("agenda/2026-03-10", "../../incidents/2026/2026-03-02-a/incident.md"),
            ("incidents/2026/2026-03-02-a", "incident.md"),
        ] {
            assert_eq!(relative(folder, path), told);
        }
    }
}
