// Writes, or checks, the compiled contracts that the Python client ships:
//     node tools/artifacts.mjs write    build and write src/tallystick/shell/chain/artifacts/<Contract>.json
//     node tools/artifacts.mjs check    build and compare; exit 1 when a committed file differs
// A file holds nothing of the machine it was made on: no path, no time, no metadata digest. Immutables are
// named, so that a reader can mask them and hold each against what was filed.
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

import {run} from "./foundry.mjs";

const CONTRACTS = [
    "Distributor",
    "EligibilityRegistry",
    "FilingRegistry",
    "Mandates",
    "ReportAnchor",
    "Threshold",
    "TokenAdapter",
    "TrancheToken",
];
/** Where immutables are declared: in a contract's own file, or in one it inherits from. */
const SOURCES = [...CONTRACTS, "FiledTerms", "TokenTerms"];
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const shipped = join(here, "..", "src", "tallystick", "shell", "chain", "artifacts");
const built = join(here, "out", "shipped");

function build() {
    const asked = ["build", "src", "--force", "--ast", "--no-cache", "--out", built, "--extra-output", "metadata"];
    const result = run("forge", [...asked, "--quiet"]);
    if (result.status !== 0) process.exit(result.status ?? 1);
}

function read(contract) {
    return JSON.parse(readFileSync(join(built, `${contract}.sol`, `${contract}.json`), "utf8"));
}

/** The name of every immutable by the number that the compiler gave it. */
function namesOf(node, names = {}) {
    if (Array.isArray(node)) node.forEach((child) => namesOf(child, names));
    else if (node !== null && typeof node === "object") {
        if (node.nodeType === "VariableDeclaration" && node.mutability === "immutable") names[node.id] = node.name;
        Object.values(node).forEach((child) => namesOf(child, names));
    }
    return names;
}

function artifact(contract) {
    const {abi, bytecode, deployedBytecode, metadata} = read(contract);
    const {compiler, language, settings} = metadata;
    const names = SOURCES.reduce((found, source) => namesOf(read(source).ast, found), {});
    const references = Object.entries(deployedBytecode.immutableReferences ?? {});
    return {
        abi,
        compiler: {
            evmVersion: settings.evmVersion,
            language,
            metadata: settings.metadata,
            optimizer: settings.optimizer,
            viaIR: settings.viaIR ?? false,
            version: compiler.version,
        },
        contract,
        creationCode: bytecode.object,
        immutables: Object.fromEntries(references.map(([id, places]) => [names[id], places])),
        runtimeCode: deployedBytecode.object,
    };
}

/** The same value with the keys of every object in order. */
function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

function text(contract) {
    return JSON.stringify(sorted(artifact(contract)), null, 1) + "\n";
}

function committed(contract) {
    try {
        return readFileSync(join(shipped, `${contract}.json`), "utf8");
    } catch {
        return "";
    }
}

const act = process.argv[2];
if (act !== "write" && act !== "check") {
    console.error("say write or check");
    process.exit(2);
}
build();
mkdirSync(shipped, {recursive: true});
const differing = CONTRACTS.filter((contract) => text(contract) !== committed(contract));
if (act === "write") differing.forEach((contract) => writeFileSync(join(shipped, `${contract}.json`), text(contract)));
else differing.forEach((contract) => console.error(`${contract}.json differs from a rebuild: run "npm run artifacts"`));
if (act === "check" && differing.length > 0) process.exit(1);
