import { describe, expect, test } from 'vitest';
import { complete } from './completion';
import { readLayout } from './layout';

const ITEM = '/data[at0001]/events[at0006]/data[at0003]/items';
const LAYOUT = readLayout({
  archetypes: [
    {
      archetype_id: 'openEHR-EHR-OBSERVATION.blood_pressure.v2', type: 'OBSERVATION',
      paths: [
        { path: `${ITEM}[at0004]/value/magnitude`, name: 'Systolic', type: 'DV_QUANTITY' },
        { path: `${ITEM}[at0005]/value/magnitude`, name: 'Diastolic', type: 'DV_QUANTITY' },
      ],
    },
    { archetype_id: 'openEHR-EHR-OBSERVATION.pulse.v2', type: 'OBSERVATION', paths: [] },
    { archetype_id: 'openEHR-EHR-EVALUATION.problem_diagnosis.v1', type: 'EVALUATION', paths: [] },
    { archetype_id: 'openEHR-EHR-COMPOSITION.encounter.v1', type: 'COMPOSITION', paths: [] },
  ],
});

/** What is offered where '^' stands, and what it would replace. */
function at(marked: string, layout = LAYOUT) {
  const place = marked.indexOf('^');
  const text = marked.replace('^', '');
  const found = complete(text, place, layout);
  return found && { replaces: text.slice(found.from, place), labels: found.options.map((o) => o.label), options: found.options };
}

const FROM = 'FROM EHR e CONTAINS OBSERVATION o[openEHR-EHR-OBSERVATION.blood_pressure.v2]';

describe('paths', () => {
  test('of the archetype that the alias is bound to, then whole values, then the model', () => {
    const found = at(`SELECT o/^ ${FROM}`)!;
    expect(found.replaces).toBe('');
    expect(found.labels.slice(0, 4)).toEqual([
      `${ITEM.slice(1)}[at0004]/value/magnitude`, `${ITEM.slice(1)}[at0005]/value/magnitude`,
      `${ITEM.slice(1)}[at0004]/value`, `${ITEM.slice(1)}[at0005]/value`,
    ]);
    expect(found.labels).toContain('data/origin/value');
    expect(found.labels).toContain('name/value');
  });

  test('by the name of the node', () => {
    const found = at(`SELECT o/syst^ ${FROM}`)!;
    expect(found.replaces).toBe('syst');
    expect(found.labels).toEqual([`${ITEM.slice(1)}[at0004]/value/magnitude`, `${ITEM.slice(1)}[at0004]/value`]);
  });

  test('from the middle of a path, inside a predicate too', () => {
    const stem = 'data[at0001]/events[at0006]/data[at0003]/';
    expect(at(`SELECT o/${stem}^ ${FROM}`)!.labels).toHaveLength(4);
    expect(at(`SELECT o/${stem}items[at0005^ ${FROM}`)!.labels).toEqual([`${stem}items[at0005]/value/magnitude`, `${stem}items[at0005]/value`]);
    expect(at(`SELECT o/${stem}dias^ ${FROM}`)!.labels[0]).toBe(`${stem}items[at0005]/value/magnitude`);
  });

  test('an alias with a predicate, in WHERE and in functions', () => {
    expect(at(`SELECT o[at0000]/syst^ ${FROM}`)!.labels).toHaveLength(2);
    expect(at(`SELECT o ${FROM} WHERE o/syst^`)!.labels).toHaveLength(2);
    expect(at(`SELECT MAX(o/syst^) ${FROM}`)!.replaces).toBe('syst');
  });

  test('of a class without archetype: those of the model', () => {
    expect(at('SELECT e/^ FROM EHR e')!.labels[0]).toBe('ehr_id/value');
    expect(at('SELECT c/start^ FROM COMPOSITION c')!.labels).toEqual(['context/start_time/value']);
  });

  test('another version of the archetype helps where the very one is not laid', () => {
    expect(at(`SELECT o/syst^ ${FROM.replace('.v2', '.v1')}`)!.labels).toHaveLength(2);
  });

  test('none for an alias that is not declared', () => {
    expect(at(`SELECT x/syst^ ${FROM}`)).toBeNull();
  });
});

