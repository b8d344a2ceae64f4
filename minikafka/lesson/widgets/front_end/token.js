/** The message on its way: it appears, goes along the lines, is held against the slots, is stored, or dies. */
import { Drawing } from './drawing.js';
import { Legs } from './legs.js';
import { cross } from './marks.js';
import { Run } from './run.js';
import { hue, tokenText } from './scene.js';
import { cut } from './text.js';

/**
 * @typedef {import('./moves.js').Move} Move
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {(ms: number, frame: (share: number) => void) => Promise<boolean>} Tween gives false if it was ended before its time
 */

const ABOVE_THE_SLOTS = 13;
const LOOKING = 85; // milliseconds to a slot; what is left is for the bounce off it
const MARGIN = 3; // between the message and the edge of the drawing

export class Token {
  /** @param {Drawing} drawing @param {Legs} legs */
  constructor(drawing, legs) {
    this.drawing = drawing;
    this.legs = legs;
    /** @type {{key: string, distance: number} | null} where a message is on its line */
    this.travelled = null;
    /** @type {{key: string, distance: number} | null} where the next one goes on from, as it is the same message */
    this.resume = null;
    this.place = [0, 0];
    this.half = 0;
  }

  /** Stand on a new drawing, unseen. */
  renew() {
    this.element = this.drawing.layer('token');
    this.element.innerHTML = '<rect rx="10" height="20"/><text y="14"/>';
    this.element.setAttribute('class', 'mk-token');
    this.element.dataset.lose = 'token';
    this.hide();
  }

  /** A message that waits stands at the lower edge of its box; what was decided has become a record, or points to one. @param {Run} run @param {Scene} seen */
  park(run, { event, decision }) {
    const stage = event.stage === 'Waiting' ? 'Send Message' : event.stage;
    const box = this.drawing.picture.nodes[stage];
    const goesRound = !run.idempotence && stage === 'Check Sequence Number';
    if (!box || !event.delivery || decision || goesRound) return this.hide();
    const isBare = !run.idempotence && stage === 'Assign Sequence Number';
    this.put(
      stage === 'Send Message' ? cut(event.delivery.text, 10) : tokenText(event),
      box[0] + box[2] / 2,
      isBare ? this.drawing.picture.network : box[1] + box[3] + 5,
      hue(event.delivery),
    );
  }

  /** A message at Send Message, small at first. @param {{text: string, number?: number, hue?: string}} message @param {number} share */
  appear({ text, number = 0, hue: colour = hue({ number }) }, share) {
    const [left, top, width, height] = this.drawing.picture.nodes['Send Message'];
    this.put(cut(text, 10), left + width / 2, top + height + 5, colour, 0.4 + 0.6 * share);
  }

  hide() {
    this.element?.setAttribute('visibility', 'hidden');
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} colour @param {number} [scale] @param {number} [opacity] */
  put(text, x, y, colour, scale = 1, opacity = 1) {
    const { element } = this;
    if (!element) return;
    this.write(element, text);
    const half = this.half + MARGIN;
    const inside = Math.max(half, Math.min(this.drawing.picture.width - half, x));
    element.style.setProperty('--mk-own', colour);
    element.style.opacity = String(opacity);
    element.setAttribute('visibility', 'visible');
    element.setAttribute('transform', `translate(${inside} ${y - 10 * scale}) scale(${scale})`);
    this.place = [x, y];
  }

  /** @param {SVGGElement} element @param {string} text */
  write(element, text) {
    if (element.dataset.text === text) return;
    element.dataset.text = text;
    this.half = Math.max(34, text.length * 7.4 + 16) / 2;
    const [box, label] = element.children;
    label.textContent = text;
    box.setAttribute('width', String(2 * this.half));
    box.setAttribute('x', String(-this.half));
  }

