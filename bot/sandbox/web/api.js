/** The room's JSON API. Every call answers with plain data or throws an Error whose message is for people. */

async function call(path, options = {}) {
  const answer = await fetch(`room/${path}`, { cache: 'no-store', ...options });
  const kind = answer.headers.get('content-type') ?? '';
  const data = kind.includes('json') ? await answer.json() : {};
  if (!answer.ok) throw new Error(data.error ?? data.description ?? `${answer.status} ${answer.statusText}`);
  return data;
}

const post = (path, body) => call(path, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}),
});

/** All phones with their unread counts and last messages. */
export const phones = (signal) => call('phones', { signal });

export const addPhone = (facts) => post('phones', facts);

/** What changed on a phone after `after`; waits until there is something new. */
export const changes = (id, after, signal) => call(`${id < 0 ? 'groups' : 'phones'}/${id}?after=${after}`, { signal });

export const sendText = (id, text) => post(`phones/${id}/text`, { text });
export const vote = (id, messageId, options) => post(`phones/${id}/vote`, { message_id: messageId, options });
export const tap = (id, messageId, data) => post(`phones/${id}/tap`, { message_id: messageId, data });
export const edit = (id, messageId, text) => post(`phones/${id}/edit`, { message_id: messageId, text });
export const place = (id, latitude, longitude) => post(`phones/${id}/location`, { latitude, longitude });
export const open = (id, link) => post(`phones/${id}/open`, { link });
export const block = (id, blocked) => post(`phones/${id}/block`, { blocked });
export const contact = (id) => post(`phones/${id}/contact`);

/** Upload a file as `kind` (photo, voice, video or document); `extra` holds caption and duration in seconds. */
export function upload(id, kind, file, extra = {}) {
  const form = new FormData();
  for (const [key, value] of Object.entries(extra)) if (value) form.set(key, value);
  form.set('file', file, file.name);
  return call(`phones/${id}/${kind}`, { method: 'POST', body: form });
}

/** Groups: their numbers are below nothing. `by` is the phone that speaks. */
export const addGroup = (title, members) => post('groups', { title, members });
export const sayInGroup = (id, by, text) => post(`groups/${id}/text`, { by, text });
export const tapInGroup = (id, by, messageId, data) => post(`groups/${id}/tap`, { by, message_id: messageId, data });
export const growGroup = (id, by) => post(`groups/${id}/migrate`, { by });

export const clock = (signal) => call('clock', { signal });

/** Turn the clock: "next_prompt", "hour", "morning" or a number of seconds. Answers when the bot is quiet. */
export const turn = (how) => post('clock', { turn: how });
