// Where one writes: words, files, a reply, an edit; each chat keeps its own draft.

import { button, h, icon, renew } from "./dom.js";
import { sandbox } from "./sandbox.js";
import { gist } from "./text.js";
import { form, menu, toast } from "./windows.js";
import { say } from "./words.js";
import { isVisual } from "./media.js";
import { world } from "./world.js";

const LONGEST = 4096;

const FILES = [
  { kind: "photo", icon: "photo", label: "photoOrVideo", accept: "image/*,video/*", multiple: true },
  { kind: "document", icon: "file", label: "file", accept: "", multiple: true },
  { kind: "voice", icon: "mic", label: "voice", accept: "audio/*,.ogg,.oga" },
  { kind: "video_note", icon: "round", label: "videoNote", accept: "video/*" },
  { kind: "audio", icon: "audio", label: "audio", accept: "audio/*", multiple: true },
  { kind: "sticker", icon: "sticker", label: "sticker", accept: "image/webp,image/png,.webp,.tgs,.webm" },
];

const empty = () => ({ text: "", reply: null, editing: null, files: [] });

// side: "phone" or "staff"; pane(): its root; who(): {as, anonymous?}; where(): {chat, thread}.
export function createComposer({ side, pane, who, where, onsent }) {
  const drafts = new Map();
  let queue = Promise.resolve();
  let drawn = null;

  const input = h("textarea", { rows: "1", "data-test": `${side}-input`, "aria-label": say("message"), placeholder: say("message") });
  const picker = h("input", { type: "file", hidden: true, "data-test": `${side}-file` });
  const send = button("send", say("send"), () => submit(), { class: "round send", "data-test": `${side}-send` });
  const attach = button("attach", say("attach"), openAttach, { "aria-haspopup": "menu", "aria-expanded": "false", "data-test": `${side}-attach` });
  const keys = button("keys", say("keyboard"), () => {}, { hidden: true, "data-test": `${side}-keys` });
  const context = h("div", { class: "context" });
  const tray = h("div", { class: "tray" });
  const commands = h("div", { class: "commands" });
  const root = h("div", { class: "composer" }, commands, context, tray, h("div", { class: "bar" }, attach, input, keys, send, picker));

  const nameNow = () => `${where().chat}/${where().thread ?? ""}/${who().as}`;
  const draft = () => {
    const name = nameNow();
    if (!drafts.has(name)) drafts.set(name, empty());
    return drafts.get(name);
  };

  input.addEventListener("input", () => {
    draft().text = input.value;
    grow();
    suggest();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
    if (event.key === "Escape") leaveContext();
  });
  input.addEventListener("paste", (event) => add([...event.clipboardData.files], "photo"));
  root.addEventListener("dragover", (event) => event.preventDefault());
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    add([...event.dataTransfer.files], "photo");
  });
  picker.addEventListener("change", () => {
    add([...picker.files], picker.dataset.sends || "photo");
    picker.value = "";
  });

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  }

  function add(files, kind) {
    for (const file of files) draft().files.push({ file, kind: kindOf(file, kind) });
    draw();
    if (files.length) input.focus();
  }

  function openAttach() {
    menu(attach, [
      ...FILES.map((choice) => ({ icon: choice.icon, label: say(choice.label), run: () => pick(choice), test: `attach-${choice.kind}` })),
      { icon: "place", label: say("location"), run: sendLocation, test: "attach-location" },
      { icon: "contact", label: say("contact"), run: sendContact, test: "attach-contact" },
    ]);
  }

  function pick({ kind, accept, multiple }) {
    picker.accept = accept;
    picker.multiple = Boolean(multiple);
    picker.dataset.sends = kind;
    picker.click();
  }

  async function sendLocation() {
    const where = await form(say("location"), say("send"), [
      { name: "latitude", label: say("latitude"), value: "51.50720", inputmode: "decimal", required: true },
      { name: "longitude", label: say("longitude"), value: "-0.12760", inputmode: "decimal", required: true },
    ]);
    if (where) post([{ location: { latitude: Number(where.latitude), longitude: Number(where.longitude) } }]);
  }

  async function sendContact() {
    const contact = await form(say("contact"), say("send"), [
      { name: "first_name", label: say("name"), required: true },
      { name: "phone_number", label: say("telephone"), value: "+7 700 000 00 00", type: "tel", required: true },
    ]);
    if (contact) post([{ contact }]);
  }

  function submit() {
    const { text, reply, editing, files } = draft();
    const words = text.trim();
    if (!words && !files.length) return;
    if (editing && editing.chat === where().chat) {
      const field = editing.text ? "text" : "caption";
      enqueue(() => sandbox.edit({ as: who().as, chat: editing.chat, message_id: editing.id, [field]: words }));
    } else if (files.length) {
      postFiles(files, words, reply);
    } else {
      post(cut(words).map((part, index) => ({ text: part, reply_to: index ? undefined : reply?.id })));
    }
    drafts.set(nameNow(), empty());
    draw();
    onsent();
  }

  function postFiles(files, caption, reply) {
    const many = files.length > 1 ? String(Date.now()) : undefined;
    const target = { ...who(), ...where() };
    files.forEach(({ file, kind }, index) => enqueue(async () => sandbox.say({
      ...target,
      media: { kind, file_name: file.name, data_base64: await base64(file) },
      caption: index === 0 && caption ? caption : undefined,
      reply_to: index === 0 ? reply?.id : undefined,
      media_group_id: many,
    })));
  }

  function post(messages) {
    const target = { ...who(), ...where() };
    for (const message of messages) enqueue(() => sandbox.say({ ...target, ...message }));
    onsent();
  }

  // One after the other, so that what was written first arrives first.
  function enqueue(work) {
    queue = queue.then(work).catch((problem) => toast(pane(), problem.message || say("failed"), true));
  }

  function leaveContext() {
    const now = draft();
    if (now.editing) now.text = "";
    Object.assign(now, { reply: null, editing: null });
    draw();
  }

  function suggest() {
    const known = commandsFor(side).filter(({ command }) => /^\/\w*$/.test(input.value) && `/${command}`.startsWith(input.value));
    commands.replaceChildren(...known.map(({ command, description }) =>
      h("button", { type: "button", onclick: () => speak(`/${command}`) }, h("b", {}, `/${command}`), h("span", { class: "dim" }, ` ${description}`))));
  }

  function speak(text) {
    draft().text = "";
    post([{ text }]);
    draw();
    input.focus();
  }

  function draw() {
    const now = draft();
    const name = nameNow();
    if (drawn !== name || input.value !== now.text) input.value = now.text;
    drawn = name;
    grow();
    suggest();
    const about = now.editing || now.reply;
    renew(context, [name, about, Boolean(now.editing)], () => (about ? [
      icon(now.editing ? "edit" : "reply", "tinted"),
      h("span", { class: "quote" }, h("span", { class: "who" }, now.editing ? say("edit") : about.from?.name || ""), h("span", { class: "what" }, gist(about))),
      button("close", say("cancel"), leaveContext),
    ] : []));
    renew(tray, [name, now.files.map(({ file }) => [file.name, file.size])], () => now.files.map((chosen) => thumb(chosen, () => {
      now.files.splice(now.files.indexOf(chosen), 1);
      draw();
    })));
  }

  return {
    root, input, keys, draw, say: speak, post,
    placeholder: (words) => input.setAttribute("placeholder", words || say("message")),
    reply(message) {
      Object.assign(draft(), { reply: message, editing: null });
      draw();
      input.focus();
    },
    edit(message) {
      Object.assign(draft(), { reply: null, editing: message, text: message.text || message.caption || "" });
      draw();
      input.focus();
    },
  };
}

