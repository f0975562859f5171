/**
 * Packs the Opus sound of a WebM recording anew as OGG, without touching the sound itself.
 * Chromium records WebM only, and Telegram's voice messages are OGG Opus (RFC 7845, RFC 3533).
 */

const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
const CODEC_PRIVATE = 0x63a2;
/** Elements that are entered: Segment, Cluster, BlockGroup, Tracks, TrackEntry. */
const ENTERED = new Set([0x18538067, 0x1f43b675, 0xa0, 0x1654ae6b, 0xae]);
/** Samples (at 48 kHz) of one Opus frame, by the configuration number in its first byte. */
const FRAME = [480, 960, 1920, 2880];

/** OGG bytes for the WebM bytes `webm`, or null when there is no Opus in it. */
export function toOgg(webm) {
  const found = { head: null, packets: [] };
  walk(webm, 0, webm.length, found);
  if (!found.head || !found.packets.length) return null;
  const serial = Math.floor(Math.random() * 0xffffffff);
  const tags = bytes('OpusTags', [4, 0, 0, 0], 'Sala', [0, 0, 0, 0]);
  const pages = [page([found.head], 0n, 2, serial, 0), page([tags], 0n, 0, serial, 1)];
  let position = 0n;
  for (let at = 0; at < found.packets.length; at += 40) {
    const some = found.packets.slice(at, at + 40);
    for (const packet of some) position += BigInt(samples(packet));
    pages.push(page(some, position, at + 40 >= found.packets.length ? 4 : 0, serial, pages.length));
  }
  return new Blob(pages, { type: 'audio/ogg' });
}

/** Read EBML elements between two offsets, collecting the codec's header and the packets. */
function walk(data, from, to, found) {
  let at = from;
  while (at < to) {
    const id = number(data, at, true);
    if (!id) return;
    const size = number(data, at + id.length, false);
    if (!size) return;
    const body = at + id.length + size.length;
    const end = size.unknown ? to : Math.min(body + size.value, to);
    if (ENTERED.has(id.value)) walk(data, body, end, found);
    else if (id.value === CODEC_PRIVATE) found.head = data.slice(body, end);
    else if (id.value === SIMPLE_BLOCK || id.value === BLOCK) {
      const track = number(data, body, false);
      if (track) found.packets.push(data.slice(body + track.length + 3, end));
    }
    at = end;
  }
}

/** A variable-length number of EBML; identifiers keep their marker bit. */
function number(data, at, keepMarker) {
  const first = data[at];
  if (!first) return null;
  const length = Math.clz32(first) - 23;
  let value = keepMarker ? first : first & (0xff >> length);
  let unknown = !keepMarker && value === (0xff >> length);
  for (let i = 1; i < length; i += 1) {
    value = value * 256 + data[at + i];
    unknown = unknown && data[at + i] === 0xff;
  }
  return { value, length, unknown };
}

/** How long a packet sounds, in samples at 48 kHz (RFC 6716, section 3.1). */
function samples(packet) {
  const config = packet[0] >> 3;
  const frame = config < 12 ? FRAME[config % 4] : config < 16 ? FRAME[config % 2] : 120 << (config % 4);
  const count = [1, 2, 2, (packet[1] ?? 1) & 63][packet[0] & 3];
  return frame * count;
}

function page(packets, position, flags, serial, sequence) {
  const lacing = packets.flatMap((packet) => [...new Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const head = new Uint8Array(27 + lacing.length);
  const view = new DataView(head.buffer);
  head.set(bytes('OggS'));
  head[5] = flags;
  view.setBigInt64(6, position, true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  head[26] = lacing.length;
  head.set(lacing, 27);
  const whole = bytes(head, ...packets);
  new DataView(whole.buffer).setUint32(22, crc(whole), true);
  return whole;
}

/** Texts and byte rows joined to one. */
function bytes(...parts) {
  const rows = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : Uint8Array.from(part)));
  const whole = new Uint8Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) { whole.set(row, at); at += row.length; }
  return whole;
}

function crc(data) {
  let sum = 0;
  for (const byte of data) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}
