import { expect, test } from 'vitest';
import { readCapability } from './capability';

test('types, their parameters and what refers to them', () => {
  const capability = readCapability({
    resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', software: { name: 'Socle', version: '1' }, implementation: { url: 'https://h.org/fhir/' },
    rest: [{ mode: 'client' }, {
      mode: 'server', searchParam: [{ name: '_id', type: 'token' }, { name: 'name', type: 'uri' }],
      resource: [
        { type: 'Patient', searchParam: [{ name: 'name', type: 'string', documentation: 'any part' }, { name: '_tag', type: 'token' }, { name: 'birthdate', type: 'date' }],
          searchRevInclude: ['Observation:subject', 7] },
        { type: 'Basic' }, {},
      ],
    }],
  });
  expect([capability.base, capability.software, capability.fhirVersion]).toEqual(['https://h.org/fhir', 'Socle 1', '4.0.1']);
  expect(capability.types.map((t) => t.type)).toEqual(['Basic', 'Patient']);
  expect(capability.types[1]!.params.map((p) => `${p.name} ${p.type}`)).toEqual(['birthdate date', 'name string', '_id token', '_tag token']);
  expect(capability.types[1]!.revIncludes).toEqual(['Observation:subject']);
});

test('a statement without anything', () => {
  expect(readCapability({})).toEqual({ base: '', software: '', fhirVersion: '', types: [] });
});
