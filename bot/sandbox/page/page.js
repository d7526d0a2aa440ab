// Joins the page: asks for news, draws both sides and the strip, changes language.

import { button, h, renew } from "./dom.js";
import { createPhone } from "./phone.js";
import { listen, sandbox } from "./sandbox.js";
import { createStaff } from "./staff.js";
import { createStrip } from "./strip.js";
import { menu, sure } from "./windows.js";
import { LANGUAGES, language, say } from "./words.js";
import { GENERAL, personNow, seeAll, take, unread, view, world } from "./world.js";

const WIDE = matchMedia("(min-width: 900px)");
const CALLS_KEPT = 1000;
const CALLS_EVERY = 2000;

let phone;
let staff;
let strip;
let tabs;
let status;
let online = true;
let drawing = false;

function build() {
  document.documentElement.lang = language.now;
  document.title = `Sapar · ${say("title")}`;
  phone = createPhone({ redraw, follow: (link) => follow(link, phone) });
  staff = createStaff({ redraw, follow: (link) => follow(link, staff) });
  strip = createStrip({ redraw });
  tabs = ["phone", "staff"].map((name) => h("button", { type: "button", role: "tab", "data-test": `tab-${name}`, onclick: () => turn(name) }));
  status = h("div", { class: "status", role: "status", "data-test": "status", hidden: true }, say("reconnecting"));
  document.getElementById("sandbox").replaceChildren(top(), status, h("main", { class: "sides" }, phone.root, staff.root, strip.root));
  redraw();
}

function top() {
  const choice = h("select", { "data-test": "language-select", "aria-label": say("language"), onchange: () => speak(choice.value) },
    Object.entries(LANGUAGES).map(([code, name]) => h("option", { value: code, lang: code, selected: code === language.now }, name)));
  const more = button("more", say("more"), () => menu(more, [{ icon: "repeat", label: say("reset"), danger: true, run: reset, test: "reset" }]),
    { "aria-haspopup": "menu", "aria-expanded": "false", "data-test": "page-menu" });
  return h("header", { class: "top" },
    h("h1", {}, "Sapar", h("span", {}, say("title"))), h("p", { class: "tagline" }, say("tagline")),
    h("div", { class: "tabs", role: "tablist" }, tabs), choice, more);
}

function speak(code) {
  language.choose(code);
  build();
}

function turn(name) {
  view.tab = name;
  redraw();
}

async function reset() {
  if (!await sure(say("reset"), say("sureReset"))) return;
  await sandbox.reset();
  onnews(true);
}

// Many things ask for drawing at once; it is done once.
function redraw() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  view.wide = WIDE.matches;
  document.getElementById("sandbox").dataset.tab = view.tab;
  phone.draw();
  staff.draw();
  strip.draw();
  status.hidden = online;
  tabs.forEach((tab, index) => {
    const name = ["phone", "staff"][index];
    tab.setAttribute("aria-selected", String(view.tab === name));
    const count = news(name);
    renew(tab, count, () => [say(name), count ? h("span", { class: "badge" }, String(count)) : null]);
  });
}

function news(name) {
  if (view.tab === name || view.wide) return 0;
  if (name === "phone") return personNow() ? unread(view.person, GENERAL, view.person) : 0;
  return world.groups.flatMap((group) => [GENERAL, ...(group.topics || []).map((topic) => topic.id)].map((thread) => unread(group.id, thread, view.consultant)))
    .reduce((sum, count) => sum + count, 0);
}

// Opens inside the page what a Telegram link leads to; says whether it did.
function follow({ command, url }, side) {
  if (command) {
    side.say(command);
    return true;
  }
  if (!URL.canParse(url)) return false;
  const place = new URL(url);
  const [first, ...rest] = place.pathname.split("/").filter(Boolean);
  if (place.hostname !== "t.me") return false;
  if (first === world.bot.username && place.searchParams.has("start")) {
    phone.say(`/start ${place.searchParams.get("start")}`);
    return true;
  }
  return first === "c" && openTopic(Number(`-100${rest[0]}`), Number(rest[1]), Number(rest.at(-1)));
}

function openTopic(chat, thread, message) {
  const group = world.groups.find((one) => one.id === chat);
  if (!group) return false;
  view.group = chat;
  view.tab = "staff";
  staff.open(group.topics?.some((topic) => topic.id === thread) ? thread : GENERAL);
  queueMicrotask(() => staff.jump(message));
  return true;
}

let asking = false;
let again = false;
let whole = true;
let first = true;

async function refresh() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    do {
      again = false;
      await ask();
    } while (again);
  } catch {
    online = false;
    whole = true;
  } finally {
    asking = false;
    redraw();
  }
}

async function ask() {
  const all = whole;
  let news = await sandbox.world(all ? 0 : world.seq);
  const restarted = !all && news.seq < world.seq;
  if (restarted) news = await sandbox.world(0);
  whole = false;
  take(news, all || restarted);
  if (all || restarted) Object.assign(world, { calls: [], commands: [] });
  if (first) seeAll();
  first = false;
  online = true;
  await readCalls();
}

async function readCalls() {
  const answer = await sandbox.calls(world.calls.at(-1)?.n || 0);
  const fresh = Array.isArray(answer) ? answer : answer.calls || [];
  world.commands.push(...fresh.filter((call) => call.ok && call.method === "setMyCommands").map((call) => call.params));
  if (fresh.length) world.calls = [...world.calls, ...fresh].slice(-CALLS_KEPT);
}

function onnews(fresh) {
  if (fresh) whole = true;
  refresh();
}

function onstate(now) {
  online = now;
  if (now) return;
  redraw();
}

WIDE.addEventListener("change", redraw);
build();
listen(onnews, onstate);
// A refused call changes nothing in the world, so no event tells of it.
setInterval(() => asking || refresh(), CALLS_EVERY);
