/** HTML that the panel writes: safe whatever a text says, and set only where it is another. */

/** @param {string} text */
export const escaped = (text) => String(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** What has the focus or is selected in it stays if nothing has changed. @param {HTMLElement} element @param {string} html @returns {boolean} whether it was another before */
export function setHtml(element, html) {
  if (element.dataset.html === html) return false;
  element.dataset.html = html;
  element.innerHTML = html;
  return true;
}
