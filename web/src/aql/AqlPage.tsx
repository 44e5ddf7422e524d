import { useCallback, useMemo, useState } from 'react';
import { texts } from '../text';
import { Results, type View } from '../results/Results';
import { Editor } from './Editor';
import { faultsOf, type Fault } from './faults';
import { HistoryMenu } from './HistoryMenu';
import { readHistory, remember } from './history';
import { Parameters, type Typed } from './Parameters';
import { parameterValue } from './parameters';
import { limitsRows, parametersIn } from './tokens';
import { useLayout } from './useLayout';
import { useQuery } from './useQuery';

const t = texts.aql;
const FETCHES = [100, 1000, 10_000, 100_000];
const FIRST = `SELECT c/uid/value AS uid, c/name/value AS name, c/context/start_time/value AS start
FROM EHR e CONTAINS COMPOSITION c
ORDER BY c/context/start_time DESC`;

/** The page to ask AQL: editor, parameters, answer. */
export function AqlPage() {
  const [history, setHistory] = useState(() => readHistory(localStorage));
  const [given, setGiven] = useState(() => ({ text: history[0] ?? FIRST }));
  const [text, setText] = useState(given.text);
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const [ehrId, setEhrId] = useState('');
  const [fetch, setFetch] = useState(1000);
  const [view, setView] = useState<View>('table');
  const { layout, state: layoutState } = useLayout();
  const query = useQuery();

  const names = useMemo(() => parametersIn(text), [text]);
  const local = useMemo(() => faultsOf(text, texts.faults), [text]);
  // The server's faults are of the text that it was asked.
  const current = query.askedText === text;
  const faults = useMemo<Fault[]>(() => (current ? [...local, ...query.faults] : local), [local, query.faults, current]);

  const ask = useCallback((kind: 'run' | 'explain', asked: string) => {
    const parameters = Object.fromEntries(parametersIn(asked).map((n) => [n, parameterValue(typed[n]?.text ?? '', typed[n]?.kind ?? 'auto')]));
    const question = { q: asked, parameters, ehrId: ehrId.trim(), offset: 0, fetch: limitsRows(asked) ? null : fetch };
    setHistory(remember(localStorage, asked));
    setView((was) => (kind === 'explain' ? 'explain' : was === 'explain' ? 'table' : was));
    void (kind === 'run' ? query.run(question) : query.explain(question));
  }, [typed, ehrId, fetch, query]);
  const onRun = useCallback((now: string) => ask('run', now), [ask]);

  return (
    <div className="aql">
      <section className="ask" aria-label={t.title}>
        <Editor given={given} faults={faults} layout={layout} label={t.editor} onChange={setText} onRun={onRun} />
        {names.length > 0 && <Parameters names={names} typed={typed} onChange={(n, value) => setTyped({ ...typed, [n]: value })} onEnter={() => onRun(text)} />}
        <div className="toolbar">
          {query.asking
            ? <button type="button" className="main" onClick={query.cancel}>{t.cancel}</button>
            : <button type="button" className="main" onClick={() => onRun(text)} title={t.runKeys}>{t.run}</button>}
          <button type="button" disabled={query.asking} onClick={() => ask('explain', text)}>{t.explain}</button>
          <label title={t.ehrIdTitle}>{t.ehrId}{' '}
            <input className="ehr" value={ehrId} placeholder={t.ehrIdHint} onChange={(e) => setEhrId(e.target.value)} spellCheck={false} />
          </label>
          <label title={t.rowsTitle}>{t.rows}{' '}
            <select value={fetch} onChange={(e) => setFetch(Number(e.target.value))}>
              {FETCHES.map((f) => <option key={f} value={f}>{f.toLocaleString('en')}</option>)}
            </select>
          </label>
          <HistoryMenu history={history} onPick={(picked) => setGiven({ text: picked })} onForgotten={() => setHistory([])} />
          <span className="soft layout-state">
            {layoutState === 'loading' ? t.layoutLoading : layout.size > 0 ? t.layoutReady(layout.size) : t.layoutNone}
          </span>
        </div>
      </section>
      <Errors message={query.error} text={text} faults={faults} stale={!current} />
      <Results view={view} onView={setView} query={query} />
    </div>
  );
}

interface ErrorsProps {
  message: string | null;
  text: string;
  faults: readonly Fault[];
  stale: boolean;
}

/** What is wrong, in words, under the editor: the server's answer, else what the text shows. */
function Errors({ message, text, faults, stale }: ErrorsProps) {
  const said = faults.map((f) => {
    const before = text.slice(0, f.from).split('\n');
    return { ...f, place: t.at(before.length, [...before[before.length - 1]!].length + 1) };
  });
  const whole = message !== null && !stale && !faults.some((f) => f.message === message) ? message : null;
  return (
    <div className="errors" role="status" aria-live="polite">
      {whole && <p className="error">{whole}</p>}
      {said.map((f, i) => <p key={i} className={f.severity}><span className="place">{f.place}</span> {f.message}</p>)}
    </div>
  );
}
