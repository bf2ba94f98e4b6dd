//! Slack's Web API, as far as a response needs it. Its methods take forms and answer in JSON, with `ok` for what was done.

use super::address::{Address, link};
use super::failure::ConnectError;
use super::http::{CLOCKS, Client, Request};
use super::markup::channel_name;
use super::secret::Secret;
use crate::model::Moment;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Where Slack's methods stand.
pub const SLACK: &str = "https://slack.com/api";
/// What marks our messages among others, with the item's key beside it.
const EVENT: &str = "incident_outbox";
/// How many channels or messages are read at once, and how often.
const PAGE: &str = "200";
const PAGES: usize = 50;

/// A bot in a workspace.
#[derive(Debug)]
pub struct Slack {
    client: Client,
    base: Address,
    token: Secret,
}

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
pub struct Room {
    pub id: String,
    #[serde(default)]
    pub is_private: bool,
}

/// A message that is out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Posted {
    pub channel: String,
    pub ts: String,
}

#[derive(Deserialize)]
struct Opened {
    channel: Room,
}

#[derive(Deserialize)]
struct Permalink {
    permalink: String,
}

/// A page of channels or messages.
#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    channels: Vec<Value>,
    #[serde(default)]
    messages: Vec<Value>,
    response_metadata: Option<Value>,
}

impl Slack {
    pub fn new(base: Address, token: Secret) -> Self {
        Self { client: Client::default(), base, token }
    }

    /// Opens a channel, or finds the one that has its name already.
    ///
    /// # Errors
    /// Where Slack does not do it.
    pub fn open_room(&self, name: &str, private: bool) -> Result<Room, ConnectError> {
        let name = channel_name(name);
        let form = [("name", name.as_str()), ("is_private", if private { "true" } else { "false" })];
        match self.post_form::<Opened>("conversations.create", &form) {
            Ok(opened) => Ok(opened.channel),
            Err(ConnectError::Refused { status: 200, says }) if says.starts_with("name_taken") => {
                let help = "name_taken: a channel that the app does not see has this name";
                self.find_room(&name)?.ok_or(ConnectError::Refused { status: 200, says: help.to_owned() })
            }
            Err(error) => Err(error),
        }
    }

    /// Looks for a channel by its name, among those that the app may see.
    ///
    /// # Errors
    /// Where Slack does not tell.
    pub fn find_room(&self, name: &str) -> Result<Option<Room>, ConnectError> {
        let name = channel_name(name);
        let words = [("types", "public_channel,private_channel"), ("exclude_archived", "true")];
        self.find("conversations.list", &words, |page| {
            let found = page.channels.iter().find(|channel| channel["name"] == name.as_str())?;
            serde_json::from_value(found.clone()).ok()
        })
    }

    /// Asks members into a channel.
    ///
    /// # Errors
    /// Where Slack does not do it.
    pub fn invite(&self, room: &Room, members: &[String]) -> Result<(), ConnectError> {
        let form = [("channel", room.id.as_str()), ("users", &members.join(","))];
        match self.post_form::<Value>("conversations.invite", &form) {
            Err(ConnectError::Refused { status: 200, says }) if says.starts_with("already_in_channel") => Ok(()),
            done => done.map(drop),
        }
    }

    /// Whether a channel is not there, or not for the app.
    pub fn is_no_channel(error: &ConnectError) -> bool {
        matches!(error, ConnectError::Refused { says, .. } if says.starts_with(NO_CHANNEL))
    }

    /// Opens the conversation with one member; gives its id.
    ///
    /// # Errors
    /// Where Slack does not do it.
    pub fn open_direct(&self, member: &str) -> Result<String, ConnectError> {
        self.post_form::<Opened>("conversations.open", &[("users", member)]).map(|opened| opened.channel.id)
    }

    /// Posts a message in a channel, by its id or name.
    ///
    /// # Errors
    /// Where Slack does not do it.
    pub fn post(&self, channel: &str, text: &str, key: &str) -> Result<Posted, ConnectError> {
        let metadata = json!({"event_type": EVENT, "event_payload": {"key": key}}).to_string();
        self.post_form("chat.postMessage", &[("channel", channel), ("text", text), ("metadata", &metadata)])
    }

