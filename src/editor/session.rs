//! One client from its first message to its last: who may ask what when, and what changes on the desk.

use super::FEATURES;
use super::desk::Desk;
use super::findings::published;
use super::position::Encoding;
use super::wire::{Incoming, said};
use gen_lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, InitializeParams, InitializeResult, MessageType,
    PositionEncodingKind, PublishDiagnosticsParams, Registration, RegistrationParams, Save, ServerCapabilities,
    ServerInfo, ShowMessageParams, TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
};
use lsp_server::{ErrorCode, Message, Notification, Request};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use super::desk::Clock;

/// The files whose changes on the disk matter.
const WATCHED: &[&str] = &["**/incident.yaml", "**/incidents/**", "**/agenda/**", "**/pages/**"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nobody has said yet who they are.
    New,
    Running,
    /// Nothing is to be asked any more.
    ShutDown,
}

/// A conversation with an editor.
pub struct Session {
    stage: Stage,
    desk: Desk,
    is_over: bool,
    /// What was last published of each document, by its address.
    published: HashMap<String, PublishDiagnosticsParams>,
    /// What was said to the person already.
    shown: BTreeSet<String>,
}

impl Session {
    pub fn new(clock: Clock) -> Self {
        Self {
            stage: Stage::New,
            desk: Desk::new(clock),
            is_over: false,
            published: HashMap::new(),
            shown: BTreeSet::new(),
        }
    }

    /// Whether nothing is said any more.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whether the client took its leave before it went.
    pub fn is_shut_down(&self) -> bool {
        self.stage == Stage::ShutDown
    }

    /// Hears one message, and gives what is to be said to it.
    pub fn hear(&mut self, incoming: Incoming) -> Vec<Value> {
        match incoming {
            Incoming::Message(Message::Request(request)) => vec![self.answer(request)],
            Incoming::Message(Message::Notification(notification)) => self.note(notification),
            // What the client was asked for is nothing to wait for.
            Incoming::Message(Message::Response(_)) => Vec::new(),
            Incoming::Malformed(why) => {
                let error = json!({"code": ErrorCode::ParseError as i32, "message": why});
                vec![json!({"jsonrpc": "2.0", "id": null, "error": error})]
            }
            Incoming::End => {
                self.is_over = true;
                Vec::new()
            }
        }
    }

