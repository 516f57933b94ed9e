"use strict";
// The page around `examine`: files in, lines out, in the language of the reader. Nothing is sent anywhere.

const WORDS = JSON.parse(document.getElementById("words").textContent);
let language = navigator.language.startsWith("zh") ? "zh" : "en";
let last = null;

const say = (key, given = {}) =>
  (WORDS[key]?.[language] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(given[name] ?? ""));

function element(name, text, classes = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = classes;
  return made;
}

function verdict(wrong) {
  const open = last.lines.filter((line) => line.holds === null).length;
  if (wrong) return element("p", say("verdict-differs", { count: wrong }), "verdict bad");
  if (last.lines.some((line) => line.said === "revoked")) return element("p", say("verdict-revoked"), "verdict bad");
  return element("p", say(open ? "verdict-open" : "verdict-holds", { count: open }), "verdict good");
}

function show() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
  const place = document.getElementById("result");
  place.replaceChildren();
  if (last === null) return;
  const wrong = last.lines.filter((line) => line.holds === false).length;
  place.append(verdict(wrong));
  if (last.root) {
    place.append(element("h2", say("known-by")), element("p", last.root, "root"), element("p", say("compare-root"), "aside"));
  }
  const list = document.createElement("ol");
  const rank = (line) => (line.holds === false ? 0 : line.said === "revoked" ? 1 : line.holds === null ? 2 : 3);
  for (const line of [...last.lines].sort((one, other) => rank(one) - rank(other))) {
    const row = element("li", "", line.holds === null ? "open" : line.holds ? "good" : "bad");
    row.append(element("span", line.holds === null ? "◇" : line.holds ? "✓" : "✗", "mark"));
    const words = element("span", "");
    const given = { ...line.with, event: say(`event.${line.with.event}`) };
    words.append(element("strong", line.place), element("span", say(line.said, given)));
    row.append(words);
    list.append(row);
  }
  place.append(element("h2", say("lines")), list);
}

async function take(pairs) {
  document.getElementById("result").replaceChildren(element("p", say("working"), "aside"));
  try {
    const read = await Promise.all(pairs.map(async ([name, file]) => [name, new Uint8Array(await file.arrayBuffer())]));
    last = await examine(new Map(read));
  } catch {
    last = { root: null, lines: [{ place: "", holds: false, said: "unreadable", with: {} }] };
  }
  show();
}

function chosen(files) {
  const pairs = [...files].map((file) => {
    const path = file.webkitRelativePath;
    return [path ? path.slice(path.indexOf("/") + 1) : file.name, file];
  });
  return take(pairs);
}

async function below(entry, folder) {
  if (entry.isFile) return [[folder + entry.name, await new Promise((done, fail) => entry.file(done, fail))]];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map((each) => below(each, `${folder}${entry.name}/`)))).flat();
}

async function dropped(event) {
  event.preventDefault();
  document.body.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const pairs = (await Promise.all(entries.map((entry) => below(entry, "")))).flat();
  const top = entries.length === 1 && entries[0].isDirectory ? entries[0].name.length + 1 : 0;
  await take(pairs.map(([name, file]) => [name.slice(top), file]));
}

document.getElementById("folder").addEventListener("change", (event) => chosen(event.target.files));
document.getElementById("files").addEventListener("change", (event) => chosen(event.target.files));
document.getElementById("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  show();
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("over");
});
document.addEventListener("dragleave", () => document.body.classList.remove("over"));
document.addEventListener("drop", dropped);
show();
