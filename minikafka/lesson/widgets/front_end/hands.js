/** Mouse and keyboard: what a learner does in the panel becomes a verb for Python, or a step in the run that is here. */
import { stepToLose } from './moves.js';
import { Scrubber } from './scrubber.js';

/** @typedef {import('./panel.js').Panel} Panel */

const OPERATIONS = [
  ['restart', 'Restart', 'in good order'],
  ['crash', 'Crash', 'killed, and started again'],
  ['lead', 'New leader', 'a follower takes over'],
  ['day', 'Let a day pass', 'a broker forgets old producers'],
];
const ARM = { request: 'lose the request', ack: 'lose the ack' };

/** @param {Panel} panel @returns {() => void} ends it */
export function wire(panel) {
  const { root } = panel;
  // Nothing that is pressed here reaches the notebook: one that listens in the capture phase, as Notebook 7 does, looks
  // for data-lm-suppress-shortcuts, first of all at what has the focus; every other one never gets the event.
  root.addEventListener('focusin', ({ target }) => {
    /** @type {HTMLElement} */ (target).dataset.lmSuppressShortcuts = 'true';
  });
  root.addEventListener('keydown', (event) => {
    press(panel, event);
    event.stopPropagation();
  });
  for (const type of ['keyup', 'keypress']) root.addEventListener(type, (event) => event.stopPropagation());
  root.addEventListener('click', (event) => click(panel, event));
  root.addEventListener('change', (event) => change(panel, event));
  root.addEventListener('input', ({ target }) => {
    if (/** @type {Element} */ (target).matches('.mk-message')) panel.isEdited = true;
  });
  for (const type of ['pointerover', 'pointerout', 'focusin', 'focusout']) {
    root.addEventListener(type, (event) => {
      const hit = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest('.mk-hit'));
      if (hit) panel.flow.tip(hit, type === 'pointerover' || type === 'focusin');
    });
  }
  const outside = (/** @type {Event} */ event) => {
    if (!root.contains(/** @type {Node} */ (event.target))) closeMenus(panel);
  };
  document.addEventListener('pointerdown', outside);
  return () => document.removeEventListener('pointerdown', outside);
}

/** @param {Panel} panel @param {Event} event */
function click(panel, event) {
  const target = /** @type {Element} */ (event.target);
  const pressed = /** @type {HTMLElement | null} */ (
    target.closest(
      '[data-verb],[data-view],[data-table],[data-answer],[data-opens],[data-does],[data-lose],[data-step]',
    )
  );
  if (!target.closest('.mk-popup')) closeMenus(panel);
  if (!pressed || pressed.getAttribute('aria-disabled') === 'true') return;
  const { verb, view, table, answer, opens, does, lose: leg, step } = pressed.dataset;
  if (verb) perform(panel, verb);
  else if (view) show(panel, { view: /** @type {Panel['view']} */ (view) });
  else if (table) show(panel, { table: /** @type {Panel['table']} */ (table) });
  else if (answer !== undefined) reply(panel, answer);
  else if (opens) openMenu(panel, pressed);
  else if (does) operate(panel, pressed);
  else if (leg) lose(panel, leg);
  else if (step !== undefined) panel.goTo(panel.run.endOf(Number(step)));
}

/** @param {Panel} panel @param {Partial<Pick<Panel, 'view' | 'table'>>} shown */
function show(panel, shown) {
  panel.player.finish();
  Object.assign(panel, shown);
  panel.render();
}

/** A button: in the run that is here, or for Python. @param {Panel} panel @param {string} verb */
function perform(panel, verb) {
  const { run, position } = panel;
  if (verb === 'play') return panel.playOrPause();
  if (verb === 'start') return panel.goTo(0);
  if (verb === 'back') return panel.goTo(position - 1);
  if (verb === 'forward') return panel.goTo(Math.min(position + 1, run.end));
  panel.player.finish();
  panel.isEdited = false;
  const value = (/** @type {string} */ selector) =>
    /** @type {HTMLInputElement} */ (panel.root.querySelector(selector))?.value;
  const text = value('.mk-message');
  panel.anticipate(verb, text);
  // What nobody has typed over is Python's own, which may have another message by now.
  if (verb === 'send') return panel.ask('send', text === panel.message ? {} : { text });
  if (verb === 'retry_batch') return panel.ask('retry', { number: Number(value('[data-choice=batch]')) });
  if (verb === 'save' || verb === 'load') return panel.ask(verb, { name: value('.mk-file') });
  panel.ask(verb, verb === 'fork' ? { position } : {});
}

/** Answer the question, or drop it; the focus goes back to what was pressed. @param {Panel} panel @param {string} branch */
function reply(panel, branch) {
  const retried = panel.controls?.asked?.is_retry;
  panel.$(retried ? '[data-verb=retry]' : '[data-verb=send]').focus({ preventScroll: true });
  panel.ask('answer', { branch });
}

/** Lose the message that is on its way, or else the next one. @param {Panel} panel @param {string} name */
function lose(panel, name) {
  const { run, position, player, flow } = panel;
  if (!panel.controls?.can_lose || !panel.host.send) return;
  const moving = player.playing ? (run.events[Math.min(position + 1, run.end)].result ? 'ack' : 'request') : null;
  const leg = /** @type {'request' | 'ack'} */ (name === 'token' ? moving : name);
  if (!leg) return;
  const step = stepToLose(run, position, player.playing, leg);
  if (step === null) {
    player.finish();
    panel.ask('arm', { fault: panel.controls.armed === ARM[leg] ? '' : ARM[leg] });
    return;
  }
  flow.resume = player.playing ? flow.travelled : null;
  panel.ask('lose', { fault: ARM[leg], step, position });
}

