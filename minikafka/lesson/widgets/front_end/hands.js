/** Mouse and keyboard: what a learner does in the panel, and that none of it reaches the notebook around it. */
import { closeMenus, isMenuItem, menuKey, openMenu, operate } from './menus.js';
import { Scrubber } from './scrubber.js';
import { tabAt } from './tabs.js';
import { change, lose, perform, reply } from './verbs.js';

/** @typedef {import('./panel.js').Panel} Panel */

const PRESSED = '[data-verb],[data-view],[data-table],[data-answer],[data-opens],[data-does],[data-lose],[data-step]';

/** @param {Panel} panel @returns {() => void} ends it */
export function wire(panel) {
  const { root } = panel;
  keepKeys(root);
  root.addEventListener('keydown', (event) => press(panel, event));
  root.addEventListener('click', (event) => click(panel, event));
  root.addEventListener('change', (event) => change(panel, event));
  root.addEventListener('input', ({ target }) => {
    if (/** @type {Element} */ (target).matches('.mk-message')) panel.controls.isEdited = true;
  });
  for (const type of ['pointerover', 'pointerout', 'focusin', 'focusout'])
    root.addEventListener(type, (event) => point(panel, event));
  root.addEventListener('focusout', ({ relatedTarget }) => {
    if (!root.contains(/** @type {Node | null} */ (relatedTarget))) panel.kernel.catchUp();
  });
  const outside = (/** @type {Event} */ event) => {
    if (!root.contains(/** @type {Node} */ (event.target))) closeMenus(panel);
  };
  document.addEventListener('pointerdown', outside);
  return () => document.removeEventListener('pointerdown', outside);
}

/**
 * Nothing that is pressed here reaches the notebook: one that listens in the capture phase, as Notebook 7 does, looks
 * for data-lm-suppress-shortcuts, first of all at what has the focus; every other one never gets the event.
 * @param {HTMLElement} root
 */
function keepKeys(root) {
  root.dataset.lmSuppressShortcuts = 'true';
  root.tabIndex = -1; // who has clicked beside everything in here has not left it for the notebook
  root.addEventListener('focusin', ({ target }) => {
    /** @type {HTMLElement} */ (target).dataset.lmSuppressShortcuts = 'true';
  });
  for (const type of ['keydown', 'keyup', 'keypress']) root.addEventListener(type, (event) => event.stopPropagation());
}

/** Tell what a click on a message would do, while it is pointed at. @param {Panel} panel @param {Event} event */
function point(panel, event) {
  const hit = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest('.mk-hit'));
  if (hit) panel.flow.legs.tip(hit, event.type === 'pointerover' || event.type === 'focusin');
}

/** @param {Panel} panel @param {Event} event */
function click(panel, event) {
  const target = /** @type {Element} */ (event.target);
  const pressed = /** @type {HTMLElement | null} */ (target.closest(PRESSED));
  if (!target.closest('.mk-popup')) closeMenus(panel);
  if (!pressed || pressed.getAttribute('aria-disabled') === 'true') return;
  const { verb, view, table, answer, opens, does, lose: leg, step } = pressed.dataset;
  if (verb) perform(panel, verb);
  else if (view) panel.show({ view: /** @type {Panel['view']} */ (view) });
  else if (table) panel.show({ table: /** @type {Panel['table']} */ (table) });
  else if (answer !== undefined) reply(panel, answer);
  else if (opens) openMenu(panel, pressed);
  else if (does) operate(panel, pressed);
  else if (leg) lose(panel, leg);
  else if (step !== undefined) panel.goTo(panel.run.endOf(Number(step)));
}

/** @param {Panel} panel @param {KeyboardEvent} event */
function press(panel, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === 'Enter' && target.matches('.mk-message')) return perform(panel, 'send');
  if (event.key === 'Tab' && isMenuItem(target)) return closeMenus(panel);
  const act = actOf(panel, event.key, target);
  if (!act) return;
  event.preventDefault();
  act();
}

/** What a key does, null if it is the browser's. @param {Panel} panel @param {string} key @param {HTMLElement} target @returns {(() => void) | null} */
function actOf(panel, key, target) {
  if (target.matches('.mk-hit'))
    return key === 'Enter' || key === ' ' ? () => lose(panel, /** @type {string} */ (target.dataset.lose)) : null;
  if (target.matches('.mk-scrub')) {
    const position = Scrubber.leadsTo(key, panel.run, panel.position);
    return position === null ? null : () => panel.goTo(position);
  }
  if (target.matches('[role=tab]')) {
    const next = tabAt(key, target);
    return next && (() => select(next));
  }
  return target.closest('.mk-popup') ? menuKey(panel, key, target) : null;
}

/** @param {HTMLElement} tab */
function select(tab) {
  tab.click();
  tab.focus({ preventScroll: true });
}
