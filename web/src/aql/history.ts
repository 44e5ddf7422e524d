const KEY = 'socle.aql.history';
const MOST = 50;

/** The texts of the queries that were run, newest first. Kept in this browser only; no results. */
export function readHistory(storage: Pick<Storage, 'getItem'>): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((q): q is string => typeof q === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Puts `query` in front, once, and gives the history as it is kept. A full storage keeps what it has. */
export function remember(storage: Pick<Storage, 'getItem' | 'setItem'>, query: string): string[] {
  const text = query.trim();
  const history = readHistory(storage);
  if (text === '') return history;
  const next = [text, ...history.filter((q) => q !== text)].slice(0, MOST);
  try {
    storage.setItem(KEY, JSON.stringify(next));
  } catch {
    return history;
  }
  return next;
}

export function forget(storage: Pick<Storage, 'removeItem'>): void {
  storage.removeItem(KEY);
}
