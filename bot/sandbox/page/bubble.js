// One message as it looks in a chat.

import { colourOf, h, icon } from "./dom.js";
import { isVisual, mediaOf } from "./media.js";
import { gist, link, rich, serviceWords } from "./text.js";
import { say } from "./words.js";
import { isBot, messageAt } from "./world.js";

const BARE = ["sticker", "video_note"];

// chat: what the chat does when a thing in the bubble is pressed (press, follow, menu, react, jump).
// look: own, first, last, named, read.
export function bubble(message, look, chat) {
  if (message.kind === "service") return service(message, chat);
  const classes = ["row", look.own ? "own" : "other", look.first && "first", look.last && "last", BARE.includes(message.kind) && "bare"];
  const body = h("div", { class: bodyClass(message) },
    head(message, look, chat),
    mediaOf(message),
    words(message, chat),
    reactions(message, chat),
    meta(message, look));
  const row = h("div", {
    class: classes.filter(Boolean).join(" "), role: "article", "aria-label": `${message.from?.name || ""}: ${gist(message)}`,
    "data-test": "message", "data-id": message.id, "data-kind": message.kind, tabindex: "-1",
  }, h("div", { class: "column" }, h("div", { class: "line" }, body, dots(message, chat)), inlineKeyboard(message, chat)));
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, video, input")) return;
    event.preventDefault();
    chat.menu(message, row.querySelector(".dots"));
  });
  return row;
}

// Several photographs sent together: one bubble, one cell for each message.
export function album(messages, look, chat) {
  const [first] = messages;
  const grid = messages.every(isVisual);
  const cells = messages.map((message) =>
    h("div", { class: "cell", role: "article", "aria-label": gist(message), "data-test": "message", "data-id": message.id, "data-kind": message.kind },
      mediaOf(message), dots(message, chat)));
  const captioned = messages.filter((message) => message.caption);
  const body = h("div", { class: grid ? "body visual" : "body" },
    head(first, look, chat),
    h("div", { class: grid ? `grid of-${Math.min(messages.length, 4)}` : "stack" }, cells),
    captioned.map((message) => words(message, chat)),
    messages.map((message) => reactions(message, chat)),
    meta(messages.at(-1), look, captioned.length));
  const classes = ["row", look.own ? "own" : "other", look.first && "first", look.last && "last"];
  return h("div", { class: classes.filter(Boolean).join(" ") }, h("div", { class: "column" }, h("div", { class: "line" }, body)));
}

function bodyClass(message) {
  const visual = isVisual(message) || message.kind === "location";
  const above = message.caption ? "captioned" : "plain";
  return visual ? `body visual ${above}` : "body";
}

function service(message, chat) {
  return h("div", { class: "service", role: "article", "data-test": "message", "data-id": message.id, "data-kind": "service" },
    h("button", { type: "button", class: "chip", onclick: () => chat.jump(message.service?.pinned_message?.message_id) }, serviceWords(message)));
}

function head(message, look, chat) {
  const parts = [];
  if (look.named) parts.push(h("div", { class: `sender ${colourOf(message.from?.id)}` }, message.from?.name || "", isBot(message) ? h("span", { class: "dim" }, ` ${say("bot")}`) : null));
  if (message.forwarded) parts.push(h("div", { class: "forwarded" }, `${say("forwarded")}: ${message.forwarded}`));
  if (message.reply_to && message.reply_to !== message.thread) parts.push(quote(message, chat));
  return parts;
}

function quote(message, chat) {
  const original = messageAt(message.chat, message.reply_to);
  return h("button", { type: "button", class: `quote ${colourOf(original?.from?.id)}`, onclick: () => original && chat.jump(original.id) },
    h("span", { class: "who" }, original?.from?.name || ""), h("span", { class: "what" }, gist(original)));
}

function words(message, chat) {
  const text = message.text || message.caption;
  if (!text) return null;
  const entities = message.text ? message.entities : message.caption_entities;
  return h("div", { class: "words", dir: "auto" }, rich(text, entities, chat.follow));
}

function reactions(message, chat) {
  const given = Object.entries(message.reactions || {}).filter(([, who]) => who.length);
  if (!given.length) return null;
  return h("div", { class: "reactions" }, given.map(([emoji, who]) =>
    h("button", {
      type: "button", class: who.includes(chat.me()) ? "reaction mine" : "reaction", "data-test": "reaction",
      "aria-label": `${emoji} ${who.length}`, onclick: () => chat.react(message, emoji),
    }, colourful(emoji), who.length > 1 ? h("span", {}, String(who.length)) : null)));
}

// Telegram sends a bare heart; without the selector many fonts draw it black.
export const colourful = (emoji) => (emoji.length === 1 ? `${emoji}\uFE0F` : emoji);

function meta(message, look, captioned = Boolean(message.caption || message.text)) {
  const marks = [];
  if (message.pinned) marks.push(mark("pin", say("pinned")));
  if (message.protected) marks.push(mark("lock", say("protectedMark")));
  if (message.silent) marks.push(mark("silent", say("silent")));
  // As in Telegram, what a bot edits shows no mark: its menus would wear one always.
  if (message.edited && !isBot(message)) marks.push(h("span", { class: "edited" }, say("edited")));
  marks.push(h("time", {}, look.time));
  if (look.own) marks.push(icon(look.read ? "ticks" : "tick", "tick"));
  return h("span", { class: captioned ? "meta" : "meta alone" }, marks);
}

function mark(name, label) {
  return h("span", { class: "mark", title: label, role: "img", "aria-label": label, "data-test": `mark-${name}` }, icon(name));
}

function dots(message, chat) {
  return h("button", {
    type: "button", class: "dots", "aria-label": say("more"), "aria-haspopup": "menu", "aria-expanded": "false", "data-test": "message-menu",
    onclick: (event) => chat.menu(message, event.currentTarget),
  }, icon("more"));
}

export const rowsOf = (markup) => (Array.isArray(markup) ? markup : markup?.inline_keyboard) || [];

function inlineKeyboard(message, chat) {
  const rows = rowsOf(message.markup);
  if (!rows.length) return null;
  return h("div", { class: "inline" }, rows.map((row) => h("div", { class: "keys" }, row.map((key) => inlineButton(message, key, chat)))));
}

function inlineButton(message, key, chat) {
  const look = { class: "key", "data-test": "button", title: key.text };
  if (key.url) {
    const made = link(key.url, [h("span", {}, key.text), icon("out")], chat.follow);
    for (const [name, value] of Object.entries(look)) made.setAttribute(name, name === "title" ? key.url : value);
    return made;
  }
  return h("button", { ...look, type: "button", "data-place": key.callback_data, onclick: (event) => chat.press(message, key, event.currentTarget) },
    h("span", {}, key.text), key.copy_text ? icon("copy") : null);
}
