"use strict";
// What verifies, without the page: `examine(files)` takes a Map of relative name to Uint8Array and gives lines.
// A line is {place, holds, said, with}: holds is true, false, or null where it cannot be known here.
// Formats: RFC 8785, RFC 6962, C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof; FIPS 180-4, GB/T 32905.

const bytesOf = (text) => new TextEncoder().encode(text);
const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function base64(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (btoa(String.fromCharCode(...bytes)) !== text) throw new Error("not base64 in its one form");
  return bytes;
}

// ---- digests

const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

function sm3(bytes) {
  const turn = (word, by) => (word << by % 32) | (word >>> (32 - (by % 32)));
  const length = bytes.length;
  const padded = new Uint8Array(((length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const state = [
    0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
  ].map((word) => word | 0);
  const mixed = new Int32Array(68);
  for (let block = 0; block < padded.length; block += 64) {
    for (let j = 0; j < 16; j += 1) mixed[j] = view.getInt32(block + 4 * j);
    for (let j = 16; j < 68; j += 1) {
      const word = mixed[j - 16] ^ mixed[j - 9] ^ turn(mixed[j - 3], 15);
      mixed[j] = word ^ turn(word, 15) ^ turn(word, 23) ^ turn(mixed[j - 13], 7) ^ mixed[j - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let j = 0; j < 64; j += 1) {
      const early = j < 16;
      const constant = turn(early ? 0x79cc4519 : 0x7a879d8a, j);
      const first = turn((turn(a, 12) + e + constant) | 0, 7);
      const second = first ^ turn(a, 12);
      const left = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const right = early ? e ^ f ^ g : (e & f) | (~e & g);
      const t1 = (left + d + second + (mixed[j] ^ mixed[j + 4])) | 0;
      const t2 = (right + h + first + mixed[j]) | 0;
      [a, b, c, d] = [t1, a, turn(b, 9), c];
      [e, f, g, h] = [t2 ^ turn(t2, 9) ^ turn(t2, 17), e, turn(f, 19), g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] ^= word));
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => out.setInt32(4 * place, word));
  return new Uint8Array(out.buffer);
}

const ALGORITHMS = { sha256, sm3: async (bytes) => sm3(bytes) };

// ---- canonical JSON: what is parsed and written again is the same bytes, or it was not canonical

function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${written(value[name])}`).join(",")}}`;
}

function canonical(bytes) {
  const value = JSON.parse(textOf(bytes));
  if (!same(bytesOf(written(value)), bytes)) throw new Error("not canonical");
  return value;
}

// ---- the Merkle tree

const leafHash = (digest, leaf) => digest(joined([0], leaf));
const nodeHash = (digest, left, right) => digest(joined([1], left, right));

async function rootOf(digest, hashes) {
  if (hashes.length === 1) return hashes[0];
  let half = 1;
  while (2 * half < hashes.length) half *= 2;
  return nodeHash(digest, await rootOf(digest, hashes.slice(0, half)), await rootOf(digest, hashes.slice(half)));
}

async function includes({ leaf, index, size, proof, root }) {
  if (index >= size) return false;
  let [node, last, running] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      running = await nodeHash(sha256, sibling, running);
      while (node % 2 === 0 && node > 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      running = await nodeHash(sha256, running, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(running, root);
}

// ---- signatures and notes

async function signed(publicKey, message, signature) {
  const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
}

async function verifierKey(text) {
  const [, name, id, encoded] = text.trim().match(/^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/) ?? [];
  if (!name) throw new Error("not a verifier key");
  const material = base64(encoded);
  const named = (await sha256(joined(bytesOf(`${name}\n`), material))).slice(0, 4);
  if (hex(named) !== id || ![1, 4].includes(material[0]) || material.length !== 33) throw new Error("not its id");
  return { name, id, kind: material[0], publicKey: material.slice(1) };
}

function note(text) {
  const at = text.lastIndexOf("\n\n");
  const lines = text.slice(at + 2).split("\n").filter(Boolean);
  const lineOf = (line) => {
    const [, name, encoded] = line.match(/^— (\S+) (\S+)$/) ?? [];
    if (!name) throw new Error("not a signature line");
    const material = base64(encoded);
    return { name, id: hex(material.slice(0, 4)), signature: material.slice(4) };
  };
  return { text: text.slice(0, at + 1), lines: lines.map(lineOf) };
}

// ---- the reader's policy: who must have cosigned (C2SP tlog-policy)

async function policyOf(text) {
  const [witnesses, groups, logs] = [new Map(), new Map(), []];
  let quorum = null;
  for (const line of text.split("\n")) {
    const words = line.split(/[ \t]+/).filter(Boolean);
    const known = (name) => witnesses.has(name) || groups.has(name);
    if (!words.length || words[0].startsWith("#")) continue;
    if (words[0] === "log" && words.length >= 2) logs.push(await verifierKey(words[1]));
    else if (words[0] === "witness" && words.length >= 3 && !known(words[1])) witnesses.set(words[1], await verifierKey(words[2]));
    else if (words[0] === "group" && words.length >= 4 && !known(words[1]) && words.slice(3).every(known)) {
      const members = new Set(words.slice(3));
      const needed = words[2] === "any" ? 1 : words[2] === "all" ? members.size : Number(words[2]);
      if (members.size !== words.length - 3 || !(needed >= 1 && needed <= members.size)) throw new Error("not a group");
      if ([...groups.values()].some((group) => [...group.members].some((name) => members.has(name)))) throw new Error("twice");
      groups.set(words[1], { members, needed });
    } else if (words[0] === "quorum" && words.length === 2 && quorum === null && (words[1] === "none" || known(words[1]))) {
      quorum = words[1];
    } else throw new Error("not a line of a policy");
  }
  const keys = [...witnesses.values()].map((key) => hex(key.publicKey));
  const kinds = [...witnesses.values()].every((key) => key.kind === 4) && logs.every((key) => key.kind === 1);
  if (quorum === null || new Set(keys).size !== keys.length || !kinds) throw new Error("not a policy");
  return { witnesses, groups, logs, quorum };
}

function isMet(policy, cosigned) {
  if (policy.quorum === "none") return true;
  const met = new Map([...policy.witnesses.keys()].map((name) => [name, cosigned.has(name)]));
  for (const [name, { members, needed }] of policy.groups) met.set(name, [...members].filter((each) => met.get(each)).length >= needed);
  return met.get(policy.quorum);
}

const LONGEST_WAIT = 14; // days for which a cosignature may be awaited, as by the tally

function isAwaited(since) {
  const day = (moment) => Math.floor((moment + 8 * 3600000) / 86400000); // in Beijing
  return day(Date.now()) <= day(since) + LONGEST_WAIT; // never where the entry bears no moment
}

async function cosignatures(opened, own, key, policy, since, tell) {
  const cosigned = new Set();
  for (const line of opened.lines.filter((each) => each !== own)) {
    const [name, witness] =
      [...(policy?.witnesses ?? [])].find(([, each]) => each.name === line.name && each.id === line.id) ?? [];
    if (witness === undefined) {
      tell(null, "witness-unchecked", { name: line.name });
      continue;
    }
    const at = line.signature.length === 72 ? new DataView(line.signature.slice(0, 8).buffer).getBigUint64(0) : 0n;
    const message = bytesOf(`cosignature/v1\ntime ${at}\n${opened.text}`);
    const holds = line.signature.length === 72 && (await signed(witness.publicKey, message, line.signature.slice(8)));
    if (holds && !same(witness.publicKey, key.publicKey)) cosigned.add(name);
    const moment = at < 8640000000000n ? new Date(Number(at) * 1000).toISOString() : String(at);
    tell(holds, holds ? "witness-holds" : "witness-wrong", { name: line.name, at: moment });
  }
  if (policy === null) return;
  const accepted = !policy.logs.length || policy.logs.some((each) => each.name === key.name && same(each.publicKey, key.publicKey));
  if (!accepted) tell(false, "policy-other-log", { log: `${key.name}+${key.id}` });
  const met = isMet(policy, cosigned);
  if (!met && isAwaited(since)) tell(null, "quorum-awaited", { quorum: policy.quorum });
  else tell(met, met ? "quorum-met" : "quorum-not-met", { quorum: policy.quorum });
}

async function headOf(text, key, policy, since, tell) {
  const opened = note(text);
  const [origin, size, root] = opened.text.split("\n");
  const own = opened.lines.find((line) => line.name === key.name && line.id === key.id);
  const holds = own !== undefined && origin === key.name && (await signed(key.publicKey, bytesOf(opened.text), own.signature));
  tell(holds, holds ? "head-signed" : "head-not-signed", { log: `${key.name}+${key.id}` });
  await cosignatures(opened, own, key, policy, since, tell);
  return { size: Number(size), root: base64(root), holds };
}

function momentOf(leaf) {
  try {
    return Date.parse(canonical(leaf).at);
  } catch {
    return NaN;
  }
}

// ---- receipts: an act in the log, what it says, and who signed it

async function examineReceipt(files, path, { key, root, policy }, lines) {
  const tell = (holds, said, given = {}) => lines.push({ place: path, holds, said, with: given });
  const stem = path.slice(0, -".tlog-proof".length);
  const [leaf, body] = [files.get(`${stem}.entry`), files.get(`${stem}.json`)];
  const gone = root === undefined ? null : false; // what an edition's proofs must have; of a receipt alone it is open
  if (leaf === undefined || key === null) return tell(gone, key === null ? "key-missing" : "entry-missing");
  let entry;
  try {
    const text = textOf(files.get(path));
    const at = text.indexOf("\n\n");
    const top = text.slice(0, at).split("\n").filter((line) => !line.startsWith("extra "));
    const index = Number((top[1].match(/^index (0|[1-9]\d*)$/) ?? [])[1]);
    if (top[0] !== "c2sp.org/tlog-proof@v1" || Number.isNaN(index)) return tell(false, "receipt-altered");
    const head = await headOf(text.slice(at + 2), key, policy, momentOf(leaf), tell);
    const proof = top.slice(2).map(base64);
    const holds = await includes({ leaf: await leafHash(sha256, leaf), index, size: head.size, proof, root: head.root });
    tell(holds, holds ? "included" : "not-included", { index, size: head.size });
    entry = canonical(leaf);
  } catch {
    return tell(false, "receipt-altered");
  }
  if (body === undefined) return tell(gone, "body-missing");
  const fits = hex(await sha256(body)) === entry.body_sha256 && hex(sm3(body)) === entry.body_sm3;
  tell(fits, fits ? "body-holds" : "body-differs", { actor: entry.actor, at: entry.at });
  if (!fits) return undefined;
  const act = canonical(body);
  try {
    if (root !== undefined && !isNamed(stem, act)) tell(false, "act-misnamed", { event: act.event });
    await examineAct(entry, act, root, tell);
    await examineCapture(files.get(`${stem}-capture`), act.notice?.capture_sha256, `${stem}-capture`, gone, lines);
  } catch {
    tell(false, "act-unreadable");
  }
  return undefined;
}

async function examineCapture(capture, known, place, gone, lines) {
  if (known === undefined || known === null) return;
  const holds = capture === undefined ? gone : hex(await sha256(capture)) === known;
  const said = capture === undefined ? "capture-missing" : holds ? "capture-holds" : "capture-differs";
  lines.push({ place, holds, said, with: {} });
}

// How many different people each act takes, beside the table of states of the program, which a test holds this to.
const PERSONS = {
  submit: 1, question: 2, answer: 1, consult: 2, conclude: 2, suspend: 2, resume: 2, file: 2, refuse: 2, withdraw: 1,
  "record-receipt": 2, "record-question": 2, "record-notice": 2, "record-correction": 2, "record-revocation": 2,
  "record-letter": 2,
};

async function examinePeople(entry, act, tell) {
  const { countersigned = [], ...rest } = act;
  const by = act.by ?? [];
  const needed = entry.kind === "filing.act" ? PERSONS[act.event] : act.countersigned === undefined ? 1 : 2;
  const different = Math.min(new Set(by.map(({ id }) => id)).size, new Set(by.map(({ public_key: key }) => key)).size);
  if (needed !== 1 || entry.kind === "filing.act") {
    const holds = different === needed && by.length === needed && by[0].id === entry.actor;
    tell(holds, holds ? "persons-enough" : "persons-wrong", { event: act.event ?? entry.kind, needed, given: different });
  }
  for (const person of by.slice(1)) {
    const line = countersigned.find((each) => each.person === person.id);
    const holds = line !== undefined && (await signed(unhex(person.public_key), bytesOf(written(rest)), unhex(line.signature)));
    tell(holds, holds ? "act-signed" : "act-not-signed", { actor: person.id });
  }
  const recorded = act.notice?.recorded_by;
  if (recorded && [...recorded].sort().join() !== by.map(({ id }) => id).sort().join()) tell(false, "recorders-differ");
}

async function examineAct(entry, act, root, tell) {
  const signer = (act.by ?? []).find((person) => person.id === entry.actor);
  if (signer === undefined) tell(null, "signer-unknown", { actor: entry.actor });
  else {
    const { signature, ...draft } = entry;
    const holds = await signed(unhex(signer.public_key), bytesOf(written(draft)), unhex(signature));
    tell(holds, holds ? "act-signed" : "act-not-signed", { actor: entry.actor });
  }
  await examinePeople(entry, act, tell);
  if (root && act.package_sha256) {
    const holds = act.package_sha256 === root;
    tell(holds, holds ? "act-of-root" : "act-of-other-root", { event: act.event });
  }
  if (act.event === "record-revocation") tell(null, "revoked", { number: act.notice?.number });
  if (act.notice?.specimen) tell(null, "specimen", { event: act.event, number: act.notice.number });
}
