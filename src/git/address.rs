//! Where git fetches from, as a user writes it, and as it is told: without what is secret in it.

use git2::{ObjectType, Oid};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The ways of git's own that lead to another machine or folder. What else git knows starts other programs.
const WAYS: [&str; 5] = ["https", "http", "ssh", "git", "file"];

/// An address that git fetches from.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// What a user wrote, as an address; `None` where it is a path.
    ///
    /// # Errors
    /// Where git would start a program for it, or could take it for an option.
    pub fn of(text: &str) -> Option<Result<Self, String>> {
        let before_slash = text.split('/').next().unwrap_or_default();
        let host = match text.split_once("://") {
            Some((way, rest)) if is_word(way) => {
                if !WAYS.contains(&way.to_ascii_lowercase().as_str()) {
                    let known = WAYS.map(|way| format!("{way}://")).join(", ");
                    let told = masked(text);
                    return Some(Err(format!(
                        "nothing is fetched from `{told}`; an address begins with {known}, or is HOST:PATH"
                    )));
                }
                rest.split('/').next().unwrap_or_default()
            }
            _ if is_word(before_slash.split("::").next().unwrap_or_default()) && before_slash.contains("::") => {
                let told = masked(text);
                return Some(Err(format!("nothing is fetched from `{told}`: git would start a program of that name")));
            }
            // One letter is a drive.
            _ => match before_slash.split_once(':') {
                Some((host, _)) if host.chars().count() > 1 => host,
                _ => return None,
            },
        };
        let is_option = |word: &str| word.starts_with('-');
        if is_option(text) || is_option(host) || host.rsplit('@').next().is_some_and(is_option) {
            return Some(Err("an address and its host begin with no dash".to_owned()));
        }
        match text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            true => Some(Err("an address has no spaces and no control characters; write %20 for a space".to_owned())),
            false => Some(Ok(Self(text.to_owned()))),
        }
    }

    /// As git is to have it.
    pub(super) fn whole(&self) -> &str {
        &self.0
    }

    /// What a copy of it is called. A password or a token that is another the next time leads to the same copy.
    pub fn folder_name(&self) -> String {
        let mark = Oid::hash_object(ObjectType::Blob, self.to_string().as_bytes());
        let mark = mark.map(|id| id.to_string()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let name: String = self.name().chars().take(60).map(plain).collect();
        format!("{name}-{}.git", mark.get(..16).unwrap_or_default())
    }

    /// Its last name, which is mostly that of the repository.
    fn name(&self) -> &str {
        let parts = self.0.trim_end_matches('/').rsplit(['/', ':']);
        let name = parts.map(|part| part.trim_end_matches(".git")).find(|part| !part.is_empty());
        name.filter(|name| !name.contains('@')).unwrap_or("log")
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&masked(&self.0))
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// A text in which no address has a password or a token. Rather too much is hidden than too little: a password may
/// hold what no address has.
pub fn masked(text: &str) -> String {
    static SECRET: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?i)([a-z][a-z0-9+.-]*://)((?:[^/\s'"@:\[]*:[^\s'"]*|[^/\s'"]*))@"#).ok());
    let Some(secret) = SECRET.as_ref() else { return String::new() };
    let hidden = |found: &Captures<'_>| {
        let part = |at: usize| found.get(at).map(|part| part.as_str()).unwrap_or_default();
        // Over ssh it is an account, and no secret.
        match part(1).eq_ignore_ascii_case("ssh://") && !part(2).contains(':') {
            true => found[0].to_owned(),
            false => format!("{}***@", part(1)),
        }
    };
    secret.replace_all(text, hidden).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_path_and_what_starts_programs_is_refused() {
        for address in [
            "https://git.example/a.git",
            "http://127.0.0.1:8080/a",
            "SSH://git@host/~/a",
            "git://host/a",
            "file:///srv/a.git",
            "git@host:teams/a.git",
            "host:a",
            "host:/srv/a:b",
        ] {
            assert!(matches!(Address::of(address), Some(Ok(_))), "{address}");
        }
        for path in ["../a", "/srv/a", "a", "./a:b", "C:\\logs", "c:/logs", "a/b://c", "./ext::sh", "/x::y"] {
            assert!(Address::of(path).is_none(), "{path}");
        }
        for refused in [
            "ext::sh -c touch% /tmp/x",
            "ext::sh/a",
            "fd::7",
            "ftp://host/a",
            "ext://host/a",
            "ssh://-oProxyCommand=x/a",
            "ssh://git@-oProxyCommand=x/a",
            "-oProxyCommand=x:a",
            "git@-oProxyCommand=x:a",
            "--upload-pack=x:a",
            "https://host/a b",
            "https://host/a\nb",
        ] {
            assert!(matches!(Address::of(refused), Some(Err(_))), "{refused}");
        }
    }

    #[test]
    fn no_address_is_told_with_what_is_secret_in_it() {
        for (whole, told) in [
            ("https://user:pass@host/a", "https://***@host/a"),
            ("https://token@host/a", "https://***@host/a"),
            ("https://u:p/a:s@s@host/a", "https://***@host/a"),
            ("ssh://git@host/a", "ssh://git@host/a"),
            ("ssh://git:pass@host/a", "ssh://***@host/a"),
            ("https://host:8080/a", "https://host:8080/a"),
            ("git@host:a", "git@host:a"),
            ("unable to access 'https://x:y@host/a/': no", "unable to access 'https://***@host/a/': no"),
        ] {
            assert_eq!(masked(whole), told);
        }
    }

    #[test]
    fn a_repository_is_called_as_its_address_ends() {
        let name = |text: &str| Address::of(text).unwrap().unwrap().name().to_owned();
        assert_eq!(name("https://host/teams/checkout.git"), "checkout");
        assert_eq!(name("https://host/teams/checkout.git/"), "checkout");
        assert_eq!(name("git@host:mail"), "mail");
        assert_eq!(name("https://u:p@host"), "log");
    }
}
