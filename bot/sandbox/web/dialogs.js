/** The small windows of the page, on the browser's own <dialog>: focus stays inside, Escape closes. */
import * as api from './api.js';
import { fill, freshId, h, iconButton } from './dom.js';
import { phone, refreshPhones, state } from './store.js';
import { COUNTRIES, LANGUAGES, ROLES, t } from './strings.js';

/**
 * Ask something. `fields` are nodes, `actions` are `[label, value]`; the first one is the main one.
 * Answers with the value chosen, or '' when the window was closed; the form stays readable through `form`.
 */
function ask(title, fields, actions) {
  const heading = freshId('title');
  const form = h('form', { method: 'dialog' },
    h('div', { class: 'dialog-head' }, h('h2', { id: heading }, title),
      iconButton('close', t('close'), () => dialog.close(''), { value: '' })),
    fields,
    actions.length ? h('div', { class: 'dialog-actions' }, actions.map(([label, value], number) => h('button', {
      type: 'submit', value, class: number ? 'plain' : 'main',
    }, label))) : null);
  const dialog = h('dialog', { 'aria-labelledby': heading, onclick: (event) => { if (event.target === dialog) dialog.close(''); } }, form);
  const first = form.querySelector('.field input, .field select, .choice, .main');
  first?.setAttribute('autofocus', '');
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener('close', () => {
      done({ value: dialog.returnValue, form });
      dialog.remove();
    });
  });
}

/** One labelled field of a form. */
function field(label, control, hint) {
  const id = freshId('field');
  control.id = id;
  const hintId = hint ? `${id}-hint` : null;
  if (hintId) control.setAttribute('aria-describedby', hintId);
  return h('p', { class: 'field' }, h('label', { for: id }, label), control, hint ? h('small', { id: hintId }, hint) : null);
}

const options = (names, chosen) => Object.entries(names).map(([value, name]) => h('option', { value, selected: value === chosen }, name));

/** Say something that must be seen: an alert of the bot, or an error. */
export const alertBox = (words) => ask(words, [], [[t('ok'), 'ok']]);

/** Ask for an invitation link and open it on phone `id`. Answers with the link, or ''. */
export async function askLink(id) {
  const input = h('input', { name: 'link', required: true, autocomplete: 'off', spellcheck: 'false', inputmode: 'url', placeholder: `https://t.me/${state.bot.username}?start=…` });
  const { value } = await ask(t('linkTitle', { name: phone(id).name }),
    [field(t('linkLabel'), input, t('linkHint', { bot: state.bot.username || 'sala_bot' }))], [[t('open'), 'open']]);
  return value ? input.value.trim() : '';
}

/** Ask on which phone a link is opened; the phone it stands on comes first. Answers with an id, or null. */
export async function askPhone(standing) {
  const others = state.phones.filter((one) => one.id !== standing && !one.group);
  const choices = [phone(standing), ...others].filter((one) => !one.group).map((one) => h('button', { type: 'submit', class: 'choice', value: String(one.id) },
    avatar(one), h('span', {}, h('b', {}, one.name), h('small', {}, about(one)))));
  const { value } = await ask(t('whichPhone'), [h('div', { class: 'choices' }, choices)], []);
  return value === '' ? null : state.phones.find((one) => String(one.id) === value).id;
}

/** Make a new phone. Answers with it, or null. */
export async function askNewPhone() {
  const countries = Object.fromEntries(Object.entries(COUNTRIES).map(([code, { name }]) => [code, name]));
  const name = h('input', { name: 'name', required: true, maxlength: 64, autocomplete: 'off' });
  const user = h('input', { name: 'username', pattern: '@?[A-Za-z][A-Za-z0-9_]{3,31}', autocomplete: 'off', spellcheck: 'false' });
  const country = h('select', { name: 'country' }, options(countries, 'LA'));
  const language = h('select', { name: 'language' }, options(LANGUAGES, 'en'));
  const { value } = await ask(t('newTitle'), [field(t('newName'), name), field(t('newPlace'), country),
    field(t('newLanguage'), language), field(t('newUser'), user)], [[t('add'), 'add']]);
  if (!value || !name.value.trim()) return null;
  const made = await api.addPhone({
    name: name.value.trim(), country: country.value, language_code: language.value,
    username: user.value.replace('@', '') || null,
  });
  await refreshPhones();
  return made;
}

/** Make a group with the bot in it. Answers with the group, or null. */
export async function askNewGroup() {
  const title = h('input', { name: 'title', required: true, maxlength: 128, autocomplete: 'off' });
  const people = state.phones.filter((one) => !one.group).map((one) => h('label', { class: 'member' },
    h('input', { type: 'checkbox', value: one.id, checked: true }), avatar(one), h('span', {}, h('b', {}, one.name), h('small', {}, about(one)))));
  const { value, form } = await ask(t('newGroup'), [field(t('groupName'), title), h('div', { class: 'choices' }, people)], [[t('add'), 'add']]);
  const members = [...form.querySelectorAll('input:checked')].map((box) => Number(box.value));
  if (!value || !title.value.trim() || !members.length) return null;
  const made = await api.addGroup(title.value.trim(), members);
  await refreshPhones();
  return made;
}

/** Ask for a point. Answers with `[latitude, longitude]` in degrees, or null. */
export async function askPlace(country) {
  const home = COUNTRIES[country] ? country : 'LA';
  const codes = [home, ...Object.keys(COUNTRIES).filter((code) => code !== home)];
  const places = codes.flatMap((code) => COUNTRIES[code].places.map((place) => [...place, code]));
  const near = h('select', {}, places.map(([name, , , code], number) => h('option', { value: number }, `${name}, ${COUNTRIES[code].name}`)));
  const latitude = h('input', { type: 'number', step: 'any', min: -90, max: 90, required: true });
  const longitude = h('input', { type: 'number', step: 'any', min: -180, max: 180, required: true });
  const put = () => { [, latitude.value, longitude.value] = places[Number(near.value)]; };
  near.addEventListener('change', put);
  put();
  const { value } = await ask(t('placeTitle'), [field(t('placeNear'), near),
    h('div', { class: 'two' }, field(t('latitude'), latitude), field(t('longitude'), longitude))], [[t('send'), 'send']]);
  return value ? [Number(latitude.value), Number(longitude.value)] : null;
}

/** Whose phone it is: the role, the country, and the language it is set to where that is not English. */
export function about(one) {
  if (one.group) return t('groupOf', { n: one.members.length });
  const country = COUNTRIES[one.country]?.name ?? one.country;
  const language = one.language_code === 'en' && one.role ? '' : LANGUAGES[one.language_code] ?? one.language_code;
  return [ROLES[one.role], country, language].filter(Boolean).join(' · ');
}

/** The round mark of a phone: first letter on a colour of its own. */
export function avatar(one) {
  const letter = [...one.name.trim()][0] ?? '?';
  const tone = [...one.name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 7, 0);
  return fill(h('span', { class: 'avatar', 'aria-hidden': 'true', data: { tone } }), letter.toUpperCase());
}
