//! What is odd in a team's `tokens.css`: a browser passes over it without a word.

use crate::document::nearest;
use cssparser::{ParseError, Parser, Token};
use std::collections::BTreeSet;

/// As many oddities of a kind are told at the most.
const MOST: usize = 20;

/// Something odd, where it stands, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message: String,
    pub help: String,
}

/// What is odd in a style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// What is no CSS, or surely not what was meant; what stands behind it may be lost.
    pub broken: Vec<Oddity>,
    /// Tokens that nothing uses.
    pub unknown: Vec<Oddity>,
}

/// Looks through a style that sets tokens; `known` are the names that some style defines or uses.
pub fn oddities(css: &str, known: &BTreeSet<&str>) -> Oddities {
    // What the style itself uses is a helper of its own.
    let known = &known.iter().copied().chain(used(css)).collect();
    let mut reading = Reading { css, known, unclosed: Vec::new(), found: Oddities::default() };
    reading.body(&mut Parser::new(css), false);
    if let Some(start) = unclosed_comment(css) {
        let before = css.get(..start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let at = (before.matches('\n').count(), line.encode_utf16().count());
        reading.unclosed.push(reading.oddity(at, "this comment is never closed".to_owned(), "close it with `*/`"));
    }
    // What was never closed swallows what follows it, so it comes first, the innermost before all.
    reading.found.broken.splice(0..0, reading.unclosed);
    reading.found
}

/// The names of the tokens whose values a style uses.
fn used(css: &str) -> impl Iterator<Item = &str> {
    css.split("var(").skip(1).filter_map(|rest| names_of_tokens(rest.split([',', ')']).next()?).next())
}

/// Where a comment begins that has no end: a browser passes over all that follows.
fn unclosed_comment(css: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = css.get(at..)?;
        let start = rest.find(['"', '\'', '/'])?;
        let rest = rest.get(start..)?;
        let length = match rest.as_bytes() {
            [b'/', b'*', ..] => match rest.get(2..)?.find("*/") {
                Some(end) => end + 4,
                None => return Some(at + start),
            },
            [b'/', ..] => 1,
            [quote, ..] => text_length(rest, char::from(*quote)),
            [] => return None,
        };
        at += start + length;
    }
}

/// How many bytes a text in quotes has, with them; it ends with its line at the latest.
fn text_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = !escaped && (*c == quote || *c == '\n');
        escaped = !escaped && *c == '\\';
        ends
    });
    end.map_or(text.len(), |(end, _)| end + 1)
}

/// The names of the tokens that a style defines or uses.
pub fn names_of_tokens(css: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    css.split(move |c: char| !is_part(c)).filter(|word| word.starts_with("--") && word.len() > 2)
}

struct Reading<'a> {
    css: &'a str,
    known: &'a BTreeSet<&'a str>,
    unclosed: Vec<Oddity>,
    found: Oddities,
}

/// Line and column, both from 0, the column in what UTF-16 counts.
type At = (usize, usize);

impl<'i> Reading<'_> {
    /// Reads rules and declarations up to the end of what a parser reads; declarations stand within rules alone.
    fn body(&mut self, input: &mut Parser<'i>, is_within: bool) {
        loop {
            input.skip_whitespace();
            let at = at(input);
            let first = match input.next() {
                Ok(token) => token.clone(),
                Err(_) => return,
            };
            match first {
                Token::Semicolon => {}
                Token::Ident(name) if name.starts_with("--") => self.token(input, &name, at, is_within),
                first => self.rule(input, &first, at, is_within),
            }
        }
    }

