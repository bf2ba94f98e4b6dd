//! Names and addresses in what is read away from the site: feeds, calendars, data.

use crate::audience::View;
use crate::text::slug;

/// How a site is named where it is not seen.
pub struct Away<'a> {
    name: &'a str,
    /// The site's address with a slash at its end.
    root: Option<String>,
    /// What tells the log from others of the same name, in a site of several.
    log: Option<&'a str>,
}

impl<'a> Away<'a> {
    pub fn new(view: &'a View, base_url: Option<&str>) -> Self {
        let name = match view.plan().name.trim() {
            "" => "Incidents",
            name => name,
        };
        Self::named(name, base_url)
    }

    pub fn named(name: &'a str, base_url: Option<&str>) -> Self {
        Self { name, root: base_url.map(|url| format!("{}/", url.trim_end_matches('/'))), log: None }
    }

    /// The same for one of several logs of a site, whose plans may be called alike.
    pub fn of_log(self, log: Option<&'a str>) -> Self {
        Self { log, ..self }
    }

    /// What the log is called.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Where the site stands, with a slash at its end.
    pub fn root(&self) -> Option<&str> {
        self.root.as_deref()
    }

    /// An address on the site: whole where it is known where the site stands, else from the site's root.
    pub fn address(&self, path: &str) -> String {
        let from_root = if path.is_empty() { "./" } else { path };
        self.whole(path).unwrap_or_else(|| from_root.to_owned())
    }

    /// The whole address of a path on the site, where it is known where the site stands.
    pub fn whole(&self, path: &str) -> Option<String> {
        self.root().map(|root| format!("{root}{path}"))
    }

    /// The id of an incident's page. It stays when the site's pages are laid out anew, or the site moves from HTTP to
    /// HTTPS.
    pub fn id(&self, page: &str, day: &str) -> String {
        let after_scheme = self.root().and_then(|root| root.split_once("://")).map(|(_, rest)| rest);
        match after_scheme.and_then(|rest| rest.split_once('/')) {
            Some((authority, path)) => {
                let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
                let host = host.split_once(':').map_or(host, |(host, _port)| host);
                format!("tag:{host},{day}:/{path}{page}")
            }
            None => self.urn(&format!(":{page}")),
        }
    }

    /// A name for something of the log.
    pub fn urn(&self, what: &str) -> String {
        format!("urn:incident-log:{}{what}", slug(self.log.unwrap_or(self.name)))
    }
}
