/** The panel: what Python told, where the learner stands in it, and the views of that. */
import { showCompared } from './compare.js';
import { Controls } from './controls.js';
import { Flow } from './flow.js';
import { wire } from './hands.js';
import { Kernel } from './kernel.js';
import { nameBrokers } from './menus.js';
import { movesTo } from './moves.js';
import { Player } from './player.js';
import { Run } from './run.js';
import { scene } from './scene.js';
import { Scrubber } from './scrubber.js';
import { Sentence } from './sentence.js';
import { ProcessTable, showTracker } from './tables.js';
import { showTabs } from './tabs.js';
import { template } from './template.js';
import { followTheme } from './theme.js';
import { TimeDiagram } from './time_diagram.js';
import { words } from './words.js';

/**
 * @typedef {import('./drawing.js').Picture} Picture
 * @typedef {import('./run.js').Told} Told
 * @typedef {{run: Told, run_number: number, other: Told | null, controls: import('./controls.js').Told, from: number, position: number,
 *   by: string | null, to: string | null, picture?: Picture}} Message
 * @typedef {{send: import('./kernel.js').Send | null, awaited: boolean, sandbox: boolean, brokers: number, pictures: Picture[]}} Host
 */

const SWEEP = 700; // milliseconds of a step, in a view in which no message moves
let panels = 0;

export class Panel {
  /** @param {HTMLElement} root @param {Host} host */
  constructor(root, host) {
    this.root = root;
    this.host = host;
    this.id = `mk${++panels}-${Math.random().toString(36).slice(2, 8)}`;
    this.run = new Run();
    /** @type {Run | null} */
    this.other = null;
    this.runNumber = -1;
    this.position = 0;
    this.view = /** @type {import('./template.js').View} */ ('flow');
    this.table = /** @type {import('./template.js').Table} */ ('process');
    this.room = 0; // pixels for a drawing
    this.watched = false;
    this.kernel = new Kernel(host.send, this.id, (notice) => this.complain(notice));
    root.innerHTML = template(this.id, { ...host, live: this.kernel.isThere });
    this.introduce();
    this.controls = new Controls(root, this.kernel.isThere || host.awaited);
    this.flow = new Flow(this.$('.mk-chart'), this.id);
    this.time = new TimeDiagram(this.$(`#${this.id}-time`));
    this.process = new ProcessTable(this.$('.mk-process'));
    this.sentence = new Sentence(this.$('.mk-say'), root);
    this.scrubber = new Scrubber(this.$('.mk-scrub'), (position) => this.goTo(position));
    this.player = new Player(this.stage());
    this.ends = [wire(this), followTheme(root), this.followWidth()];
  }

  /** Say what it is, to those who do not see it. */
  introduce() {
    const { root } = this;
    root.classList.add('mk-lab');
    root.classList.toggle('mk-is-sandbox', this.host.sandbox);
    root.setAttribute('role', 'group');
    root.setAttribute('aria-label', words.panel);
  }

  /** What the player plays. @returns {Player['stage']} */
  stage() {
    const endOf = (/** @type {number} */ position) => this.run.endOf(this.run.events[position].step);
    return {
      arrive: (position) => this.arrive(position),
      move: (next, tween) => this.move(next, tween),
      next: (position, target) => (this.view === 'flow' ? position + 1 : Math.min(target, endOf(position + 1))),
      length: (position) => this.run.events[position].narration.sentence.length,
      isEnd: (position) => position === endOf(position),
      rest: () => this.rest(),
    };
  }

