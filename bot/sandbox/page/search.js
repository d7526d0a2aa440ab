// What typed words lead to, and why: the same red flags and search as in the bot.

import { h } from "./dom.js";
import { say } from "./words.js";

export function createSearch() {
  const found = h("div", { class: "found", "data-test": "found" });
  const input = h("input", { type: "search", "data-test": "search", placeholder: say("search"), "aria-label": say("search"), oninput: () => look() });
  const root = h("div", { class: "search", hidden: true }, input, found);
  let asked = 0;

  async function look() {
    const mine = ++asked;
    const response = await fetch(`/sandbox/search?text=${encodeURIComponent(input.value)}`).catch(() => null);
    if (mine !== asked) return;
    root.hidden = response?.status !== 200;
    if (!root.hidden) found.replaceChildren(...shown(input.value.trim() ? await response.json() : {}));
  }

  look();
  return root;
}

function shown(told) {
  if (told.heard) return [h("p", {}, h("b", { class: "wrong" }, `🆘 ${told.heard.flag} · ${told.heard.priority}`), " ", h("code", {}, told.heard.phrase))];
  if (!told.pages) return [];
  const folded = h("p", { class: "dim" }, h("code", {}, told.folded));
  if (!told.pages.length) return [folded, h("p", { class: "dim" }, say("foundNothing"))];
  return [folded, ...told.pages.map((page) => h("p", {}, h("b", {}, page.title), ` ${page.page} · ${page.score} `,
    h("span", { class: "dim" }, page.words.map(([typed, word]) => (typed === word ? typed : `${typed} → ${word}`)).join(", "))))];
}
