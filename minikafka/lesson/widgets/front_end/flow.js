/** The process flow: Python's drawing, and on it what changes: the batches remembered, the log, the message on its way. */
import { Run } from './run.js';
import { copyText, cut, escaped, scene, SIGN, slug, tokenText, hue } from './scene.js';
import { stepToLose } from './moves.js';

/**
 * @typedef {import('./moves.js').Move} Move
 * @typedef {import('./run.js').Replica} Replica
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {[left: number, top: number, width: number, height: number]} Box
 * @typedef {{svg: string, width: number, height: number, narrow: boolean, network: number, pointer: number,
 *   gather: number, nodes: Record<string, Box>, slots: Box[], tray: Box, cells: Box[]}} Picture
 * @typedef {{armed: string | null, canLose: boolean}} Faults
 * @typedef {'request' | 'ack'} Leg
 */

const ABOVE_THE_SLOTS = 13;
const LEGS = /** @type {Leg[]} */ (['request', 'ack']);
const ARMED = { request: 'lose the request', ack: 'lose the ack' };

/** A box with a word in it. @param {Box} box @param {string} text @param {string} kind @param {string} [more] */
const cell = ([left, top, width, height], text, kind, more = '') =>
  `<g class="mk-slot ${kind}"${more}><rect x="${left}" y="${top}" width="${width}" height="${height}" rx="5"/>` +
  `<text x="${left + width / 2}" y="${top + height / 2 + 5}">${escaped(text)}</text></g>`;

/** The last sequence of each batch remembered, in the places for five. @param {import('./run.js').State | null} state @param {boolean} idempotence */
export function slotTexts(state, idempotence) {
  if (state && !state.known) return Array(5).fill('?');
  const batches = state?.batches ?? [];
  return Array.from({ length: 5 }, (_, place) => (batches[place] ? String(batches[place][1]) : idempotence ? '-' : ''));
}

export class Flow {
  /** @param {HTMLElement} root @param {string} prefix begins every id on the page */
  constructor(root, prefix) {
    this.root = root;
    this.prefix = prefix;
    /** @type {Picture | null} */
    this.picture = null;
    /** @type {{key: string, distance: number} | null} where a message is on its line */
    this.travelled = null;
    /** @type {{key: string, distance: number} | null} where the next one goes on from, as it is the same message */
    this.resume = null;
    this.place = [0, 0];
    /** @type {WeakMap<Element, string>} what each layer looks like now */
    this.drawn = new WeakMap();
  }

  /** @param {Picture} picture */
  draw(picture) {
    this.picture = picture;
    this.root.innerHTML = picture.svg.replaceAll(' id="', ` id="${this.prefix}-`);
    this.svg = /** @type {SVGSVGElement} */ (this.root.querySelector('svg'));
    const title = this.svg.querySelector('title');
    this.svg.setAttribute('role', 'group');
    this.svg.setAttribute('aria-label', title?.textContent ?? '');
    title?.remove();
    this.svg.classList.toggle('mk-narrow', picture.narrow);
    for (const path of this.svg.querySelectorAll('.mk-edge path:nth-of-type(2)')) path.classList.add('mk-head');
    this.layers();
  }

  /** Groups for what moves, each above or below the parts of the drawing that it belongs to. */
  layers() {
    const group = (/** @type {string} */ name) => `<g data-layer="${name}"></g>`;
    this.part('tray').insertAdjacentHTML('afterend', group('hits') + group('cells'));
    const token =
      '<g class="mk-token" data-lose="token" visibility="hidden"><rect rx="10" height="20"/><text y="14"/></g>';
    this.svg?.insertAdjacentHTML(
      'beforeend',
      ['facts', 'slots', 'pointer', 'marks', 'badges'].map(group).join('') + token,
    );
    this.layer('hits').innerHTML = LEGS.map((leg) => this.hit(leg)).join('');
    this.layer('facts').setAttribute('class', 'mk-facts');
    this.token = /** @type {SVGGElement} */ (this.svg?.querySelector('.mk-token'));
  }

