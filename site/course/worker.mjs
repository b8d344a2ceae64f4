// The worker with Python in it: started as soon as this page is, and handed to JupyterLite when it asks for one. What the
// worker says of its start (kernel/start.mjs) the page shows.

/** @typedef {import('./line.mjs').Report} Report */

const Plain = window.Worker;
const OURS = new URL('../kernel/worker.mjs', import.meta.url); // JupyterLite's own program, with Python on its way
const SERVICE = new URL('../service-worker.js?enableCache=false', import.meta.url);
const THEIRS = /\/comlink\.worker\.[^/]*\.js/;
/** @type {Set<(report: Report) => void>} */
const listeners = new Set();

/** @param {(report: Report) => void} listener gets each report */
export function onReport(listener) {
  listeners.add(listener);
}

/** @param {Report} report */
function tell(report) {
  for (const listener of listeners) listener(report);
}

/** @param {Worker} worker */
function heard(worker) {
  worker.addEventListener('message', ({ data }) => data?.minikafka && tell(data.minikafka));
  worker.addEventListener('error', () => tell({ stage: 'failed', reason: 'its program cannot be loaded' }));
  return worker;
}

/** @type {Worker | undefined} */
let early;
let asked = false; // JupyterLite has made a worker, or taken ours
const { serviceWorker } = navigator;

/** What a worker keeps on /drive goes by way of the service worker, if that was there before the worker was made. */
async function isServed() {
  if (!serviceWorker || serviceWorker.controller) return;
  const controlled = new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve));
  await serviceWorker.register(SERVICE); // JupyterLite registers the same, a second later
  await controlled;
}

// A page that is isolated from all others has another worker of JupyterLite's, which starts when it is asked for.
if (!window.crossOriginIsolated) {
  isServed().then(
    () => (asked ? undefined : (early = heard(new Plain(OURS, { type: 'module' })))),
    () => undefined, // where there can be none, JupyterLite tells so
  );
}

function handedOver() {
  const worker = /** @type {Worker} */ (early);
  asked = true;
  early = undefined; // another kernel has a worker of its own
  return worker;
}

window.Worker = class extends Plain {
  /** @param {ConstructorParameters<typeof Worker>} options */
  constructor(...options) {
    if (early && THEIRS.test(String(options[0]))) return handedOver();
    super(...options);
    asked ||= THEIRS.test(String(options[0]));
    heard(this);
  }
};
