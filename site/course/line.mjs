// One line at the foot of the page: how far the start is, or what a learner is asked. It says the same to a screen reader.

/**
 * @typedef {{stage: 'fetched', done: number, total: number}} Fetched in bytes
 * @typedef {{stage: 'failed', reason: string}} Failed
 * @typedef {{stage: 'page' | 'worker' | 'starting' | 'running'} | Fetched | Failed} Report how far the start is
 */

const MEGABYTE = 1e6;
const SLOW = 30; // seconds after which the line says that the network is slow
const megabytes = (/** @type {number} */ bytes) => (bytes / MEGABYTE).toFixed(1);

const WORDS = {
  page: () => 'The notebook is on its way',
  worker: () => 'Python is on its way',
  fetched: (/** @type {Fetched} */ { done, total }) =>
    `Python is on its way: ${megabytes(done)} of ${megabytes(total)} MB`,
  starting: () => 'Python starts',
  running: () => 'The panel is being made',
};

export class Line {
  constructor() {
    this.began = performance.now();
    this.element = document.createElement('div');
    this.element.className = 'mk-line';
    this.element.innerHTML = '<span role="status"></span><span class="mk-seconds" aria-hidden="true"></span>';
    const [words, seconds] = this.element.children;
    this.words = words;
    this.seconds = seconds;
    document.body.append(this.element);
    this.clock = setInterval(() => this.tick(), 500);
    this.show({ stage: 'page' });
  }

  tick() {
    const seconds = (performance.now() - this.began) / 1000;
    this.seconds.textContent = `${Math.round(seconds)} s`;
    if (seconds > SLOW) this.element.dataset.slow = 'Still loading; you can read on meanwhile.';
  }

  /** Say how far the start is. @param {Report} report */
  show(report) {
    if (this.failed) return;
    if (report.stage === 'failed') this.fail(report.reason);
    else this.say(WORDS[report.stage](/** @type {Fetched} */ (report)));
  }

  /** @param {string} words */
  say(words) {
    const known = this.words.textContent.replace(/[\d.]+/g, '') === words.replace(/[\d.]+/g, '');
    this.words.setAttribute('aria-live', known ? 'off' : 'polite'); // a screen reader hears each stage, not each megabyte
    this.words.textContent = words;
  }

  /** The start is over. */
  end() {
    if (this.failed) return;
    clearInterval(this.clock);
    this.element.remove();
  }

  /** The start has failed: say why, and what can be done. @param {string} reason */
  fail(reason) {
    this.failed = true;
    clearInterval(this.clock);
    this.seconds.remove();
    this.element.removeAttribute('data-slow');
    this.say(`Python could not be started: ${reason}. The text and the pictures can be read; the buttons need Python.`);
    this.add('Try again', () => location.reload());
  }

  /** A button at the end of the line. @param {string} words @param {() => void} press */
  add(words, press) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = words;
    button.addEventListener('click', press);
    this.element.append(button);
    return button;
  }
}

/**
 * A line that asks something: its words, and buttons by name. It goes when one is pressed.
 * @param {string} words @param {{[name: string]: () => void}} buttons
 */
export function ask(words, buttons) {
  const line = new Line();
  clearInterval(line.clock);
  line.seconds.remove();
  line.say(words);
  for (const [name, press] of Object.entries(buttons)) {
    line.add(name, () => {
      line.element.remove();
      press();
    });
  }
}
