//! Issues of GitHub and GitLab: opened once, and found again by a marker that nobody sees.

use super::address::link;
use super::failure::ConnectError;
use super::http::{Answer, CLOCKS, Client, Request};
use super::project::{Kind, Project};
use super::secret::Secret;
use super::ticket::{Ticket, marker, quiet};
use crate::model::Moment;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

/// How many issues are read at once, and how often: an answer of this many is never too long to be read.
const PAGE: usize = 30;
const PAGES: usize = 50;

/// A project with the token for it.
#[derive(Debug)]
pub struct Tracker {
    client: Client,
    project: Project,
    token: Secret,
}

/// A ticket that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedTicket {
    pub link: String,
    /// What of it the tracker did not take.
    pub note: Option<String>,
}

impl Tracker {
    pub fn new(project: Project, token: Secret) -> Self {
        Self { client: Client::default(), project, token }
    }

    /// Opens a ticket. One whose assignee the tracker does not take is opened without.
    ///
    /// # Errors
    /// Where the tracker does not do it.
    pub fn open(&self, ticket: &Ticket, key: &str) -> Result<OpenedTicket, ConnectError> {
        if ticket.project != self.project.address {
            let says = format!("it is for {}, and the plan names {} now", ticket.project, self.project.address);
            return Err(ConnectError::Refused { status: 200, says });
        }
        let assignee = ticket.assignee.as_deref();
        let issue = match (self.post(ticket, assignee, key), assignee) {
            (Err(ConnectError::Refused { status: 422, .. }), Some(_)) => self.post(ticket, None, key),
            (issue, _) => issue,
        };
        let issue = issue.map_err(|error| self.explained(error))?;
        let taken = issue["assignees"].as_array().into_iter().flatten().chain([&issue["assignee"]]);
        let mut taken = taken.filter_map(|user| user[self.words().login].as_str());
        let is_refused = |login: &&str| !taken.any(|other| other.eq_ignore_ascii_case(login));
        let note =
            assignee.filter(is_refused).map(|login| format!("it is not assigned: the tracker did not take {login}"));
        Ok(OpenedTicket { link: self.link_of(&issue)?, note })
    }

    /// Looks for a ticket of ours by its key, since shortly before it was made. Labels are of no use for that: they are
    /// left off where the token may not set them.
    ///
    /// # Errors
    /// Where the tracker does not tell.
    pub fn find(&self, key: &str, made: Moment) -> Result<Option<OpenedTicket>, ConnectError> {
        let words = self.words();
        let marker = marker(key);
        let since = made - CLOCKS;
        let oldest = since.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
        for number in 1..=PAGES {
            let (number, size) = (number.to_string(), PAGE.to_string());
            let mut query = words.newest.to_vec();
            query.extend([(words.since, oldest.as_str()), ("per_page", &size), ("page", &number)]);
            let request = self.with_token(Request::get(&self.project.issues).query(&query));
            let page: Vec<Value> = self.send(&request).map_err(|error| self.explained(error))?.json()?;
            if let Some(issue) =
                page.iter().find(|issue| issue[words.body].as_str().is_some_and(|b| b.contains(&marker)))
            {
                return Ok(Some(OpenedTicket { link: self.link_of(issue)?, note: None }));
            }
            let made = page.last().and_then(|issue| DateTime::parse_from_rfc3339(issue["created_at"].as_str()?).ok());
            if page.len() < PAGE || made.is_some_and(|made| made < since) {
                return Ok(None);
            }
        }
        let says = "it has too many new issues for ours to be looked for".to_owned();
        Err(ConnectError::Refused { status: 200, says })
    }

    fn post(&self, ticket: &Ticket, assignee: Option<&str>, key: &str) -> Result<Value, ConnectError> {
        let body = format!("{}\n\n{}", quiet(ticket.body.trim_end()), marker(key));
        let request = Request::post(&self.project.issues);
        let request = match self.project.kind {
            Kind::GitHub => {
                let assignees: Vec<&str> = assignee.into_iter().collect();
                let (title, labels) = (&ticket.title, &ticket.labels);
                request.json(&json!({"title": title, "body": body, "labels": labels, "assignees": assignees}))?
            }
            Kind::GitLab => {
                let labels = ticket.labels.join(",");
                let mut form = vec![("title", ticket.title.as_str()), ("description", &body), ("labels", &labels)];
                let id = assignee.map(|login| self.user(login)).transpose()?.flatten();
                form.extend(id.as_deref().map(|id| ("assignee_ids[]", id)));
                form.extend(ticket.confidential.then_some(("confidential", "true")));
                request.form(&form)
            }
        };
        self.send(&self.with_token(request))?.json()
    }

    /// The number by which GitLab knows a user.
    fn user(&self, login: &str) -> Result<Option<String>, ConnectError> {
        let request = Request::get(&self.project.users).query(&[("username", login)]);
        let users: Vec<Value> = self.send(&self.with_token(request))?.json()?;
        Ok(users.first().and_then(|user| user["id"].as_u64()).map(|id| id.to_string()))
    }

    fn with_token(&self, request: Request) -> Request {
        match self.project.kind {
            Kind::GitHub => request
                .bearer(&self.token)
                .header("accept", Secret::new("application/vnd.github+json"))
                .header("x-github-api-version", Secret::new("2022-11-28")),
            Kind::GitLab => request.header("private-token", self.token.clone()),
        }
    }

    fn send(&self, request: &Request) -> Result<Answer, ConnectError> {
        self.client.send(request)
    }

    fn link_of(&self, issue: &Value) -> Result<String, ConnectError> {
        link(issue[self.words().link].as_str().unwrap_or_default())
    }

    fn words(&self) -> &'static Words {
        match self.project.kind {
            Kind::GitHub => &GITHUB,
            Kind::GitLab => &GITLAB,
        }
    }

    /// A refusal with what to do about it.
    fn explained(&self, error: ConnectError) -> ConnectError {
        let ConnectError::Refused { status, says } = error else { return error };
        let help = match status {
            401 => "the token is not valid, or no longer",
            403 => self.words().right,
            404 => "there is no such project, or the token may not see it",
            410 => "the project has no issues",
            _ => "",
        };
        let parts = [says.as_str(), help].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        ConnectError::Refused { status, says: parts.join(": ") }
    }
}

/// What a tracker calls it.
struct Words {
    link: &'static str,
    body: &'static str,
    login: &'static str,
    since: &'static str,
    newest: [(&'static str, &'static str); 3],
    right: &'static str,
}

const GITHUB: Words = Words {
    link: "html_url",
    body: "body",
    login: "login",
    since: "since",
    newest: [("state", "all"), ("sort", "created"), ("direction", "desc")],
    right: "the token lacks a right; it needs issues: write",
};

const GITLAB: Words = Words {
    link: "web_url",
    body: "description",
    login: "username",
    since: "created_after",
    newest: [("scope", "all"), ("order_by", "created_at"), ("sort", "desc")],
    right: "the token lacks a right; it needs the scope api",
};