/** @param {Panel} panel @param {Event} event */
function change(panel, event) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const { switch: name, choice } = field.dataset;
  if (choice === 'speed') panel.player.speed = Number(field.value);
  if (choice === 'fault') panel.ask('arm', { fault: field.value });
  if (choice === 'run') panel.ask('run', { name: field.value });
  if (!name) return;
  const on = field.checked; // read before anything is drawn again, as Python knows of the old state only
  panel.pressed = { name, on };
  panel.player.finish();
  if (name === 'lose') panel.ask('arm', { fault: on ? ARM.ack : '' });
  else panel.ask(name, { on });
}

// The menus

/** @param {Panel} panel */
export function closeMenus(panel) {
  for (const menu of panel.$$('.mk-menu')) {
    menu.hidden = true;
    menu.previousElementSibling?.setAttribute('aria-expanded', 'false');
  }
}

/** @param {Panel} panel @param {HTMLElement} opener */
function openMenu(panel, opener) {
  const menu = /** @type {HTMLElement} */ (opener.nextElementSibling);
  const wasOpen = !menu.hidden;
  closeMenus(panel);
  if (wasOpen || !panel.host.send || (opener.dataset.opens === 'broker' && panel.run.watched)) return;
  if (opener.dataset.opens === 'broker') fillMenu(panel, opener, menu);
  menu.hidden = false;
  opener.setAttribute('aria-expanded', 'true');
  /** @type {HTMLElement | null} */ (menu.querySelector('button, select'))?.focus({ preventScroll: true });
}

/** @param {Panel} panel @param {HTMLElement} opener @param {HTMLElement} menu */
function fillMenu(panel, opener, menu) {
  const follows = opener.parentElement?.classList.contains('mk-follows');
  const offered = OPERATIONS.filter(([does]) => does !== 'day' || (panel.controls?.sandbox && !follows));
  menu.setAttribute('aria-label', opener.textContent ?? '');
  menu.innerHTML = offered
    .map(([does, name, words]) => {
      const refusal = panel.controls?.refusals[does];
      const shown = does === 'lead' && follows ? ['Let it lead', 'the leader hands over'] : [name, words];
      return `<button type="button" role="menuitem" tabindex="-1" data-does="${does}" aria-disabled="${Boolean(refusal)}">${shown[0]}<small>${refusal ?? shown[1]}</small></button>`;
    })
    .join('');
}

/** @param {Panel} panel @param {HTMLElement} item */
function operate(panel, item) {
  const place = /** @type {HTMLElement} */ (item.closest('.mk-broker'));
  closeMenus(panel);
  panel.player.finish();
  /** @type {HTMLElement} */ (place.firstElementChild).focus({ preventScroll: true });
  panel.ask(/** @type {string} */ (item.dataset.does), { broker: Number(place.dataset.broker) });
}

// The keyboard

/** @param {Panel} panel @param {KeyboardEvent} event */
function press(panel, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const { key } = event;
  if (key === 'Enter' && target.matches('.mk-message')) return perform(panel, 'send');
  if (target.matches('.mk-hit') && (key === 'Enter' || key === ' '))
    return taken(event, () => lose(panel, /** @type {string} */ (target.dataset.lose)));
  if (target.matches('.mk-scrub')) {
    const position = Scrubber.leadsTo(key, panel.run, panel.position);
    return position === null ? undefined : taken(event, () => panel.goTo(position));
  }
  if (target.getAttribute('role') === 'tab') return tab(event, target);
  const opener = target.closest('.mk-popup')?.firstElementChild;
  if (opener instanceof HTMLElement) menuKey(panel, event, opener, target);
}

/** @param {KeyboardEvent} event @param {() => void} act */
function taken(event, act) {
  event.preventDefault();
  act();
}

/** @param {KeyboardEvent} event @param {HTMLElement} target */
function tab(event, target) {
  const tabs = /** @type {HTMLElement[]} */ ([...(target.parentElement?.children ?? [])]);
  const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[event.key];
  if (!step) return;
  taken(event, () => {
    const next = tabs[(tabs.indexOf(target) + step) % tabs.length];
    next.click();
    next.focus({ preventScroll: true });
  });
}

/** @param {Panel} panel @param {KeyboardEvent} event @param {HTMLElement} opener @param {HTMLElement} target */
function menuKey(panel, event, opener, target) {
  const menu = /** @type {HTMLElement} */ (opener.nextElementSibling);
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role=menuitem]')]);
  if (menu.hidden) {
    if (event.key === 'ArrowDown' && target === opener) taken(event, () => openMenu(panel, opener));
    return;
  }
  if (event.key === 'Escape') {
    closeMenus(panel);
    opener.focus({ preventScroll: true });
  } else if (event.key === 'Tab' && items.length) closeMenus(panel);
  const step = { ArrowDown: 1, ArrowUp: items.length - 1 }[event.key];
  if (step && items.length)
    taken(event, () =>
      items[(items.indexOf(target) + step + items.length) % items.length].focus({ preventScroll: true }),
    );
}
