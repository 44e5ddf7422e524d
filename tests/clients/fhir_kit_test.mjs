// The FHIR door as fhir-kit-client asks it.
import assert from 'node:assert/strict';
import test from 'node:test';

import Client from 'fhir-kit-client';

import { base, bundle, entry, identifier, observation, patient, resources, token } from './resources.mjs';

const client = new Client({ baseUrl: base });
const of = (answer) => Client.httpFor(answer).response;

/// The status and the first issue of what is refused.
async function refused(asked) {
  try {
    await asked;
  } catch ({ response }) {
    assert.equal(response.data.resourceType, 'OperationOutcome');
    return [response.status, response.data.issue[0].code];
  }
  throw new assert.AssertionError({ message: 'the request was not refused' });
}

function created(members) {
  return client.create({ resourceType: 'Patient', body: patient(members) });
}

test('the capability statement says what can be asked', async () => {
  const statement = await client.capabilityStatement();
  assert.equal(statement.fhirVersion, '4.0.1');
  const [rest] = statement.rest;
  const interactions = rest.resource.find((each) => each.type === 'Patient').interaction.map((each) => each.code);
  for (const code of ['read', 'vread', 'update', 'patch', 'delete', 'history-instance', 'create', 'search-type']) {
    assert.ok(interactions.includes(code), code);
  }
});

test('a resource is created, read, updated, patched and deleted', async () => {
  const made = await created();
  assert.equal(of(made).status, 201);
  assert.match(of(made).headers.get('location'), new RegExp(`/Patient/${made.id}/_history/1$`));
  const reference = { resourceType: 'Patient', id: made.id };
  assert.deepEqual(await client.read(reference), made);
  const updated = await client.update({ ...reference, body: { ...made, active: true } });
  assert.equal(updated.meta.versionId, '2');
  const patched = await client.patch({
    ...reference, JSONPatch: [{ op: 'test', path: '/active', value: true }, { op: 'remove', path: '/active' }],
  });
  assert.equal('active' in patched, false);
  assert.deepEqual(await client.vread({ ...reference, version: '2' }), updated);
  const history = await client.history(reference);
  assert.deepEqual(history.entry.map((each) => each.resource.meta.versionId), ['3', '2', '1']);
  assert.equal(of(await client.delete(reference)).status, 204);
  assert.deepEqual(await refused(client.read(reference)), [410, 'deleted']);
  assert.deepEqual(await refused(client.read({ resourceType: 'Patient', id: 'never-there' })), [404, 'not-found']);
});

test('a reference is resolved, contained, relative and absolute', async () => {
  const someone = await created();
  const seen = await client.create({ resourceType: 'Observation', body: observation(`Patient/${someone.id}`) });
  assert.deepEqual(await client.resolve({ reference: seen.subject.reference }), someone);
  assert.deepEqual(await client.resolve({ reference: `${base}/Patient/${someone.id}` }), someone);
});

test('conditions decide', async () => {
  const one = identifier();
  const where = { identifier: token(one) };
  const options = { headers: { 'If-None-Exist': `identifier=${token(one)}` } };
  const body = patient({ identifier: [one] });
  const first = await client.create({ resourceType: 'Patient', body, options });
  const again = await client.create({ resourceType: 'Patient', body, options });
  assert.deepEqual([of(first).status, of(again).status, again.id], [201, 200, first.id]);
  const updated = await client.update({ resourceType: 'Patient', searchParams: where, body: { ...body, active: true } });
  assert.deepEqual([updated.id, updated.meta.versionId], [first.id, '2']);
  const stale = { headers: { 'If-Match': 'W/"1"' } };
  assert.deepEqual(
    await refused(client.update({ resourceType: 'Patient', id: first.id, body: { ...body, id: first.id }, options: stale })),
    [412, 'conflict']);
  await created({ identifier: [one] });
  assert.deepEqual(await refused(client.create({ resourceType: 'Patient', body, options })), [412, 'conflict']);
});

test('all pages of a search are followed', async () => {
  const one = identifier();
  const made = [];
  for (let number = 0; number < 23; number += 1) made.push((await created({ identifier: [one] })).id);
  for (const options of [{}, { postSearch: true }]) {
    const pages = [await client.search({
      resourceType: 'Patient', searchParams: { identifier: token(one), _count: 5, _total: 'accurate' }, options,
    })];
    assert.equal(pages[0].total, 23);
    for (;;) {
      const next = await client.nextPage({ bundle: pages.at(-1) });
      if (next === undefined) break;
      pages.push(next);
    }
    assert.deepEqual(pages.map((page) => page.entry.length), [5, 5, 5, 5, 3]);
    const found = pages.flatMap(resources).map((each) => each.id);
    let before = pages.at(-1);
    for (const page of pages.slice(0, -1).reverse()) {
      before = await client.prevPage({ bundle: before });
      assert.deepEqual(resources(before), resources(page));
    }
    assert.equal(await client.prevPage({ bundle: before }), undefined);
    assert.deepEqual(found.sort(), made.sort());
  }
});

