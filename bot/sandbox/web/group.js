/** One group on the table: what stands there, and a line to speak as one of its members. */
import * as api from './api.js';
import { alertBox, avatar } from './dialogs.js';
import { fill, h, icon, iconButton } from './dom.js';
import { mountLog } from './log.js';
import { putAway, show } from './panes.js';
import { popover } from './popover.js';
import { follow, look, now, on, phone, refreshPhones, state, thread } from './store.js';
import { t } from './strings.js';
import { hhmm, zoneOf } from './times.js';

/** Build the group `id`; `used(id)` is called when somebody works with it. */
export function mountGroup(id, used) {
  const members = () => state.phones.filter((one) => phone(id)?.members.includes(one.id));
  const speaker = h('select', { 'aria-label': t('speakAs'), class: 'speaker' });
  const by = () => Number(speaker.value);
  const attempt = async (action) => {
    try {
      await action();
      refreshPhones();
      return true;
    } catch (error) {
      await alertBox(t('failed', { why: error.message }));
      return false;
    }
  };
  const acts = {
    tap: (messageId, data) => attempt(() => api.tapInGroup(id, by(), messageId, data)),
    command: (text) => attempt(() => api.sayInGroup(id, by(), text)),
    link: (url) => openLink(by(), url, attempt),
    edit: () => {},
  };
  const log = mountLog(id, acts);
  const box = h('textarea', { rows: 1, 'aria-label': t('message'), placeholder: t('message'), dir: 'auto', autocomplete: 'off', maxlength: 4096 });
  const line = h('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); submit(); } },
    speaker, box, iconButton('send', t('send'), () => submit(), { class: 'icon-button send' }));
  const time = h('time', {});
  const menu = iconButton('more', t('menu'), () => popover(menu, [
    { icon: 'group', label: t('grow'), act: () => attempt(() => api.growGroup(id, by())) },
  ]), { class: 'icon-button', 'aria-haspopup': 'menu' });
  const close = iconButton('close', t('oneOnly'), () => putAway(id));
  const node = h('section', { class: 'pane', 'aria-label': t('phoneOf', { name: phone(id).name }), onfocusin: () => used(id), onpointerdown: () => used(id) },
    h('header', { class: 'pane-head' },
      h('div', { class: 'status' }, avatar(phone(id)), h('b', {}, phone(id).name), time),
      h('div', { class: 'chat-head' }, h('span', { class: 'bot-mark', 'aria-hidden': 'true' }, icon('group')),
        h('div', { class: 'chat-who' }, h('h2', {}, phone(id).name), h('small', { class: 'doing' }, t('groupOf', { n: phone(id).members.length }))), menu, close)),
    log.node, h('footer', { class: 'pane-foot' }, line));

  async function submit() {
    const text = box.value.trim();
    if (!text) return;
    box.value = '';
    if (!await attempt(() => api.sayInGroup(id, by(), text))) box.value = text;
  }

  function draw() {
    if (!phone(id)) return;
    time.textContent = hhmm(now(), zoneOf(phone(id)));
    const chosen = speaker.value;
    fill(speaker, members().map((one) => h('option', { value: one.id, selected: String(one.id) === chosen }, one.name)));
  }

  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  const stops = [
    follow(id),
    on(`thread:${id}`, () => { log.draw(); look(id); }),
    on('phones', () => { draw(); look(id); }),
    on('clock', draw),
  ];
  if (thread(id).ready || !phone(id).last) log.draw();
  draw();
  return {
    id, node, focus: () => box.focus({ preventScroll: true }), alone: (only) => { close.hidden = only; },
    close: () => { for (const stop of stops) stop(); },
  };
}

/** A link of the bot opens its private chat on the phone of whoever speaks; everything else in a new tab. */
async function openLink(by, url, attempt) {
  if (!/^(?:https?:\/\/)?t\.me\//i.test(url)) {
    window.open(url, '_blank', 'noopener,noreferrer');
    return;
  }
  show(by);
  if (/[?&]start=/.test(url)) await attempt(() => api.open(by, url));
}