  /** What is clicked to lose a message: a zone in the network, and the whole line. @param {Leg} leg */
  hit(leg) {
    const { nodes, gather, network } = this.p;
    const [left, , width] = nodes['Broker Receives'];
    const zone = this.p.narrow ? 176 : 200;
    const middle = left + width / 2;
    const [x, textX, anchor] =
      leg === 'request' ? [middle - 14, middle + 15, 'start'] : [gather + 14 - zone, gather - 15, 'end'];
    const way = this.path(leg === 'request' ? 'request' : 'ack-store').getAttribute('d');
    return (
      `<g class="mk-hit" data-lose="${leg}" role="button" tabindex="0"><rect class="mk-zone" x="${x}" y="${network - 15}" ` +
      `width="${zone}" height="30" rx="6"/><path class="mk-wide" d="${way}"/>` +
      `<text class="mk-tip" x="${textX}" y="${network + 4}" text-anchor="${anchor}"></text></g>`
    );
  }

  get p() {
    return /** @type {Picture} */ (this.picture);
  }

  /** A part of the drawing by its gid. @param {string} gid @returns {SVGGElement} */
  part(gid) {
    return /** @type {SVGGElement} */ (this.svg?.querySelector(`#${this.prefix}-${gid}`));
  }

  /** @param {string} name @returns {SVGGElement} */
  layer(name) {
    return /** @type {SVGGElement} */ (this.svg?.querySelector(`[data-layer="${name}"]`));
  }

  /** The line itself, without its head. @param {string} edge @returns {SVGPathElement} */
  path(edge) {
    return /** @type {SVGPathElement} */ (this.part(`edge-${edge}`).querySelector('path'));
  }

  // Drawing one position

  /** @param {Run} run @param {Scene} seen @param {number} position @param {boolean} playing @param {Faults} faults */
  show(run, seen, position, playing, faults) {
    if (!this.picture) return;
    this.showParts(run, seen);
    this.showMemory(run, seen);
    this.showLog(run, seen, position);
    this.showMarks(seen);
    for (const leg of LEGS) this.showHit(run, seen, position, playing, faults, leg);
    if (!playing) this.park(run, seen);
  }

  /** @param {Run} run @param {Scene} seen */
  showParts(run, seen) {
    for (const stage of Object.keys(this.p.nodes)) {
      const node = this.part(`node-${slug(stage)}`);
      const look = seen.nodes[stage] ?? '';
      node.setAttribute('class', `mk-node ${look}`);
      if (['Store', 'Ignore', 'Error'].includes(stage)) {
        /** @type {Element} */ (node.querySelector('text')).textContent = (SIGN[look] ?? '') + stage;
      }
    }
    for (const edge of this.svg?.querySelectorAll('.mk-edge') ?? []) {
      const name = edge.id.slice(this.prefix.length + 6);
      this.light(name, seen.edges[name] ?? '');
    }
    for (const word of ['refused', 'duplicate', 'new'])
      this.part(`word-${word}`).setAttribute('class', `mk-word ${seen.edges[word] ?? ''}`);
    this.part('lane-broker').classList.toggle('mk-down', seen.event.stage === 'Broker Stops');
    this.part('caption-slots').setAttribute(
      'visibility',
      run.idempotence && !seen.forgotten.length ? 'visible' : 'hidden',
    );
  }

  /** Give a line its look; one that was taken lies on top of the others. @param {string} name @param {string} look */
  light(name, look) {
    const edge = this.part(`edge-${name}`);
    if (edge.getAttribute('class') === `mk-edge ${look}`) return;
    edge.setAttribute('class', `mk-edge ${look}`);
    if (look.startsWith('on')) this.part('node-start-producer').before(edge);
  }

