/** Off | on: the same presses and losses at two brokers, row by row, and what is in each log at the end. */
import { escaped, setHtml, svgText } from './html.js';
import { slotTexts } from './memory.js';
import { Run } from './run.js';
import { hue, SIGN } from './scene.js';
import { copyText, counted, filled } from './text.js';
import { words } from './words.js';

const ROWS = 8;
const ROW = 25;
const FIRST = 52;
const EDGE = 10;
const BOLD = 7; // pixels of a bold letter
const LARGE = 8; // and of a large bold one

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
  const count = event.variables.in_flight;
  const verdict = verdictOn(log.length, copies);
  return {
    tone: copies ? 'harm' : log.length ? 'good' : '',
    text: count ? filled(words.inFlight, { verdict, count }) : verdict,
  };
}

/** @param {number} records @param {number} copies */
function verdictOn(records, copies) {
  if (!records) return words.logIsEmpty;
  return copies ? counted(words.tooMany, records - copies, { records, copies }) : counted(words.noCopies, records);
}

/** @param {HTMLElement} root @param {Run} run @param {Run | null} other @param {number} position */
export function showCompared(root, run, other, position) {
  if (!other) return setHtml(root, `<p class="mk-hint">${escaped(words.notCompared)}</p>`);
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

/**
 * @param {Run} run @param {(number | undefined)[]} steps @param {import('./run.js').Event} current @param {boolean} isOwn
 * @param {number} width @param {number} height @param {number} earlier rows that there is no room for
 */
function drawSide(run, steps, current, isOwn, width, height, earlier) {
  const tight = width < 380;
  const columns = { way: tight ? 140 : 170, log: width - (tight ? 100 : 164), width, tight };
  const reached = run.stepsOf(current.action).at(-1) ?? 0;
  const event = run.events[run.endOf(Math.max(reached, lastStep(run, current.action)))];
  const lines = steps.map((step, line) =>
    step ? drawStep(run, step, FIRST + line * ROW, columns, isOwn && step === current.step) : '',
  );
  const { tone, text } = logVerdict(run, event);
  const name = escaped(run.idempotence ? words.idempotenceOn : words.idempotenceOff);
  const more =
    earlier > 0
      ? `<text class="mk-caption" x="${columns.log - 12}" y="22" text-anchor="end">${escaped(filled(words.earlier, { count: earlier }))}</text>`
      : '';
  return (
    `<svg class="mk-side" width="${width}" height="${height}" role="img" aria-label="${name}: ${escaped(text)}">` +
    `<rect class="mk-lane" x="1" y="1" width="${width - 2}" height="${height - 2}" rx="8"/>` +
    `<text class="mk-fact mk-strong" x="10" y="22">${name}</text><text class="mk-cap" x="${columns.log}" y="22">${escaped(words.logLane)}</text>${more}` +
    `<line class="mk-rule" x1="1" x2="${width - 1}" y1="34" y2="34"/>` +
    (lines.join('') || svgText('mk-caption', [EDGE, 62], words.compareHint)) +
    drawMemory(run, event, width, height) +
    svgText(`mk-verdict mk-${tone} mk-large`, [EDGE, height - 11], text, { room: width - 2 * EDGE, letter: LARGE }) +
    '</svg>'
  );
}

/** The last step of a run that belongs to an action or to one before it. @param {Run} run @param {number} action */
function lastStep(run, action) {
  let step = run.steps;
  while (step > 0 && run.events[run.starts[step]].action > action) step--;
  return step;
}

/** @param {Run} run @param {import('./run.js').Event} event @param {number} width @param {number} height */
function drawMemory(run, event, width, height) {
  const top = height - 53;
  if (!run.idempotence)
    return svgText('mk-caption', [EDGE, top + 15], words.everyArrivalIsNew, { room: width - 2 * EDGE });
  const batches = event.variables.state?.batches ?? [];
  const slots = slotTexts(event.variables.state, true).map((text, place) => {
    const left = 112 + place * 32;
    return `<g class="mk-slot ${batches[place] ? 'full' : ''}"><rect x="${left}" y="${top}" width="27" height="20" rx="4"/><text x="${left + 13.5}" y="${top + 15}">${text}</text></g>`;
  });
  return svgText('mk-caption', [EDGE, top + 15], words.lastBatches) + slots.join('');
}

/** @param {Run} run @param {number} step @param {number} y @param {{way: number, log: number, width: number, tight: boolean}} columns @param {boolean} isCurrent */
function drawStep(run, step, y, columns, isCurrent) {
  const { way, width } = columns;
  const last = run.events[run.endOf(step)];
  const band = isCurrent ? `<rect class="mk-band" x="2" y="${y - 12}" width="${width - 4}" height="24"/>` : '';
  const action = svgText('mk-fact', [EDGE, y + 4], `${step} ${last.row.action}`, { room: way - EDGE - 6 });
  const lost = last.stage === 'Ack Lost' ? svgText('mk-verdict mk-harm', [way + 2, y - 3], words.ackCrossed) : '';
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
      svgText('mk-verdict mk-harm', [way + 44, y + 4], words.lost)
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
    const ignored = tight ? words.wasIgnored : filled(words.wasIgnoredSequence, { ...decision.batch });
    return (
      line(isIgnored ? 'var(--mk-green)' : 'var(--mk-rust)', back) +
      svgText(`mk-verdict mk-${isIgnored ? 'good' : 'refused'}`, [log, y + 4], isIgnored ? ignored : words.wasRefused, {
        room: width - log - EDGE,
      })
    );
  }
  const text = last.row.producer_output === '-' ? last.row.broker_action : last.row.producer_output;
  return svgText('mk-caption', [way, y + 4], text, { room: width - way - EDGE });
}

/** @param {import('./run.js').Stored} record @param {number} y @param {number} log @param {number} width @param {boolean} tight */
function drawRecord(record, y, log, width, tight) {
  const isCopy = record.copy_of !== null;
  const copy = isCopy ? (tight ? SIGN.harm : '') + copyText(record.copy) : '';
  const room = width - log - 32 - copy.length * BOLD;
  const name = isCopy && tight ? '' : `${record.offset} ${record.text}`;
  return (
    `<g class="mk-cell ${isCopy ? 'copy' : ''}"><rect x="${log}" y="${y - 10}" width="${width - log - 10}" height="20" rx="5"/>` +
    `${name && svgText('mk-text', [log + 6, y + 4], name, { room })}` +
    `${copy && svgText('mk-caption', [width - 15, y + 4], copy, { anchor: 'end' })}</g>`
  );
}
