//! `incident schema`: what the schemas let pass is what the reader lets pass.

use crate::harness::Repository;
use incident::document::{SCHEMAS, Vocabulary, read_agenda, read_incident, read_plan, read_postmortem};
use incident::text::Source;
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const KINDS: [&str; 4] = ["incident", "postmortem", "agenda", "plan"];

fn schema(repository: &Repository, kind: &str) -> Value {
    repository.run(&["schema", kind]).ok().json()
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap()
}

/// The YAML of a document as an editor hands it to a schema.
fn yaml(text: &str) -> Value {
    let front =
        text.trim_start_matches('\u{feff}').strip_prefix("---\n").map(|rest| rest.split("\n---").next().unwrap());
    serde_yaml::from_str(front.unwrap_or(text)).unwrap()
}

fn kind_of(path: &str) -> Option<&'static str> {
    match Path::new(path).file_name()?.to_str()? {
        "incident.md" => Some("incident"),
        "postmortem.md" => Some("postmortem"),
        "incident.yaml" => Some("plan"),
        name if name.ends_with(".md") && path.starts_with("agenda/") => Some("agenda"),
        _ => None,
    }
}

/// Every document of a repository fits its schema; gives how many of each kind there are.
#[track_caller]
fn all_fit(repository: &Repository) -> [usize; 4] {
    let validators = KINDS.map(|kind| validator(&schema(repository, kind)));
    let mut seen = [0; 4];
    for (path, bytes) in repository.files() {
        let Some(at) = kind_of(&path).and_then(|kind| KINDS.iter().position(|other| *other == kind)) else { continue };
        let errors: Vec<_> =
            validators[at].iter_errors(&yaml(std::str::from_utf8(&bytes).unwrap())).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{path}");
        seen[at] += 1;
    }
    seen
}

#[test]
fn the_data_of_a_site_fits_its_schema() {
    let repository = Repository::sample();
    repository.run(&["build"]).ok();
    let data: Value = serde_json::from_slice(&std::fs::read(repository.path("site/incidents.json")).unwrap()).unwrap();
    let validator = validator(&schema(&repository, "incidents"));
    assert_eq!(validator.iter_errors(&data).map(|error| error.to_string()).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(data["incidents"].as_array().map(Vec::len), Some(12));
}

#[test]
fn every_schema_is_one_and_tells_of_each_key() {
    fn look(at: &str, schema: &Value) {
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            let at = format!("{at}.{key}");
            if !at.contains(".rules.") {
                assert!(property["title"].is_string(), "{at}");
                assert!(property["description"].as_str().is_some_and(|text| text.len() > 5), "{at}");
            }
            let own = validator(property);
            for example in property["examples"].as_array().into_iter().flatten() {
                assert!(own.is_valid(example), "{at}: {example}");
            }
            let tells = ["examples", "properties", "items", "default", "anyOf"];
            assert!(tells.iter().any(|tell| property.get(tell).is_some()), "{at} tells nothing");
            look(&at, property);
            look(&at, &property["items"]);
            for either in property["anyOf"].as_array().into_iter().flatten() {
                look(&at, either);
            }
        }
    }
    for kind in KINDS {
        for repository in [Repository::folder(), Repository::new().log(), Repository::sample()] {
            let schema = schema(&repository, kind);
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            jsonschema::draft202012::meta::validate(&schema).unwrap();
            look(kind, &schema);
        }
    }
}

#[test]
fn every_document_of_the_sample_fits() {
    let [incidents, postmortems, items, plans] = all_fit(&Repository::sample());
    assert!(incidents > 10 && postmortems > 5 && items > 5 && plans == 1, "{incidents} {postmortems} {items} {plans}");
}