  /** @param {Run} run @param {Scene} seen */
  showMemory(run, seen) {
    const state = seen.event.variables.state;
    const look = (/** @type {number} */ place) => {
      if (place === seen.match) return 'match';
      return state?.batches[place] ? 'full' : run.idempotence ? '' : 'off';
    };
    const slots = slotTexts(state, run.idempotence).map((text, place) =>
      cell(this.p.slots[place], text, look(place), ` data-slot="${place}"`),
    );
    const [left, top] = this.p.slots[0];
    const caption = seen.forgotten.length
      ? `✕ forgot ${seen.forgotten.join(', ')}`
      : run.idempotence
        ? ''
        : 'no memory';
    const words = `<text class="mk-caption ${seen.forgotten.length ? 'mk-warn' : ''}" x="${left - 8}" y="${top + 17}" text-anchor="end">${caption}</text>`;
    this.fill('slots', slots.join('') + words);
    this.fill(
      'facts',
      run.brokers > 1 ? this.leaderFacts(run, seen) + this.followers(run, seen) : this.facts(run, seen),
    );
  }

  /** What the broker knows of the producer. @param {Run} run @param {Scene} seen */
  known(run, seen) {
    const state = seen.event.variables.state;
    if (!run.idempotence) return [['producer id', 'none']];
    const epoch = seen.event.variables.producer_epoch;
    const id = state?.producer_id ?? run.producerId;
    return [
      ['producer id', id < 0 ? '-' : id],
      ['epoch', epoch < 0 ? '-' : epoch],
      ['last seq', state?.batches.length || state?.known === false ? state.last_sequence : '-'],
    ];
  }

  /** @param {Run} run @param {Scene} seen */
  facts(run, seen) {
    return this.known(run, seen)
      .map(([name, value], line) => `<text x="14" y="${172 + line * 19}"><tspan>${name}</tspan> ${value}</text>`)
      .join('');
  }

  /** @param {Run} run @param {Scene} seen */
  leaderFacts(run, seen) {
    const facts = this.known(run, seen).map(
      ([name, value]) => `<tspan>${String(name).replace('producer ', '')}</tspan> ${value}`,
    );
    return `<text x="14" y="166">${facts.join(' <tspan>·</tspan> ')}</text>`;
  }

  /** The brokers that follow: what each has copied, and what it remembers. @param {Run} run @param {Scene} seen */
  followers(run, seen) {
    const replicas = (seen.event.replicas ?? []).map((replica, number) => ({ ...replica, number }));
    return replicas
      .filter((replica) => replica.number !== seen.event.leader)
      .map((replica) => this.follower(run, replica))
      .join('');
  }

  /** @param {Run} run @param {Replica & {number: number}} replica */
  follower(run, replica) {
    const width = Math.min(this.p.slots[0][0] - 108, 250);
    const size = this.p.narrow ? 24 : 30;
    const slots = slotTexts(replica.state, run.idempotence).map((text, place) => {
      const box = /** @type {Box} */ ([20 + place * (size + 4), 211, size, 22]);
      return cell(box, text, replica.state?.batches[place] ? 'full' : '');
    });
    const narrow = this.p.narrow;
    const records = replica.in_sync
      ? `${narrow ? 'log ' : ''}${replica.log_end_offset}${narrow ? '' : ' in its log'}`
      : '✕ stopped';
    return (
      `<rect class="mk-replica ${replica.in_sync ? '' : 'mk-down'}" x="10" y="178" width="${width}" height="62" rx="7"/>` +
      `<text class="mk-caption" x="${width + 2}" y="${narrow ? 226 : 201}" text-anchor="end">${records}</text>${slots.join('')}`
    );
  }

  /** The end of the log of one partition. @param {Run} run @param {Scene} seen @param {number} position */
  showLog(run, seen, position) {
    const log = run.logAt(position);
    const from = Math.max(0, log.length - this.p.cells.length);
    const shown = log.slice(from);
    const [left, top] = this.p.tray;
    const original = seen.match < 0 ? null : seen.decision?.result?.base_offset;
    const cells = shown.map((stored, index) => {
      const look =
        stored.copy_of !== null
          ? 'copy'
          : stored === run.stored[seen.fresh]
            ? 'fresh'
            : stored.offset === original
              ? 'same'
              : '';
      return this.record(stored, this.p.cells[index], look);
    });
    const empty = shown.length ? '' : `<text class="mk-caption" x="${left + 12}" y="${top + 30}">empty</text>`;
    const names = `<text class="mk-place" x="14" y="${top + 22}">${escaped(cut(run.placeAt(position), 11))}</text>`;
    const earlier = `<text class="mk-caption" x="14" y="${top + 40}">${from ? `log, ${from} earlier` : 'log'}</text>`;
    this.fill('cells', names + earlier + empty + cells.join(''));
    this.fill('pointer', seen.match < 0 ? '' : this.pointer(seen.match));
  }

