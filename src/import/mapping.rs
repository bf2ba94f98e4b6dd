//! A small file that says what another log's keys and values are called here.

use super::failure::ImportError;
use super::field::is_same_key;
use super::words::find_severity;
use crate::document::yaml::{self, Entry, Node, Value};
use crate::document::{did_you_mean, zone_help};
use crate::model::{Plan, Status, Visibility};
use crate::text::{Source, Span};
use chrono_tz::Tz;

/// What a key of a source can be called here; `-` leaves it out.
pub const OURS: &[&str] = &[
    "id",
    "title",
    "severity",
    "status",
    "visibility",
    "started",
    "detected",
    "acknowledged",
    "mitigated",
    "resolved",
    "reporter",
    "lead",
    "owner",
    "services",
    "tags",
    "link",
    "summary",
    "solution",
    "root-cause",
    "-",
];
/// The keys of the file.
const KEYS: &[&str] = &["keys", "values", "defaults", "sections", "time-zone", "date-format", "link-base"];
const VALUED: &[&str] = &["severity", "status", "visibility"];

/// A mapping; the default one says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// Their key and ours, in the order in which they are asked.
    pub keys: Vec<(String, String)>,
    /// Our key, their value and ours.
    values: Vec<(String, String, String)>,
    /// Our key, and its value where the source has none.
    defaults: Vec<(String, String)>,
    /// Their heading and ours.
    pub sections: Vec<(String, String)>,
    pub time_zone: Option<Tz>,
    pub date_format: Option<String>,
    /// The address behind which relative links of the source lead.
    pub link_base: Option<String>,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// Where it is no YAML, or names what there is not; with the place.
    pub fn read(source: &Source, plan: &Plan) -> Result<Self, ImportError> {
        let reader = Reader { source, plan };
        let start = source.content_start();
        let root = yaml::parse(&source.text()[start..], start)
            .map_err(|error| reader.wrong(error.span, error.message, error.help.unwrap_or_default()))?;
        if !matches!(root.value, Value::Map { .. } | Value::Null) {
            let help = "write `keys:` and, below it, lines such as `start_time: started`";
            return Err(reader.wrong(root.span, "a mapping is a map of keys", help));
        }
        let mut mapping = Self::default();
        for entry in root.entries() {
            match entry.key.as_str() {
                "keys" => {
                    mapping.keys = reader.pairs(entry, |ours| OURS.contains(&ours) || ours.starts_with("x-"), OURS)?
                }
                "sections" => mapping.sections = reader.pairs(entry, |_| true, &[])?,
                "values" => {
                    for ours in entry.value.entries() {
                        reader.check_key(ours, VALUED)?;
                        for value in ours.value.entries() {
                            let text = reader.value(&ours.key, value)?;
                            mapping.values.push((ours.key.clone(), value.key.clone(), text));
                        }
                    }
                }
                "defaults" => {
                    for ours in entry.value.entries() {
                        reader.check_key(ours, &[VALUED, &["services", "tags", "lead"]].concat())?;
                        let text = match VALUED.contains(&ours.key.as_str()) {
                            true => reader.value(&ours.key, ours)?,
                            false => reader.text(&ours.value)?.to_owned(),
                        };
                        mapping.defaults.push((ours.key.clone(), text));
                    }
                }
                "time-zone" => {
                    let name = reader.text(&entry.value)?;
                    let zone = name.parse().map_err(|_| {
                        reader.wrong(entry.value.span, format!("there is no time zone `{name}`"), zone_help(name))
                    })?;
                    mapping.time_zone = Some(zone);
                }
                "date-format" => mapping.date_format = Some(reader.form(&entry.value)?),
                "link-base" => {
                    let base = reader.text(&entry.value)?.trim_end_matches('/');
                    mapping.link_base = Some(format!("{base}/"));
                }
                _ => reader.check_key(entry, KEYS)?,
            }
        }
        Ok(mapping)
    }

    /// What a value of the source is called here.
    pub fn value(&self, ours: &str, theirs: &str) -> Option<&str> {
        let same =
            |(key, value, _): &&(String, String, String)| key == ours && value.eq_ignore_ascii_case(theirs.trim());
        self.values.iter().find(same).map(|(.., value)| value.as_str())
    }

    /// The value that holds where the source has none.
    pub fn default_of(&self, ours: &str) -> Option<&str> {
        self.defaults.iter().find(|(key, _)| key == ours).map(|(_, value)| value.as_str())
    }

    /// What a heading of the source is called here.
    pub fn section(&self, theirs: &str) -> Option<&str> {
        self.sections.iter().find(|(heading, _)| is_same_key(heading, theirs)).map(|(_, ours)| ours.as_str())
    }
}

struct Reader<'a> {
    source: &'a Source,
    plan: &'a Plan,
}

