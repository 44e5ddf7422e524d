import { useEffect, useMemo, useRef, useState } from 'react';
import type { ResultSet } from '../door/openehr';
import { texts } from '../text';
import { chartColumns, numberTicks, pointsOf, thin, timeLabel, timeTicks, type ChartColumns, type Point } from './chart';

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
  if (!found) return <p className="hint">{t.noChart}</p>;
  return <ChartOf result={result} found={found} key={found.times.join() + '/' + found.numbers.join()} />;
}

function ChartOf({ result, found }: { result: ResultSet; found: ChartColumns }) {
  const [time, setTime] = useState(found.times[0]!);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set(found.numbers.slice(MOST_SERIES)));
  const name = (column: number) => result.columns[column]?.name ?? '';
  const series = useMemo(
    () => found.numbers.flatMap((column, i): Series[] =>
      hidden.has(column) ? [] : [{ name: name(column), colour: i % MOST_SERIES, points: pointsOf(result.rows, time, column) }]),
    [result, found, time, hidden],
  );
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
            <i aria-hidden="true" />{name(column)}
          </label>
        ))}
        <span className="soft">{t.chartNote}</span>
      </div>
      <Plot series={series} />
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

function Plot({ series }: { series: readonly Series[] }) {
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
        {drawn.map((s) => <Line key={s.name + s.colour} series={s} x={x} y={y} dots={s.points.length <= inner / 6} />)}
        {near && (
          <g className="near">
            <line x1={x(near.at)} x2={x(near.at)} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
            {near.points.map(({ series: s, point }) => (
              <circle key={s.name + s.colour} className={`series-${s.colour}`} cx={x(point.x)} cy={y(point.y)} r={5} />
            ))}
          </g>
        )}
      </svg>
      <p className="readout" aria-hidden="true">
        {near ? <>{new Date(near.at).toISOString().replace('T', ' ').slice(0, 19)}{near.points.map(({ series: s, point }) =>
          <span key={s.name + s.colour} className={`key series-${s.colour}`}><i />{s.name} {point.y}</span>)}</> : '\u00a0'}
      </p>
    </div>
  );
}

function Line({ series, x, y, dots }: { series: Series; x: (v: number) => number; y: (v: number) => number; dots: boolean }) {
  const path = series.points.map((p, i) => `${i ? 'L' : 'M'}${x(p.x).toFixed(1)} ${y(p.y).toFixed(1)}`).join('');
  return (
    <g className={`series series-${series.colour}`}>
      <path d={path} />
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
