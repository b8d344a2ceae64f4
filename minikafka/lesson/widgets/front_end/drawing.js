/** Python's drawing of the process flow: its parts by gid, and layers on it for what changes. */

/**
 * @typedef {[left: number, top: number, width: number, height: number]} Box
 * @typedef {{svg: string, width: number, height: number, narrow: boolean, network: number, pointer: number,
 *   gather: number, nodes: Record<string, Box>, slots: Box[], tray: Box, cells: Box[]}} Picture
 */

const LAYERS_BELOW = ['hits', 'cells'];
const LAYERS_ABOVE = ['facts', 'slots', 'pointer', 'marks', 'badges', 'token'];

export class Drawing {
  /** @param {HTMLElement} root @param {string} prefix begins every id on the page */
  constructor(root, prefix) {
    this.root = root;
    this.prefix = prefix;
    /** @type {Picture} there is none until Python has told one */
    this.picture = /** @type {any} */ (null);
    /** @type {WeakMap<Element, string>} what each layer looks like now */
    this.filled = new WeakMap();
  }

  get isThere() {
    return this.picture !== null;
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
    this.addLayers();
  }

  /** Groups for what changes, each above or below the parts of the drawing that it belongs to. */
  addLayers() {
    const groups = (/** @type {string[]} */ names) => names.map((name) => `<g data-layer="${name}"></g>`).join('');
    this.part('tray').insertAdjacentHTML('afterend', groups(LAYERS_BELOW));
    this.svg?.insertAdjacentHTML('beforeend', groups(LAYERS_ABOVE));
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

  /** The lines, by name. @returns {string[]} */
  get edges() {
    return [...(this.svg?.querySelectorAll('.mk-edge') ?? [])].map((edge) => edge.id.slice(this.prefix.length + 6));
  }

  /** Give a line its look; one that was taken lies on top of the others. @param {string} name @param {string} look */
  light(name, look) {
    const edge = this.part(`edge-${name}`);
    if (edge.getAttribute('class') === `mk-edge ${look}`) return;
    edge.setAttribute('class', `mk-edge ${look}`);
    if (look.startsWith('on')) this.part('node-start-producer').before(edge);
  }

  /** Change a layer only if it looks different now. @param {string} name @param {string} html */
  fill(name, html) {
    const layer = this.layer(name);
    if (this.filled.get(layer) === html) return;
    this.filled.set(layer, html);
    layer.innerHTML = html;
  }
}
