/** The HTML of the panel. It is laid out once; nothing that can have the focus is ever made anew. */

export const VIEWS = /** @type {const} */ ({ flow: 'Process flow', time: 'Time diagram', compare: 'Compare OFF | ON' });
export const TABLES = /** @type {const} */ ({ process: 'Process table', tracker: 'Status tracker' });

/** @param {string} verb @param {string} text @param {string} [more] */
const button = (verb, text, more = '') =>
  `<button type="button" class="mk-button" data-verb="${verb}"${more}>${text}</button>`;

/** @param {string} id @param {string} kind @param {string} label @param {Record<string, string>} tabs */
const tabs = (id, kind, label, tabs) =>
  `<div class="mk-tabs" role="tablist" aria-label="${label}">${Object.entries(tabs)
    .map(
      ([name, text]) =>
        `<button type="button" role="tab" id="${id}-tab-${name}" aria-controls="${id}-${name}" data-${kind}="${name}">${text}</button>`,
    )
    .join('')}</div>`;

/** @param {string} id @param {string} name */
const tabPanel = (id, name) => `id="${id}-${name}" role="tabpanel" aria-labelledby="${id}-tab-${name}" tabindex="0"`;

const CONTROLS = `<div class="mk-row mk-controls">${button('send', 'Send')}${button('retry', 'Retry')}${button('flush', 'Flush')}${button('reset', 'Reset')}
  <label><span>message</span> <input type="text" class="mk-message" aria-label="message"></label>
  <span class="mk-row mk-switches"><label><input type="checkbox" data-switch="idempotence">idempotence</label>
  <label class="mk-lose"><input type="checkbox" data-switch="lose">lose the next ack</label>
  <label><input type="checkbox" data-switch="ask_first">ask me first</label></span></div>`;

const SANDBOX = `<div class="mk-row mk-sandbox"><label>next request <select data-choice="fault"></select></label>
  <label>batch <select data-choice="batch"></select></label>${button('retry_batch', 'Retry this batch')}
  <span class="mk-popup mk-push"><button type="button" class="mk-button" data-opens="runs" aria-haspopup="true" aria-expanded="false">Runs</button>
  <span class="mk-menu mk-runs" hidden><label>run <select data-choice="run"></select></label>${button('fork', 'Fork here')}
  <label>file <input type="text" class="mk-file" value="my-run" maxlength="90"></label>
  <span class="mk-row">${button('save', 'Save run')}${button('load', 'Load run')}</span></span></span></div>`;

/** The menu of a broker: what can befall it. @param {number} number */
export const brokerMenu = (number) => `<div class="mk-popup mk-broker" data-broker="${number}">
  <button type="button" class="mk-broker-name" data-opens="broker" aria-haspopup="menu" aria-expanded="false"></button>
  <div class="mk-menu" role="menu" hidden></div></div>`;

/** @param {string} id begins every id on the page @param {{sandbox: boolean, brokers: number, live: boolean}} kind */
export const template = (id, { sandbox, brokers, live }) => `
<div class="mk-top">${live ? CONTROLS : ''}${live && sandbox ? SANDBOX : ''}</div>
<div class="mk-row mk-views">${tabs(id, 'view', 'View', VIEWS)}
  <label class="mk-push">speed <select data-choice="speed"><option value="0.5">½ ×</option><option value="1" selected>1 ×</option><option value="2">2 ×</option></select></label></div>
<div class="mk-view"><div id="${id}-flow" role="tabpanel" aria-labelledby="${id}-tab-flow"><div class="mk-drawing"><div class="mk-chart"></div>${Array.from({ length: brokers }, (_, number) => brokerMenu(number)).join('')}</div></div>
  <div ${tabPanel(id, 'time')} class="mk-time" hidden></div><div ${tabPanel(id, 'compare')} hidden></div></div>
<div class="mk-say"><p class="mk-told" role="status"></p><div class="mk-answers" hidden></div></div>
<div class="mk-play">${button('start', 'To start')}${button('back', 'Back')}${button('forward', 'Forward')}${button('play', 'Play')}
  <div class="mk-scrub" role="slider" tabindex="0" aria-label="Position in the run" aria-valuemin="0"></div></div>
${tabs(id, 'table', 'Tables', TABLES)}
<div class="mk-tables"><div ${tabPanel(id, 'process')} class="mk-strip mk-process"></div><div ${tabPanel(id, 'tracker')} class="mk-strip mk-tracker"></div></div>`;
