import { useState } from 'react';
import type { Query } from '../aql/useQuery';
import type { ResultSet } from '../door/openehr';
import { Explain } from '../plan/Explain';
import { texts } from '../text';
import { toCsv } from './cell';
import { Chart } from './Chart';
import { ResultTable } from './ResultTable';

export type View = 'table' | 'chart' | 'explain';

const t = texts.results;
const VIEWS: readonly (readonly [View, string])[] = [['table', t.table], ['chart', t.chart], ['explain', t.explain]];

interface ResultsProps {
  view: View;
  onView: (view: View) => void;
  query: Query;
}

/** The answer, in one of its views. */
export function Results({ view, onView, query }: ResultsProps) {
  const { result, plan } = query;
  const move = (by: number) => {
    const index = (VIEWS.findIndex(([v]) => v === view) + by + VIEWS.length) % VIEWS.length;
    onView(VIEWS[index]![0]);
    document.getElementById(`tab-${VIEWS[index]![0]}`)?.focus();
  };
  return (
    <section className="results" aria-busy={query.asking}>
      <div className="results-head">
        <div role="tablist" aria-label={t.views} onKeyDown={(e) => (e.key === 'ArrowRight' ? move(1) : e.key === 'ArrowLeft' && move(-1))}>
          {VIEWS.map(([v, name]) => (
            <button key={v} id={`tab-${v}`} type="button" role="tab" aria-selected={v === view} aria-controls="view"
              tabIndex={v === view ? 0 : -1} onClick={() => onView(v)}>{name}</button>
          ))}
        </div>
        <span className="soft" role="status">
          {query.asking ? t.asking : result ? t.count(result.rows.length, query.seconds.toFixed(query.seconds < 10 ? 2 : 0)) : ''}
        </span>
        {result && result.rows.length > 0 && <Export result={result} />}
      </div>
      {result && result.warnings.length > 0 && (
        <ul className="warnings" aria-label={t.warnings}>{result.warnings.map((w, i) => <li key={i}>{w}</li>)}</ul>
      )}
      {result && result.rows.length > 0 && result.rows.length === query.fetched && <p className="note">{t.more(result.rows.length)}</p>}
      <div id="view" role="tabpanel" aria-labelledby={`tab-${view}`} className={`view view-${view}`}>
        {view === 'explain'
          ? plan === undefined ? <p className="hint">{t.noPlan}</p> : <Explain plan={plan} />
          : !result ? <p className="hint">{t.none}</p>
            : result.rows.length === 0 ? <p className="hint">{t.noRows}</p>
              : view === 'table' ? <ResultTable result={result} /> : <Chart result={result} />}
      </div>
    </section>
  );
}

function Export({ result }: { result: ResultSet }) {
  const [said, setSaid] = useState('');
  const csv = () => toCsv(result.columns.map((c) => c.name), result.rows);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(csv());
      setSaid(t.copied);
    } catch {
      setSaid(t.copyFailed);
    }
    setTimeout(() => setSaid(''), 2500);
  };
  const download = () => {
    // The mark tells spreadsheets that the text is UTF-8.
    const url = URL.createObjectURL(new Blob(['\ufeff', csv()], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = t.fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <span className="export">
      <span className="soft" role="status">{said}</span>
      <button type="button" className="quiet" onClick={() => void copy()}>{t.copy}</button>
      <button type="button" className="quiet" onClick={download}>{t.download}</button>
    </span>
  );
}
