/** The scrubber: a tick for each step in the colour of its verdict, a dot for each stage; it is dragged, and has keys. */
import { escaped } from './html.js';
import { Run } from './run.js';
import { filled } from './text.js';
import { words } from './words.js';

const FINEST = 6; // pixels between two stages that get a dot each
const CLOSEST = 3; // pixels between two ticks
const NUMBER = 26; // pixels that the number of a step needs

export class Scrubber {
  /** @param {HTMLElement} root @param {(position: number) => void} goTo */
  constructor(root, goTo) {
    this.root = root;
    this.goTo = goTo;
    root.innerHTML =
      '<i class="mk-rail"></i><i class="mk-fill"></i><div class="mk-ticks"></div><span class="mk-number mk-here"></span><i class="mk-thumb"></i>';
    const [, filled, ticks, number, thumb] = /** @type {HTMLElement[]} */ ([...root.children]);
    this.filled = filled;
    this.ticks = ticks;
    this.number = number;
    this.thumb = thumb;
    root.addEventListener('pointerdown', (event) => {
      root.setPointerCapture(event.pointerId);
      root.focus();
      this.point(event);
    });
    root.addEventListener('pointermove', (event) => root.hasPointerCapture(event.pointerId) && this.point(event));
  }

  /** @param {PointerEvent} event */
  point(event) {
    const box = this.root.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    this.goTo(Math.round(share * (this.run?.end ?? 0)));
  }

  /** Draw the ticks of a run that has changed. @param {Run} run */
  renew(run) {
    this.run = run;
    const width = this.root.clientWidth || 400;
    const { end } = run;
    const share = (/** @type {number} */ position) => (end ? (position / end) * 100 : 0);
    let html = '';
    let last = { tick: -Infinity, number: -Infinity };
    for (let step = 0; step <= run.steps; step++) {
      const position = run.endOf(step);
      const x = (share(position) / 100) * width;
      const verdict = run.events[position].row.verdict ?? '';
      if (x - last.tick >= CLOSEST || (verdict && verdict !== 'lost')) {
        html += `<i class="mk-tick ${verdict}" style="left:${share(position)}%"></i>`;
        last.tick = x;
      }
      if (x - last.number >= (step === 1 ? NUMBER + 10 : NUMBER)) {
        html += `<span class="mk-number" style="left:${share(position)}%">${step || escaped(words.startOfScrubber)}</span>`;
        last.number = x;
      }
    }
    if (width / Math.max(1, end) > FINEST)
      for (let position = 0; position < end; position++)
        html += `<i class="mk-dot" style="left:${share(position)}%"></i>`;
    this.ticks.innerHTML = html;
  }

  /** @param {Run} run @param {number} position @param {string} stage */
  show(run, position, stage) {
    const { step } = run.events[position];
    const left = `${run.end ? (position / run.end) * 100 : 0}%`;
    this.filled.style.width = left;
    this.thumb.style.left = left;
    this.number.style.left = `${run.end ? (run.endOf(step) / run.end) * 100 : 0}%`;
    this.number.textContent = step ? String(step) : words.startOfScrubber;
    this.root.setAttribute('aria-valuemax', String(run.end));
    this.root.setAttribute('aria-valuenow', String(position));
    this.root.setAttribute('aria-valuetext', step ? filled(words.stepAndStage, { step, stage }) : words.start);
  }

  /** Where a key leads, null if nowhere. @param {string} key @param {Run} run @param {number} position */
  static leadsTo(key, run, position) {
    const { step } = run.events[position];
    const following = position === run.endOf(step) ? step + 1 : step;
    /** @type {Record<string, number>} */
    const ways = {
      ArrowRight: position + 1,
      ArrowUp: position + 1,
      ArrowLeft: position - 1,
      ArrowDown: position - 1,
      Home: 0,
      End: run.end,
      PageUp: run.endOf(Math.min(following, run.steps)),
      PageDown: run.endOf(Math.max(0, step - 1)),
    };
    return ways[key] ?? null;
  }
}
