/** Instants as people read them. Everything here takes milliseconds since 1970 and a time zone. */
import { COUNTRIES } from './strings.js';

const made = new Map();

function format(zone, options) {
  const key = JSON.stringify([zone, options]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }));
  return made.get(key);
}

/** "08:30" */
export const hhmm = (ms, zone) => format(zone, { hour: '2-digit', minute: '2-digit' }).format(ms);
/** "Tue 3 Mar" */
export const day = (ms, zone) => format(zone, { weekday: 'short', day: 'numeric', month: 'short' }).format(ms).replace(',', '');
/** "Tuesday 3 March 2026" */
export const longDay = (ms, zone) => format(zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(ms).replace(',', '');
/** "Tue 3 Mar, 08:30" */
export const dayTime = (ms, zone) => `${day(ms, zone)}, ${hhmm(ms, zone)}`;

/** The zone that a phone shows its times in. */
export function zoneOf(phone) {
  return COUNTRIES[phone?.country]?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Offset of a zone at an instant, in minutes east of UTC. */
function offset(ms, zone) {
  const parts = format(zone, { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' })
    .formatToParts(ms).reduce((all, part) => ({ ...all, [part.type]: Number(part.value) }), {});
  const there = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
  return Math.round((there - Math.floor(ms / 60000) * 60000) / 60000);
}

/**
 * The clocks worth showing for these countries: one per distinct offset, east first, each
 * `{zone, names}`; the room's own reference, UTC, comes last.
 */
export function clocks(ms, countries) {
  const known = [...new Set(countries)].filter((code) => COUNTRIES[code]);
  const codes = known.length ? known : ['LA', 'MM'];
  const groups = new Map();
  for (const code of codes) {
    const { zone, name } = COUNTRIES[code];
    const minutes = offset(ms, zone);
    if (!groups.has(minutes)) groups.set(minutes, { zone, names: [], minutes });
    groups.get(minutes).names.push(name);
  }
  const rows = [...groups.values()].sort((a, b) => b.names.length - a.names.length || b.minutes - a.minutes);
  return [...rows, { zone: 'UTC', names: ['UTC'], minutes: 0 }];
}