impl Reader<'_> {
    fn wrong(&self, span: Span, message: impl Into<String>, help: impl Into<String>) -> ImportError {
        let at = self.source.position(span.start);
        ImportError::new(message, help).at(format!("{}:{}:{}", self.source.path(), at.line, at.column))
    }

    fn text<'a>(&self, node: &'a Node) -> Result<&'a str, ImportError> {
        let text = node.text().map(str::trim).filter(|text| !text.is_empty());
        text.ok_or_else(|| {
            self.wrong(node.span, format!("a text belongs here, not {}", node.kind()), "write one on this line")
        })
    }

    fn check_key(&self, entry: &Entry, known: &[&str]) -> Result<(), ImportError> {
        match known.contains(&entry.key.as_str()) {
            true => Ok(()),
            false => {
                let message = format!("a mapping has no `{}` here", entry.key);
                Err(self.wrong(entry.key_span, message, did_you_mean(&entry.key, known)))
            }
        }
    }

    fn pairs(
        &self,
        entry: &Entry,
        is_ours: impl Fn(&str) -> bool,
        known: &[&str],
    ) -> Result<Vec<(String, String)>, ImportError> {
        let mut pairs = Vec::new();
        for pair in entry.value.entries() {
            let ours = self.text(&pair.value)?;
            if !is_ours(ours) {
                let help = format!(
                    "{}; a key of your own begins with `x-`, and `-` leaves one out",
                    did_you_mean(ours, known)
                );
                return Err(self.wrong(pair.value.span, format!("there is no key `{ours}`"), help));
            }
            pairs.push((pair.key.clone(), ours.to_owned()));
        }
        Ok(pairs)
    }

    /// A value of one of our vocabularies.
    fn value(&self, ours: &str, entry: &Entry) -> Result<String, ImportError> {
        let text = self.text(&entry.value)?;
        let (is_known, known): (bool, Vec<&str>) = match ours {
            "severity" => {
                if let Some(severity) = find_severity(self.plan, text) {
                    return Ok(severity.to_owned());
                }
                (false, self.plan.severities.iter().map(|severity| severity.id.as_str()).collect())
            }
            "status" => (Status::from_word(text).is_some(), Status::WORDS.to_vec()),
            _ => (Visibility::from_word(text).is_some(), Visibility::WORDS.to_vec()),
        };
        match is_known {
            true => Ok(text.to_owned()),
            false => Err(self.wrong(entry.value.span, format!("`{text}` is no {ours}"), did_you_mean(text, &known))),
        }
    }

    fn form(&self, node: &Node) -> Result<String, ImportError> {
        let form = self.text(node)?;
        let is_wrong = chrono::format::StrftimeItems::new(form).any(|item| matches!(item, chrono::format::Item::Error));
        match is_wrong {
            true => {
                let help = "write it as strftime has it: `%d/%m/%Y %H:%M` for 31/01/2024 14:05";
                Err(self.wrong(node.span, format!("`{form}` is no form of a date"), help))
            }
            false => Ok(form.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::default_plan;

    fn read(text: &str) -> Result<Mapping, ImportError> {
        Mapping::read(&Source::new("map.yaml", text), &default_plan())
    }

    #[test]
    fn keys_and_values_are_called_as_the_file_says() {
        let mapping = read(
            "keys: {start_time: started, company: x-company, noise: \"-\"}\nvalues:\n  severity: {P1: critical}\n  status: {Done: closed}\ndefaults: {visibility: public}\nsections: {Findings: Contributing causes}\ntime-zone: Europe/Copenhagen\ndate-format: \"%d.%m.%Y\"\nlink-base: https://a.example/x\n",
        )
        .unwrap();
        assert_eq!(mapping.value("severity", "p1"), Some("sev-1"));
        assert_eq!((mapping.value("status", "done"), mapping.value("status", "P1")), (Some("closed"), None));
        assert_eq!(
            (mapping.default_of("visibility"), mapping.section("findings")),
            (Some("public"), Some("Contributing causes"))
        );
        assert_eq!(
            (mapping.time_zone, mapping.link_base.as_deref()),
            (Some(Tz::Europe__Copenhagen), Some("https://a.example/x/"))
        );
        assert_eq!(read("").unwrap(), Mapping::default());
    }

    #[test]
    fn what_is_wrong_in_it_is_named_with_its_place() {
        for (text, place, message) in [
            ("keys: {a: startd}", "1:11", "there is no key `startd`"),
            ("key: {a: started}", "1:1", "a mapping has no `key` here"),
            ("values: {severity: {a: sev-9}}", "1:24", "`sev-9` is no severity"),
            ("values: {colour: {a: b}}", "1:10", "a mapping has no `colour` here"),
            ("time-zone: Mars/Base", "1:12", "there is no time zone `Mars/Base`"),
            ("date-format: \"%Q\"", "1:14", "`%Q` is no form of a date"),
            ("- a", "1:1", "a mapping is a map of keys"),
            ("keys: [", "1:7", ""),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.place.as_deref(), Some(format!("map.yaml:{place}").as_str()), "{text}: {error:?}");
            assert!(error.message.contains(message), "{error:?}");
        }
    }
}
