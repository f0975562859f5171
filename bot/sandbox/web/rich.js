/** Telegram's text entities as elements. */
import { h } from './dom.js';

const TAGS = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote',
};
const FOUND = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]”’]|\bt\.me\/[^\s<>"]+[^\s<>".,;:!?)\]”’]|(?<![\w/<])\/[a-z][a-z0-9_]{0,31}\b/gi;

/**
 * Nodes for `text` with `entities` (offsets in UTF-16 units, as JavaScript counts).
 * `acts`: `link(url)` and `command(text)` are called when such a piece is activated.
 */
export function rich(text, entities, acts) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, 0, text.length, sorted, acts);
}

function pieces(text, from, to, entities, acts) {
  const nodes = [];
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) { rest = others; continue; }
    nodes.push(...plain(text.slice(at, entity.offset), acts));
    const inside = others.filter((other) => other.offset < end);
    nodes.push(dress(entity, text.slice(entity.offset, end), pieces(text, entity.offset, end, inside, acts), acts));
    at = end;
    rest = others.filter((other) => other.offset >= end);
  }
  nodes.push(...plain(text.slice(at, to), acts));
  return nodes;
}

function dress(entity, words, inner, acts) {
  if (entity.type === 'text_link') return link(entity.url, words, acts);
  if (entity.type === 'url') return link(words, words, acts);
  if (entity.type === 'bot_command') return command(words, acts);
  if (entity.type === 'spoiler') {
    return h('span', { class: 'spoiler', tabindex: '0', role: 'button', onclick: shown, onkeydown: shown }, inner);
  }
  return TAGS[entity.type] ? h(TAGS[entity.type], {}, inner) : h('span', {}, inner);
}

function shown(event) {
  if (event.type === 'click' || event.key === 'Enter') event.currentTarget.classList.add('shown');
}

/** Text without entities: links and commands in it are found, as Telegram's own apps do. */
function plain(text, acts) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(FOUND)) {
    nodes.push(text.slice(at, match.index));
    nodes.push(match[0].startsWith('/') ? command(match[0], acts) : link(match[0], match[0], acts));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== '');
}

function link(url, words, acts) {
  const whole = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  const safe = /^(https?|tg|mailto|tel):/i.test(whole);
  const go = (event) => { event.preventDefault(); acts.link(whole); };
  return safe ? h('a', { href: whole, rel: 'noopener noreferrer', onclick: go }, words) : h('span', {}, words);
}

function command(words, acts) {
  const go = (event) => {
    if (event.type === 'keydown' && event.key !== ' ') return;
    event.preventDefault();
    acts.command(words);
  };
  return h('a', { href: '#', role: 'button', onclick: go, onkeydown: go }, words);
}

/** Text of a message on one line, for lists. */
export function oneLine(message, t) {
  const kind = ['photo', 'voice', 'audio', 'video', 'document', 'location', 'contact', 'poll'].find((name) => message[name]);
  const words = (message.text ?? message.caption ?? '').replace(/\s+/g, ' ').trim();
  return words || (kind ? t(kind) : '');
}