  /** @param {import('./run.js').Stored} stored @param {Box} box @param {string} look */
  record(stored, [left, top, width, height], look) {
    const inset = width > 80 ? 7 : 4;
    const below =
      stored.copy_of !== null
        ? copyText(stored.copy)
        : `${stored.offset}${stored.sequence >= 0 ? ` · seq ${stored.sequence}` : ''}`;
    return (
      `<g class="mk-cell ${look}"><title>${escaped(stored.text)}, offset ${stored.offset}</title>` +
      `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="5"/>` +
      `<text x="${left + inset}" y="${top + 17}">${escaped(cut(stored.text, width > 80 ? 9 : 8))}</text>` +
      `<text class="mk-caption" x="${left + inset}" y="${top + 34}">${below}</text></g>`
    );
  }

  /** From Ignore to the batch that was recognised. @param {number} slot */
  pointer(slot) {
    const [left, top, width, height] = this.p.slots[slot];
    const [from, fromTop, fromWidth, fromHeight] = this.p.nodes.Ignore;
    const x = left + width / 2;
    const start = from + fromWidth / 2;
    const d = `M${start} ${fromTop + fromHeight}V${this.p.pointer - 8}q0 8 -8 8H${x + 8}q-8 0 -8 -8V${top + height + 6}`;
    return `<path class="mk-pointer" d="${d}"/><path class="mk-pointer mk-head" d="M${x} ${top + height + 1}l4.5 9h-9z"/>`;
  }

  /** @param {Scene} seen */
  showMarks(seen) {
    const [left, , width] = this.p.nodes['Broker Receives'];
    const x = seen.lost === 'ack' ? this.p.gather : left + width / 2;
    this.fill('marks', seen.lost ? cross(x, this.p.network) : seen.isHeldUp ? clock(x, this.p.network) : '');
    const badges = seen.badges.map(({ stage, text, tone }) => {
      const box = this.p.nodes[stage];
      const wide = text.length * 7.2 + 14;
      const middle = box[0] + box[2] / 2;
      const from = Math.max(middle - wide / 2, 4);
      return (
        `<g class="mk-badge ${tone}"><rect x="${from}" y="${box[1] - 13}" width="${wide}" height="18" rx="9"/>` +
        `<text x="${from + wide / 2}" y="${box[1] + 0.5}">${escaped(text)}</text></g>`
      );
    });
    this.fill('badges', badges.join(''));
  }

  /** @param {Run} run @param {Scene} seen @param {number} position @param {boolean} playing @param {Faults} faults @param {Leg} leg */
  showHit(run, seen, position, playing, faults, leg) {
    const hit = /** @type {SVGGElement} */ (this.layer('hits').querySelector(`[data-lose="${leg}"]`));
    const isArmed = faults.armed === ARMED[leg];
    const now = faults.canLose && stepToLose(run, position, playing, leg) !== null;
    const used = Object.entries(seen.edges).find(
      ([name, look]) => look.startsWith('on') && (leg === 'ack' ? name.startsWith('ack') : name.endsWith('request')),
    );
    const lost = seen.lost === leg;
    hit.setAttribute(
      'class',
      `mk-hit ${used ? used[1].replace('lost', '') : ''} ${lost ? 'mk-gone' : ''} ${isArmed ? 'mk-armed' : ''}`,
    );
    const action = now ? `✕ lose this ${leg}` : isArmed ? `✕ ${leg} kept after all` : `✕ lose the next ${leg}`;
    const calm = isArmed ? `✕ next ${leg} is lost` : lost ? `${leg} lost` : leg;
    hit.toggleAttribute('data-off', !faults.canLose && !now);
    hit.setAttribute('aria-label', now ? `Lose this ${leg}` : `Lose the next ${leg}`);
    hit.setAttribute('aria-pressed', String(isArmed));
    hit.dataset.calm = calm;
    hit.dataset.action = faults.canLose ? action : calm;
    this.tip(hit, hit.matches(':hover, :focus-visible'));
  }

