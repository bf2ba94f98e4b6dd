//! The schema of the plan in an editor: the real YAML language server is given a plan and says what is wrong.

use crate::harness::Repository;
use crate::tools::yaml_language_server;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The language server, over its standard input and output.
struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let text = message.to_string();
        write!(self.child.stdin.as_mut().unwrap(), "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the server has gone");
            match line.trim_end().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut text = vec![0; length];
        self.output.read_exact(&mut text).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// What is wrong with a document, as `line: message`.
    fn diagnostics(&mut self, root: &str, path: &str, text: &str) -> Vec<String> {
        let folder = json!([{"uri": root, "name": "log"}]);
        let parameters = json!({"processId": null, "rootUri": root, "capabilities": {}, "workspaceFolders": folder});
        self.send(json!({"id": 1, "method": "initialize", "params": parameters}));
        loop {
            let message = self.receive();
            match (message["method"].as_str(), &message["id"]) {
                (None, _) => {
                    self.send(json!({"method": "initialized", "params": {}}));
                    let document =
                        json!({"uri": format!("{root}/{path}"), "languageId": "yaml", "version": 1, "text": text});
                    self.send(json!({"method": "textDocument/didOpen", "params": {"textDocument": document}}));
                }
                (Some("textDocument/publishDiagnostics"), _) => {
                    let found = message["params"]["diagnostics"].as_array().unwrap();
                    let told = |found: &Value| {
                        let line = found["range"]["start"]["line"].as_u64().unwrap() + 1;
                        (line, format!("{line}: {}", found["message"].as_str().unwrap()))
                    };
                    // In an order of its own.
                    let told: BTreeMap<u64, String> = found.iter().map(told).collect();
                    return told.into_values().collect();
                }
                // It asks for settings; there are none.
                (Some(_), id) if !id.is_null() => {
                    self.send(json!({"id": id, "result": [null, null, null, null, null, null]}))
                }
                _ => {}
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_mistake_in_the_plan_is_seen_in_an_editor() {
    let Some(program) = yaml_language_server() else { return };
    let repository = Repository::new().log();
    repository.write("incident.schema.json", &repository.run(&["schema", "plan"]).ok().stdout);
    let plan = format!("# yaml-language-server: $schema=incident.schema.json\n{}", repository.read("incident.yaml"));
    let wrong = plan
        .replace("\nupdate-every:", "\nupdat-every:")
        .replace("\n  audience: internal", "\n  audience: intrnal")
        .replace("\nrules: {}", "\nrules: {broken-links: off}");
    let lines = |key: &str| wrong.lines().position(|line| line.trim_start().starts_with(key)).unwrap() + 1;
    let expected = [
        format!("{}: Value is not accepted. Valid values: \"public\", \"internal\".", lines("audience:")),
        format!("{}: Property updat-every is not allowed.", lines("updat-every:")),
        format!("{}: Property broken-links is not allowed.", lines("rules:")),
    ];
    for (text, expected) in [(&plan, &expected[..0]), (&wrong, &expected)] {
        let mut child = Command::new(program);
        let mut child = child.arg("--stdio").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let root = format!("file://{}", repository.root.display());
        assert_eq!(Server { child, output }.diagnostics(&root, "incident.yaml", text), expected);
    }
}
