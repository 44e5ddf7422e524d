import { expect, test } from 'vitest';
import { limitsRows, parametersIn, tokenize } from './tokens';

const kinds = (text: string) => tokenize(text).map((t) => `${t.kind} ${t.text}`);

test('words hold dashes and dots inside', () => {
  expect(kinds('o[openEHR-EHR-OBSERVATION.blood_pressure.v2]/data[at0001.1]')).toEqual([
    'word o', 'symbol [', 'word openEHR-EHR-OBSERVATION.blood_pressure.v2', 'symbol ]', 'symbol /', 'word data',
    'symbol [', 'word at0001.1', 'symbol ]',
  ]);
  expect(kinds('openEHR-')).toEqual(['word openEHR', 'symbol -']);
  expect(kinds('snomed_ct::271649006')).toEqual(['word snomed_ct::271649006']);
});

test('strings, comments, numbers, parameters', () => {
  expect(kinds(`'it\\'s' "x" -- 'no\n1.5e3 $p :q`)).toEqual([
    `string 'it\\'s'`, 'string "x"', `comment -- 'no`, 'number 1.5e3', 'parameter $p', 'parameter :q',
  ]);
});

test('a string without end is open and reaches to the end', () => {
  const [, string] = tokenize("= 'abc\ndef");
  expect(string).toMatchObject({ kind: 'string', open: true, from: 2, to: 10 });
  expect(tokenize("'abc'")[0]!.open).toBeUndefined();
});

test('a regular expression stands behind a brace only', () => {
  expect(kinds('{/a.*/}')).toEqual(['symbol {', 'regex /a.*/', 'symbol }']);
  expect(kinds('a/b/c')).toEqual(['word a', 'symbol /', 'word b', 'symbol /', 'word c']);
});

test('tokens cover every text without overlap', () => {
  for (const text of ['', '🙂 é', "'\\", '"', '[[[', '{/', '--', '$', '1..2', "a'b\"c"]) {
    let end = 0;
    for (const token of tokenize(text)) {
      expect(token.from).toBeGreaterThanOrEqual(end);
      expect(text.slice(end, token.from).trim()).toBe('');
      expect(text.slice(token.from, token.to)).toBe(token.text);
      end = token.to;
    }
    expect(text.slice(end).trim()).toBe('');
  }
});

test('parameters once each, none from strings', () => {
  expect(parametersIn("WHERE a = $b AND c = $a OR d = $b AND e = '$no' -- $never")).toEqual(['b', 'a']);
});

test('LIMIT and TOP limit rows; an attribute of that name does not', () => {
  expect(limitsRows('SELECT c FROM COMPOSITION c limit 10')).toBe(true);
  expect(limitsRows('SELECT TOP 5 c FROM COMPOSITION c')).toBe(true);
  expect(limitsRows('SELECT c FROM COMPOSITION c LIMIT $n')).toBe(true);
  expect(limitsRows("SELECT c/limit FROM COMPOSITION c WHERE a = 'LIMIT 5' -- LIMIT 5")).toBe(false);
});