  /** @param {string} selector @returns {HTMLElement} */
  $(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  /** @param {string} selector @returns {HTMLElement[]} */
  $$(selector) {
    return [...this.root.querySelectorAll(selector)].map((element) => /** @type {HTMLElement} */ (element));
  }

  close() {
    this.player.stop();
    this.kernel.close();
    for (const end of this.ends) end();
  }

  // What Python tells, and is told

  /** @param {Message} message */
  receive(message) {
    if (message.to && message.to !== this.id) return;
    this.kernel.heard();
    if (message.picture) this.draw(message.picture);
    if (message.controls) this.controls.take(message.controls);
    if (message.run) this.take(message);
    else if (message.position !== undefined && message.by !== this.id) this.stand(message.position);
    this.controls.settle(this.run, message.controls?.notice);
    if (this.run.events.length) this.render();
  }

  /** @param {Message} message */
  take(message) {
    const isNew = message.run_number !== this.runNumber;
    const known = isNew && message.run.first > 0 && message.from <= 0 ? 0 : this.run.end;
    if ((isNew && message.run.first > this.run.events.length) || !this.run.take(message.run))
      return this.ask('hello', {});
    this.runNumber = message.run_number;
    this.takeOther(message.other);
    this.process.renew(this.run, this.run.events[Math.min(message.run.first, this.run.end)].step);
    this.scrubber.renew(this.run);
    if (message.position > message.from && !this.hidden)
      this.player.play(Math.max(0, Math.min(message.from, known)), message.position, false);
    else this.stand(message.position);
  }

  /** @param {Told | null} told */
  takeOther(told) {
    if (!told) this.other = null;
    else if (!this.other?.take(told)) {
      this.other = new Run();
      if (!this.other.take(told)) this.other = null;
    }
  }

  /** Ask Python for something. @param {string} verb @param {object} args */
  ask(verb, args) {
    if (!this.kernel.isThere) return;
    this.root.setAttribute('aria-busy', 'true');
    this.kernel.ask(verb, args);
  }

  /** Tell that the kernel does not answer. @param {string} notice */
  complain(notice) {
    this.controls.notice(notice);
    this.controls.pressed = null;
    this.player.finish();
    if (this.run.events.length) this.render();
  }

  /** Show at once the message that was pressed for; Python tells what becomes of it. @param {string} verb @param {string} text */
  anticipate(verb, text) {
    const { told } = this.controls;
    if (this.view !== 'flow' || this.player.calm.matches || told?.ask_first || !this.flow.drawing.isThere) return;
    if (verb === 'retry' && told?.to_retry) this.flow.token.appear(told.to_retry, 0);
    if (verb !== 'send') return;
    const last = this.run.events.findLast((event) => event.kind === 'send' || event.kind === 'wait')?.delivery;
    this.flow.token.appear({ number: (last?.number ?? -1) + 1, text }, 0);
  }

  // Where the learner stands

  /** @param {number} position */
  stand(position) {
    this.player.stop();
    this.position = Math.max(0, Math.min(position, this.run.end));
  }

  /** The learner goes somewhere; Python follows. @param {number} position */
  goTo(position) {
    this.stand(position);
    this.controls.goOn();
    this.render();
    this.kernel.follow(() => this.position);
  }

  /** @param {number} position */
  arrive(position) {
    this.position = position;
    this.render();
  }

  rest() {
    this.flow.token.hide();
    this.render();
    if (this.watched) this.kernel.follow(() => this.position);
    this.watched = false;
  }

  /** Play or pause, from the start if it is at the end. */
  playOrPause() {
    if (this.player.playing) {
      this.goTo(this.position);
      return;
    }
    this.watched = true;
    this.player.play(this.position === this.run.end ? 0 : this.position, this.run.end, true);
  }

  /** @param {number} next @param {Player['tween']} tween @returns {Promise<boolean>} */
  async move(next, tween) {
    if (this.view !== 'flow' || !this.flow.drawing.isThere) {
      this.arrive(next);
      return tween(SWEEP, () => {});
    }
    for (const move of movesTo(this.run, next)) {
      if (move.do === 'look' && this.position !== next) this.arrive(next); // it has come: the question stands while it is compared
      if (!(await this.flow.token.move(move, tween))) return false;
    }
    return true;
  }

  /** Whether nobody can see it move, as in a page behind another. */
  get hidden() {
    return document.hidden || !this.root.isConnected;
  }

  // Drawing

  /** @param {Picture} picture */
  draw(picture) {
    this.player.finish();
    this.flow.draw(picture);
  }

  /** Ask for a drawing of the width that there is; a page without Python has some to choose from. */
  followWidth() {
    const watcher = new ResizeObserver(() => {
      const room = Math.floor(this.$('.mk-view').clientWidth);
      if (!room || room === this.room) return;
      this.room = room;
      this.fit();
      if (!this.run.events.length) return;
      this.scrubber.renew(this.run);
      this.render();
    });
    watcher.observe(this.root);
    return () => watcher.disconnect();
  }

  fit() {
    if (this.kernel.isThere) return this.ask('draw', { width: this.room });
    const { pictures } = this.host;
    const fitting = pictures.filter((picture) => picture.width <= this.room).at(-1) ?? pictures[0];
    if (fitting !== this.flow.drawing.picture) this.draw(fitting);
  }

  /** Show another view, or another table. @param {Partial<Pick<Panel, 'view' | 'table'>>} shown */
  show(shown) {
    this.player.finish();
    Object.assign(this, shown);
    this.render();
  }

  render() {
    const { run, position } = this;
    const seen = scene(run, position);
    const { playing } = this.player;
    // Until it has come to rest, a screen reader is not told of it.
    this.root.setAttribute('aria-busy', String(playing || this.kernel.isAsked));
    this.controls.show(run, position, playing);
    nameBrokers(this);
    showTabs(this.root, 'view', this.view);
    showTabs(this.root, 'table', this.table);
    this.showView(seen);
    this.scrubber.show(run, position, seen.focus.stage);
    this.process.show(run, position);
    showTracker(this.$('.mk-tracker'), run, position);
    this.sentence.show(seen, this.controls.told, playing);
  }

  /** @param {import('./scene.js').Scene} seen */
  showView(seen) {
    const { run, position } = this;
    const { playing } = this.player;
    const { armed = null, can_lose: canLose = false } = this.controls.told ?? {};
    if (this.view === 'flow') this.flow.show({ run, seen, position, playing, faults: { armed, canLose } });
    if (this.view === 'time') this.time.show(run, position);
    if (this.view === 'compare') showCompared(this.$(`#${this.id}-compare`), run, this.other, position);
  }
}
