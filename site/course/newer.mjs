// A learner's saved copy hides later versions of the course: this page finds out, and takes over what was written.

import { ask } from './line.mjs';

const OURS = 'minikafka'; // of a notebook's and a cell's metadata: notebooks.py

/** @param {string} text */
async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Ask the learner if the course has a newer version of this notebook than the saved copy.
 * @param {JupyterLab.Panel} panel
 */
export async function offerNewer(panel) {
  const mine = panel.context.model.toJSON();
  const newest = await fetch(new URL(`../files/${panel.context.path}`, import.meta.url), { cache: 'no-cache' });
  if (!newest.ok) return; // a notebook of the learner's own
  /** @type {JupyterLab.NotebookOfTheCourse} */
  const theirs = await newest.json();
  if (!mine.metadata[OURS] || mine.metadata[OURS].version === theirs.metadata[OURS].version) return;
  ask('There is a newer version of this notebook. What you wrote is taken over.', {
    'Take it': async () => {
      panel.context.model.fromJSON(await merged(mine, theirs));
      await panel.context.save();
      location.reload();
    },
    'Not now': () => {},
  });
}

/**
 * The newer notebook with what a learner wrote into the older one.
 * @param {JupyterLab.Notebook} mine @param {JupyterLab.Notebook} theirs
 */
export async function merged(mine, theirs) {
  const cells = [...theirs.cells];
  let after = -1; // where a cell of the learner's own goes: behind the one it stood behind
  for (const cell of mine.cells) {
    const at = cells.findIndex((other) => other.id === cell.id);
    const origin = cell.metadata[OURS]?.origin;
    const isWritten = !origin || (await digest(cell.source)) !== origin;
    if (at >= 0) after = at;
    if (!isWritten || !cell.source.trim()) continue;
    if (at >= 0 && cells[at].metadata[OURS]?.origin === origin) {
      cells[at] = { ...cells[at], source: cell.source };
    } else {
      after += 1;
      const { [OURS]: _, ...metadata } = cell.metadata;
      cells.splice(after, 0, { ...cell, id: crypto.randomUUID().slice(0, 8), metadata });
    }
  }
  return { ...theirs, cells };
}
