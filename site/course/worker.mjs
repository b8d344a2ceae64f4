// What the worker with Python in it says of its start (kernel/start.mjs), for the page that shows it.

const Plain = window.Worker;
const listeners = new Set();

/** `listener` gets each report: `{stage, done, total}` or `{stage: "failed", reason}`. */
export function onReport(listener) {
  listeners.add(listener);
}

function tell(report) {
  for (const listener of listeners) listener(report);
}

// JupyterLite makes the worker, and this page hears what it says beside what it says to JupyterLite.
window.Worker = class extends Plain {
  constructor(...options) {
    super(...options);
    this.addEventListener("message", ({ data }) => data?.minikafka && tell(data.minikafka));
    this.addEventListener("error", () => tell({ stage: "failed", reason: "its program cannot be loaded" }));
    tell({ stage: "worker" });
  }
};
