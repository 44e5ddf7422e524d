import { expect, test } from 'vitest';
import { hashOf, pathOf, placeOf, placeOfReference, type Place } from './place';

const PLACES: [string, Place, string][] = [
  ['#/', { kind: 'types' }, ''],
  ['#/Patient', { kind: 'search', type: 'Patient', query: '', page: '' }, '/Patient'],
  ['#/Patient?name=a%23b&_has:x:y=z', { kind: 'search', type: 'Patient', query: 'name=a%23b&_has:x:y=z', page: '' }, '/Patient?name=a%23b&_has:x:y=z'],
  ['#/Patient?name=a#name=a&p=2', { kind: 'search', type: 'Patient', query: 'name=a', page: 'name=a&p=2' }, '/Patient?name=a&p=2'],
  ['#/Patient?#p=2', { kind: 'search', type: 'Patient', query: '', page: 'p=2' }, '/Patient?p=2'],
  ['#/Patient/a-1.b', { kind: 'resource', type: 'Patient', id: 'a-1.b', version: '' }, '/Patient/a-1.b'],
  ['#/Patient/1/_history', { kind: 'history', type: 'Patient', id: '1', page: '' }, '/Patient/1/_history'],
  ['#/Patient/1/_history#p=2', { kind: 'history', type: 'Patient', id: '1', page: 'p=2' }, '/Patient/1/_history?p=2'],
  ['#/Patient/1/_history/2', { kind: 'resource', type: 'Patient', id: '1', version: '2' }, '/Patient/1/_history/2'],
];

test.each(PLACES)('%s', (hash, place, path) => {
  expect(placeOf(hash)).toEqual(place);
  expect(hashOf(place)).toBe(hash);
  if (place.kind !== 'types') expect(pathOf(place)).toBe(path);
});

test.each(['', '#', '#x', '#/patient', '#/Patient/..', '#/Patient/a b', '#/Patient/1/x', '#/Patient/1/_history/2/3', '#/../aql'])('%s is no place', (hash) => {
  expect(placeOf(hash)).toEqual({ kind: 'types' });
});

test('literal references of this server lead somewhere', () => {
  const base = 'https://h.org/fhir';
  expect(placeOfReference('Patient/1', base)).toEqual({ kind: 'resource', type: 'Patient', id: '1', version: '' });
  expect(placeOfReference('https://h.org/fhir/Patient/1/_history/2', base)).toEqual({ kind: 'resource', type: 'Patient', id: '1', version: '2' });
  for (const other of ['#p', 'urn:uuid:1', 'https://other.org/fhir/Patient/1', 'Patient?x=y', 'Patient/', 'javascript:alert(1)', 'patient/1', 'Patient/..', 'Patient/1#x', 'Patient/1/_history/..']) {
    expect(placeOfReference(other, base)).toBeNull();
  }
});
