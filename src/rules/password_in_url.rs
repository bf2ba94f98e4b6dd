//! Passwords within addresses.

use super::leaked_secret::secrets;
use super::placeholder::is_placeholder;
use super::rule::{Findings, Subject};
use super::texts::look;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

rule! {
    /// An address holds a password.
    ///
    /// ## Why
    /// A connection string or a clone's address is pasted quickly, and the password within it is easily overlooked.
    /// Whoever can read the log or its history can use it. `$PASSWORD`, `<password>` and stars are let be, and so are
    /// addresses on `localhost` and the domains that are kept for examples, such as `example.com`.
    ///
    /// ## Good
    /// ```markdown
    /// ## Solution
    /// Point the indexer at `postgres://indexer:$PASSWORD@db.example/search`.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Solution
    /// Point the indexer at `postgres://indexer:no-real-one@db.example/search`.
    /// ```
    "password-in-url", Error, check, hides: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, Password { span, user }) in look(subject.log, |text| passwords(text.source.text())) {
        let message = match user {
            "" => "this address holds a password".to_owned(),
            user => format!("this address holds the password of `{user}`"),
        };
        let help = "change the password, as whoever can read this log or its history has it; then write `***` in its \
                    place";
        findings.report(source, span, message, help).hide();
    }
}

pub struct Password<'a> {
    pub span: Span,
    user: &'a str,
}

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"[A-Za-z][A-Za-z0-9+.-]*://([^\s/:@?#"'`<>]*):([^\s/@?#"'`]+)@([^\s/@"'`<>?#]+)"#).ok()
});

/// What a password opens on these is a reader's own machine, or is there for examples alone.
const NOBODYS: &[&str] = &["localhost", "127.0.0.1", "0.0.0.0", "[::1]", "example.com", "example.net", "example.org"];

fn is_nobodys(host: &str) -> bool {
    let bare = host.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix(':').unwrap_or(host);
    NOBODYS.iter().any(|nobodys| bare.strip_suffix(nobodys).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// The passwords within a text's addresses.
pub fn passwords(text: &str) -> Vec<Password<'_>> {
    let Some(address) = ADDRESS.as_ref().filter(|_| text.contains("://") && text.contains('@')) else {
        return Vec::new();
    };
    let found = address.captures_iter(text).filter_map(|found| {
        let (user, password) = (found.get(1)?.as_str(), found.get(2)?);
        // A token in the password's place is a finding of its own already.
        let is_one = !is_placeholder(password.as_str())
            && !is_nobodys(found.get(3)?.as_str())
            && secrets(password.as_str()).is_empty();
        is_one.then(|| Password { span: Span::new(password.start(), password.end()), user })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    fn solved_by(markdown: &str) -> Case {
        Case::sound().replace("Rebuild the index with eight shards.", markdown)
    }

    #[test]
    fn a_password_is_found_where_it_stands_and_never_told() {
        let case = solved_by("Clone <https://robot:no-real-one@git.example/shop.git>.");
        case.clone().finds(&[&format!("{INCIDENT}:24:22 password-in-url")]);
        case.says(
            "this address holds the password of `robot`",
            "change the password, as whoever can read this log or its history has it; then write `***` in its place",
        );
        solved_by("`redis://:no-real-one@cache.example:6379/0`").finds(&[&format!("{INCIDENT}:24:11 password-in-url")]);
    }

    #[test]
    fn front_matter_and_the_plan_are_looked_at() {
        Case::sound()
            .replace("related: []", "related: []\nx-dsn: mysql://shop:no-real-one@db.example/shop")
            .finds(&[&format!("{INCIDENT}:18:21 password-in-url")]);
        Case::sound()
            .file(PLAN, "chat: {kind: slack, address: 'https://robot:no-real-one@chat.example'}\n")
            .finds(&[&format!("{PLAN}:1:45 password-in-url")]);
    }

    #[test]
    fn addresses_without_a_password_are_let_be() {
        for address in [
            "https://robot@git.example/shop.git",
            "https://robot:$PASSWORD@git.example",
            "https://robot:${PASSWORD}@git.example",
            "https://robot:<password>@git.example",
            "https://robot:PASSWORD@git.example",
            "https://robot:***@git.example",
            "https://robot:xxx@git.example",
            "https://robot:[redacted]@git.example",
            "https://robot:@git.example",
            "postgres://shop:shop@localhost:5432/shop",
            "https://robot:one@www.example.com/shop.git",
            "https://git.example:8443/@robot",
            "https://git.example/a:b@c",
            "https://git.example?at=a:b@c",
            "ssh://git.example:22 robot@git.example",
            "mailto:robot:one@git.example",
        ] {
            solved_by(&format!("See `{address}`.")).finds(&[]);
        }
    }
}
