// Draws openapi.json as a page. Everything is set as text: nothing of the description becomes markup.
"use strict";

const METHODS = ["get", "post", "put", "patch", "delete"];

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// What stands between backticks is code.
function words(text) {
  return text.split("`").map((each, place) => (place % 2 ? make("code", {}, each) : each));
}

function main(described) {
  document.getElementById("about").replaceChildren(
    ...words(described.info.description + " "),
    make("a", { href: "/api/v1/openapi.json" }, "openapi.json"),
  );
  const groups = new Map();
  for (const [path, item] of Object.entries(described.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const tag = operation.tags[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(drawOperation(described, path, method, operation));
    }
  }
  const contents = document.getElementById("contents");
  const operations = document.getElementById("operations");
  for (const [tag, drawn] of groups) {
    contents.append(make("a", { href: `#${tag}` }, tag));
    operations.append(make("section", { "aria-labelledby": tag }, make("h2", { id: tag }, tag), ...drawn));
  }
  document.getElementById("filter").addEventListener("input", (event) => filter(event.target.value));
}

function drawOperation(described, path, method, operation) {
  const name = `${method.toUpperCase()} ${path}`;
  const summary = make(
    "summary",
    {},
    make("span", { class: "method" }, method.toUpperCase()),
    make("span", { class: "path" }, path),
    make("span", { class: "what" }, ...words(operation.summary ?? "")),
  );
  const body = make("div");
  body.append(make("p", {}, operation.security.length ? "Needs a session or a token." : "Needs no sign-in."));
  if (operation.parameters) {
    const rows = operation.parameters.map((each) =>
      make(
        "tr",
        {},
        make("td", {}, make("code", {}, each.name), each.required ? " *" : ""),
        make("td", {}, each.in),
        make("td", {}, make("code", {}, draw(described, each.schema))),
        make("td", {}, ...words(each.description ?? "")),
      ),
    );
    body.append(make("h3", {}, "Parameters"), make("table", {}, ...rows));
  }
  const content = operation.requestBody?.content["application/json"];
  if (content) body.append(make("h3", {}, "Body"), make("pre", {}, draw(described, content.schema)));
  body.append(make("h3", {}, "Answers"), make("table", {}, ...drawAnswers(described, operation)));
  return make("details", { "data-words": `${name} ${operation.summary}`.toLowerCase() }, summary, body);
}

function drawAnswers(described, operation) {
  return Object.entries(operation.responses).map(([status, response]) => {
    const schema = response.content?.["application/json"]?.schema;
    const what = make("td", {}, ...words(response.description));
    if (schema) what.append(make("pre", {}, draw(described, schema)));
    return make("tr", {}, make("td", {}, make("code", {}, status)), what);
  });
}

// A schema as a short text, the way one would write it down.
function draw(described, schema, indent = "", within = []) {
  if (!schema || Object.keys(schema).length === 0) return "any";
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    return within.includes(name) ? name : draw(described, described.components.schemas[name], indent, [...within, name]);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((each) => draw(described, each, indent, within)).join(" | ");
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (schema.type === "array") return `[${draw(described, schema.items, indent, within)}]`;
  if (schema.type === "object" && schema.properties) {
    const inner = `${indent}  `;
    const lines = Object.entries(schema.properties).map(([name, each]) => {
      const mark = (schema.required ?? []).includes(name) ? "" : "?";
      return `${inner}${name}${mark}: ${draw(described, each, inner, within)}`;
    });
    return `{\n${lines.join("\n")}\n${indent}}`;
  }
  if (schema.type === "object") return `{…: ${draw(described, schema.additionalProperties, indent, within)}}`;
  return schema.format ?? schema.type;
}

function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const each of document.querySelectorAll("details")) {
    each.hidden = !words.every((word) => each.dataset.words.includes(word));
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("details:not([hidden])");
  }
}

fetch("/api/v1/openapi.json")
  .then((response) => response.json())
  .then(main)
  .catch(() => {
    document.getElementById("about").textContent = "openapi.json could not be read. Load the page again.";
  });
