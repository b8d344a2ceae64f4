/** The time diagram: two lifelines, time downwards, every request an arrow, the log at the right. */
import { escaped, svgText } from './html.js';
import { Run } from './run.js';
import { hue, SIGN, tokenText } from './scene.js';
import { copyText, counted, filled } from './text.js';
import { words } from './words.js';

const HEAD = 26;
const TALLEST = 54;
const LOWEST = 30;
const BOLDEST = 6.4; // pixels of a letter at the right of a record
const AROUND = 6; // rows drawn above and below what is seen
/** @type {Record<string, string>} */
const TONES = { good: 'green', harm: 'red', refused: 'rust' };

export class TimeDiagram {
  /** @param {HTMLElement} root scrolls */
  constructor(root) {
    this.root = root;
    root.innerHTML = '<svg class="mk-head-row" aria-hidden="true"></svg><svg class="mk-time-rows" role="img"></svg>';
    const [head, body] = /** @type {SVGSVGElement[]} */ (/** @type {unknown} */ ([...root.children]));
    this.head = head;
    this.body = body;
    this.drawn = '';
    /** @type {Run | null} */
    this.run = null;
    this.position = 0;
    this.narrow = false;
    this.width = this.producer = this.broker = this.log = 0;
    this.row = LOWEST;
    root.addEventListener('scroll', () => this.run && this.draw(this.run, this.position));
  }

  /** Draw the rows that are seen, and scroll to the step of the position. @param {Run} run @param {number} position */
  show(run, position) {
    const room = this.root.clientHeight - HEAD;
    this.row = Math.max(LOWEST, Math.min(TALLEST, (room - 8) / Math.max(1, run.steps)));
    this.body.style.height = `${Math.max(run.steps * this.row, room - 4)}px`;
    this.measure();
    const { root, row } = this;
    const top = (run.events[position].step - 1) * row;
    if (top + row > root.scrollTop + room) root.scrollTop = top + row - room + 4;
    else if (top < root.scrollTop) root.scrollTop = Math.max(0, top - 4);
    this.draw(run, position);
  }

  /** Take the width that a scrollbar leaves. */
  measure() {
    const width = this.root.clientWidth;
    this.narrow = width < 760;
    this.width = width;
    this.producer = Math.round(width * (this.narrow ? 0.26 : 0.24));
    this.broker = Math.round(width * (this.narrow ? 0.5 : 0.55));
    this.log = this.broker + 134;
  }

  /** @param {Run} run @param {number} position */
  draw(run, position) {
    this.run = run;
    this.position = position;
    const { root, row, width } = this;
    const first = Math.max(1, Math.floor(root.scrollTop / row) + 1 - AROUND);
    const last = Math.min(run.steps, Math.ceil((root.scrollTop + root.clientHeight) / row) + AROUND);
    let rows = '';
    for (let step = first; step <= last; step++) rows += this.step(run, step, run.events[position]);
    const life = [this.producer, this.broker].map(
      (x) => `<line class="mk-life" x1="${x}" x2="${x}" y1="0" y2="100%"/>`,
    );
    const hint = run.steps ? '' : svgText('mk-caption', [this.producer + 20, 30], words.timeHint);
    const html = life.join('') + rows + hint;
    if (html === this.drawn) return;
    this.drawn = html;
    this.body.innerHTML = html;
    this.body.setAttribute('aria-label', counted(words.timeDiagram, run.steps));
    this.head.innerHTML =
      svgText('mk-cap', [this.producer, 17], words.producerLane, { anchor: 'middle' }) +
      svgText('mk-cap', [this.broker, 17], words.brokerLane, { anchor: 'middle' }) +
      svgText('mk-cap', [this.log, 17], words.logLane);
    this.head.setAttribute('width', String(width));
  }

  /** @param {Run} run @param {number} step @param {import('./run.js').Event} current */
  step(run, step, current) {
    const { row, width, producer } = this;
    const top = (step - 1) * row + 2;
    const events = run.eventsOf(step);
    const last = events[events.length - 1];
    const later = step > current.step ? 'mk-later' : '';
    const band = step === current.step ? ' mk-band' : '';
    const action = svgText(`mk-fact ${later}`, [producer - 10, top + row / 2 + 3], `${step}  ${last.row.action}`, {
      anchor: 'end',
      room: producer - 18,
    });
    const drawn =
      last.delivery && last.edges.length && last.kind !== 'wait'
        ? this.exchange(run, step, events, top, later)
        : this.remark(last, top, later);
    return `<g class="mk-time-row" data-step="${step}"><rect class="mk-back${band}" y="${top - 2}" width="${width}" height="${row}"/>${action}${drawn}</g>`;
  }

