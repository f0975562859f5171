/**
 * What the page knows, kept fresh by polling. Parts of the page subscribe to a topic:
 * "phones", "clock", "trouble", or "thread:ID" for the conversation on one phone.
 */
import * as api from './api.js';

const listeners = new Map();
const threads = new Map();
const seen = JSON.parse(localStorage.getItem('sala.seen') ?? '{}');

export const state = { bot: { username: '', name: 'Sala' }, phones: [], clock: null, trouble: false };

/** Hear about `topic`; answers with a function that stops it. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

export function tell(topic, ...news) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(...news);
}

export const phone = (id) => state.phones.find((one) => one.id === id);

/** The milliseconds of the room's clock now: it runs on between two polls if the room's clock runs. */
export function now() {
  const { clock } = state;
  if (!clock) return Date.now();
  return clock.at + (clock.running ? performance.now() - clock.heard : 0);
}

/** The conversation on a phone: `messages` by id in order, `typing`, `commands`, `keyboard`, `description`. */
export function thread(id) {
  if (!threads.has(id)) {
    threads.set(id, {
      messages: new Map(), seq: 0, typing: '', commands: [], keyboard: null, description: '', users: 0, ready: false,
    });
  }
  return threads.get(id);
}

/** Messages that have arrived on a phone that nobody was looking at. */
export const unread = (one) => Math.max(0, one.received - (seen[one.id] ?? 0));

/** Everything on this phone has been looked at. */
export function look(id) {
  const one = phone(id);
  if (!one || document.hidden || seen[id] === one.received) return;
  seen[id] = one.received;
  localStorage.setItem('sala.seen', JSON.stringify(seen));
  tell('phones');
}

/** Keep the conversation of a phone fresh while somebody looks at it; answers with a function that stops it. */
export function follow(id) {
  const one = thread(id);
  one.users += 1;
  if (one.users === 1) {
    one.stop = new AbortController();
    keep(() => pull(id, one), one.stop.signal);
  }
  return () => {
    one.users -= 1;
    if (one.users === 0) one.stop.abort();
  };
}

async function pull(id, one) {
  const news = await api.changes(id, one.seq, one.stop.signal);
  take(id, one, news);
}

function take(id, one, news) {
  for (const message of news.messages) {
    if (message.deleted) one.messages.delete(message.message_id);
    else one.messages.set(message.message_id, message);
  }
  one.messages = new Map([...one.messages].sort(([a], [b]) => a - b));
  Object.assign(one, {
    seq: news.seq, typing: news.typing ?? '', commands: news.commands ?? [], keyboard: news.keyboard ?? null,
    description: news.description ?? '', ready: true,
  });
  tell(`thread:${id}`, news.toasts ?? []);
}

/** Ask for the phones again now: something was just done. */
export async function refreshPhones(signal) {
  const answer = await api.phones(signal);
  state.phones = answer.phones;
  if (answer.bot) state.bot = answer.bot;
  tell('phones');
}

export async function refreshClock(signal) {
  const answer = await api.clock(signal);
  state.clock = {
    at: Date.parse(answer.now), heard: performance.now(), running: answer.running ?? true,
    next: answer.next ? { at: Date.parse(answer.next.at), what: answer.next.what ?? '' } : null,
  };
  tell('clock');
}

/** Begin to keep phones and clock fresh. */
export function begin() {
  const forever = new AbortController().signal;
  keep(async () => { await refreshPhones(forever); await pause(1500); }, forever);
  keep(async () => { await refreshClock(forever); await pause(4000); }, forever);
}

/** Run `step` again and again until `signal` is aborted; when the room is away, wait and try again. */
async function keep(step, signal) {
  let wait = 500;
  while (!signal.aborted) {
    try {
      await step();
      wait = 500;
      trouble(false);
    } catch (error) {
      if (signal.aborted) return;
      trouble(true);
      await pause(wait);
      wait = Math.min(wait * 2, 8000);
    }
  }
}

function trouble(there) {
  if (state.trouble === there) return;
  state.trouble = there;
  tell('trouble');
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
