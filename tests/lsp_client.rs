//! An editor that speaks to `incident lsp`, as far as a test has to be one.

use crate::harness::Repository;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// The server, over its standard input and output.
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    root: String,
    asked: i64,
    /// What was said and not asked for yet.
    heard: Vec<Value>,
}

impl Editor {
    /// Started in a repository, and nothing said yet.
    pub fn silent(repository: &Repository) -> Self {
        let mut command = repository.program(&["lsp", "--stdio"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let root = format!("file://{}", repository.root.display());
        Self { child, input, output, root, asked: 0, heard: Vec::new() }
    }

    /// One that knows nothing but the basics.
    pub fn start(repository: &Repository) -> Self {
        Self::with(repository, json!({}))
    }

    /// One with some capabilities.
    pub fn with(repository: &Repository, capabilities: Value) -> Self {
        let mut editor = Self::silent(repository);
        let answer =
            editor.ask("initialize", json!({"processId": null, "rootUri": null, "capabilities": capabilities}));
        assert_eq!(answer["result"]["serverInfo"]["name"], "incident", "{answer}");
        editor.say("initialized", json!({}));
        editor
    }

    pub fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// Sends a body with its head.
    pub fn send(&mut self, body: &str) {
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn say(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string());
    }

    /// Asks, and waits for the answer, error or not.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = json!(self.asked);
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string());
        self.hear(|message| message["id"] == id && message["method"].is_null())
    }

    /// Waits for a message that is wanted; others wait for whoever asks for them.
    pub fn hear(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.heard.iter().position(&is_wanted) {
            return self.heard.remove(at);
        }
        loop {
            let message = self.receive();
            if is_wanted(&message) {
                return message;
            }
            self.heard.push(message);
        }
    }

    /// What was said that nobody asked for, as far as it was heard.
    pub fn unasked(&self) -> &[Value] {
        &self.heard
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the server has gone; heard: {:?}", self.heard);
            match line.trim_end().split_once(": ") {
                Some((_, number)) => length = number.parse().unwrap(),
                None => break,
            }
        }
        let mut text = vec![0; length];
        self.output.read_exact(&mut text).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// Opens a document as its first version.
    pub fn open(&mut self, path: &str, text: &str) {
        let document = json!({"uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text});
        self.say("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Makes changes, which lead to a version.
    pub fn change(&mut self, path: &str, version: i64, changes: Value) {
        let document = json!({"uri": self.uri(path), "version": version});
        self.say("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// What is published of a version of a document; each as `line:column-line:column severity rule: message`, counted
    /// as the protocol does.
    pub fn found(&mut self, path: &str, version: i64) -> Vec<String> {
        let uri = self.uri(path);
        let published = self.hear(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        });
        published["params"]["diagnostics"].as_array().unwrap().iter().map(told).collect()
    }

    /// Asks about a place, `|` in the text of an open document.
    pub fn ask_at(&mut self, method: &str, path: &str, (line, character): (usize, usize)) -> Value {
        let position = json!({"line": line, "character": character});
        let params = json!({"textDocument": {"uri": self.uri(path)}, "position": position});
        self.ask(&format!("textDocument/{method}"), params)["result"].take()
    }

    /// Takes leave; gives the exit status.
    pub fn end(mut self) -> Option<i32> {
        assert_eq!(self.ask("shutdown", Value::Null)["result"], Value::Null);
        self.exit()
    }

    /// Goes; gives the exit status.
    pub fn exit(mut self) -> Option<i32> {
        self.say("exit", Value::Null);
        // It does not wait for its input to be closed.
        self.child.wait().unwrap().code()
    }

    /// Says nothing more; gives the exit status.
    pub fn status(&mut self) -> Option<i32> {
        drop(self.input.take());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It has mostly ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One diagnostic on a line.
pub fn told(diagnostic: &Value) -> String {
    let place = |end: &str| {
        let position = &diagnostic["range"][end];
        format!("{}:{}", position["line"], position["character"])
    };
    let text = |key: &str| diagnostic[key].as_str().unwrap().replace('\n', "; ");
    let severity = ["", "error", "warning"][diagnostic["severity"].as_u64().unwrap() as usize];
    format!("{}-{} {severity} {}: {}", place("start"), place("end"), text("code"), text("message"))
}

/// The line and column, from 0 and in UTF-16, of the first place of a text.
pub fn place_of(text: &str, part: &str) -> (usize, usize) {
    let at = text.find(part).unwrap_or_else(|| panic!("there is no {part:?}"));
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    (text[..at].matches('\n').count(), text[line..at].encode_utf16().count())
}