  /** A request, what the broker decided, and its answer. @param {Run} run @param {number} step @param {import('./run.js').Event[]} events @param {number} top @param {string} later */
  exchange(run, step, events, top, later) {
    const { row, producer, broker } = this;
    const last = events[events.length - 1];
    const stages = events.map((event) => event.stage);
    const colour = hue(last.delivery);
    const lost = stages.includes('Request Lost');
    const held = stages.includes('Request Delayed');
    const middle = top + row / 2;
    const from = last.kind === 'copy' ? producer + (broker - producer) * 0.4 : producer;
    const name = `<text class="mk-name ${later}" style="--mk-own:${colour}" x="${producer + 12}" y="${top + 8}">${escaped(tokenText(last))}</text>`;
    const request = arrow([from, top + 10], [broker, middle], colour, later, lost || held);
    const told = lost ? words.legs.request.lost : held ? words.isHeldUp : '';
    const fate = told && svgText('mk-verdict mk-harm', [producer + (broker - producer) * 0.55 + 14, middle + 3], told);
    return request + name + fate + this.decision(run, step, stages, top, later);
  }

  /** @param {Run} run @param {number} step @param {string[]} stages @param {number} top @param {string} later */
  decision(run, step, stages, top, later) {
    const decision = run.decision(step);
    if (!decision) return '';
    const { row, producer, broker, log, width } = this;
    const verdict = run.events[run.endOf(step)].row.verdict;
    const middle = top + row / 2;
    const record = decision.stage === 'Store' ? run.stored[decision.variables.stored_count - 1] : null;
    const copy = record && record.copy_of !== null;
    const stored = copy ? SIGN.harm + copyText(record.copy) : words.stored;
    const word = { Store: stored, Ignore: words.ignored, Error: words.refused }[decision.stage] ?? '';
    const ackLost = stages.includes('Ack Lost');
    const tone = TONES[verdict] ?? 'accent';
    const dot = `<circle cx="${broker}" cy="${middle}" r="4.5" fill="var(--mk-${tone})"/>`;
    const gone = ackLost ? `<tspan dx="8" fill="var(--mk-red)">${escaped(words.legs.ack.dead)}</tspan>` : '';
    const told = svgText(`mk-verdict mk-${verdict} ${later}`, [broker + 10, middle + 4], word, { inside: gone });
    const ackTone = decision.result?.error === 'NONE' ? 'var(--mk-green)' : 'var(--mk-rust)';
    const answered = ackLost || stages.includes('Producer Receives Ack');
    const ack = answered
      ? arrow([broker, middle + 1], [producer, top + row - 6], ackTone, `mk-ack ${later}`, ackLost)
      : '';
    return dot + told + ack + (record ? logCell(record, log, width - log - 12, middle, later) : '');
  }

  /** A step in which no message moves. @param {import('./run.js').Event} last @param {number} top @param {string} later */
  remark(last, top, later) {
    const { row, producer, broker } = this;
    const atBroker = last.row.broker_action !== '-';
    const text = atBroker ? (SIGN[last.row.verdict] ?? '') + last.row.broker_action : last.row.producer_output;
    const tone = atBroker ? `mk-verdict mk-${last.row.verdict}` : 'mk-caption';
    const x = (atBroker ? broker : producer) + 12;
    return svgText(`${tone} ${later}`, [x, top + row / 2 + 3], text, { room: this.width - x - 12 });
  }
}

/** @typedef {[x: number, y: number]} Point */

/** @param {Point} from @param {Point} to @param {string} colour @param {string} kind @param {boolean} lost */
function arrow([x1, y1], [x2, y2], colour, kind, lost) {
  const share = lost ? 0.55 : 1;
  const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
  const turn = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const end = lost
    ? `<path class="mk-end" d="M${x - 5} ${y - 5}l10 10m0-10l-10 10"/>`
    : `<path class="mk-head" transform="translate(${x} ${y}) rotate(${turn})" d="M0 0l-9 4.5v-9z"/>`;
  return `<g class="mk-arrow ${kind}" style="--mk-own:${lost ? 'var(--mk-red)' : colour}"><path d="M${x1} ${y1}L${x} ${y}"/>${end}</g>`;
}

/** @param {import('./run.js').Stored} record @param {number} left @param {number} width @param {number} middle @param {string} later */
function logCell(record, left, width, middle, later) {
  const isCopy = record.copy_of !== null;
  const right = isCopy ? copyText(record.copy) : record.sequence >= 0 ? filled(words.sequence, record) : '';
  const room = width - right.length * BOLDEST - 22;
  return (
    `<g class="mk-cell ${isCopy ? 'copy' : ''} ${later}"><rect x="${left}" y="${middle - 11}" width="${width}" height="22" rx="5"/>` +
    svgText('mk-text', [left + 8, middle + 4], `${record.offset}  ${record.text}`, { room }) +
    svgText('mk-caption', [left + width - 7, middle + 4], right, { anchor: 'end' }) +
    '</g>'
  );
}
