// What a reader sees before JupyterLab is there: the notebook's text, and a run that plays where its panel is going to be.

import { playStored } from "../../player/play.mjs";

const name = new URLSearchParams(location.search).get("path");
const page = document.createElement("main");
page.className = "mk-sight";

/** Show the notebook that this page's address names. Returns the run that plays in it, if one does. */
export async function firstSight() {
  const answer = await fetch(new URL(`sights/${name}.json`, import.meta.url));
  if (!name || !answer.ok) return undefined; // a notebook of the learner's own
  page.innerHTML = await answer.json();
  document.body.append(page);
  const place = page.querySelector(".mk-meanwhile");
  return place ? { place, end: await playStored(place) } : undefined;
}

/** JupyterLab shows the notebook itself now. */
export function endSight() {
  page.remove();
}
