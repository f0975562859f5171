/** A small menu that hangs on a button: arrows move, Enter chooses, Escape and a click elsewhere close it. */
import { h, icon } from './dom.js';

/** Open a menu of `items` (`{icon, label, act}`) at `anchor`; focus comes back to it afterwards. */
export function popover(anchor, items) {
  const buttons = items.map((item) => h('button', { type: 'button', role: 'menuitem', tabindex: '-1', onclick: () => { close(); item.act(); } },
    icon(item.icon), item.label));
  const menu = h('div', { class: 'popover', role: 'menu', 'aria-label': anchor.getAttribute('aria-label'), onkeydown: keys }, buttons);
  anchor.setAttribute('aria-expanded', 'true');
  anchor.after(menu);
  const outside = (event) => { if (!menu.contains(event.target) && event.target !== anchor) close(false); };
  document.addEventListener('pointerdown', outside, true);
  menu.addEventListener('focusout', (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(false); });
  buttons[0].focus();

  function keys(event) {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      buttons[(to + buttons.length) % buttons.length].focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      close();
    }
  }

  function close(back = true) {
    document.removeEventListener('pointerdown', outside, true);
    anchor.setAttribute('aria-expanded', 'false');
    if (!menu.isConnected) return;
    if (back) anchor.focus();
    menu.remove();
  }
}
