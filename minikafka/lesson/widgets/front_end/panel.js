/** The panel: what Python told, where the learner stands in it, and the views of that. */
import { showCompared } from './compare.js';
import { Flow } from './flow.js';
import { wire } from './hands.js';
import { movesTo } from './moves.js';
import { Player } from './player.js';
import { merged, Run } from './run.js';
import { escaped, scene, SIGN } from './scene.js';
import { Scrubber } from './scrubber.js';
import { ProcessTable, showTracker } from './tables.js';
import { TABLES, template, VIEWS } from './template.js';
import { followTheme } from './theme.js';
import { TimeDiagram } from './time_diagram.js';

/**
 * @typedef {{message: string, armed: string | null, faults: string[], can_lose: boolean, refusals: Record<string, string | null>,
 *   ask_first: boolean, asked: {question: string, is_retry: boolean, answers: [string, string][]} | null, outcome: string, score: string, notice: string,
 *   to_retry: {number: number, text: string} | null, sandbox: {batches: [number, string][], runs: string[], run: string} | null}} Controls what can be pressed now
 * @typedef {import('./run.js').Told} Told
 * @typedef {{run: Told, run_number: number, other: Told | null, controls: Controls, from: number, position: number,
 *   by: string | null, to: string | null, picture?: import('./flow.js').Picture}} Message
 * @typedef {(verb: string, args: object) => void} Send
 */

const PATIENCE = 4000; // milliseconds until a kernel that does not answer is told of
const SWEEP = 700; // of a step, in a view in which no message moves
let panels = 0;

export class Panel {
  /** @param {HTMLElement} root @param {{send: Send | null, sandbox: boolean, brokers: number, pictures: import('./flow.js').Picture[]}} host */
  constructor(root, host) {
    this.root = root;
    this.host = host;
    this.id = `mk${++panels}-${Math.random().toString(36).slice(2, 8)}`;
    this.run = new Run();
    /** @type {Run | null} */
    this.other = null;
    this.runNumber = -1;
    /** @type {Controls | null} */
    this.controls = null;
    this.position = 0;
    this.view = /** @type {keyof typeof VIEWS} */ ('flow');
    this.table = /** @type {keyof typeof TABLES} */ ('process');
    this.room = 0; // pixels for a drawing
    this.asking = false;
    /** @type {{name: string, on: boolean} | null} */
    this.pressed = null; // a switch, until Python tells what becomes of it
    this.watched = false;
    this.message = ''; // the one that Python told last
    this.isEdited = false; // whether the learner has written something since the last press
    root.innerHTML = template(this.id, { ...host, live: host.send !== null });
    this.flow = new Flow(this.$('.mk-chart'), this.id);
    this.time = new TimeDiagram(this.$(`#${this.id}-time`));
    this.process = new ProcessTable(this.$('.mk-process'));
    this.scrubber = new Scrubber(this.$('.mk-scrub'), (position) => this.goTo(position));
    this.introduce();
    this.player = new Player({
      arrive: (position) => this.arrive(position),
      move: (next, tween) => this.move(next, tween),
      next: (position, target) =>
        this.view === 'flow' ? position + 1 : Math.min(target, this.run.endOf(this.run.events[position + 1].step)),
      length: (position) => this.run.events[position].narration.sentence.length,
      isEnd: (position) => position === this.run.endOf(this.run.events[position].step),
      rest: () => this.rest(),
    });
    this.ends = [wire(this), followTheme(root), this.followWidth()];
  }

  /** Say what it is, to those who do not see it and to the notebook that it stands in. */
  introduce() {
    const { root } = this;
    root.classList.add('mk-lab');
    root.classList.toggle('mk-is-sandbox', this.host.sandbox);
    root.setAttribute('role', 'group');
    root.setAttribute('aria-label', 'Idempotent producer');
    root.dataset.lmSuppressShortcuts = 'true';
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
    clearTimeout(this.waiting);
    clearTimeout(this.standing);
    for (const end of this.ends) end();
  }

  // What Python tells, and is told

  /** @param {Message} message */
  receive(message) {
    if (message.to && message.to !== this.id) return;
    clearTimeout(this.waiting);
    this.asking = false;
    if (message.picture) this.draw(message.picture);
    if (message.controls) this.controls = merged(this.controls, message.controls);
    if (message.run) this.take(message);
    else if (message.position !== undefined && message.by !== this.id) this.stand(message.position);
    const { pressed } = this;
    if (pressed && (message.controls?.notice || this.switches()[pressed.name] === pressed.on)) this.pressed = null;
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
    else if (!this.other || !this.other.take(told)) {
      this.other = new Run();
      if (!this.other.take(told)) this.other = null;
    }
  }

  /** Ask Python for something; a kernel that does not answer is told of. @param {string} verb @param {object} args */
  ask(verb, args) {
    if (!this.host.send) return;
    clearTimeout(this.waiting);
    this.asking = true;
    this.root.setAttribute('aria-busy', 'true');
    this.waiting = setTimeout(
      () => this.tell('No answer from the kernel. It is busy, or was restarted: then run this cell again.'),
      PATIENCE,
    );
    try {
      this.host.send(verb, { ...args, view: this.id });
    } catch {
      this.tell('The kernel of this panel has ended. Run this cell again.');
    }
  }

