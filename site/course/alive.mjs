// What our site adds to JupyterLite's page of a notebook: it shows the notebook at once, tells how far the start is, and
// starts the panel.

import { Line } from './line.mjs';
import { goOnMeanwhile, isShown, letThemeBeChosen, openNotebook, readOn, runToThePanel } from './notebook.mjs';
import { offerNewer } from './newer.mjs';
import { firstSight } from './sight.mjs';
import { onReport } from './worker.mjs';

/** @typedef {import('./notebook.mjs').Meanwhile} Meanwhile @typedef {import('./sight.mjs').Sight} Sight */

await start();

/** What it makes goes when it is over: a notebook's page has little memory to spare. */
async function start() {
  const line = new Line();
  onReport((report) => line.show(report));
  /** @type {Promise<void>} */
  const python = new Promise((resolve) => onReport(({ stage }) => stage === 'running' && resolve()));
  const sight = firstSight();
  const meanwhile = sight.then((seen) => seen?.show());
  try {
    const panel = await openNotebook();
    letThemeBeChosen(/** @type {JupyterLab.App} */ (window.jupyterapp));
    offerNewer(panel);
    // Cells that ran before Python is there would wait with nothing below them.
    await Promise.all([takeOver(panel, sight, meanwhile), python.then(() => runToThePanel(panel))]);
    line.end();
  } catch (error) {
    line.fail(/** @type {Error} */ (error).message);
  }
}

/** @param {JupyterLab.Panel} panel @param {Promise<Sight | undefined>} sight @param {Promise<Meanwhile | undefined>} meanwhile */
async function takeOver(panel, sight, meanwhile) {
  const seen = await sight;
  const going = await meanwhile;
  if (!seen) return;
  const { first, last } = seen.reading;
  await isShown(panel, first, last);
  const { reading } = seen;
  if (going) goOnMeanwhile(panel, going);
  await readOn(panel, reading);
  seen.end();
}
