// Runs the script of the verifier's page without a browser: `node verifier.mjs PAGE FOLDER` prints what it finds;
// of several folders it prints a list.
import { readFileSync, readdirSync } from "node:fs";

const [page, ...folders] = process.argv.slice(2);
const script = readFileSync(page, "utf8").match(/<script>([\s\S]*)<\/script>/)[1];
const logic = script.slice(0, script.lastIndexOf('"use strict";'));
const { examine, sm3, hex, bytesOf } = new Function(`${logic}; return { examine, sm3, hex, bytesOf };`)();
const filesOf = (folder) => {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const names = all.map((each) => `${each.parentPath ?? each.path}/${each.name}`);
  return new Map(names.map((name) => [name.slice(folder.length + 1), new Uint8Array(readFileSync(name))]));
};
const vectors = ["abc", "abcd".repeat(16)].map((text) => hex(sm3(bytesOf(text))));
const found = [];
for (const folder of folders) found.push({ vectors, ...(await examine(filesOf(folder))) });
process.stdout.write(JSON.stringify(found.length === 1 ? found[0] : found));
