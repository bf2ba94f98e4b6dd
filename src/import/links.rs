//! Links and images of other logs: those that lead to what came in too lead there, others do not break.

use crate::document::body::markdown_options;
use crate::document::html::is_relative;
use crate::text::paths_of_address;
use pulldown_cmark::{Event, Parser, Tag};
use std::collections::HashMap;
use std::ops::Range;

/// Stands before an address that was mended, so that it is not looked at again.
const MENDED: &str = "x-mended:";

/// Where relative addresses of a source lead.
#[derive(Debug, Default)]
pub struct Addresses {
    /// By path in the source, from an incident's document.
    pub known: HashMap<String, String>,
    /// What stands before the others' paths.
    pub base: Option<String>,
}

impl Addresses {
    /// The text with each relative address as it leads from an incident's folder; what leads nowhere is words. Gives the
    /// addresses that are lost.
    pub fn mended(&self, markdown: &str, folder: &str) -> (String, Vec<String>) {
        let (mut text, mut lost) = (markdown.to_owned(), Vec::new());
        // Each round mends those that stand in no other; images can stand in links.
        for _ in 0..4 {
            let found = relative(&text);
            let mut mended = String::with_capacity(text.len());
            let mut at = 0;
            for link in &found {
                let inner = &text[link.inner.clone()];
                mended.push_str(&text[at..link.whole.start]);
                let mark = if link.is_image { "!" } else { "" };
                match self.target(&link.address, folder) {
                    Some(target) => mended.push_str(&format!("{mark}[{inner}](<{MENDED}{target}>)")),
                    None => {
                        mended.push_str(&unlinked(inner, &link.address));
                        if !link.address.trim().is_empty() {
                            lost.push(link.address.clone());
                        }
                    }
                }
                at = link.whole.end;
            }
            mended.push_str(&text[at..]);
            let is_done = found.is_empty() || mended == text;
            text = mended;
            if is_done {
                break;
            }
        }
        (text.replace(&format!("](<{MENDED}"), "](<"), lost)
    }

    fn target(&self, address: &str, folder: &str) -> Option<String> {
        if address.starts_with('#') || address.trim().is_empty() {
            return None;
        }
        let paths = paths_of_address(folder, address);
        if let Some(target) = paths.iter().find_map(|path| self.known.get(path)) {
            return Some(target.clone());
        }
        let (base, path) = (self.base.as_ref()?, paths.first()?);
        Some(format!("{base}{}", crate::text::encoded_path(path)))
    }
}

/// Words with the address that they led to.
fn unlinked(inner: &str, address: &str) -> String {
    let address = address.replace('`', "");
    match (inner.trim().is_empty(), address.trim().is_empty() || address.starts_with('#')) {
        (true, true) => String::new(),
        (false, true) => inner.to_owned(),
        (true, false) => format!("`{address}`"),
        (false, false) => format!("{inner} (`{address}`)"),
    }
}

struct Found {
    whole: Range<usize>,
    /// What stands between its square brackets.
    inner: Range<usize>,
    address: String,
    is_image: bool,
}

/// The links and images with a relative address, without those within others.
fn relative(markdown: &str) -> Vec<Found> {
    let (mut found, mut depth): (Vec<Found>, usize) = (Vec::new(), 0);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { ref dest_url, .. } | Tag::Image { ref dest_url, .. })
                if depth == 0 && (is_relative(dest_url) || dest_url.trim().is_empty()) =>
            {
                let written = &markdown[range.clone()];
                let start = range.start + written.find('[').map_or(0, |at| at + 1);
                let end = (range.start + closing(written).unwrap_or(written.len())).max(start);
                let is_image = matches!(event, Event::Start(Tag::Image { .. }));
                found.push(Found { whole: range, inner: start..end, address: dest_url.to_string(), is_image });
                depth = 1;
            }
            Event::Start(_) if depth > 0 => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// Where the first square bracket of a link closes.
fn closing(written: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0usize, false);
    for (at, c) in written.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(markdown: &str) -> (String, Vec<String>) {
        let known = HashMap::from([("logs/PM 1.md".to_owned(), "../../2020/2020-01-01-a/incident.md".to_owned())]);
        Addresses { known, base: None }.mended(markdown, "logs")
    }

    #[test]
    fn a_link_to_what_came_in_leads_there_and_others_are_words() {
        for (markdown, expected, lost) in [
            ("see [*one*](PM%201.md), ok", "see [*one*](<../../2020/2020-01-01-a/incident.md>), ok", &[][..]),
            (
                "see [one][PM-1].\n\n[PM-1]: PM%201.md",
                "see [one](<../../2020/2020-01-01-a/incident.md>).\n\n[PM-1]: PM%201.md",
                &[],
            ),
            ("![g](graph.png) [x](https://a.example/)", "g (`graph.png`) [x](https://a.example/)", &["graph.png"]),
            ("[![g](graph.png)](more.html)", "g (`graph.png`) (`more.html`)", &["more.html", "graph.png"]),
            ("[x](#top) [y]()", "x y", &["#top"]),
            ("`[x](y.md)`", "`[x](y.md)`", &[]),
        ] {
            let (text, told) = mended(markdown);
            assert_eq!(text, expected);
            assert_eq!(told, lost, "{markdown}");
        }
    }

    #[test]
    fn other_files_stand_behind_the_base() {
        let addresses = Addresses { known: HashMap::new(), base: Some("https://a.example/x/".to_owned()) };
        assert_eq!(addresses.mended("![g](img/g 1.png)", "a").0, "![g](img/g 1.png)", "that is no image");
        assert_eq!(addresses.mended("![g](img/g.png)", "a").0, "![g](<https://a.example/x/a/img/g.png>)");
    }
}
