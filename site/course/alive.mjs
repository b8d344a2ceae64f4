// What our site adds to JupyterLite's page of a notebook: it tells how far the start is, and starts the panel.

import { Line } from "./line.mjs";
import { openNotebook, playMeanwhile, runToThePanel } from "./notebook.mjs";
import { offerNewer } from "./newer.mjs";
import { onReport } from "./worker.mjs";

const line = new Line();
onReport((report) => line.show(report));
try {
  const panel = await openNotebook();
  offerNewer(panel);
  playMeanwhile(panel);
  await runToThePanel(panel);
  line.end();
} catch (error) {
  line.fail(error.message);
}
