import { expect, test } from 'vitest';
import { en } from '../text/en';
import { faultsOf, rangeOf } from './faults';

const said = (text: string) => faultsOf(text, en.faults).map((f) => `${text.slice(f.from, f.to)}: ${f.message}`);

test('a sound query has none', () => {
  expect(said(`SELECT c/name/value, MAX(o/data[at0001]/x) FROM EHR e CONTAINS (COMPOSITION c AND OBSERVATION o)
    WHERE EXISTS c/a AND c/b MATCHES {'(', 1} AND c/e MATCHES {/[/} AND NOT c/d = "]" -- (`)).toEqual([]);
});

test('open strings and brackets', () => {
  expect(said("SELECT 'abc")).toEqual(["'abc: This string has no end."]);
  expect(said('SELECT (a')).toEqual(['(: This ( is never closed.']);
  expect(said('SELECT a)')).toEqual(['): This ) closes nothing.']);
  expect(said('SELECT [)')).toEqual(['[: This [ is never closed.', '): This ) closes nothing.']);
});

test('aliases that FROM does not declare', () => {
  expect(said('SELECT x/name FROM COMPOSITION c ORDER BY y/name')).toEqual(['x: FROM declares no x.', 'y: FROM declares no y.']);
  expect(said('SELECT x/name FROM ')).toEqual([]); // not there yet
  expect(said('SELECT c/a[name/value = 1]/b FROM EHR e[ehr_id/value = 1] CONTAINS COMPOSITION c')).toEqual([]);
});

test("the server's places", () => {
  const at = (text: string, place: string) => {
    const range = rangeOf(text, place);
    return range && text.slice(range.from, range.to);
  };
  expect(at('SELECT o\nFROM OBSERVATON o', '2:6')).toBe('OBSERVATON');
  expect(at("SELECT '🙂é' FROM X", '1:18')).toBe('X'); // characters, not UTF-16
  expect(at('SELECT o', '1:9')).toBe('o'); // the end of the query
  expect(at('SELECT o', '7:1')).toBe('SELECT');
  expect(at('', '1:1')).toBe('');
  expect(at('SELECT o', '/data/x')).toBeNull();
});
