/** The menu of the bot's commands: behind its button, and while a text begins with "/". */
import { fill, freshId, h, iconButton } from './dom.js';
import { thread } from './store.js';
import { t } from './strings.js';

export function mountCommands(id, box, say) {
  const listId = freshId('commands');
  const list = h('ul', { class: 'commands', id: listId, role: 'listbox', 'aria-label': t('commands'), hidden: true });
  const button = iconButton('menu', t('commands'), () => { if (list.hidden) { open(all()); box.focus(); } else close(); }, { 'aria-expanded': 'false', 'aria-controls': listId });
  let rows = [];
  let at = 0;
  box.setAttribute('aria-controls', listId);

  const all = () => thread(id).commands;

  function open(commands) {
    rows = commands;
    at = 0;
    fill(list, rows.length ? rows.map((one, number) => h('li', {
      role: 'option', id: `${listId}-${number}`, onpointerdown: (event) => event.preventDefault(), onclick: () => choose(number),
    }, h('b', {}, `/${one.command}`), h('span', {}, one.description))) : h('li', { class: 'none' }, t('noCommands')));
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    mark();
  }

  function close() {
    list.hidden = true;
    rows = [];
    button.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  }

  function mark() {
    [...list.children].forEach((row, number) => row.setAttribute('aria-selected', String(number === at)));
    list.children[at]?.scrollIntoView({ block: 'nearest' });
    if (rows.length) box.setAttribute('aria-activedescendant', `${listId}-${at}`);
  }

  function choose(number) {
    const one = rows[number];
    close();
    say(`/${one.command}`);
    box.focus();
  }

  /** Show the commands that begin as the text does; nothing when it is no command. */
  function draw() {
    const begun = /^\/([a-z0-9_]*)$/i.exec(box.value);
    const fitting = begun ? all().filter((one) => one.command.startsWith(begun[1].toLowerCase())) : [];
    if (fitting.length) open(fitting); else close();
  }

  /** Take a key while the menu is open; true when it was taken. */
  function key(event) {
    if (list.hidden) return false;
    if (event.key === 'Escape') close();
    else if (!rows.length) return false;
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      at = (at + (event.key === 'ArrowDown' ? 1 : -1) + rows.length) % rows.length;
      mark();
    } else if (event.key === 'Tab' && !event.shiftKey) { box.value = `/${rows[at].command} `; close(); } else if (event.key === 'Enter') choose(at);
    else return false;
    event.preventDefault();
    return true;
  }

  box.addEventListener('blur', (event) => { if (event.relatedTarget !== button) close(); });

  /** The commands of the phone may come after somebody has begun to type. */
  let known = 0;
  function refresh() {
    const there = all().length;
    button.hidden = !there;
    if (!known && there) draw();
    known = there;
  }

  return { list, button, draw, close, key, refresh };
}
