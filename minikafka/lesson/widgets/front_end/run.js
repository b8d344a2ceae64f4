/**
 * One run as Python told it. Nothing here decides what a broker does.
 *
 * @typedef {{first: number, events: object[], stored_from: number, stored: Stored[], idempotence: boolean,
 *   watched: boolean, brokers: number, producer_id: number}} Told what Python sends of a run
 * @typedef {{topic: string, partition: number, offset: number, text: string, sequence: number, number: number,
 *   copy_of: number | null, copy: number}} Stored
 * @typedef {{producer_id: number, producer_epoch: number, last_sequence: number, known: boolean,
 *   batches: [first: number, last: number, offset: number][]}} State
 * @typedef {{in_sync: boolean, log_end_offset: number, state: State | null}} Replica
 * @typedef {'' | 'good' | 'harm' | 'refused' | 'lost'} Verdict
 * @typedef {{step: number, kind: string, stage: string, action: number, leader: number,
 *   variables: {stored_count: number, in_flight: number, producer_epoch: number, state: State | null},
 *   delivery: {number: number, text: string, place: string} | null,
 *   batch: {base_sequence: number, sequence: string} | null,
 *   result: {error: string, base_offset: number, duplicate: boolean} | null,
 *   replicas: Replica[] | null,
 *   row: {action: string, sequence_number: string, broker_check: string, broker_action: string,
 *     producer_output: string, verdict: Verdict,
 *     tones: [Verdict, Verdict | 'ack']},
 *   tracker: {[variable: string]: string}, edges: string[],
 *   narration: {stage: string | null, sentence: string, heard: string | null, rest: string | null}}} Event
 */

const DECISIONS = new Set(['Store', 'Ignore', 'Error']);

/** The events and records of one run, found by position and by step. */
export class Run {
  constructor() {
    /** @type {Event[]} */
    this.events = [];
    /** @type {Stored[]} */
    this.stored = [];
    /** @type {number[]} the position at which each step begins */
    this.starts = [];
    this.idempotence = true;
    this.watched = false;
    this.brokers = 1;
    this.producerId = -1;
  }

  /**
   * Add what Python tells, in place of whatever was known from there on.
   * @param {Told} told
   * @returns {boolean} false, and nothing is changed, if something before it is not known here
   */
  take(told) {
    if (told.first > this.events.length || told.stored_from > this.stored.length) return false;
    this.idempotence = told.idempotence;
    this.watched = told.watched;
    this.brokers = told.brokers;
    this.producerId = told.producer_id;
    this.events.length = told.first;
    this.stored.length = told.stored_from;
    this.stored.push(...told.stored);
    this.starts = this.starts.filter((start) => start < told.first);
    for (const change of told.events) this.add(/** @type {Event} */ (merged(this.events.at(-1), change)));
    return true;
  }

  /** @param {Event} event */
  add(event) {
    if (this.starts.length <= event.step) this.starts.push(this.events.length);
    this.events.push(event);
  }

  /** The last position. */
  get end() {
    return this.events.length - 1;
  }

  /** How many steps there are; the start is step 0. */
  get steps() {
    return this.starts.length - 1;
  }

  /** @param {number} step */
  endOf(step) {
    return (this.starts[step + 1] ?? this.events.length) - 1;
  }

  /** The events of a step, as far as a position has come. @param {number} step @param {number} [upTo] */
  eventsOf(step, upTo = Infinity) {
    return this.events.slice(this.starts[step], Math.min(this.endOf(step), upTo) + 1);
  }

  /** What the broker decided in a step, as far as a position has come. @param {number} step @param {number} [upTo] */
  decision(step, upTo = Infinity) {
    return this.eventsOf(step, upTo).find((event) => DECISIONS.has(event.stage));
  }

  /** The partition that the last message goes to. @param {number} position */
  placeAt(position) {
    const told = this.events.findLast((event, index) => index <= position && event.delivery)?.delivery?.place;
    return told ?? (this.stored.length ? placeOf(this.stored[0]) : 'topic-0');
  }

  /** The records of that partition, as far as they are stored. @param {number} position */
  logAt(position) {
    const place = this.placeAt(position);
    return this.stored
      .slice(0, this.events[position].variables.stored_count)
      .filter((stored) => placeOf(stored) === place);
  }

  /** The steps of one action, a call that the learner made. @param {number} action */
  stepsOf(action) {
    const steps = [];
    for (let step = this.steps; step > 0 && this.events[this.starts[step]].action >= action; step--) {
      if (this.events[this.starts[step]].action === action) steps.unshift(step);
    }
    return steps;
  }
}

/** @param {Stored} stored */
const placeOf = ({ topic, partition }) => `${topic}-${partition}`;

/** The old value with what has changed; parts that are told by name are merged too. @param {any} old @param {any} change */
export function merged(old, change) {
  const together = { ...old };
  for (const [key, value] of Object.entries(change)) {
    together[key] = isNamed(value) && isNamed(old?.[key]) ? merged(old[key], value) : value;
  }
  return together;
}

/** @param {unknown} value */
const isNamed = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
