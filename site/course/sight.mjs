// What a reader sees before JupyterLab is there: the notebook as that is going to show it, and a run that plays in its place.

import { playStored } from "../../player/play.mjs";

const name = new URLSearchParams(location.search).get("path");

/** The notebook that this page's address names, on the page; undefined if it is the learner's own. */
export async function firstSight() {
  const answer = name && (await fetch(new URL(`sights/${name}.json`, import.meta.url)));
  return answer?.ok ? new Sight(await answer.json()) : undefined;
}

class Sight {
  constructor({ page, run }) {
    this.run = run;
    this.element = document.createElement("main");
    this.element.className = "mk-sight";
    this.element.innerHTML = '<p class="mk-title"></p><div class="mk-bars"></div><div class="mk-room"><article></article></div>';
    this.element.querySelector(".mk-title").textContent = name.replace(/\.ipynb$/, "");
    [this.room] = this.element.getElementsByClassName("mk-room");
    this.room.firstElementChild.innerHTML = page;
    document.body.append(this.element);
  }

  /** Let the run play. Returns where it does, and what ends it; undefined if no panel is going to be there. */
  async play() {
    const place = this.element.querySelector(".mk-meanwhile");
    return this.run && { place, end: await playStored(place, this.run, true) };
  }

  /** Where the reader is: the number of the uppermost cell on the screen, and how much of it is above. */
  get reading() {
    const top = this.room.getBoundingClientRect().top;
    const cells = [...this.element.querySelectorAll("section")].map((cell) => cell.getBoundingClientRect());
    const first = cells.findIndex((cell) => cell.bottom > top);
    return { cell: first, above: top - cells[first].top };
  }

  /** JupyterLab shows the notebook itself now. */
  end() {
    this.element.remove();
  }
}
