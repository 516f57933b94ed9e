"use strict";
// The lists: `examine(files)` finds each package and edition in what was given, holds its list against its form and
// against the files beside it, and then takes every receipt and timestamp. BASES and INVENTORY are data of the page:
// why a field may leave, and the digest of what is said of the proofs.

const POLICY = "witnesses.policy";
const ROOTS = ["package_root", "package_root_sm3"];
const HEAD = ["as_of", "calendar", "deal", "filing", "prev", "rule_set", "schema", "version"];
const ROW = ["media_type", "path", "role", "sha256", "side", "size", "sm3"];
const LISTS = {
  "manifest.json": { schema: "tallystick/package/v1", rows: "files", members: [...HEAD, "files", ...ROOTS] },
  "export.json": {
    schema: "tallystick/export/v1", rows: "leaves", members: ["head", "inventory", "leaves", "schema", ...ROOTS],
  },
};
const EVENTS = {
  submitted: "submit", decided: "file", notice: "record-notice", correction: "record-correction", revocation: "record-revocation",
};
const ACT = "(?:submitted|decided|notice|correction-[1-9][0-9]{0,2}|revocation)";
const CROSSING = new RegExp(
  `^proofs/(?:${ACT}\\.(?:json|entry|tlog-proof)|(?!submitted|decided)${ACT}-capture|inventory\\.json|log\\.vkey|checkpoint\\.tsr)$`,
);
const DUST = /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/;

const isNamed = (stem, act) => EVENTS[stem.slice(stem.lastIndexOf("/") + 1).split("-")[0]] === act.event;

// ---- the form of a list: no member more, none less

function hasMembers(value, names) {
  const plain = value !== null && typeof value === "object" && !Array.isArray(value);
  return plain && Object.keys(value).sort().join() === [...names].sort().join();
}

function isRow(row, name) {
  if (hasMembers(row, ["leaf_sha256", "leaf_sm3"])) {
    return name === "export.json" && Object.values(row).every((hash) => /^[0-9a-f]{64}$/.test(hash));
  }
  return hasMembers(row, row?.side === "onshore" ? [...ROW, "salt"] : ROW) && typeof row.path === "string";
}

function isList(list, name) {
  const { schema, rows, members } = LISTS[name];
  if (!hasMembers(list, members) || list.schema !== schema || !Array.isArray(list[rows])) return false;
  if (!list[rows].every((row) => isRow(row, name))) return false;
  const paths = list[rows].filter((row) => row.path !== undefined).map((row) => row.path.toLowerCase());
  if (new Set(paths).size !== paths.length) return false;
  return name === "manifest.json" || (hasMembers(list.head, HEAD) && list.head.schema === LISTS["manifest.json"].schema);
}

// ---- the inventory: every field that leaves, and why it may

function pathsOf(value, path, depth, found) {
  if (value === null || typeof value !== "object") return found.add(path || "*");
  if (depth === 64) throw new Error("too deep");
  const list = Array.isArray(value);
  const under = (key) => (list ? `${path}[]` : path ? `${path}.${key}` : key);
  for (const key of Object.keys(value)) pathsOf(value[key], under(key), depth + 1, found);
  return found;
}

function columnsOf(text) {
  const [cell, columns] = [/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|\r|$)/y, []];
  for (;;) {
    const found = cell.exec(text);
    if (found === null) return [];
    columns.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] !== ",") return columns.length === 1 && columns[0] === "" ? [] : columns;
  }
}

function fieldsOf(type, bytes) {
  try {
    const fields =
      type === "application/json" ? [...pathsOf(JSON.parse(textOf(bytes)), "", 0, new Set())] :
      type === "text/csv" ? columnsOf(textOf(bytes)) : [];
    return fields.length ? fields : ["*"];
  } catch {
    return ["*"];
  }
}

function isInventory(items, shown, files) {
  const expected = shown
    .filter(({ role }) => Object.hasOwn(BASES, role))
    .flatMap(({ path, role, media_type: type }) =>
      fieldsOf(type, files.get(path)).map((field) => ({ path, role, field, clause: BASES[role][0], mark: BASES[role][1] })),
    );
  const said = (each) => each.map(written).sort().join("\n");
  return Array.isArray(items) && said(items) === said(expected);
}

// ---- one list, with what lies beside it

async function examineRoots(list, rows, head, tell) {
  const stated = { sha256: list.package_root, sm3: list.package_root_sm3 };
  for (const [algorithm, digest] of Object.entries(ALGORITHMS)) {
    const hashes = [await leafHash(digest, bytesOf(written(head)))];
    for (const row of rows) {
      hashes.push(row.path === undefined ? unhex(row[`leaf_${algorithm}`]) : await leafHash(digest, bytesOf(written(row))));
    }
    const found = hex(await rootOf(digest, hashes));
    const holds = found === stated[algorithm];
    tell(holds, holds ? "root-holds" : "root-differs", { algorithm: algorithm === "sm3" ? "SM3" : "SHA-256", root: found });
  }
}