  /** @param {string} notice */
  tell(notice) {
    if (this.controls) this.controls = { ...this.controls, notice };
    this.asking = false;
    this.pressed = null;
    this.player.finish();
    if (this.run.events.length) this.render();
  }

  /** Show at once the message that was pressed for; Python tells what becomes of it. @param {string} verb @param {string} text */
  anticipate(verb, text) {
    if (this.view !== 'flow' || this.player.calm.matches || this.controls?.ask_first || !this.flow.picture) return;
    if (verb === 'retry' && this.controls?.to_retry) this.flow.appear(this.controls.to_retry, 0);
    if (verb !== 'send') return;
    const last = this.run.events.findLast((event) => event.kind === 'send' || event.kind === 'wait')?.delivery;
    this.flow.appear({ number: (last?.number ?? -1) + 1, text }, 0);
  }

  // Where the learner stands

  /** @param {number} position */
  stand(position) {
    this.player.stop();
    this.position = Math.max(0, Math.min(position, this.run.end));
  }

  /** The learner goes somewhere; Python follows once he has come to rest. @param {number} position */
  goTo(position) {
    this.stand(position);
    if (this.controls) this.controls = { ...this.controls, notice: '', outcome: '' };
    this.render();
    this.report();
  }

  report() {
    clearTimeout(this.standing);
    this.standing = setTimeout(() => this.host.send?.('stand', { position: this.position, view: this.id }), 120);
  }

  /** @param {number} position */
  arrive(position) {
    this.position = position;
    this.render();
  }

  rest() {
    this.flow.hide();
    this.render();
    if (this.watched) this.report();
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
    if (this.view !== 'flow' || !this.flow.picture) {
      this.position = next;
      this.render();
      return tween(SWEEP, () => {});
    }
    for (const move of movesTo(this.run, next)) {
      if (move.do === 'look' && this.position !== next) this.arrive(next); // it has come: the question stands while it is compared
      if (!(await this.flow.move(move, tween))) return false;
    }
    return true;
  }

  /** Whether nobody can see it move, as in a page behind another. */
  get hidden() {
    return document.hidden || !this.root.isConnected;
  }

  // Drawing

