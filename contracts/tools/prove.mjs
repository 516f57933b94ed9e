// Asks solc's own model checker about the contracts: `node tools/prove.mjs SECONDS [FILE ...]`, with z3 on the path.
// Prints one line of JSON for each file: what was asked, what was proved, and what was not, in the checker's words.
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";
import {spawnSync} from "node:child_process";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const require = createRequire(import.meta.url);
const solc = require("solc");
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const [seconds, ...files] = process.argv.slice(2);

// As the solc package itself calls z3.
const SPACER = ["rewriter.pull_cheap_ite=true", "fp.spacer.q3.use_qgen=true", "fp.spacer.mbqi=false", "fp.spacer.ground_pobs=false"];

let queries = 0;
let unsolved = 0;

/** One query of the checker, answered by z3 as a program of its own. */
function solve(query) {
    queries += 1;
    const done = spawnSync("z3", [...SPACER, "-in", "-smt2", `-T:${seconds}`], {input: query, encoding: "utf8", maxBuffer: 1 << 28});
    const answer = done.stdout ?? "";
    if (!answer.startsWith("sat") && !answer.startsWith("unsat")) unsolved += 1;
    return {contents: answer.startsWith("sat") || answer.startsWith("unsat") ? answer : "unknown\n"};
}

function source(path) {
    const at = path.startsWith("@openzeppelin/") ? join("node_modules", path) : path;
    try {
        return {contents: readFileSync(join(here, at), "utf8")};
    } catch (error) {
        return {error: String(error)};
    }
}

for (const file of files) {
    queries = unsolved = 0;
    const contract = file.replace(/^.*\//, "").replace(".sol", "");
    const input = {
        language: "Solidity",
        sources: {[file]: {content: readFileSync(join(here, file), "utf8")}},
        settings: {
            evmVersion: "cancun",
            modelChecker: {
                contracts: {[file]: [contract]},
                engine: "chc",
                solvers: ["smtlib2"],
                showProvedSafe: true,
                showUnproved: true,
                showUnsupported: true,
                targets: ["assert", "underflow", "overflow", "divByZero", "outOfBounds", "popEmptyArray"],
            },
        },
    };
    const output = JSON.parse(solc.compile(JSON.stringify(input), {import: source, smtSolver: solve}));
    const said = (output.errors ?? []).map((each) => each.formattedMessage);
    console.log(JSON.stringify({contract, queries, unsolved, said}));
}