describe('archetypes', () => {
  test('behind the bracket, of the class', () => {
    const found = at('SELECT o FROM OBSERVATION o[^]')!;
    expect(found.labels).toEqual(['openEHR-EHR-OBSERVATION.blood_pressure.v2', 'openEHR-EHR-OBSERVATION.pulse.v2']);
  });

  test('of a class above, in any case, without alias', () => {
    expect(at('SELECT o FROM entry [^')!.labels).toHaveLength(3);
  });

  test('what is typed may stand anywhere in the id', () => {
    const found = at('SELECT o FROM OBSERVATION o[openEHR-EHR-OBSERVATION.pul^')!;
    expect(found.replaces).toBe('openEHR-EHR-OBSERVATION.pul');
    expect(found.labels).toEqual(['openEHR-EHR-OBSERVATION.pulse.v2']);
    expect(at('SELECT o FROM OBSERVATION o[openEHR-EHR-^')!.labels).toHaveLength(2);
    expect(at('SELECT o FROM OBSERVATION o[pul^')!.labels).toEqual(['openEHR-EHR-OBSERVATION.pulse.v2']);
  });

  test('EHR and VERSION take other predicates', () => {
    expect(at('SELECT e FROM EHR e[^')!.labels).toEqual(['ehr_id/value=$ehr_id']);
    expect(at('SELECT v FROM VERSION v[^')!.labels).toEqual(['LATEST_VERSION', 'ALL_VERSIONS']);
  });

  test('behind CONTAINS with an alias that is free', () => {
    const found = at('SELECT o FROM OBSERVATION o CONTAINS pulse^')!;
    expect(found.options[0]).toMatchObject({ label: 'pulse', insert: 'OBSERVATION o2[openEHR-EHR-OBSERVATION.pulse.v2]' });
  });
});

describe('words', () => {
  test('classes where FROM expects one', () => {
    expect(at('SELECT o FROM EHR e CONTAINS (OBS^')!.labels[0]).toBe('OBSERVATION');
    expect(at('SELECT o FROM EHR e CONTAINS OBSERVATION o AND EVAL^')!.labels[0]).toBe('EVALUATION');
  });

  test('aliases, keywords and functions elsewhere', () => {
    expect(at(`SELECT ^ ${FROM}`)!.labels.slice(0, 2)).toEqual(['e', 'o']);
    expect(at('SEL^')!.labels).toEqual(['SELECT']);
    expect(at('SELECT cou^')!.options[0]).toMatchObject({ label: 'COUNT', insert: 'COUNT(|)' });
    expect(at(`SELECT o ${FROM} WHERE o/a > 1 AN^`)!.labels).toContain('AND');
  });

  test('parameters that are there, not the one that is typed', () => {
    expect(at("SELECT c FROM COMPOSITION c WHERE c/a = $from AND c/b = $f^")!.labels).toEqual(['$from']);
    expect(at('SELECT c FROM COMPOSITION c WHERE c/a = $^')!.labels).toEqual(['$ehr_id']);
  });

  test('nothing where nothing helps', () => {
    expect(at("SELECT 'SEL^")).toBeNull();
    expect(at('-- SEL^')).toBeNull();
    expect(at('SELECT^')).toBeNull(); // complete already
    expect(at('SELECT o FROM OBSERVATION o^')).toBeNull(); // an alias
    expect(at('SELECT o AS s^')).toBeNull();
  });

  test('the language without any layout', () => {
    expect(at('SELECT o FROM OBSERVATION o[^', new Map())).toBeNull();
    expect(at('SELECT o FROM OBS^', new Map())!.labels).toEqual(['OBSERVATION']);
  });
});

test('an answer that is no layout is an empty one', () => {
  for (const body of [null, 5, [], {}, { archetypes: 1 }, { archetypes: [null, 3, {}] }]) expect(readLayout(body).size).toBe(0);
  expect(readLayout({ archetypes: [{ archetype_id: 'openEHR-EHR-ACTION.a.v1', paths: [{}, 1, { path: '/time' }] }] }).get('openEHR-EHR-ACTION.a.v1'))
    .toMatchObject({ type: 'ACTION', paths: [{ path: '/time' }] });
});
