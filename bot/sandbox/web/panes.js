/** Which phones are on the table: two side by side when there is room, else one. */
import { fill, h } from './dom.js';
import { mountGroup } from './group.js';
import { mountPane } from './pane.js';
import { on, phone, state, tell } from './store.js';
import { t } from './strings.js';

const wide = window.matchMedia('(min-width: 1080px)');
let places = JSON.parse(localStorage.getItem('sala.places') ?? 'null');
let active = 0;
let root;
let open = [];

/** Ids of the phones on the table, left to right. */
export const shown = () => open.map((pane) => pane.id);

/** Put a phone on the table in the place that was used last, and go there. */
export function show(id) {
  if (places.includes(id)) active = places.indexOf(id);
  else places[active] = id;
  lay();
  open[shown().indexOf(id)]?.focus();
}

/** Put a phone beside the one that was used last. */
export function beside(id) {
  if (!wide.matches || shown().includes(id)) { show(id); return; }
  if (places.length < 2) places.push(id); else places[active === 0 ? 1 : 0] = id;
  active = places.indexOf(id);
  lay();
  open[shown().indexOf(id)]?.focus();
}

/** Take a phone off the table; the other one stays. */
export function putAway(id) {
  if (places.length > 1) places = places.filter((one) => one !== id);
  active = 0;
  lay();
}

export function mountPanes(main) {
  root = main;
  on('phones', lay);
  wide.addEventListener('change', lay);
}

/** Who is on the table before anybody chose: somebody who takes part, and who runs the workshop. */
function atFirst() {
  const facilitator = state.phones.find((one) => one.role === 'facilitator');
  const others = state.phones.filter((one) => one !== facilitator && !one.group);
  return [others[0], facilitator ?? others[1]].filter(Boolean).map((one) => one.id);
}

function lay() {
  if (!places && state.phones.length) places = atFirst();
  places = (places ?? []).filter((id) => phone(id));
  if (!places.length && state.phones.length) places = [state.phones[0].id];
  const room = wide.matches ? places.slice(0, 2) : places.slice(active, active + 1);
  const wanted = room.length || !places.length ? room : [places[0]];
  if (state.phones.length) localStorage.setItem('sala.places', JSON.stringify(places));
  if (wanted.join() !== shown().join()) {
    const old = new Map(open.map((pane) => [pane.id, pane]));
    for (const pane of open) if (!wanted.includes(pane.id)) pane.close();
    open = wanted.map((id) => old.get(id) ?? mount(id));
    put(open.map((pane) => pane.node));
    tell('shown');
  }
  if (!open.length) fill(root, h('p', { class: 'nothing' }, t('noPhones')));
  root.dataset.count = String(open.length);
  for (const pane of open) pane.alone(places.length < 2 || !wide.matches);
}

/** A group has a number below nothing. */
function mount(id) {
  return (id < 0 ? mountGroup : mountPane)(id, (used) => { if (wide.matches) active = shown().indexOf(used); });
}

/** Bring `nodes` into the table in order; one that is in its place is not moved, so that it keeps its scroll. */
function put(nodes) {
  for (const child of [...root.children]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, number) => { if (root.children[number] !== node) root.insertBefore(node, root.children[number] ?? null); });
}
