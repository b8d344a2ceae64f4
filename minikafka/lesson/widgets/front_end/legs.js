/** The two ways through the network, of a request and of its ack: a click on one loses the message that is on it. */
import { Drawing } from './drawing.js';
import { FAULT_OF, stepToLose } from './moves.js';
import { Run } from './run.js';
import { words } from './words.js';

/**
 * @typedef {import('./moves.js').Leg} Leg
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {{armed: string | null, canLose: boolean}} Faults
 * @typedef {{run: Run, seen: Scene, position: number, playing: boolean, faults: Faults}} Moment
 */

const LEGS = /** @type {Leg[]} */ (['request', 'ack']);

export class Legs {
  /** @param {Drawing} drawing */
  constructor(drawing) {
    this.drawing = drawing;
  }

  renew() {
    this.drawing.layer('hits').innerHTML = LEGS.map((leg) => this.hit(leg)).join('');
  }

  /** What is clicked: a zone in the network, and the whole line. @param {Leg} leg */
  hit(leg) {
    const { nodes, gather, network, narrow } = this.drawing.picture;
    const [left, , width] = nodes['Broker Receives'];
    const zone = narrow ? 176 : 200;
    const middle = left + width / 2;
    const [x, textX, anchor] =
      leg === 'request' ? [middle - 14, middle + 15, 'start'] : [gather + 14 - zone, gather - 15, 'end'];
    const way = this.drawing.path(leg === 'request' ? 'request' : 'ack-store').getAttribute('d');
    return (
      `<g class="mk-hit" data-lose="${leg}" role="button" tabindex="0"><rect class="mk-zone" x="${x}" y="${network - 15}" ` +
      `width="${zone}" height="30" rx="6"/><path class="mk-wide" d="${way}"/>` +
      `<text class="mk-tip" x="${textX}" y="${network + 4}" text-anchor="${anchor}"></text></g>`
    );
  }

  /** @param {Leg} leg @returns {SVGGElement} */
  element(leg) {
    return /** @type {SVGGElement} */ (this.drawing.layer('hits').querySelector(`[data-lose="${leg}"]`));
  }

  /** @param {Moment} moment */
  show(moment) {
    for (const leg of LEGS) this.showLeg(leg, moment);
  }

  /** @param {Leg} leg @param {Moment} moment */
  showLeg(leg, { run, seen, position, playing, faults }) {
    const hit = this.element(leg);
    const told = words.legs[leg];
    const isArmed = faults.armed === FAULT_OF[leg];
    const isOnItsWay = faults.canLose && stepToLose(run, position, playing, leg) !== null;
    const isLost = seen.lost === leg;
    const marks = `${isLost ? 'mk-gone' : ''} ${isArmed ? 'mk-armed' : ''}`;
    hit.setAttribute('class', `mk-hit ${lookOfLine(leg, seen.edges)} ${marks}`);
    hit.toggleAttribute('data-off', !faults.canLose && !isOnItsWay);
    hit.setAttribute('aria-label', isOnItsWay ? told.labelOfThis : told.labelOfNext);
    hit.setAttribute('aria-pressed', String(isArmed));
    const calm = isArmed ? told.isArmed : isLost ? told.lost : told.name;
    const action = isOnItsWay ? told.loseThis : isArmed ? told.keep : told.loseNext;
    this.name(hit, calm, faults.canLose ? action : calm);
    this.tip(hit, hit.matches(':hover, :focus-visible'));
  }

  /** What it is called, and what a click would do. @param {SVGGElement} hit @param {string} calm @param {string} action */
  name(hit, calm, action) {
    hit.dataset.calm = calm;
    hit.dataset.action = action;
  }

  /** Tell what a click does to whoever points at it. @param {HTMLElement | SVGElement} hit @param {boolean} inside */
  tip(hit, inside) {
    const tip = hit.querySelector('.mk-tip');
    const text = (inside ? hit.dataset.action : hit.dataset.calm) ?? '';
    if (tip && tip.textContent !== text) tip.textContent = text;
  }

  /** Say that the message on it is lost. @param {Leg} leg */
  bury(leg) {
    const hit = this.element(leg);
    hit.classList.add('mk-gone');
    this.name(hit, words.legs[leg].dead, words.legs[leg].dead);
    this.tip(hit, false);
  }
}

/** The look of the line that was taken. @param {Leg} leg @param {Record<string, string>} edges */
function lookOfLine(leg, edges) {
  const belongs = (/** @type {string} */ name) => (leg === 'ack' ? name.startsWith('ack') : name.endsWith('request'));
  const used = Object.entries(edges).find(([name, look]) => look.startsWith('on') && belongs(name));
  return used ? used[1].replace('lost', '') : '';
}