#[test]
fn whatever_the_response_writes_fits() {
    let repository = Repository::new().log();
    repository
        .run(&["new", "Search is slow", "-s", "sev-1", "--service", "search", "--tag", "404", "--lead", "Tech Lead"])
        .ok();
    assert_eq!(all_fit(&repository), [1, 0, 0, 1]);
    repository.run(&["note", "@", "Back", "--kind", "mitigated"]).ok();
    repository.run(&["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause-unknown"]).ok();
    assert_eq!(all_fit(&repository), [1, 1, 1, 1]);
    repository.run(&["agenda", "brief", "slow", "--outcome", "Agreed"]).ok();
    assert_eq!(all_fit(&repository), [1, 1, 1, 1]);
    let repository = Repository::new();
    repository.run(&["init", "--sample"]).ok();
    assert_eq!(all_fit(&repository), [3, 1, 1, 1]);
}

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const SOUND: &str =
    "title: Search is slow\nseverity: sev-3\nstatus: open\nvisibility: internal\nstarted: 2026-03-02T09:00:00Z";

#[test]
fn each_mistake_at_a_key_is_one_to_the_schema_as_well() {
    let plan = "severities: [{id: sev-1}, {id: sev-3}]\nservices: [search, {name: mail}]\n";
    let repository = Repository::new();
    repository.write("incident.yaml", plan);
    let [incidents, plans] = ["incident", "plan"].map(|kind| validator(&schema(&repository, kind)));
    let changed = |from: &str, to: &str| SOUND.replace(from, to);
    for (rule, front) in [
        ("", SOUND.to_owned()),
        ("", changed("sev-3", "SEV-3")),
        ("", format!("{SOUND}\nservices: [search, {{name: mail, severity: sev-1}}]\nx-own: {{a: [b]}}")),
        ("missing-field", changed("title: Search is slow\n", "")),
        ("missing-field", changed("title: Search is slow", "title: \"\"")),
        ("missing-field", changed("status: open", "status:")),
        ("unknown-field", changed("visibility", "visibilty")),
        ("unknown-field", format!("{SOUND}\nroot-cause: {{knwon: true}}")),
        ("unknown-field", format!("{SOUND}\nactions: [{{title: a, ownr: b}}]")),
        ("wrong-type", changed("Search is slow", "[Search]")),
        ("wrong-type", format!("{SOUND}\nroot-cause: unknown")),
        ("wrong-type", format!("{SOUND}\ntags: {{a: b}}")),
        ("invalid-value", changed("open", "opn")),
        ("invalid-value", changed("2026-03-02T09:00:00Z", "this morning")),
        ("invalid-value", format!("{SOUND}\nroot-cause: {{known: perhaps}}")),
        ("invalid-value", format!("{SOUND}\nactions: [{{title: a, due: soon}}]")),
        ("invalid-value", format!("{SOUND}\nservices: [{{severity: sev-1}}]")),
        ("unknown-severity", changed("sev-3", "sev-2")),
        ("unknown-severity", format!("{SOUND}\nservices: [{{name: mail, severity: high}}]")),
        ("unknown-service", format!("{SOUND}\nservices: [serch]")),
        ("unknown-service", format!("{SOUND}\nservices: serch")),
    ] {
        let errors: Vec<_> = incidents.iter_errors(&yaml(&front)).map(|error| error.to_string()).collect();
        assert_eq!(errors.is_empty(), rule.is_empty(), "{front}: {errors:?}");
        repository.write(INCIDENT, &format!("---\n{front}\n---\n"));
        assert!(
            rule.is_empty() || repository.findings().iter().any(|finding| finding.contains(rule)),
            "{rule}: {front}"
        );
    }
    for (rule, plan) in [
        ("", "rules: {broken-link: off, thin-section: {level: warn, lines: 3}}"),
        ("unknown-rule", "rules: {broken-links: off}"),
        ("invalid-option", "rules: {thin-section: {line: 3}}"),
        ("invalid-option", "rules: {thin-section: {lines: three}}"),
        ("invalid-value", "rules: {thin-section: {level: loud}}"),
        ("invalid-value", "time-zone: Europe/Pariss"),
        ("invalid-value", "update-every: -1"),
        ("invalid-value", "meeting: {time: noon}"),
        ("invalid-value", "meeting: {recurrence: each Tuesday}"),
        ("invalid-value", "severities: [{name: bad}]"),
        ("invalid-value", "roster: [{function: Leads}]"),
        ("wrong-type", "site: internal"),
        ("unknown-field", "postmortem: {section: [Cost]}"),
    ] {
        let errors: Vec<_> = plans.iter_errors(&yaml(plan)).map(|error| error.to_string()).collect();
        assert_eq!(errors.is_empty(), rule.is_empty(), "{plan}: {errors:?}");
        repository.write("incident.yaml", plan);
        assert!(
            rule.is_empty() || repository.findings().iter().any(|finding| finding.contains(rule)),
            "{rule}: {plan}"
        );
    }
}

