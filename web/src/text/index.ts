import { en, type Texts } from './en';

/** The page's languages by the first subtag of their tag. */
const LANGUAGES: Readonly<Record<string, Texts>> = { en };

/** The texts in the first of `wanted` (the browser's languages) that the page speaks, else in English. */
export function textsFor(wanted: readonly string[]): Texts {
  const known = wanted.map((tag) => LANGUAGES[tag.split('-')[0]!.toLowerCase()]).find((texts) => texts !== undefined);
  return known ?? en;
}

export const texts = textsFor(typeof navigator === 'undefined' ? [] : navigator.languages);
