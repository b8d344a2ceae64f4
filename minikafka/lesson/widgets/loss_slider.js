// A slider for the share of lost acks: two logs side by side, the curve that is expected, and the runs behind it.
// Python sends the runs once; from then on the browser follows the hand by itself.

import { made } from './element.js';
import { keepKeys } from './keys.js';

const SVG = 'http://www.w3.org/2000/svg';
const PLOT = { left: 40, right: 610, top: 14, bottom: 172, most: 40, width: 760, height: 208 };

function drawn(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const x = (percent) => PLOT.left + 8 + ((PLOT.right - PLOT.left - 16) * percent) / 50;
const y = (duplicates) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * duplicates) / PLOT.most;

// A log: each payment, and behind it its copies, which are known by their sign and their dashes too.
function records(copies) {
  return copies.flatMap((count, number) =>
    Array.from({ length: count }, (_, copy) =>
      made('li', copy ? 'mk-copy' : '', copy ? `✗${number + 1}` : `${number + 1}`),
    ),
  );
}

function showLog(log, copies) {
  const count = lengthOf(copies);
  const more = count - copies.length;
  log.list.replaceChildren(...records(copies));
  log.count.textContent = `${count} records, ${more ? `${more} too many` : 'none too many'}`;
  log.count.className = more ? 'mk-warn' : 'mk-good';
}

const lengthOf = (copies) => copies.reduce((sum, each) => sum + each, 0);

// A log, over an unseen one that is the longest: whatever is shown has the same height, however wide the page is.
function madeLog(title, longest) {
  const element = made('div', 'mk-side');
  const heading = made('h2', '', title);
  const count = made('p');
  const list = made('ol', 'mk-records');
  list.setAttribute('aria-hidden', 'true'); // the count above it says the same in words
  const room = made('ol', 'mk-records mk-room');
  room.setAttribute('aria-hidden', 'true');
  room.append(...records(longest));
  const lists = made('div', 'mk-lists');
  lists.append(room, list);
  element.append(heading, count, lists);
  return { element, count, list };
}

// All runs of a share as one path of dots, spread a little so that those of the same count are seen.
function dots({ percent, off }) {
  const path = off
    .map((count, run) => `M${(x(percent) - 9 + (run % 10) * 2).toFixed(1)} ${y(count).toFixed(1)}h0`)
    .join('');
  return drawn('path', { d: path, class: 'mk-dots' });
}

function axes() {
  const parts = [];
  for (let count = 0; count <= PLOT.most; count += 10) {
    parts.push(drawn('line', { x1: PLOT.left, x2: PLOT.right, y1: y(count), y2: y(count), class: 'mk-grid' }));
    parts.push(drawn('text', { x: PLOT.left - 8, y: y(count) + 5, 'text-anchor': 'end' }, count));
  }
  for (let percent = 0; percent <= 50; percent += 10) {
    parts.push(drawn('text', { x: x(percent), y: PLOT.bottom + 18, 'text-anchor': 'middle' }, `${percent} %`));
  }
  parts.push(
    drawn('text', { x: (PLOT.left + PLOT.right) / 2, y: PLOT.bottom + 34, 'text-anchor': 'middle' }, 'acks lost'),
  );
  return parts;
}

function curve(shares) {
  const points = shares.map(({ percent, expected }) => `${x(percent)} ${y(expected).toFixed(1)}`);
  return drawn('path', { d: `M${points.join('L')}`, class: 'mk-curve' });
}

function names(shares) {
  const last = shares[shares.length - 1];
  const left = PLOT.right + 8;
  return [
    drawn('text', { x: left, y: y(last.expected * 1.55), class: 'mk-dots-name' }, '● off, a dot a run'),
    drawn('text', { x: left, y: y(last.expected) + 5, class: 'mk-curve-name' }, '— off, expected'),
    drawn('text', { x: left, y: y(0) + 5, class: 'mk-on-name' }, '■ on, all runs'),
  ];
}

function chart(shares) {
  const svg = drawn('svg', { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, 'aria-hidden': 'true' });
  const hand = drawn('line', { y1: PLOT.top - 8, y2: PLOT.bottom, class: 'mk-hand' });
  const squares = shares.map(({ percent }) =>
    drawn('rect', { x: x(percent) - 4, y: y(0) - 4, width: 8, height: 8, class: 'mk-on' }),
  );
  svg.append(...axes(), hand, ...shares.map(dots), curve(shares), ...squares, ...names(shares));
  return { svg, hand };
}

function madeSlider(shares) {
  const label = made('label', 'mk-slide');
  const input = made('input');
  const step = shares[1].percent - shares[0].percent;
  Object.assign(input, { type: 'range', min: 0, max: shares[shares.length - 1].percent, step });
  const value = made('b');
  label.append(made('span', '', 'acks lost'), input, value);
  return { label, input, value };
}

function render({ model, el }) {
  const shares = model.get('shares');
  const root = made('div', 'mk-panel mk-losses');
  keepKeys(root);
  const { label, input, value } = madeSlider(shares);
  const sentence = made('p', 'mk-sentence');
  sentence.setAttribute('role', 'status');
  const longest = shares.map(({ copies }) => copies).reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  const [off, on] = [madeLog('One run, idempotence off', longest), madeLog('One run, idempotence on', [])];
  const sides = made('div', 'mk-sides');
  sides.append(off.element, on.element);
  const { svg, hand } = chart(shares);
  const title = made('h2', '', `Duplicates in a run of ${shares[0].copies.length} payments`);
  root.append(label, sentence, sides, title, svg);
  el.append(root);

  const show = () => {
    const share = shares.find(({ percent }) => percent === model.get('percent'));
    input.value = share.percent;
    input.setAttribute('aria-valuetext', `${share.percent} percent`);
    value.textContent = `${share.percent} %`;
    sentence.textContent = share.sentence;
    showLog(off, share.copies);
    showLog(
      on,
      share.copies.map(() => 1),
    );
    for (const end of ['x1', 'x2']) hand.setAttribute(end, x(share.percent));
  };
  input.addEventListener('input', () => {
    model.set('percent', Number(input.value));
    model.save_changes();
  });
  model.on('change:percent', show);
  show();
  return () => model.off('change:percent', show);
}

export default { render };
