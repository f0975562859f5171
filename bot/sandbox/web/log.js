/** The conversation on one phone: days, bubbles, and staying at its newest end. */
import { fill, h, icon, iconButton } from './dom.js';
import { bubble } from './bubble.js';
import { phone, state, thread } from './store.js';
import { t } from './strings.js';
import { day, longDay, zoneOf } from './times.js';

/** How many messages are drawn at first, and by how many more each time. */
const PAGE = 200;

export function mountLog(id, acts) {
  const list = h('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': t('conversation', { name: state.bot.name }) });
  const down = iconButton('down', t('toNewest'), () => { stick = true; bottom(); }, { class: 'icon-button to-newest', hidden: true });
  const older = h('button', { type: 'button', class: 'older', onclick: () => { count += PAGE; stick = false; draw(); } }, t('earlier'));
  const node = h('div', { class: 'log-frame' }, list, down);
  const made = new Map();
  let count = PAGE;
  let stick = true;

  const bottom = () => { list.scrollTop = list.scrollHeight; };
  list.addEventListener('scroll', () => {
    stick = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    down.hidden = stick;
  });
  new ResizeObserver(() => { if (stick) bottom(); }).observe(list);
  list.addEventListener('load', () => { if (stick) bottom(); }, true);

  function draw() {
    const all = [...thread(id).messages.values()];
    const some = all.slice(-count);
    const zone = zoneOf(phone(id));
    const nodes = all.length > some.length ? [older] : [];
    let before = null;
    for (const message of some) {
      const today = day(message.date * 1000, zone);
      if (!before || today !== day(before.date * 1000, zone)) nodes.push(dayLine(message.date * 1000, zone));
      nodes.push(shownOf(message, zone, before && before.own === message.own && message.date - before.date < 300));
      before = message;
    }
    if (!all.length) nodes.push(welcome());
    settle(nodes);
    if (stick || some.at(-1)?.own) bottom();
  }

  /** The bubble of a message: made again only when something in it changed. */
  function shownOf(message, zone, follows) {
    const stamp = JSON.stringify([message, zone]);
    const old = made.get(message.message_id);
    const entry = old?.stamp === stamp ? old : { stamp, node: bubble(message, zone, acts) };
    if (old && old !== entry && old.node.contains(document.activeElement)) keepFocus(old.node, entry.node);
    made.set(message.message_id, entry);
    entry.node.classList.toggle('follows', Boolean(follows));
    return entry.node;
  }

  const days = new Map();
  function dayLine(at, zone) {
    const words = longDay(at, zone);
    if (!days.has(words)) days.set(words, h('p', { class: 'day' }, h('span', {}, words)));
    return days.get(words);
  }

  /** Bring the nodes into the list in order, touching only what differs. */
  function settle(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((one, number) => { if (list.children[number] !== one) list.insertBefore(one, list.children[number] ?? null); });
  }

  /** What an empty chat shows: what the bot says about itself, and Start. */
  const hello = h('div', { class: 'welcome' });
  function welcome() {
    const { description } = thread(id);
    return fill(hello, h('span', { class: 'bot-mark big' }, icon('sala')),
      description ? [h('h3', {}, t('whatCanItDo')), h('p', {}, description)] : h('p', {}, t('empty')));
  }

  return { node, draw };
}

/** A bubble is drawn again under the reader's hands: the focus goes to the same button of the new one. */
function keepFocus(from, to) {
  const at = [...from.querySelectorAll('button, a')].indexOf(document.activeElement);
  queueMicrotask(() => { ([...to.querySelectorAll('button, a')][at] ?? to.closest('.log'))?.focus(); });
}
