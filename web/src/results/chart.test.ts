import { expect, test } from 'vitest';
import { parseJson, type Value } from '../door/json';
import { chartColumns, groupColumns, isOfMany, numberTicks, pointsOf, recordColumn, thin, timeLabel, timeTicks } from './chart';
import { columnWidth, windowOf } from './window';

const ROWS = parseJson(`[["2026-01-02T00:00:00Z", 120.0, "x", null, {"_type":"DV_QUANTITY","magnitude":80}, "2026-01-02"],
  ["2026-01-01T00:00:00Z", null, "y", null, {"_type":"DV_QUANTITY","magnitude":82}, null],
  [null, 110, "5", null, null, null]]`) as Value[][];

test('times and numbers are found, nulls aside', () => {
  expect(chartColumns(6, ROWS)).toEqual({ times: [0, 5], numbers: [1, 4] });
});

test('no chart without both, nor of mixed columns', () => {
  expect(chartColumns(1, ROWS)).toBeNull();
  expect(chartColumns(2, [])).toBeNull();
  expect(chartColumns(2, [['2026-01-01', 1], ['2026-01-02', 'x']])).toBeNull();
});

test('columns of few texts tell lines apart', () => {
  expect(groupColumns(6, ROWS)).toEqual([{ column: 2, groups: ['x', 'y', '5'] }]);
  const many = Array.from({ length: 30 }, (_, i): Value[] => [`ehr ${i}`, `ehr ${i % 3}`]);
  expect(groupColumns(2, many).map((g) => g.column)).toEqual([1]);
  expect(groupColumns(1, [['a'], ['a']])).toEqual([]);
  expect(groupColumns(1, [['a'], [1]])).toEqual([]);
});

test('records are told apart, and many of them are not joined by a line', () => {
  const few = Array.from({ length: 30 }, (_, i): Value[] => [`ehr ${i % 3}`]);
  const many = Array.from({ length: 30 }, (_, i): Value[] => [`ehr ${i}`]);
  expect(recordColumn(['e/ehr_id/value'], groupColumns(1, few))).toBe(0);
  expect(recordColumn(['c/name/value'], groupColumns(1, few))).toBeNull();
  expect(isOfMany(['e/ehr_id/value'], few)).toBe(false);
  expect(isOfMany(['e/ehr_id/value'], many)).toBe(true);
  expect(isOfMany(['c/name/value'], many)).toBe(false);
});

test('points in the order of time, incomplete rows left out', () => {
  expect(pointsOf(ROWS, 0, 4).map((p) => p.y)).toEqual([82, 80]);
  expect(pointsOf(ROWS, 0, 1).map((p) => p.y)).toEqual([120]);
});

test('thinning keeps the peaks and the order', () => {
  const points = Array.from({ length: 10_000 }, (_, i) => ({ x: i, y: i === 5003 ? 99 : i === 7001 ? -99 : Math.sin(i) }));
  const kept = thin(points, 100);
  expect(kept.length).toBeLessThanOrEqual(200);
  expect(Math.max(...kept.map((p) => p.y))).toBe(99);
  expect(Math.min(...kept.map((p) => p.y))).toBe(-99);
  expect(kept.every((p, i) => i === 0 || kept[i - 1]!.x <= p.x)).toBe(true);
  expect(thin(points.slice(0, 50), 100)).toHaveLength(50);
});

test('round ticks', () => {
  expect(numberTicks(61, 139, 6)).toEqual([80, 100, 120]);
  expect(numberTicks(0, 0.35, 4)).toEqual([0, 0.1, 0.2, 0.3]);
  const day = (d: number) => Date.UTC(2026, 0, d);
  expect(timeTicks(day(1) + 5, day(4), 5)).toEqual([day(2), day(3), day(4)]);
  expect(timeTicks(Date.UTC(2000, 5), Date.UTC(2020, 0), 5).map((t) => timeLabel(t, 400 * 86_400_000))).toEqual(['2005', '2010', '2015', '2020']);
});

test('ticks of one instant end', () => {
  expect(numberTicks(5, 5, 6)).toEqual([5]);
  expect(timeTicks(5, 5, 4).length).toBeGreaterThan(0);
});

test('the rows in view', () => {
  expect(windowOf(100_000, 30, 0, 600)).toEqual({ first: 0, last: 30 });
  expect(windowOf(100_000, 30, 3_000_000 - 600, 600)).toEqual({ first: 99_970, last: 100_000 });
  expect(windowOf(5, 30, 9999, 600)).toEqual({ first: 0, last: 5 });
  expect(windowOf(0, 30, 0, 600)).toEqual({ first: 0, last: 0 });
  expect(columnWidth('a', ['x'.repeat(100)])).toBe(50);
  expect(columnWidth('a', [])).toBe(8);
});
