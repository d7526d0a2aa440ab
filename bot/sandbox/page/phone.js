// The left side: a phone with one person's private chat with the bot.

import { createChat } from "./chat.js";
import { createComposer } from "./composer.js";
import { avatar, button, fill, h, renew } from "./dom.js";
import { sandbox } from "./sandbox.js";
import { form, menu } from "./windows.js";
import { LANGUAGES, say } from "./words.js";
import { messagesOf, personNow, see, unread, view, world } from "./world.js";

export function createPhone({ follow, redraw }) {
  const select = h("select", { "data-test": "person-select", "aria-label": say("person"), onchange: () => choose(Number(select.value)) });
  const more = button("more", say("more"), openMenu, { "aria-haspopup": "menu", "aria-expanded": "false", "data-test": "phone-menu" });
  const head = h("header", { class: "chat-head" });
  const keyboard = h("div", { class: "keyboard" });
  const stopped = h("button", { type: "button", class: "wide", "data-test": "phone-start", onclick: begin });
  const root = h("section", { class: "pane phone", "data-test": "phone", "aria-label": say("phone") });
  let folded = null;
  let drawnKeyboard = "";

  const me = () => view.person;
  const where = () => ({ chat: view.person });
  const composer = createComposer({ side: "phone", pane: () => root, who: () => ({ as: me() }), where, onsent: () => chat.stick() });
  const chat = createChat({ side: "phone", pane: () => root, me, where, compose: () => composer, follow, redraw });
  composer.keys.addEventListener("click", () => {
    folded = folded === drawnKeyboard ? null : drawnKeyboard;
    draw();
  });
  root.append(
    h("div", { class: "switch" }, select, button("plus", say("addPerson"), addPerson, { "data-test": "person-add" })),
    h("div", { class: "device" }, head, chat.root, composer.root, stopped, keyboard));

  function choose(id) {
    view.person = id;
    redraw();
  }

  async function addPerson() {
    const person = await form(say("addPerson"), say("add"), [
      { name: "name", label: say("name"), required: true, maxlength: "64" },
      { name: "username", label: say("username"), maxlength: "32", pattern: "[A-Za-z0-9_]*" },
      { name: "language_code", label: say("clientLanguage"), options: [["kk", LANGUAGES.kk], ["ru", LANGUAGES.ru], ["en", LANGUAGES.en], ["uz", "Oʻzbekcha"]] },
    ]);
    if (!person) return;
    const made = await sandbox.person({ ...person, username: person.username || undefined }).catch(chat.failed);
    if (made?.id) choose(made.id);
  }

  function begin() {
    if (personNow()?.blocked) sandbox.block({ as: me(), blocked: false }).catch(chat.failed);
    else composer.say("/start");
  }

  function openMenu() {
    const blocked = Boolean(personNow()?.blocked);
    menu(more, [
      { icon: "repeat", label: "/start", run: () => composer.say("/start") },
      { icon: "block", label: say(blocked ? "unblock" : "block"), danger: !blocked, test: "phone-block", run: () => sandbox.block({ as: me(), blocked: !blocked }).catch(chat.failed) },
    ]);
  }

  function draw() {
    const person = personNow();
    if (!person) return;
    drawSwitch();
    renew(head, world.bot, () => [avatar(world.bot.name, world.bot.id),
      h("span", { class: "about" }, h("span", { class: "name" }, world.bot.name || ""), h("span", { class: "dim" }, say("bot"))), more]);
    const messages = messagesOf(person.id);
    chat.draw(messages);
    const waiting = person.blocked || (!person.started && !messages.length);
    stopped.textContent = say(person.blocked ? "unblock" : "start");
    stopped.hidden = !waiting;
    composer.root.hidden = waiting;
    composer.draw();
    drawKeyboard(waiting ? null : person.keyboard);
    if (view.tab === "phone" || view.wide) see(person.id, null);
  }

  function drawSwitch() {
    fill(select, world.people.map((person) => {
      const fresh = person.id === view.person ? 0 : unread(person.id, null, person.id);
      return [person.id, fresh ? `● ${person.name} (${fresh})` : person.name];
    }), view.person);
  }

  function drawKeyboard(markup) {
    const rows = (Array.isArray(markup) ? markup : markup?.keyboard) || [];
    const now = rows.length ? JSON.stringify(markup) : "";
    composer.keys.hidden = !now;
    composer.keys.setAttribute("aria-expanded", String(folded !== now));
    composer.placeholder(markup?.input_field_placeholder);
    keyboard.hidden = !now || folded === now;
    drawnKeyboard = now;
    renew(keyboard, [view.person, now], () => rows.map((row) => h("div", { class: "keys" }, row.map((key) => replyKey(key, markup)))));
  }

  function replyKey(key, markup) {
    const text = typeof key === "string" ? key : key.text;
    return h("button", { type: "button", class: "key", "data-test": "key", title: text, onclick: () => pressKey(key, text, markup) }, h("span", {}, text));
  }

  function pressKey(key, text, markup) {
    if (key.request_contact) composer.post([{ contact: true }]);
    else if (key.request_location) composer.post([{ location: { latitude: 51.5072, longitude: -0.1276 } }]);
    else composer.post([{ text }]);
    if (markup?.one_time_keyboard) folded = drawnKeyboard;
  }

  return { root, draw, say: composer.say };
}
