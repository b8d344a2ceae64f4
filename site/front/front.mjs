// The front page plays a stored run; no Python is needed for it.

import { playStored } from './player/play.mjs';

const run = await (await fetch(new URL('player/run.json', import.meta.url))).json();
await playStored(/** @type {HTMLElement} */ (document.querySelector('#panel')), run);