    /// Reads what sets a token, from behind its name.
    fn token(&mut self, input: &mut Parser<'i>, name: &str, at: At, is_within: bool) {
        if !is_within {
            self.broken(at, format!("`{name}` is set outside of a rule"), "write it as `:root { --accent: teal; }`");
        }
        if !matches!(input.next(), Ok(Token::Colon)) {
            self.broken(at, format!("there is no `:` behind `{name}`"), "write it as `--accent: teal;`");
            return self.rest(input);
        }
        let mut is_empty = true;
        loop {
            input.skip_whitespace();
            let here = self::at(input);
            let part = match input.next() {
                Ok(Token::Semicolon) | Err(_) => break,
                Ok(part) => part.clone(),
            };
            is_empty = false;
            let next = matches!(&part, Token::Ident(next) if next.starts_with("--"));
            if next && input.try_parse(|input| input.expect_colon()).is_ok() {
                self.broken(here, format!("there is no `;` between `{name}` and this"), "end each token with a `;`");
                return self.rest(input);
            }
            self.part(input, &part, here, false);
        }
        if is_empty {
            self.broken(at, format!("`{name}` has no value"), "give it one, or take it out");
        }
        if !self.known.contains(name) && self.found.unknown.len() < MOST {
            let near = nearest(name, self.known.iter().copied());
            let help = near.map_or_else(
                || "the tokens stand at the top of the built-in style.css; docs/templates.md tells where".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let oddity = self.oddity(at, format!("there is no token `{name}`"), &help);
            self.found.unknown.push(oddity);
        }
    }

    /// Reads a rule up to the end of its block, or a declaration of another kind up to its semicolon.
    fn rule(&mut self, input: &mut Parser<'i>, first: &Token<'i>, start: At, is_within: bool) {
        let is_at_rule = matches!(first, Token::AtKeyword(_));
        let (mut part, mut here, mut has_colon) = (first.clone(), start, false);
        loop {
            match &part {
                Token::CurlyBracketBlock => return self.part(input, &part, here, true),
                Token::Semicolon if is_at_rule || (is_within && has_colon) => return,
                Token::Semicolon => break,
                Token::Colon => has_colon = true,
                _ => self.part(input, &part, here, false),
            }
            input.skip_whitespace();
            here = at(input);
            part = match input.next() {
                Ok(part) => part.clone(),
                // The last declaration of a block needs no semicolon.
                Err(_) if is_within && has_colon => return,
                Err(_) => break,
            };
        }
        self.broken(start, "this is no rule".to_owned(), "write tokens as `:root { --accent: teal; }`");
    }

    /// Looks at one part, and into it where it holds others.
    fn part(&mut self, input: &mut Parser<'i>, part: &Token<'i>, at: At, has_rules: bool) {
        let close = match part {
            Token::Function(_) | Token::ParenthesisBlock => ')',
            Token::SquareBracketBlock => ']',
            Token::CurlyBracketBlock => '}',
            Token::BadString(_) => return self.broken(at, "this text has no end".to_owned(), "close its quotes"),
            Token::BadUrl(_) => return self.broken(at, "this address is none".to_owned(), "put it in quotes"),
            Token::CloseParenthesis | Token::CloseSquareBracket | Token::CloseCurlyBracket => {
                return self.broken(at, "nothing is open that this would close".to_owned(), "take it out");
            }
            _ => return,
        };
        let read = input.parse_nested_block(|input| {
            match has_rules {
                true => self.body(input, true),
                false => self.parts(input),
            }
            Ok::<usize, ParseError<()>>(input.position().byte_index())
        });
        match read {
            Ok(end) if self.css.get(end..).is_some_and(|rest| rest.starts_with(close)) => {}
            Ok(_) => self.unclosed.push(self.oddity(at, format!("this is never closed with a `{close}`"), "close it")),
            Err(_) => self.broken(at, "this is too deep".to_owned(), "write it with fewer brackets"),
        }
    }

    fn parts(&mut self, input: &mut Parser<'i>) {
        loop {
            input.skip_whitespace();
            let here = at(input);
            let Ok(part) = input.next().cloned() else { return };
            self.part(input, &part, here, false);
        }
    }

    /// Passes over what is left of a declaration.
    fn rest(&mut self, input: &mut Parser<'i>) {
        while let Ok(part) = input.next() {
            if matches!(part, Token::Semicolon) {
                return;
            }
        }
    }

    fn broken(&mut self, at: At, message: String, help: &str) {
        if self.found.broken.len() >= MOST {
            return;
        }
        let oddity = self.oddity(at, message, help);
        self.found.broken.push(oddity);
    }

    fn oddity(&self, (line, column): At, message: String, help: &str) -> Oddity {
        let (mut units, text) = (0, self.css.lines().nth(line).unwrap_or_default());
        let before = text.chars().take_while(|c| {
            units += c.len_utf16();
            units <= column
        });
        Oddity { line: line + 1, column: before.count() + 1, message, help: help.to_owned() }
    }
}

fn at(input: &Parser<'_>) -> At {
    let at = input.current_source_location();
    (at.line as usize, (at.column as usize).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(css: &str) -> Vec<String> {
        let found = oddities(css, &BTreeSet::from(["--accent", "--ink", "--paper"]));
        let all = found.broken.iter().chain(&found.unknown);
        all.map(|odd| format!("{}:{} {}; {}", odd.line, odd.column, odd.message, odd.help)).collect()
    }

    #[test]
    fn tokens_that_are_known_are_set_in_whatever_way_css_has() {
        for css in [
            "",
            "/* é */ :root { --accent: teal }",
            ":root { --accent: light-dark(oklch(44% .125 256), #79f); color: red; --ink: \"a } b\"; }",
            "@media (prefers-contrast: more) { :root { --ink: #000; } } [data-theme=\"dark\"] { --paper: url(a.png); }",
            "@import \"more.css\"; :root:not(.a) { & > b { --ink: red } }",
            ":root { --of-our-own: teal; --accent: var( --of-our-own, red); --ink: \"a /* b\" }",
        ] {
            assert_eq!(told(css), [""; 0], "{css}");
        }
    }

    #[test]
    fn what_is_not_meant_is_told_with_its_place() {
        for (css, says) in [
            (":root {\n  --accnt: teal;\n}", "2:3 there is no token `--accnt`; did you mean `--accent`?"),
            (":root { --wombat: teal }", "1:9 there is no token `--wombat`; the tokens stand"),
            ("/* 🦊 */ :root { --accent teal; }", "1:17 there is no `:` behind `--accent`; write"),
            (":root {\n --accent: teal\n --ink: red;\n}", "3:2 there is no `;` between `--accent` and this; end"),
            (":root { --accent:; }", "1:9 `--accent` has no value; give"),
            (":root { --accent: teal;", "1:7 this is never closed with a `}`; close it"),
            (":root { --accent: oklch(44% .1 }", "1:19 this is never closed with a `)`; close it"),
            (":root { --ink: red }\n /* é /* :root { --ink: 1", "2:2 this comment is never closed; close it with `*/`"),
            (":root { --accent: teal; } }", "1:27 nothing is open that this would close; take"),
            ("--accent: teal;", "1:1 `--accent` is set outside of a rule; write it as"),
            (":root", "1:1 this is no rule; write"),
            (":root { colour red; }", "1:9 this is no rule; write"),
            (":root { --accent: \"teal\n; }", "1:19 this text has no end; close"),
        ] {
            let told = told(css);
            assert!(told.first().is_some_and(|told| told.starts_with(says)), "{css}: {told:?}");
        }
    }

    #[test]
    fn whatever_is_written_is_read_to_its_end() {
        let deep = "(".repeat(5_000);
        for css in
            [deep.as_str(), "}}}}", "{", "@", "--", ":root{--a:", "\\", "/*", "url(", "\"", "--x:{[(", "🦊{🦊:🦊}"]
        {
            told(css);
            told(&format!(":root {{ --accent: {css}"));
        }
    }
}
