// What a page does beside showing itself: the theme of the machine, keys, results that take the focus, and drafts that
// stand in their forms again after another language, theme or size was chosen.
// Everything works without it; nothing here asks another place or writes into a page.
"use strict";

(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (root.dataset.theme !== "auto") return;
    if (dark.matches) root.dataset.bsTheme = "dark";
    else delete root.dataset.bsTheme;
  };
  follow();
  dark.addEventListener("change", follow);

  const places = { r: "/", v: "/verify/", l: "/log/", b: "/law/" };
  let waiting = false;
  const writing = (element) => /^(input|select|textarea)$/i.test(element.tagName) || element.isContentEditable;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const words = document.getElementById("q");
    if (waiting && places[event.key]) window.location.assign(places[event.key]);
    waiting = event.key === "g";
    const open = event.key === "n" ? [...document.querySelectorAll(".clause[tabindex]")] : [];
    if (open.length) {
      const at = open.indexOf(document.activeElement);
      open[(at + 1) % open.length].focus();
    }
    const box = event.key === "Escape" ? event.target.closest("details[open]") : null;
    const head = box && box.querySelector("summary");
    if (head && head.offsetParent) {
      box.open = false;
      head.focus();
    }
    if (event.key === "?") window.location.assign("/help/");
    if (event.key === "/" && words) {
      event.preventDefault();
      words.focus();
    }
  });

  // What was typed waits in this tab alone, never a code, a password or a file, and until the next page has loaded.
  const DRAFT = "draft";
  const SECRET = /^(hidden|password|file|submit|button|reset)$/;
  const typed = (form) => [...form.elements].filter((each) =>
    each.name && writing(each) && !SECRET.test(each.type) && each.autocomplete !== "one-time-code");
  const told = (each) => (/^(checkbox|radio)$/.test(each.type) ? String(each.checked) : each.value);
  const first = (each) => {
    if (/^(checkbox|radio)$/.test(each.type)) return String(each.defaultChecked);
    if (each.tagName !== "SELECT") return each.defaultValue;
    return ([...each.options].find((option) => option.defaultSelected) || each.options[0])?.value;
  };
  const forms = () => [...document.querySelectorAll("main form")].filter((form) => form.method === "post");
  const where = (form) => new URL(form.getAttribute("action") || window.location.pathname, window.location).pathname;
  const called = (form, each, at) => [where(form), each.name, at].join(" ");

  const keep = () => {
    const refused = document.body.hasAttribute("data-posted");
    const draft = {};
    for (const form of forms()) {
      typed(form).forEach((each, at) => {
        const whole = refused && form.id !== "editor";
        if (whole || told(each) !== first(each)) draft[called(form, each, at)] = [told(each), whole ? null : first(each)];
      });
    }
    window.sessionStorage.setItem(DRAFT, JSON.stringify(draft));
    root.dataset.kept = "yes";
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest(".choices a")) keep();
  });

  const restore = () => {
    const draft = JSON.parse(window.sessionStorage.getItem(DRAFT) || "{}");
    window.sessionStorage.removeItem(DRAFT);
    for (const form of forms()) {
      typed(form).forEach((each, at) => {
        const [value, over] = draft[called(form, each, at)] || [];
        if (value === undefined || value === told(each) || (over !== null && over !== first(each))) return;
        if (/^(checkbox|radio)$/.test(each.type)) each.checked = value === "true";
        else each.value = value;
        for (let box = each.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
        each.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    restore();
    const menu = document.querySelector("details.menu");
    const narrow = window.matchMedia("(max-width: 800px)");
    const fold = () => { if (menu) menu.open = !narrow.matches; };
    fold();
    narrow.addEventListener("change", fold);
    const posted = document.body.hasAttribute("data-posted");
    const told = document.querySelector(".summary, .result") ||
      (posted && document.querySelector("main .wrong:not([hidden]), main .finding"));
    if (told) {
      told.tabIndex = -1;
      told.focus();
    }
  });
})();
