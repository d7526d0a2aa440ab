// What is known of the sandbox's world, and what this page looks at.

export const GENERAL = null;

export const world = { seq: -1, bot: {}, people: [], groups: [], messages: new Map(), revisions: new Map(), calls: [], commands: [] };

export const view = {
  person: null,
  consultant: null,
  group: null,
  thread: GENERAL,
  tab: "phone",
  inspected: null,
  seen: new Map(),
  opened: false,
};

let revision = 0;

// Takes what the server told; a whole world replaces ours, a part is laid over it.
export function take(news, whole) {
  if (whole) {
    world.messages.clear();
    world.revisions.clear();
  }
  world.seq = news.seq;
  world.bot = news.bot || world.bot;
  world.people = news.people || world.people;
  world.groups = news.groups || world.groups;
  for (const message of news.messages || []) {
    const key = nameOf(message);
    if (message.deleted) {
      world.messages.delete(key);
      continue;
    }
    world.messages.set(key, message);
    world.revisions.set(key, ++revision);
  }
  settle();
}

function settle() {
  if (!world.people.some((person) => person.id === view.person)) view.person = world.people[0]?.id ?? null;
  if (!world.groups.some((group) => group.id === view.group)) {
    view.group = world.groups[0]?.id ?? null;
    view.thread = GENERAL;
  }
  const group = groupNow();
  const members = membersOf(group);
  if (!members.some((member) => member.id === view.consultant)) view.consultant = members[0]?.id ?? null;
  if (view.thread !== GENERAL && !topicNow()) view.thread = GENERAL;
  if (view.inspected && !world.messages.has(view.inspected)) view.inspected = null;
}

export const nameOf = (message) => `${message.chat}:${message.id}`;
export const revisionOf = (message) => world.revisions.get(nameOf(message)) || 0;
export const messageAt = (chat, id) => world.messages.get(`${chat}:${id}`);
export const personNow = () => world.people.find((person) => person.id === view.person);
export const groupNow = () => world.groups.find((group) => group.id === view.group);
export const topicNow = () => groupNow()?.topics?.find((topic) => topic.id === view.thread);
export const membersOf = (group) => (group?.members || []).filter((member) => !member.is_bot && member.id !== world.bot.id);

export function threadOf(message) {
  const group = world.groups.find((one) => one.id === message.chat);
  return group?.is_forum && message.thread && message.thread !== 1 ? message.thread : GENERAL;
}

export function messagesOf(chat, thread = GENERAL) {
  return [...world.messages.values()]
    .filter((message) => message.chat === chat && threadOf(message) === thread)
    .sort((a, b) => a.id - b.id);
}

export function isBot(message) {
  return message.from?.id === world.bot.id || Boolean(message.from?.is_bot && message.chat > 0);
}

// One mark for each chat: the last message seen in it.
const markOf = (chat, thread) => `${chat}/${thread ?? ""}`;

export function see(chat, thread) {
  const last = messagesOf(chat, thread).at(-1);
  if (last) view.seen.set(markOf(chat, thread), last.id);
}

export function seeAll() {
  for (const person of world.people) see(person.id, GENERAL);
  for (const group of world.groups) for (const thread of [GENERAL, ...(group.topics || []).map((topic) => topic.id)]) see(group.id, thread);
}

export function unread(chat, thread, own) {
  const seen = view.seen.get(markOf(chat, thread)) || 0;
  return messagesOf(chat, thread).filter((message) => message.id > seen && message.from?.id !== own && message.kind !== "service").length;
}

export function dateOf(message) {
  const date = message.date;
  return typeof date === "number" ? new Date(date * 1000) : new Date(date);
}
