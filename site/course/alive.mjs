// What our site adds to JupyterLite's page of a notebook: it tells how far the start is, and starts the panel.

import { Line } from "./line.mjs";
import { openNotebook, playMeanwhile, runToThePanel } from "./notebook.mjs";
import { offerNewer } from "./newer.mjs";
import { endSight, firstSight } from "./sight.mjs";
import { onReport } from "./worker.mjs";

const line = new Line();
onReport((report) => line.show(report));
// Cells that run earlier would lose the pictures under them, and wait with nothing to see.
const python = new Promise((resolve) => onReport(({ stage }) => stage === "running" && resolve()));
const seen = firstSight();
try {
  const panel = await openNotebook();
  offerNewer(panel);
  const run = await seen;
  if (run) await playMeanwhile(panel, run);
  endSight();
  await python;
  await runToThePanel(panel);
  line.end();
} catch (error) {
  line.fail(error.message);
}
