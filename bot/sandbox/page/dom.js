// Elements made without markup strings: data never becomes HTML.

const SVG = "http://www.w3.org/2000/svg";

const DRAWINGS = {
  send: "M3.5 20.5 21 12 3.5 3.5 3.5 10 15 12 3.5 14z",
  attach: "M20 11.5 12 19.5a5 5 0 0 1-7-7L13.5 4a3.4 3.4 0 0 1 4.8 4.8L10 17a1.7 1.7 0 0 1-2.4-2.4L15 7.2",
  back: "M15 5 8 12l7 7",
  down: "M5 9l7 7 7-7",
  up: "M5 15l7-7 7 7",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  edit: "M4 20l1-4L16.5 4.5l3 3L8 19z",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  look: "M4 19h16M6 15V9M11 15V5M16 15v-4",
  play: "M8 5.5v13l11-6.5z",
  pause: "M8 5v14M16 5v14",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.01",
  video: "M3 7h12v10H3zM15 11l6-3v8l-6-3",
  round: "M12 3a9 9 0 1 0 .01 0zM10 8.5v7l5.5-3.5z",
  audio: "M9 18V6l11-2v12M9 18a2.5 2.5 0 1 1-.01-.01M20 16a2.5 2.5 0 1 1-.01-.01",
  mic: "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  sticker: "M4 4h16v9l-7 7H4zM13 20v-7h7M8.5 9v.01M14 9v.01",
  pin: "M9 3h6l-1 7 4 4H6l4-4zM12 14v7",
  place: "M12 21c-4-5-7-8-7-11.500a7 7 0 0 1 14 0C19 13 16 16 12 21zM12 9.500v.01",
  contact: "M12 4a4 4 0 1 0 .01 0zM4.500 20.500c1-5 4-6.500 7.500-6.500s6.500 1.500 7.500 6.500",
  plus: "M12 5v14M5 12h14",
  silent: "M6 16V11a6 6 0 0 1 9-5.200M18 10v6H8M10.500 19.500h3M4 4l16 16",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  keys: "M3 6h18v12H3zM7 10v.01M12 10v.01M17 10v.01M8 14h8",
  tick: "M4 13l5 5L20 7",
  ticks: "M1.500 13l5 5L17 7M11.500 17l1 1L23 7",
  out: "M8 16 17 7M9 7h8v8",
  block: "M12 3a9 9 0 1 0 .01 0zM5.700 5.700l12.600 12.600",
  people: "M9 5a3.500 3.500 0 1 0 .01 0zM2.500 19c.6-4 3-5.500 6.500-5.500s5.900 1.500 6.500 5.500M16 5.500a3.200 3.200 0 0 1 0 6.300M18 14c2 .7 3.200 2.200 3.500 5",
  repeat: "M20 12a8 8 0 1 1-2.500-5.800M20 3v4.500h-4.500",
};

export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, to] of Object.entries(value)) element.style.setProperty(key, to);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${extra}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

export function button(name, label, onclick, more = {}) {
  return h("button", { type: "button", class: "round", "aria-label": label, title: label, onclick, ...more }, icon(name));
}

const COLOURS = 7;

export function avatar(name, id, small = false) {
  const first = [...String(name || "?").replace(/^[^\p{L}\p{N}]+/u, "")][0] || "?";
  const colour = Math.abs(Number(id) || 0) % COLOURS;
  return h("span", { class: `avatar colour-${colour}${small ? " small" : ""}`, "aria-hidden": "true" }, first.toUpperCase());
}

export function colourOf(id) {
  return `tint-${Math.abs(Number(id) || 0) % COLOURS}`;
}

// Keeps what has not changed, so that players play on, scroll stays and focus is not lost.
export function reconcile(holder, items) {
  const there = new Map([...holder.children].map((child) => [child.dataset.key, child]));
  const focused = holder.contains(document.activeElement) ? placeOfFocus(holder) : null;
  let next = holder.firstElementChild;
  for (const { key, version, make } of items) {
    let element = there.get(key);
    there.delete(key);
    if (!element || element.dataset.version !== version) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.dataset.version = version;
      if (element) {
        if (next === element) next = fresh;
        element.replaceWith(fresh);
      }
      element = fresh;
    }
    if (element === next) next = next.nextElementSibling;
    else holder.insertBefore(element, next);
  }
  for (const gone of there.values()) gone.remove();
  if (focused && !holder.contains(document.activeElement)) restoreFocus(holder, focused);
}

const drawn = new WeakMap();

// Makes the children anew only when what they show has changed: an open list stays open, focus stays.
export function renew(holder, shown, make) {
  const version = JSON.stringify(shown);
  if (drawn.get(holder) === version) return;
  drawn.set(holder, version);
  holder.replaceChildren(...[make()].flat().filter(Boolean));
}

export function fill(select, choices, chosen) {
  renew(select, choices, () => choices.map(([value, words]) => h("option", { value }, words)));
  select.value = String(chosen);
}

function placeOfFocus(holder) {
  const item = [...holder.children].find((child) => child.contains(document.activeElement));
  return item && { key: item.dataset.key, index: [...item.querySelectorAll("button")].indexOf(document.activeElement) };
}

function restoreFocus(holder, { key, index }) {
  const item = [...holder.children].find((child) => child.dataset.key === key);
  const buttons = item ? [...item.querySelectorAll("button")] : [];
  const target = buttons[Math.min(Math.max(index, 0), buttons.length - 1)];
  if (target) target.focus({ preventScroll: true });
}
