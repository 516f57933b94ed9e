// Fields that keep themselves: each is sent when it is left, and what others change appears. Everything works without it.
// What comes back are elements by their ids, made by our own portal, each to take the place of its namesake.
"use strict";

(() => {
  const form = document.getElementById("editor");
  if (!form || !form.dataset.news) return;
  const EVERY = 8000;
  const waiting = new Set();
  let sending = Promise.resolve();

  const word = (text) => {
    const place = document.getElementById("edit-word");
    if (place) place.textContent = text;
  };
  const field = (input) => input.closest(".edit");
  const value = (box) => box.querySelector("[name^='v:']");

  const put = (text, sent) => {
    const made = new DOMParser().parseFromString(text, "text/html");
    for (const fresh of made.querySelectorAll("body > [id]")) {
      const old = document.getElementById(fresh.id);
      if (!old) continue;
      const now = old.classList.contains("edit") ? value(old) : null;
      const typed = now && sent.has(now.name) && sent.get(now.name) !== now.value;
      if (now && (typed || (waiting.has(old.id) && !sent.has(now.name)))) continue;
      const held = old.contains(document.activeElement) ? document.activeElement.id : "";
      old.replaceWith(document.adoptNode(fresh));
      if (held) document.getElementById(held)?.focus();
    }
  };

  const send = async (box) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const each of box.querySelectorAll("[name^='v:'], [name^='o:']")) body.set(each.name, each.value);
    word(form.dataset.saving);
    try {
      const answer = await fetch(window.location.pathname, { method: "POST", body, headers: { "X-Part": "fields" } });
      if (answer.ok || answer.status === 409) {
        waiting.delete(box.id);
        put(await answer.text(), body);
        word(answer.ok ? form.dataset.saved : "");
        return;
      }
    } catch { /* said below: the field is still waiting */ }
    word(form.dataset.failed);
  };

  form.addEventListener("change", (event) => {
    const box = field(event.target);
    if (!box || !value(box)) return;
    waiting.add(box.id);
    sending = sending.then(() => send(box));
  });
  form.addEventListener("input", (event) => {
    const box = field(event.target);
    if (box) waiting.add(box.id);
  });
  form.addEventListener("submit", () => waiting.clear());
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size && !document.documentElement.dataset.kept) event.preventDefault();
  });

  window.setInterval(async () => {
    const last = document.getElementById("edit-state")?.dataset.last;
    if (document.hidden || !last) return;
    try {
      const answer = await fetch(`${form.dataset.news}?after=${last}`);
      if (answer.status === 200) put(await answer.text(), new FormData());
    } catch { /* asked again at the next turn */ }
  }, EVERY);
})();
