// The notebook in JupyterLab, as this page finds it: `jupyterlite.py` has JupyterLab show itself as `jupyterapp`.

const LONG_ENOUGH = 120_000; // milliseconds; longer than any start that still ends well
const EVERY = 50;
const PANEL = ".jp-OutputArea-output .mk-lab, .jp-OutputArea-output .jp-RenderedText[data-mime-type$=stderr]"; // or what went wrong

/** What `find` returns, as soon as it returns something. */
async function eventually(find) {
  for (let waited = 0; waited < LONG_ENOUGH; waited += EVERY) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  throw new Error("the notebook did not open");
}

/** The panel with the notebook of this page, once its cells are there. */
export async function openNotebook() {
  const app = await eventually(() => window.jupyterapp);
  const panel = await eventually(() => {
    const { currentWidget } = app.shell;
    return currentWidget?.content?.widgets && currentWidget;
  });
  await panel.context.ready;
  await panel.revealed;
  return panel;
}

/** Run the cells down to the first panel, one after the other; where the reader is does not change. */
export async function runToThePanel(panel) {
  await panel.sessionContext.ready;
  for (const cell of panel.content.widgets.filter(runsAtTheStart)) {
    await cell.constructor.execute(cell, panel.sessionContext);
  }
}

/**
 * The run that plays since the first sight goes on where the picture of the panel stands, until the panel comes. Both are
 * as high, so nothing jumps. JupyterLab throws away what stands under a cell that begins to run: the run stands beside that.
 */
export async function playMeanwhile(panel, { place, end }) {
  const cell = panel.content.widgets.filter(runsAtTheStart).at(-1);
  const picture = cell && (await eventually(() => cell.node.querySelector(".jp-OutputArea-output img")));
  if (!picture) return end();
  picture.hidden = true;
  cell.outputArea.node.append(place);
  const watcher = new MutationObserver(() => {
    if (!cell.node.querySelector(PANEL)) return;
    watcher.disconnect();
    end();
    place.remove();
  });
  watcher.observe(cell.node, { childList: true, subtree: true });
}

function runsAtTheStart(cell) {
  return Boolean(cell.model.sharedModel.getMetadata("minikafka")?.at_the_start);
}
