// What an editor wants to see: how long the bot's message is, where its buttons lead, what the bot asked of Telegram.

import { createSearch } from "./search.js";
import { rowsOf } from "./bubble.js";
import { h, icon, reconcile, renew } from "./dom.js";
import { gist } from "./text.js";
import { language, say } from "./words.js";
import { isBot, messagesOf, view, world } from "./world.js";

const SCREEN = 900;
const LONG = 3500;
const LIMIT = 4096;
const CAPTION = 1024;
const DATA = 64;
const KEPT = 300;

const bytes = (text) => new TextEncoder().encode(text).length;

export function createStrip({ redraw }) {
  const summary = h("button", { type: "button", class: "summary", "data-test": "strip-toggle", "aria-controls": "strip-body", onclick: fold });
  const message = h("div", { class: "inspected", "data-test": "inspected" });
  const calls = h("div", { class: "calls", "data-test": "calls", role: "list", "aria-label": say("calls") });
  const errors = h("input", { type: "checkbox", "data-test": "errors-only", onchange: () => redraw() });
  const body = h("div", { class: "strip-body", id: "strip-body" }, h("div", {}, createSearch(), message),
    h("div", { class: "journal" }, h("div", { class: "strip-head" }, h("h2", {}, say("calls")), h("label", { class: "check" }, errors, say("onlyErrors"))), calls));
  const root = h("section", { class: "strip", "aria-label": say("editor") }, summary, body);
  // On a small window the chats need the room.
  const room = matchMedia("(min-width: 900px) and (min-height: 900px)");
  let open = room.matches;
  room.addEventListener("change", () => {
    open = room.matches;
    redraw();
  });

  function fold() {
    open = !open;
    redraw();
  }

  function chosen() {
    const inspected = view.inspected && world.messages.get(view.inspected);
    return inspected || (view.person === null ? null : messagesOf(view.person).findLast(isBot));
  }

  function draw() {
    const about = chosen();
    const failures = world.calls.filter((call) => !call.ok).length;
    body.hidden = !open;
    root.classList.toggle("folded", !open);
    summary.setAttribute("aria-expanded", String(open));
    renew(summary, [open, about && lengthOf(about), failures], () => [icon(open ? "down" : "up"), h("b", {}, say("editor")),
      h("span", { class: "dim" }, about ? `${lengthOf(about)} / ${limitsOf(about)[0]}` : say("noBotMessage")),
      failures ? h("span", { class: "wrong" }, `${say("errors")}: ${failures}`) : null]);
    if (!open) return;
    renew(message, [about, view.inspected], () => (about ? inspection(about) : h("p", { class: "dim" }, say("noBotMessage"))));
    drawCalls();
  }

  function inspection(about) {
    const back = view.inspected ? h("button", { type: "button", class: "flat", onclick: () => release() }, say("lastMessage")) : null;
    return [
      h("div", { class: "strip-head" }, h("h2", {}, [say(view.inspected ? "chosenMessage" : "lastMessage"), about.edited ? ` · ${say("edited")}` : ""]), back),
      h("p", { class: "gist" }, gist(about)),
      measure(about),
      places(about),
    ];
  }

  function release() {
    view.inspected = null;
    redraw();
  }

  function drawCalls() {
    const shown = world.calls.filter((call) => !call.ok || (!errors.checked && call.method !== "getUpdates")).slice(-KEPT).reverse();
    if (!shown.length) return reconcile(calls, [{ key: "none", version: language.now, make: () => h("p", { class: "dim" }, say("noCalls")) }]);
    return reconcile(calls, shown.map((call) => ({ key: `call-${call.n}`, version: "1", make: () => callRow(call) })));
  }

  return { root, draw };
}

const lengthOf = (message) => (message.text ?? message.caption ?? "").length;

const limitsOf = (message) => (message.kind === "text" ? [SCREEN, LONG, LIMIT] : [SCREEN, CAPTION]);

function measure(message) {
  const length = lengthOf(message);
  const limits = limitsOf(message);
  const limit = limits.at(-1);
  const grade = length <= SCREEN ? "fits" : length <= limits.at(-2) ? "long" : "over";
  const verdict = { fits: say("screenFits"), long: say("screenLong"), over: say("tooLong") }[grade];
  const shown = `${Math.min(100, length / limit * 100)}%`;
  return h("div", { class: "measure", "data-test": "length", "data-length": length },
    h("div", { class: "line" }, h("span", {}, `${say("length")}: `, h("b", {}, String(length))), h("span", { class: `verdict ${grade}` }, verdict)),
    h("div", { class: "scale", role: "meter", "aria-label": say("length"), "aria-valuemin": 0, "aria-valuemax": limit, "aria-valuenow": length },
      h("i", { class: grade, style: { width: shown } }),
      limits.map((mark) => h("span", { class: "mark", style: { left: `${mark / limit * 100}%` } }, h("em", {}, String(mark))))));
}

function places(message) {
  const keys = rowsOf(message.markup).flat();
  if (!keys.length) return h("p", { class: "dim" }, say("noButtons"));
  return h("table", { class: "places", "data-test": "places" }, h("tbody", {}, keys.map((key) => {
    const data = key.callback_data ?? key.url ?? key.copy_text?.text ?? "";
    const size = key.callback_data === undefined ? "" : `${bytes(data)} / ${DATA}`;
    return h("tr", {}, h("td", {}, key.text), h("td", {}, h("code", {}, data)), h("td", { class: "size", title: say("bytes") }, size));
  })));
}

function callRow(call) {
  const at = new Date(call.at);
  const time = Number.isNaN(at.getTime()) ? "" : at.toTimeString().slice(0, 8);
  return h("details", { class: call.ok ? "call" : "call wrong", role: "listitem", "data-test": "call", "data-method": call.method },
    h("summary", {},
      h("span", { class: "dim number" }, String(call.n)), h("time", {}, time),
      h("b", {}, call.method), h("span", { class: "dim" }, call.chat ? String(call.chat) : ""), call.fault ? h("span", { class: "wrong" }, call.fault) : null,
      h("span", { class: "result" }, call.ok ? "ok" : call.error)),
    h("pre", {}, JSON.stringify(call.params ?? {}, null, 1)));
}
