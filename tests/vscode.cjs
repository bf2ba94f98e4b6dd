// Speaks to the language server through the libraries that VS Code's own client is made of, and says what comes back: run by editors.rs.

const fs = require("fs");
const path = require("path");
const { spawn } = require("child_process");
const { pathToFileURL } = require("url");

const modules = process.env.MODULES;
const protocol = require(path.join(modules, "vscode-languageserver-protocol", "node.js"));
const types = require(path.join(modules, "vscode-languageserver-types"));

// As the extension starts it from the settings of docs/editors.md.
const settings = JSON.parse(process.env.SETTINGS);
const server = spawn(settings["glspc.server.command"], settings["glspc.server.commandArguments"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = protocol.createProtocolConnection(
  new protocol.StreamMessageReader(server.stdout),
  new protocol.StreamMessageWriter(server.stdin),
);
const uri = pathToFileURL(path.resolve(process.env.DOCUMENT)).href;
const lines = fs.readFileSync(process.env.DOCUMENT, "utf8").split("\n");
const place = (text, behind = 0) => {
  const line = lines.findIndex((line) => line.includes(text));
  return { line, character: lines[line].indexOf(text) + behind };
};
const checked = (is, value, what) => {
  if (!is(value)) throw new Error(`this is no ${what}: ${JSON.stringify(value)}`);
  return value;
};

async function told() {
  const published = new Map();
  let heard = () => {};
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
    published.set(params.version, params.diagnostics);
    heard();
  });
  connection.onRequest(protocol.RegistrationRequest.type, () => {});
  const found = async (version) => {
    while (!published.has(version)) await new Promise((resolve) => (heard = resolve));
    return published.get(version).map((found) => checked(types.Diagnostic.is, found, "diagnostic"));
  };
  const shown = (found) => found.map(({ range: { start }, code, message }) => `${start.line + 1}:${start.character + 1} ${code} ${message}`);
  connection.listen();
  const folder = pathToFileURL(process.cwd()).href;
  const { capabilities, serverInfo } = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: "log" }],
    capabilities: {
      workspace: { applyEdit: true, workspaceEdit: { documentChanges: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
      textDocument: {
        publishDiagnostics: { versionSupport: true, codeDescriptionSupport: true },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source", "source.fixAll"] } } },
        completion: { completionItem: { snippetSupport: true } },
        hover: { contentFormat: ["markdown", "plaintext"] },
      },
    },
  });
  await connection.sendNotification(protocol.InitializedNotification.type, {});
  const document = { uri, languageId: "markdown", version: 1, text: lines.join("\n") };
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument: document });
  const before = await found(1);

  const hover = await connection.sendRequest(protocol.HoverRequest.type, { textDocument: { uri }, position: place("severity: sev", 3) });
  const definition = await connection.sendRequest(protocol.DefinitionRequest.type, { textDocument: { uri }, position: place("2026-02-17", 3) });
  const places = [definition].flat().map((it) => checked(types.Location.is, it, "location").uri);
  const actions = await connection.sendRequest(protocol.CodeActionRequest.type, {
    textDocument: { uri },
    range: before[0].range,
    context: { diagnostics: before, only: ["quickfix"] },
  });
  const action = checked(types.CodeAction.is, actions[0], "code action");
  const edit = action.edit.documentChanges[0].edits[0];

  const at = { line: edit.range.start.line + 1, character: 0 };
  const changes = [{ range: edit.range, text: edit.newText }, { range: { start: at, end: at }, text: "visibility: \n" }];
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: changes,
  });
  const after = await found(2);
  const position = { line: at.line, character: "visibility: ".length };
  const offered = await connection.sendRequest(protocol.CompletionRequest.type, { textDocument: { uri }, position });
  const labels = (offered.items ?? offered).map((item) => item.label);
  await connection.sendRequest(protocol.ShutdownRequest.type);
  const status = new Promise((resolve) => server.on("exit", resolve));
  await connection.sendNotification(protocol.ExitNotification.type);
  return {
    server: serverInfo.name,
    encoding: capabilities.positionEncoding ?? "utf-16",
    before: shown(before),
    hover: checked(types.Hover.is, hover, "hover").contents.value,
    definition: places.map((place) => place.split("/").slice(-2).join("/")),
    action: action.title,
    after: shown(after),
    offered: labels,
    status: await status,
  };
}

told().then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
