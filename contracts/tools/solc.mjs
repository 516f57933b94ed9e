#!/usr/bin/env node
// The compiler as Foundry wants it: a program answering --version and --standard-json,
// over the npm package `solc`. Nothing is downloaded; the version is the locked one.
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";

const solc = createRequire(import.meta.url)("solc");
const asked = process.argv.slice(2);

if (asked.includes("--version")) {
    console.log("solc, the solidity compiler commandline interface");
    console.log(`Version: ${solc.version()}`);
} else if (asked.includes("--standard-json")) {
    process.stdout.write(solc.compile(readFileSync(0, "utf8")));
} else {
    console.error("solc.mjs answers --version and --standard-json only");
    process.exit(2);
}
