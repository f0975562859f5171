/** Recording a voice message with the microphone, as OGG Opus like Telegram's own. */
import { h, iconButton } from './dom.js';
import { toOgg } from './ogg.js';
import { t } from './strings.js';

/** `send(file, seconds)` gets the recording; `choose()` is the way out where there is no microphone. */
export function mountRecorder(send, choose) {
  const time = h('span', { class: 'rec-time', role: 'timer' });
  const line = h('div', { class: 'recording', hidden: true }, h('span', { class: 'rec-dot' }), time,
    h('button', { type: 'button', class: 'plain', onclick: () => finish(false) }, t('cancel')),
    iconButton('send', t('sendVoice'), () => finish(true), { class: 'icon-button send' }));
  const button = iconButton('mic', t('record'), start);
  let recorder = null;
  let began = 0;
  let ticking = 0;
  let changed = () => {};

  async function start() {
    const stream = await microphone();
    if (!stream) { choose(); return; }
    const type = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'].find((one) => MediaRecorder.isTypeSupported(one));
    const parts = [];
    recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => { for (const track of stream.getTracks()) track.stop(); };
    recorder.parts = parts;
    recorder.start();
    began = performance.now();
    ticking = setInterval(tick, 250);
    tick();
    line.hidden = false;
    changed();
    line.querySelector('.send').focus();
  }

  function tick() {
    const seconds = Math.floor((performance.now() - began) / 1000);
    time.textContent = t('recording', { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` });
  }

  async function finish(keep) {
    const done = recorder;
    const seconds = Math.max(1, Math.round((performance.now() - began) / 1000));
    const stopped = new Promise((go) => { done.addEventListener('stop', go); });
    done.stop();
    await stopped;
    clearInterval(ticking);
    recorder = null;
    line.hidden = true;
    changed();
    if (keep) await send(await packed(new Blob(done.parts, { type: done.mimeType })), seconds);
  }

  return { button, line, active: () => recorder !== null, changed: (listener) => { changed = listener; } };
}

async function microphone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return null;
  }
}

/** The recording as a file: WebM is packed anew as OGG, what cannot be is sent as it is. */
async function packed(blob) {
  if (!blob.type.includes('webm')) return new File([blob], 'voice.ogg', { type: blob.type });
  const ogg = toOgg(new Uint8Array(await blob.arrayBuffer()));
  return ogg ? new File([ogg], 'voice.ogg', { type: 'audio/ogg' }) : new File([blob], 'voice.webm', { type: blob.type });
}
