import { expect, test } from 'vitest';
import { parseJson, type Value } from '../door/json';
import { cellText, numberOf, timeOf, toCsv } from './cell';

const value = (text: string): Value => parseJson(text);

test('what a cell shows', () => {
  const cases: [string, string][] = [
    ['null', ''], ['120.0', '120.0'], ['"x"', 'x'], ['false', 'false'], ['[1,2]', '[2]'],
    ['{"_type":"DV_QUANTITY","magnitude":120.0,"units":"mm[Hg]"}', '120.0 mm[Hg]'],
    ['{"_type":"DV_COUNT","magnitude":0}', '0'],
    ['{"_type":"DV_PROPORTION","numerator":1,"denominator":4,"type":1}', '1/4'],
    ['{"_type":"DV_ORDINAL","value":2,"symbol":{"_type":"DV_CODED_TEXT","value":"Pain"}}', '2 Pain'],
    ['{"_type":"DV_BOOLEAN","value":false}', 'false'],
    ['{"_type":"CODE_PHRASE","code_string":"at1"}', 'at1'],
    ['{"_type":"COMPOSITION","name":{"_type":"DV_TEXT","value":"Encounter"}}', 'COMPOSITION · Encounter'],
    ['{"_type":"PARTY_IDENTIFIED","name":"Anne"}', 'PARTY_IDENTIFIED · Anne'],
    ['{}', '{…}'],
  ];
  for (const [json, text] of cases) expect(cellText(value(json))).toBe(text);
});

test('numbers', () => {
  expect(numberOf(value('5.50'))).toBe(5.5);
  expect(numberOf(value('{"_type":"DV_QUANTITY","magnitude":1.20}'))).toBe(1.2);
  expect(numberOf(value('{"_type":"DV_ORDINAL","value":2}'))).toBe(2);
  for (const json of ['null', '"5"', '{"value":"x"}', 'true', '[]']) expect(numberOf(value(json))).toBeNull();
});

test('times', () => {
  expect(timeOf('2026-01-02')).toBe(Date.UTC(2026, 0, 2));
  expect(timeOf('2026-01-02T03:04:05.678+01:30')).toBe(Date.UTC(2026, 0, 2, 1, 34, 5, 678));
  expect(timeOf('2026-01-02T03:04:05,5Z')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 500));
  expect(timeOf('2026-01-02T03-0200')).toBe(Date.UTC(2026, 0, 2, 5));
  expect(timeOf(value('{"_type":"DV_DATE_TIME","value":"2026-01-02T00:00:00Z"}'))).toBe(Date.UTC(2026, 0, 2));
  for (const text of ['2026', '2026-13-01', 'x', '', '10:00:00']) expect(timeOf(text)).toBeNull();
});

test('CSV', () => {
  const rows = [[value('5.50'), 'a "b", c', null, '=1+1', '-5', value('-5.0')], [value('{"a":1.0}'), ' x', 'line\nbreak', '@x', '+x', true]];
  expect(toCsv(['n', 'a,b', 'c', 'd', 'e', 'f'], rows)).toBe(
    'n,"a,b",c,d,e,f\r\n5.50,"a ""b"", c",,\'=1+1,-5,-5.0\r\n"{""a"":1.0}"," x","line\nbreak",\'@x,\'+x,true\r\n',
  );
});
