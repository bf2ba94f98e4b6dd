//! A file of Markdown with front matter in YAML, TOML or JSON, or without.

use super::failure::Left;
use super::field::Field;
use crate::document::yaml;
use crate::text::Source;

/// A file taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// A map; an empty one where there is no front matter.
    pub front: Field,
    pub has_front: bool,
    pub body: String,
}

impl Page {
    /// Reads a file.
    ///
    /// # Errors
    /// Where the front matter never ends or cannot be read; with its place.
    pub fn read(source: &Source) -> Result<Self, Left> {
        let text = source.text().trim_start_matches('\u{feff}');
        let offset = source.text().len() - text.len();
        let first = text.lines().next().unwrap_or_default().trim_end();
        let refused = |at: usize, why: String| {
            let at = source.position(offset + at);
            Left::wrong(format!("{}:{}:{}", source.path(), at.line, at.column), why)
        };
        let page = |front: Field, body: &str| match front {
            Field::Map(_) | Field::Null => Ok(Self { front, has_front: true, body: body.to_owned() }),
            _ => Err(refused(0, "its front matter is no map of keys".to_owned())),
        };
        match first {
            "---" | "+++" => {
                let Some((start, end, body)) = fenced(text, first) else {
                    // A rule above the text is no front matter.
                    return match first {
                        "---" => Ok(Self { body: text.to_owned(), ..Self::default() }),
                        _ => Err(refused(0, "its front matter never ends; close it with +++".to_owned())),
                    };
                };
                let (front, body) = (&text[start..end], &text[body..]);
                if first == "---" {
                    let node = yaml::parse(front, start).map_err(|error| refused(error.span.start, error.message))?;
                    return page(Field::from(&node), body);
                }
                let table: toml::Table = toml::from_str(front).map_err(|error| {
                    refused(start + error.span().map_or(0, |span| span.start), error.message().to_owned())
                })?;
                page(Field::from(toml::Value::Table(table)), body)
            }
            first if first.starts_with('{') && !first.starts_with("{{") => {
                let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
                match values.next() {
                    Some(Ok(value)) => {
                        let end = values.byte_offset();
                        page(Field::from(value), text.get(end..).unwrap_or_default())
                    }
                    Some(Err(error)) => {
                        let place = format!("{}:{}:{}", source.path(), error.line(), error.column());
                        Err(Left::wrong(place, format!("its front matter is no JSON: {}", without_place(&error))))
                    }
                    None => Ok(Self { body: text.to_owned(), ..Self::default() }),
                }
            }
            _ => Ok(Self { body: text.to_owned(), ..Self::default() }),
        }
    }
}

/// What is wrong with JSON, without the place that it ends with.
pub fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

/// From where to where front matter between two lines goes, and where the body begins.
fn fenced(text: &str, fence: &str) -> Option<(usize, usize, usize)> {
    let start = text.find('\n')? + 1;
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((start, at, at + line.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<Page, Left> {
        Page::read(&Source::new("a.md", text))
    }

    #[test]
    fn front_matter_is_read_in_each_of_its_languages() {
        for text in [
            "---\ntitle: Down\ndate: 2021-05-29T22:41:00Z\naffected: [a, b]\nresolved: true\n---\nWords.\n",
            "\u{feff}---\r\ntitle: Down\r\ndate: 2021-05-29T22:41:00Z\r\naffected:\r\n  - a\r\n  - b\r\nresolved: true\r\n---\r\nWords.\n",
            "+++\ntitle = \"Down\"\ndate = 2021-05-29T22:41:00Z\naffected = [\"a\", \"b\"]\nresolved = true\n+++\nWords.\n",
            "{\"title\": \"Down\", \"date\": \"2021-05-29T22:41:00Z\", \"affected\": [\"a\", \"b\"], \"resolved\": true}\nWords.\n",
        ] {
            let page = read(text).unwrap();
            assert_eq!(page.front.get("title").text(), Some("Down"), "{text}");
            assert_eq!(page.front.get("Date").text(), Some("2021-05-29T22:41:00Z"));
            assert_eq!(page.front.get("affected").texts(), ["a", "b"]);
            assert_eq!(page.front.get("resolved").flag(), Some(true));
            assert_eq!(page.body.trim(), "Words.");
        }
    }

    #[test]
    fn a_text_without_front_matter_is_all_body() {
        for text in ["# Down\n", "---\n\nA rule above.\n", "{{< notice >}}\n", ""] {
            let page = read(text).unwrap();
            assert_eq!((page.has_front, page.body.as_str()), (false, text));
        }
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        for (text, place) in [
            ("---\ntitle: [\n---\n", "a.md:"),
            ("---\n- a\n---\n", "a.md:1:1"),
            ("+++\ntitle = \n+++\n", "a.md:2:9"),
            ("+++\ntitle = 1\n", "a.md:1:1"),
            ("{\"title\": \"Down\",\n", "a.md:2:0"),
        ] {
            let left = read(text).unwrap_err();
            assert!(left.place.starts_with(place) && !left.why.is_empty(), "{text}: {left:?}");
        }
    }
}