  /** @param {import('./flow.js').Picture} picture */
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
      const fitting = this.host.pictures.filter((picture) => picture.width <= room).at(-1) ?? this.host.pictures[0];
      if (this.host.send) this.ask('draw', { width: room });
      else if (fitting !== this.flow.picture) this.draw(fitting);
      if (this.run.events.length) {
        this.scrubber.renew(this.run);
        this.render();
      }
    });
    watcher.observe(this.root);
    return () => watcher.disconnect();
  }

  render() {
    const seen = scene(this.run, this.position);
    const playing = this.player.playing;
    // Until it has come to rest, a screen reader is not told of it.
    this.root.setAttribute('aria-busy', String(playing || Boolean(this.asking)));
    this.renderControls();
    this.renderTabs();
    if (this.view === 'flow') {
      const faults = { armed: this.controls?.armed ?? null, canLose: Boolean(this.controls?.can_lose) };
      this.flow.show(this.run, seen, this.position, playing, faults);
    }
    if (this.view === 'time') this.time.show(this.run, this.position);
    if (this.view === 'compare') showCompared(this.$(`#${this.id}-compare`), this.run, this.other, this.position);
    this.scrubber.show(this.run, this.position, seen.focus.stage);
    this.process.show(this.run, this.position);
    showTracker(this.$('.mk-tracker'), this.run, this.position);
    this.say(seen);
  }

  renderTabs() {
    for (const [kind, names, shown] of /** @type {const} */ ([
      ['view', VIEWS, this.view],
      ['table', TABLES, this.table],
    ])) {
      for (const name of Object.keys(names)) {
        const tab = this.$(`[data-${kind}="${name}"]`);
        tab.setAttribute('aria-selected', String(name === shown));
        tab.tabIndex = name === shown ? 0 : -1;
        this.$(`#${this.id}-${name}`).toggleAttribute(kind === 'view' ? 'hidden' : 'data-behind', name !== shown);
      }
    }
  }

  renderControls() {
    const atStart = this.position === 0 ? 'this is the start' : null;
    const atEnd = this.position === this.run.end ? 'this is the last stage of the run' : null;
    const refusals = {
      ...this.controls?.refusals,
      start: atStart,
      back: atStart,
      forward: atEnd,
      play: this.run.end ? null : 'there is nothing to play yet',
    };
    for (const [verb, refusal] of Object.entries(refusals)) this.enable(verb, refusal);
    const next = this.run.events[this.run.end].variables.in_flight ? 'flush' : 'send';
    for (const button of this.$$('.mk-controls .mk-button'))
      button.classList.toggle('mk-primary', button.dataset.verb === next);
    this.$('[data-verb=play]').textContent = this.player.playing ? 'Pause' : 'Play';
    if (!this.controls || !this.host.send) return this.nameBrokers();
    const { message } = this.controls;
    for (const [name, on] of Object.entries(this.switches()))
      /** @type {HTMLInputElement} */ (this.$(`[data-switch=${name}]`)).checked =
        this.pressed?.name === name ? this.pressed.on : on;
    if (this.message !== message && !this.isEdited) this.write(message);
    this.message = message;
    this.renderChoices(this.controls);
    this.nameBrokers();
  }

  /** Put a message into the field; who has selected all of it goes on to type over all of it. @param {string} message */
  write(message) {
    const field = /** @type {HTMLInputElement} */ (this.$('.mk-message'));
    const isSelected = field.value !== '' && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    field.value = message;
    if (isSelected) field.setSelectionRange(0, message.length);
  }

  /** The switches as Python told them. @returns {Record<string, boolean>} */
  switches() {
    const { ask_first = false, armed = null } = this.controls ?? {};
    return { idempotence: this.run.idempotence, ask_first, lose: armed === 'lose the ack' };
  }

  /** A button that is off says why; it keeps the focus. @param {string} verb @param {string | null | undefined} refusal */
  enable(verb, refusal) {
    for (const button of this.$$(`[data-verb="${verb}"]`)) {
      button.setAttribute('aria-disabled', String(Boolean(refusal)));
      button.title = refusal ?? '';
    }
  }

  /** @param {Controls} controls */
  renderChoices({ sandbox, faults, armed }) {
    if (!sandbox) return;
    choose(this.$('[data-choice=fault]'), [['', 'is answered'], ...faults.map((fault) => [fault, fault])], armed ?? '');
    const batch = /** @type {HTMLSelectElement} */ (this.$('[data-choice=batch]'));
    choose(
      batch,
      sandbox.batches.map(([number, text]) => [String(number), text]),
      batch.value,
    );
    choose(
      this.$('[data-choice=run]'),
      sandbox.runs.map((name) => [name, name]),
      sandbox.run,
    );
  }

  /** The leader stands in the lane, the others beside it: the names change places when another one leads. */
  nameBrokers() {
    const { leader } = this.run.events[this.position];
    for (const place of this.$$('.mk-broker')) {
      const number = Number(place.dataset.broker);
      const name = this.run.brokers > 1 ? `BROKER ${number} ${number === leader ? 'leads' : 'follows'}` : 'BROKER';
      const text = this.host.send && !this.run.watched ? `${name} ▾` : name;
      const button = /** @type {HTMLElement} */ (place.firstElementChild);
      if (button.textContent !== text) button.textContent = text;
      place.classList.toggle('mk-follows', number !== leader);
    }
  }

  /** The sentence, or the question that stands before an answer. @param {import('./scene.js').Scene} [seen] */
  say(seen = scene(this.run, this.position)) {
    const { asked, notice, outcome, score } = this.controls ?? { asked: null, notice: '', outcome: '', score: '' };
    const { place, stage, sentence, tone, ackLost } = seen.sentence;
    const isCalm = tone === 'lost' && ackLost;
    const atRest = !this.player.playing;
    const said = atRest ? notice || (seen.isLast ? `${outcome} ${outcome && score}`.trim() : '') : '';
    const sign = isCalm ? '' : SIGN[tone];
    const lost = ackLost ? ', <span class="mk-lost">✕ Ack lost</span>' : '';
    const told = asked
      ? `<b>${escaped(asked.question)}</b>`
      : `${said ? `<b class="mk-notice">${escaped(said)}</b> ` : ''}<b>${place} · </b>` +
        `<b class="${isCalm ? '' : `mk-${tone}`}">${sign}${stage}${lost}.</b> ${said ? '' : escaped(sentence)}`;
    this.root.classList.toggle('mk-is-asking', Boolean(asked));
    const box = this.$('.mk-say');
    box.className = `mk-say mk-${asked ? '' : tone}`;
    const line = this.$('.mk-told');
    if (line.dataset.html !== told) line.innerHTML = line.dataset.html = told;
    const answers = this.$('.mk-answers');
    const html =
      (asked?.answers ?? [])
        .map(
          ([branch, text]) =>
            `<button type="button" class="mk-button" data-answer="${branch}">${escaped(text)}</button>`,
        )
        .join('') + (asked ? '<button type="button" class="mk-button" data-answer="">Cancel</button>' : '');
    if (answers.dataset.html === html) return;
    answers.innerHTML = answers.dataset.html = html;
    answers.hidden = !asked;
    if (asked) /** @type {HTMLElement} */ (answers.firstElementChild).focus({ preventScroll: true });
  }
}

/** Offer options, one of them chosen, and touch nothing that is as it was. @param {HTMLElement} element @param {string[][]} options @param {string} chosen */
function choose(element, options, chosen) {
  const select = /** @type {HTMLSelectElement} */ (element);
  const html = options.map(([value, text]) => `<option value="${escaped(value)}">${escaped(text)}</option>`).join('');
  if (select.dataset.html !== html) select.innerHTML = select.dataset.html = html;
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}
