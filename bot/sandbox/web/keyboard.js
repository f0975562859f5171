/** The bot's reply keyboard below the text box. */
import { fill, h, iconButton } from './dom.js';
import { thread } from './store.js';
import { t } from './strings.js';

export function mountKeyboard(id, acts) {
  const node = h('div', { class: 'reply-keys', role: 'group', 'aria-label': t('keyboard'), hidden: true });
  const button = iconButton('keys', t('hideKeyboard'), () => { folded = !folded; draw(); }, { 'aria-expanded': 'true' });
  let folded = false;
  let before = '';

  function draw(shut = false) {
    const { keyboard } = thread(id);
    const stamp = JSON.stringify(keyboard);
    if (stamp !== before) {
      before = stamp;
      folded = false;
      fill(node, (keyboard?.keyboard ?? []).map((row) => h('div', { class: 'keys' }, row.map(key))));
    }
    button.hidden = !keyboard;
    node.hidden = !keyboard || folded || shut;
    button.setAttribute('aria-expanded', String(!folded));
    button.setAttribute('aria-label', t(folded ? 'showKeyboard' : 'hideKeyboard'));
  }

  function key(one) {
    const { text, request_contact: asksContact, request_location: asksPlace } = typeof one === 'string' ? { text: one } : one;
    const press = async () => {
      if (asksContact) await acts.contact();
      else if (asksPlace) await acts.place();
      else await acts.say(text);
      if (thread(id).keyboard?.one_time_keyboard) { folded = true; draw(); }
    };
    return h('button', { type: 'button', class: 'key', onclick: press }, text);
  }

  return { node, button, draw };
}
