/** What is pressed, as a step in the run that is here, or as a verb for Python. */
import { FAULT_OF, stepToLose } from './moves.js';

/** @typedef {import('./moves.js').Leg} Leg @typedef {import('./panel.js').Panel} Panel */

/** A button. @param {Panel} panel @param {string} verb */
export function perform(panel, verb) {
  const { run, position } = panel;
  if (verb === 'play') return panel.playOrPause();
  if (verb === 'start') return panel.goTo(0);
  if (verb === 'back') return panel.goTo(position - 1);
  if (verb === 'forward') return panel.goTo(Math.min(position + 1, run.end));
  panel.player.finish();
  panel.controls.isEdited = false;
  panel.anticipate(verb, valueOf(panel, '.mk-message'));
  panel.ask(verb === 'retry_batch' ? 'retry' : verb, argumentsOf(panel, verb));
}

/** @param {Panel} panel @param {string} verb @returns {object} */
function argumentsOf(panel, verb) {
  const text = valueOf(panel, '.mk-message');
  switch (verb) {
    case 'send': // what nobody has typed over is Python's own, which may have another message by now
      return text === panel.controls.message ? {} : { text };
    case 'retry_batch':
      return { number: Number(valueOf(panel, '[data-choice=batch]')) };
    case 'save':
    case 'load':
      return { name: valueOf(panel, '.mk-file') };
    case 'fork':
      return { position: panel.position };
  }
  return {};
}

/** @param {Panel} panel @param {string} selector @returns {string} */
const valueOf = (panel, selector) => /** @type {HTMLInputElement | null} */ (panel.$(selector))?.value ?? '';

/** Answer the question, or drop it; the focus goes back to what was pressed. @param {Panel} panel @param {string} branch */
export function reply(panel, branch) {
  const retried = panel.controls.told?.asked?.is_retry;
  panel.$(retried ? '[data-verb=retry]' : '[data-verb=send]').focus({ preventScroll: true });
  panel.ask('answer', { branch });
}

/** Lose the message that is on its way, or else the next one. @param {Panel} panel @param {string} name */
export function lose(panel, name) {
  const { run, position, player, flow, controls } = panel;
  if (!controls.told?.can_lose || !panel.kernel.isThere) return;
  const moving = player.playing ? (run.events[Math.min(position + 1, run.end)].result ? 'ack' : 'request') : null;
  const leg = /** @type {Leg | null} */ (name === 'token' ? moving : name);
  if (!leg) return;
  const fault = FAULT_OF[leg];
  const step = stepToLose(run, position, player.playing, leg);
  if (step === null) {
    player.finish();
    return panel.ask('arm', { fault: controls.told.armed === fault ? '' : fault });
  }
  flow.token.resume = player.playing ? flow.token.travelled : null;
  panel.ask('lose', { fault, step, position });
}

/** A switch or a choice. @param {Panel} panel @param {Event} event */
export function change(panel, event) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const { switch: name, choice } = field.dataset;
  if (choice === 'speed') panel.player.speed = Number(field.value);
  if (choice === 'fault') panel.ask('arm', { fault: field.value });
  if (choice === 'run') panel.ask('run', { name: field.value });
  if (name) turn(panel, name, field.checked);
}

/** @param {Panel} panel @param {string} name @param {boolean} on read before anything is drawn again, as Python knows of the old state only */
function turn(panel, name, on) {
  panel.controls.pressed = { name, on };
  panel.player.finish();
  if (name === 'lose') panel.ask('arm', { fault: on ? FAULT_OF.ack : '' });
  else panel.ask(name, { on });
}
