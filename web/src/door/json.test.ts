import { expect, test } from 'vitest';
import { Decimal, parseJson, writeJson } from './json';
import { readResultSet, refusal } from './openehr';

test('reads what JSON.parse reads', () => {
  for (const text of ['null', ' true ', '-1.5e3', '0', '""', '"a\\"b\\u00e9\\n"', '[]', '{}', '[1,[2,{"a":null}]]', '{"a":{"b":[false]},"a":2}', '"\ud83d\ude42"']) {
    expect(JSON.parse(writeJson(parseJson(text)))).toEqual(JSON.parse(text));
  }
});

test('refuses what JSON.parse refuses', () => {
  for (const text of ['', ' ', 'nul', '01', '1.', '+1', "'a'", '"a', '"\n"', '"\\x"', '[1,]', '[1 2]', '{"a"}', '{"a":1,}', '{a:1}', '1 2', '[', '{"a":', '[1}']) {
    expect(() => JSON.parse(text)).toThrow();
    expect(() => parseJson(text), text).toThrow(SyntaxError);
  }
  expect(() => parseJson('['.repeat(100_000))).toThrow(SyntaxError);
});

test('numbers keep their text', () => {
  expect(parseJson('[5.50, 120, 12345678901234567890]')).toEqual([new Decimal('5.50'), 120, new Decimal('12345678901234567890')]);
  expect(writeJson(parseJson('{"a":[5.50,1e5,{}],"b":"x"}'))).toBe('{"a":[5.50,1e5,{}],"b":"x"}');
  expect(writeJson(parseJson('{"a":[1.0]}'), 2)).toBe('{\n  "a": [\n    1.0\n  ]\n}');
});

test('a member called __proto__ is a member', () => {
  expect(Object.keys(parseJson('{"__proto__":{"x":1}}') as object)).toEqual(['__proto__']);
});

test('a result set, and one that lacks things', () => {
  expect(readResultSet(parseJson('{"meta":{"warnings":["w",{"message":"m"}]},"columns":[{"name":"a","path":"/a"},{}],"rows":[[1,2,3]]}'))).toEqual({
    columns: [{ name: 'a', path: '/a' }, { name: '#1', path: '' }, { name: '#2', path: '' }], rows: [[1, 2, 3]], warnings: ['w', 'm'],
  });
  for (const text of ['null', '{}', '{"rows":5,"columns":{}}']) expect(readResultSet(parseJson(text))).toEqual({ columns: [], rows: [], warnings: [] });
});

test('a refusal, with and without places', () => {
  const whole = refusal(400, 'Bad Request', '{"message":"At 1:8: no","place":"1:8","violations":[{"path":"1:8","message":"At 1:8: no"}]}');
  expect([whole.status, whole.message, whole.faults]).toEqual([400, 'At 1:8: no', [{ place: '1:8', message: 'At 1:8: no' }]]);
  expect(refusal(400, '', '{"message":"m","place":"1:2"}').faults).toEqual([{ place: '1:2', message: 'm' }]);
  expect(refusal(502, 'Bad Gateway', '<html>secret').message).toBe('502 Bad Gateway');
});
