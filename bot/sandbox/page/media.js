// Photographs, players, files and cards: what stands in a bubble above its words.

import { avatar, h, icon } from "./dom.js";
import { say } from "./words.js";

const BARS = 36;

// Only one thing plays at a time.
let playing = null;

export function mediaOf(message) {
  const make = MAKERS[message.kind];
  return make ? make(message) : null;
}

export const isVisual = (message) => ["photo", "video", "animation"].includes(message.kind);

const MAKERS = {
  photo: (message) => picture(message, say("photo")),
  video: video,
  animation: video,
  video_note: videoNote,
  sticker: sticker,
  voice: (message) => player(message, null),
  audio: (message) => player(message, message.title || message.file_name || say("audio")),
  document: file,
  location: place,
  venue: place,
  contact: card,
};

// The server hands out its own files only; anything else is not loaded.
const sourceOf = (message) => (typeof message.file === "string" && message.file.startsWith("/") ? message.file : null);

function missing(name, message) {
  return h("div", { class: "missing" }, icon(name), h("span", {}, message.file_name || say("gone")));
}

function picture(message, label) {
  const source = sourceOf(message);
  if (!source) return missing("photo", message);
  const image = h("img", { class: "picture", src: source, alt: message.caption || label, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(missing("photo", message)));
  return h("a", { class: "frame", href: source, target: "_blank", rel: "noopener", "aria-label": label }, image);
}

function video(message) {
  const source = sourceOf(message);
  if (!source) return missing("video", message);
  const screen = h("video", { class: "picture", src: source, controls: true, preload: "metadata", "aria-label": say("video") });
  screen.addEventListener("error", () => screen.replaceWith(missing("video", message)));
  return screen;
}

function videoNote(message) {
  const source = sourceOf(message);
  const screen = h("video", { src: source, preload: "metadata", playsinline: true });
  return h("div", { class: "video-note" }, screen, playButton(screen));
}

function sticker(message) {
  const source = sourceOf(message);
  if (!source) return h("div", { class: "sticker" }, message.emoji || "🙂");
  const moving = /\.(webm|mp4)$/i.test(message.file_name || source);
  const picture = moving
    ? h("video", { class: "sticker", src: source, autoplay: true, loop: true, muted: true, "aria-label": say("sticker") })
    : h("img", { class: "sticker", src: source, alt: message.emoji || say("sticker") });
  picture.addEventListener("error", () => picture.replaceWith(h("div", { class: "sticker" }, message.emoji || "🙂")));
  return picture;
}

function file(message) {
  const name = message.file_name || say("file");
  const size = message.file_size ? sizeOf(message.file_size) : (name.includes(".") ? name.split(".").at(-1).toUpperCase() : "");
  return h("a", { class: "file", href: sourceOf(message), download: name },
    h("span", { class: "disc" }, icon("file")),
    h("span", { class: "about" }, h("span", { class: "name" }, name), h("span", { class: "dim" }, size)));
}

function sizeOf(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}

function player(message, title) {
  const source = sourceOf(message);
  const sound = new Audio();
  sound.preload = "none";
  if (source) sound.src = source;
  const time = h("span", { class: "dim" }, clock(message.duration));
  const wave = bars(message.id);
  sound.addEventListener("timeupdate", () => {
    const part = sound.duration ? sound.currentTime / sound.duration : 0;
    [...wave.children].forEach((bar, index) => bar.classList.toggle("played", index < part * BARS));
    time.textContent = clock(sound.currentTime);
  });
  return h("div", { class: "player" },
    playButton(sound),
    h("span", { class: "about" }, title ? h("span", { class: "name" }, title) : wave, time));
}

function playButton(sound) {
  const knob = h("button", { type: "button", class: "disc", "aria-label": say("voice") }, icon("play", "solid"));
  const draw = () => knob.replaceChildren(icon(sound.paused ? "play" : "pause", sound.paused ? "solid" : ""));
  for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, draw);
  knob.addEventListener("click", () => {
    if (!sound.paused) return sound.pause();
    if (playing && playing !== sound) playing.pause();
    playing = sound;
    return sound.play().catch(() => {
      knob.title = say("gone");
      knob.classList.add("broken");
    });
  });
  return knob;
}

// The server keeps no waveform; the bars only have to look the same each time.
function bars(seed) {
  let state = (Number(seed) || 1) * 2654435761;
  const heights = Array.from({ length: BARS }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return 3 + (state >> 16) % 15;
  });
  return h("span", { class: "wave", "aria-hidden": "true" }, heights.map((height) => h("i", { style: { height: `${height}px` } })));
}

function clock(seconds) {
  const whole = Math.round(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function place(message) {
  const { latitude, longitude } = message.location || message.venue?.location || {};
  const where = latitude === undefined ? "" : `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  return h("div", { class: "place" },
    h("div", { class: "map" }, icon("place", "pin")),
    h("div", { class: "under" }, h("span", { class: "name" }, message.venue?.title || say("location")), h("span", { class: "dim" }, where)));
}

function card(message) {
  const contact = message.contact || {};
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ") || say("contact");
  return h("div", { class: "file" },
    avatar(name, contact.user_id || 3),
    h("span", { class: "about" }, h("span", { class: "name" }, name), h("span", { class: "dim" }, contact.phone_number || "")));
}
