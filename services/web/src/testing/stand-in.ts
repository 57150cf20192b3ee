/** `npm run stand-in`: a server to develop against, with pages from dist/; `-- --empty` is not set up. */

import path from "node:path";

import { seed } from "./stand-in/seed.ts";
import { startStandIn } from "./stand-in/serve.ts";

const empty = process.argv.includes("--empty");
const { url, world, faults, cut } = await startStandIn({
  port: Number(process.env.PARLEY_PORT ?? 8000),
  pages: path.join(import.meta.dirname, "..", "..", "dist"),
});
if (!empty) seed(world);
console.log(empty ? `${url}/setup?key=stand-in` : `${url}  noor@tidewater.example, "night routes"`);

// Lines on standard input bring faults: silent, refuse WORDS, cut-after-send, cut, well.
process.stdin.on("data", (data) => {
  const [verb, ...rest] = String(data).trim().split(" ");
  if (verb === "cut") cut();
  else if (verb === "cut-after-send") faults.cutAfterSend = true;
  else if (verb === "silent") faults.silent = true;
  else if (verb === "refuse") faults.refuse = rest.join(" ");
  else Object.assign(faults, { silent: false, refuse: null, cutAfterSend: false });
});
