//! Code in colours: which of its words are of which kind, as classes that `markdown.css` has colours for.

use pulldown_cmark::{Event, html};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// The class of a block that is in colours.
pub const BLOCK: &str = "code";
/// The classes in it: comments, strings, keywords, constants, names, and lines that a change adds or takes away.
pub const CLASSES: &[&str] = &["c", "s", "k", "n", "f", "i", "d"];

/// How much code of one page is in colours, in bytes: what is longer than anybody reads is not worth the time.
const MOST_BYTES: usize = 50_000;
/// The longest line in colours, in bytes. The longer it is, the longer each of its words takes.
const LONGEST_LINE: usize = 500;

/// The class of each kind of word, by what syntaxes call it; what stands further within comes first.
const KINDS: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string", "s"),
    ("constant.numeric", "n"),
    ("constant.language", "n"),
    ("constant.character", "n"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical", "k"),
    ("keyword.control", "k"),
    ("keyword.declaration", "k"),
    ("keyword.other", "k"),
    ("storage", "k"),
    ("entity.name", "f"),
    ("entity.other.attribute-name", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("meta.diff.range", "c"),
    ("meta.diff.header", "c"),
];

/// What people call a language that its syntax is not called.
const ALIASES: &[(&str, &str)] = &[
    ("golang", "go"),
    ("jsonc", "json"),
    ("mysql", "sql"),
    ("pgsql", "sql"),
    ("plpgsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("psql", "sql"),
    ("shell", "sh"),
];

/// How much of a page's code may still be in colours, and whether any is, or anything else that `markdown.css` is for.
#[derive(Debug)]
pub struct Paint {
    left: Cell<usize>,
    used: Cell<bool>,
    alerts: Cell<bool>,
}

impl Paint {
    /// For one page.
    pub fn page() -> Self {
        Self { left: Cell::new(MOST_BYTES), used: Cell::new(false), alerts: Cell::new(false) }
    }

    /// For what has no style: all code is plain.
    pub fn none() -> Self {
        Self { left: Cell::new(0), used: Cell::new(false), alerts: Cell::new(false) }
    }

    /// Whether the page needs `markdown.css`.
    pub fn is_used(&self) -> bool {
        self.used.get()
    }

    /// Says that it does.
    pub(super) fn needed(&self) {
        self.used.set(true);
    }

    /// Whether the page needs `alerts.css` beside it.
    pub fn has_alerts(&self) -> bool {
        self.alerts.get()
    }

    /// Says that it has one.
    pub(super) fn has_alert(&self) {
        self.needed();
        self.alerts.set(true);
    }

    /// A block of code as HTML; `None` where it is to be plain: its language is not known, or it is too long.
    pub(super) fn block(&self, language: &str, code: &str) -> Option<String> {
        let left = self.left.get().checked_sub(code.len())?;
        if code.lines().any(|line| line.len() > LONGEST_LINE) {
            return None;
        }
        let syntax = syntax(language)?;
        self.left.set(left);
        // A syntax that its engine cannot read would end the program.
        let painted = catch_unwind(AssertUnwindSafe(|| painted(syntax, code))).ok().flatten()?;
        self.needed();
        let mut name = String::new();
        html::push_html(&mut name, std::iter::once(Event::Text(language.into())));
        Some(format!("<pre class=\"{BLOCK}\"><code class=\"language-{name}\">{painted}</code></pre>\n"))
    }
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);
static SCOPES: LazyLock<Vec<(Scope, &'static str)>> =
    LazyLock::new(|| KINDS.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect());

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = language.to_ascii_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == language);
    let found = SYNTAXES.find_syntax_by_token(alias.map_or(language.as_str(), |(_, name)| name))?;
    (!std::ptr::eq(found, SYNTAXES.find_syntax_plain_text())).then_some(found)
}

/// The code with its words marked; `None` where the syntax fails.
fn painted(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    let mut pieces: Vec<(Option<&'static str>, String)> = Vec::new();
    let mut add = |class: Option<&'static str>, text: &str| match pieces.last_mut() {
        Some((last, piece)) if *last == class || text.trim().is_empty() => piece.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push((class, text.to_owned())),
    };
    for line in code.split_inclusive('\n') {
        let mut from = 0;
        for (at, change) in state.parse_line(line, &SYNTAXES).ok()? {
            add(class(&stack), line.get(from..at)?);
            stack.apply(&change).ok()?;
            from = at;
        }
        add(class(&stack), line.get(from..)?);
    }
    let mut painted = String::with_capacity(code.len() * 2);
    for (class, text) in pieces {
        if let Some(class) = class {
            painted.push_str(&format!("<span class=\"{class}\">"));
        }
        html::push_html(&mut painted, std::iter::once(Event::Text(text.into())));
        painted.push_str(if class.is_some() { "</span>" } else { "" });
    }
    Some(painted)
}

/// The class of what stands within these scopes: the innermost's that has one.
fn class(stack: &ScopeStack) -> Option<&'static str> {
    let of = |scope: &Scope| SCOPES.iter().find(|(kind, _)| kind.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(of)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn block(language: &str, code: &str) -> Option<String> {
        let block = Paint::page().block(language, code)?;
        let code = block.split_once("\">").unwrap().1.split_once("\">").unwrap().1;
        Some(code.trim_end().trim_end_matches("</code></pre>").to_owned())
    }

    #[test]
    fn words_are_marked_by_their_kind() {
        assert_eq!(
            block("sql", "SELECT count(*) -- all\n FROM a WHERE b = '<x>' LIMIT 3;\n").unwrap(),
            "<span class=\"k\">SELECT </span><span class=\"f\">count</span>(*) <span class=\"c\">-- all\n </span><span class=\"k\">FROM</span> a <span class=\"k\">WHERE</span> b = <span class=\"s\">'&lt;x&gt;' </span><span class=\"k\">LIMIT </span><span class=\"n\">3</span>;\n"
        );
    }

    #[test]
    fn syntaxes_of_what_logs_hold_are_known_and_keep_the_words() {
        let code = "#!/bin/sh\n-- a /* b */ <c d=\"e\">'f'</c> # g\n+ h: [1, true]\n- @i {j; $k} \\l\nfn m() -> n\n";
        let span = regex::Regex::new("</?span[^>]*>").unwrap();
        for language in ["bash", "diff", "go", "html", "json", "py", "psql", "rs", "xml", "yaml"] {
            let painted = painted(syntax(language).unwrap(), code).unwrap();
            let plain = span.replace_all(&painted, "").into_owned();
            let mut escaped = String::new();
            html::push_html(&mut escaped, std::iter::once(Event::Text(code.into())));
            assert_eq!(plain, escaped, "{language}");
        }
    }

    #[test]
    fn what_is_not_known_or_too_long_is_plain() {
        for language in ["", "mermaid", "txt", "plain text", "console", "no\u{e9}"] {
            assert_eq!(block(language, "a = 1\n"), None, "{language}");
        }
        assert_eq!(block("json", &format!("[{}]\n", "1,".repeat(300))), None);
        let paint = Paint::page();
        let code = "true,\n".repeat(5_000);
        assert!(paint.block("json", &code).is_some() && paint.is_used());
        assert!(paint.block("json", &code).is_none(), "no more than so much on one page");
        assert!(paint.block("json", "true\n").is_some());
        assert!(Paint::none().block("json", "true\n").is_none());
    }
}
