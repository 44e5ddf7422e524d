import { useEffect, useState } from 'react';
import { Refusal } from '../door/openehr';
import { texts } from '../text';

/** An answer of the server, as far as it is there. */
export interface Asked<T> {
  asking: boolean;
  value: T | null; // of this key, never of another
  status: number; // of a refusal; 0 for none
  error: string | null;
}

/**
 * Asks whenever `key` changes, and ends what was asked before; nothing while it is null. `ask` is a function of `key`
 * alone.
 */
export function useAsked<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, setState] = useState<Asked<T> & { key: string | null }>({ key: null, asking: false, value: null, status: 0, error: null });
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    ask(controller.signal).then(
      (value) => controller.signal.aborted || setState({ key, asking: false, value, status: 0, error: null }),
      (error: unknown) => controller.signal.aborted || setState({ key, asking: false, value: null, ...failure(error) }),
    );
    return () => controller.abort();
  }, [key]);
  return state.key === key ? state : { asking: key !== null, value: null, status: 0, error: null };
}

function failure(error: unknown): { status: number; error: string } {
  if (error instanceof Refusal) {
    const said = error.faults.map((f) => (f.place ? `${f.place}: ${f.message}` : f.message));
    return { status: error.status, error: [...new Set(said)].join('\n') || error.message };
  }
  const readable = error instanceof SyntaxError ? `${texts.fhir.notUnderstood}: ${error.message}` : texts.fhir.unreachable;
  return { status: 0, error: readable };
}
