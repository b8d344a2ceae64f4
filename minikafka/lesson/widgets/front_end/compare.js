/** Off | on: the same presses and losses at two brokers, row by row, and what is in each log at the end. */
import { Run } from './run.js';
import { cut, escaped, hue, copyText } from './scene.js';
import { slotTexts } from './flow.js';

const ROWS = 8;
const ROW = 25;
const FIRST = 52;

/** The steps of both runs beside each other, those of one action together. @param {Run[]} runs @param {number} action */
export function comparedRows(runs, action) {
  /** @type {(number | undefined)[][]} */
  const rows = [];
  for (let number = action; number >= 0 && rows.length <= ROWS; number--) {
    const steps = runs.map((run) => run.stepsOf(number));
    const most = Math.max(...steps.map((of) => of.length));
    rows.unshift(...Array.from({ length: most }, (_, line) => steps.map((of) => of[line - most + of.length])));
  }
  return rows;
}

/** What a log has come to. @param {Run} run @param {import('./run.js').Event} event */
export function logVerdict(run, event) {
  const log = run.stored.slice(0, event.variables.stored_count);
  const copies = log.filter((record) => record.copy_of !== null).length;
  const open = event.variables.in_flight ? ` · ${event.variables.in_flight} in flight` : '';
  if (!log.length) return { tone: '', text: `The log is empty${open}` };
  const messages = log.length - copies;
  if (copies)
    return {
      tone: 'harm',
      text: `✗ ${log.length} records for ${messages} message${messages > 1 ? 's' : ''}: ${copies} too many${open}`,
    };
  return { tone: 'good', text: `✓ ${log.length} record${log.length > 1 ? 's' : ''}, no copies${open}` };
}

/** @param {HTMLElement} root @param {Run} run @param {Run | null} other @param {number} position */
export function showCompared(root, run, other, position) {
  if (!other)
    return setHtml(
      root,
      '<p class="mk-hint">Only a run on a broker in memory can be compared: it is made again, with the switch the other way.</p>',
    );
  const current = run.events[position];
  const runs = run.idempotence ? [other, run] : [run, other];
  const rows = comparedRows(runs, current.action);
  const width = (root.clientWidth - 10) / 2;
  const earlier = rows.length - ROWS;
  const sides = runs.map((side, index) =>
    drawSide(
      side,
      rows.slice(-ROWS).map((row) => row[index]),
      current,
      side === run,
      width,
      root.clientHeight,
      earlier,
    ),
  );
  return setHtml(root, `<div class="mk-compared">${sides.join('')}</div>`);
}

/** @param {HTMLElement} root @param {string} html */
function setHtml(root, html) {
  if (root.dataset.html === html) return;
  root.dataset.html = html;
  root.innerHTML = html;
}

/**
 * @param {Run} run @param {(number | undefined)[]} steps @param {import('./run.js').Event} current @param {boolean} isOwn
 * @param {number} width @param {number} height @param {number} earlier rows that there is no room for
 */
function drawSide(run, steps, current, isOwn, width, height, earlier) {
  const tight = width < 380;
  const columns = { way: tight ? 128 : 170, log: width - (tight ? 100 : 164), width, tight };
  const reached = run.stepsOf(current.action).at(-1) ?? 0;
  const event = run.events[run.endOf(Math.max(reached, lastStep(run, current.action)))];
  const lines = steps.map((step, line) =>
    step ? drawStep(run, step, FIRST + line * ROW, columns, isOwn && step === current.step) : '',
  );
  const { tone, text } = logVerdict(run, event);
  const name = `idempotence ${run.idempotence ? 'ON' : 'OFF'}`;
  const more =
    earlier > 0
      ? `<text class="mk-caption" x="${columns.log - 12}" y="22" text-anchor="end">${earlier} earlier</text>`
      : '';
  return (
    `<svg class="mk-side" width="${width}" height="${height}" role="img" aria-label="${name}: ${escaped(text)}">` +
    `<rect class="mk-lane" x="1" y="1" width="${width - 2}" height="${height - 2}" rx="8"/>` +
    `<text class="mk-fact mk-strong" x="10" y="22">${name}</text><text class="mk-cap" x="${columns.log}" y="22">LOG</text>${more}` +
    `<line class="mk-rule" x1="1" x2="${width - 1}" y1="34" y2="34"/>` +
    (lines.join('') || '<text class="mk-caption" x="10" y="62">Send, lose an ack, retry.</text>') +
    drawMemory(run, event, height) +
    `<text class="mk-verdict mk-${tone} mk-large" x="10" y="${height - 11}">${text}</text></svg>`
  );
}

/** The last step of a run that belongs to an action or to one before it. @param {Run} run @param {number} action */
function lastStep(run, action) {
  let step = run.steps;
  while (step > 0 && run.events[run.starts[step]].action > action) step--;
  return step;
}

