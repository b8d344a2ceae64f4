/** What the brokers remember of the producer: the last five batches, its id and epoch; and what a follower has copied. */
import { Drawing } from './drawing.js';
import { escaped, svgText } from './html.js';
import { Run } from './run.js';
import { filled } from './text.js';
import { words } from './words.js';

/**
 * @typedef {import('./drawing.js').Box} Box
 * @typedef {import('./run.js').Replica} Replica
 * @typedef {import('./run.js').State} State
 * @typedef {import('./scene.js').Scene} Scene
 */

const FACTS = { left: 14, top: 172, apart: 19 };
/** @type {Replica} of a broker that has been told nothing yet */
const NOTHING_COPIED = { in_sync: true, log_end_offset: 0, state: null };
const FOLLOWER = { left: 10, top: 178, height: 62, slots: 211 };

/** The last sequence of each batch remembered, in the places for five. @param {State | null} state @param {boolean} idempotence */
export function slotTexts(state, idempotence) {
  if (state && !state.known) return Array(5).fill('?');
  const batches = state?.batches ?? [];
  return Array.from({ length: 5 }, (_, place) => (batches[place] ? String(batches[place][1]) : idempotence ? '-' : ''));
}

/** @param {Drawing} drawing @param {Run} run @param {Scene} seen */
export function showMemory(drawing, run, seen) {
  drawing.fill('slots', slots(drawing, run, seen) + caption(drawing, run, seen));
  drawing.fill('facts', run.brokers > 1 ? leaderFacts(run, seen) + followers(drawing, run, seen) : facts(run, seen));
}

/** The slots of the broker that leads. @param {Drawing} drawing @param {Run} run @param {Scene} seen */
function slots(drawing, run, seen) {
  const { state } = seen.event.variables;
  const look = (/** @type {number} */ place) => {
    if (place === seen.match) return 'match';
    return state?.batches[place] ? 'full' : run.idempotence ? '' : 'off';
  };
  return slotTexts(state, run.idempotence)
    .map((text, place) => slot(drawing.picture.slots[place], text, look(place), ` data-slot="${place}"`))
    .join('');
}

/** A box with a number in it. @param {Box} box @param {string} text @param {string} look @param {string} [more] */
const slot = ([left, top, width, height], text, look, more = '') =>
  `<g class="mk-slot ${look}"${more}><rect x="${left}" y="${top}" width="${width}" height="${height}" rx="5"/>` +
  `${svgText('mk-number-of', [left + width / 2, top + height / 2 + 5], text, { room: width - 4 })}</g>`;

/** Beside the slots: what was forgotten, or why there is nothing to forget. @param {Drawing} drawing @param {Run} run @param {Scene} seen */
function caption(drawing, run, { forgotten }) {
  const [left, top] = drawing.picture.slots[0];
  const unforgotten = run.idempotence ? '' : words.noMemory;
  const told = forgotten.length ? filled(words.forgot, { sequences: listed(forgotten) }) : unforgotten;
  const look = forgotten.length ? 'mk-warn' : '';
  const room = left - 8 - (run.brokers > 1 ? FOLLOWER.left + widthOfFollower(drawing) + 6 : 0);
  return svgText(`mk-caption ${look}`, [left - 8, top + 17], told, { anchor: 'end', room });
}

/** @param {number[]} sequences those of more than two, from the first to the last */
const listed = (sequences) =>
  sequences.length > 2 ? [sequences[0], sequences.at(-1)].join(' … ') : sequences.join(', ');

/** What the broker knows of the producer: epoch and last sequence. @param {Scene} seen @returns {[string, unknown][]} */
function numbers({ event }) {
  const { state, producer_epoch: epoch } = event.variables;
  const isSeen = state?.batches.length || state?.known === false;
  return [
    [words.epoch, epoch < 0 ? '-' : epoch],
    [words.lastSequence, isSeen ? state.last_sequence : '-'],
  ];
}

/** @param {Run} run @param {Scene} seen */
function producerId(run, { event }) {
  if (!run.idempotence) return words.noProducerId;
  const id = event.variables.state?.producer_id ?? run.producerId;
  return id < 0 ? '-' : id;
}

/** @param {[string, unknown]} fact */
const fact = ([name, value]) => `<tspan>${escaped(name)}</tspan> ${escaped(String(value))}`;

/** @param {Run} run @param {Scene} seen */
function facts(run, seen) {
  const { left, top, apart } = FACTS;
  /** @type {[string, unknown][]} */
  const known = [[words.producerId, producerId(run, seen)], ...(run.idempotence ? numbers(seen) : [])];
  return known.map((told, line) => `<text x="${left}" y="${top + line * apart}">${fact(told)}</text>`).join('');
}

/** The same on one line, where others follow. @param {Run} run @param {Scene} seen */
function leaderFacts(run, seen) {
  /** @type {[string, unknown][]} */
  const known = [[words.id, producerId(run, seen)], ...(run.idempotence ? numbers(seen) : [])];
  return `<text x="${FACTS.left}" y="166">${known.map(fact).join(' <tspan>·</tspan> ')}</text>`;
}

/** The brokers that follow: what each has copied, and what it remembers. @param {Drawing} drawing @param {Run} run @param {Scene} seen */
function followers(drawing, run, { event }) {
  const replicas = event.replicas?.length ? event.replicas : Array(run.brokers).fill(NOTHING_COPIED);
  return replicas
    .filter((_, number) => number !== event.leader)
    .map((replica) => follower(drawing, run, replica))
    .join('');
}

/** @param {Drawing} drawing */
const widthOfFollower = ({ picture }) => Math.min(picture.slots[0][0] - 108, 250);

/** @param {Drawing} drawing @param {Run} run @param {Replica} replica */
function follower(drawing, run, replica) {
  const { narrow } = drawing.picture;
  const { left, top, height } = FOLLOWER;
  const width = widthOfFollower(drawing);
  const size = narrow ? 21 : 30;
  const remembered = slotTexts(replica.state, run.idempotence).map((text, place) => {
    const box = /** @type {Box} */ ([20 + place * (size + 4), FOLLOWER.slots, size, 22]);
    return slot(box, text, replica.state?.batches[place] ? 'full' : '');
  });
  const inLog = filled(narrow ? words.logEndOffsetNarrow : words.logEndOffset, { count: replica.log_end_offset });
  const told = replica.in_sync ? inLog : words.isStopped;
  const room = narrow ? width - 5 * (size + 4) - 12 : width - 150;
  return (
    `<rect class="mk-replica ${replica.in_sync ? '' : 'mk-down'}" x="${left}" y="${top}" width="${width}" height="${height}" rx="7"/>` +
    `${svgText('mk-caption', [width + 2, narrow ? 226 : 201], told, { anchor: 'end', room })}${remembered.join('')}`
  );
}
