/** The process flow: Python's drawing, and on it one position of a run, or a message on its way. */
import { Drawing } from './drawing.js';
import { Legs } from './legs.js';
import { showLog } from './log.js';
import { showMarks } from './marks.js';
import { showMemory } from './memory.js';
import { Run } from './run.js';
import { SIGN } from './scene.js';
import { slug } from './text.js';
import { Token } from './token.js';

/** @typedef {import('./legs.js').Moment} Moment @typedef {import('./scene.js').Scene} Scene */

const DECIDED = ['Store', 'Ignore', 'Error'];
const BRANCH_WORDS = ['refused', 'duplicate', 'new'];

export class Flow {
  /** @param {HTMLElement} root @param {string} prefix begins every id on the page */
  constructor(root, prefix) {
    this.drawing = new Drawing(root, prefix);
    this.legs = new Legs(this.drawing);
    this.token = new Token(this.drawing, this.legs);
  }

  /** @param {import('./drawing.js').Picture} picture */
  draw(picture) {
    this.drawing.draw(picture);
    this.legs.renew();
    this.token.renew();
  }

  /** @param {Moment} moment */
  show(moment) {
    if (!this.drawing.isThere) return;
    const { run, seen, position, playing } = moment;
    this.showNodes(seen);
    this.showLines(run, seen);
    showMemory(this.drawing, run, seen);
    showLog(this.drawing, run, seen, position);
    showMarks(this.drawing, seen);
    this.legs.show(moment);
    if (!playing) this.token.park(run, seen);
  }

  /** @param {Scene} seen */
  showNodes(seen) {
    for (const stage of Object.keys(this.drawing.picture.nodes)) {
      const node = this.drawing.part(`node-${slug(stage)}`);
      const look = seen.nodes[stage] ?? '';
      node.setAttribute('class', `mk-node ${look}`);
      if (DECIDED.includes(stage))
        /** @type {Element} */ (node.querySelector('text')).textContent = (SIGN[look] ?? '') + stage;
    }
  }

  /** @param {Run} run @param {Scene} seen */
  showLines(run, seen) {
    const { drawing } = this;
    for (const name of drawing.edges) drawing.light(name, seen.edges[name] ?? '');
    for (const branch of BRANCH_WORDS)
      drawing.part(`word-${branch}`).setAttribute('class', `mk-word ${seen.edges[branch] ?? ''}`);
    drawing.part('lane-broker').classList.toggle('mk-down', seen.event.stage === 'Broker Stops');
    const isNamed = run.idempotence && !seen.forgotten.length;
    drawing.part('caption-slots').setAttribute('visibility', isNamed ? 'visible' : 'hidden');
  }
}