test('searches of a compartment and of the system', async () => {
  const someone = await created();
  const seen = await client.create({ resourceType: 'Observation', body: observation(`Patient/${someone.id}`) });
  const inside = await client.search({
    resourceType: 'Observation', compartment: { resourceType: 'Patient', id: someone.id }, searchParams: { code: '8302-2' },
  });
  assert.deepEqual(resources(inside).map((each) => each.id), [seen.id]);
  const both = await client.search({ searchParams: { _type: 'Patient,Observation', _id: `${someone.id},${seen.id}` } });
  assert.deepEqual(resources(both).map((each) => each.resourceType).sort(), ['Observation', 'Patient']);
  const several = await client.search({ resourceType: 'Observation', searchParams: { code: ['8302-2', 'http://loinc.org|'], subject: `Patient/${someone.id}` } });
  assert.deepEqual(resources(several).map((each) => each.id), [seen.id]);
  assert.deepEqual(await refused(client.search({ resourceType: 'Patient', searchParams: { colour: 'red' } })), [400, 'invalid']);
});

test('a batch does each, a transaction all or nothing', async () => {
  const one = identifier();
  const who = 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a';
  const batch = await client.batch({
    body: bundle('batch', entry('POST', 'Patient', patient({ identifier: [one] })), entry('GET', 'Patient/never-there'),
      entry('GET', `Patient?identifier=${token(one)}`)),
  });
  assert.equal(batch.type, 'batch-response');
  assert.deepEqual(batch.entry.map((each) => each.response.status.slice(0, 3)), ['201', '404', '200']);
  const done = await client.transaction({
    body: bundle('transaction', entry('POST', 'Patient', patient(), who), entry('POST', 'Observation', observation(who))),
  });
  assert.equal(done.type, 'transaction-response');
  const [someone, seen] = await Promise.all(done.entry.map((each) => client.request(each.response.location)));
  assert.equal(seen.subject.reference, `Patient/${someone.id}`);
  const counted = { resourceType: 'Patient', searchParams: { _summary: 'count' } };
  const before = (await client.search(counted)).total;
  await refused(client.transaction({
    body: bundle('transaction', entry('POST', 'Patient', patient()), entry('POST', 'Observation', observation('Patient/nobody'))),
  }));
  assert.equal((await client.search(counted)).total, before);
});

test('operations answer', async () => {
  const someone = await created();
  await client.create({ resourceType: 'Observation', body: observation(`Patient/${someone.id}`) });
  const everything = await client.operation({ name: 'everything', resourceType: 'Patient', id: someone.id, method: 'GET' });
  assert.deepEqual(resources(everything).map((each) => each.resourceType).sort(), ['Observation', 'Patient']);
  const valid = await client.operation({ name: '$validate', resourceType: 'Patient', input: patient() });
  assert.equal(valid.resourceType, 'OperationOutcome');
  assert.ok(valid.issue.every((each) => each.severity === 'information' || each.severity === 'warning'));
  const parameters = await client.operation({
    name: 'fhirpath',
    input: { resourceType: 'Parameters', parameter: [{ name: 'expression', valueString: 'name.given' }, { name: 'resource', resource: patient() }] },
  });
  const result = parameters.parameter.find((each) => each.name === 'result');
  assert.deepEqual(result.part.map((each) => each.valueString), ['Ada', 'Zoë']);
  const nosuch = { name: 'nosuch', resourceType: 'Patient', id: someone.id, method: 'GET' };
  assert.deepEqual(await refused(client.operation(nosuch)), [404, 'not-found']);
});

test('histories of a type and of the system', async () => {
  const one = await created();
  const newest = (history) => history.entry[0].resource.id;
  assert.equal(newest(await client.history({ resourceType: 'Patient' })), one.id);
  assert.equal(newest(await client.history()), one.id);
});

test('what is refused says where', async () => {
  const body = patient({ gender: 'robot' });
  await assert.rejects(client.create({ resourceType: 'Patient', body }), ({ response }) => {
    assert.equal(response.status, 422);
    assert.deepEqual(response.data.issue[0].expression, ['Patient.gender']);
    return true;
  });
});
