/** What stands below a conversation: writing, attaching, recording, the bot's keyboard, its commands. */
import { mountCommands } from './commands.js';
import { askPlace } from './dialogs.js';
import { fill, h, icon, iconButton } from './dom.js';
import { mountKeyboard } from './keyboard.js';
import { popover } from './popover.js';
import { mountRecorder } from './recorder.js';
import { phone, thread } from './store.js';
import { t } from './strings.js';

export function mountComposer(id, acts) {
  const box = h('textarea', { rows: 1, 'aria-label': t('message'), placeholder: t('message'), dir: 'auto', autocomplete: 'off', maxlength: 8192 });
  const bar = h('div', { class: 'above', hidden: true });
  const send = iconButton('send', t('send'), () => submit(), { class: 'icon-button send' });
  const attach = iconButton('clip', t('attach'), () => popover(attach, attachments()), { 'aria-haspopup': 'menu' });
  const files = h('input', { type: 'file', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true', onchange: () => { if (files.files[0]) take(files.dataset.kind, files.files[0]); files.value = ''; } });
  const start = h('button', { type: 'button', class: 'start', onclick: () => acts.begin() }, t('start'));
  const blocked = h('div', { class: 'blocked', hidden: true }, t('blocked'), h('button', { type: 'button', class: 'plain', onclick: () => acts.block(false) }, t('unblock')));
  const recorder = mountRecorder((file, duration) => acts.upload('voice', file, { duration }), () => pick('voice', 'audio/*'));
  const commands = mountCommands(id, box, (text) => { box.value = ''; resize(); acts.say(text); });
  const keyboard = mountKeyboard(id, { ...acts, place: wherePlace });
  const line = h('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); submit(); } },
    commands.button, box, keyboard.button, attach, recorder.button, send, files);
  const node = h('footer', { class: 'pane-foot', ondragover: (event) => event.preventDefault(), ondrop: dropped },
    commands.list, bar, blocked, start, recorder.line, line, keyboard.node);
  let editing = null;
  let pending = null;

  async function submit() {
    const text = box.value.trim();
    const [changing, file] = [editing, pending];
    if (!text && !file) return;
    commands.close();
    box.value = '';
    resetBar();
    const done = file ? await acts.upload(file.kind, file.file, { caption: text })
      : changing ? await acts.change(changing.message_id, text) : await acts.say(text);
    if (!done && !box.value) { box.value = text; resize(); }
  }

  function resetBar() {
    if (pending?.url) URL.revokeObjectURL(pending.url);
    editing = null;
    pending = null;
    bar.hidden = true;
    box.placeholder = t('message');
    send.setAttribute('aria-label', t('send'));
    resize();
  }

  /** Show a line above the box: what is being changed or sent, and a way out of it. */
  function above(...what) {
    fill(bar, what, iconButton('close', t(editing ? 'stopEditing' : 'remove'), () => { if (editing) box.value = ''; resetBar(); box.focus(); }));
    bar.hidden = false;
    resize();
    box.focus();
  }

  function edit(message) {
    resetBar();
    editing = message;
    box.value = message.text;
    send.setAttribute('aria-label', t('save'));
    above(icon('edit'), h('span', {}, h('b', {}, t('editing')), h('small', {}, message.text)));
    box.setSelectionRange(box.value.length, box.value.length);
  }

  function take(kind, file) {
    if (kind === 'voice') { acts.upload('voice', file); return; }
    resetBar();
    pending = { kind, file, url: kind === 'photo' ? URL.createObjectURL(file) : '' };
    box.placeholder = t('caption');
    above(pending.url ? h('img', { src: pending.url, alt: t('photo') }) : icon('file'), h('span', {}, h('b', {}, t(kind)), h('small', {}, file.name)));
  }

  function pick(kind, accept) {
    files.dataset.kind = kind;
    files.accept = accept;
    files.click();
  }

  async function wherePlace() {
    const point = await askPlace(phone(id).country);
    if (point) await acts.place(point);
  }

  const attachments = () => [
    { icon: 'photo', label: t('takePhoto'), act: () => pick('photo', 'image/*') },
    { icon: 'film', label: t('takeVideo'), act: () => pick('video', 'video/*') },
    { icon: 'file', label: t('takeFile'), act: () => pick('document', '') },
    { icon: 'mic', label: t('takeVoice'), act: () => pick('voice', 'audio/*') },
    { icon: 'place', label: t('takePlace'), act: wherePlace },
    { icon: 'contact', label: t('takeContact'), act: acts.contact },
  ];

  function dropped(event) {
    const file = event.dataTransfer?.files?.[0];
    if (!file) return;
    event.preventDefault();
    const kind = { image: 'photo', video: 'video' }[file.type.split('/')[0]];
    take(kind ?? 'document', file);
  }

  /** The box grows with its text up to its largest height; sending takes the place of recording. */
  function resize() {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
    const writing = Boolean(box.value.trim() || pending || editing);
    send.hidden = !writing;
    recorder.button.hidden = writing;
    attach.hidden = Boolean(editing);
  }

  box.addEventListener('input', () => { resize(); commands.draw(); });
  box.addEventListener('paste', (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith('image/'));
    if (file) { event.preventDefault(); take('photo', file); }
  });
  box.addEventListener('keydown', (event) => {
    if (event.isComposing || commands.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && (editing || pending)) {
      if (editing) box.value = '';
      resetBar();
    } else if (event.key === 'ArrowUp' && !box.value && !pending) {
      const mine = [...thread(id).messages.values()].filter((one) => one.own && one.text && !one.text.startsWith('/')).at(-1);
      if (mine) { event.preventDefault(); edit(mine); }
    }
  });

  function draw() {
    const shut = Boolean(phone(id)?.blocked);
    const fresh = thread(id).messages.size === 0 && !phone(id)?.last && !shut;
    blocked.hidden = !shut;
    start.hidden = !fresh;
    line.hidden = shut || fresh || recorder.active();
    commands.refresh();
    keyboard.draw(shut);
    box.placeholder = pending ? t('caption') : thread(id).keyboard?.input_field_placeholder || t('message');
  }

  recorder.changed(draw);
  resize();
  draw();
  return { node, draw, edit, focus: () => { (start.hidden ? box : start).focus({ preventScroll: true }); } };
}
