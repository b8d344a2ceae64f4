/** The process table and the status tracker. A row, once its step is over, stays as it is; only the current one changes. */
import { escaped, setHtml } from './html.js';
import { Run } from './run.js';
import { SIGN } from './scene.js';
import { filled } from './text.js';
import { words } from './words.js';

const CELLS = /** @type {const} */ (['action', 'sequence_number', 'broker_check', 'broker_action', 'producer_output']);
const TONED = ['broker_action', 'producer_output']; // the order of a row's tones
const [BEFORE, AFTER] = [30, 8]; // rows of the process table, around the current step
const COLUMNS = 8; // of the status tracker, around the current step

export class ProcessTable {
  /** @param {HTMLElement} root scrolls */
  constructor(root) {
    this.root = root;
    root.innerHTML =
      `<table><thead><tr>${words.columns.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead><tbody></tbody></table>` +
      `<p class="mk-hint">${escaped(words.tableHint)}</p><div class="mk-below"></div>`;
    this.body = /** @type {HTMLTableSectionElement} */ (root.querySelector('tbody'));
    this.current = 0;
    this.first = 1; // the step of the first row
  }

  /** Take another run, or one that has changed from a step on. @param {Run} run @param {number} firstStep */
  renew(run, firstStep) {
    while (this.body.rows.length && this.last >= firstStep) this.body.deleteRow(-1);
    if (!this.body.rows.length) this.first = 1;
    this.current = Math.min(this.current, run.steps);
  }

  /** The step of the last row. */
  get last() {
    return this.first + this.body.rows.length - 1;
  }

  /** Have rows for the steps around one, and no others: of a long run the scrubber leads to the rest. @param {Run} run @param {number} step */
  rowsAround(run, step) {
    const from = Math.max(1, step - BEFORE);
    const to = Math.min(run.steps, step + AFTER);
    if (this.last < from || this.first > to) this.body.innerHTML = '';
    if (!this.body.rows.length) this.first = from;
    while (this.first < from && this.body.rows.length) {
      this.body.deleteRow(0);
      this.first++;
    }
    while (this.last > to) this.body.deleteRow(-1);
    while (this.first > from) this.body.insertAdjacentHTML('afterbegin', rowOf(run, --this.first));
    while (this.last < to) this.body.insertAdjacentHTML('beforeend', rowOf(run, this.last + 1));
  }

  /** @param {Run} run @param {number} position */
  show(run, position) {
    const { step } = run.events[position];
    if (this.current && this.current !== step) this.write(run, this.current, run.endOf(this.current), false);
    this.rowsAround(run, step);
    if (step) this.write(run, step, position, true);
    this.current = step;
    this.root.classList.toggle('mk-at-start', !step);
    this.root.classList.toggle('mk-is-empty', !run.steps);
    this.scroll(step);
  }

  /** @param {Run} run @param {number} step @param {number} position @param {boolean} isCurrent */
  write(run, step, position, isCurrent) {
    const row = this.body.rows[step - this.first];
    if (!row) return;
    row.classList.toggle('mk-current', isCurrent);
    if (isCurrent) row.setAttribute('aria-current', 'step');
    else row.removeAttribute('aria-current');
    const cells = cellsOf(run, step, position).split('</button></td>')[1];
    const old = [...row.cells]
      .slice(1)
      .map((cell) => cell.outerHTML)
      .join('');
    if (old === cells) return;
    while (row.cells.length > 1) row.deleteCell(-1);
    row.insertAdjacentHTML('beforeend', cells);
  }

  /** Show the current row last, and as many before it as there is room for. @param {number} step */
  scroll(step) {
    const row = this.body.rows[step - this.first];
    const { root } = this;
    if (!row || !step) {
      root.scrollTop = 0;
      return;
    }
    const head = /** @type {HTMLElement} */ (root.querySelector('thead')).offsetHeight;
    const over = row.offsetTop + row.offsetHeight - root.clientHeight;
    let first = row;
    while (
      first.previousElementSibling &&
      /** @type {HTMLElement} */ (first.previousElementSibling).offsetTop - head >= over
    ) {
      first = /** @type {HTMLTableRowElement} */ (first.previousElementSibling);
    }
    root.scrollTop = Math.max(0, first.offsetTop - head);
  }
}

