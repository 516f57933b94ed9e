// A large file goes up in pieces with its progress; after a dropped connection it goes on by itself, and after a reload
// when the same file is chosen again, in either case where it broke off. Then the form names what was sent.
// Without this, or where the browser cannot digest, the form sends its files whole.
"use strict";

(() => {
  const form = document.getElementById("add-files");
  if (!form || !window.crypto.subtle) return;
  const PIECE = 4 << 20;
  const SMALL = 1 << 20;
  const PATIENCE = 8;
  const LONGEST = 15_000;
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const word = form.querySelector("[role=status]");

  class Dropped extends Error {}

  const digest = async (bytes) => {
    const made = new Uint8Array(await window.crypto.subtle.digest("SHA-256", bytes));
    return [...made].map((each) => each.toString(16).padStart(2, "0")).join("");
  };

  const json = async (path, options) => {
    const answer = await fetch(`/api/v1${path}`, options).catch(() => { throw new Dropped(); });
    if (answer.status >= 500 || answer.status === 429) throw new Dropped();
    const told = await answer.json();
    if (!answer.ok && answer.status !== 409) throw new Error(told[`what_${document.documentElement.lang.slice(0, 2)}`]);
    return { told, status: answer.status };
  };

  // A while longer each time, and at once when the browser says that it is connected again.
  const pause = (tries) => new Promise((go) => {
    const on = () => { clearTimeout(timer); window.removeEventListener("online", on); go(); };
    const timer = setTimeout(on, Math.min(LONGEST, 500 * 2 ** tries));
    window.addEventListener("online", on);
  });

  const kept = async (ask) => {
    for (let tries = 0; ; tries += 1) {
      try {
        const told = await ask();
        word.textContent = "";
        return told;
      } catch (error) {
        if (!(error instanceof Dropped) || tries >= PATIENCE) throw error;
        word.textContent = form.dataset.waiting;
        await pause(tries);
      }
    }
  };

  const send = async (file) => {
    const sha256 = await digest(await file.arrayBuffer());
    const key = await digest(new TextEncoder().encode(`${file.name}\n${sha256}`));
    const headers = { "Content-Type": "application/json", "Idempotency-Key": `page:${key}` };
    const body = JSON.stringify({ name: file.name, size: file.size, sha256 });
    let { told } = await kept(() => json("/uploads", { method: "POST", headers, body }));
    bar.value = told.here / told.size;
    while (!told.whole) {
      told = await kept(async () => {
        const now = (await json(`/uploads/${told.id}`)).told;
        if (now.whole) return now;
        const piece = file.slice(now.here, now.here + PIECE);
        const next = await json(`/uploads/${now.id}?at=${now.here}`, { method: "PATCH", body: piece });
        return next.status === 409 ? now : next.told;
      });
      bar.value = told.here / told.size;
    }
    return told.id;
  };

  const unfinished = async () => {
    const found = (await json("/uploads")).told;
    if (!Array.isArray(found) || found.length === 0) return;
    const parts = found.map((each) => `${each.name} ${Math.floor((100 * each.here) / each.size)} %`);
    word.textContent = `${form.dataset.unfinished} ${parts.join(", ")}`;
  };

  form.addEventListener("submit", async (event) => {
    const files = [...input.files];
    if (!files.some((each) => each.size > SMALL)) return;
    event.preventDefault();
    bar.hidden = false;
    word.textContent = "";
    try {
      for (const file of files) {
        const sent = document.createElement("input");
        [sent.type, sent.name, sent.value] = ["hidden", "upload", await send(file)];
        form.append(sent);
      }
      word.textContent = form.dataset.sent;
      input.disabled = true;
      form.submit();
    } catch (error) {
      for (const each of form.querySelectorAll("input[name=upload]")) each.remove();
      word.textContent = `${form.dataset.failed} ${error.message || ""}`;
    }
  });

  unfinished().catch(() => {});
})();
