/** One phone on the table: its status line, Telegram's header, the conversation and what stands below it. */
import * as api from './api.js';
import { mountComposer } from './composer.js';
import { alertBox, askLink, askPhone, avatar } from './dialogs.js';
import { fill, h, icon, iconButton } from './dom.js';
import { mountLog } from './log.js';
import { popover } from './popover.js';
import { show, putAway } from './panes.js';
import { follow, look, now, on, phone, refreshPhones, state, thread } from './store.js';
import { t } from './strings.js';
import { hhmm, zoneOf } from './times.js';

const DOING = { typing: 'typing', record_voice: 'recordsVoice', upload_photo: 'sendsPhoto', upload_document: 'sendsFile', upload_voice: 'recordsVoice' };

/** Build the phone `id`; `used(id)` is called when somebody works with it. */
export function mountPane(id, used) {
  const acts = makeActs(id);
  const toasts = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  const log = mountLog(id, acts);
  const composer = mountComposer(id, acts);
  acts.edit = composer.edit;
  const head = mountHead(id, acts);
  const node = h('section', { class: 'pane', 'aria-label': t('phoneOf', { name: phone(id).name }), onfocusin: () => used(id), onpointerdown: () => used(id) },
    head.node, log.node, toasts, composer.node);
  const stops = [
    follow(id),
    on(`thread:${id}`, (news) => {
      log.draw();
      head.draw();
      composer.draw();
      for (const one of news) toast(toasts, one);
      look(id);
    }),
    on('phones', () => { head.draw(); composer.draw(); look(id); }),
    on('clock', head.draw),
  ];
  if (thread(id).ready || !phone(id).last) log.draw();
  head.draw();
  return {
    id, node, focus: () => composer.focus(), alone: head.alone,
    close: () => { for (const stop of stops) stop(); },
  };
}

/** What can be done from inside a conversation. Each tells in a window when it did not work. */
function makeActs(id) {
  const attempt = (action) => async (...args) => {
    try {
      const answer = await action(...args);
      refreshPhones();
      return answer ?? true;
    } catch (error) {
      await alertBox(t('failed', { why: error.message }));
      return false;
    }
  };
  const acts = {
    say: attempt((text) => api.sendText(id, text)),
    change: attempt((messageId, text) => api.edit(id, messageId, text)),
    vote: attempt((messageId, options) => api.vote(id, messageId, options)),
    tap: attempt((messageId, data) => api.tap(id, messageId, data)),
    place: attempt(([latitude, longitude]) => api.place(id, latitude, longitude)),
    contact: attempt(() => api.contact(id)),
    block: attempt((blocked) => api.block(id, blocked)),
    upload: attempt((kind, file, extra) => api.upload(id, kind, file, extra)),
    begin: attempt(() => (phone(id).link ? api.open(id, phone(id).link) : api.sendText(id, '/start'))),
    command: (text) => acts.say(text),
    open: attempt((on_, url) => api.open(on_, url)),
    link: (url) => followLink(id, url, acts),
  };
  return acts;
}

/** Invitation links open on a phone of the room; everything else in a new tab. */
async function followLink(id, url, acts) {
  const own = url.match(/^(?:https?:\/\/)?t\.me\/([A-Za-z0-9_]+)\/?(?:\?(?:.*&)?start=([\w-]*))?/i);
  if (!own) {
    window.open(url, '_blank', 'noopener,noreferrer');
    return;
  }
  const chosen = await askPhone(id);
  if (chosen === null) return;
  show(chosen);
  await acts.open(chosen, url);
}

function mountHead(id, acts) {
  const owner = phone(id);
  const time = h('time', {});
  const doing = h('small', { class: 'doing' });
  const name = h('h2', {});
  const close = iconButton('close', t('oneOnly'), () => putAway(id));
  const menu = iconButton('more', t('menu'), () => popover(menu, [
    { icon: 'link', label: t('openLink'), act: async () => { const url = await askLink(id); if (url) await acts.open(id, url); } },
    { icon: 'block', label: t(phone(id).blocked ? 'unblock' : 'block'), act: () => acts.block(!phone(id).blocked) },
  ]), { class: 'icon-button', 'aria-haspopup': 'menu' });
  const node = h('header', { class: 'pane-head' },
    h('div', { class: 'status' }, avatar(owner), h('b', {}, owner.name), time),
    h('div', { class: 'chat-head' }, h('span', { class: 'bot-mark', 'aria-hidden': 'true' }, icon('sala')),
      h('div', { class: 'chat-who' }, name, doing), menu, close));
  const draw = () => {
    const { typing } = thread(id);
    name.textContent = state.bot.name;
    doing.textContent = typing ? t(DOING[typing] ?? 'typing') : t('bot');
    doing.classList.toggle('busy', Boolean(typing));
    time.textContent = hhmm(now(), zoneOf(phone(id)));
  };
  return { node, draw, alone: (only) => { close.hidden = only; } };
}

/** Show the answer to a tap: a window for alerts, else words that go away by themselves. */
function toast(place, { text, alert, url }) {
  if (url) window.open(url, '_blank', 'noopener,noreferrer');
  if (!text) return;
  if (alert) { alertBox(text); return; }
  const words = h('p', { class: 'toast' }, text);
  fill(place, words);
  setTimeout(() => words.remove(), 3500);
}
