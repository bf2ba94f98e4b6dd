//! Addresses that something is sent to: by https alone, but for a service on this machine. A path may be a secret, as a
//! webhook's is, so that nobody sees more of an address than its host.

use super::failure::ConnectError;
use std::net::{IpAddr, Ipv6Addr};
use ureq::http::Uri;

/// Where something is sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    /// Scheme, host and port.
    origin: String,
    is_loopback: bool,
}

impl Address {
    /// An address as somebody wrote it.
    ///
    /// # Errors
    /// Where it is none, names a user, is not https and leads to another machine, or leads to a cloud's metadata.
    pub fn parse(text: &str) -> Result<Self, ConnectError> {
        let text = text.trim();
        let uri: Uri = text.parse().map_err(|_| ConnectError::Address("this is no address"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(ConnectError::Address("an address begins with https:// and a host"));
        };
        if authority.as_str().contains('@') {
            return Err(ConnectError::Address("an address names no user"));
        }
        let host = authority.host().trim_matches(['[', ']']).to_ascii_lowercase();
        let number: Option<IpAddr> = host.parse().ok();
        if number.is_some_and(is_metadata) {
            return Err(ConnectError::Address("nothing is sent to a cloud's own services"));
        }
        let is_loopback = host == "localhost" || number.is_some_and(|number| number.is_loopback());
        match scheme {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err(ConnectError::Address("an address begins with https://")),
        }
        Ok(Self { origin: format!("{scheme}://{authority}"), text: text.to_owned(), is_loopback })
    }

    /// The address of something below this one.
    #[must_use]
    pub fn join(&self, path: &str) -> Self {
        Self { text: format!("{}/{path}", self.text.trim_end_matches('/')), ..self.clone() }
    }

    /// The same with a query behind it.
    pub(super) fn with_query(&self, query: &str) -> Self {
        let mark = if self.text.contains('?') { '&' } else { '?' };
        Self { text: format!("{}{mark}{query}", self.text), ..self.clone() }
    }

    /// Where the service sent us on to: on the same host and port, or nowhere.
    pub(super) fn redirected(&self, location: &str) -> Option<Self> {
        let text = if location.starts_with('/') && !location.starts_with("//") {
            format!("{}{location}", self.origin)
        } else {
            location.to_owned()
        };
        Self::parse(&text).ok().filter(|other| other.origin == self.origin)
    }

    /// The whole of it, for the request alone.
    pub(super) fn whole(&self) -> &str {
        &self.text
    }

    /// What follows the host.
    pub(super) fn path(&self) -> &str {
        self.text.get(self.origin.len()..).unwrap_or_default()
    }

    /// Its host, with the port where one is named.
    pub(super) fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// The address of the host alone.
    pub(super) fn top(&self) -> Self {
        Self { text: self.origin.clone(), ..self.clone() }
    }

    /// Whether the service runs on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

/// An address that a service gave for people, which can stand in a document as it is.
///
/// # Errors
/// Where it is none.
pub(super) fn link(text: &str) -> Result<String, ConnectError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+;=%".contains(c);
    match Address::parse(text) {
        Ok(_) if text.chars().all(is_plain) => Ok(text.to_owned()),
        _ => Err(ConnectError::Garbled),
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.origin)
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/***", self.origin)
    }
}

/// Whether a number is that of a cloud's service for its own machines, which gives out their keys.
pub(super) fn is_metadata(number: IpAddr) -> bool {
    const AMAZON: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
    match number {
        IpAddr::V4(number) => number.is_link_local(),
        IpAddr::V6(number) => {
            number == AMAZON
                || number.is_unicast_link_local()
                || number.to_ipv4_mapped().is_some_and(|number| number.is_link_local())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        for sound in ["https://slack.com/api", "http://127.0.0.1:4010", "http://localhost:1/x", "http://[::1]:80/"] {
            assert!(Address::parse(sound).is_ok(), "{sound}");
        }
        for wrong in [
            "http://slack.com/api",
            "ftp://127.0.0.1/",
            "slack.com",
            "/api",
            "",
            "https://lead:word@slack.com/",
            "https://169.254.169.254/latest",
            "http://169.254.169.254/",
            "https://[::ffff:169.254.169.254]/",
            "https://[fd00:ec2::254]/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nothing_but_the_host_of_an_address_is_seen() {
        let address = Address::parse("https://hooks.slack.com/services/T0/B0/secret").unwrap();
        assert_eq!(format!("{address} {address:?}"), "https://hooks.slack.com https://hooks.slack.com/***");
        assert_eq!(address.join("x").whole(), "https://hooks.slack.com/services/T0/B0/secret/x");
    }

    #[test]
    fn a_service_sends_on_to_its_own_host_alone() {
        let address = Address::parse("https://api.github.com/repos/a/b").unwrap();
        let to = |location: &str| address.redirected(location).map(|to| to.whole().to_owned());
        assert_eq!(to("/repositories/1").as_deref(), Some("https://api.github.com/repositories/1"));
        assert_eq!(to("https://api.github.com/x").as_deref(), Some("https://api.github.com/x"));
        for elsewhere in
            ["https://evil.example/", "http://api.github.com/x", "//evil.example/", "https://api.github.com:8/"]
        {
            assert_eq!(to(elsewhere), None, "{elsewhere}");
        }
    }
}
