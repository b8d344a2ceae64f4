/** The sentence below the view: where one is and what happens there, a notice, or the question before an answer. */
import { escaped, setHtml } from './html.js';
import { SIGN } from './scene.js';
import { filled } from './text.js';
import { words } from './words.js';

/** @typedef {import('./controls.js').Told} Told @typedef {import('./scene.js').Scene} Scene */

export class Sentence {
  /** @param {HTMLElement} root the box @param {HTMLElement} panel whose look says that it asks */
  constructor(root, panel) {
    this.root = root;
    this.panel = panel;
    const [line, answers] = /** @type {HTMLElement[]} */ ([...root.children]);
    this.line = line;
    this.answers = answers;
  }

  /** @param {Scene} seen @param {Told | null} controls @param {boolean} playing */
  show(seen, controls, playing) {
    const asked = controls?.asked ?? null;
    this.panel.classList.toggle('mk-is-asking', Boolean(asked));
    this.root.className = `mk-say mk-${asked ? '' : seen.sentence.tone}`;
    const notice = playing ? '' : noticeOf(seen, controls);
    setHtml(this.line, asked ? `<b>${escaped(asked.question)}</b>` : sentenceHtml(seen.sentence, notice));
    this.offer(asked);
  }

  /** The answers to choose from; the focus goes to the first. @param {Told['asked']} asked */
  offer(asked) {
    const { answers } = this;
    const offered = asked ? [...asked.answers, ['', words.cancel]] : [];
    if (!setHtml(answers, offered.map(answerButton).join(''))) return;
    answers.hidden = !asked;
    if (asked) /** @type {HTMLElement} */ (answers.firstElementChild).focus({ preventScroll: true });
  }
}

/** What Python says above the run's own sentence. @param {Scene} seen @param {Told | null} controls */
function noticeOf({ isLast }, controls) {
  const { notice = '', outcome = '', score = '' } = controls ?? {};
  if (notice) return `<b class="mk-notice">${escaped(notice)}</b> `;
  return isLast && outcome ? `<b class="mk-notice">${escaped(outcome)}</b> ${escaped(score)} · ` : '';
}

/** @param {Scene['sentence']} seen @param {string} notice */
function sentenceHtml({ place, stage, sentence, tone, ackLost }, notice) {
  const isCalm = tone === 'lost' && ackLost;
  const lost = `<span class="mk-lost">${escaped(words.ackLost)}</span>`;
  const decided = filled(escaped(ackLost ? words.stageAckLost : words.stage), { stage: escaped(stage), lost });
  const told = `${escaped(place)} · <span class="${isCalm ? '' : `mk-${tone}`}">${isCalm ? '' : SIGN[tone]}${decided}</span>`;
  return notice ? notice + told : `<b>${told}</b> ${escaped(sentence)}`;
}

/** @param {string[]} answer */
const answerButton = ([branch, text]) =>
  `<button type="button" class="mk-button" data-answer="${branch}">${escaped(text)}</button>`;
