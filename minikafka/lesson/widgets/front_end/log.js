/** The end of the log of one partition, and the way from a duplicate to the batch that it repeats. */
import { Drawing } from './drawing.js';
import { escaped, svgText } from './html.js';
import { Run } from './run.js';
import { copyText, filled } from './text.js';
import { words } from './words.js';

/**
 * @typedef {import('./drawing.js').Box} Box
 * @typedef {import('./run.js').Stored} Stored
 * @typedef {import('./scene.js').Scene} Scene
 */

const LEFT = 14;
const GAP = 6; // pixels between the name of the partition and its log
const WIDE = 80; // pixels of a record that has room around its text

/** @param {Drawing} drawing @param {Run} run @param {Scene} seen @param {number} position */
export function showLog(drawing, run, seen, position) {
  const { cells, tray } = drawing.picture;
  const log = run.logAt(position);
  const earlier = Math.max(0, log.length - cells.length);
  const records = log
    .slice(earlier)
    .map((stored, index) => record(stored, cells[index], lookOfRecord(run, seen, stored)));
  drawing.fill('cells', name(run.placeAt(position), earlier, tray) + (records.join('') || empty(tray)));
  drawing.fill('pointer', seen.match < 0 ? '' : pointer(drawing, seen.match));
}

/** @param {Run} run @param {Scene} seen @param {Stored} stored */
function lookOfRecord(run, seen, stored) {
  const original = seen.match < 0 ? null : seen.decision?.result?.base_offset;
  if (stored.copy_of !== null) return 'copy';
  if (stored === run.stored[seen.fresh]) return 'fresh';
  return stored.offset === original ? 'same' : '';
}

/** The partition, and how much of its log there is no room for. @param {string} place @param {number} earlier @param {Box} tray */
function name(place, earlier, [left, top]) {
  const log = earlier ? filled(words.logEarlier, { count: earlier }) : words.log;
  const room = left - LEFT - GAP;
  return (
    svgText('mk-place', [LEFT, top + 22], place, { room }) + svgText('mk-caption', [LEFT, top + 40], log, { room })
  );
}

/** @param {Box} tray */
const empty = ([left, top]) => svgText('mk-caption', [left + 12, top + 30], words.empty);

/** @param {Stored} stored @param {Box} box @param {string} look */
function record(stored, [left, top, width, height], look) {
  const inset = width > WIDE ? 7 : 4;
  const room = width - 2 * inset;
  return (
    `<g class="mk-cell ${look}"><title>${escaped(filled(words.record, stored))}</title>` +
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="5"/>` +
    `${svgText('mk-text', [left + inset, top + 17], stored.text, { room })}` +
    `${svgText('mk-caption', [left + inset, top + 34], below(stored), { room })}</g>`
  );
}

/** @param {Stored} stored */
function below(stored) {
  if (stored.copy_of !== null) return copyText(stored.copy);
  return stored.sequence < 0 ? String(stored.offset) : filled(words.offsetAndSequence, stored);
}

/** From Ignore to the batch that was recognised. @param {Drawing} drawing @param {number} slot */
function pointer({ picture }, slot) {
  const [left, top, width, height] = picture.slots[slot];
  const [from, fromTop, fromWidth, fromHeight] = picture.nodes.Ignore;
  const x = left + width / 2;
  const start = from + fromWidth / 2;
  const d = `M${start} ${fromTop + fromHeight}V${picture.pointer - 8}q0 8 -8 8H${x + 8}q-8 0 -8 -8V${top + height + 6}`;
  return `<path class="mk-pointer" d="${d}"/><path class="mk-pointer mk-head" d="M${x} ${top + height + 1}l4.5 9h-9z"/>`;
}
