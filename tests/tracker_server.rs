//! A tracker on this machine that does what a test says: it keeps the issues that it is told, or fails in any of the ways
//! of a network. It speaks as GitHub does and as GitLab does.

use crate::harness::Repository;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How the tracker answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// What is asked for is done, and the connection closed before the answer.
    HangsUp,
    /// What is asked for is done, and the answer never comes.
    Waits,
    /// Nothing is done: a status, further headers, and what it says.
    Status(u16, &'static str, &'static str),
    Page,
    /// It takes no issue that is assigned to somebody.
    TakesNoAssignee,
    /// It leaves off what the token may not set.
    LeavesOff,
}

/// A request, as the tracker got it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub line: String,
    pub headers: HashMap<String, String>,
    pub fields: Value,
}

#[derive(Default)]
struct Heard {
    mood: Option<Mood>,
    asked: Vec<Asked>,
    issues: Vec<Value>,
    /// Connections that are never answered.
    held: Vec<TcpStream>,
}

/// The tracker, until the test ends.
#[derive(Clone)]
pub struct Tracker {
    pub host: String,
    heard: Arc<Mutex<Heard>>,
}

pub const TOKEN: &str = "ghp_never-to-be-seen";

impl Tracker {
    pub fn start() -> Self {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let tracker = Self { host: server.local_addr().unwrap().to_string(), heard: Arc::default() };
        let serving = tracker.clone();
        std::thread::spawn(move || {
            for stream in server.incoming() {
                // One that went away is a test's own affair.
                let _ = serving.serve(stream.unwrap());
            }
        });
        tracker
    }

    pub fn feels(&self, mood: Mood) {
        self.heard.lock().unwrap().mood = Some(mood);
    }

    /// What was asked for, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.heard.lock().unwrap().asked.clone()
    }

    /// The issues that are there.
    pub fn issues(&self) -> Vec<Value> {
        self.heard.lock().unwrap().issues.clone()
    }

    /// An issue that somebody else opened later.
    pub fn has_another(&self) {
        let issue = json!({"body": null, "description": null, "created_at": "2026-11-24T12:30:00Z", "html_url": "x"});
        self.heard.lock().unwrap().issues.push(issue);
    }

    /// A log whose plan has this tracker, with a token at hand and its host named.
    pub fn log(&self, kind: &str) -> Repository {
        with_tracker(kind, &self.host).with("INCIDENT_TRACKER_HOST", &self.host)
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let asked = read(&stream)?;
        let mut heard = self.heard.lock().unwrap();
        heard.asked.push(asked.clone());
        let mood = heard.mood.unwrap_or(Mood::Well);
        let refuses = mood == Mood::TakesNoAssignee && asked.fields["assignees"] != json!([]);
        let (status, kind, body) = match mood {
            Mood::Status(status, headers, says) => {
                (format!("{status} No\r\n{headers}x: y"), "application/json", json!({"message": says}).to_string())
            }
            Mood::Page => ("200 OK".to_owned(), "text/html", "<h1>Sign in</h1>".to_owned()),
            _ if refuses && asked.line.starts_with("POST") => {
                ("422 No".to_owned(), "application/json", json!({"message": "Validation Failed"}).to_string())
            }
            _ => ("200 OK".to_owned(), "application/json", heard.answer(&asked, mood).to_string()),
        };
        match mood {
            Mood::HangsUp => return Ok(()),
            Mood::Waits => {
                heard.held.push(stream);
                return Ok(());
            }
            _ => drop(heard),
        }
        let length = body.len();
        write!(stream, "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}")
    }
}

impl Heard {
    fn answer(&mut self, asked: &Asked, mood: Mood) -> Value {
        if asked.line.contains("/users?") {
            return json!([{"id": 7, "username": "tech-lead"}]);
        }
        if asked.line.starts_with("GET") {
            return json!(self.issues.iter().rev().collect::<Vec<_>>());
        }
        let number = self.issues.len() + 1;
        let mut issue = asked.fields.clone();
        let link = json!(format!("https://tracker.example/shop/shop/issues/{number}"));
        issue["html_url"] = link.clone();
        issue["web_url"] = link;
        issue["created_at"] = json!("2026-11-24T12:00:00Z");
        if mood == Mood::LeavesOff {
            issue["labels"] = json!([]);
            issue["assignees"] = json!([]);
        }
        let named = issue["assignees"].as_array().cloned().unwrap_or_default();
        issue["assignees"] = named.iter().map(|login| json!({"login": login})).collect();
        if issue["assignee_ids[]"] == "7" {
            issue["assignees"] = json!([{"username": "tech-lead"}]);
        }
        self.issues.push(issue.clone());
        issue
    }
}

/// A log whose plan has a tracker at a host, with a token at hand.
pub fn with_tracker(kind: &str, host: &str) -> Repository {
    let repository = Repository::new().log();
    let plan = repository.read("incident.yaml");
    let tracker = format!("\ntracker: {{kind: {kind}, address: \"http://{host}/shop/shop\"}}\n");
    repository.write("incident.yaml", &(plan + &tracker));
    repository.replace("incident.yaml", "name: Tech Lead", "name: Tech Lead\n    tracker: tech-lead");
    repository.commit_all("A log");
    repository.with("INCIDENT_TRACKER_TOKEN", TOKEN)
}

/// A request, with the fields of its form or its JSON.
pub fn read(stream: &TcpStream) -> std::io::Result<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut headers = HashMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).unwrap();
    let decoded =
        |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned();
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), json!(decoded(value))));
    let fields = serde_json::from_str(&body).unwrap_or_else(|_| body.split('&').filter_map(pair).collect());
    Ok(Asked { line: line.trim_end().trim_end_matches(" HTTP/1.1").to_owned(), headers, fields })
}
