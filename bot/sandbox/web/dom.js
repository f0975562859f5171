/** Making elements without markup strings: what people write can never become HTML. */
import { ICONS } from './icons.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element. `props`: `on…` functions listen, `class`, `data` (object), booleans switch attributes,
 * other values become attributes; null and undefined are left out. Children: nodes, strings, arrays, null.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'data') Object.assign(node.dataset, value);
    else if (key === 'value') node.value = value;
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** One of the small pictures, invisible to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const { line, solid, wide } = ICONS[name];
  svg.setAttribute('class', `icon${wide ? ' icon-wide' : ''}`);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const [kind, d] of [['line', line], ['solid', solid]]) {
    if (!d) continue;
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    path.setAttribute('class', kind);
    svg.append(path);
  }
  return svg;
}

/** A button that shows a picture; `label` is what it is called. */
export function iconButton(name, label, onclick, props = {}) {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...props }, icon(name));
}

/** Put `children` into `node` in place of what was there. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let numbers = 0;
/** An id that no other element has. */
export function freshId(stem) {
  numbers += 1;
  return `${stem}-${numbers}`;
}