  /** @param {HTMLElement | SVGElement} hit @param {boolean} inside */
  tip(hit, inside) {
    const words = hit.querySelector('.mk-tip');
    const text = (inside ? hit.dataset.action : hit.dataset.calm) ?? '';
    if (words && words.textContent !== text) words.textContent = text;
  }

  /** Change a layer only if it looks different now. @param {string} name @param {string} html */
  fill(name, html) {
    const layer = this.layer(name);
    if (this.drawn.get(layer) === html) return;
    this.drawn.set(layer, html);
    layer.innerHTML = html;
  }

  // The message

  /** A message that waits stands at the lower edge of its box; what was decided has become a record, or points to one. @param {Run} run @param {Scene} seen */
  park(run, seen) {
    const stage = seen.event.stage === 'Waiting' ? 'Send Message' : seen.event.stage;
    const box = this.p.nodes[stage];
    const goesRound = !run.idempotence && stage === 'Check Sequence Number';
    if (!box || !seen.event.delivery || seen.decision || goesRound) return this.hide();
    const isAtSend = stage === 'Send Message';
    const bare = !run.idempotence && stage === 'Assign Sequence Number';
    this.put(
      isAtSend ? cut(seen.event.delivery.text, 10) : tokenText(seen.event),
      box[0] + box[2] / 2,
      bare ? this.p.network : box[1] + box[3] + 5,
      hue(seen.event.delivery),
    );
  }

  /** A message at Send Message, small at first. @param {{text: string, number?: number, hue?: string}} message @param {number} share */
  appear({ text, number = 0, hue: colour = hue({ number }) }, share) {
    const [left, top, width, height] = this.p.nodes['Send Message'];
    this.put(cut(text, 10), left + width / 2, top + height + 5, colour, 0.4 + 0.6 * share);
  }

  hide() {
    this.token?.setAttribute('visibility', 'hidden');
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} colour @param {number} [scale] @param {number} [opacity] */
  put(text, x, y, colour, scale = 1, opacity = 1) {
    const token = this.token;
    if (!token) return;
    if (token.dataset.text !== text) {
      token.dataset.text = text;
      this.half = Math.max(34, text.length * 7.4 + 16) / 2;
      const [box, words] = token.children;
      words.textContent = text;
      box.setAttribute('width', String(2 * this.half));
      box.setAttribute('x', String(-this.half));
    }
    const half = (this.half ?? 0) + 3;
    const inside = Math.max(half, Math.min(this.p.width - half, x));
    token.style.setProperty('--mk-own', colour);
    token.style.opacity = String(opacity);
    token.setAttribute('visibility', 'visible');
    token.setAttribute('transform', `translate(${inside} ${y - 10 * scale}) scale(${scale})`);
    this.place = [x, y];
  }

  /**
   * Make one move. @param {Move} move @param {(ms: number, frame: (share: number) => void) => Promise<boolean>} tween
   * @returns {Promise<boolean>} false if it was ended before its time
   */
  move(move, tween) {
    this.token?.classList.toggle('mk-can', Boolean(move.leg));
    const { text, hue: colour } = move;
    const [x, y] = this.place;
    switch (move.do) {
      case 'appear':
        return tween(move.ms, (share) => this.appear({ text, hue: colour }, share));
      case 'along':
        return this.along(move, tween);
      case 'die':
        return this.die(move, tween);
      case 'look':
        return this.look(move, tween);
      case 'drop': {
        const [left, , width] = this.p.cells[Math.min(move.cell ?? 0, this.p.cells.length - 1)];
        const [store, top, , height] = this.p.nodes.Store;
        this.light('drop', 'on');
        return tween(move.ms, (share) =>
          this.put(text, store + (left + width / 2 - store) * share, top + height / 2, colour),
        );
      }
      case 'enter': {
        const [left, top, , height] = this.p.nodes[move.stage ?? ''];
        return tween(move.ms, (share) => this.put(text, left + 10 * share, top + height / 2, colour, 1 - 0.6 * share));
      }
    }
    return tween(move.ms, () => {});
  }

