// A large file goes up in pieces with its progress, and goes on where it broke off; then the form names what was sent.
// Without this, or where the browser cannot digest, the form sends its files whole.
"use strict";

(() => {
  const form = document.getElementById("add-files");
  if (!form || !window.crypto.subtle) return;
  const PIECE = 4 << 20;
  const SMALL = 1 << 20;
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const word = form.querySelector("[role=status]");

  const json = async (path, options) => {
    const answer = await fetch(`/api/v1${path}`, options);
    const told = await answer.json();
    if (!answer.ok && answer.status !== 409) throw new Error(told[`what_${document.documentElement.lang.slice(0, 2)}`]);
    return { told, status: answer.status };
  };

  const send = async (file) => {
    const digest = new Uint8Array(await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const sha256 = [...digest].map((each) => each.toString(16).padStart(2, "0")).join("");
    const headers = { "Content-Type": "application/json", "Idempotency-Key": `page:${sha256}` };
    const body = JSON.stringify({ name: file.name, size: file.size, sha256 });
    let { told } = await json("/uploads", { method: "POST", headers, body });
    while (!told.whole) {
      const piece = file.slice(told.here, told.here + PIECE);
      const next = await json(`/uploads/${told.id}?at=${told.here}`, { method: "PATCH", body: piece });
      told = next.status === 409 ? (await json(`/uploads/${told.id}`)).told : next.told;
      bar.value = told.here / told.size;
    }
    return told.id;
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
})();
