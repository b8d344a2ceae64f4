/** The controls: which buttons are on, and what stands in the switches, the field of the message and the choices. */
import { escaped, setHtml } from './html.js';
import { FAULT_OF } from './moves.js';
import { merged, Run } from './run.js';
import { words } from './words.js';

/**
 * @typedef {{message: string, armed: string | null, faults: string[], can_lose: boolean, refusals: Record<string, string | null>,
 *   ask_first: boolean, asked: {question: string, is_retry: boolean, answers: [string, string][]} | null, outcome: string, score: string, notice: string,
 *   to_retry: {number: number, text: string} | null, sandbox: {batches: [number, string][], runs: string[], run: string} | null}} Told what can be pressed now
 */

export class Controls {
  /** @param {HTMLElement} root @param {boolean} isLive whether there is anything to press but steps */
  constructor(root, isLive) {
    this.root = root;
    this.isLive = isLive;
    /** @type {Told | null} */
    this.told = null;
    /** @type {{name: string, on: boolean} | null} */
    this.pressed = null; // a switch, until Python tells what becomes of it
    this.message = ''; // the one that Python told last
    this.isEdited = false; // whether the learner has written something since the last press
  }

  /** @param {string} selector @returns {HTMLElement} */
  $(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  /** What has changed. @param {Partial<Told>} changes */
  take(changes) {
    this.told = merged(this.told, changes);
  }

  /** A switch shows what was pressed until Python has done it, or has said why not. @param {Run} run @param {string | undefined} notice */
  settle(run, notice) {
    const { pressed } = this;
    if (pressed && (notice || this.switches(run)[pressed.name] === pressed.on)) this.pressed = null;
  }

  /** Say this above the run's own sentence; nothing once the learner has gone on. @param {string} notice */
  notice(notice) {
    if (this.told) this.told = { ...this.told, notice };
  }

  goOn() {
    if (this.told) this.told = { ...this.told, notice: '', outcome: '' };
  }

  /** The switches as Python told them. @param {Run} run @returns {Record<string, boolean>} */
  switches(run) {
    const { ask_first = false, armed = null } = this.told ?? {};
    return { idempotence: run.idempotence, ask_first, lose: armed === FAULT_OF.ack };
  }

  /** @param {Run} run @param {number} position @param {boolean} playing */
  show(run, position, playing) {
    this.showButtons(run, position, playing);
    if (!this.told || !this.isLive) return;
    for (const [name, on] of Object.entries(this.switches(run))) {
      const field = /** @type {HTMLInputElement} */ (this.$(`[data-switch=${name}]`));
      field.checked = this.pressed?.name === name ? this.pressed.on : on;
    }
    const { message } = this.told;
    if (this.message !== message && !this.isEdited) this.write(message);
    this.message = message;
    this.showChoices(this.told);
  }

  /** @param {Run} run @param {number} position @param {boolean} playing */
  showButtons(run, position, playing) {
    const refusals = { ...this.told?.refusals, ...refusalsOfSteps(run, position) };
    for (const [verb, refusal] of Object.entries(refusals)) this.enable(verb, refusal);
    const next = run.events[run.end].variables.in_flight ? 'flush' : 'send';
    for (const button of this.root.querySelectorAll('.mk-controls .mk-button'))
      button.classList.toggle('mk-primary', /** @type {HTMLElement} */ (button).dataset.verb === next);
    this.$('[data-verb=play]').textContent = playing ? words.pause : words.buttons.play;
  }

  /** A button that is off says why; it keeps the focus. @param {string} verb @param {string | null | undefined} refusal */
  enable(verb, refusal) {
    for (const button of this.root.querySelectorAll(`[data-verb="${verb}"]`)) {
      button.setAttribute('aria-disabled', String(Boolean(refusal)));
      /** @type {HTMLElement} */ (button).title = refusal ?? '';
    }
  }

  /** Put a message into the field; who has selected all of it goes on to type over all of it. @param {string} message */
  write(message) {
    const field = /** @type {HTMLInputElement} */ (this.$('.mk-message'));
    const isSelected = field.value !== '' && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    field.value = message;
    if (isSelected) field.setSelectionRange(0, message.length);
  }

  /** @param {Told} told */
  showChoices({ sandbox, faults, armed }) {
    if (!sandbox) return;
    this.offer('fault', [['', words.isAnswered], ...faults.map((fault) => [fault, fault])], armed ?? '');
    this.offer(
      'batch',
      sandbox.batches.map(([number, text]) => [String(number), text]),
    );
    this.offer(
      'run',
      sandbox.runs.map((name) => [name, name]),
      sandbox.run,
    );
  }

  /** Offer options, one of them chosen, and touch nothing that is as it was. @param {string} name @param {string[][]} options @param {string} [chosen] */
  offer(name, options, chosen) {
    const select = /** @type {HTMLSelectElement} */ (this.$(`[data-choice=${name}]`));
    const wanted = chosen ?? select.value;
    const html = options.map(([value, text]) => `<option value="${escaped(value)}">${escaped(text)}</option>`).join('');
    setHtml(select, html);
    if (options.some(([value]) => value === wanted)) select.value = wanted;
  }
}

/** Why a step cannot be made; Python need not be asked. @param {Run} run @param {number} position @returns {Record<string, string | null>} */
function refusalsOfSteps(run, position) {
  const atStart = position === 0 ? words.atStart : null;
  return {
    start: atStart,
    back: atStart,
    forward: position === run.end ? words.atEnd : null,
    play: run.end ? null : words.nothingToPlay,
  };
}
