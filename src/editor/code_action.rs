//! The fixes of findings, one by one and all at once: those of `incident validate --fix`.

use super::desk::{Desk, Opened};
use super::feature::{Feature, asked, meet, told};
use super::findings::diagnostic;
use crate::rules::what_fix_does;
use crate::text::{Source, Span};
use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProvider,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::HashMap;

/// What mends all of a document; clients that ask for `source.fixAll` are given it.
const FIX_ALL: &str = "source.fixAll.incident";

/// `textDocument/codeAction`.
pub const ENTRY: Feature = Feature {
    method: "textDocument/codeAction",
    announce: |capabilities| {
        let kinds = vec![CodeActionKind::QuickFix, FIX_ALL.into()];
        let options = CodeActionOptions { code_action_kinds: Some(kinds), ..CodeActionOptions::default() };
        capabilities.code_action_provider = Some(CodeActionProvider::CodeActionOptions(options));
    },
    answer: |desk, params| {
        let params: CodeActionParams = asked(params)?;
        let wanted = params.context.only.unwrap_or_default();
        let is_wanted = |kind: &str| {
            let within =
                |wanted: &str| kind.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            wanted.iter().all(|wanted| *wanted == CodeActionKind::Empty)
                || wanted.iter().any(|kind| within(&kind.to_string()))
        };
        let (uri, mut actions) = (params.text_document.uri, Vec::new());
        if is_wanted(&CodeActionKind::QuickFix.to_string()) {
            actions
                .extend(desk.opened(&uri).map(|opened| quick_fixes(desk, &opened, params.range)).unwrap_or_default());
        }
        if is_wanted(FIX_ALL) {
            actions.extend(fix_all(desk, &uri));
        }
        told(Some(actions))
    },
};

fn quick_fixes(desk: &Desk, opened: &Opened<'_>, range: gen_lsp_types::Range) -> Vec<CodeAction> {
    let Some((part, found)) = desk.found(opened) else { return Vec::new() };
    let (lines, source) = (opened.lines(), Source::new(opened.path, opened.buffer.text.as_str()));
    let fixable = found.iter().filter(|finding| finding.place.path == opened.path && !finding.fix.is_empty());
    let here = fixable.filter(|finding| meet(lines.range(finding.place.span), range));
    here.map(|finding| {
        let edits = finding.fix.iter().map(|edit| (edit.place.span, edit.text.clone()));
        CodeAction {
            title: format!("{}: {}", finding.rule, what_fix_does(finding, &source)),
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![diagnostic(opened, &part, finding)]),
            is_preferred: Some(true),
            edit: Some(edit_of(desk, opened, edits)),
            ..CodeAction::default()
        }
    })
    .collect()
}

fn fix_all(desk: &mut Desk, uri: &Uri) -> Option<CodeAction> {
    let after = desk.mended(uri)?;
    let opened = desk.opened(uri)?;
    let changed = difference(&opened.buffer.text, &after);
    Some(CodeAction {
        title: "Mend all that can be mended without a second thought".to_owned(),
        kind: Some(FIX_ALL.into()),
        edit: Some(edit_of(desk, &opened, [changed])),
        ..CodeAction::default()
    })
}

/// The stretch in which a text differs from another, and what that has there; so that cursors elsewhere stay.
fn difference(before: &str, after: &str) -> (Span, String) {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize =
        before.chars().zip(after.chars()).take_while(same).map(|(character, _)| character.len_utf8()).sum();
    let (left, right) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let end: usize = left.chars().rev().zip(right.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let text = right.get(..right.len() - end).unwrap_or_default().to_owned();
    (Span::new(start, before.len() - end), text)
}

fn edit_of(desk: &Desk, opened: &Opened<'_>, edits: impl IntoIterator<Item = (Span, String)>) -> WorkspaceEdit {
    let lines = opened.lines();
    let edits = edits.into_iter().map(|(span, new_text)| TextEdit { range: lines.range(span), new_text });
    let uri = opened.buffer.uri.clone();
    if !desk.edits_versions {
        let changes = HashMap::from([(uri, edits.collect())]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: Some(opened.buffer.version),
        text_document_identifier: TextDocumentIdentifier { uri },
    };
    let edit = TextDocumentEdit { text_document, edits: edits.map(Into::into).collect() };
    WorkspaceEdit { document_changes: Some(vec![edit.into()]), ..WorkspaceEdit::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_what_changes() {
        for (before, after, span, text) in [
            ("a b c", "a x c", Span::new(2, 3), "x"),
            ("aa", "aaa", Span::new(2, 2), "a"),
            ("aé", "aè", Span::new(1, 3), "è"),
            ("x", "", Span::new(0, 1), ""),
            ("a", "a", Span::new(1, 1), ""),
        ] {
            assert_eq!(difference(before, after), (span, text.to_owned()), "{before}");
        }
    }
}
