// Slack's published description of its Web API, cut down to the methods that are called. It is of 2021; where Slack's
// present reference differs, it is brought up to that.
import { readFileSync, writeFileSync } from "node:fs";

const METHODS = [
  "chat.getPermalink", "chat.postMessage", "conversations.create", "conversations.history", "conversations.invite",
  "conversations.list", "conversations.open",
];
const [from, to] = process.argv.slice(2);
const api = JSON.parse(readFileSync(from, "utf8"));
api.paths = Object.fromEntries(METHODS.map((method) => [`/${method}`, api.paths[`/${method}`]]));
for (const operation of Object.values(api.paths).flatMap((path) => Object.values(path))) {
  // The token goes into the Authorization header, which the description has under `security`.
  operation.parameters = (operation.parameters ?? []).filter((parameter) => parameter.name !== "token");
  for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
    // A field that Slack does not know is an error of ours.
    schema.additionalProperties = false;
  }
}
const form = (method) => api.paths[`/${method}`].post.requestBody.content["application/x-www-form-urlencoded"].schema;
form("chat.postMessage").properties.metadata = { type: "string" };
form("chat.postMessage").required = ["channel", "text"];
form("conversations.create").required = ["name"];
form("conversations.invite").required = ["channel", "users"];
form("conversations.open").required = ["users"];
api.paths["/conversations.history"].get.parameters.push(
  { name: "include_all_metadata", in: "query", schema: { type: "boolean" } },
);
writeFileSync(to, JSON.stringify(api));
