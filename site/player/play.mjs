// A stored run, played in a place of a page: the front page has one, and a notebook until its own panel comes.

import panel from './panel.mjs';

/** @typedef {Parameters<typeof panel.play>[1]} Run as minikafka/site/stored_run.py stores it */

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const nextFrame = () => new Promise(requestAnimationFrame);

/**
 * Play the run in `place`; who wants no motion sees its end. Returns what ends it. Where a panel with a kernel is `awaited`,
 * its buttons are there, and rest.
 * @param {HTMLElement} place @param {Run} run @param {boolean} [awaited]
 */
export async function playStored(place, run, awaited = false) {
  place.replaceChildren();
  const played = panel.play(place, calm.matches ? { ...run, from: run.position } : { ...run, position: 0 }, awaited);
  await nextFrame();
  await nextFrame(); // by now the drawing fits the place
  if (!calm.matches && !document.hidden) played.playOrPause();
  const stop = follow(/** @type {HTMLElement} */ (place.querySelector('.mk-chart')));
  return () => {
    stop();
    played.close();
  };
}

/**
 * On a telephone the drawing is wider than the page: keep the message that moves in sight.
 * @param {HTMLElement} chart
 */
function follow(chart) {
  let frame = requestAnimationFrame(function look() {
    const token = chart.querySelector('.mk-token[visibility=visible]');
    if (token && chart.scrollWidth > chart.clientWidth) {
      const middle = (/** @type {DOMRect} */ box) => (box.left + box.right) / 2;
      chart.scrollLeft += (middle(token.getBoundingClientRect()) - middle(chart.getBoundingClientRect())) / 8;
    }
    frame = requestAnimationFrame(look);
  });
  return () => cancelAnimationFrame(frame);
}
