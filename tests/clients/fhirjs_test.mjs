// The FHIR door as fhir.js asks it: MongoDB-like queries become searches.
import assert from 'node:assert/strict';
import test from 'node:test';

import fhirJs from 'fhir.js';

import { base, bundle, entry, identifier, observation, patient } from './resources.mjs';

const client = fhirJs({ baseUrl: base });

async function created(resource) {
  return (await client.create({ resource })).data;
}

async function refused(asked) {
  const answer = await asked.then(() => assert.fail('the request was not refused'), (error) => error);
  assert.equal(answer.data.resourceType, 'OperationOutcome');
  return answer.status;
}

test('a resource from its creation to its end', async () => {
  const made = await created(patient());
  assert.deepEqual((await client.read({ type: 'Patient', id: made.id })).data, made);
  const updated = (await client.update({ resource: { ...made, active: true } })).data;
  assert.equal(updated.meta.versionId, '2');
  assert.deepEqual((await client.vread({ type: 'Patient', id: made.id, versionId: '1' })).data, made);
  const patched = await client.patch({ type: 'Patient', id: made.id, data: [{ op: 'remove', path: '/active' }] });
  assert.equal(patched.data.meta.versionId, '3');
  assert.equal((await client.resourceHistory({ type: 'Patient', id: made.id })).data.entry.length, 3);
  await client.delete({ type: 'Patient', id: made.id });
  assert.equal(await refused(client.read({ type: 'Patient', id: made.id })), 410);
  assert.equal(await refused(client.read({ type: 'Patient', id: 'never-there' })), 404);
});

test('the capability statement', async () => {
  assert.equal((await client.conformance({})).data.resourceType, 'CapabilityStatement');
});

test('searches, with modifiers, prefixes, chains, includes, sorting and pages', async () => {
  const one = identifier();
  const someone = await created(patient({ identifier: [one], name: [{ family: 'Quill', given: ['Bea'] }] }));
  for (const day of ['01', '02', '03', '04', '05']) {
    await created(observation(`Patient/${someone.id}`, { effectiveDateTime: `2021-05-${day}` }));
  }
  const found = async (type, query) => (await client.search({ type, query })).data.entry?.map((each) => each.resource) ?? [];
  const where = { identifier: `${one.system}|${one.value}` };
  assert.equal((await found('Patient', { ...where, family: { $exact: 'Quill' } })).length, 1);
  assert.equal((await found('Patient', { ...where, family: { $exact: 'quill' } })).length, 0);
  assert.equal((await found('Patient', { ...where, birthdate: { $gt: '1970-03-30' } })).length, 0);
  assert.equal((await found('Patient', { ...where, gender: { $or: ['male', 'female'] } })).length, 1);
  assert.equal((await found('Patient', { ...where, 'address-city': { $missing: true } })).length, 1);
  const subject = `Patient/${someone.id}`;
  const sorted = await found('Observation', { subject, $sort: ['-date'] });
  assert.deepEqual(sorted.map((each) => each.effectiveDateTime.slice(-1)), ['5', '4', '3', '2', '1']);
  assert.equal((await found('Observation', { subject: { $type: 'Patient', name: { $exact: 'Bea' } }, date: 'gt2021-05-03' })).length, 2);
  const included = await found('Observation', { subject, $include: { Observation: 'subject' } });
  assert.equal(included.filter((each) => each.resourceType === 'Patient').length, 1);
  let page = await client.search({ type: 'Observation', query: { subject, _count: 2 } });
  const sizes = [];
  while (page.data.link.some((each) => each.relation === 'next')) {
    sizes.push(page.data.entry.length);
    page = await client.nextPage({ bundle: page.data });
  }
  assert.deepEqual([...sizes, page.data.entry.length], [2, 2, 1]);
});

test('conditional update and delete', async () => {
  const one = identifier();
  const query = { identifier: `${one.system}|${one.value}` };
  const resource = patient({ identifier: [one] });
  const made = (await client.conditionalUpdate({ type: 'Patient', query, resource })).data;
  const again = (await client.conditionalUpdate({ type: 'Patient', query, resource: { ...resource, active: true } })).data;
  assert.deepEqual([again.id, again.meta.versionId], [made.id, '2']);
  await client.conditionalDelete({ type: 'Patient', query });
  assert.equal(await refused(client.read({ type: 'Patient', id: made.id })), 410);
});

test('a transaction, and one that is refused whole', async () => {
  const who = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a';
  const asked = bundle('transaction', entry('POST', 'Patient', patient(), who), entry('POST', 'Observation', observation(who)));
  const done = await client.transaction({ data: asked });
  assert.deepEqual(done.data.entry.map((each) => each.response.status), ['201 Created', '201 Created']);
  asked.entry[1].resource.subject.reference = 'Patient/nobody';
  assert.ok([409, 422].includes(await refused(client.transaction({ data: asked }))));
});
