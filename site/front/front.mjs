// The front page plays a stored run; no Python is needed for it.

import { playStored } from "./player/play.mjs";

await playStored(document.querySelector("#panel"));