    /// The address of a message.
    ///
    /// # Errors
    /// Where Slack does not tell, or what it tells is no address.
    pub fn permalink(&self, posted: &Posted) -> Result<String, ConnectError> {
        let words = [("channel", posted.channel.as_str()), ("message_ts", &posted.ts)];
        link(&self.get::<Permalink>("chat.getPermalink", &words)?.permalink)
    }

    /// Looks for a message of ours in a channel, by its key, since shortly before it was made.
    ///
    /// # Errors
    /// Where Slack does not tell.
    pub fn find_message(&self, channel: &str, key: &str, made: Moment) -> Result<Option<Posted>, ConnectError> {
        let oldest = (made - CLOCKS).timestamp().to_string();
        let words = [("channel", channel), ("oldest", &oldest), ("include_all_metadata", "true")];
        self.find("conversations.history", &words, |page| {
            let is_ours = |message: &&Value| {
                let metadata = &message["metadata"];
                metadata["event_type"] == EVENT && metadata["event_payload"]["key"] == key
            };
            let ts = page.messages.iter().find(is_ours)?["ts"].as_str()?.to_owned();
            Some(Posted { channel: channel.to_owned(), ts })
        })
    }

    /// Reads page after page until something is found.
    fn find<T>(
        &self,
        method: &str,
        words: &[(&str, &str)],
        found: impl Fn(&Page) -> Option<T>,
    ) -> Result<Option<T>, ConnectError> {
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let mut words = words.to_vec();
            words.push(("limit", PAGE));
            if !cursor.is_empty() {
                words.push(("cursor", &cursor));
            }
            let page: Page = self.get(method, &words)?;
            if let Some(found) = found(&page) {
                return Ok(Some(found));
            }
            let next = page.response_metadata.as_ref().and_then(|metadata| metadata["next_cursor"].as_str());
            match next.filter(|next| !next.is_empty()) {
                Some(next) => cursor = next.to_owned(),
                None => return Ok(None),
            }
        }
        let says = format!("there is more in it than {PAGES} pages, and nobody knows what is on the others");
        Err(ConnectError::Refused { status: 200, says })
    }

    fn get<T: DeserializeOwned>(&self, method: &str, words: &[(&str, &str)]) -> Result<T, ConnectError> {
        self.call(Request::get(&self.base.join(method)).query(words))
    }

    fn post_form<T: DeserializeOwned>(&self, method: &str, form: &[(&str, &str)]) -> Result<T, ConnectError> {
        self.call(Request::post(&self.base.join(method)).form(form))
    }

    fn call<T: DeserializeOwned>(&self, request: Request) -> Result<T, ConnectError> {
        let answer: Value = self.client.send(&request.bearer(&self.token))?.json()?;
        match (&answer["ok"], answer["error"].as_str()) {
            (Value::Bool(true), _) => serde_json::from_value(answer).map_err(|_| ConnectError::Garbled),
            (Value::Bool(false), Some("ratelimited")) => Err(ConnectError::RateLimited { wait: None }),
            (Value::Bool(false), Some(error)) => Err(refused(error, answer["needed"].as_str())),
            _ => Err(ConnectError::Garbled),
        }
    }
}

/// Slack's word for a channel that is not there, or is private and not for the app.
const NO_CHANNEL: &str = "channel_not_found";

/// Slack's word for what is wrong, and what to do about the usual ones.
fn refused(error: &str, needed: Option<&str>) -> ConnectError {
    let help = match (error, needed) {
        ("missing_scope", Some(needed)) => format!(": give the app the scope {needed}"),
        ("not_in_channel", _) => ": ask the app into the channel".to_owned(),
        (NO_CHANNEL, _) => {
            ": there is no such channel, or it is private and the app is not in it; /invite asks it in".to_owned()
        }
        ("is_archived", _) => ": the channel is archived; open it again, or name another one".to_owned(),
        ("invalid_auth" | "not_authed" | "token_revoked" | "token_expired", _) => ": the token is not valid".to_owned(),
        _ => String::new(),
    };
    ConnectError::Refused { status: 200, says: format!("{error}{help}") }
}
