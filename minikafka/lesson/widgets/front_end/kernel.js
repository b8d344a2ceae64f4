/** The kernel, as a panel knows it: it is asked, and it answers, or does not. */
import { words } from './words.js';

/** @typedef {(verb: string, args: object) => void} Send */

const PATIENCE = 4000; // milliseconds until a kernel that does not answer is told of
const STANDING = 120; // milliseconds that a learner has to stand somewhere until Python follows

export class Kernel {
  /** @param {Send | null} send none on a page without Python @param {string} view @param {(notice: string) => void} complain */
  constructor(send, view, complain) {
    this.send = send;
    this.view = view;
    this.complain = complain;
    this.isAsked = false; // and has not answered yet
    this.tell = /** @type {(() => void) | undefined} */ (undefined); // where the learner stands, if it is not told yet
  }

  get isThere() {
    return this.send !== null;
  }

  /** @param {string} verb @param {object} args */
  ask(verb, args) {
    clearTimeout(this.waiting);
    this.catchUp();
    this.isAsked = true;
    this.waiting = setTimeout(() => this.giveUp(words.noAnswer), PATIENCE);
    try {
      this.send?.(verb, { ...args, view: this.view });
    } catch {
      this.giveUp(words.hasEnded);
    }
  }

  /** It has answered. */
  heard() {
    clearTimeout(this.waiting);
    this.isAsked = false;
  }

  /** @param {string} notice */
  giveUp(notice) {
    this.isAsked = false;
    this.complain(notice);
  }

  /** Tell it where the learner stands, once he has come to rest there. @param {() => number} position */
  follow(position) {
    clearTimeout(this.standing);
    this.tell = () => this.send?.('stand', { position: position(), view: this.view });
    this.standing = setTimeout(() => this.catchUp(), STANDING);
  }

  /** Tell it now: the learner goes on to something else, and Python may hear of that at once. */
  catchUp() {
    clearTimeout(this.standing);
    const { tell } = this;
    this.tell = undefined;
    try {
      tell?.();
    } catch {
      // A kernel that has ended follows nobody; whoever asks it for something is told.
    }
  }

  close() {
    clearTimeout(this.waiting);
    clearTimeout(this.standing);
  }
}
