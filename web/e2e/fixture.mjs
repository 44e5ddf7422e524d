// A server on a free loopback port with the built pages and canned answers, in place of Socle.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { answerFhir } from './fhir_fixture.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
// As src/api/web_routes.cc has it.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ROOT = '/data[at0001]/events[at0006]';
const laid = (path, name, type) => ({ path, name, type, table: 'obs_blood_pressure_v2', column: 'c' });
export const LAYOUT = {
  archetypes: [
    { archetype_id: 'openEHR-EHR-COMPOSITION.encounter.v1', type: 'COMPOSITION', tables: [], paths: [] },
    {
      archetype_id: 'openEHR-EHR-OBSERVATION.blood_pressure.v2', type: 'OBSERVATION', tables: [{ name: 'obs_blood_pressure_v2' }],
      paths: [
        laid(`${ROOT}/time/value`, 'Any event', 'DV_DATE_TIME'),
        laid(`${ROOT}/data[at0003]/items[at0004]/value/magnitude`, 'Systolic', 'DV_QUANTITY'),
        laid(`${ROOT}/data[at0003]/items[at0004]/value/units`, 'Systolic', 'DV_QUANTITY'),
        laid(`${ROOT}/data[at0003]/items[at0005]/value/magnitude`, 'Diastolic', 'DV_QUANTITY'),
        laid(`${ROOT}/data[at0003]/items[at0005]/value/units`, 'Diastolic', 'DV_QUANTITY'),
      ],
    },
    { archetype_id: 'openEHR-EHR-OBSERVATION.pulse.v2', type: 'OBSERVATION', tables: [], paths: [] },
  ],
};

/** `count` measurements, one an hour. Written by hand, so that 120.0 stays 120.0. */
function rows(count) {
  const lines = [];
  for (let i = 0; i < count; ++i) {
    const time = new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString().replace('.000', '');
    const systolic = (120 + 12 * Math.sin(i / 9) + (i % 5)).toFixed(1);
    const diastolic = (76 + 8 * Math.sin(i / 11 + 1) + (i % 3)).toFixed(1);
    lines.push(`["${time}",${systolic},${diastolic},{"_type":"DV_CODED_TEXT","value":"Sitting","defining_code":` +
      `{"_type":"CODE_PHRASE","terminology_id":{"_type":"TERMINOLOGY_ID","value":"local"},"code_string":"at1001"}},null,"=1+1"]`);
  }
  return `[${lines.join(',')}]`;
}

/** Weights of `count` patients, ten each. */
function patients(count) {
  const rows = [];
  for (let i = 0; i < count * 10; ++i) rows.push([`patient ${i % count}`, new Date(Date.UTC(2026, 0, 1 + i)).toISOString(), 50 + 10 * (i % count) + i / 50]);
  return { columns: [{ name: 'ehr', path: 'e/ehr_id/value' }, { name: 'time', path: 'o/time' }, { name: 'weight', path: 'o/weight' }], rows };
}

const COLUMNS = ['time', 'systolic', 'diastolic', 'position', 'comment', 'odd'].map((name) => ({ name, path: `o/${name}` }));

const REFUSED = {
  message: 'At 2:6: expected a class of the reference model (did you mean OBSERVATION?), found OBSERVATON', code: 400,
  error: 'bad_request', place: '2:6', errors: [],
  violations: [{ path: '2:6', rule: 'unknown_name', expected: 'a class', found: 'OBSERVATON',
    message: 'At 2:6: expected a class of the reference model (did you mean OBSERVATION?), found OBSERVATON' }],
};

const PLAN = {
  plan: 'sql', q: 'SELECT …', reasons: ['Every path has a column.'],
  sql: 'SELECT b.time, b.systolic\nFROM obs_blood_pressure_v2 AS b\nORDER BY b.id',
  steps: [{ step: 1, what: 'SCAN b', index: 'by_ehr' }, { step: 2, what: 'SORT', index: '' }],
};

function answer(asked, explain) {
  if (asked.q.includes('OBSERVATON')) return [400, JSON.stringify(REFUSED)];
  if (explain) return [200, JSON.stringify(PLAN)];
  if (asked.q.includes('nothing')) return [200, JSON.stringify({ q: asked.q, columns: COLUMNS, rows: [] })];
  if (asked.q.includes('patients')) return [200, JSON.stringify({ q: asked.q, ...patients(asked.q.includes('many patients') ? 40 : 3) })];
  const count = asked.q.includes('LIMIT 100000') ? 100_000 : Math.min(240, asked.fetch ?? 240);
  const meta = { _type: 'RESULTSET', warnings: asked.q.includes('warn') ? ['One value could not be read.'] : undefined };
  return [200, `{"meta":${JSON.stringify(meta)},"q":${JSON.stringify(asked.q)},"columns":${JSON.stringify(COLUMNS)},"rows":${rows(count)}}`];
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/**
 * Starts it over the pages in `dist`. `questions` gets every question asked of it; with `layout: false` it has none.
 */
export async function startFixture(dist, { layout = true } = {}) {
  const questions = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://fixture');
    const send = (status, type, content) => {
      response.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': POLICY });
      response.end(content);
    };
    if (url.pathname === '/openehr/v1/definition/layout') {
      return layout ? send(200, 'application/json', JSON.stringify(LAYOUT)) : send(404, 'application/json', '{"message":"none","code":404}');
    }
    if (url.pathname === '/openehr/v1/query/aql') {
      const asked = JSON.parse(await bodyOf(request));
      const explain = url.searchParams.get('explain') === 'true';
      questions.push({ ...asked, explain, ehr: request.headers['openehr-ehr-id'] });
      const [status, content] = answer(asked, explain);
      return send(status, 'application/json', content);
    }
    const isFhir = url.pathname === '/fhir' || url.pathname.startsWith('/fhir/');
    if (isFhir && !(request.headers.accept ?? '').includes('text/html')) {
      const asked = `${request.method} ${url.pathname.slice('/fhir'.length)}${url.search}`;
      questions.push(asked);
      const [status, content] = answerFhir(asked, await bodyOf(request));
      return send(status, 'application/fhir+json', JSON.stringify(content));
    }
    const name = url.pathname === '/aql' || url.pathname === '/fhir' ? 'index.html' : normalize(url.pathname).replace(/^\/web\//, '');
    try {
      return send(200, TYPES[extname(name)] ?? 'application/octet-stream', await readFile(join(dist, name)));
    } catch {
      return send(404, 'text/plain', 'not found');
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    questions,
    stop: () => new Promise((done) => (server.close(done), server.closeAllConnections())),
  };
}
