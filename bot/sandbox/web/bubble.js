/** One message as Telegram shows it. */
import { h, icon, iconButton } from './dom.js';
import { rich } from './rich.js';
import { state } from './store.js';
import { t } from './strings.js';
import { hhmm } from './times.js';

/** The bubble of `message`, times in `zone`; `acts` does what its buttons and links say. */
export function bubble(message, zone, acts) {
  const time = hhmm(message.date * 1000, zone);
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities;
  const own = Boolean(message.own);
  const who = message.name ?? state.bot.name;
  const label = own ? t('fromYou', { time }) : t('fromBot', { name: who, time });
  const body = h('div', { class: 'bubble' }, message.name && !own ? h('b', { class: 'by' }, who) : null, media(message, acts),
    text ? h('div', { class: 'words', dir: 'auto' }, rich(text, entities, acts)) : null, foot(message, time));
  const editable = own && !message.name && message.text && !message.text.startsWith('/');
  return h('article', { class: `message ${own ? 'own' : 'theirs'}`, 'aria-label': label, data: { id: message.message_id } },
    h('div', { class: 'row' }, editable ? iconButton('edit', t('editThis'), () => acts.edit(message), { class: 'icon-button edit-it' }) : null, body),
    inline(message, acts));
}

function foot(message, time) {
  return h('span', { class: 'foot' },
    message.silent ? h('span', { title: t('silent') }, icon('silent'), h('span', { class: 'unseen' }, t('silent'))) : null,
    message.edit_date ? h('i', {}, t('edited')) : null,
    h('time', {}, time), message.own ? icon('checks') : null);
}

const SHOWN = { photo, voice: sound, audio: sound, video, document: file, location, contact, poll };

function media(message, acts) {
  const kind = Object.keys(SHOWN).find((name) => message[name]);
  if (kind) return SHOWN[kind](message[kind], message, acts);
  return message.text || message.caption ? null : h('em', {}, t('other'));
}

function photo(sizes) {
  const { url, width, height } = Array.isArray(sizes) ? sizes.at(-1) : sizes;
  return h('a', { class: 'photo', href: url, target: '_blank', rel: 'noopener' },
    h('img', { src: url, alt: t('photo'), width: width || null, height: height || null, loading: 'lazy' }));
}

function sound(one, message) {
  const name = message.voice ? t('voice') : one.title || one.file_name || t('audio');
  return h('figure', { class: 'sound' }, h('figcaption', {}, icon('mic'), name, one.duration ? h('small', {}, t('seconds', { n: one.duration })) : null),
    h('audio', { controls: true, preload: 'none', src: one.url, 'aria-label': name }));
}

function video(one) {
  return h('video', { class: 'video', controls: true, preload: 'metadata', src: one.url, 'aria-label': t('video') });
}

function file(one) {
  return h('a', { class: 'file', href: one.url, download: one.file_name ?? '' }, h('span', { class: 'file-mark' }, icon('file')),
    h('span', {}, h('b', {}, one.file_name ?? t('document')), one.file_size ? h('small', {}, size(one.file_size)) : null));
}

const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function location({ latitude, longitude }) {
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return h('div', { class: 'place' }, h('span', { class: 'place-mark' }, icon('place')), h('span', {}, h('b', {}, t('location')), h('small', {}, point)));
}

function contact(one) {
  return h('div', { class: 'place' }, h('span', { class: 'place-mark' }, icon('contact')),
    h('span', {}, h('b', {}, [one.first_name, one.last_name].filter(Boolean).join(' ')), h('small', {}, one.phone_number)));
}

function poll(one, message, acts) {
  const vote = (number) => acts.vote(message.message_id, one.options[number].voter_count ? [] : [number]);
  return h('div', { class: 'poll' }, h('b', {}, one.question), h('ul', {}, one.options.map((option, number) => h('li', {},
    h('button', { type: 'button', disabled: one.is_closed, 'aria-pressed': String(option.voter_count > 0), onclick: () => vote(number) },
      option.text)))));
}

/** The buttons under a message. */
function inline(message, acts) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h('div', { class: 'inline', role: 'group', 'aria-label': t('buttons') }, rows.map((row) => h('div', { class: 'keys' },
    row.map((one) => (one.url ? linkKey(one, acts) : tapKey(one, message, acts))))));
}

function linkKey(one, acts) {
  return h('button', { type: 'button', class: 'key', title: one.url, onclick: () => acts.link(one.url) }, one.text, icon('out'), h('span', { class: 'unseen' }, t('opensLink')));
}

function tapKey(one, message, acts) {
  const tap = async () => {
    if (key.classList.contains('waiting')) return;
    key.classList.add('waiting');
    await acts.tap(message.message_id, one.callback_data);
    key.classList.remove('waiting');
  };
  const key = h('button', { type: 'button', class: 'key', onclick: tap }, one.text);
  return key;
}