#[test]
fn what_a_document_needs_is_what_validate_misses() {
    let sample = Repository::sample();
    let postmortem = "incidents/2025/2025-04-17-api-certificate-expired/postmortem.md";
    let item = "agenda/2025-04-22/2025-04-17-api-certificate-expired.md";
    for (kind, path) in
        [("incident", &postmortem.replace("postmortem", "incident")[..]), ("postmortem", postmortem), ("agenda", item)]
    {
        let needed = schema(&sample, kind)["required"].clone();
        let text = sample.read(path);
        let missed: Vec<_> = schema(&sample, kind)["properties"]
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| {
                sample.write(path, &text.replacen(&format!("\n{key}:"), &format!("\nx-{key}:"), 1));
                sample.findings().iter().any(|finding| finding.contains(&format!(" missing-field: `{key}` is missing")))
            })
            .cloned()
            .collect();
        sample.write(path, &text);
        assert_eq!(json!(missed), needed, "{kind}");
    }
}

#[test]
fn the_words_are_the_plans_and_what_it_does_not_mind_is_let_pass() {
    let repository = Repository::new();
    repository.write("incident.yaml", "severities: [{id: 1}, {id: \"p.2\"}]\nservices: [search]\n");
    let made = schema(&repository, "incident");
    assert_eq!(made["properties"]["severity"]["anyOf"][0]["enum"], json!(["1", "p.2", 1]));
    assert_eq!(made["properties"]["services"]["anyOf"][0]["items"]["anyOf"][0]["anyOf"][0]["enum"], json!(["search"]));
    let fits = |made: &Value, from: &str, to: &str| validator(made).is_valid(&yaml(&SOUND.replace(from, to)));
    assert!(fits(&made, "sev-3", "1") && fits(&made, "sev-3", "P.2") && !fits(&made, "sev-3", "pt2"));
    let anywhere = schema(&Repository::folder(), "incident");
    assert!(fits(&anywhere, "sev-3", "any") && !fits(&anywhere, "open", "any"));
    let off = "unknown-severity: off, unknown-service: off, unknown-field: off, missing-field: off";
    repository.write("incident.yaml", &format!("rules: {{{off}}}\n"));
    let made = schema(&repository, "incident");
    assert!(fits(&made, "severity: sev-3", "severity: any\nmood: bad\nservices: [any]") && fits(&made, SOUND, "{}"));
}

#[test]
fn a_kind_that_there_is_not_is_refused() {
    let said = Repository::folder().run(&["schema", "incidnt"]).fails();
    assert!(
        said.contains("[possible values: incident, postmortem, agenda, plan, incidents, export]")
            && said.contains("'incident'"),
        "{said}"
    );
}

/// Values as people write them, right in one place and wrong in another.
fn value() -> impl Strategy<Value = String> {
    let scalar = prop::sample::select(
        "~|x|\"\"|\"404\"|404|4.5|-1|30|\"030\"|\" 7 \"|+5|4294967296|true|True|no|\"yes\"|off|warn|Warn|Open|resolved|\" High \"\
         |in-review|public|prevent|2024-01-31|2024-1-5|2024-01-31 09:12|2024-01-31T09:12+01:00|2024-01-31T09:12:30.5Z\
         |2024-01-31T09:12:30Z|\"2024-01-31 09:12 +0100\"|2024-13-31|1969-01-01|24-01-31|09:12|14:00|25:00|14:00:60\
         |Europe/Paris|Europe/Pariss|FREQ=WEEKLY|env:LEAD|sev-1|[]|{}"
            .split('|')
            .map(|word| word.trim_start().to_owned())
            .collect::<Vec<_>>(),
    );
    let keys = "name|severity|known|summary|ticket|title|owner|priority|due|status|kind|id|definition|escalation|requires|channel|direct\
                |until-acknowledged|war-room|postmortem|agenda|phone|phone-from|function|links|recurrence|time|zone|starts|url\
                |audience|incidents|address|sections|level|broken-link|users|x-own|nope";
    let keys: Vec<&str> = keys.split('|').collect();
    scalar.prop_recursive(3, 12, 3, move |inner| {
        let list = prop::collection::vec(inner.clone(), 1..3).prop_map(|items| format!("[{}]", items.join(", ")));
        let map = prop::collection::btree_map(prop::sample::select(keys.clone()), inner, 1..3);
        prop_oneof![list, map.prop_map(|map| flow(&map))]
    })
}

