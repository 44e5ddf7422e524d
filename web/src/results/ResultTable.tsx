import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { isObject, type Value } from '../door/json';
import type { ResultSet } from '../door/openehr';
import { texts } from '../text';
import { cellText, numberOf } from './cell';
import { JsonView } from './JsonView';
import { columnWidth, windowOf } from './window';

const ROW = 30; // pixels; style.css says the same
const SAMPLE = 200;
const t = texts.results;

interface Place {
  row: number;
  column: number;
}

/** The rows of an answer. Only those in view are in the page, so that many stay quick. */
export function ResultTable({ result }: { result: ResultSet }) {
  const { columns, rows } = result;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [opened, setOpened] = useState<Place | null>(null);

  const widths = useMemo(
    () => columns.map((c, i) => columnWidth(c.name, rows.slice(0, SAMPLE).map((row) => cellText(row[i])))),
    [columns, rows],
  );
  const numeric = useMemo(() => columns.map((_, i) => isNumeric(rows.slice(0, SAMPLE).map((row) => row[i] ?? null))), [columns, rows]);
  const numberWidth = String(rows.length).length + 3;

  useLayoutEffect(() => {
    setOpened(null);
    setTop(0);
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [rows]);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setHeight(Math.min(entry.contentRect.height, window.innerHeight)));
    observer.observe(scroller.current!);
    return () => observer.disconnect();
  }, []);

  const shown = windowOf(rows.length, ROW, top, height);
  const width = `${widths.reduce((sum, w) => sum + w, numberWidth)}ch`;
  return (
    <div className="table-and-detail">
      <div className="table-scroller" ref={scroller} tabIndex={0} onScroll={(e) => setTop(e.currentTarget.scrollTop)}>
        <table className="rows" aria-rowcount={rows.length + 1} style={{ minWidth: width }}>
          <colgroup>
            <col style={{ width: `${numberWidth}ch` }} />
            {widths.map((w, i) => <col key={i} style={{ width: `${w}ch` }} />)}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className="row-number"><span className="unseen">{t.rowNumber}</span></th>
              {columns.map((c, i) => <th key={i} scope="col" className={numeric[i] ? 'number' : undefined} title={c.path || c.name}>{c.name}</th>)}
            </tr>
          </thead>
          <tbody>
            <Space height={shown.first * ROW} columns={columns.length} />
            {rows.slice(shown.first, shown.last).map((row, i) => (
              <Row key={shown.first + i} row={row} number={shown.first + i} names={columns.map((c) => c.name)}
                opened={opened?.row === shown.first + i ? opened.column : null} onOpen={setOpened} />
            ))}
            <Space height={(rows.length - shown.last) * ROW} columns={columns.length} />
          </tbody>
        </table>
      </div>
      {opened && (
        <Detail value={rows[opened.row]?.[opened.column] ?? null} onClose={() => setOpened(null)}
          title={t.detail(columns[opened.column]?.name ?? '', opened.row + 1)} />
      )}
    </div>
  );
}

/** Whether a column holds numbers, and nothing but them where it is not null. */
function isNumeric(cells: readonly Value[]): boolean {
  const there = cells.filter((c) => c !== null);
  return there.length > 0 && there.every((c) => !isObject(c) && numberOf(c) !== null);
}

function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return <tr className="space" aria-hidden="true"><td colSpan={columns + 1} style={{ height }} /></tr>;
}

interface RowProps {
  row: readonly Value[];
  number: number;
  names: readonly string[];
  opened: number | null;
  onOpen: (place: Place) => void;
}

function Row({ row, number, names, opened, onOpen }: RowProps) {
  return (
    <tr aria-rowindex={number + 2}>
      <th scope="row" className="row-number">{number + 1}</th>
      {names.map((name, column) => {
        const value = row[column] ?? null;
        const text = cellText(value);
        if (isObject(value) || Array.isArray(value)) {
          return (
            <td key={column} className={opened === column ? 'opened' : ''}>
              <button type="button" className="open-cell" title={t.open(name)} aria-label={`${t.open(name)}: ${text}`}
                onClick={() => onOpen({ row: number, column })}>{text}</button>
            </td>
          );
        }
        if (value === null) return <td key={column} className="null">–</td>;
        return <td key={column} className={numberOf(value) === null ? '' : 'number'} title={text.length > 40 ? text : undefined}>{text}</td>;
      })}
    </tr>
  );
}

function Detail({ value, title, onClose }: { value: Value; title: string; onClose: () => void }) {
  return (
    <aside className="detail" aria-label={title} onKeyDown={(e) => e.key === 'Escape' && onClose()}>
      <header>
        <h3>{title}</h3>
        <button type="button" className="quiet" onClick={onClose} aria-label={t.close} autoFocus>✕</button>
      </header>
      <div className="json" key={title}><JsonView value={value} open={4} /></div>
    </aside>
  );
}