/** @param {Run} run @param {number} step */
const rowOf = (run, step) => `<tr data-step="${step}">${cellsOf(run, step, run.endOf(step))}</tr>`;

/** @param {Run} run @param {number} step @param {number} position */
function cellsOf(run, step, position) {
  const { row } = run.events[position];
  const cells = CELLS.map((name) => {
    const tone = row.tones[TONED.indexOf(name)] ?? '';
    const sign = tone && tone !== 'ack' ? SIGN[tone] : '';
    const long = tone === 'refused' ? ` title="${escaped(row[name])}"` : '';
    const look = tone ? ` class="mk-${tone === 'ack' ? 'good' : tone}"` : '';
    return `<td${look}${long}><span>${sign}${breakable(row[name])}</span></td>`;
  });
  const label = escaped(filled(words.goToStep, { step }));
  return `<td><button type="button" aria-label="${label}">${step}</button></td>${cells.join('')}`;
}

/** A text as HTML: a long name may be broken behind an underscore, that of a partition not at its hyphen. @param {string} text */
const breakable = (text) =>
  escaped(text)
    .replaceAll('_', '_<wbr>')
    .replace(/\b[\w.]{1,12}-\d{1,4}\b/g, '<b class="mk-whole">$&</b>');

/** @param {number} step */
const headOf = (step) => (step ? filled(words.afterStep, { step }) : words.start);

/** @param {HTMLElement} root @param {Run} run @param {number} position */
export function showTracker(root, run, position) {
  const current = run.events[position].step;
  const from = Math.max(1, Math.min(current - COLUMNS + 2, run.steps - COLUMNS + 1));
  const steps = [0];
  for (let step = from; step <= Math.min(run.steps, from + COLUMNS - 1); step++) steps.push(step);
  const value = (/** @type {number} */ step, /** @type {string} */ name) =>
    step > current ? '…' : run.events[step === current ? position : run.endOf(step)].tracker[name];
  const mark = (/** @type {number} */ step) => (step === current ? ' class="mk-current"' : '');
  const heads = steps.map((step) => `<th scope="col"${mark(step)}>${escaped(headOf(step))}</th>`);
  const rows = Object.keys(run.events[0].tracker).map((name) => {
    const cells = steps.map(
      (step) => `<td${mark(step)} data-step="${step}"><span>${escaped(value(step, name))}</span></td>`,
    );
    return `<tr><th scope="row"><code>${name}</code></th>${cells.join('')}</tr>`;
  });
  const html = `<table><thead><tr><th scope="col">${escaped(words.variable)}</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
  setHtml(root, html);
  leaveOut(root);
  scrollToCurrent(root);
}

/** Leave out the later columns that there is no whole room for: nothing is known of them yet. @param {HTMLElement} root */
function leaveOut(root) {
  for (const cell of root.querySelectorAll('[hidden]')) cell.removeAttribute('hidden');
  const heads = /** @type {HTMLElement[]} */ ([...root.querySelectorAll('th[scope=col]')]);
  const current = heads.findIndex((head) => head.matches('.mk-current'));
  const first = heads.findIndex((head, at) => at > current && head.offsetLeft + head.offsetWidth > root.clientWidth);
  if (first < 0) return;
  for (const row of root.querySelectorAll('tr')) {
    for (const cell of [...row.cells].slice(first)) cell.hidden = true;
  }
}

/** Show the current column, and before it as many as there is room for: each of them whole. @param {HTMLElement} root */
function scrollToCurrent(root) {
  const [names, ...columns] = /** @type {HTMLElement[]} */ ([...root.querySelectorAll('th[scope=col]')]);
  const current = columns.find((column) => column.matches('.mk-current')) ?? columns[0];
  const over = current.offsetLeft + current.offsetWidth - root.clientWidth;
  const first = columns.find((column) => column.offsetLeft - names.offsetWidth >= over) ?? current;
  const left = over > 0 ? first.offsetLeft - names.offsetWidth : 0;
  const table = /** @type {HTMLElement} */ (root.firstElementChild);
  const room = table.offsetWidth - root.clientWidth;
  root.style.paddingRight = left > room && left ? `${left - room}px` : '';
  root.scrollLeft = left;
}
