import { useEffect, useMemo, useRef, useState } from 'react';
import type { ResultSet } from '../door/openehr';
import { texts } from '../text';
import { chartColumns, groupColumns, isOfMany, numberTicks, pointsOf, recordColumn, thin, timeLabel, timeTicks,
  type ChartColumns, type Point } from './chart';

const t = texts.results;
const HEIGHT = 380;
const EDGE = { top: 14, right: 18, bottom: 34, left: 62 };
const MOST_SERIES = 6;

interface Series {
  name: string;
  colour: number; // of style.css: series-0 …
  points: Point[];
}

/** Numbers of an answer over its time: a line for each column that is chosen. */
export function Chart({ result }: { result: ResultSet }) {
  const found = useMemo(() => chartColumns(result.columns.length, result.rows), [result]);
  const many = useMemo(() => isOfMany(result.columns.map((c) => c.path), result.rows), [result]);
  if (!found) return <p className="hint">{t.noChart}</p>;
  // What was chosen for an answer stays for the next one of its kind.
  const kind = JSON.stringify([found, many, result.columns]);
  return <ChartOf result={result} found={found} many={many} key={kind} />;
}

function ChartOf({ result, found, many }: { result: ResultSet; found: ChartColumns; many: boolean }) {
  const [time, setTime] = useState(found.times[0]!);
  const groups = useMemo(() => groupColumns(result.columns.length, result.rows), [result]);
  const [group, setGroup] = useState<number | null>(() => recordColumn(result.columns.map((c) => c.path), groups));
  const [lines, setLines] = useState(!many);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set(found.numbers.slice(MOST_SERIES)));
  const name = (column: number) => result.columns[column]?.name ?? '';
  const series = useMemo(() => {
    const shown = found.numbers.filter((column) => !hidden.has(column));
    const texts = groups.find((g) => g.column === group)?.groups;
    return shown.flatMap((column): Series[] => {
      const colour = found.numbers.indexOf(column);
      if (!texts || group === null) return [{ name: name(column), colour: colour % MOST_SERIES, points: pointsOf(result.rows, time, column) }];
      return texts.map((text, i) => ({
        name: shown.length > 1 ? `${name(column)}, ${text}` : text,
        colour: (shown.length > 1 ? colour : i) % MOST_SERIES,
        points: pointsOf(result.rows.filter((row) => row[group] === text), time, column),
      }));
    });
  }, [result, found, time, hidden, group, groups]);
  const told = groups.some((g) => g.column === group); // lines apart, one for each text
  const toggle = (column: number) => {
    const next = new Set(hidden);
    if (!next.delete(column)) next.add(column);
    setHidden(next);
  };
  return (
    <div className="chart">
      <div className="chart-choices">
        {found.times.length > 1 && (
          <label>{t.chartTime}{' '}
            <select value={time} onChange={(e) => setTime(Number(e.target.value))}>
              {found.times.map((column) => <option key={column} value={column}>{name(column)}</option>)}
            </select>
          </label>
        )}
        {found.numbers.map((column, i) => (
          <label key={column} className={`key series-${i % MOST_SERIES}`}>
            <input type="checkbox" checked={!hidden.has(column)} onChange={() => toggle(column)} />
            {!told && <i aria-hidden="true" />}{name(column)}
          </label>
        ))}
        {groups.length > 0 && (
          <label>{t.chartGroup}{' '}
            <select value={group ?? ''} onChange={(e) => setGroup(e.target.value === '' ? null : Number(e.target.value))}>
              <option value="">{t.chartTogether}</option>
              {groups.map((g) => <option key={g.column} value={g.column}>{name(g.column)}</option>)}
            </select>
          </label>
        )}
        <label className="key"><input type="checkbox" checked={lines} onChange={(e) => setLines(e.target.checked)} />{t.chartLines}</label>
        <span className="soft">{t.chartNote}</span>
      </div>
      {told && (
        <ul className="chart-choices legend">
          {series.map((s) => <li key={s.name} className={`key series-${s.colour}`}><i aria-hidden="true" />{s.name}</li>)}
        </ul>
      )}
      <Plot series={series} lines={lines} />
    </div>
  );
}

