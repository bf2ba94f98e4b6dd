//! Links and images that lead to no file.

use super::rule::{Findings, Subject};
use crate::document::html::is_relative;
use crate::document::{Document, Link, links, nearest};
use crate::text::{Source, Span, encoded_path, paths_of_address};
use std::collections::BTreeSet;

rule! {
    /// A link or an image leads to no file of the log.
    ///
    /// ## Why
    /// A graph that does not show and a link that leads nowhere take the evidence away from what they stand beside. Most
    /// often the file was not committed, or was moved, or is spelt otherwise. Addresses of other sites and files outside
    /// the log's folder are not looked at.
    ///
    /// ## Good
    /// ```markdown
    /// ![Errors a minute](error-rate.png), as in [February](../2026-02-17-mail-is-late/incident.md)
    /// ```
    /// ## Bad
    /// ```markdown
    /// ![Errors a minute](errorrate.png), as in [February](2026-02-17-mail-is-late/incident.md)
    /// ```
    "broken-link", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let paths = subject.paths;
    for (_, document) in subject.incidents() {
        check_body(document, paths, findings);
    }
    for (_, document) in subject.postmortems() {
        check_body(document, paths, findings);
    }
    for item in subject.agenda() {
        check_body(&item.document, paths, findings);
    }
    for page in subject.pages() {
        check_body(&page.document, paths, findings);
    }
}

fn check_body<T>(document: &Document<T>, paths: &BTreeSet<String>, findings: &mut Findings) {
    let folder = document.source.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    for Link { address, span, .. } in links(document.source.text(), document.body.span) {
        if address.trim().is_empty() {
            let help = "write the address between the round brackets, or take the link away";
            findings.report(&document.source, span, "this link has no address", help);
            continue;
        }
        if !is_relative(&address) {
            continue;
        }
        let meant = paths_of_address(folder, &address);
        let Some(wanted) = meant.first() else { continue };
        if !meant.iter().any(|path| leads_somewhere(paths, path)) {
            let message = format!("`{address}` leads to no file of this log");
            let help = match near(paths, wanted) {
                Some(name) => format!("did you mean `{name}`? It was looked for at {wanted}"),
                None => format!("it was looked for at {wanted}; add the file there, or mend the address"),
            };
            let reported = findings.report(&document.source, span, message, help);
            if let Some((name, alike)) = name_of(&document.source, span).zip(only_alike(paths, wanted)) {
                reported.fix(name, encoded_path(alike));
            }
        }
    }
}

/// Whether a path is a file, or a folder with files in it.
fn leads_somewhere(paths: &BTreeSet<String>, path: &str) -> bool {
    path.is_empty() || paths.contains(path) || {
        let folder = format!("{path}/");
        paths.range(folder.clone()..).next().is_some_and(|first| first.starts_with(&folder))
    }
}

/// The names of the files beside a path.
fn beside<'a>(paths: &'a BTreeSet<String>, path: &str) -> impl Iterator<Item = &'a str> {
    const MOST: usize = 200;
    let folder = path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let names = paths.range(folder.clone()..).map_while(move |path| path.strip_prefix(folder.as_str()));
    names.take(MOST).filter(|name| !name.contains('/'))
}

/// The file of the same folder whose name is nearest.
fn near<'a>(paths: &'a BTreeSet<String>, path: &str) -> Option<&'a str> {
    nearest(path.rsplit_once('/')?.1, beside(paths, path))
}

/// The only file of the same folder whose name differs in nothing but upper case and what stands between its words.
fn only_alike<'a>(paths: &'a BTreeSet<String>, path: &str) -> Option<&'a str> {
    let bare = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    let wanted = bare(path.rsplit_once('/')?.1);
    let mut alike = beside(paths, path).filter(|name| bare(name) == wanted);
    alike.next().filter(|_| alike.next().is_none())
}

/// Where an address as written has the file's name.
fn name_of(source: &Source, address: Span) -> Option<Span> {
    let written = source.slice(address);
    let path = written.split(['#', '?']).next().filter(|path| !path.contains('\\'))?;
    let start = path.rfind('/').map_or(0, |at| at + 1);
    Some(Span::new(address.start + start, address.start + path.len()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, FOLDER, INCIDENT, POSTMORTEM};

    const SOLUTION: &str = "Rebuild the index with eight shards.";

    fn solved_by(markdown: &str) -> Case {
        Case::sound().replace(SOLUTION, markdown).file(&format!("{FOLDER}/error rate.png"), "")
    }

    #[test]
    fn an_address_that_leads_nowhere_is_found_where_it_stands() {
        let case = solved_by("See ![the *graph* `](x)`](<graphs/errors.png> \"Errors\").");
        case.clone().finds(&[&format!("{INCIDENT}:24:28 broken-link")]);
        case.says(
            "`graphs/errors.png` leads to no file of this log",
            &format!("it was looked for at {FOLDER}/graphs/errors.png; add the file there, or mend the address"),
        );
        solved_by("![Errors](Error%20Rate.png)").says(
            "`Error%20Rate.png` leads to no file of this log",
            &format!("did you mean `error rate.png`? It was looked for at {FOLDER}/Error Rate.png"),
        );
    }

    #[test]
    fn definitions_and_links_without_an_address_are_found() {
        solved_by("As in [the last one][last] and [here]().\n\n[last]: ../2026-01-01-gone/incident.md")
            .finds(&[&format!("{INCIDENT}:24:39 broken-link"), &format!("{INCIDENT}:26:9 broken-link")]);
    }

    #[test]
    fn post_mortems_and_agenda_items_are_looked_at_from_their_own_folder() {
        Case::sound()
            .replace_in_postmortem("Text 1.", "[x](../missing.md) 1")
            .finds(&[&format!("{POSTMORTEM}:11:5 broken-link")]);
        let case = Case::sound().replace_in_agenda("Search was slow.", "[x](incident.md) [y](../../incidents/2026/)");
        case.finds(&[&format!("{AGENDA}:9:5 broken-link")]);
    }

    #[test]
    fn files_and_folders_of_the_log_are_found_however_the_address_is_written() {
        for address in [
            "postmortem.md",
            "./postmortem.md#impact",
            "postmortem.md?plain=1",
            "<error rate.png>",
            "error%20rate.png",
            "../2026-03-02-search-is-slow/",
            "../../2026",
            "/agenda/2026-03-10/2026-03-02-search-is-slow.md",
            "/",
            "../../..",
        ] {
            solved_by(&format!("[x]({address}) ![x]({address} 'title')")).finds(&[]);
        }
    }

    #[test]
    fn what_is_no_path_of_the_log_is_let_be() {
        for markdown in [
            "[x](https://graphs.example/x) <https://graphs.example> [x](//graphs.example/x) [x](mailto:a@b.example)",
            "[x](#timeline) [x](?q=1) [x](../../../../runbooks/search.md) [x](/../runbooks/search.md)",
            "`[x](gone.md)` [x] (gone.md) \\[x](gone.md) [x] [y][z]",
            "```\n[x](gone.md)\n```\n\n    [x](gone.md)\n\n<!-- [x](gone.md) -->",
        ] {
            solved_by(markdown).finds(&[]);
        }
    }

    #[test]
    fn a_file_can_have_a_percent_sign_in_its_name() {
        solved_by("[x](100%25.png)").file(&format!("{FOLDER}/100%25.png"), "").finds(&[]);
    }
}
