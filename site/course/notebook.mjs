// The notebook in JupyterLab, as this page finds it: `jupyterlite.py` has JupyterLab show itself as `jupyterapp`.

/**
 * @typedef {import('./sight.mjs').Reading} Reading
 * @typedef {{place: Element, end: () => void}} Meanwhile what stands in the first sight, and what ends it
 */

const LONG_ENOUGH = 120_000; // milliseconds; longer than any start that still ends well
const EVERY = 50;
const [STEADY, PATIENT] = [6, 60]; // frames in which nothing moves; and those after which it may: at the end there is nothing to scroll
const SYSTEM = 'apputils:adaptive-theme'; // the command that has the theme follow the system, or not
const THERE = [
  '.mk-lab[aria-busy=false]', // the panel, drawn for the width that there is
  '.mk-panel', // a card or another widget
  '.jp-RenderedText[data-mime-type$=stderr]', // what went wrong
]
  .map((what) => `.jp-OutputArea-output ${what}`)
  .join(', ');

/**
 * What `find` returns, as soon as it returns something.
 * @template Found @param {() => Found | false | null | undefined} find @returns {Promise<Found>}
 */
async function eventually(find) {
  for (let waited = 0; waited < LONG_ENOUGH; waited += EVERY) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  throw new Error('the notebook did not open');
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

/**
 * Run the cells down to the first panel, one after the other; where the reader is does not change.
 * @param {JupyterLab.Panel} panel
 */
export async function runToThePanel(panel) {
  await panel.sessionContext.ready;
  for (const cell of panel.content.widgets.filter(runsAtTheStart)) {
    await cell.constructor.execute(cell, panel.sessionContext);
  }
}

/**
 * The text of some cells is there, which JupyterLab renders after it has opened the notebook.
 * @param {JupyterLab.Panel} panel @param {number} first @param {number} last
 */
export async function isShown(panel, first, last) {
  const cells = panel.content.widgets.slice(first, last + 1).filter((cell) => cell.model.type === 'markdown');
  await eventually(() => cells.every(({ node }) => node.querySelector('.jp-RenderedMarkdown')?.childElementCount));
}

/**
 * Show the notebook where a reader was.
 * @param {JupyterLab.Panel} panel @param {Reading} reading
 */
export async function readOn({ content }, { first, above }) {
  const { outerNode, widgets } = content;
  const cell = widgets[first]; // a copy that a learner has saved may have fewer
  if (!cell || (first === 0 && above <= 0)) return;
  const missing = () => cell.node.getBoundingClientRect().top + above - outerNode.getBoundingClientRect().top;
  // JupyterLab gives cells their height when they come onto the screen, and what is above may grow.
  for (let frame = 0, steady = 0; steady < STEADY && frame < PATIENT; frame += 1) {
    steady = Math.abs(missing()) > 1 ? 0 : steady + 1;
    outerNode.scrollTop += missing();
    await new Promise(requestAnimationFrame);
  }
}

/** A theme that is chosen by hand ends that of the system, which JupyterLab would keep. @param {JupyterLab.App} app */
export function letThemeBeChosen({ commands }) {
  commands.commandExecuted.connect(async (_, { id, args }) => {
    if (id !== 'apputils:change-theme' || !commands.isToggled(SYSTEM)) return;
    commands.execute(SYSTEM);
    await eventually(() => !commands.isToggled(SYSTEM));
    commands.execute(id, args); // again, as the setting that was written last has undone the other
  });
}

/**
 * What stands in the first sight goes on where the stored output is, until that of the kernel is there. Both are as high, so
 * nothing jumps. JupyterLab throws away what stands under a cell that begins to run: this stands beside that, and hides it.
 * @param {JupyterLab.Panel} panel @param {Meanwhile} meanwhile
 */
export function goOnMeanwhile(panel, { place, end }) {
  const cell = panel.content.widgets.filter(runsAtTheStart).at(-1);
  if (!cell) return end(); // in a copy that a learner has saved of an older course
  const { node } = cell.outputArea;
  node.classList.add('mk-plays');
  node.append(place);
  const look = () => {
    if (!node.querySelector(THERE)) return;
    watcher.disconnect();
    end();
    place.remove();
    node.classList.remove('mk-plays');
  };
  const watcher = new MutationObserver(look);
  watcher.observe(node, { attributeFilter: ['aria-busy'], childList: true, subtree: true });
  look(); // Python may have been quicker
}

/** @param {JupyterLab.Cell} cell @returns {cell is JupyterLab.CodeCell} */
function runsAtTheStart(cell) {
  return Boolean(cell.model.sharedModel.getMetadata('minikafka')?.at_the_start);
}