// The last list of commands that the bot gave for this kind of chat.
function commandsFor(side) {
  const scopes = side === "phone" ? ["default", "all_private_chats"] : ["all_group_chats", "all_chat_administrators", "chat", "chat_administrators"];
  const given = world.commands.filter((call) => scopes.includes(read(call.scope)?.type ?? "default"));
  const list = read((given.findLast((call) => !call.language_code) || given.at(-1))?.commands);
  return Array.isArray(list) ? list : [];
}

const read = (value) => (typeof value === "string" ? JSON.parse(value) : value);

function kindOf(file, wished) {
  if (wished !== "photo") return wished;
  if (file.type.startsWith("image/")) return "photo";
  return file.type.startsWith("video/") ? "video" : "document";
}

function thumb({ file, kind }, drop) {
  const url = kind === "photo" ? URL.createObjectURL(file) : null;
  const face = url ? h("img", { src: url, alt: "", onload: () => URL.revokeObjectURL(url) }) : icon(isVisual({ kind }) ? "video" : "file");
  return h("span", { class: "thumb" }, face, h("span", { class: "name" }, file.name), button("close", say("remove"), drop));
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] || "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

// Telegram's clients cut a long text into several messages; so does this page.
function cut(text) {
  const parts = [];
  for (let at = 0; at < text.length; at += LONGEST) parts.push(text.slice(at, at + LONGEST));
  return parts;
}
