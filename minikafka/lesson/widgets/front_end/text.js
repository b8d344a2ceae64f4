/** How words and texts are written: filled in, counted, and cut. */
import { words } from './words.js';

/** @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} Forms a word for each kind of number */

const CARDINAL = new Intl.PluralRules(words.language);
const ORDINAL = new Intl.PluralRules(words.language, { type: 'ordinal' });

/** A word with what its names in braces stand for. @param {string} word @param {Record<string, unknown>} values */
export const filled = (word, values) => word.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** As many of something: ``2 records``. @param {Forms} forms @param {number} count @param {Record<string, unknown>} [values] */
export const counted = (forms, count, values) =>
  filled(forms[CARDINAL.select(count)] ?? forms.other, { ...values, count });

/** ``2nd copy``. @param {number} number */
export const copyText = (number) => {
  /** @type {Forms} */
  const forms = words.copies;
  return filled(forms[ORDINAL.select(number)] ?? forms.other, { count: number });
};

/** @param {string} text @param {number} length */
export const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** @param {string} name */
export const slug = (name) => name.toLowerCase().replaceAll(' ', '-');
