import { expect, test } from 'vitest';
import { isArchetypeId, scopeOf, sourceOf } from './scope';

test('each class expression with its alias and archetype', () => {
  const scope = scopeOf(`SELECT o/x FROM EHR e[ehr_id/value=$id] CONTAINS COMPOSITION c[openEHR-EHR-COMPOSITION.encounter.v1]
    CONTAINS (OBSERVATION o[openEHR-EHR-OBSERVATION.pulse.v2 and name/value = 'x'] AND observation WITHOUT) WHERE o/y > 1`);
  expect(scope.sources.map(({ className, alias, archetypeId }) => [className, alias, archetypeId])).toEqual([
    ['EHR', 'e', undefined],
    ['COMPOSITION', 'c', 'openEHR-EHR-COMPOSITION.encounter.v1'],
    ['OBSERVATION', 'o', 'openEHR-EHR-OBSERVATION.pulse.v2'],
    ['OBSERVATION', 'WITHOUT', undefined],
  ]);
});

test('a class without alias, NOT CONTAINS, VERSION', () => {
  const scope = scopeOf('SELECT v FROM EHR CONTAINS VERSION v[LATEST_VERSION] CONTAINS COMPOSITION NOT CONTAINS SECTION s ORDER BY v');
  expect(scope.sources.map((s) => [s.className, s.alias])).toEqual([
    ['EHR', undefined], ['VERSION', 'v'], ['COMPOSITION', undefined], ['SECTION', 's'],
  ]);
});

test('a query that is not finished', () => {
  expect(scopeOf('SELECT a/').sources).toEqual([]);
  expect(scopeOf('SELECT a/b FROM').clause).toEqual({ from: 15, to: 15 });
  expect(scopeOf('SELECT o/ FROM OBSERVATION o[openEHR-EHR-OBSERVATION.pulse.v2').sources[0]).toMatchObject({
    alias: 'o', archetypeId: 'openEHR-EHR-OBSERVATION.pulse.v2',
  });
});

test('an attribute or a string called from is no clause', () => {
  expect(scopeOf("SELECT x/from, 'FROM y' AS z").clause).toBeUndefined();
});

test('an alias is found in its case', () => {
  const scope = scopeOf('SELECT O FROM OBSERVATION o');
  expect(sourceOf(scope, 'o')?.className).toBe('OBSERVATION');
  expect(sourceOf(scope, 'O')).toBeUndefined();
});

test('archetype ids', () => {
  expect(isArchetypeId('openEHR-EHR-OBSERVATION.blood_pressure.v2')).toBe(true);
  expect(isArchetypeId('org.x::openEHR-EHR-CLUSTER.a-b.v1.0.2')).toBe(true);
  expect(isArchetypeId('at0004')).toBe(false);
  expect(isArchetypeId('openEHR-EHR-OBSERVATION')).toBe(false);
});
