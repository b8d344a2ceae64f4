/** The HTML of the panel. It is laid out once; nothing that can have the focus is ever made anew. */
import { escaped } from './html.js';
import { words } from './words.js';

/** @typedef {keyof typeof words.views} View @typedef {keyof typeof words.tables} Table */

const SPEEDS = [
  ['0.5', '½ ×'],
  ['1', '1 ×'],
  ['2', '2 ×'],
];

/** @param {keyof typeof words.buttons} verb */
const button = (verb) =>
  `<button type="button" class="mk-button" data-verb="${verb}">${escaped(words.buttons[verb])}</button>`;

/** @param {keyof typeof words.switches} name */
const toggle = (name) => `<label><input type="checkbox" data-switch="${name}">${escaped(words.switches[name])}</label>`;

/** @param {keyof typeof words.choices} name @param {string} [look] @param {string} [options] */
const choice = (name, look = '', options = '') =>
  `<label class="${look}">${escaped(words.choices[name])} <select data-choice="${name}">${options}</select></label>`;

/** @param {string} id @param {'view' | 'table'} kind @param {string} label @param {Record<string, string>} names */
const tabs = (id, kind, label, names) =>
  `<div class="mk-tabs mk-${kind}-tabs" role="tablist" aria-label="${escaped(label)}">${Object.entries(names)
    .map(
      ([name, text]) =>
        `<button type="button" role="tab" id="${id}-tab-${name}" aria-controls="${id}-${name}" data-${kind}="${name}">${escaped(text)}</button>`,
    )
    .join('')}</div>`;

/** @param {string} id @param {View | Table} name */
const tabPanel = (id, name) => `id="${id}-${name}" role="tabpanel" aria-labelledby="${id}-tab-${name}" tabindex="0"`;

const controls =
  () => `<div class="mk-row mk-controls">${button('send')}${button('retry')}${button('flush')}${button('reset')}
  <label><span>${escaped(words.message)}</span> <input type="text" class="mk-message" aria-label="${escaped(words.message)}"></label>
  <span class="mk-row mk-switches">${toggle('idempotence')}${toggle('lose')}${toggle('ask_first')}</span></div>`;

const sandbox = () => `<div class="mk-row mk-sandbox">${choice('fault')}${choice('batch')}${button('retry_batch')}
  <span class="mk-popup mk-push"><button type="button" class="mk-button" data-opens="runs" aria-haspopup="true" aria-expanded="false">${escaped(words.runs)}</button>
  <span class="mk-menu mk-runs" hidden>${choice('run')}${button('fork')}
  <label>${escaped(words.file)} <input type="text" class="mk-file" value="${escaped(words.fileName)}" maxlength="90"></label>
  <span class="mk-row">${button('save')}${button('load')}</span></span></span></div>`;

/** The name of a broker, and its menu: what can befall it. @param {number} number */
const broker = (number) => `<div class="mk-popup mk-broker" data-broker="${number}">
  <button type="button" class="mk-broker-name" data-opens="broker" aria-haspopup="menu" aria-expanded="false"></button>
  <div class="mk-menu" role="menu" hidden></div></div>`;

const speeds = SPEEDS.map(
  ([speed, text]) => `<option value="${speed}"${speed === '1' ? ' selected' : ''}>${text}</option>`,
).join('');

/** @param {string} id begins every id on the page @param {{sandbox: boolean, brokers: number, live: boolean, awaited: boolean}} kind */
export const template = (id, { sandbox: isSandbox, brokers, live, awaited }) => `
<div class="mk-top"${awaited ? ' inert' : ''}>${live || awaited ? controls() : ''}${isSandbox ? sandbox() : ''}</div>
<div class="mk-row mk-views">${tabs(id, 'view', words.viewTabs, words.views)}
  ${choice('speed', 'mk-push', speeds)}</div>
<div class="mk-view"><div id="${id}-flow" role="tabpanel" aria-labelledby="${id}-tab-flow"><div class="mk-drawing"><div class="mk-chart"></div>${Array.from({ length: brokers }, (_, number) => broker(number)).join('')}</div></div>
  <div ${tabPanel(id, 'time')} class="mk-time" hidden></div><div ${tabPanel(id, 'compare')} hidden></div></div>
<div class="mk-say"><p class="mk-told" role="status"></p><div class="mk-answers" hidden></div></div>
<div class="mk-play">${button('start')}${button('back')}${button('forward')}${button('play')}
  <div class="mk-scrub" role="slider" tabindex="0" aria-label="${escaped(words.scrubber)}" aria-valuemin="0"></div></div>
${tabs(id, 'table', words.tableTabs, words.tables)}
<div class="mk-tables"><div ${tabPanel(id, 'process')} class="mk-strip mk-process"></div><div ${tabPanel(id, 'tracker')} class="mk-strip mk-tracker"></div></div>`;
