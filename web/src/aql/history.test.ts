import { expect, test } from 'vitest';
import { readHistory, remember } from './history';
import { parameterValue } from './parameters';
import { Decimal } from '../door/json';

function storage(first?: string) {
  let kept = first ?? null;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
}

test('newest first, each once, at most 50', () => {
  const store = storage();
  for (let i = 0; i < 60; ++i) remember(store, `SELECT ${i}`);
  remember(store, ' SELECT 20 ');
  remember(store, '  ');
  const history = readHistory(store);
  expect(history.slice(0, 2)).toEqual(['SELECT 20', 'SELECT 59']);
  expect(history).toHaveLength(50);
  expect(new Set(history).size).toBe(50);
});

test('what is damaged is empty, what is full is kept', () => {
  for (const text of ['', '{', '{}', '[1,null]']) expect(readHistory(storage(text))).toEqual([]);
  const full = { getItem: () => '["a"]', setItem: () => { throw new Error('full'); } };
  expect(remember(full, 'b')).toEqual(['a']);
});

test('the value of a parameter', () => {
  expect(parameterValue('5', 'auto')).toBe(5);
  expect(parameterValue('5', 'text')).toBe('5');
  expect(parameterValue('5.50', 'auto')).toEqual(new Decimal('5.50'));
  expect(parameterValue('007', 'auto')).toBe('007');
  expect(parameterValue('true', 'auto')).toBe(true);
  expect(parameterValue('null', 'auto')).toBe(null);
  expect(parameterValue('["a",1]', 'auto')).toEqual(['a', 1]);
  for (const text of ['', 'abc', '{"a":1}', '[[1]]', '"quoted"', '2026-01-01']) expect(parameterValue(text, 'auto')).toBe(text);
});
