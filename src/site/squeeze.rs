//! A style without what only its authors need, so that pages stay light.

/// CSS without comments and without white space that means nothing. Strings are kept as they are.
pub fn squeeze(css: &str) -> String {
    let mut squeezed = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '"' | '\'' => {
                let end = string_end(rest, first);
                squeezed.push_str(rest.get(..end).unwrap_or(rest));
                end
            }
            '/' if rest.starts_with("/*") => {
                rest.get(2..).and_then(|rest| rest.find("*/")).map_or(rest.len(), |end| end + 4)
            }
            c if c.is_whitespace() => {
                // One space, unless a mark that needs none stands before it.
                if !squeezed.ends_with([' ', '{', '}', ';', ',', ':', '>']) && !squeezed.is_empty() {
                    squeezed.push(' ');
                }
                first.len_utf8()
            }
            '{' | '}' | ';' | ',' | '>' | '!' => {
                let kept = squeezed.trim_end_matches(' ').len();
                squeezed.truncate(kept);
                if first == '}' && squeezed.ends_with(';') {
                    squeezed.pop();
                }
                squeezed.push(first);
                1
            }
            c => {
                squeezed.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    squeezed
}

/// Where the string ends that a text begins with.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            c if c == quote && !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_kept() {
        assert_eq!(
            squeeze(
                "/* one\n two */\n:root {\n  --text: \"A  B\", serif;\n}\n\na :is(b, c) > d + e:hover::after {\n  content: \" (\\\" /* no */\";\n  width: calc(1px + 2 * 3px);\n}\n"
            ),
            ":root{--text:\"A  B\",serif}a :is(b,c)>d + e:hover::after{content:\" (\\\" /* no */\";width:calc(1px + 2 * 3px)}"
        );
        assert_eq!(squeeze("@media (min-width: 1rem) { a .b { x: y } }"), "@media (min-width:1rem){a .b{x:y}}");
    }

    #[test]
    fn what_is_never_closed_does_no_harm() {
        for css in ["a { content: \"x", "a /* b", "a { \\", "'", "é /", "/*/", "/*"] {
            squeeze(css);
        }
    }
}
