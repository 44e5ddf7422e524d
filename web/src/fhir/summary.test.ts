import { expect, test } from 'vitest';
import { parseJson } from '../door/json';
import { referencesOf, shortText, summaryOf } from './summary';

test.each([
  ['{"text":"Anna Doe","family":"x"}', 'Anna Doe'],
  ['[{"given":["Anna","Bea"],"family":"Doe"},{"family":"Roe"}]', 'Anna Bea Doe'],
  ['{"coding":[{"system":"s","code":"c","display":"Body weight"}]}', 'Body weight'],
  ['{"coding":[{"code":"c"}]}', 'c'],
  ['{"value":72.50,"unit":"kg"}', '72.50 kg'],
  ['{"value":5,"comparator":"<","code":"mg"}', '<5 mg'],
  ['{"start":"2026","end":"2027"}', '2026–2027'],
  ['{"reference":"Patient/1"}', 'Patient/1'],
  ['{"system":"s","value":"123"}', '123'],
  ['{"x":[]}', ''],
  ['true', 'true'],
  ['null', ''],
])('%s', (json, text) => expect(shortText(parseJson(json))).toBe(text));

test('a row of results', () => {
  const resource = parseJson(`{"resourceType":"Observation","id":"o","status":"final","code":{"text":"Weight"},"subject":{"reference":"Patient/1"},
    "effectiveDateTime":"2026-01-02","valueQuantity":{"value":72.50,"unit":"kg"},"meta":{"lastUpdated":"2026-01-03T00:00:00Z"}}`);
  expect(summaryOf(resource as never)).toEqual({
    type: 'Observation', id: 'o', what: 'Weight: 72.50 kg', status: 'final', subject: { reference: 'Patient/1' },
    when: '2026-01-02', updated: '2026-01-03T00:00:00Z',
  });
  expect(summaryOf({ resourceType: 'Basic' })).toEqual({ type: 'Basic', id: '', what: '', status: '', subject: undefined, when: '', updated: '' });
});

test('references, each once', () => {
  const resource = { subject: { reference: 'Patient/1', display: 'Anna' }, performer: [{ reference: 'Patient/1' }, { reference: '#c' }, { reference: 'Organization/2' }] };
  expect(referencesOf(resource)).toEqual([
    { element: 'subject', reference: 'Patient/1', display: 'Anna' }, { element: 'performer', reference: 'Organization/2', display: '' },
  ]);
});
