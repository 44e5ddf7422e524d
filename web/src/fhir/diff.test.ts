import { expect, test } from 'vitest';
import { diffLines } from './diff';

const MARKS = { same: ' ', added: '+', removed: '-', skipped: '…' };
const said = (before: string, after: string) =>
  diffLines(before.split(''), after.split('')).map((line) => MARKS[line.kind] + line.text).join('');

test.each([
  ['abc', 'abc', ''], ['', 'ab', '+a+b'], ['ab', '', '-a-b'], ['abc', 'axc', ' a-b+x c'], ['abcdefgh', 'abcdefxh', '…4 e f-g+x h'],
  ['xabcdefgy', 'zabcdefgw', '-x+z a b…3 f g-y+w'], ['aab', 'ab', ' a-a b'], ['abcb', 'bcab', '-a b c+a b'],
])('%s to %s', (before, after, diff) => expect(said(before, after)).toBe(diff));

test('what is put together again is the text after, and the text before', () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 200; ++round) {
    const [a, b] = [0, 1].map(() => [...Array(random(12))].map(() => 'abcd'[random(4)]!));
    const lines = diffLines(a!, b!);
    if (lines.length === 0) expect(a).toEqual(b);
    if (lines.length === 0 || lines.some((line) => line.kind === 'skipped')) continue;
    expect(lines.filter((line) => line.kind !== 'added').map((line) => line.text)).toEqual(a);
    expect(lines.filter((line) => line.kind !== 'removed').map((line) => line.text)).toEqual(b);
  }
});

test('long and different texts end', () => {
  const lines = diffLines([...Array(5000)].map((_, i) => `a${i}`), [...Array(5000)].map((_, i) => `b${i}`));
  expect(lines.length).toBe(10_000);
});