  /** @param {Move} move @param {(ms: number, frame: (share: number) => void) => Promise<boolean>} tween */
  along(move, tween) {
    const names = move.edges ?? [];
    const paths = names.map((name) => this.path(name));
    const lengths = paths.map((path) => path.getTotalLength());
    const whole = lengths.reduce((sum, length) => sum + length, 0);
    const key = names.join();
    const from = this.resume?.key === key ? this.resume.distance : 0;
    const to = Math.max(
      from,
      move.until === 'half' ? whole * 0.55 : move.until === 'network' ? this.toTheNetwork(whole) : whole,
    );
    this.resume = null;
    for (const name of names) this.light(name, 'on');
    return tween(move.ms, (share) => {
      let distance = from + share * (to - from);
      this.travelled = { key, distance };
      let index = 0;
      while (index < lengths.length - 1 && distance > lengths[index]) distance -= lengths[index++];
      const point = paths[index].getPointAtLength(distance);
      this.put(move.text, point.x, point.y, move.hue);
    });
  }

  /** How far an ack goes until it is between the lanes. @param {number} whole */
  toTheNetwork(whole) {
    const [left, top, width, height] = this.p.nodes['Producer Receives Ack'];
    return whole - (this.p.gather - left - width) - (this.p.network - top - height / 2);
  }

  /** @param {Move} move @param {(ms: number, frame: (share: number) => void) => Promise<boolean>} tween */
  async look(move, tween) {
    const slot = this.layer('slots').querySelector(`[data-slot="${move.slot}"]`);
    const [left, top, width] = this.p.slots[move.slot ?? 0];
    const [x, y] = this.place;
    const [toX, toY] = [left + width / 2, top - ABOVE_THE_SLOTS];
    const ms = Math.min(move.ms, 85);
    slot?.classList.add('look');
    const arrived = await tween(ms, (share) =>
      this.put(move.text, x + (toX - x) * share, y + (toY - y) * share, move.hue),
    );
    if (!arrived) return false;
    if (!move.isMatch) {
      slot?.classList.remove('look');
      return true;
    }
    slot?.classList.add('match');
    return tween(move.ms - ms, (share) => this.put(move.text, toX, toY - 8 * Math.sin(share * Math.PI), move.hue));
  }

  /** @param {Move} move @param {(ms: number, frame: (share: number) => void) => Promise<boolean>} tween */
  async die(move, tween) {
    const [x, y] = this.place;
    for (const name of this.travelled?.key.split(',') ?? []) this.light(name, 'on lost');
    const hit = /** @type {SVGGElement | null} */ (this.layer('hits').querySelector(`[data-lose="${move.leg}"]`));
    hit?.classList.add('mk-gone');
    if (hit) hit.dataset.calm = hit.dataset.action = `✕ ${move.leg} lost`;
    if (hit) this.tip(hit, false);
    this.fill('marks', cross(x, y));
    const over = await tween(move.ms, (share) =>
      this.put(move.text, x, y + 34 * share, move.hue, 1 - 0.5 * share, 1 - share * share),
    );
    this.hide();
    return over;
  }
}

/** @param {number} x @param {number} y */
const cross = (x, y) =>
  `<g class="mk-cross"><circle cx="${x}" cy="${y}" r="10"/><path d="M${x - 5} ${y - 5}l10 10m0-10l-10 10"/></g>`;

/** @param {number} x @param {number} y */
const clock = (x, y) => `<g class="mk-clock"><circle cx="${x}" cy="${y}" r="10"/><path d="M${x} ${y - 6}v6l4 3"/></g>`;
