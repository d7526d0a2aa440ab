// A text with Telegram's entities, as elements; offsets are UTF-16 units, which are JavaScript's own.

import { h } from "./dom.js";
import { say } from "./words.js";

const SAFE = /^(https?:|tg:|mailto:|tel:)/i;

const PLAIN = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

export function rich(text, entities, follow) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, 0, text.length, sorted, follow);
}

function pieces(text, from, to, entities, follow) {
  const parts = [];
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const end = Math.min(entity.offset + entity.length, to);
    const inside = others.filter((other) => other.offset < end);
    rest = others.filter((other) => other.offset >= end);
    if (entity.offset < at || end <= entity.offset) {
      rest = [...inside, ...rest];
      continue;
    }
    if (entity.offset > at) parts.push(text.slice(at, entity.offset));
    const children = pieces(text, entity.offset, end, inside, follow);
    parts.push(dressed(entity, text.slice(entity.offset, end), children, follow));
    // A block ends its line by itself.
    at = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end;
  }
  if (at < to) parts.push(text.slice(at, to));
  return parts;
}

function dressed(entity, words, children, follow) {
  if (PLAIN[entity.type]) return h(PLAIN[entity.type], {}, children);
  switch (entity.type) {
    case "pre":
      return h("pre", {}, h("code", { "data-language": entity.language }, children));
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return link(entity.url, children, follow);
    case "url":
      return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`, children, follow);
    case "email":
      return link(`mailto:${words}`, children, follow);
    case "phone_number":
      return link(`tel:${words.replace(/[^\d+]/g, "")}`, children, follow);
    case "bot_command":
      return h("button", { type: "button", class: "command", onclick: () => follow({ command: words }) }, children);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, children);
    default:
      return h("span", {}, children);
  }
}

export function link(url, children, follow) {
  if (!SAFE.test(url || "")) return h("span", { class: "unsafe", title: url }, children);
  return h("a", {
    href: url,
    title: url,
    target: "_blank",
    rel: "noopener noreferrer",
    onclick: (event) => {
      if (follow({ url })) event.preventDefault();
    },
  }, children);
}

function spoiler(children) {
  const cover = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-expanded": "false" }, children);
  const show = () => {
    cover.classList.add("shown");
    cover.setAttribute("aria-expanded", "true");
  };
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
  return cover;
}

const KINDS = {
  photo: "photo",
  video: "video",
  animation: "video",
  voice: "voice",
  video_note: "videoNote",
  audio: "audio",
  document: "file",
  sticker: "sticker",
  location: "location",
  venue: "location",
  contact: "contact",
};

export function serviceWords(message) {
  const [[kind, what] = []] = Object.entries(message.service || {});
  switch (kind) {
    case "forum_topic_created":
      return `${say("serviceCreated")}: «${what.name}»`;
    case "forum_topic_edited":
      return what.name ? `${say("serviceRenamed")}: «${what.name}»` : say("serviceIcon");
    case "forum_topic_closed":
      return say("serviceClosed");
    case "forum_topic_reopened":
      return say("serviceReopened");
    case "pinned_message":
      return `${say("servicePinned")}: «${shortened(gist({ kind: "text", ...what }), 40)}»`;
    case "migrate_to_chat_id":
    case "migrate_from_chat_id":
      return say("serviceMigrated");
    default:
      return message.text || "";
  }
}

const shortened = (text, most) => (text.length > most ? `${[...text].slice(0, most - 1).join("").trimEnd()}…` : text);

// One line that stands for a message: in a quote, in the pinned bar, in the list of topics.
export function gist(message) {
  if (!message) return say("deletedMessage");
  if (message.kind === "service") return serviceWords(message);
  const words = (message.text || message.caption || "").replace(/\s+/g, " ").trim();
  const kind = KINDS[message.kind] ? say(KINDS[message.kind]) : "";
  if (message.kind === "document" && message.file_name && !words) return message.file_name;
  return [kind, words].filter(Boolean).join(", ");
}
