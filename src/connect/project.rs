//! The project that tickets are opened in, and the one host that may be given the token for it.

use super::address::Address;
use super::failure::ConnectError;
use crate::git::variable_or_setting;
use crate::model::Endpoint;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What names the host of a tracker of one's own.
const HOST: (&str, &str) = ("INCIDENT_TRACKER_HOST", "incident.trackerHost");
/// What stays as it is in the name of a project that stands in a path.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The trackers that tickets are opened in; in others people open them by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    GitHub,
    GitLab,
}

impl Kind {
    /// By the word of the plan.
    pub fn of(endpoint: &Endpoint) -> Option<Self> {
        match endpoint.kind.as_deref()?.trim().to_ascii_lowercase().as_str() {
            "github" => Some(Self::GitHub),
            "gitlab" => Some(Self::GitLab),
            _ => None,
        }
    }
}

/// A repository or project of a tracker.
#[derive(Clone, Debug)]
pub struct Project {
    pub kind: Kind,
    /// As the plan has it.
    pub address: String,
    /// Where its issues stand in the tracker's API.
    pub(super) issues: Address,
    /// Where users stand there.
    pub(super) users: Address,
}

impl Project {
    /// The project of a plan's address. The plan may be anybody's: the token goes to the service's own host, or to the one
    /// that the environment or the user's configuration of git names.
    ///
    /// # Errors
    /// Where it is no address of a project, or its host is not named: what to do, in a sentence.
    pub fn of(kind: Kind, address: &str) -> Result<Self, String> {
        let named = variable_or_setting(HOST.0, HOST.1);
        Self::on(kind, address, named.as_deref())
    }

    fn on(kind: Kind, address: &str, named: Option<&str>) -> Result<Self, String> {
        let told = |error: ConnectError| format!("the address of `tracker` in incident.yaml: {error}");
        let parsed = Address::parse(address).map_err(told)?;
        let host = parsed.host();
        let (own, example) = match kind {
            Kind::GitHub => ("github.com", "https://github.com/OWNER/REPOSITORY"),
            Kind::GitLab => ("gitlab.com", "https://gitlab.com/GROUP/PROJECT"),
        };
        let is_named = named.is_some_and(|named| named.trim().eq_ignore_ascii_case(host));
        if host != own && !is_named {
            let (variable, setting) = HOST;
            return Err(format!(
                "the token is not sent to {host}, which only incident.yaml names; where that is your tracker, set \
                 {variable}={host} or `git config --global {setting} {host}`"
            ));
        }
        let path = parsed.path().trim_matches('/').trim_end_matches(".git");
        let names: Vec<&str> = path.split('/').collect();
        let is_name = |name: &&str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            !matches!(*name, "" | "." | ".." | "-") && name.chars().all(fits)
        };
        let fits = if kind == Kind::GitHub { names.len() == 2 } else { names.len() >= 2 };
        if !fits || !names.iter().all(is_name) {
            return Err(format!("the address of `tracker` in incident.yaml is none of a project; write {example}"));
        }
        let api = match (kind, host == own) {
            (Kind::GitHub, true) => Address::parse("https://api.github.com").map_err(told)?,
            (Kind::GitHub, false) => parsed.top().join("api/v3"),
            (Kind::GitLab, _) => parsed.top().join("api/v4"),
        };
        let (issues, users) = match kind {
            Kind::GitHub => (format!("repos/{path}/issues"), "user"),
            Kind::GitLab => (format!("projects/{}/issues", utf8_percent_encode(path, IN_PATH)), "users"),
        };
        Ok(Self { kind, address: format!("{parsed}/{path}"), issues: api.join(&issues), users: api.join(users) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(kind: Kind, address: &str, named: Option<&str>) -> Result<String, String> {
        Project::on(kind, address, named).map(|project| project.issues.whole().to_owned())
    }

    #[test]
    fn a_project_is_found_by_its_address() {
        for (kind, address, named, expected) in [
            (Kind::GitHub, "https://github.com/shop/shop.git", None, "https://api.github.com/repos/shop/shop/issues"),
            (
                Kind::GitHub,
                "https://git.shop.example/a/b/",
                Some("git.shop.example"),
                "https://git.shop.example/api/v3/repos/a/b/issues",
            ),
            (Kind::GitLab, "https://gitlab.com/a/b/c.d", None, "https://gitlab.com/api/v4/projects/a%2Fb%2Fc.d/issues"),
            (
                Kind::GitLab,
                "http://127.0.0.1:8/a/b",
                Some("127.0.0.1:8"),
                "http://127.0.0.1:8/api/v4/projects/a%2Fb/issues",
            ),
        ] {
            assert_eq!(issues(kind, address, named).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn the_token_goes_to_no_host_that_only_the_plan_names() {
        for (kind, address, named) in [
            (Kind::GitHub, "https://evil.example/shop/shop", None),
            (Kind::GitHub, "https://gitlab.com/shop/shop", None),
            (Kind::GitHub, "https://github.com.evil.example/shop/shop", None),
            (Kind::GitHub, "https://github.com:8443/shop/shop", None),
            (Kind::GitLab, "http://127.0.0.1:9/a/b", Some("127.0.0.1:8")),
            (Kind::GitLab, "https://evil.example/a/b", Some("git.shop.example")),
        ] {
            let why = issues(kind, address, named).unwrap_err();
            assert!(why.contains("set INCIDENT_TRACKER_HOST="), "{why}");
        }
        for (address, named) in
            [("http://git.shop.example/a/b", "git.shop.example"), ("https://lead@github.com/a/b", "")]
        {
            assert!(issues(Kind::GitHub, address, Some(named)).is_err(), "{address}");
        }
    }

    #[test]
    fn an_address_that_is_none_of_a_project_is_refused() {
        for path in ["", "shop", "shop/shop/issues", "shop/..", "shop/a?b", "shop/a#b", "shop/a%2Fb", "-/shop"] {
            let why = issues(Kind::GitHub, &format!("https://github.com/{path}"), None).unwrap_err();
            assert!(why.ends_with("write https://github.com/OWNER/REPOSITORY"), "{path}: {why}");
        }
        assert!(issues(Kind::GitLab, "https://gitlab.com/a/b/-/issues", None).is_err());
    }
}
