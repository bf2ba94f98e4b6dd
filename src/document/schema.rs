//! JSON Schemas, draft 2020-12, of the documents: made of the tables by which they are read, and as lenient.

use super::agenda::AGENDA;
use super::field::{Field, Holds, Items};
use super::incident::INCIDENT;
use super::plan_fields::PLAN;
use super::postmortem::POSTMORTEM;
use super::schema_values::{self, SCALARS, one_of, types};
use serde_json::{Map, Value, json};

/// A kind of document that has a schema.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// What the command line calls it.
    pub word: &'static str,
    title: &'static str,
    what: &'static str,
    fields: &'static [Field],
}

/// All that there are.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        word: "incident",
        title: "Incident",
        what: "The front matter of an incident.md: what happened, how bad it is, and how far it has come",
        fields: &INCIDENT,
    },
    Schema {
        word: "postmortem",
        title: "Post-mortem",
        what: "The front matter of a postmortem.md: what was hit, why, and what is done about it",
        fields: &POSTMORTEM,
    },
    Schema {
        word: "agenda",
        title: "Agenda item",
        what: "The front matter of an item of a meeting, in agenda/DATE/ID.md",
        fields: &AGENDA,
    },
    Schema {
        word: "plan",
        title: "Response plan",
        what: "An incident.yaml: severities, channels, whom to call, the meeting, services and rules. Where it is silent, \
               the built-in default plan holds",
        fields: PLAN,
    },
];

/// The words of one log: what its plan names, and what its rules mind.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The ids of the severities; any where there is none.
    pub severities: Vec<String>,
    /// The names of the services; any where there is none.
    pub services: Vec<String>,
    pub rules: Vec<KnownRule>,
    /// Whether keys that are not known are let pass.
    pub lets_unknown_keys: bool,
    /// Whether documents are let pass that lack what they need.
    pub lets_missing_keys: bool,
}

/// A rule that a plan can set.
#[derive(Clone, Debug)]
pub struct KnownRule {
    pub id: &'static str,
    pub what: String,
    /// Its options, each with its default.
    pub options: Vec<(Field, Value)>,
}

impl Schema {
    /// The keys, in the order in which they are written.
    pub fn fields(&self) -> &'static [Field] {
        self.fields
    }

    /// The schema for the log that speaks by this vocabulary.
    pub fn for_log(&self, words: &Vocabulary) -> Value {
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        schema.insert("title".to_owned(), json!(self.title));
        schema.insert("description".to_owned(), json!(self.what));
        let asks = !words.lets_missing_keys;
        schema.extend(object(self.fields, words, !asks || self.fields.iter().all(|field| !field.is_needed), asks));
        Value::Object(schema)
    }
}

/// A map with these keys, which may be nothing where it is said.
fn object(fields: &[Field], words: &Vocabulary, or_null: bool, asks: bool) -> Map<String, Value> {
    let property = |field: &Field| {
        let field = Field { is_needed: field.is_needed && asks, ..*field };
        (field.key.to_owned(), Value::Object(property(&field, words)))
    };
    let needed: Vec<_> = fields.iter().filter(|field| field.is_needed && asks).map(|field| field.key).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), types(&["object"], or_null));
    if !needed.is_empty() {
        object.insert("required".to_owned(), json!(needed));
    }
    object.insert("properties".to_owned(), Value::Object(fields.iter().map(property).collect()));
    object.insert("patternProperties".to_owned(), json!({"^x-": {"description": "A key of the team's own"}}));
    object.insert("additionalProperties".to_owned(), json!(words.lets_unknown_keys));
    object
}

fn property(field: &Field, words: &Vocabulary) -> Map<String, Value> {
    let mut property = Map::new();
    let mut letters = field.key.replace('-', " ");
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    property.insert("title".to_owned(), json!(letters));
    property.insert("description".to_owned(), json!(field.what));
    property.extend(value(field, words));
    let examples = match field.example {
        "" => schema_values::example(field.holds),
        example => Some(serde_json::from_str(example).unwrap_or_else(|_| json!(example))),
    };
    if let Some(example) = examples {
        property.insert("examples".to_owned(), json!([example]));
    }
    property
}

fn value(field: &Field, words: &Vocabulary) -> Map<String, Value> {
    let or_null = !field.is_needed;
    let made = match field.holds {
        Holds::Severity if !words.severities.is_empty() => one_of(&words.severities, true, or_null),
        Holds::Service if !words.services.is_empty() => one_of(&words.services, false, or_null),
        Holds::Map(fields) => return object(fields, words, or_null, true),
        Holds::Wanted(fields) => {
            let mut wanted = object(fields, words, or_null, true);
            wanted.insert("type".to_owned(), types(&["object", "array"], or_null));
            return wanted;
        }
        Holds::List(items) => list(items, words, or_null),
        Holds::Rules => rules(words),
        holds => schema_values::plain(holds, or_null),
    };
    if let Value::Object(made) = made { made } else { Map::new() }
}

fn list(items: Items, words: &Vocabulary, or_null: bool) -> Value {
    let map = Value::Object(object(items.fields, words, items.empty, true));
    let Some(text) = items.text.and_then(|key| items.fields.iter().find(|field| field.key == key)) else {
        return json!({"type": types(&["array"], or_null), "items": map});
    };
    let text = match text.holds {
        Holds::Service if !words.services.is_empty() => one_of(&words.services, false, false),
        _ => json!({"type": types(SCALARS, false)}),
    };
    let list = json!({"type": types(&["array"], or_null), "items": {"anyOf": [text, map]}});
    if items.alone { json!({"anyOf": [list, text]}) } else { list }
}

fn rules(words: &Vocabulary) -> Value {
    let level = schema_values::level();
    let rule = |rule: &KnownRule| {
        let mut options: Map<String, Value> = Map::new();
        options.insert("level".to_owned(), level.clone());
        for (field, default) in &rule.options {
            let mut option = property(field, words);
            option.insert("default".to_owned(), default.clone());
            options.insert(field.key.to_owned(), Value::Object(option));
        }
        let map = json!({"type": "object", "properties": options, "additionalProperties": false});
        (rule.id.to_owned(), json!({"description": rule.what, "anyOf": [level, map]}))
    };
    let known: Map<String, Value> = words.rules.iter().map(rule).collect();
    let map = json!({"type": "object", "properties": {"level": level}});
    let others = if known.is_empty() { json!({"anyOf": [level, map]}) } else { json!(false) };
    json!({"type": ["object", "null"], "properties": known, "additionalProperties": others})
}
