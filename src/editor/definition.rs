//! Where what is named is written: the document of an id or a link, the plan's line of a severity, a service or a person.

use super::feature::{Feature, place_of, told};
use super::pointed::{Pointed, in_plan, pointed};
use super::position::Lines;
use crate::log::PLAN_PATH;
use gen_lsp_types::{Definition, DefinitionProvider, Location, Range};

/// `textDocument/definition`.
pub const ENTRY: Feature = Feature {
    method: "textDocument/definition",
    announce: |capabilities| capabilities.definition_provider = Some(DefinitionProvider::Bool(true)),
    answer: |desk, params| {
        let (uri, position) = place_of(params)?;
        told(desk.opened(&uri).and_then(|opened| {
            let part = opened.part()?;
            let (pointed, _) = pointed(&opened, &part, opened.lines().offset(position))?;
            let (path, range) = match &pointed {
                Pointed::Incident(id) => {
                    let folder = opened.held.incident(id)?;
                    (format!("{}/incident.md", folder.path), Range::default())
                }
                Pointed::File(path) => (path.clone(), Range::default()),
                named => {
                    let lines = Lines::of(part.plan.source.text(), opened.encoding);
                    (PLAN_PATH.to_owned(), lines.range(in_plan(&part, named)?))
                }
            };
            // Of a folder, its document.
            let in_folder = format!("{}/incident.md", path.trim_end_matches('/'));
            let path = [path, in_folder].into_iter().find(|path| opened.held.is_file(path))?;
            Some(Definition::Location(Location { uri: opened.uri_of(&path)?, range }))
        }))
    },
};
