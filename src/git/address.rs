//! Where git fetches from, as a user writes it, and as it is told: without what is secret in it.

use git2::{ObjectType, Oid};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The ways of git's own that lead to another machine or folder. What else git knows starts other programs.
pub(super) const WAYS: [&str; 5] = ["https", "http", "ssh", "git", "file"];

/// An address that git fetches from.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// What a user wrote, as an address; `None` where it is a path.
    ///
    /// # Errors
    /// Where git would start a program for it, or could take it for an option, or it is not certain what of it is secret. No
    /// message has what may be.
    pub fn of(text: &str) -> Option<Result<Self, String>> {
        let before_slash = text.split('/').next().unwrap_or_default();
        let program = before_slash.split_once("::").map(|(program, _)| program);
        let host = match (parts(text), program) {
            (Some((way, authority, _)), _) => match check_parts(text, way, authority) {
                Ok(()) => authority,
                Err(why) => return Some(Err(why)),
            },
            (None, Some(program)) if is_word(program) => {
                let why = format!("nothing is fetched by `{program}::`: git would start a program of that name");
                return Some(Err(why));
            }
            // One letter is a drive.
            _ => match before_slash.split_once(':') {
                Some((host, path)) if host.chars().count() > 1 => match check_short(host, path) {
                    Ok(()) => host,
                    Err(why) => return Some(Err(why)),
                },
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
        let path = parts(&self.0).map(|(.., path)| path).or_else(|| self.0.split_once(':').map(|(_, path)| path));
        let names = path.unwrap_or_default().trim_end_matches('/').rsplit(['/', ':']);
        names.map(|name| name.trim_end_matches(".git")).find(|name| !name.is_empty()).unwrap_or("log")
    }
}

/// Which repository it is, without what is secret: an account over ssh is none, and another may have another home there.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match parts(&self.0).and_then(|(way, authority, path)| Some((way, authority.rsplit_once('@')?, path))) {
            Some((way, (who, host), path)) if way.eq_ignore_ascii_case("ssh") => {
                write!(f, "{way}://{}@{host}{path}", who.split(':').next().unwrap_or_default())
            }
            Some((way, (_, host), path)) => write!(f, "{way}://***@{host}{path}"),
            None => f.write_str(&self.0),
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// `way`, `user:password@host:port` and `/path` of `way://…`.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (way, rest) = text.split_once("://").filter(|(way, _)| is_word(way))?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Some((way, authority, path))
}

fn check_parts(text: &str, way: &str, authority: &str) -> Result<(), String> {
    let way = way.to_ascii_lowercase();
    if !WAYS.contains(&way.as_str()) {
        let known = WAYS.map(|way| format!("{way}://")).join(", ");
        return Err(format!("nothing is fetched over `{way}://`; an address begins with {known}, or is HOST:PATH"));
    }
    // Git puts its own words behind a query, so none reaches a repository.
    if way.starts_with("http") && text.contains(['?', '#']) {
        return Err(
            "an address to fetch from has no `?` and no `#`; leave a token to a credential helper of git".to_owned()
        );
    }
    let host = authority.rsplit('@').next().unwrap_or_default();
    let port = host.rsplit_once(']').map_or(host, |(_, port)| port).split_once(':').map_or("", |(_, port)| port);
    match port.chars().all(|c| c.is_ascii_digit()) {
        true => Ok(()),
        false => Err("the port of an address is a number; in a password `/` is written %2F".to_owned()),
    }
}

