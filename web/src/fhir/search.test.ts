import { expect, test } from 'vitest';
import { EMPTY, modifiersOf, queryOfSearch, searchOfQuery, type Criterion } from './search';

const param = (name: string, type: string) => ({ name, type, documentation: '' });
const PARAMS = [param('name', 'string'), param('code', 'token'), param('date', 'date'), param('value-quantity', 'quantity'),
  param('subject', 'reference'), param('_id', 'token')];
const line = (c: Partial<Criterion>): Criterion => ({ ...EMPTY, ...c });
const QUERIES: [string, Criterion][] = [
  ['name=Doe', line({ name: 'name', value: 'Doe' })],
  ['name:contains=o%20%26%20e', line({ name: 'name', modifier: 'contains', value: 'o & e' })],
  ['code=http://loinc.org%7C8302-2,x', line({ name: 'code', value: 'http://loinc.org|8302-2,x' })],
  ['date=ge2026-01', line({ name: 'date', prefix: 'ge', value: '2026-01' })],
  ['date:missing=true', line({ name: 'date', modifier: 'missing', value: 'true' })],
  ['value-quantity=gt5.4%7C%7Cmg', line({ name: 'value-quantity', prefix: 'gt', value: '5.4', unit: 'mg' })],
  ['value-quantity=5%7Chttp://unitsofmeasure.org%7Cmg', line({ name: 'value-quantity', value: '5', unit: 'http://unitsofmeasure.org|mg' })],
  ['subject=Patient/1', line({ name: 'subject', value: 'Patient/1' })],
];

test.each(QUERIES)('%s', (query, criterion) => {
  expect(queryOfSearch({ criteria: [criterion], count: '', sort: '', rest: '' }, PARAMS)).toBe(query);
  expect(searchOfQuery(query, PARAMS)).toEqual({ criteria: [criterion], count: '', sort: '', rest: '' });
});

test('what the form has no input for is kept', () => {
  const query = 'name=a&_sort=-date&_count=20&_has:Observation:patient:code=x&subject:Patient.name=y&_include=*';
  const search = searchOfQuery(query, PARAMS);
  expect(search).toEqual({
    criteria: [line({ name: 'name', value: 'a' })], count: '20', sort: '-date',
    rest: '_has:Observation:patient:code=x&subject:Patient.name=y&_include=*',
  });
  expect(queryOfSearch(search, PARAMS)).toBe(query);
  expect(searchOfQuery('_count=7&%ZZ', PARAMS).rest).toBe('_count=7&%ZZ');
});

test('empty lines are left out, and no line breaks out of its place', () => {
  const criteria = [line({ name: 'name' }), line({ value: 'x' }), line({ name: 'name', value: 'a&_count=9#b' })];
  expect(queryOfSearch({ criteria, count: '', sort: '', rest: '?&x=1#2&' }, PARAMS)).toBe('name=a%26_count%3D9%23b&x=1%232');
});

test('modifiers are those of the type', () => {
  expect(modifiersOf('string')).toEqual(['', 'exact', 'contains', 'missing']);
  expect(modifiersOf('date')).toEqual(['', 'missing']);
  expect(modifiersOf('special')).toEqual(['']);
});
