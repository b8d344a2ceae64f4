// Every word that the panel shows stands in words.js. The other modules are read here as code, not as lines.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsers } from 'prettier/plugins/acorn';

const FRONT_END = new URL('../../minikafka/lesson/widgets/front_end/', import.meta.url);
const TERMS = new Set(JSON.parse(process.env.TERMS)); // stages, faults and kinds of steps, as Python tells them
const KEYS = /^(Arrow(Up|Down|Left|Right)|Page(Up|Down)|Home|End|Enter|Escape|Tab)$/;
const LETTERS = /\p{L}{2,}/u;
const LABELS = /\b(?:aria-label|aria-valuetext|title|placeholder|alt|value)="([^"]*)/g;
const LOOKS = /[.#:[{(=-]|^(?:mk-\S+|on|good|lost|harm|refused|warn| )+$/; // selectors, classes, styles, and the like

/** The texts of a module: a literal, and what is put together by + or by a template, with a gap for what is filled in. */
function* textsIn(node) {
  if (Array.isArray(node)) for (const each of node) yield* textsIn(each);
  if (typeof node?.type !== 'string' || node.type === 'ImportDeclaration') return;
  const text = textOf(node);
  if (text !== null) yield text;
  for (const child of text === null ? Object.values(node) : filledIn(node)) yield* textsIn(child);
}

function textOf(node) {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type === 'TemplateLiteral') return node.quasis.map((part) => part.value.cooked).join('\0');
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return null;
  const sides = [textOf(node.left), textOf(node.right)];
  return sides.every((side) => side === null) ? null : sides.map((side) => side ?? '\0').join('');
}

/** What is filled into a text, which has texts of its own. */
function filledIn(node) {
  if (node.type === 'TemplateLiteral') return node.expressions;
  return node.type === 'BinaryExpression'
    ? [node.left, node.right].flatMap((side) => (textOf(side) === null ? [side] : filledIn(side)))
    : [];
}

/** Whether somebody would read this. */
function isShown(text) {
  if (TERMS.has(text) || KEYS.test(text) || !LETTERS.test(text)) return false;
  if (/<\/?[a-z]/.test(text)) {
    const labels = [...text.matchAll(LABELS)].map(([, label]) => label);
    return LETTERS.test(text.replace(/<[^>]*>/g, '')) || labels.some((label) => LETTERS.test(label));
  }
  return !LOOKS.test(text) && /^\P{L}*\p{Lu}|\p{L}\s+\p{L}/u.test(text);
}

const parts = readdirSync(FRONT_END).filter((name) => name.endsWith('.js') && name !== 'words.js');

for (const name of parts) {
  test(`${name} says nothing of its own`, () => {
    const program = parsers.acorn.parse(readFileSync(new URL(name, FRONT_END), 'utf-8'), { filepath: name });
    assert.deepEqual([...textsIn(program.body ?? program)].filter(isShown), []);
  });
}

test('what is a word is seen', () => {
  const program = (source) => parsers.acorn.parse(source, { filepath: 'a.js' }).body;
  const seen = (source) => [...textsIn(program(source))].filter(isShown).length;
  const words = ["a = 'Pause'", "a = 'lose the ack now'", 'a = `<p>${b} is lost</p>`', "a = `<g>` + 'log' + `</g>`"];
  for (const source of [
    ...words,
    'a = `<i aria-label="lost ${b}">`',
    'a = `Step ${b}`',
    'a = b`<p>${c ? `<b>so</b>` : 1}`',
  ])
    assert.equal(seen(source), 1, source);
  for (const source of ["a = 'Enter'", "a = 'mk-cell copy'", 'a = `<g class="mk-cell ${b}">${c}</g>`', "a = 'keydown'"])
    assert.equal(seen(source), 0, source);
});
