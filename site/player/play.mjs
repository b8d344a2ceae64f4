// A stored run, played in a place of a page: the front page has one, and a notebook until its own panel comes.

import panel from './panel.mjs';

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const nextFrame = () => new Promise(requestAnimationFrame);

/**
 * Play the run in `place`; who wants no motion sees its end. Returns what ends it. Where a panel with a kernel is `awaited`,
 * its buttons are there, and rest.
 */
export async function playStored(place, run, awaited = false) {
  place.replaceChildren();
  const played = panel.play(place, calm.matches ? { ...run, from: run.position } : { ...run, position: 0 }, awaited);
  await nextFrame();
  await nextFrame(); // by now the drawing fits the place
  if (!calm.matches && !document.hidden) played.playOrPause();
  const stop = follow(place.querySelector('.mk-chart'));
  return () => {
    stop();
    played.close();
  };
}

/** On a telephone the drawing is wider than the page: keep the message that moves in sight. */
function follow(chart) {
  let frame = requestAnimationFrame(function look() {
    const token = chart.querySelector('.mk-token[visibility=visible]');
    if (token && chart.scrollWidth > chart.clientWidth) {
      const middle = (box) => (box.left + box.right) / 2;
      chart.scrollLeft += (middle(token.getBoundingClientRect()) - middle(chart.getBoundingClientRect())) / 8;
    }
    frame = requestAnimationFrame(look);
  });
  return () => cancelAnimationFrame(frame);
}
