/** HTML and SVG that the panel writes: safe whatever a text says, and set only where it is another. */
import { cut } from './text.js';

const LETTER = 7; // pixels of a letter, on average; a bold one has more
const SQUEEZED = 5.2; // pixels of a letter that can still be read

/** @param {string} text */
export const escaped = (text) => String(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** What has the focus or is selected in it stays if nothing has changed. @param {HTMLElement} element @param {string} html @returns {boolean} whether it was another before */
export function setHtml(element, html) {
  if (element.dataset.html === html) return false;
  element.dataset.html = html;
  element.innerHTML = html;
  return true;
}

/**
 * A text in a drawing. One that is too long for its room is squeezed, and cut where that is not enough.
 * @param {string} look its class @param {[x: number, y: number]} place @param {string} text
 * @param {{anchor?: 'start' | 'middle' | 'end', room?: number, letter?: number, inside?: string}} [more] inside: SVG after the text
 */
export function svgText(look, [x, y], text, { anchor, room = Infinity, letter = LETTER, inside = '' } = {}) {
  const shown = cut(text, Math.floor(room / SQUEEZED));
  const squeezed = shown.length * letter > room ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : '';
  const anchored = anchor ? ` text-anchor="${anchor}"` : '';
  return `<text class="${look}" x="${x}" y="${y}"${anchored}${squeezed}>${escaped(shown)}${inside}</text>`;
}
