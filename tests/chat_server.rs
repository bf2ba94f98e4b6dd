//! A chat on this machine that does what a test says: it keeps what it is told, or fails in any of the ways of a network.

use crate::harness::Repository;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How the chat answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// What is asked for is done, and the connection closed before the answer.
    HangsUp,
    /// Nothing is done, and the connection closed.
    Drops,
    /// Nothing is done, and no answer ever comes.
    IsSilent,
    Status(u16, &'static str),
    Page,
    Says(&'static str),
}

/// A request, as the chat got it: the method and its fields.
pub type Asked = (String, HashMap<String, String>);

#[derive(Default)]
struct Heard {
    mood: Option<Mood>,
    asked: Vec<Asked>,
    /// Channels by name: their id, and whether they are private.
    rooms: HashMap<String, (String, bool)>,
    /// Connections that are kept open and never answered.
    kept: Vec<TcpStream>,
    /// What was posted: where, as which message.
    posted: Vec<(String, Value)>,
}

/// The chat, until the test ends.
#[derive(Clone)]
pub struct Chat {
    pub address: String,
    heard: Arc<Mutex<Heard>>,
}

pub const TOKEN: &str = "xoxb-never-to-be-seen";
pub const HOOK: &str = "services/T0/B0/never-to-be-seen";

impl Chat {
    pub fn start() -> Self {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", server.local_addr().unwrap());
        let chat = Self { address, heard: Arc::default() };
        chat.has_room("tech_incidents", "C0INCIDENTS", false);
        let serving = chat.clone();
        std::thread::spawn(move || {
            for stream in server.incoming() {
                // One that went away is a test's own affair.
                let _ = serving.serve(stream.unwrap());
            }
        });
        chat
    }

    pub fn has_room(&self, name: &str, id: &str, private: bool) {
        self.heard.lock().unwrap().rooms.insert(name.to_owned(), (id.to_owned(), private));
    }

    pub fn feels(&self, mood: Mood) {
        self.heard.lock().unwrap().mood = Some(mood);
    }

    /// What was asked for, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.heard.lock().unwrap().asked.clone()
    }

    /// The texts that are in the chat, with the channel of each.
    pub fn posted(&self) -> Vec<String> {
        let told = |(channel, message): &(String, Value)| format!("{channel}: {}", message["text"].as_str().unwrap());
        self.heard.lock().unwrap().posted.iter().map(told).collect()
    }

    /// A log whose plan has this chat, with a bot's token at hand.
    pub fn log(&self) -> Repository {
        plan_with_chat().with("INCIDENT_CHAT_TOKEN", TOKEN).with("INCIDENT_CHAT_API", &self.address)
    }

    /// The same with a webhook.
    pub fn hooked_log(&self) -> Repository {
        plan_with_chat().with("INCIDENT_CHAT_WEBHOOK", &format!("{}/{HOOK}", self.address))
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (method, fields) = read(&stream)?;
        let mut heard = self.heard.lock().unwrap();
        heard.asked.push((method.clone(), fields.clone()));
        let mood = heard.mood.unwrap_or(Mood::Well);
        let does = matches!(mood, Mood::Well | Mood::HangsUp);
        let answer = if does { heard.answer(&method, &fields) } else { Value::Null };
        if mood == Mood::IsSilent {
            heard.kept.push(stream);
            return Ok(());
        }
        drop(heard);
        let (status, kind, body) = match mood {
            Mood::Well => ("200 OK".to_owned(), "application/json", answer.to_string()),
            Mood::HangsUp | Mood::Drops | Mood::IsSilent => return Ok(()),
            Mood::Status(status, headers) => {
                (format!("{status} No\r\n{headers}x: y"), "text/plain", "trouble".to_owned())
            }
            Mood::Page => ("200 OK".to_owned(), "text/html", "<h1>Sign in</h1>".to_owned()),
            Mood::Says(error) => {
                ("200 OK".to_owned(), "application/json", json!({"ok": false, "error": error}).to_string())
            }
        };
        let length = body.len();
        write!(stream, "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}")
    }
}

impl Heard {
    fn answer(&mut self, method: &str, fields: &HashMap<String, String>) -> Value {
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        match method {
            "conversations.create" => {
                let (name, private) = (field("name"), field("is_private") == "true");
                if self.rooms.contains_key(&name) {
                    return json!({"ok": false, "error": "name_taken"});
                }
                let id = format!("C0ROOM{:05}", self.rooms.len());
                self.rooms.insert(name, (id.clone(), private));
                json!({"ok": true, "channel": {"id": id, "is_private": private}})
            }
            "conversations.list" => {
                let room = |(name, (id, private)): (&String, &(String, bool))| json!({"name": name, "id": id, "is_private": private});
                json!({"ok": true, "channels": self.rooms.iter().map(room).collect::<Vec<_>>()})
            }
            "conversations.open" => json!({"ok": true, "channel": {"id": format!("D0{}", field("users"))}}),
            "chat.postMessage" => {
                let name = field("channel");
                if name.starts_with("C0") && self.rooms.values().all(|(id, _)| *id != name) {
                    return json!({"ok": false, "error": "channel_not_found"});
                }
                let id = self.rooms.get(name.trim_start_matches('#')).map_or(name, |(id, _)| id.clone());
                let ts = format!("1700000000.{:06}", self.posted.len());
                let metadata: Value = serde_json::from_str(&field("metadata")).unwrap();
                self.posted.push((id.clone(), json!({"text": field("text"), "ts": ts, "metadata": metadata})));
                json!({"ok": true, "channel": id, "ts": ts})
            }
            "chat.getPermalink" => {
                let link = format!("https://shop.example/{}/p{}", field("channel"), field("message_ts"));
                json!({"ok": true, "permalink": link})
            }
            "conversations.history" => {
                let here = self.posted.iter().filter(|(channel, _)| *channel == field("channel"));
                json!({"ok": true, "messages": here.map(|(_, message)| message.clone()).collect::<Vec<_>>()})
            }
            HOOK => {
                self.posted.push(("webhook".to_owned(), json!({"text": field("text")})));
                json!("ok")
            }
            _ => json!({"ok": true}),
        }
    }
}

fn plan_with_chat() -> Repository {
    let repository = Repository::new().log();
    let plan = repository.read("incident.yaml") + "\nchat: {kind: slack}\n";
    repository.write("incident.yaml", &plan);
    repository.replace("incident.yaml", "name: Executive contact", "name: Executive contact\n    chat: U0CHIEF");
    repository.commit_all("A log");
    repository
}

/// The method that a request asks for, and its fields: of the query, of a form, or of JSON.
fn read(stream: &TcpStream) -> std::io::Result<Asked> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    reader.read_line(&mut head)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if let Some(told) = line.strip_prefix("content-length:") {
            length = told.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).unwrap();
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (method, query) = path.split_once('?').unwrap_or((path, ""));
    let fields = match serde_json::from_str::<HashMap<String, String>>(&body) {
        Ok(fields) => fields,
        Err(_) => [query, &body].iter().flat_map(|text| text.split('&')).filter_map(pair).collect(),
    };
    Ok((method.trim_start_matches('/').to_owned(), fields))
}

fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
    Some((name.to_owned(), value.into_owned()))
}
