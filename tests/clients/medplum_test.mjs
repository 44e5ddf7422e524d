// The FHIR door as @medplum/core asks it, as a plain server of FHIR.
import assert from 'node:assert/strict';
import test from 'node:test';

import { MedplumClient, OperationOutcomeError } from '@medplum/core';

import { base, bundle, entry, identifier, observation, patient, token } from './resources.mjs';

const root = new URL(base);
const client = new MedplumClient({ baseUrl: `${root.origin}/`, fhirUrlPath: root.pathname.slice(1), fetch, cacheTime: 0 });

async function refused(asked) {
  const error = await asked.then(() => assert.fail('the request was not refused'), (thrown) => thrown);
  assert.ok(error instanceof OperationOutcomeError, String(error));
  return error.outcome.issue[0].code;
}

test('a resource from its creation to its end', async () => {
  const made = await client.createResource(patient());
  assert.deepEqual(await client.readResource('Patient', made.id), made);
  const updated = await client.updateResource({ ...made, active: true });
  assert.equal(updated.meta.versionId, '2');
  const patched = await client.patchResource('Patient', made.id, [{ op: 'remove', path: '/active' }]);
  assert.equal(patched.meta.versionId, '3');
  assert.deepEqual(await client.readVersion('Patient', made.id, '1'), made);
  assert.equal((await client.readHistory('Patient', made.id)).entry.length, 3);
  await client.deleteResource('Patient', made.id);
  assert.equal(await refused(client.readResource('Patient', made.id)), 'deleted');
  assert.equal(await refused(client.readResource('Patient', 'never-there')), 'not-found');
});

test('created only where none is there, updated or created', async () => {
  const one = identifier();
  const query = `identifier=${encodeURIComponent(token(one))}`;
  const first = await client.createResourceIfNoneExist(patient({ identifier: [one] }), query);
  assert.equal((await client.createResourceIfNoneExist(patient({ identifier: [one] }), query)).id, first.id);
  const upserted = await client.upsertResource(patient({ identifier: [one], active: true }), query);
  assert.deepEqual([upserted.id, upserted.meta.versionId], [first.id, '2']);
});

test('searches, one and in pages', async () => {
  const one = identifier();
  for (let number = 0; number < 12; number += 1) await client.createResource(patient({ identifier: [one] }));
  const query = { identifier: token(one), _count: 5, _sort: '-_lastUpdated' };
  assert.equal((await client.search('Patient', { ...query, _total: 'accurate' })).total, 12);
  const found = [];
  for await (const page of client.searchResourcePages('Patient', query)) found.push(page.length);
  assert.deepEqual(found, [5, 5, 2]);
  assert.equal((await client.searchOne('Patient', { identifier: token(one) })).resourceType, 'Patient');
  assert.equal(await refused(client.search('Patient', 'colour=red')), 'invalid');
});

test('reference, everything, validation, batch', async () => {
  const someone = await client.createResource(patient());
  const seen = await client.createResource(observation(`Patient/${someone.id}`));
  assert.deepEqual(await client.readReference(seen.subject), someone);
  const everything = await client.readPatientEverything(someone.id);
  assert.deepEqual(everything.entry.map((each) => each.resource.resourceType).sort(), ['Observation', 'Patient']);
  assert.equal((await client.validateResource(patient())).resourceType, 'OperationOutcome');
  const done = await client.executeBatch(bundle('batch', entry('GET', `Patient/${someone.id}`), entry('GET', 'Patient/never-there')));
  assert.deepEqual(done.entry.map((each) => each.response.status.slice(0, 3)), ['200', '404']);
});

test('what it asks in one go is answered as if asked alone', async () => {
  const batching = new MedplumClient({ baseUrl: `${root.origin}/`, fhirUrlPath: root.pathname.slice(1), fetch, cacheTime: 0, autoBatchTime: 20 });
  const made = await Promise.all([1, 2, 3].map(() => client.createResource(patient())));
  const read = await Promise.all(made.map((each) => batching.readResource('Patient', each.id)));
  assert.deepEqual(read, made);
});
