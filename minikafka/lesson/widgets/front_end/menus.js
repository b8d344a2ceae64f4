/** What opens on a press and closes on Escape or elsewhere: the menu of a broker, and the runs of a sandbox. */
import { escaped } from './html.js';
import { filled } from './text.js';
import { words } from './words.js';

/** @typedef {import('./panel.js').Panel} Panel @typedef {keyof typeof words.operations} Operation */

const OPERATIONS = /** @type {Operation[]} */ (Object.keys(words.operations));

/** The leader stands in the lane, the others beside it: the names change places when another one leads. @param {Panel} panel */
export function nameBrokers(panel) {
  const { run, position } = panel;
  const { leader } = run.events[position];
  for (const place of panel.$$('.mk-broker')) {
    const number = Number(place.dataset.broker);
    const name = run.brokers > 1 ? filled(number === leader ? words.leads : words.follows, { number }) : words.broker;
    const text = panel.kernel.isThere && !run.watched ? `${name} ▾` : name;
    const button = openerOf(place);
    if (button.textContent !== text) button.textContent = text;
    place.classList.toggle('mk-follows', number !== leader);
  }
}

/** @param {Element} popup */
const openerOf = (popup) => /** @type {HTMLElement} */ (popup.firstElementChild);

/** @param {Panel} panel */
export function closeMenus(panel) {
  for (const menu of panel.$$('.mk-menu')) {
    menu.hidden = true;
    menu.previousElementSibling?.setAttribute('aria-expanded', 'false');
  }
}

/** @param {Panel} panel @param {HTMLElement} opener */
export function openMenu(panel, opener) {
  const menu = /** @type {HTMLElement} */ (opener.nextElementSibling);
  const wasOpen = !menu.hidden;
  closeMenus(panel);
  if (wasOpen || !panel.kernel.isThere || (opener.dataset.opens === 'broker' && panel.run.watched)) return;
  if (opener.dataset.opens === 'broker') fillMenu(panel, opener, menu);
  menu.hidden = false;
  opener.setAttribute('aria-expanded', 'true');
  /** @type {HTMLElement | null} */ (menu.querySelector('button, select'))?.focus({ preventScroll: true });
}

/** @param {Panel} panel @param {HTMLElement} opener @param {HTMLElement} menu */
function fillMenu(panel, opener, menu) {
  const { told } = panel.controls;
  const follows = Boolean(opener.parentElement?.classList.contains('mk-follows'));
  const offered = OPERATIONS.filter((does) => does !== 'day' || (told?.sandbox && !follows));
  menu.setAttribute('aria-label', opener.textContent ?? '');
  menu.innerHTML = offered.map((does) => item(does, follows, told?.refusals[does] ?? null)).join('');
}

/** @param {Operation} does @param {boolean} follows @param {string | null} refusal */
function item(does, follows, refusal) {
  const [name, told] = does === 'lead' && follows ? words.letItLead : words.operations[does];
  return (
    `<button type="button" role="menuitem" tabindex="-1" data-does="${does}" aria-disabled="${refusal !== null}">` +
    `${escaped(name)}<small>${escaped(refusal ?? told)}</small></button>`
  );
}

/** Do what was chosen to the broker of its menu. @param {Panel} panel @param {HTMLElement} chosen */
export function operate(panel, chosen) {
  const place = /** @type {HTMLElement} */ (chosen.closest('.mk-broker'));
  closeMenus(panel);
  panel.player.finish();
  openerOf(place).focus({ preventScroll: true });
  panel.ask(/** @type {string} */ (chosen.dataset.does), { broker: Number(place.dataset.broker) });
}

/** A key within a popup; null if it means nothing there. @param {Panel} panel @param {string} key @param {HTMLElement} target @returns {(() => void) | null} what it does */
export function menuKey(panel, key, target) {
  const opener = openerOf(/** @type {Element} */ (target.closest('.mk-popup')));
  const menu = /** @type {HTMLElement} */ (opener.nextElementSibling);
  if (menu.hidden) return key === 'ArrowDown' && target === opener ? () => openMenu(panel, opener) : null;
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role=menuitem]')]);
  const step = { ArrowDown: 1, ArrowUp: items.length - 1 }[key];
  if (step && items.length) {
    const next = items[(items.indexOf(target) + step + items.length) % items.length];
    return () => next.focus({ preventScroll: true });
  }
  if (key !== 'Escape') return null;
  return () => {
    closeMenus(panel);
    opener.focus({ preventScroll: true });
  };
}

/** Whether Tab leaves the popup that something stands in, which then closes. @param {HTMLElement} target */
export const isMenuItem = (target) => target.matches('[role=menuitem]');
