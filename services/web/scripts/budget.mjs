/** Fails when the built client is larger than the budgets of the design. */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const KIB = 1024;
const FIRST_SCRIPT = 180 * KIB;
const FIRST_STYLE = 20 * KIB;
const LAZY_CHUNK = 60 * KIB;

const dist = path.join(import.meta.dirname, "..", "dist");
const page = readFileSync(path.join(dist, "index.html"), "utf8");
const faults = [];
let script = 0;
let style = 0;

for (const name of readdirSync(path.join(dist, "assets"))) {
  if (!/\.(js|css)$/.test(name)) continue;
  const size = gzipSync(readFileSync(path.join(dist, "assets", name)), { level: 9 }).length;
  if (name.endsWith(".css")) style += size;
  else if (page.includes(name)) script += size;
  else if (size > LAZY_CHUNK)
    faults.push(`${name}, ${kib(size)}, is over ${kib(LAZY_CHUNK)} for a lazy chunk.`);
}

if (script > FIRST_SCRIPT) faults.push(`The first load's JavaScript is over ${kib(FIRST_SCRIPT)}.`);
if (style > FIRST_STYLE) faults.push(`The CSS is over ${kib(FIRST_STYLE)}.`);
// The page's policy forbids both, and the browser would only say so in its console.
if (/<style|<script(?![^>]*\ssrc=)/.test(page)) faults.push("index.html holds an inline script or style.");

const sizes = `JavaScript ${kib(script)} of ${kib(FIRST_SCRIPT)}, CSS ${kib(style)} of ${kib(FIRST_STYLE)}`;
console.log(`First load, gzip: ${sizes}.`);
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);

function kib(bytes) {
  return `${(bytes / KIB).toFixed(1)} KiB`;
}
