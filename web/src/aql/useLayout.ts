import { useEffect, useState } from 'react';
import { fetchLayout } from '../door/openehr';
import type { Layout } from './layout';

const EMPTY: Layout = new Map();

/** The server's archetypes, asked for once; empty until they are there, and where there are none. */
export function useLayout(): { layout: Layout; state: 'loading' | 'ready' } {
  const [layout, setLayout] = useState<Layout | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    fetchLayout(controller.signal)
      .then(setLayout)
      .catch(() => !controller.signal.aborted && setLayout(EMPTY));
    return () => controller.abort();
  }, []);
  return { layout: layout ?? EMPTY, state: layout ? 'ready' : 'loading' };
}
