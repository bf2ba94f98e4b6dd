// The published descriptions of GitHub's and GitLab's APIs, cut down to what is called, under the paths that a server of
// one's own has. GitLab's is of version 3: what it says of a list and of a user is brought up to version 4.
import { readFileSync, writeFileSync } from "node:fs";

const [folder] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(`${folder}/package/${path}`, "utf8"));

/// The parts that a value refers to, and those that they refer to.
function parts(api, value, kept = {}) {
  for (const [, group, name] of JSON.stringify(value).matchAll(/"#\/components\/([^/"]+)\/([^"]+)"/g)) {
    if (kept[group]?.[name] === undefined) {
      (kept[group] ??= {})[name] = api.components[group][name];
      parts(api, kept[group][name], kept);
    }
  }
  return kept;
}

function write(name, api, paths) {
  const components = parts(api, paths);
  writeFileSync(`${folder}/${name}.json`, JSON.stringify({ openapi: api.openapi, info: api.info, paths, components }));
}

/// A field that the tracker does not know is an error of ours.
const strict = (operation, type) => {
  operation.requestBody.content[type].schema.additionalProperties = false;
  return operation;
};

const github = read("generated/api.github.com.json");
const { get, post } = github.paths["/repos/{owner}/{repo}/issues"];
for (const { content } of [get.responses["200"], post.responses["201"]]) {
  // The type that GitHub's reference asks for, which is the same.
  content["application/vnd.github+json"] = content["application/json"];
}
write("github", github, { "/api/v3/repos/{owner}/{repo}/issues": { get, post: strict(post, "application/json") } });

const gitlab = read("api/gitlab.com.json");
const issues = gitlab.paths["/v3/projects/{id}/issues"];
const users = gitlab.paths["/v3/users"].get;
const list = ({ content }) => { content["application/json"].schema = { type: "array", items: content["application/json"].schema }; };
list(issues.get.responses["200"]);
list(users.responses["200"]);
const text = { type: "string" };
issues.get.parameters.push(
  { name: "created_after", in: "query", schema: { ...text, format: "date-time" } },
  { name: "scope", in: "query", schema: { ...text, enum: ["created_by_me", "assigned_to_me", "all"] } },
);
strict(issues.post, "application/x-www-form-urlencoded");
gitlab.components.schemas.Issue.properties.web_url.example = "https://gitlab.example/shop/shop/issues/1";
const form = issues.post.requestBody.content["application/x-www-form-urlencoded"].schema;
form.properties["assignee_ids[]"] = { type: "string", pattern: "^[0-9]+$" };
write("gitlab", gitlab, { "/api/v4/projects/{id}/issues": { get: issues.get, post: issues.post }, "/api/v4/users": { get: users } });