fn flow(map: &BTreeMap<&str, String>) -> String {
    let pairs: Vec<_> = map.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// What the reader minds.
fn problems(kind: &str, yaml: &str) -> Vec<String> {
    let source = Source::new("document", if kind == "plan" { yaml.to_owned() } else { format!("---\n{yaml}\n---\n") });
    let problems = match kind {
        "incident" => read_incident(source, chrono_tz::UTC, None).problems,
        "postmortem" => read_postmortem(source, chrono_tz::UTC, None).problems,
        "agenda" => read_agenda(source).problems,
        _ => read_plan(source).problems,
    };
    problems.into_iter().map(|problem| problem.message).collect()
}

/// A value as a schema's own examples have it.
fn suited(property: &Value) -> Value {
    if let Some(examples) = property["examples"].as_array() {
        return examples[0].clone();
    }
    if let Some(properties) = property["properties"].as_object() {
        return properties.iter().map(|(key, property)| (key.clone(), suited(property))).collect();
    }
    let items = &property["items"];
    if items.is_object() { json!([suited(items["anyOf"].get(1).unwrap_or(items))]) } else { json!(null) }
}

/// The same with one value in it replaced.
fn spoilt(value: &Value, at: usize, other: &str) -> String {
    match value {
        Value::Array(items) if !items.is_empty() => format!("[{}]", spoilt(&items[0], at, other)),
        Value::Object(map) if !map.is_empty() => {
            let at = at % map.len();
            let pairs = map.iter().enumerate().map(|(number, (key, value))| match number == at {
                true if value.is_object() => format!("{key}: {}", spoilt(value, number, other)),
                true => format!("{key}: {other}"),
                false => format!("{key}: {value}"),
            });
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        _ => other.to_owned(),
    }
}

#[test]
fn the_schema_lets_pass_what_the_reader_lets_pass_and_nothing_else() {
    let lenient = Vocabulary { lets_missing_keys: true, ..Vocabulary::default() };
    for made in SCHEMAS {
        let schema = made.for_log(&lenient);
        let validator = validator(&schema);
        let mut keys: Vec<(String, Value)> = schema["properties"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, property)| (key.clone(), suited(property)))
            .collect();
        let whole: Value = keys.iter().cloned().collect();
        assert!(validator.is_valid(&whole), "what the examples make up is sound: {whole}");
        keys.extend(["nope", "x-own"].map(|key| (key.to_owned(), json!("x"))));
        let config = ProptestConfig { cases: 2500, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = proptest::test_runner::TestRunner::new(config);
        let document = (prop::sample::select(keys), value(), any::<usize>(), any::<bool>());
        let tried = [std::cell::Cell::new(0), std::cell::Cell::new(0)];
        runner
            .run(&document, |((key, whole), other, at, is_spoilt)| {
                let value = if is_spoilt { spoilt(&whole, at, &other) } else { other };
                let text = format!("{key}: {value}");
                let problems = problems(made.word, &text);
                let errors: Vec<_> = validator.iter_errors(&yaml(&text)).map(|error| error.to_string()).collect();
                let of_a_kind = &tried[usize::from(problems.is_empty())];
                of_a_kind.set(of_a_kind.get() + 1);
                // Two severities of one id are beyond a schema.
                prop_assume!(!problems.iter().any(|problem| problem.contains("already")));
                prop_assert_eq!(problems.is_empty(), errors.is_empty(), "{}: {:?} {:?}", text, problems, errors);
                Ok(())
            })
            .unwrap();
        assert!(tried.iter().all(|tried| tried.get() > 100), "{}: both kinds are tried: {tried:?}", made.word);
    }
}
