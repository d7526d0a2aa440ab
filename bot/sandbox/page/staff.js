// The right side: the staff group, its topics and the topic that is open.

import { createChat, timeOf } from "./chat.js";
import { createComposer } from "./composer.js";
import { avatar, button, fill, h, icon, reconcile, renew } from "./dom.js";
import { sandbox } from "./sandbox.js";
import { gist } from "./text.js";
import { menu, sure } from "./windows.js";
import { language, say } from "./words.js";
import { GENERAL, groupNow, membersOf, messagesOf, see, topicNow, unread, view, world } from "./world.js";

export function createStaff({ follow, redraw }) {
  const who = h("select", { "data-test": "consultant-select", "aria-label": say("consultant"), onchange: () => become(Number(who.value)) });
  const groups = h("select", { "data-test": "group-select", "aria-label": say("group"), onchange: () => visit(Number(groups.value)) });
  const anonymous = h("input", { type: "checkbox", "data-test": "anonymous", onchange: () => redraw() });
  const topics = h("div", { class: "topics", role: "list", "aria-label": say("topics") });
  const title = h("header", { class: "chat-head list-head" });
  const head = h("header", { class: "chat-head" });
  const card = h("button", { type: "button", class: "pinned-bar", "data-test": "pinned", onclick: nextPinned });
  const shut = h("div", { class: "shut" }, icon("lock"), h("span", {}, say("topicClosed")));
  const more = button("more", say("more"), openMenu, { "aria-haspopup": "menu", "aria-expanded": "false", "data-test": "topic-menu" });
  const root = h("section", { class: "pane staff", "data-test": "staff", "aria-label": say("staffGroup") });
  let pinnedAt = 0;

  const me = () => view.consultant;
  const where = () => ({ chat: view.group, thread: view.thread ?? undefined });
  const composer = createComposer({
    side: "staff", pane: () => root, where, onsent: () => chat.stick(),
    who: () => ({ as: me(), anonymous: anonymous.checked || undefined }),
  });
  const chat = createChat({ side: "staff", pane: () => root, me, where, compose: () => composer, follow, redraw });
  root.append(
    h("div", { class: "switch" }, who, groups, h("label", { class: "check" }, anonymous, say("anonymous"))),
    h("div", { class: "forum" },
      h("nav", { class: "aside", "aria-label": say("topics") }, title, topics),
      h("div", { class: "open" }, head, card, chat.root, shut, composer.root)));

  function become(id) {
    view.consultant = id;
    redraw();
  }

  function visit(id) {
    view.group = id;
    open(GENERAL);
  }

  function open(thread) {
    view.thread = thread;
    view.opened = true;
    pinnedAt = 0;
    redraw();
  }

  function leave() {
    view.opened = false;
    redraw();
  }

  function openMenu() {
    const topic = topicNow();
    const change = (action) => sandbox.topic({ as: me(), chat: view.group, thread: view.thread, action }).catch(chat.failed);
    menu(more, [
      topic.closed
        ? { icon: "repeat", label: say("reopenTopic"), run: () => change("reopen"), test: "topic-reopen" }
        : { icon: "lock", label: say("closeTopic"), run: () => change("close"), test: "topic-close" },
      { icon: "trash", label: say("deleteTopic"), danger: true, test: "topic-delete", run: async () => (await sure(say("deleteTopic"), say("sureDeleteTopic"))) && change("delete") },
    ]);
  }

  function nextPinned() {
    const pinned = messagesOf(view.group, view.thread).filter((message) => message.pinned).reverse();
    if (!pinned.length) return;
    chat.jump(pinned[pinnedAt % pinned.length].id);
    pinnedAt += 1;
  }

  function draw() {
    const group = groupNow();
    if (!group) return;
    drawSwitch(group);
    root.classList.toggle("opened", view.opened || !group.is_forum);
    root.classList.toggle("flat", !group.is_forum);
    drawTopics(group);
    const topic = topicNow();
    drawHead(group, topic);
    const messages = messagesOf(group.id, view.thread);
    drawPinned(messages);
    chat.draw(messages);
    shut.hidden = !topic?.closed;
    composer.draw();
    const visible = view.wide || (view.tab === "staff" && (view.opened || !group.is_forum));
    if (visible) see(group.id, view.thread);
  }

  function drawSwitch(group) {
    fill(who, membersOf(group).map((member) => [member.id, member.name]), view.consultant);
    groups.hidden = world.groups.length < 2;
    fill(groups, world.groups.map((one) => [one.id, one.title]), view.group);
  }

  function drawTopics(group) {
    const count = `${say("members")}: ${group.members.length}`;
    renew(title, [group.title, count], () => [avatar(group.title, group.id),
      h("span", { class: "about" }, h("span", { class: "name" }, group.title), h("span", { class: "dim" }, count))]);
    const known = (group.topics || []).map((topic) => row(group, topic)).sort((a, b) => b.last - a.last);
    const rows = [row(group, { id: GENERAL, name: say("general") }), ...known];
    reconcile(topics, rows.map((one) => ({ key: one.key, version: one.version, make: one.make })));
  }

  function row(group, topic) {
    const messages = messagesOf(group.id, topic.id);
    const last = messages.at(-1);
    const here = topic.id === view.thread;
    const fresh = here && (view.wide || view.tab === "staff") ? 0 : unread(group.id, topic.id, me());
    const words = messages.findLast((message) => message.kind !== "service") || last;
    const about = words ? gist(words) : "";
    return {
      key: `topic-${topic.id ?? "general"}`,
      last: last?.id || topic.id || 0,
      version: JSON.stringify([topic, here, fresh, about, last?.id, language.now]),
      make: () => h("div", { role: "listitem" }, h("button", {
        type: "button", class: here ? "topic here" : "topic", "aria-current": here ? "true" : null, "data-test": "topic",
        "data-thread": topic.id ?? "general", onclick: () => open(topic.id),
      },
      topicIcon(topic),
      h("span", { class: "about" },
        h("span", { class: "first" }, h("span", { class: "name" }, topic.name), topic.closed ? icon("lock") : null, h("time", {}, last ? timeOf(last) : "")),
        h("span", { class: "second" }, h("span", { class: "dim" }, about), fresh ? h("span", { class: "badge", "aria-label": `${fresh} ${say("unread")}` }, String(fresh)) : null)))),
    };
  }

  function drawHead(group, topic) {
    const name = topic ? topic.name : group.is_forum ? say("general") : group.title;
    const about = topic?.closed ? say("closed") : group.is_forum ? group.title : `${say("members")}: ${group.members.length}`;
    renew(head, [name, about, topic], () => [
      button("back", say("back"), leave, { class: "round leave", "data-test": "topics-back" }),
      topicIcon(topic || { id: GENERAL, name }),
      h("span", { class: "about" }, h("span", { class: "name" }, name), h("span", { class: "dim" }, about)),
      topic && more]);
  }

  function drawPinned(messages) {
    const pinned = messages.filter((message) => message.pinned);
    card.hidden = !pinned.length;
    const last = pinned.at(-1);
    if (!last) return;
    const words = `${say("pinned")}${pinned.length > 1 ? ` (${pinned.length})` : ""}`;
    renew(card, [words, gist(last)], () => [icon("pin", "tinted"),
      h("span", { class: "quote" }, h("span", { class: "who" }, words), h("span", { class: "what" }, gist(last)))]);
  }

  return { root, draw, open, jump: chat.jump, say: composer.say };
}

// An emoji icon is known to the sandbox only by its number; the topic's colour stands for it.
function topicIcon(topic) {
  if (topic.id === GENERAL) return h("span", { class: "topic-icon general", "aria-hidden": "true" }, "#");
  const shade = Number.isInteger(topic.color) ? `#${topic.color.toString(16).padStart(6, "0")}` : null;
  const letter = [...topic.name.replace(/^[^\p{L}\p{N}]+/u, "")][0] || "•";
  return h("span", { class: "topic-icon", style: shade ? { "--shade": shade } : {}, "aria-hidden": "true" }, letter.toUpperCase());
}
