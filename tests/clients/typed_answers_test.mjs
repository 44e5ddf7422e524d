// The answers of the FHIR door fit the types of @types/fhir, as the TypeScript compiler sees them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { base, bundle, entry, observation, patient } from './resources.mjs';

const folder = path.dirname(fileURLToPath(import.meta.url));

async function ask(address, options) {
  const answer = await fetch(`${base}${address}`, options);
  return answer.json();
}

function post(address, body) {
  return ask(address, { method: 'POST', headers: { 'Content-Type': 'application/fhir+json' }, body: JSON.stringify(body) });
}

async function answers() {
  const statement = await ask('/metadata');
  const someone = await post('/Patient', patient());
  await post('/Observation', observation(`Patient/${someone.id}`));
  const all = [
    statement, someone, await ask(`/Patient/${someone.id}/_history`), await ask(`/Patient/${someone.id}/$everything`),
    await ask('/Patient/never-there'), await post('/Patient', patient({ gender: 'robot' })), await post('/Patient/$validate', patient()),
    await ask(`/Patient/${someone.id}/$fhirpath?expression=name`), await ask(`/Patient/${someone.id}/$meta`),
    await ask('/Observation?_include=*&_count=3&_total=accurate'), await ask('/_history?_count=20'),
    await post('', bundle('batch', entry('POST', 'Patient', patient()), entry('GET', 'Patient?_count=1'), entry('GET', 'Patient/never-there'))),
    await post('', bundle('transaction', entry('POST', 'Patient', patient()))),
  ];
  for (const { type } of statement.rest[0].resource) {
    const page = await ask(`/${type}?_count=3`);
    if (page.entry) all.push(page);
  }
  return all;
}

function compiled(text) {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'node_modules', '.typed-')), 'answers.ts');
  try {
    fs.writeFileSync(file, text);
    return spawnSync(process.execPath, [path.join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck', file],
      { encoding: 'utf8' });
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }
}

function typed(resource, number) {
  return `export const answer${number}: fhir4.${resource.resourceType} = ${JSON.stringify(resource, null, 1)};\n`;
}

test('answers are of the types of R4', async () => {
  const all = await answers();
  console.log(`${all.length} answers`);
  const done = compiled('import type * as fhir4 from "fhir/r4";\n' + all.map(typed).join(''));
  assert.equal(done.stdout, '');
  assert.equal(done.status, 0);
});

test('what is not of a type is found', () => {
  const done = compiled(`import type * as fhir4 from "fhir/r4";\n${typed({ resourceType: 'Patient', gender: 'robot' }, 0)}`);
  assert.notEqual(done.status, 0);
});
