// ---- timestamps of an authority (RFC 3161): the imprint, the signature under it, and the certificate that came along

function der(bytes, at = 0) {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  const more = first > 0x80 ? first - 0x80 : 0;
  if (first === undefined || first === 0x80 || more > 4) throw new Error("not DER");
  let length = more ? 0 : first;
  for (let each = 0; each < more; each += 1) length = length * 256 + bytes[at + 2 + each];
  const start = at + 2 + more;
  if (!(start + length <= bytes.length)) throw new Error("cut short");
  return { tag, whole: bytes.slice(at, start + length), content: bytes.slice(start, start + length), end: start + length };
}

function within(node) {
  const parts = [];
  for (let at = 0; at < node.content.length; at = parts[parts.length - 1].end) parts.push(der(node.content, at));
  return parts;
}

function one(bytes) {
  const node = der(bytes);
  if (node.end !== bytes.length) throw new Error("bytes after it");
  return node;
}

const OIDS = {
  signedData: "2a864886f70d010702", tstInfo: "2a864886f70d0109100104",
  contentType: "2a864886f70d010903", messageDigest: "2a864886f70d010904", signingCertificate: "2a864886f70d010910022f",
  timeStamping: "2b06010505070308", purposes: "551d25", rsa: "2a864886f70d010101", ec: "2a8648ce3d0201",
};
const HASHES = { "608648016503040201": "SHA-256", "608648016503040202": "SHA-384", "608648016503040203": "SHA-512" };
const SIGNED_WITH = {
  "2a8648ce3d040302": "SHA-256", "2a8648ce3d040303": "SHA-384", "2a8648ce3d040304": "SHA-512",
  "2a864886f70d01010b": "SHA-256", "2a864886f70d01010c": "SHA-384", "2a864886f70d01010d": "SHA-512",
};
const CURVES = { "2a8648ce3d030107": ["P-256", 32], "2b81040022": ["P-384", 48], "2b81040023": ["P-521", 66] };
const NAMES = { "550403": "CN", "550406": "C", "55040a": "O", "55040b": "OU" };
const idOf = (node) => hex(node.content);
const digested = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));

function moment(node) {
  const text = textOf(node.content);
  const [, year, rest] = text.match(node.tag === 0x17 ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})(?:\.\d+)?Z$/) ?? [];
  if (!rest) throw new Error("not a time");
  const full = node.tag === 0x17 ? `${Number(year) < 50 ? 20 : 19}${year}` : year;
  const [month, day, hour, minute, second] = rest.match(/../g);
  return new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function certificateOf(bytes) {
  const [signedPart] = within(one(bytes));
  const parts = within(signedPart);
  const [serial, , issuer, validity, subject, publicKey] = parts[0].tag === 0xa0 ? parts.slice(1) : parts;
  const named = within(subject).flatMap(within).map((each) => within(each));
  const name = named.map(([type, value]) => `${NAMES[idOf(type)] ?? idOf(type)}=${new TextDecoder().decode(value.content)}`);
  const [from, until] = within(validity).map(moment);
  const extended = parts.find((each) => each.tag === 0xa3);
  const extensions = extended === undefined ? [] : within(within(extended)[0]).map((each) => within(each));
  const purposes = extensions.find(([type]) => idOf(type) === OIDS.purposes);
  const stamps = purposes !== undefined && within(one(purposes[purposes.length - 1].content)).some((each) => idOf(each) === OIDS.timeStamping);
  return { bytes, serial: idOf(serial), issuer: hex(issuer.whole), name: name.join(","), from, until, stamps, publicKey };
}

async function verifiedBy(publicKey, algorithm, digest, message, signature) {
  const [kind, parameters] = within(within(publicKey)[0]);
  const hash = SIGNED_WITH[algorithm] ?? (algorithm === OIDS.rsa ? digest : undefined);
  if (hash === undefined) return null;
  if (idOf(kind) === OIDS.rsa) {
    const how = { name: "RSASSA-PKCS1-v1_5", hash };
    const key = await crypto.subtle.importKey("spki", publicKey.whole, how, false, ["verify"]);
    return crypto.subtle.verify(how, key, signature, message);
  }
  const [namedCurve, width] = idOf(kind) === OIDS.ec ? CURVES[idOf(parameters)] ?? [] : [];
  if (namedCurve === undefined) return null;
  const key = await crypto.subtle.importKey("spki", publicKey.whole, { name: "ECDSA", namedCurve }, false, ["verify"]);
  const halves = within(one(signature)).map(({ content }) => {
    const digits = content.slice(content.findIndex((byte) => byte !== 0));
    if (digits.length > width) throw new Error("too long");
    return joined(new Uint8Array(width - digits.length), digits);
  });
  return crypto.subtle.verify({ name: "ECDSA", hash }, key, joined(...halves), message);
}

