import { useCallback, useMemo, useRef, useState } from 'react';
import type { Value } from '../door/json';
import { explainQuery, Refusal, runQuery, type Question, type ResultSet } from '../door/openehr';
import { texts } from '../text';
import { rangeOf, type Fault } from './faults';

/** A question to the server and what came of it. */
export interface Query {
  asking: boolean;
  askedText: string | null; // of the last question
  fetched: number | null; // how many rows it asked for
  result: ResultSet | null;
  seconds: number;
  plan: Value | undefined;
  error: string | null;
  faults: Fault[]; // of askedText
  run: (question: Question) => Promise<void>;
  explain: (question: Question) => Promise<void>;
  cancel: () => void;
}

const IDLE = { asking: false, askedText: null, fetched: null, result: null, seconds: 0, plan: undefined, error: null, faults: [] };
type State = Omit<Query, 'run' | 'explain' | 'cancel'>;

function failure(error: unknown, text: string): Pick<State, 'error' | 'faults'> {
  if (error instanceof Refusal) {
    const faults = error.faults.flatMap((f): Fault[] => {
      const range = rangeOf(text, f.place);
      return range ? [{ ...range, message: f.message, severity: 'error' }] : [];
    });
    return { error: error.message, faults };
  }
  const readable = error instanceof SyntaxError ? `${texts.aql.notUnderstood}: ${error.message}` : texts.aql.unreachable;
  return { error: readable, faults: [] };
}

/** Asks one question at a time; a new one ends the one before. A refused one leaves the last rows. */
export function useQuery(): Query {
  const [state, setState] = useState<State>(IDLE);
  const running = useRef<AbortController | null>(null);

  const ask = useCallback(async (question: Question, answer: (signal: AbortSignal) => Promise<Partial<State>>) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const began = performance.now();
    setState((s) => ({ ...s, asking: true, askedText: question.q, error: null, faults: [] }));
    let change: Partial<State>;
    try {
      change = await answer(controller.signal);
      if ('result' in change) change.seconds = (performance.now() - began) / 1000;
    } catch (error) {
      if (controller.signal.aborted) return;
      change = failure(error, question.q);
    }
    if (running.current === controller) setState((s) => ({ ...s, ...change, asking: false }));
  }, []);

  const run = useCallback(
    (q: Question) => ask(q, async (signal) => ({ result: await runQuery(q, signal), fetched: q.fetch, plan: undefined })), [ask]);
  const explain = useCallback((q: Question) => ask(q, async (signal) => ({ plan: await explainQuery(q, signal) })), [ask]);
  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState((s) => ({ ...s, asking: false }));
  }, []);
  return useMemo(() => ({ ...state, run, explain, cancel }), [state, run, explain, cancel]);
}