async function examineList(files, top, name, lines) {
  const own = [];
  const at = (path) => (holds, said, given = {}) => own.push({ place: top + path, holds, said, with: given });
  let list;
  try {
    list = canonical(files.get(name));
  } catch {
    return lines.push({ place: top + name, holds: false, said: "list-altered", with: {} }) && null;
  }
  if (!isList(list, name)) return lines.push({ place: top + name, holds: false, said: "list-malformed", with: {} }) && null;
  const rows = list[LISTS[name].rows];
  const shown = rows.filter((row) => row.path !== undefined);
  const head = list.head ?? Object.fromEntries(HEAD.map((member) => [member, list[member]]));
  await examineRoots(list, rows, head, at(name));
  const listed = new Map(shown.map((row) => [row.path, row]));
  for (const [path, row] of listed) {
    const content = files.get(path);
    if (content === undefined) at(path)(false, "file-missing");
    else if (hex(await sha256(content)) !== row.sha256 || hex(sm3(content)) !== row.sm3) at(path)(false, "file-altered");
  }
  const beside = (path) => path === name || path === POLICY || (name === "export.json" && CROSSING.test(path));
  for (const path of files.keys()) {
    if (!listed.has(path) && !beside(path)) at(path)(...(DUST.test(path) ? [null, "file-dust"] : [false, "file-added"]));
  }
  const fits = () => own.every((line) => line.holds !== false);
  if (name === "export.json" && fits() && !isInventory(list.inventory, shown, files)) at(name)(false, "inventory-differs");
  at(name)(fits(), fits() ? "files-hold" : "files-differ", { files: listed.size, withheld: rows.length - shown.length });
  if (name === "export.json") await examineProofs(files, at);
  lines.push(...own);
  return list.package_root;
}

async function examineProofs(files, at) {
  const proofs = [...files.keys()].filter((path) => path.startsWith("proofs/"));
  if (!proofs.length) return at("proofs/")(null, "proofs-missing");
  const inventory = files.get("proofs/inventory.json");
  const fits = inventory !== undefined && hex(await sha256(inventory)) === INVENTORY;
  if (!fits) at("proofs/inventory.json")(false, inventory === undefined ? "file-missing" : "file-altered");
  const acts = new Set(proofs.flatMap((path) => path.match(new RegExp(`^proofs/(${ACT})(?=[.-])`))?.[1] ?? []));
  const last = Math.max(0, ...[...acts].map((act) => Number(act.match(/^correction-(\d+)$/)?.[1] ?? 0)));
  for (let number = 1; number < last; number += 1) acts.add(`correction-${number}`);
  for (const act of acts) if (!files.has(`proofs/${act}.tlog-proof`)) at(`proofs/${act}`)(false, "receipt-missing");
  for (const act of ["submitted", "decided", "notice"]) {
    if (!acts.has(act)) at(`proofs/${act}`)(null, "act-missing", { event: EVENTS[act] });
  }
  return undefined;
}

// ---- everything that was given

const folderOf = (path) => path.slice(0, path.lastIndexOf("/") + 1);

function topsOf(paths) {
  const lists = paths.filter((path) => Object.hasOwn(LISTS, path.slice(path.lastIndexOf("/") + 1))).map(folderOf);
  const all = [...new Set(lists)].sort();
  return all.filter((top) => !all.some((other) => other !== top && top.startsWith(other)));
}

async function examineLists(files, tops, lines) {
  const roots = new Map();
  for (const top of tops) {
    const inside = new Map([...files].filter(([path]) => path.startsWith(top)).map(([path, each]) => [path.slice(top.length), each]));
    const name = Object.keys(LISTS).find((each) => inside.has(each));
    roots.set(top, await examineList(inside, top, name, lines));
  }
  return roots;
}

async function policyAmong(files, tops, lines) {
  const place = ["", ...tops].map((top) => top + POLICY).find((path) => files.has(path));
  try {
    return place === undefined ? null : await policyOf(textOf(files.get(place)));
  } catch {
    lines.push({ place, holds: false, said: "policy-unreadable", with: {} });
    return null;
  }
}

async function keyBeside(files, folder, lines) {
  const place = `${folder}log.vkey`;
  try {
    return files.has(place) ? await verifierKey(textOf(files.get(place))) : null;
  } catch {
    lines.push({ place, holds: false, said: "key-altered", with: {} });
    return null;
  }
}

async function examine(files) {
  const lines = [];
  const paths = [...files.keys()].sort();
  const tops = topsOf(paths);
  const topOf = (path) => tops.find((top) => path.startsWith(top));
  const roots = await examineLists(files, tops, lines);
  const policy = await policyAmong(files, tops, lines);
  const receipts = paths.filter((path) => path.endsWith(".tlog-proof"));
  for (const path of receipts) {
    const key = await keyBeside(files, folderOf(path), lines);
    await examineReceipt(files, path, { key, root: roots.get(topOf(path)), policy }, lines);
  }
  const stamps = paths.filter((path) => path.endsWith(".tsr"));
  for (const path of stamps) await examineStamp(files, path, lines);
  const told = new Set([...receipts, ...stamps].map(folderOf));
  const unseen = paths.filter((path) => tops.length && topOf(path) === undefined && !told.has(folderOf(path)) && path !== POLICY);
  if (unseen.length) lines.push({ place: unseen[0], holds: null, said: "not-listed", with: { count: unseen.length } });
  if (!tops.length && !receipts.length && !stamps.length) lines.push({ place: "", holds: false, said: "nothing", with: {} });
  const [root = null, ...others] = new Set(roots.values());
  return { root: others.length ? null : root, lines };
}
