// Menus, toasts, alerts and small forms: whatever lies over the page for a moment.

import { h, icon } from "./dom.js";
import { say } from "./words.js";

const TOAST = 3500;

export function menu(anchor, items, head = null) {
  const list = h("div", { class: "menu", role: "menu", popover: "auto" }, head);
  for (const item of items.filter(Boolean)) {
    list.append(h("button", {
      type: "button", role: "menuitem", class: item.danger ? "danger" : null, "data-test": item.test,
      onclick: () => {
        list.hidePopover();
        item.run();
      },
    }, icon(item.icon), h("span", {}, item.label)));
  }
  list.addEventListener("keydown", (event) => step(list, event));
  list.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    if (list.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    list.remove();
  });
  document.body.append(list);
  list.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  settle(list, anchor.getBoundingClientRect(), (anchor.closest(".pane") || document.body).getBoundingClientRect());
  list.querySelector("button")?.focus();
  return list;
}

function settle(list, near, within) {
  const { width, height } = list.getBoundingClientRect();
  const left = Math.min(Math.max(within.left + 10, near.right - width), within.right - width - 8);
  const below = near.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, near.top - height - 4) : below;
  list.style.left = `${Math.max(8, left)}px`;
  list.style.top = `${top}px`;
}

function step(list, event) {
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[(to + buttons.length) % buttons.length]?.focus();
}

export function toast(pane, text, wrong = false) {
  const note = h("div", { class: wrong ? "toast wrong" : "toast", role: "status", "data-test": "toast" }, text);
  pane.querySelector(".toasts").append(note);
  setTimeout(() => note.remove(), TOAST);
}

// A dialog that resolves to what was entered, or to null.
function open(content, { title, yes, no = say("cancel"), test, danger }) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { "data-test": test, "aria-label": title },
      h("form", { method: "dialog" },
        title ? h("h2", {}, title) : null,
        content,
        h("div", { class: "choices" },
          no ? h("button", { type: "button", class: "flat", onclick: () => dialog.close() }, no) : null,
          h("button", { type: "submit", class: danger ? "flat danger" : "flat strong", value: "yes", "data-test": "dialog-yes" }, yes))));
    dialog.addEventListener("close", () => {
      const form = dialog.querySelector("form");
      resolve(dialog.returnValue === "yes" ? Object.fromEntries(new FormData(form)) : null);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const alert = (text) => open(h("p", { class: "words" }, text), { yes: say("ok"), no: null, test: "alert" });

export const sure = (title, text) => open(h("p", { class: "words" }, text), { title, yes: title, danger: true, test: "sure" });

export function form(title, yes, fields) {
  return open(fields.map(({ name, label, options, ...more }) =>
    h("label", { class: "field" }, h("span", {}, label), options
      ? h("select", { name, ...more }, options.map(([value, words]) => h("option", { value }, words)))
      : h("input", { name, autocomplete: "off", ...more }))), { title, yes, test: "form" });
}