  /** Make one move. @param {Move} move @param {Tween} tween @returns {Promise<boolean>} false if it was ended before its time */
  move(move, tween) {
    this.element?.classList.toggle('mk-can', Boolean(move.leg));
    switch (move.do) {
      case 'appear':
        return tween(move.ms, (share) => this.appear({ text: move.text, hue: move.hue }, share));
      case 'along':
        return this.along(move, tween);
      case 'die':
        return this.die(move, tween);
      case 'look':
        return this.look(move, tween);
      case 'drop':
        return this.drop(move, tween);
      case 'enter':
        return this.enter(move, tween);
    }
    return tween(move.ms, () => {});
  }

  /** @param {Move} move @param {Tween} tween */
  along(move, tween) {
    const names = move.edges ?? [];
    const paths = names.map((name) => this.drawing.path(name));
    const lengths = paths.map((path) => path.getTotalLength());
    const whole = lengths.reduce((sum, length) => sum + length, 0);
    const key = names.join();
    const from = this.resume?.key === key ? this.resume.distance : 0;
    const to = Math.max(from, this.endOf(move, whole));
    this.resume = null;
    for (const name of names) this.drawing.light(name, 'on');
    return tween(move.ms, (share) => {
      let distance = from + share * (to - from);
      this.travelled = { key, distance };
      let index = 0;
      while (index < lengths.length - 1 && distance > lengths[index]) distance -= lengths[index++];
      const point = paths[index].getPointAtLength(distance);
      this.put(move.text, point.x, point.y, move.hue);
    });
  }

  /** How far a move goes along its lines; an ack that dies, until it is between the lanes. @param {Move} move @param {number} whole */
  endOf(move, whole) {
    if (move.until === 'half') return whole * 0.55;
    if (move.until !== 'network') return whole;
    const { gather, network, nodes } = this.drawing.picture;
    const [left, top, width, height] = nodes['Producer Receives Ack'];
    return whole - (gather - left - width) - (network - top - height / 2);
  }

  /** Against a batch that is remembered, and off it if it is the same. @param {Move} move @param {Tween} tween */
  async look(move, tween) {
    const slot = this.drawing.layer('slots').querySelector(`[data-slot="${move.slot}"]`);
    const [left, top, width] = this.drawing.picture.slots[move.slot ?? 0];
    const [x, y] = this.place;
    const [toX, toY] = [left + width / 2, top - ABOVE_THE_SLOTS];
    const ms = Math.min(move.ms, LOOKING);
    slot?.classList.add('look');
    const arrived = await tween(ms, (share) =>
      this.put(move.text, x + (toX - x) * share, y + (toY - y) * share, move.hue),
    );
    if (!arrived) return false;
    if (!move.isMatch) {
      slot?.classList.remove('look');
      return true;
    }
    slot?.classList.add('match');
    return tween(move.ms - ms, (share) => this.put(move.text, toX, toY - 8 * Math.sin(share * Math.PI), move.hue));
  }

  /** From Store into the log. @param {Move} move @param {Tween} tween */
  drop(move, tween) {
    const { cells, nodes } = this.drawing.picture;
    const [left, , width] = cells[Math.min(move.cell ?? 0, cells.length - 1)];
    const [store, top, , height] = nodes.Store;
    this.drawing.light('drop', 'on');
    const way = left + width / 2 - store;
    return tween(move.ms, (share) => this.put(move.text, store + way * share, top + height / 2, move.hue));
  }

  /** Into a box, and out of sight. @param {Move} move @param {Tween} tween */
  enter(move, tween) {
    const [left, top, , height] = this.drawing.picture.nodes[move.stage ?? ''];
    const y = top + height / 2;
    return tween(move.ms, (share) => this.put(move.text, left + 10 * share, y, move.hue, 1 - 0.6 * share));
  }

  /** @param {Move} move @param {Tween} tween */
  async die(move, tween) {
    const [x, y] = this.place;
    for (const name of this.travelled?.key.split(',') ?? []) this.drawing.light(name, 'on lost');
    if (move.leg) this.legs.bury(move.leg);
    this.drawing.fill('marks', cross(x, y));
    const over = await tween(move.ms, (share) =>
      this.put(move.text, x, y + 34 * share, move.hue, 1 - 0.5 * share, 1 - share * share),
    );
    this.hide();
    return over;
  }
}