/** @param {Run} run @param {import('./run.js').Event} event @param {number} height */
function drawMemory(run, event, height) {
  const top = height - 53;
  if (!run.idempotence)
    return `<text class="mk-caption" x="10" y="${top + 15}">no producer id, no memory: every arrival is new</text>`;
  const batches = event.variables.state?.batches ?? [];
  const slots = slotTexts(event.variables.state, true).map((text, place) => {
    const left = 112 + place * 32;
    return `<g class="mk-slot ${batches[place] ? 'full' : ''}"><rect x="${left}" y="${top}" width="27" height="20" rx="4"/><text x="${left + 13.5}" y="${top + 15}">${text}</text></g>`;
  });
  return `<text class="mk-caption" x="10" y="${top + 15}">last 5 batches</text>${slots.join('')}`;
}

/** @param {Run} run @param {number} step @param {number} y @param {{way: number, log: number, width: number, tight: boolean}} columns @param {boolean} isCurrent */
function drawStep(run, step, y, columns, isCurrent) {
  const { way, log, width, tight } = columns;
  const last = run.events[run.endOf(step)];
  const band = isCurrent ? `<rect class="mk-band" x="2" y="${y - 12}" width="${width - 4}" height="24"/>` : '';
  const action = `<text class="mk-fact" x="10" y="${y + 4}">${step} ${escaped(cut(last.row.action, tight ? 15 : 21))}</text>`;
  const lost =
    last.stage === 'Ack Lost' ? `<text class="mk-verdict mk-harm" x="${way + 2}" y="${y - 3}">ack ✕</text>` : '';
  return `<g data-step="${isCurrent ? step : ''}">${band}${action}${drawFate(run, step, y, columns)}${lost}</g>`.replace(
    ' data-step=""',
    '',
  );
}

/** What became of a step: a cross, a record, or a way back. @param {Run} run @param {number} step @param {number} y @param {{way: number, log: number, width: number, tight: boolean}} columns */
function drawFate(run, step, y, { way, log, width, tight }) {
  const last = run.events[run.endOf(step)];
  const decision = run.decision(step);
  const line = (/** @type {string} */ colour, /** @type {string} */ path) =>
    `<g class="mk-arrow" style="--mk-own:${colour}">${path}</g>`;
  if (last.stage === 'Request Lost') {
    return (
      line('var(--mk-red)', `<path d="M${way} ${y}H${way + 30}m-5-5l10 10m0-10l-10 10"/>`) +
      `<text class="mk-verdict mk-harm" x="${way + 44}" y="${y + 4}">lost</text>`
    );
  }
  if (decision?.stage === 'Store') {
    const record = run.stored[decision.variables.stored_count - 1];
    const isCopy = record.copy_of !== null;
    const head = `<path d="M${way} ${y}H${log - 8}"/><path class="mk-head" d="M${log - 2} ${y}l-9 4.5v-9z"/>`;
    return line(isCopy ? 'var(--mk-red)' : hue(last.delivery), head) + drawRecord(record, y, log, width, tight);
  }
  if (decision) {
    const isIgnored = decision.stage === 'Ignore';
    const back = `<path d="M${way} ${y}H${log - 24}q10 0 10 5q0 5-8 5h-8"/>`;
    const number = tight ? '' : ` (seq ${decision.batch?.sequence})`;
    const words = isIgnored ? `✓ ignored${number}` : '! refused';
    return (
      line(isIgnored ? 'var(--mk-green)' : 'var(--mk-rust)', back) +
      `<text class="mk-verdict mk-${isIgnored ? 'good' : 'refused'}" x="${log}" y="${y + 4}">${words}</text>`
    );
  }
  const text = last.row.producer_output === '-' ? last.row.broker_action : last.row.producer_output;
  return `<text class="mk-caption" x="${way}" y="${y + 4}">${escaped(cut(text, 24))}</text>`;
}

/** @param {import('./run.js').Stored} record @param {number} y @param {number} log @param {number} width @param {boolean} tight */
function drawRecord(record, y, log, width, tight) {
  const isCopy = record.copy_of !== null;
  const name = isCopy && tight ? '' : `${record.offset} ${escaped(cut(record.text, isCopy ? 9 : tight ? 9 : 15))}`;
  const words = isCopy
    ? `<text class="mk-caption" x="${width - 15}" y="${y + 4}" text-anchor="end">${tight ? '✗ ' : ''}${copyText(record.copy)}</text>`
    : '';
  return (
    `<g class="mk-cell ${isCopy ? 'copy' : ''}"><rect x="${log}" y="${y - 10}" width="${width - log - 10}" height="20" rx="5"/>` +
    `<text x="${log + 6}" y="${y + 4}">${name}</text>${words}</g>`
  );
}
