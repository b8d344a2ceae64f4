/** The two ways in: beside a kernel, as an anywidget, and on a page without one, where a run is only played. */
import { Panel } from './panel.js';

/** @typedef {import('./panel.js').Message} Message @typedef {import('./drawing.js').Picture} Picture */

/**
 * @param {{model: {get: (name: string) => any, on: Function, off: Function, send: (content: object) => void}, el: HTMLElement}} host
 * @returns {() => void} ends it
 */
function render({ model, el }) {
  const root = document.createElement('div');
  el.append(root);
  const send = (/** @type {string} */ verb, /** @type {object} */ args) => model.send({ verb, args });
  const panel = new Panel(root, {
    send,
    awaited: false,
    sandbox: model.get('sandbox'),
    brokers: model.get('brokers'),
    pictures: [],
  });
  const take = (/** @type {Message} */ message) => panel.receive(message);
  model.on('msg:custom', take);
  panel.ask('hello', {});
  return () => {
    model.off('msg:custom', take);
    panel.close();
  };
}

/**
 * @param {HTMLElement} root @param {Message & {pictures: Picture[]}} run
 * @param {boolean} [awaited] whether a kernel is on its way: the panel is as high as it is going to be with it
 */
export function play(root, run, awaited = false) {
  const sandbox = awaited && run.controls.sandbox !== null;
  const { pictures } = run;
  const panel = new Panel(root, { send: null, awaited, sandbox, brokers: run.run.brokers, pictures });
  panel.receive(run);
  return panel;
}

export default { render, play };