    /// Answers a request.
    fn answer(&mut self, request: Request) -> Value {
        let id = json!(request.id);
        let result = match (self.stage, request.method.as_str()) {
            (Stage::New, "initialize") => self.initialize(request.params),
            (Stage::New, _) => Err((ErrorCode::ServerNotInitialized, "`initialize` comes first".to_owned())),
            (Stage::ShutDown, _) => Err((ErrorCode::InvalidRequest, "only `exit` follows `shutdown`".to_owned())),
            (Stage::Running, "initialize") => Err((ErrorCode::InvalidRequest, "this was said already".to_owned())),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Running, method) => match FEATURES.iter().find(|feature| feature.method == method) {
                Some(feature) => whole(|| {
                    self.desk.refresh();
                    (feature.answer)(&mut self.desk, request.params)
                })
                .unwrap_or_else(|| Err(String::new()))
                .map_err(|why| match why.is_empty() {
                    true => (ErrorCode::InternalError, format!("{method} failed; please report it")),
                    false => (ErrorCode::InvalidParams, why),
                }),
                None => Err((ErrorCode::MethodNotFound, format!("there is no method `{method}`"))),
            },
        };
        match result {
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err((code, message)) => {
                json!({"jsonrpc": "2.0", "id": id, "error": {"code": code as i32, "message": message}})
            }
        }
    }

    fn initialize(&mut self, params: Value) -> Result<Value, (ErrorCode, String)> {
        let wrong = |error: serde_json::Error| (ErrorCode::InvalidParams, error.to_string());
        let client = serde_json::from_value::<InitializeParams>(params).map_err(wrong)?.capabilities;
        let encodings = client.general.and_then(|general| general.position_encodings).unwrap_or_default();
        if encodings.contains(&PositionEncodingKind::UTF8) {
            self.desk.encoding = Encoding::Utf8;
        }
        let workspace = client.workspace.unwrap_or_default();
        self.desk.is_told =
            workspace.did_change_watched_files.and_then(|watched| watched.dynamic_registration) == Some(true);
        self.desk.edits_versions = workspace.workspace_edit.and_then(|edit| edit.document_changes) == Some(true);
        self.stage = Stage::Running;
        let mut capabilities = ServerCapabilities {
            position_encoding: Some(match self.desk.encoding {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 => PositionEncodingKind::UTF16,
            }),
            text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(Save::Bool(true)),
                ..TextDocumentSyncOptions::default()
            })),
            ..ServerCapabilities::default()
        };
        FEATURES.iter().for_each(|feature| (feature.announce)(&mut capabilities));
        let (name, version) = (env!("CARGO_PKG_NAME").to_owned(), Some(env!("CARGO_PKG_VERSION").to_owned()));
        let server_info = Some(ServerInfo { name, version });
        serde_json::to_value(InitializeResult { capabilities, server_info }).map_err(wrong)
    }

    fn note(&mut self, notification: Notification) -> Vec<Value> {
        let params = notification.params;
        match (self.stage, notification.method.as_str()) {
            (_, "exit") => self.is_over = true,
            (Stage::Running, "initialized") if self.desk.is_told => return vec![watch()],
            (Stage::Running, "textDocument/didOpen") => {
                if let Some(opened) = read::<gen_lsp_types::DidOpenTextDocumentParams>(params) {
                    whole(|| self.desk.open(opened.text_document));
                }
            }
            (Stage::Running, "textDocument/didChange") => {
                if let Some(changed) = read(params) {
                    whole(|| self.desk.change(changed));
                }
            }
            (Stage::Running, "textDocument/didSave") if !self.desk.is_told => {
                if let Some(uri) = document_of(&params) {
                    whole(|| self.desk.saved(&uri));
                }
            }
            (Stage::Running, "textDocument/didClose") => {
                if let Some(uri) = document_of(&params)
                    && whole(|| self.desk.close(&uri)).unwrap_or_default()
                {
                    self.published.remove(uri.as_str());
                    let nothing = PublishDiagnosticsParams { uri, version: None, diagnostics: Vec::new() };
                    return vec![said("textDocument/publishDiagnostics", json!(nothing))];
                }
            }
            (Stage::Running, "workspace/didChangeWatchedFiles") => {
                if let Some(changed) = read::<gen_lsp_types::DidChangeWatchedFilesParams>(params) {
                    whole(|| self.desk.changed_on_disk(&changed.changes));
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// What is to be said when nothing more is heard for the moment: what is found in documents that changed.
    pub fn rest(&mut self) -> Vec<Value> {
        let found = whole(|| {
            self.desk.refresh();
            let logs = self.desk.take_found();
            let of = |(open, part, found): &(Vec<_>, _, Vec<_>)| {
                open.iter().map(|opened| published(opened, part, found)).collect::<Vec<_>>()
            };
            logs.iter().flat_map(of).collect::<Vec<_>>()
        });
        let mut said_now = Vec::new();
        for found in found.unwrap_or_default() {
            let last = self.published.insert(found.uri.to_string(), found.clone());
            if last.as_ref() != Some(&found) {
                said_now.push(said("textDocument/publishDiagnostics", json!(found)));
            }
        }
        for message in self.desk.take_troubles() {
            if self.shown.insert(message.clone()) {
                let params = ShowMessageParams { kind: MessageType::Warning, message };
                said_now.push(said("window/showMessage", json!(params)));
            }
        }
        said_now
    }
}

/// The parameters of a notification, which nobody waits to be told of where they are wrong.
fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

fn document_of(params: &Value) -> Option<Uri> {
    read(params.get("textDocument")?.get("uri")?.clone())
}

/// What is worked out; `None` where a fault of ours ended it. The next question may do better, and whoever writes goes on.
fn whole<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Asks the client to tell of changes on the disk.
fn watch() -> Value {
    let watcher = |pattern: &&str| FileSystemWatcher { glob_pattern: (*pattern).to_owned().into(), kind: None };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: WATCHED.iter().map(watcher).collect() };
    let method = "workspace/didChangeWatchedFiles".to_owned();
    let registration = Registration { id: "log".to_owned(), method, register_options: Some(json!(options)) };
    let mut request =
        said("client/registerCapability", json!(RegistrationParams { registrations: vec![registration] }));
    if let Some(request) = request.as_object_mut() {
        request.insert("id".to_owned(), json!(1));
    }
    request
}
