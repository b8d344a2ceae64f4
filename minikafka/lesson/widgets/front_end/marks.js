/** Marks on the process flow: what is lost, what waits, and a word or two on a box. */
import { Drawing } from './drawing.js';
import { escaped } from './html.js';

/** @typedef {import('./scene.js').Scene} Scene */

/** @param {Drawing} drawing @param {Scene} seen */
export function showMarks(drawing, seen) {
  const { nodes, gather, network } = drawing.picture;
  const [left, , width] = nodes['Broker Receives'];
  const x = seen.lost === 'ack' ? gather : left + width / 2;
  drawing.fill('marks', seen.lost ? cross(x, network) : seen.isHeldUp ? clock(x, network) : '');
  drawing.fill('badges', seen.badges.map((told) => badge(drawing, told)).join(''));
}

/** @param {Drawing} drawing @param {Scene['badges'][number]} told */
function badge(drawing, { stage, text, tone }) {
  const [left, top, width] = drawing.picture.nodes[stage];
  const wide = text.length * 7.2 + 14;
  const from = Math.max(left + width / 2 - wide / 2, 4);
  return (
    `<g class="mk-badge ${tone}"><rect x="${from}" y="${top - 13}" width="${wide}" height="18" rx="9"/>` +
    `<text x="${from + wide / 2}" y="${top + 0.5}">${escaped(text)}</text></g>`
  );
}

/** @param {number} x @param {number} y */
export const cross = (x, y) =>
  `<g class="mk-cross"><circle cx="${x}" cy="${y}" r="10"/><path d="M${x - 5} ${y - 5}l10 10m0-10l-10 10"/></g>`;

/** @param {number} x @param {number} y */
const clock = (x, y) => `<g class="mk-clock"><circle cx="${x}" cy="${y}" r="10"/><path d="M${x} ${y - 6}v6l4 3"/></g>`;
