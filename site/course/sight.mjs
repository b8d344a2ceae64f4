// What a reader sees before JupyterLab is there: the notebook as that is going to show it, a run that plays where its panel
// is going to be, or its first widget, at rest.

import { playStored } from '../../player/play.mjs';
import { drawAtRest } from './rest.mjs';

/**
 * @typedef {import('../../player/play.mjs').Run} Run
 * @typedef {import('./rest.mjs').Widget} Widget
 * @typedef {{first: number, last: number, above: number}} Reading the cells on the screen, and how much of the first is above it
 * @typedef {{page: string, run?: Run, widget?: Widget}} Stored as minikafka/site/first_sight.py writes it
 */

const name = new URLSearchParams(location.search).get('path');

/** The notebook that this page's address names, on the page; undefined if it is the learner's own. */
export async function firstSight() {
  if (!name) return undefined;
  const answer = await fetch(new URL(`sights/${name}.json`, import.meta.url));
  return answer.ok ? new Sight(name, await answer.json()) : undefined;
}

export class Sight {
  /** @param {string} name @param {Stored} stored */
  constructor(name, { page, run, widget }) {
    this.run = run;
    this.widget = widget;
    this.element = document.createElement('main');
    this.element.className = 'mk-sight';
    this.element.style.visibility = 'hidden';
    this.element.innerHTML =
      '<p class="mk-title"></p><div class="mk-bars"></div><div class="mk-room"><article></article></div>';
    this.$('.mk-title').textContent = name.replace(/\.ipynb$/, '');
    this.room = this.$('.mk-room');
    this.$('article').innerHTML = page;
    document.body.append(this.element);
  }

  /** @param {string} selector */
  $(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  /** Show what the notebook shows first. Returns where it is, and what ends it; undefined if that is nothing. */
  async show() {
    const place = this.$('.mk-meanwhile');
    try {
      if (!place) return undefined;
      const { run, widget } = this;
      return {
        place,
        end: await (run ? playStored(place, run, true) : drawAtRest(place, /** @type {Widget} */ (widget))),
      };
    } finally {
      this.element.style.visibility = ''; // all of it at once, as it is high only now
    }
  }

  /** Where the reader is. @returns {Reading} */
  get reading() {
    const { top, bottom } = this.room.getBoundingClientRect();
    const cells = [...this.element.querySelectorAll('article > section')].map((cell) => cell.getBoundingClientRect());
    const first = cells.findIndex((cell) => cell.bottom > top);
    return { first, last: cells.findLastIndex((cell) => cell.top < bottom), above: top - cells[first].top };
  }

  /** JupyterLab shows the notebook itself now. */
  end() {
    this.element.remove();
  }
}
