/** What is seen of a run at one position: pure, so that it can be told without a browser. */
import { Run } from './run.js';
import { cut, filled } from './text.js';
import { words } from './words.js';

/** @typedef {import('./run.js').Event} Event @typedef {import('./run.js').Verdict} Verdict */

/** @type {Record<string, string>} */
export const SIGN = { good: '✓ ', harm: '✗ ', refused: '! ', lost: '✕ ', '': '' };
const LOSSES = ['Request Lost', 'Ack Lost'];
const SKIPPED = ['Assign Sequence Number', 'Check Sequence Number'];
const AT_PRODUCER = ['Waiting', 'Give Up'];
const NOT_TAKEN = new Set(['assign', 'check', 'stem', 'duplicate', 'refused']);
const BRANCHES = new Set(['duplicate', 'refused', 'new', 'bare-store', 'drop']);

/** The colour of a message: a retry has that of its original. @param {{number: number} | null} message */
export const hue = (message) => (message ? `var(--mk-message-${message.number % 5})` : 'var(--mk-accent)');

/** What is written on a message that moves. @param {Event} event */
export function tokenText(event) {
  const numbered = event.batch && event.batch.base_sequence >= 0;
  return cut(event.delivery?.text ?? '', 10) + (numbered ? ` · ${event.batch?.sequence}` : '');
}

/**
 * One position of a run, as the process flow, the sentence and the tables show it.
 * @param {Run} run @param {number} position
 */
export function scene(run, position) {
  const event = run.events[position];
  const events = run.eventsOf(event.step, position);
  const decision = run.decision(event.step, position);
  const isLast = position === run.endOf(event.step);
  const verdict = event.row.verdict ?? '';
  return {
    event,
    events,
    decision,
    isLast,
    verdict,
    focus: (isLast && decision) || event,
    nodes: nodesAt(run, event, events, decision, isLast),
    edges: edgesAt(run, event, events, decision),
    lost: LOSSES.includes(event.stage) ? (event.stage === 'Ack Lost' ? 'ack' : 'request') : null,
    isHeldUp: event.stage === 'Request Delayed',
    badges: badgesAt(run, event, events),
    match: decision?.result?.duplicate ? matchIn(decision) : -1,
    fresh: decision?.stage === 'Store' ? decision.variables.stored_count - 1 : -1,
    forgotten: forgottenAt(run, event),
    sentence: sentenceAt(run, event, events, decision, isLast),
  };
}

/** @typedef {ReturnType<typeof scene>} Scene */

/** @param {Verdict} verdict the colour of a decision; that an ack was lost is told on its line */
const ofDecision = (verdict) => (verdict === 'lost' ? '' : verdict);

/** The class of each box that is not at rest, by stage. @param {Run} run @param {Event} event @param {Event[]} events @param {Event | undefined} decision @param {boolean} isLast */
function nodesAt(run, event, events, decision, isLast) {
  /** @type {Record<string, string>} */
  const nodes = {};
  for (const passed of events) nodes[passed.stage] = 'done';
  if (event.stage === 'Waiting') nodes['Send Message'] = 'done';
  nodes[(isLast && decision ? decision : event).stage] = 'now';
  const verdict = ofDecision(event.row.verdict ?? '');
  if (decision && verdict) nodes[decision.stage] = verdict;
  if (!run.idempotence) for (const stage of SKIPPED) nodes[stage] = 'off';
  return nodes;
}

/** The classes of each line that is not at rest, by name. @param {Run} run @param {Event} event @param {Event[]} events @param {Event | undefined} decision */
function edgesAt(run, event, events, decision) {
  /** @type {Record<string, string>} */
  const edges = {};
  if (!run.idempotence) for (const name of NOT_TAKEN) edges[name] = 'off';
  for (const name of run.idempotence ? ['bare-assign', 'bare-request', 'bare-check', 'bare-store'] : ['request', 'new'])
    edges[name] = 'none';
  const ack = decision?.result?.error === 'NONE' ? 'good' : 'refused';
  const branch = ofDecision(event.row.verdict ?? '');
  for (const passed of events) {
    const lost = LOSSES.includes(passed.stage) ? ' lost' : '';
    for (const name of passed.edges)
      edges[name] = `on ${name.startsWith('ack') ? ack : BRANCHES.has(name) ? branch : ''}${lost}`;
  }
  if (decision?.stage === 'Store') edges.drop = `on ${branch}`;
  return edges;
}

