/**
 * What the course asks of JupyterLab, as a prebuilt extension without a build: JupyterLab calls `get` and gets a plugin.
 *
 * 1. The sidebar is folded the first time, so that the panel has the width. From then on it is as the learner left it.
 * 2. Run All leaves the reader where they were. JupyterLab goes to the last cell.
 * 3. What a cell prints is broken between words. JupyterLab breaks it anywhere.
 * 4. What a cell shows stays in view when it comes. JupyterLab has the browser hold the active cell where it is, which is
 *    the next one by then: what comes above it would be pushed out of sight.
 */
(() => {
  const RUN_ALL = new Set([
    "notebook:run-all-cells",
    "notebook:restart-run-all",
    "runmenu:run-all",
    "runmenu:restart-and-run-all",
  ]);
  const FOLDED = "minikafka:sidebar-was-folded";
  const FRAMES_TO_SETTLE = 20;
  const VIEW = ".jp-WindowedPanel-outer";

  /** Fold the sidebar once for each browser. */
  function foldOnce(app) {
    try {
      if (localStorage.getItem(FOLDED)) return;
      localStorage.setItem(FOLDED, "yes");
    } catch {
      return; // a browser that keeps nothing would fold it at each start
    }
    app.shell.collapseLeft?.();
  }

  /** Where each notebook's view stood last, before a command moved it. */
  function rememberPlaces() {
    const places = new WeakMap();
    const note = (event) => {
      if (event.target instanceof Element && event.target.matches(VIEW)) {
        places.set(event.target, event.target.scrollTop);
      }
    };
    document.addEventListener("scroll", note, { capture: true, passive: true });
    return places;
  }

  /** Keep a view at its place until all has run; a turn of the wheel, a key or a press lets go at once. */
  function hold(view, top, run) {
    let frames = Infinity;
    const letGo = () => (frames = 0);
    void run.finally(() => (frames = Math.min(frames, FRAMES_TO_SETTLE))).catch(() => undefined);
    const events = ["wheel", "keydown", "pointerdown", "touchstart"];
    for (const name of events) view.addEventListener(name, letGo, { once: true, passive: true });
    const keep = () => {
      if (frames-- <= 0) return;
      view.scrollTop = top;
      requestAnimationFrame(keep);
    };
    keep();
  }

  /** Make the cell that is in view the active one again, so that a key does not lead to the end. */
  function activateInView(notebook, view) {
    const above = view.getBoundingClientRect().top;
    const index = notebook.widgets.findIndex((cell) => cell.node.getBoundingClientRect().bottom > above + 1);
    if (index >= 0) notebook.activeCellIndex = index;
  }

  function stayWhenAllRun(app) {
    const places = rememberPlaces();
    app.commands.commandExecuted.connect((_, { id, result }) => {
      if (!RUN_ALL.has(id)) return;
      const notebook = app.shell.currentWidget?.content;
      const view = notebook?.node?.querySelector(VIEW);
      if (!view) return;
      const top = places.get(view) ?? 0;
      hold(view, top, result);
      requestAnimationFrame(() => activateInView(notebook, view));
    });
  }

  /** Rules of ours for what a cell prints and for the cell that has the focus, beside JupyterLab's own. */
  function addRules() {
    const style = document.createElement("style");
    style.textContent =
      ".jp-OutputArea :is(.jp-RenderedText, .jp-RenderedHTMLCommon) pre { word-break: normal; overflow-wrap: anywhere; }" +
      ".jp-Notebook .jp-MarkdownCell.jp-mod-active { overflow-anchor: none; }";
    document.head.append(style);
  }

  const plugin = {
    id: "minikafka:course",
    description: "Folds the sidebar at first; keeps the reader's place when cells run; breaks printed lines between words.",
    autoStart: true,
    activate: (app) => {
      stayWhenAllRun(app);
      addRules();
      void app.restored.then(() => foldOnce(app));
    },
  };

  const module = { __esModule: true, default: plugin };
  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB.minikafka = {
    init: () => undefined,
    get: async () => () => module,
  };
})();