function tokenOf(bytes) {
  const [status, token] = within(one(bytes));
  if (hex(within(status)[0].content) !== "00" || token === undefined) throw new Error("not granted");
  const [type, content] = within(token);
  const parts = within(within(content)[0]);
  const [inside, wrapped] = within(parts[2]);
  if (idOf(type) !== OIDS.signedData || idOf(inside) !== OIDS.tstInfo) throw new Error("not a timestamp");
  const stated = within(wrapped)[0].content;
  const [, , imprint, , time] = within(one(stated));
  const [algorithm, digest] = within(imprint);
  const certificates = parts.filter((each) => each.tag === 0xa0).flatMap(within).map((each) => certificateOf(each.whole));
  const [signer] = within(parts[parts.length - 1]);
  return { stated, hash: HASHES[idOf(within(algorithm)[0])], imprint: digest.content, at: moment(time), certificates, signer };
}

async function signerOf({ stated, at, certificates, signer }) {
  const [, id, digestOf, attributes, signedWith, signature] = within(signer);
  const [issuer, serial] = id.tag === 0x30 ? within(id) : [];
  const certificate = certificates.find((each) => serial && each.serial === idOf(serial) && each.issuer === hex(issuer.whole));
  const digest = HASHES[idOf(within(digestOf)[0])];
  if (certificate === undefined || digest === undefined || attributes.tag !== 0xa0) return { certificate, holds: null };
  const values = new Map(within(attributes).map((each) => within(each)).map(([type, set]) => [idOf(type), within(set)[0]]));
  const pinned = values.get(OIDS.signingCertificate);
  if (pinned === undefined) return { certificate, holds: null };
  const [pin] = within(within(within(pinned)[0])[0]).filter((each) => each.tag === 0x04);
  const [named] = within(within(within(pinned)[0])[0]).filter((each) => each.tag === 0x30 && HASHES[idOf(within(each)[0])]);
  const pinnedBy = named === undefined ? "SHA-256" : HASHES[idOf(within(named)[0])];
  const fits =
    same(values.get(OIDS.messageDigest).content, await digested(digest, stated)) &&
    idOf(values.get(OIDS.contentType)) === OIDS.tstInfo &&
    same(pin.content, await digested(pinnedBy, certificate.bytes)) &&
    certificate.stamps && certificate.from <= at && at <= certificate.until;
  if (!fits) return { certificate, holds: false };
  const message = joined([0x31], attributes.whole.slice(1));
  const algorithm = idOf(within(signedWith)[0]);
  return { certificate, holds: await verifiedBy(certificate.publicKey, algorithm, digest, message, signature.content) };
}

// The heads that a stamp may be over: those of the receipts beside it, or the checkpoint of the same name.
function headsFor(files, path) {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const receipts = [...files.keys()].filter((each) => each.endsWith(".tlog-proof") && each.slice(0, each.lastIndexOf("/") + 1) === folder);
  const notes = receipts.map((each) => textOf(files.get(each))).map((text) => text.slice(text.indexOf("\n\n") + 2));
  const kept = files.get(`${path.slice(0, -".tsr".length)}.checkpoint`);
  return [...(kept === undefined ? notes : [textOf(kept)])].map((text) => bytesOf(note(text).text));
}

async function examineStamp(files, path, lines) {
  const tell = (holds, said, given = {}) => lines.push({ place: path, holds, said, with: given });
  try {
    const token = tokenOf(files.get(path));
    const heads = headsFor(files, path);
    const at = token.at.toISOString();
    if (token.hash === undefined) return tell(null, "stamp-not-checked", { at });
    const digests = await Promise.all(heads.map((head) => digested(token.hash, head)));
    if (!digests.length) tell(null, "stamp-without-head", { at });
    else if (!digests.some((each) => same(each, token.imprint))) return tell(false, "stamp-other", { at });
    const { certificate, holds } = await signerOf(token);
    const signer = certificate?.name ?? "";
    if (holds === null) return tell(null, "stamp-not-checked", { at });
    tell(holds, holds ? "stamp-holds" : "stamp-wrong", { at, signer });
    if (holds) tell(null, "stamp-signer", { signer, digest: hex(await sha256(certificate.bytes)) });
  } catch {
    tell(false, "stamp-unreadable");
  }
  return undefined;
}
