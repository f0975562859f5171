/** The bar on top: the time in each place, and the buttons that turn the clock. */
import * as api from './api.js';
import { alertBox } from './dialogs.js';
import { fill, h, icon } from './dom.js';
import { now, on, refreshClock, refreshPhones, state } from './store.js';
import { t } from './strings.js';
import { clocks, day, dayTime, hhmm, longDay } from './times.js';

export function mountBar(bar) {
  const zones = h('ul', { class: 'zones', 'aria-label': t('zones') });
  const said = h('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const main = h('time', { class: 'main-time' });
  const date = h('span', { class: 'main-date' });
  const present = h('button', { type: 'button', class: 'now', title: t('showZones'), 'aria-expanded': 'false', onclick: () => unfold(present.getAttribute('aria-expanded') !== 'true') },
    main, date);
  const unfold = (open) => { present.setAttribute('aria-expanded', String(open)); };
  present.addEventListener('keydown', (event) => { if (event.key === 'Escape') unfold(false); });
  document.addEventListener('pointerdown', (event) => { if (!present.parentNode?.contains(event.target)) unfold(false); });
  const buttons = turners(bar, said);
  bar.setAttribute('aria-label', t('clock'));
  bar.append(
    h('div', { class: 'brand' }, h('span', { class: 'brand-mark' }, icon('sala')),
      h('h1', {}, t('brand'), h('small', {}, t('brandNote')))),
    h('div', { class: 'times' }, present, zones),
    h('div', { class: 'turners' }, buttons.all), h('div', { class: 'turning', 'aria-hidden': 'true' }), said);
  const draw = () => {
    const at = now();
    const rows = clocks(at, state.phones.map((one) => one.country));
    main.textContent = hhmm(at, rows[0].zone);
    main.dateTime = new Date(at).toISOString();
    date.textContent = day(at, rows[0].zone);
    date.title = longDay(at, rows[0].zone);
    drawZones(zones, rows, at);
    buttons.draw(rows[0].zone);
  };
  on('clock', draw);
  on('phones', draw);
  setInterval(() => { if (!document.hidden) draw(); }, 1000);
}

let drawn = '';
/** One line for each offset, with its date where it is not the first one's; left alone while nothing in it changed, so that it can be selected. */
function drawZones(list, rows, at) {
  const here = day(at, rows[0].zone);
  const lines = rows.map(({ zone, names }, number) => {
    const there = day(at, zone);
    return [hhmm(at, zone), names.join(' · '), number === 0 || there !== here ? there : ''];
  });
  if (drawn === String(lines)) return;
  drawn = String(lines);
  fill(list, lines.map(([time, names, date]) => h('li', {}, h('b', {}, time), h('span', {}, names), h('small', {}, date))));
}

/** The three buttons; while one turns, all rest and the bar shows that something goes on. */
function turners(bar, said) {
  const what = h('small', {});
  const next = h('button', { type: 'button', class: 'turn next', onclick: () => turn('next_prompt') },
    icon('next'), h('span', {}, h('span', {}, t('nextPrompt')), what));
  const hour = h('button', { type: 'button', class: 'turn', title: t('hourLong'), 'aria-label': t('hourLong'), onclick: () => turn('hour') },
    icon('clock'), h('span', { class: 'long' }, t('hour')), h('span', { class: 'short' }, t('hourShort')));
  const morning = h('button', { type: 'button', class: 'turn', title: t('morningLong'), 'aria-label': t('morningLong'), onclick: () => turn('morning') },
    icon('sun'), h('span', { class: 'long' }, t('morning')));
  const all = [next, hour, morning];
  let busy = false;

  async function turn(how) {
    if (busy) return;
    const used = document.activeElement;
    busy = true;
    bar.classList.add('is-turning');
    for (const button of all) button.setAttribute('aria-disabled', 'true');
    said.textContent = t('turning');
    try {
      await api.turn(how);
      await Promise.all([refreshClock(), refreshPhones()]);
      said.textContent = t('turned', { when: dayTime(now(), clocks(now(), state.phones.map((one) => one.country))[0].zone) });
    } catch (error) {
      await alertBox(t('failed', { why: error.message }));
    }
    busy = false;
    bar.classList.remove('is-turning');
    for (const button of all) button.removeAttribute('aria-disabled');
    draw(zone);
    used?.focus?.();
  }

  let zone = 'UTC';
  function draw(shownIn) {
    zone = shownIn;
    const { next: coming } = state.clock ?? {};
    const words = coming ? [dayTime(coming.at, zone), coming.what].filter(Boolean).join(' · ') : t('nextNone');
    if (what.textContent !== words) { what.textContent = words; next.title = words; }
    if (!busy) next.toggleAttribute('disabled', !coming);
  }
  return { all, draw };
}
