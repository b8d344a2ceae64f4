// What a reader sees before JupyterLab is there: the notebook as that is going to show it, a run that plays where its panel
// is going to be, or its first widget, at rest.

import { playStored } from '../../player/play.mjs';
import { drawAtRest } from './rest.mjs';

const name = new URLSearchParams(location.search).get('path');

/** The notebook that this page's address names, on the page; undefined if it is the learner's own. */
export async function firstSight() {
  const answer = name && (await fetch(new URL(`sights/${name}.json`, import.meta.url)));
  return answer?.ok ? new Sight(await answer.json()) : undefined;
}

class Sight {
  constructor({ page, run, widget }) {
    Object.assign(this, { run, widget });
    this.element = document.createElement('main');
    this.element.className = 'mk-sight';
    this.element.style.visibility = 'hidden';
    this.element.innerHTML =
      '<p class="mk-title"></p><div class="mk-bars"></div><div class="mk-room"><article></article></div>';
    this.element.querySelector('.mk-title').textContent = name.replace(/\.ipynb$/, '');
    [this.room] = this.element.getElementsByClassName('mk-room');
    this.room.firstElementChild.innerHTML = page;
    document.body.append(this.element);
  }

  /** Show what the notebook shows first. Returns where it is, and what ends it; undefined if that is nothing. */
  async show() {
    const place = this.element.querySelector('.mk-meanwhile');
    try {
      if (!place) return undefined;
      return { place, end: await (this.run ? playStored(place, this.run, true) : drawAtRest(place, this.widget)) };
    } finally {
      this.element.style.visibility = ''; // all of it at once, as it is high only now
    }
  }

  /** Where the reader is: the number of the uppermost cell on the screen, and how much of it is above. */
  get reading() {
    const top = this.room.getBoundingClientRect().top;
    const cells = [...this.element.querySelectorAll('article > section')].map((cell) => cell.getBoundingClientRect());
    const first = cells.findIndex((cell) => cell.bottom > top);
    return { cell: first, above: top - cells[first].top };
  }

  /** JupyterLab shows the notebook itself now. */
  end() {
    this.element.remove();
  }
}
