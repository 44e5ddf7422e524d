import { afterEach, expect, test, vi } from 'vitest';
import { countAll, fhirRefusal, queryOf, readBundle } from './fhir';

afterEach(() => vi.unstubAllGlobals());

test('an OperationOutcome says what is wrong and where', () => {
  const outcome = { resourceType: 'OperationOutcome', issue: [{ code: 'invalid', diagnostics: 'no such parameter', expression: ['nme'] }, { details: { text: 'other' } },
    { details: { text: 'failed' }, diagnostics: 'at /0' }, { code: 'timeout' }] };
  const refusal = fhirRefusal(400, 'Bad Request', JSON.stringify(outcome));
  expect(refusal.message).toBe('no such parameter');
  expect(refusal.faults).toEqual([{ place: 'nme', message: 'no such parameter' }, { place: '', message: 'other' },
    { place: '', message: 'failed (at /0)' }, { place: '', message: 'timeout' }]);
  expect(fhirRefusal(502, 'Bad Gateway', '<html>').message).toBe('502 Bad Gateway');
  expect(fhirRefusal(404, '', '{"issue":[]}').message).toBe('404');
});

test('bundles of searches and of histories', () => {
  const bundle = readBundle({
    resourceType: 'Bundle', total: 3, link: [{ relation: 'next', url: 'http://x/fhir/Patient?a=b&p=2' }],
    entry: [
      { resource: { resourceType: 'Patient', id: '1', meta: { versionId: '2', lastUpdated: '2026-01-01T00:00:00Z' } }, search: { mode: 'include' }, request: { method: 'PUT' } },
      { request: { method: 'DELETE' }, response: { etag: 'W/"3"', lastModified: '2026-01-02T00:00:00Z' } },
    ],
  });
  expect(bundle.total).toBe(3);
  expect(queryOf(bundle.links.next)).toBe('a=b&p=2');
  expect(bundle.entries.map((e) => [e.mode, e.method, e.version, e.time])).toEqual([
    ['include', 'PUT', '2', '2026-01-01T00:00:00Z'], ['match', 'DELETE', '3', '2026-01-02T00:00:00Z'],
  ]);
  expect(readBundle({})).toEqual({ total: null, entries: [], links: {} });
  expect([queryOf(undefined), queryOf('http://x/fhir')]).toEqual(['', '']);
});

test('counts are asked for in batches, and stand where they were asked', async () => {
  const asked: string[][] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const urls = (JSON.parse(init.body as string) as { entry: { request: { url: string } }[] }).entry.map((e) => e.request.url);
    asked.push(urls);
    const entry = urls.map((url) => (url.startsWith('T7?') ? { response: { status: '500' } } : { resource: { total: Number(/\d+/.exec(url)![0]) } }));
    return { ok: true, text: async () => JSON.stringify({ entry }) };
  });
  const counts = await countAll([...Array(120).keys()].map((i) => (i === 3 ? 'T3?a=b' : `T${i}`)), new AbortController().signal);
  expect(asked.map((urls) => urls.length)).toEqual([100, 20]);
  expect(asked[0]!.slice(2, 4)).toEqual(['T2?_summary=count', 'T3?a=b&_summary=count']);
  expect([counts.length, counts[7], counts[8], counts[119]]).toEqual([120, null, 8, 119]);
});
