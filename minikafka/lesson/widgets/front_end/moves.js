/** How a message comes to the next event: a list of moves, each of which takes its time. Pure. */
import { Run } from './run.js';
import { hue, tokenText } from './scene.js';
import { cut } from './text.js';
import { words } from './words.js';

/**
 * @typedef {import('./run.js').Event} Event
 * @typedef {{do: 'appear' | 'along' | 'die' | 'look' | 'drop' | 'enter' | 'wait', ms: number, text: string, hue: string,
 *   edges?: string[], until?: 'end' | 'half' | 'network', slot?: number, isMatch?: boolean, cell?: number, stage?: string,
 *   leg?: Leg | null}} Move
 * @typedef {'request' | 'ack'} Leg
 */

/** How a learner loses a message on a leg: the names of the network's faults. */
export const FAULT_OF = { request: 'lose the request', ack: 'lose the ack' };

const HOP = 260;
const ACK_HOP = 320;
const LOOK = 85; // at each remembered batch
const BOUNCE = 220; // off the one that matches
const DEATH = 420;

/** The moves to the event at a position, from the one before it. @param {Run} run @param {number} position @returns {Move[]} */
export function movesTo(run, position) {
  const event = run.events[position];
  /** @type {Common} */
  const common = { text: tokenText(event), hue: hue(event.delivery), leg: legOf(event) };
  const short = cut(event.delivery?.text ?? '', 10);
  switch (event.stage) {
    case 'Send Message':
      return [{ ...common, do: 'appear', stage: event.stage, text: short, ms: 160 }];
    case 'Assign Sequence Number':
      return event.edges.length ? [along(common, event.edges, HOP, { text: short })] : [wait(common)];
    case 'Request Lost':
      return [along(common, event.edges, HOP, { until: 'half' }), { ...common, do: 'die', ms: DEATH }];
    case 'Request Delayed':
      return [along(common, event.edges, HOP, { until: 'half' }), wait(common)];
    case 'Check Sequence Number':
      return [along(common, event.edges, HOP), ...looks(run, position, common)];
    case 'Store':
      return [
        along(common, event.edges, HOP),
        { ...common, do: 'drop', cell: run.logAt(position).length - 1, ms: HOP },
      ];
    case 'Ignore':
      return [along(common, event.edges, HOP), { ...common, do: 'enter', stage: event.stage, ms: 140 }];
    case 'Producer Receives Ack':
    case 'Ack Lost':
      return event.edges.length ? answer(event, common) : [wait(common)];
    case 'Continue Sending':
      return [along(common, event.edges, HOP * 0.8, { text: words.ack, hue: 'var(--mk-green)' })];
  }
  return event.edges.length ? [along(common, event.edges, HOP)] : [wait(common)];
}

/** @typedef {{text: string, hue: string, leg: Leg | null}} Common */

/** @param {Common} common @param {string[]} edges @param {number} ms @param {Partial<Move>} [more] @returns {Move} */
const along = (common, edges, ms, more) => ({ ...common, do: 'along', edges, ms, until: 'end', ...more });

/** @param {Common} common @returns {Move} */
const wait = (common) => ({ ...common, do: 'wait', ms: 300 });

/** A message is held against each batch that the broker remembers, as far as the one that it repeats. @param {Run} run @param {number} position @param {Common} common */
function looks(run, position, common) {
  const event = run.events[position];
  const remembered = run.events[position - 1]?.variables.state?.batches ?? [];
  /** @type {Move[]} */
  const moves = [];
  if (!event.batch || event.batch.base_sequence < 0) return moves;
  const isDuplicate = run.events[position + 1]?.result?.duplicate ?? false;
  for (const [slot, [first]] of remembered.entries()) {
    const isMatch = isDuplicate && first === event.batch.base_sequence;
    moves.push({ ...common, do: 'look', slot, isMatch, ms: isMatch ? LOOK + BOUNCE : LOOK });
    if (isMatch) break;
  }
  return moves;
}

/** The answer goes back, or is lost in the network. @param {Event} event @param {Common} common @returns {Move[]} */
function answer(event, common) {
  const isError = event.result?.error !== 'NONE';
  const number = event.batch && event.batch.base_sequence >= 0 ? ` · ${event.batch.sequence}` : '';
  const own = {
    text: (isError ? words.error : words.ack) + number,
    hue: isError ? 'var(--mk-rust)' : 'var(--mk-green)',
  };
  if (event.stage !== 'Ack Lost') return [along(common, event.edges, ACK_HOP, own)];
  return [
    along(common, event.edges, ACK_HOP * 0.75, { ...own, until: 'network' }),
    { ...common, ...own, do: 'die', ms: DEATH },
  ];
}

/** The leg on which something can be lost on the way to an event. @param {Event} event @returns {Leg | null} */
function legOf(event) {
  if (event.stage === 'Broker Receives' || event.stage === 'Request Lost') return 'request';
  return event.result && /^(Producer Receives Ack|Ack Lost)$/.test(event.stage) ? 'ack' : null;
}

/**
 * Whether the message on the screen can still be lost on a leg: it belongs to the last action and has not passed.
 * @param {Run} run @param {number} position @param {boolean} playing @param {Leg} leg
 * @returns {number | null} its step
 */
export function stepToLose(run, position, playing, leg) {
  const next = run.events[Math.min(position + (playing ? 1 : 0), run.end)];
  const passed = run.eventsOf(next.step, position).map((event) => event.stage);
  const all = run.eventsOf(next.step).map((event) => event.stage);
  const isOver = next.action !== run.events[run.end].action || !next.delivery || position >= run.endOf(next.step);
  if (isOver || !['send', 'retry'].includes(next.kind)) return null;
  if (all.includes('Request Lost') || all.includes('Request Delayed')) return null;
  if (leg === 'request') return passed.includes('Broker Receives') ? null : next.step;
  return passed.includes('Producer Receives Ack') || !all.includes('Producer Receives Ack') ? null : next.step;
}
