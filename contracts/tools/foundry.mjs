// Runs a Foundry tool from node_modules: `node tools/foundry.mjs forge test`.
// The platform package carries the program itself, so npm's install scripts may stay off.
import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const ARCHITECTURES = {x64: "amd64", arm64: "arm64"};

export function program(tool) {
    const platform = `${process.platform}-${ARCHITECTURES[process.arch]}`;
    const path = join(here, "node_modules", "@foundry-rs", `${tool}-${platform}`, "bin", tool);
    if (!existsSync(path)) {
        console.error(`${tool} is not installed for ${platform}: run "npm ci --ignore-scripts" in contracts/`);
        process.exit(2);
    }
    return path;
}

export function run(tool, asked, options = {}) {
    return spawnSync(program(tool), asked, {cwd: here, stdio: "inherit", ...options});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const [tool, ...asked] = process.argv.slice(2);
    process.exit(run(tool, asked).status ?? 1);
}
