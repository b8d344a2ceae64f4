// What our site adds to JupyterLite's page of a notebook: it shows the notebook at once, tells how far the start is, and
// starts the panel.

import { Line } from './line.mjs';
import { goOnMeanwhile, isShown, letThemeBeChosen, openNotebook, readOn, runToThePanel } from './notebook.mjs';
import { offerNewer } from './newer.mjs';
import { firstSight } from './sight.mjs';
import { onReport } from './worker.mjs';

/** @typedef {import('./notebook.mjs').Meanwhile} Meanwhile @typedef {import('./sight.mjs').Sight} Sight */

const line = new Line();
onReport((report) => line.show(report));
// Cells that run earlier would lose the pictures under them, and wait with nothing to see.
/** @type {Promise<void>} */
const python = new Promise((resolve) => onReport(({ stage }) => stage === 'running' && resolve()));
const sight = firstSight();
const meanwhile = sight.then((seen) => seen?.show());
try {
  const panel = await openNotebook();
  letThemeBeChosen(/** @type {JupyterLab.App} */ (window.jupyterapp));
  offerNewer(panel);
  await takeOver(panel, await sight, await meanwhile);
  await python;
  await runToThePanel(panel);
  line.end();
} catch (error) {
  line.fail(/** @type {Error} */ (error).message);
}

/** @param {JupyterLab.Panel} panel @param {Sight | undefined} sight @param {Meanwhile | undefined} meanwhile */
async function takeOver(panel, sight, meanwhile) {
  if (!sight) return;
  await isShown(panel);
  const { reading } = sight;
  if (meanwhile) goOnMeanwhile(panel, meanwhile);
  await readOn(panel, reading);
  sight.end();
}
