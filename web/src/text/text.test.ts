import { expect, test } from 'vitest';
import { textsFor } from '.';
import { en } from './en';

test('the first language that the page speaks, else English', () => {
  expect(textsFor(['en-GB', 'fr'])).toBe(en);
  expect(textsFor(['xx'])).toBe(en);
  expect(textsFor([])).toBe(en);
});
