import type { Value } from '../door/json';
import { numberOf, timeOf } from './cell';

/** Which columns a chart may be drawn of. */
export interface ChartColumns {
  times: number[];
  numbers: number[];
}

const SAMPLE = 500;

/**
 * The columns whose values are times, and those whose values are numbers: nearly all (nine of ten) of
 * the first 500 that are not null. Null unless there is one of each.
 */
export function chartColumns(width: number, rows: readonly (readonly Value[])[]): ChartColumns | null {
  const found: ChartColumns = { times: [], numbers: [] };
  for (let column = 0; column < width; ++column) {
    const cells: Value[] = [];
    for (const row of rows) {
      const cell = row[column];
      if (cell !== null && cell !== undefined) cells.push(cell);
      if (cells.length === SAMPLE) break;
    }
    const nearlyAll = (is: (v: Value) => boolean) => cells.length > 0 && cells.filter(is).length >= cells.length * 0.9;
    if (nearlyAll((v) => timeOf(v) !== null)) found.times.push(column);
    else if (nearlyAll((v) => numberOf(v) !== null)) found.numbers.push(column);
  }
  return found.times.length > 0 && found.numbers.length > 0 ? found : null;
}

const MOST_GROUPS = 12;

/** A column by whose texts lines may be told apart; `groups` are its texts in the order of the rows. */
export interface GroupColumn {
  column: number;
  groups: string[];
}

/** The columns of 2 to 12 different texts, and nothing but texts, that are no times. */
export function groupColumns(width: number, rows: readonly (readonly Value[])[]): GroupColumn[] {
  const found: GroupColumn[] = [];
  for (let column = 0; column < width; ++column) {
    const groups = textsOf(rows, column, MOST_GROUPS);
    if (groups && groups.length > 1 && groups.length <= MOST_GROUPS && !groups.every((g) => timeOf(g) !== null)) found.push({ column, groups });
  }
  return found;
}

/** The different texts of a column, at most one more than `most`; null where it holds something else. */
function textsOf(rows: readonly (readonly Value[])[], column: number, most: number): string[] | null {
  const texts = new Set<string>();
  for (const row of rows) {
    const cell = row[column];
    if (cell === null || cell === undefined) continue;
    if (typeof cell !== 'string') return null;
    texts.add(cell);
    if (texts.size > most) break;
  }
  return [...texts];
}

/**
 * Whether the rows are of many records: some column of `paths` is an ehr_id, of more texts than can be told
 * apart. Then a line through all of them would join what does not belong together.
 */
export function isOfMany(paths: readonly string[], rows: readonly (readonly Value[])[]): boolean {
  return paths.some((path, column) => IS_EHR.test(path) && (textsOf(rows, column, MOST_GROUPS)?.length ?? 0) > MOST_GROUPS);
}

/** The column that tells records apart, if it is one of `groups`. */
export function recordColumn(paths: readonly string[], groups: readonly GroupColumn[]): number | null {
  return groups.find((g) => IS_EHR.test(paths[g.column] ?? ''))?.column ?? null;
}

const IS_EHR = /(^|\/)ehr_id(\/value)?$/;

export interface Point {
  x: number; // milliseconds since 1970
  y: number;
}

/** The points of one column over time, in the order of time; rows without both are left out. */
export function pointsOf(rows: readonly (readonly Value[])[], time: number, column: number): Point[] {
  const points: Point[] = [];
  for (const row of rows) {
    const x = timeOf(row[time]);
    const y = numberOf(row[column]);
    if (x !== null && y !== null && Number.isFinite(y)) points.push({ x, y });
  }
  return points.sort((a, b) => a.x - b.x);
}

/**
 * At most about two points in each of `buckets` slices of time, the lowest and the highest: what a
 * reader sees of more points than there are pixels, without losing a peak.
 */
export function thin(points: readonly Point[], buckets: number): Point[] {
  if (points.length <= buckets * 2) return [...points];
  const from = points[0]!.x;
  const span = points[points.length - 1]!.x - from || 1;
  const kept: Point[] = [];
  let slice: Point[] = [];
  let current = 0;
  const close = () => {
    if (slice.length === 0) return;
    let [low, high] = [slice[0]!, slice[0]!];
    for (const p of slice) {
      if (p.y < low.y) low = p;
      if (p.y > high.y) high = p;
    }
    if (low === high) kept.push(low);
    else kept.push(...(low.x <= high.x ? [low, high] : [high, low]));
  };
  for (const point of points) {
    const bucket = Math.min(buckets - 1, Math.floor(((point.x - from) / span) * buckets));
    if (bucket !== current) {
      close();
      slice = [];
      current = bucket;
    }
    slice.push(point);
  }
  close();
  return kept;
}

/** Round values from about `low` to `high`: steps of 1, 2 or 5 times a power of ten, about `count`. */
export function numberTicks(low: number, high: number, count: number): number[] {
  if (low === high) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough) ?? rough;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; ++i) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const STEPS = [1000, 10_000, MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 180 * MINUTE, 360 * MINUTE, 720 * MINUTE,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY];
const MONTHS = [1, 3, 6, 12, 24, 60, 120, 240];

/** Round times between two, at most about `count`, in UTC. */
export function timeTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const step = STEPS.find((s) => s >= rough);
  const ticks: number[] = [];
  if (step) {
    for (let t = Math.ceil(low / step) * step; t <= high; t += step) ticks.push(t);
    return ticks.length > 0 ? ticks : [low];
  }
  const months = MONTHS.find((m) => m * 30 * DAY >= rough) ?? 600;
  const start = new Date(low);
  let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  for (; ; month += months) {
    const t = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (t > high) break;
    if (t >= low) ticks.push(t);
  }
  return ticks.length > 0 ? ticks : [low];
}

/** A tick's text: as much of the time as ticks that lie `step` milliseconds apart need. */
export function timeLabel(time: number, step: number): string {
  const iso = new Date(time).toISOString();
  if (step >= 360 * DAY) return iso.slice(0, 4);
  if (step >= 28 * DAY) return iso.slice(0, 7);
  if (step >= DAY) return iso.slice(0, 10);
  return step >= MINUTE ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : iso.slice(11, 19);
}