/// Checks `HOST:PATH`, of which the path is known up to its first slash.
fn check_short(host: &str, path: &str) -> Result<(), String> {
    let way = host.to_ascii_lowercase();
    if WAYS.contains(&way.as_str()) {
        return Err(format!("an address over {way} begins with `{way}://`; a host of that name is ssh://{way}/PATH"));
    }
    match path.split_once('@').is_some_and(|(_, rest)| rest.contains(':')) && !host.contains('@') {
        true => Err("HOST:PATH has no password; who you are over ssh is told by your key".to_owned()),
        false => Ok(()),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// A text in which no address has a password, a token or a query. Where what stands for a port is no number, rather too
/// much is hidden than too little: a password may hold what no address has.
pub fn masked(text: &str) -> String {
    static SECRETS: LazyLock<Option<(Regex, Regex)>> = LazyLock::new(|| {
        let who = r#"(?i)([a-z][a-z0-9+.-]*://)([^/\s'"]*|[^/\s'"@:\[]*:[0-9]*[^0-9/\s'"@][^\s'"]*)@"#;
        let query = r#"(?i)(https?://[^\s'"?\#]*[?\#])[^\s'"]+"#;
        Regex::new(who).ok().zip(Regex::new(query).ok())
    });
    let Some((who, query)) = SECRETS.as_ref() else { return String::new() };
    let hidden = |found: &Captures<'_>| {
        let part = |at: usize| found.get(at).map(|part| part.as_str()).unwrap_or_default();
        // Over ssh it is an account, and no secret.
        match part(1).eq_ignore_ascii_case("ssh://") && !part(2).contains(':') {
            true => found[0].to_owned(),
            false => format!("{}***@", part(1)),
        }
    };
    query.replace_all(&who.replace_all(text, hidden), "${1}***").into_owned()
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
            "ftp://user:s3cret@host/a",
            "ftp://user:s3 cret'@host/a",
            "ext::sh -c s3cret",
            "git@-oProxyCommand=x:a",
            "--upload-pack=x:a",
            "https://host/a b",
            "https:/host/a",
            "HTTPS:host/a",
            "https://user:pass/word@host/a",
            "https://host/a?private_token=s3cret",
            "user:s3cret@host:a",
            "https://host/a\nb",
        ] {
            let why = Address::of(refused).map(|address| address.expect_err(refused)).expect(refused);
            assert!(!why.contains("s3cret") && !why.contains("pass/word"), "{why}");
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
            ("ssh://host:2222/a/log@x", "ssh://host:2222/a/log@x"),
            ("https://u:p@host:8080/a/log@x", "https://***@host:8080/a/log@x"),
            ("https://u:p@host/a?token=b&c=d' e", "https://***@host/a?***' e"),
            ("unable to access 'https://x:y@host/a/': no", "unable to access 'https://***@host/a/': no"),
        ] {
            assert_eq!(masked(whole), told);
        }
    }

    #[test]
    fn what_is_no_secret_tells_one_copy_from_another() {
        let of = |text: &str| Address::of(text).unwrap().unwrap();
        for (one, other) in [
            ("ssh://gita:2222/srv/log@x", "ssh://gitb:2222/srv/log@x"),
            ("https://u:p@host/team-a/logs@eu", "https://u:p@host/team-b/logs@eu"),
            ("https://host:8080/a@x", "https://host:8081/a@x"),
            ("http://[::1]:80/a@x", "http://[::2]:80/a@x"),
            ("ssh://a:p@host/~/log", "ssh://b:p@host/~/log"),
            ("host:a@x", "host:b@x"),
        ] {
            assert_ne!(of(one).folder_name(), of(other).folder_name(), "{one}");
        }
        for (one, other, told) in [
            ("https://u:p@host/a@x", "https://v:q'q@host/a@x", "https://***@host/a@x"),
            ("ssh://u:p@host:22/a", "ssh://u:q@host:22/a", "ssh://u@host:22/a"),
        ] {
            assert_eq!(of(one).folder_name(), of(other).folder_name());
            assert_eq!((of(one).to_string(), of(other).to_string()), (told.to_owned(), told.to_owned()));
        }
    }

    #[test]
    fn a_repository_is_called_as_its_address_ends() {
        let name = |text: &str| Address::of(text).unwrap().unwrap().name().to_owned();
        assert_eq!(name("https://host/teams/checkout.git"), "checkout");
        assert_eq!(name("https://host/teams/checkout.git/"), "checkout");
        assert_eq!(name("git@host:mail"), "mail");
        assert_eq!(name("https://u:p@host"), "log");
        assert_eq!(name("https://u:p@host/teams/logs@eu"), "logs@eu");
    }
}
