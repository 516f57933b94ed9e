// What a page does beside showing itself: the theme of the machine, keys, and results that take the focus.
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
    if (event.key === "?") window.location.assign("/help/");
    if (event.key === "/" && words) {
      event.preventDefault();
      words.focus();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const menu = document.querySelector("details.menu");
    const narrow = window.matchMedia("(max-width: 800px)");
    const fold = () => { if (menu) menu.open = !narrow.matches; };
    fold();
    narrow.addEventListener("change", fold);
    const result = document.querySelector(".result");
    if (result) result.focus();
  });
})();