/** Lowest and highest; some room around a single value. */
function range(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low === high ? [low - 1, high + 1] : [low, high];
}

function Plot({ series, lines }: { series: readonly Series[]; lines: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(900);
  const [pointer, setPointer] = useState<number | null>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);

  const all = useMemo(() => series.flatMap((s) => s.points), [series]);
  const inner = width - EDGE.left - EDGE.right;
  const drawn = useMemo(() => series.map((s) => ({ ...s, points: thin(s.points, Math.floor(inner)) })), [series, inner]);
  if (all.length === 0) return <div ref={box}><p className="hint">{t.noChart}</p></div>;

  const [x0, x1] = range(all.map((p) => p.x));
  const [low, high] = range(all.map((p) => p.y));
  const [y0, y1] = [low - (high - low) * 0.05, high + (high - low) * 0.05];
  const x = (value: number) => EDGE.left + ((value - x0) / (x1 - x0)) * inner;
  const y = (value: number) => EDGE.top + (1 - (value - y0) / (y1 - y0)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const times = timeTicks(x0, x1, Math.max(2, Math.floor(inner / 110)));
  const step = (times[1] ?? x1) - times[0]!;
  const near = pointer === null ? null : nearest(drawn, (p) => Math.abs(x(p.x) - pointer));
  return (
    <div ref={box}>
      <svg width={width} height={HEIGHT} role="img" aria-label={t.chartLabel(series.map((s) => s.name).join(', '), all.length)}
        onPointerMove={(e) => setPointer(e.clientX - e.currentTarget.getBoundingClientRect().left)} onPointerLeave={() => setPointer(null)}>
        {numberTicks(y0, y1, 6).map((value) => (
          <g key={value} className="tick">
            <line x1={EDGE.left} x2={width - EDGE.right} y1={y(value)} y2={y(value)} />
            <text x={EDGE.left - 8} y={y(value) + 4} textAnchor="end">{value}</text>
          </g>
        ))}
        {times.map((value) => (
          <text key={value} className="tick" x={x(value)} y={HEIGHT - 10} textAnchor="middle">{timeLabel(value, step)}</text>
        ))}
        {drawn.map((s) => <Line key={s.name} series={s} x={x} y={y} line={lines} dots={!lines || s.points.length <= inner / 6} />)}
        {near && (
          <g className="near">
            <line x1={x(near.at)} x2={x(near.at)} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
            {near.points.map(({ series: s, point }) => (
              <circle key={s.name} className={`series-${s.colour}`} cx={x(point.x)} cy={y(point.y)} r={5} />
            ))}
          </g>
        )}
      </svg>
      <p className="readout" aria-hidden="true">
        {near ? <>{new Date(near.at).toISOString().replace('T', ' ').slice(0, 19)}{near.points.map(({ series: s, point }) =>
          <span key={s.name} className={`key series-${s.colour}`}><i />{s.name} {point.y}</span>)}</> : '\u00a0'}
      </p>
    </div>
  );
}

interface LineProps {
  series: Series;
  x: (v: number) => number;
  y: (v: number) => number;
  line: boolean;
  dots: boolean;
}

function Line({ series, x, y, line, dots }: LineProps) {
  const path = series.points.map((p, i) => `${i ? 'L' : 'M'}${x(p.x).toFixed(1)} ${y(p.y).toFixed(1)}`).join('');
  return (
    <g className={`series series-${series.colour}`}>
      {line && <path d={path} />}
      {dots && series.points.map((p, i) => <circle key={i} cx={x(p.x)} cy={y(p.y)} r={3} />)}
    </g>
  );
}

/** The point of least distance over all series, and what the others have at exactly that time. */
function nearest(series: readonly Series[], distance: (p: Point) => number) {
  let best: Point | null = null;
  for (const s of series) for (const p of s.points) if (!best || distance(p) < distance(best)) best = p;
  if (!best) return null;
  const at = best.x;
  const points = series.flatMap((s) => {
    const point = s.points.find((p) => p.x === at);
    return point ? [{ series: s, point }] : [];
  });
  return { at, points };
}
