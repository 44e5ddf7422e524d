// The FHIR door as fhirclient (SMART on FHIR) asks it, as a server that is open to all.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';

import smart from 'fhirclient';

import { base, identifier, observation, patient, token } from './resources.mjs';

// The library makes its client from a request and a response; they are not used here.
const client = smart(new http.IncomingMessage(null), new http.ServerResponse({ method: 'GET' }), { get() {}, set() {} }).client(base);
const minimal = (members) => client.create(patient(members));

test('the release is R4', async () => {
  assert.equal(await client.getFhirVersion(), '4.0.1');
  assert.equal(await client.getFhirRelease(), 4);
});

test('a resource is created, read, updated, patched and deleted', async () => {
  const made = await minimal();
  assert.equal(made.meta.versionId, '1');
  assert.deepEqual(await client.request(`Patient/${made.id}`), made);
  const updated = await client.update({ ...made, active: true });
  assert.equal(updated.meta.versionId, '2');
  const patched = await client.patch(`Patient/${made.id}`, [{ op: 'replace', path: '/birthDate', value: '1971-01-01' }]);
  assert.deepEqual([patched.birthDate, patched.meta.versionId], ['1971-01-01', '3']);
  await client.delete(`Patient/${made.id}`);
  await assert.rejects(client.request(`Patient/${made.id}`), (error) => {
    assert.equal(error.status, 410);
    assert.match(error.message, /\S/);
    return true;
  });
});

test('all pages are read as one list, and in turn', async () => {
  const one = identifier();
  for (let number = 0; number < 7; number += 1) await minimal({ identifier: [one] });
  const url = `Patient?identifier=${encodeURIComponent(token(one))}&_count=3`;
  const flat = await client.request(url, { pageLimit: 0, flat: true });
  assert.equal(new Set(flat.map((each) => each.id)).size, 7);
  const sizes = [];
  await client.request(url, { pageLimit: 0, onPage: (page) => { sizes.push(page.entry.length); } });
  assert.deepEqual(sizes, [3, 3, 1]);
  const limited = await client.request(url, { pageLimit: 2 });
  assert.equal(limited.length, 2);
});

test('references are resolved', async () => {
  const someone = await minimal();
  const seen = await client.create(observation(`Patient/${someone.id}`));
  const resolved = await client.request(`Observation/${seen.id}`, { resolveReferences: 'subject' });
  assert.deepEqual(resolved.subject, someone);
  const graph = await client.request(`Observation?_id=${seen.id}`, { resolveReferences: 'subject', graph: false, flat: true });
  assert.deepEqual(graph.references[`Patient/${someone.id}`], someone);
});

test('measurements are read by their code and unit', async () => {
  const someone = await minimal();
  await client.create(observation(`Patient/${someone.id}`));
  const found = await client.request(`Observation?subject=Patient/${someone.id}`, { flat: true });
  const [height] = client.byCodes(found, 'code')('8302-2');
  assert.equal(client.units.cm(height.valueQuantity), 172);
});
