// A widget as the build has stored it, drawn before its Python is there: it can be seen and read, and nothing can be pressed.

/** @typedef {{module: string, stylesheet: string, state: {[name: string]: unknown}}} Widget */

const TO_PRESS = 'button, input, select, textarea, [tabindex="0"]';
const nothing = () => {};

/**
 * Draw it in `place`.
 * @param {Element} place @param {Widget} widget @returns {Promise<() => void>} what ends it
 */
export async function drawAtRest(place, { module, stylesheet, state }) {
  const address = URL.createObjectURL(new Blob([module], { type: 'text/javascript' }));
  const { default: widget } = await import(address);
  URL.revokeObjectURL(address);
  const sheet = document.createElement('style');
  sheet.textContent = stylesheet;
  place.replaceChildren(sheet);
  const model = {
    get: (/** @type {string} */ name) => state[name],
    set: nothing,
    save_changes: nothing,
    send: nothing,
    on: nothing,
    off: nothing,
  };
  const end = widget.render({ model, el: place });
  const toPress = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(TO_PRESS));
  for (const element of toPress) element.inert = true;
  return end ?? nothing;
}
