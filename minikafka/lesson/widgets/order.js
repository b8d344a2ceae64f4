// A field whose options are put in order, by dragging and by keys. What stands where is in a hidden input, which is empty
// until something was moved.

import { made } from './element.js';

const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

export class Order {
  constructor(field, entry) {
    this.words = field.words;
    this.input = made('input');
    Object.assign(this.input, { type: 'hidden', value: entry ?? '' });
    this.list = made('ol', 'mk-events');
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', field.label);
    const texts = new Map(field.options);
    const keys = entry ? entry.split(' ') : [...texts.keys()];
    this.list.append(...keys.map((key) => madeItem(key, texts.get(key))));
    this.list.firstChild.tabIndex = 0;
    this.taken = null; // what the arrow keys move
    this.held = null; // what the pointer moves, and how far below its upper edge it was grasped
    this.settled = this.shown;
    this.news = made('p', 'mk-news');
    this.news.setAttribute('role', 'status');
    this.element = made('div');
    this.element.append(made('p', 'mk-muted', field.words.how), this.list, this.news, this.input);
    this.listen();
  }

  listen() {
    const { list } = this;
    list.addEventListener('keydown', (event) => this.press(event));
    list.addEventListener('focusin', (event) => this.reach(event.target));
    list.addEventListener('focusout', () => this.take(null));
    list.addEventListener('mousedown', (event) => event.preventDefault()); // which would select text
    list.addEventListener('pointerdown', (event) => this.grasp(event));
    list.addEventListener('pointermove', (event) => this.drag(event));
    for (const end of ['pointerup', 'lostpointercapture']) list.addEventListener(end, () => this.drop());
  }

  get items() {
    return [...this.list.children];
  }

  get shown() {
    return this.items.map((item) => item.dataset.key).join(' ');
  }

  get isOpen() {
    return !this.input.disabled;
  }

  say(words, item) {
    const filled = { place: this.items.indexOf(item) + 1, count: this.items.length, text: item.textContent };
    this.news.textContent = words.replace(/{(\w+)}/g, (_, name) => filled[name]);
  }

  // Down or up, past one other or, by an endless step, past all. The others make way: so it keeps the focus.
  move(item, step) {
    const others =
      step < 0
        ? this.items.slice(0, this.items.indexOf(item)).reverse()
        : this.items.slice(this.items.indexOf(item) + 1);
    for (const other of others.slice(0, Math.abs(step))) {
      if (step > 0) item.before(other);
      else item.after(other);
    }
    this.say(this.words.moved, item);
  }

  // The order is an answer once it is another than before.
  settle() {
    if (this.shown === this.settled) return;
    this.input.value = this.settled = this.shown;
    this.input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  // By keys

  press(event) {
    const item = event.target.closest('li');
    const step = STEPS[event.key];
    if (!item) return;
    if (step) this.step(item, step);
    else if (event.key === ' ' || event.key === 'Enter') this.take(this.taken || !this.isOpen ? null : item);
    else if (event.key === 'Escape' && this.taken) this.take(null);
    else return;
    event.preventDefault();
  }

  step(item, step) {
    const { items } = this;
    if (this.taken) this.move(item, step);
    else items[Math.min(Math.max(items.indexOf(item) + step, 0), items.length - 1)].focus();
  }

  take(item) {
    if (item) this.say(this.words.taken, item);
    else if (this.taken) this.say(this.words.put, this.taken);
    this.taken = item;
    for (const each of this.items) each.setAttribute('aria-selected', String(each === item));
    this.settle();
  }

  // Tab leads to one of them: where one has been last.
  reach(item) {
    for (const each of this.items) each.tabIndex = each === item ? 0 : -1;
  }

  // By the pointer

  grasp(event) {
    const item = event.target.closest('li');
    if (!item || !this.isOpen || event.button !== 0 || !event.isPrimary) return;
    item.focus({ preventScroll: true });
    item.classList.add('mk-held');
    this.held = { item, grasp: event.clientY - item.getBoundingClientRect().top };
    this.list.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const { item, grasp } = this.held;
    item.style.translate = '';
    const top = event.clientY - grasp;
    const { height } = item.getBoundingClientRect();
    while (item.nextSibling && top + height > middle(item.nextSibling)) this.move(item, 1);
    while (item.previousSibling && top < middle(item.previousSibling)) this.move(item, -1);
    item.style.translate = `0 ${top - item.getBoundingClientRect().top}px`;
  }

  drop() {
    if (!this.held) return;
    const { item } = this.held;
    this.held = null;
    item.style.translate = '';
    item.classList.remove('mk-held');
    this.settle();
  }
}

function madeItem(key, text) {
  const item = made('li', 'mk-event', text);
  item.setAttribute('role', 'option');
  item.setAttribute('aria-selected', 'false');
  item.dataset.key = key;
  item.tabIndex = -1;
  return item;
}

function middle(item) {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}
