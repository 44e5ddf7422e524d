import { useRef } from 'react';
import { texts } from '../text';
import { forget } from './history';

const t = texts.aql;

interface HistoryMenuProps {
  history: readonly string[];
  onPick: (query: string) => void;
  onForgotten: () => void;
}

/** The queries that were run before, to take up again or to forget. */
export function HistoryMenu({ history, onPick, onForgotten }: HistoryMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute('open');
  return (
    <details className="history" ref={menu} onKeyDown={(e) => e.key === 'Escape' && close()}>
      <summary>{t.history}</summary>
      <div className="history-list">
        {history.length === 0 && <p className="hint">{t.historyEmpty}</p>}
        {history.map((query) => (
          <button key={query} type="button" onClick={() => (onPick(query), close())}>{query}</button>
        ))}
        <footer>
          <span className="soft">{t.historyNote}</span>
          {history.length > 0 && (
            <button type="button" className="quiet" onClick={() => (forget(localStorage), onForgotten())}>{t.historyForget}</button>
          )}
        </footer>
      </div>
    </details>
  );
}
