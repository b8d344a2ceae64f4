// Draws cards as Python describes them. What is pressed or entered goes back as a message: Python decides, and this
// knows nothing of what is asked.

import { made } from './element.js';
import { followTheme } from './front_end/theme.js';
import { keepKeys } from './keys.js';
import { Order } from './order.js';

let views = 0; // radio buttons of two views of the same card must not be one group

// HTML that Python made, set only when it is another: whoever has the focus or a selection in it keeps it.
function setHtml(element, html) {
  if (element.shownHtml === html) return;
  element.shownHtml = html;
  element.innerHTML = html;
  element.hidden = html === '';
}

function choices(field, name, entry) {
  const group = made('div', 'mk-options');
  for (const [key, text] of field.options) {
    const label = made('label', 'mk-option');
    const radio = made('input');
    Object.assign(radio, { type: 'radio', name, value: key, checked: key === entry });
    label.append(radio, made('span', '', text));
    group.append(label);
  }
  return group;
}

function line(field, entry) {
  const input = made(field.kind === 'long' ? 'textarea' : 'input');
  if (field.kind !== 'long') input.type = 'text';
  if (field.kind === 'number') input.inputMode = 'numeric';
  input.value = entry ?? '';
  input.setAttribute('aria-label', field.label);
  return input;
}

class Card {
  constructor(tell, number) {
    this.tell = tell;
    this.number = number;
    this.buttons = new Map();
    this.element = made('section', 'mk-card');
    this.head = made('div', 'mk-head');
    this.fields = made('div', 'mk-fields');
    this.controls = made('div', 'mk-controls');
    this.remark = made('div', 'mk-remark');
    this.told = made('div', 'mk-told');
    this.more = made('div', 'mk-more');
    for (const news of [this.remark, this.told]) news.setAttribute('role', 'status');
    this.controls.append(this.remark);
    this.element.append(this.head, this.fields, this.controls, this.told, this.more);
    this.fields.addEventListener('change', () => this.send('enter'));
  }

  get entries() {
    const entries = {};
    for (const input of this.fields.querySelectorAll('input, textarea')) {
      const name = input.closest('[data-name]').dataset.name;
      if (input.type !== 'radio' || input.checked) entries[name] = input.value;
    }
    return entries;
  }

  send(verb) {
    this.tell({ card: this.face.key, verb, entries: this.entries });
  }

  show(face) {
    this.face = face;
    this.element.classList.toggle('mk-plain', face.is_plain);
    setHtml(this.head, face.head);
    setHtml(this.remark, face.remark);
    setHtml(this.told, face.told);
    setHtml(this.more, face.more);
    this.showFields(face);
    this.showButtons(face.buttons);
  }

  showFields(face) {
    const layout = JSON.stringify([face.round, face.fields]);
    if (layout !== this.layout) {
      this.layout = layout;
      this.fields.replaceChildren(...face.fields.map((field) => this.madeField(field, face.entries[field.name])));
    }
    for (const input of this.fields.querySelectorAll('input, textarea')) input.disabled = !face.is_open;
  }

  madeField(field, entry) {
    const box = made('fieldset', `mk-field mk-${field.kind}`);
    box.dataset.name = field.name;
    if (field.label) box.append(made('legend', 'mk-label', field.label));
    else box.setAttribute('aria-label', this.head.textContent);
    const name = `mk-${this.number}-${field.name}-${this.face.key}`;
    if (field.kind === 'order') box.append(new Order(field, entry).element);
    else box.append(field.kind === 'choice' ? choices(field, name, entry) : line(field, entry));
    return box;
  }

  showButtons(buttons) {
    for (const each of buttons) {
      const button = this.buttons.get(each.verb) ?? this.madeButton(each.verb);
      button.textContent = each.label;
      button.title = each.refusal ?? '';
      button.classList.toggle('mk-primary', each.is_primary);
      button.classList.toggle('mk-steady', each.is_steady);
      // Not "disabled": a button that is off keeps the focus, and its reason can be reached by the keyboard.
      button.setAttribute('aria-disabled', each.refusal !== null);
    }
    for (const [verb, button] of this.buttons) button.hidden = !buttons.some((each) => each.verb === verb);
    this.controls.hidden = buttons.length === 0 && this.remark.hidden;
    this.passFocusOn(buttons);
  }

  madeButton(verb) {
    const button = made('button', 'jupyter-button');
    button.type = 'button';
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') === 'true') return;
      this.pressed = verb;
      this.send(verb);
    });
    button.addEventListener('blur', () => {
      this.pressed = undefined;
    });
    this.buttons.set(verb, button);
    this.controls.insertBefore(button, this.remark);
    return button;
  }

  // Whoever pressed a button that is off or gone now goes on at the one that comes next.
  passFocusOn(buttons) {
    const pressed = buttons.find((each) => each.verb === this.pressed);
    if (this.pressed && (!pressed || pressed.refusal !== null)) {
      const next = buttons.find((each) => each.is_primary && each.refusal === null);
      if (next) this.buttons.get(next.verb).focus();
      this.pressed = next?.verb; // where it is off in its turn, the focus goes on from there
    }
  }
}

function render({ model, el }) {
  const root = made('div', 'mk-panel');
  keepKeys(root);
  el.append(root);
  const cards = new Map();
  const number = ++views;
  const draw = () => {
    const faces = model.get('cards');
    const begun = faces.find((face) => cards.has(face.key) && cards.get(face.key).face.round !== face.round);
    for (const face of faces) {
      if (!cards.has(face.key)) cards.set(face.key, new Card((message) => model.send(message), number));
      cards.get(face.key).show(face);
    }
    for (const key of [...cards.keys()]) if (!faces.some((face) => face.key === key)) cards.delete(key);
    const elements = faces.map((face) => cards.get(face.key).element);
    if (elements.some((element, place) => root.children[place] !== element)) root.replaceChildren(...elements);
    while (root.children.length > elements.length) root.lastChild.remove();
    // What was told is gone, and the cards are lower: whoever pressed here is to see where they begin again.
    if (begun && root.contains(document.activeElement))
      cards.get(begun.key).element.scrollIntoView({ block: 'nearest' });
  };
  model.on('change:cards', draw);
  draw();
  const leaveTheme = followTheme(root);
  return () => {
    leaveTheme();
    model.off('change:cards', draw);
  };
}

// What nobody displayed, as a question to the whole room: it stands in a corner of the page while there is any.
function initialize({ model }) {
  if (!model.get('in_corner')) return undefined;
  const corner = made('aside', 'mk-corner');
  document.body.append(corner);
  const stop = render({ model, el: corner });
  return () => {
    stop();
    corner.remove();
  };
}

export default { initialize, render };
