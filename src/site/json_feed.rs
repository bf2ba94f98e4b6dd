//! The feed as JSON Feed 1.1, for readers and scripts that take no XML.

use super::away::Away;
use atom_syndication::{Entry, Feed};
use serde_json::{Map, Value, json};

/// A feed's bytes; what Atom says of an incident, in the words of JSON Feed.
pub fn json_feed(feed: &Feed, away: &Away<'_>) -> Vec<u8> {
    let mut json = Map::new();
    json.insert("version".to_owned(), json!("https://jsonfeed.org/version/1.1"));
    json.insert("title".to_owned(), json!(feed.title.as_str()));
    if let Some(root) = away.root() {
        json.insert("home_page_url".to_owned(), json!(root));
        json.insert("feed_url".to_owned(), json!(away.address("feed.json")));
    }
    json.insert("language".to_owned(), json!("en"));
    json.insert(
        "authors".to_owned(),
        json!(feed.authors.iter().map(|author| json!({"name": author.name})).collect::<Vec<_>>()),
    );
    json.insert("items".to_owned(), feed.entries.iter().map(item).collect());
    Value::Object(json).to_string().into_bytes()
}

fn item(entry: &Entry) -> Value {
    let content = entry.content.as_ref().and_then(|content| content.value.as_deref());
    let mut item = json!({
        "id": entry.id,
        "url": entry.links.first().map(|link| &link.href),
        "title": entry.title.as_str(),
        "content_html": content.unwrap_or_default(),
        "date_published": entry.published.map(|at| at.to_rfc3339()),
        "date_modified": entry.updated.to_rfc3339(),
        "tags": entry.categories.iter().map(|category| &category.term).collect::<Vec<_>>(),
    });
    if let (Some(summary), Value::Object(item)) = (&entry.summary, &mut item) {
        item.insert("summary".to_owned(), json!(summary.as_str()));
    }
    item
}

#[cfg(test)]
mod tests {
    use crate::site::sample::LOG;
    use crate::site::testing::pages;

    #[test]
    fn an_incident_is_told_as_json() {
        let feed: serde_json::Value = serde_json::from_str(&pages(LOG)["feed.json"]).unwrap();
        let item = &feed["items"][0];
        assert_eq!(
            (&feed["version"], &feed["title"]),
            (&"https://jsonfeed.org/version/1.1".into(), &"Test log".into())
        );
        assert_eq!(feed["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(item["id"], "urn:incident-log:test-log:2026-03-02-pool-exhausted");
        assert_eq!(item["url"], "incidents/2026-03-02-pool-exhausted/");
        assert_eq!(item["date_published"], "2026-03-02T21:30:00-05:00");
        assert_eq!(item["tags"], serde_json::json!(["resolved", "sev-2", "search", "checkout", "deploy"]));
        assert!(item["content_html"].as_str().unwrap().contains("Restart the <em>index</em>."), "{item}");
        assert!(feed.get("home_page_url").is_none(), "it is not known where the site stands");
    }
}
