/** The list of phones: a column on a wide screen, a row of chips on a narrow one. */
import { about, alertBox, askNewGroup, askNewPhone, avatar } from './dialogs.js';
import { fill, h, icon, iconButton } from './dom.js';
import { beside, shown, show } from './panes.js';
import { now, on, state, unread } from './store.js';
import { t } from './strings.js';
import { day, hhmm, zoneOf } from './times.js';

export function mountRail(rail) {
  const list = h('ul', { class: 'phones' });
  const add = h('button', { type: 'button', class: 'add-phone', 'aria-label': t('addPhone'), title: t('addPhone'), onclick: () => addOne(askNewPhone) },
    icon('plus'), h('span', {}, t('addPhone')));
  rail.setAttribute('aria-label', t('phones'));
  const group = h('button', { type: 'button', class: 'add-phone', 'aria-label': t('newGroup'), title: t('newGroup'), onclick: () => addOne(askNewGroup) },
    icon('group'), h('span', {}, t('newGroup')));
  rail.append(h('h2', {}, t('phones')), list, add, group);
  const cards = new Map();
  const draw = () => {
    const there = new Set(state.phones.map((one) => one.id));
    for (const [id, { node }] of cards) if (!there.has(id)) { node.remove(); cards.delete(id); }
    for (const one of state.phones) {
      if (!cards.has(one.id)) {
        cards.set(one.id, card(one));
        list.append(cards.get(one.id).node);
      }
      cards.get(one.id).draw(one);
    }
  };
  on('phones', draw);
  on('shown', draw);
  document.addEventListener('keydown', (event) => {
    const one = event.altKey && /^Digit[1-9]$/.test(event.code) ? state.phones[Number(event.code.slice(5)) - 1] : null;
    if (one) { event.preventDefault(); show(one.id); }
  });
}

async function addOne(ask) {
  try {
    const made = await ask();
    if (made) show(made.id);
  } catch (error) {
    await alertBox(t('failed', { why: error.message }));
  }
}

function card(first) {
  const line = h('span', { class: 'preview' });
  const time = h('small', { class: 'when' });
  const badge = h('span', { class: 'badge' });
  const button = h('button', { type: 'button', class: 'phone-card', onclick: () => show(first.id) },
    avatar(first), h('span', { class: 'who' }, h('b', {}, first.name), time, line), badge);
  const split = iconButton('columns', t('beside', { name: first.name }), () => beside(first.id), { class: 'icon-button split' });
  let before = '';
  const draw = (one) => {
    const news = unread(one);
    const words = one.last ? (one.last.own ? t('you', { text: one.last.text }) : one.last.text) : about(one);
    const when = one.last ? lastTime(one) : '';
    const place = shown().indexOf(one.id);
    const stamp = JSON.stringify([news, words, when, place, one.blocked]);
    if (stamp === before) return;
    before = stamp;
    fill(line, one.blocked ? h('em', {}, t('blockedMark')) : words);
    time.textContent = when;
    badge.textContent = news > 99 ? '99+' : news || '';
    badge.hidden = !news;
    button.setAttribute('aria-current', place >= 0 ? 'true' : 'false');
    button.setAttribute('aria-label', [one.name, about(one), news ? t('unread', { n: news }) : ''].filter(Boolean).join(', '));
    button.title = about(one);
    split.hidden = place >= 0;
  };
  return { node: h('li', {}, button, split), draw };
}

function lastTime(one) {
  const zone = zoneOf(one);
  const at = one.last.date * 1000;
  return day(at, zone) === day(now(), zone) ? hhmm(at, zone) : day(at, zone);
}
