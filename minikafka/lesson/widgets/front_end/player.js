/** Plays a run from one position to another, frame by frame; another press ends it at once, at its target. */

const PAUSE = 600; // between two steps that are only watched
const REST = 1200; // of a press that makes several steps: what became of the first is to be seen before the next begins
const READING = 24; // milliseconds for a character of the sentence, while a run is watched

export class Player {
  /** @param {{arrive: (position: number) => void, move: (next: number, tween: Player['tween']) => Promise<boolean>,
   *   next: (position: number, target: number) => number, length: (position: number) => number,
   *   isEnd: (position: number) => boolean, rest: () => void}} stage what plays */
  constructor(stage) {
    this.stage = stage;
    this.speed = 1;
    this.turn = 0;
    /** @type {number | null} */
    this.target = null;
    this.calm = matchMedia('(prefers-reduced-motion: reduce)');
    this.tween = this.tween.bind(this);
  }

  get playing() {
    return this.target !== null;
  }

  /** Stop where it is. */
  stop() {
    this.turn++;
    this.target = null;
  }

  /** Go to the target at once. @returns {boolean} whether anything was playing */
  finish() {
    const target = this.target;
    this.stop();
    if (target === null) return false;
    this.stage.arrive(target);
    return true;
  }

  /**
   * Call ``frame`` with the share of the time that has passed, eased, until it is over.
   * @param {number} ms @param {(share: number) => void} frame @returns {Promise<boolean>} false if it was ended before
   */
  tween(ms, frame) {
    const turn = this.turn;
    const start = performance.now();
    return new Promise((done) => {
      /** @param {number} now */
      const step = (now) => {
        if (turn !== this.turn) return done(false);
        const share = Math.min(1, Math.max(0, ((now - start) * this.speed) / ms));
        frame(share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) ** 2);
        if (share < 1) requestAnimationFrame(step);
        else done(true);
      };
      requestAnimationFrame(step);
    });
  }

  /** @param {number} from @param {number} target @param {boolean} watched as by Play: with time to read */
  async play(from, target, watched) {
    this.stop();
    const turn = this.turn;
    const isOn = () => turn === this.turn;
    this.target = target;
    this.stage.arrive(from);
    for (let position = from; position < target;) {
      const next = this.stage.next(position, target);
      if (!this.calm.matches && !(await this.stage.move(next, this.tween))) return;
      if (!isOn()) return;
      position = next;
      this.stage.arrive(position);
      const pause = position < target ? this.pause(position, watched) : 0;
      if (pause && !(await this.tween(pause, () => {}))) return;
    }
    this.stop();
    this.stage.rest();
  }

  /** Milliseconds: who watches has the time to read. @param {number} position @param {boolean} watched */
  pause(position, watched) {
    const isEnd = this.stage.isEnd(position);
    if (!watched) return isEnd && !this.calm.matches ? REST : 0;
    const reading = READING * this.stage.length(position);
    return isEnd ? reading + PAUSE : reading;
  }
}
