// The messages of one chat or topic, and what can be done to them.

import { button, h, reconcile } from "./dom.js";
import { album, bubble, colourful } from "./bubble.js";
import { sandbox } from "./sandbox.js";
import { menu, alert, toast } from "./windows.js";
import { language, say } from "./words.js";
import { dateOf, isBot, nameOf, revisionOf, view } from "./world.js";

const EMOJI = ["👍", "❤", "🔥", "🙏", "😢", "👎"];
const APART = 5 * 60 * 1000;
const NEAR_END = 60;

// side: "phone" or "staff"; pane(): its root; me(): who looks; where(): {chat, thread};
// compose: the composer; follow(link): opens what a link leads to; redraw().
export function createChat({ side, pane, me, where, compose, follow, redraw }) {
  const list = h("div", { class: "list" });
  const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": say("message"), tabindex: "0" }, list);
  const toEnd = button("down", say("toEnd"), () => stick(), { class: "round to-end", hidden: true });
  let sticky = true;
  let shown = null;
  let size = "";

  // What grows or shrinks under a reader at the end must not look like scrolling away.
  log.addEventListener("scroll", () => {
    if (sticky && sizeNow() !== size) return stick();
    sticky = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    toEnd.hidden = sticky;
    return undefined;
  });
  const sizeNow = () => `${log.scrollHeight}/${log.clientHeight}`;
  const stick = () => {
    sticky = true;
    toEnd.hidden = true;
    size = sizeNow();
    log.scrollTop = log.scrollHeight;
  };
  const watch = new ResizeObserver(() => sticky && stick());
  watch.observe(list);
  watch.observe(log);

  const failed = (problem) => toast(pane(), problem.message || say("failed"), true);
  const act = { me, follow, jump, menu: openMenu, press, react };

  async function press(message, key, element) {
    if (key.copy_text) return copy(key.copy_text.text ?? key.copy_text);
    if (key.callback_data === undefined) return undefined;
    element.classList.add("busy");
    try {
      const answer = await sandbox.press({ as: me(), chat: message.chat, message_id: message.id, data: key.callback_data });
      if (answer.text) (answer.alert ? alert : (text) => toast(pane(), text))(answer.text);
    } catch (problem) {
      failed(problem.status === 504 ? new Error(say("noAnswer")) : problem);
    } finally {
      element.classList.remove("busy");
    }
    return undefined;
  }

  function react(message, emoji) {
    return sandbox.react({ as: me(), chat: message.chat, message_id: message.id, emoji }).catch(failed);
  }

  async function copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    toast(pane(), say("copied"));
  }

  function openMenu(message, anchor) {
    const own = message.from?.id === me();
    const words = message.text || message.caption;
    const faces = EMOJI.map((emoji) => h("button", {
      type: "button", role: "menuitem", "aria-label": `${say("react")} ${emoji}`, "data-test": "react",
      onclick: () => {
        opened.hidePopover();
        react(message, emoji);
      },
    }, colourful(emoji)));
    const opened = menu(anchor, [
      { icon: "reply", label: say("reply"), run: () => compose().reply(message), test: "reply" },
      own && words && { icon: "edit", label: say("edit"), run: () => compose().edit(message), test: "edit" },
      words && { icon: "copy", label: say("copy"), run: () => copy(words) },
      isBot(message) && { icon: "look", label: say("inspect"), run: () => inspect(message), test: "inspect" },
      { icon: "trash", label: say("remove"), danger: true, test: "delete", run: () => sandbox.remove({ as: me(), chat: message.chat, message_id: message.id }).catch(failed) },
    ], h("div", { class: "faces" }, faces));
  }

  function inspect(message) {
    view.inspected = nameOf(message);
    redraw();
  }

  function jump(id) {
    const found = list.querySelector(`[data-id="${CSS.escape(String(id))}"]`);
    if (!found) return;
    found.scrollIntoView({ block: "center" });
    found.classList.remove("flash");
    requestAnimationFrame(() => found.classList.add("flash"));
  }

  function draw(messages) {
    const { chat, thread } = where();
    const name = `${chat}/${thread ?? ""}/${me()}`;
    const fresh = shown !== name;
    if (fresh) list.replaceChildren();
    shown = name;
    reconcile(list, messages.length ? itemsOf(messages, { side, me: me(), act }) : [nothing()]);
    if (fresh || sticky) stick();
  }

  return { root: h("div", { class: "messages" }, log, toEnd, h("div", { class: "toasts" })), draw, jump, stick, failed };
}

function nothing() {
  return { key: "nothing", version: language.now, make: () => h("div", { class: "service" }, h("span", { class: "chip" }, say("nothingYet"))) };
}

function itemsOf(messages, { side, me, act }) {
  const items = [];
  const answered = messages.findLast(isBot)?.id || 0;
  const groups = gathered(messages);
  groups.forEach((group, index) => {
    const before = groups[index - 1]?.at(-1);
    const [message] = group;
    if (!before || dayOf(before) !== dayOf(message)) items.push(day(message));
    const first = !together(before, message);
    const own = message.from?.id === me;
    const look = {
      own, first, last: !together(group.at(-1), groups[index + 1]?.[0]), named: side === "staff" && !own && first,
      read: message.id < answered, time: timeOf(message),
    };
    items.push({
      key: nameOf(message),
      version: JSON.stringify([group.map(revisionOf), look, language.now, message.reply_to ? messages.length : 0]),
      make: () => (group.length > 1 ? album(group, look, act) : bubble(message, look, act)),
    });
  });
  return items;
}

// Messages of one album lie together, even where an answer came between; all others alone.
function gathered(messages) {
  const groups = new Map();
  for (const message of messages) {
    const name = message.media_group_id ? `album ${message.media_group_id}` : message.id;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(message);
  }
  return [...groups.values()];
}

function together(before, after) {
  return Boolean(before && after) && before.kind !== "service" && after.kind !== "service" && before.from?.id === after.from?.id
    && dayOf(before) === dayOf(after) && dateOf(after) - dateOf(before) < APART && !rowsBetween(before);
}

const rowsBetween = (message) => Boolean(message.markup);

const dayOf = (message) => dateOf(message).toDateString();

export const timeOf = (message) => {
  const date = dateOf(message);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
};

function day(message) {
  const date = dateOf(message);
  const words = date.toDateString() === new Date().toDateString() ? say("today") : date.toLocaleDateString("ru", { day: "2-digit", month: "2-digit", year: "numeric" });
  return { key: `day-${date.toDateString()}`, version: language.now, make: () => h("div", { class: "service day" }, h("span", { class: "chip" }, words)) };
}