/** Words on a box or on the broker's lane. @param {Run} run @param {Event} event @param {Event[]} events */
function badgesAt(run, event, events) {
  /** @type {{stage: string, text: string, tone: string}[]} */
  const badges = [];
  const assigned = events.find((passed) => passed.stage === 'Assign Sequence Number');
  if (event.kind === 'retry' && assigned?.batch && assigned.batch.base_sequence >= 0) {
    const told = filled(isKept(run, assigned) ? words.kept : words.renumbered, assigned.batch);
    badges.push({ stage: 'Assign Sequence Number', text: told, tone: '' });
  }
  const text = words.badges[event.stage];
  const stage = AT_PRODUCER.includes(event.stage) ? 'Send Message' : 'Broker Receives';
  if (text) badges.push({ stage, text, tone: 'warn' });
  if (!run.idempotence && !run.watched)
    for (const stage of SKIPPED) badges.push({ stage, text: words.notTaken, tone: 'warn' });
  return badges;
}

/** Whether a batch was sent under these numbers before. @param {Run} run @param {Event} event */
function isKept(run, event) {
  for (let step = event.step - 1; step > 0; step--) {
    const last = run.events[run.endOf(step)];
    if (last.delivery?.number === event.delivery?.number && last.batch)
      return last.batch.sequence === event.batch?.sequence;
  }
  return false;
}

/** The place of the batch that a duplicate repeats. @param {Event} decision */
function matchIn(decision) {
  const batches = decision.variables.state?.batches ?? [];
  return batches.findIndex(([first]) => first === decision.batch?.base_sequence);
}

/** The sequences that an operation made the broker forget. @param {Run} run @param {Event} event */
function forgottenAt(run, event) {
  if (event.delivery || !event.step || !['restart', 'change leader', 'time passes'].includes(event.kind)) return [];
  const before = run.events[run.starts[event.step] - 1].variables.state?.batches ?? [];
  const now = event.variables.state?.batches ?? [];
  return before.filter(([first]) => !now.some(([other]) => other === first)).map(([, last]) => last);
}

/** What a step that is over rests on: the decision, and what the producer heard of it. @param {Event} event @param {Event} decision */
function restOn({ narration: { rest, heard } }, decision) {
  return { stage: decision.stage, sentence: rest ?? `${decision.narration.sentence} ${heard}`.trim() };
}

/** Where we are, what it is called, and the sentence. @param {Run} run @param {Event} event @param {Event[]} events @param {Event | undefined} decision @param {boolean} isLast */
function sentenceAt(run, event, events, decision, isLast) {
  const heard = isLast ? event.narration.heard : null;
  const rest = isLast && decision && heard !== null ? restOn(event, decision) : null;
  const told = rest ?? event.narration;
  const hasVerdict = decision || LOSSES.includes(event.stage) || (isLast && !event.delivery);
  const tone = hasVerdict ? (event.row.verdict ?? '') : '';
  const ackLost = tone === 'lost' && Boolean(rest);
  return {
    place: placeInRun(run, event, events, isLast),
    stage: told.stage ?? event.stage,
    sentence: told.sentence,
    tone,
    ackLost: ackLost || (isLast && event.stage === 'Ack Lost' && Boolean(decision)),
  };
}

/** @param {Run} run @param {Event} event @param {Event[]} events @param {boolean} isLast */
function placeInRun(run, { step }, events, isLast) {
  if (!step) return words.start;
  if (isLast) return filled(words.step, { step });
  return filled(words.stageOfStep, { step, number: events.length, count: run.eventsOf(step).length });
}
