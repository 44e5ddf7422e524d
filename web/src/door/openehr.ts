import { readLayout, type Layout } from '../aql/layout';
import { isObject, parseJson, writeJson, type Value } from './json';

const BASE = '/openehr/v1';

export interface Column {
  name: string;
  path: string;
}

/** The answer to a query. Source: openEHR REST 1.1.0, QUERY, ResultSet. */
export interface ResultSet {
  columns: Column[];
  rows: Value[][];
  warnings: string[];
}

/** Why the server refused: its own words, and where in the query, as "line:column", if it said so. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string, readonly faults: PlacedFault[]) {
    super(message);
  }
}

export interface PlacedFault {
  place: string;
  message: string;
}

export interface Question {
  q: string;
  parameters: { [name: string]: Value };
  ehrId: string; // empty: all records
  offset: number;
  fetch: number | null; // null: the query limits itself, or no limit is wanted
}

function bodyOf(question: Question): string {
  const body: { [name: string]: Value } = { q: question.q };
  if (Object.keys(question.parameters).length > 0) body.query_parameters = question.parameters;
  if (question.offset > 0) body.offset = question.offset;
  if (question.fetch !== null) body.fetch = question.fetch;
  return writeJson(body);
}

async function ask(question: Question, query: string, signal: AbortSignal): Promise<Value> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json', Accept: 'application/json' };
  // Restricts the query to one record. Source: openEHR REST 1.1.0, QUERY, "Single EHR".
  if (question.ehrId) headers['openehr-ehr-id'] = question.ehrId;
  const response = await fetch(`${BASE}/query/aql${query}`, { method: 'POST', headers, body: bodyOf(question), signal });
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, response.statusText, text);
  return text === '' ? {} : parseJson(text);
}

/** Runs a query. Errors: Refusal; TypeError when the server is out of reach; AbortError. */
export async function runQuery(question: Question, signal: AbortSignal): Promise<ResultSet> {
  return readResultSet(await ask(question, '', signal));
}

/** What the server would do with a query. Errors: as runQuery. */
export async function explainQuery(question: Question, signal: AbortSignal): Promise<Value> {
  return ask(question, '?explain=true', signal);
}

/** The archetypes of the uploaded templates; an empty layout where the server has none to tell. */
export async function fetchLayout(signal: AbortSignal): Promise<Layout> {
  const response = await fetch(`${BASE}/definition/layout`, { headers: { Accept: 'application/json' }, signal });
  return response.ok ? readLayout(await response.json()) : new Map();
}

export function readResultSet(body: Value): ResultSet {
  const members = isObject(body) ? body : {};
  const rows = Array.isArray(members.rows) ? members.rows.filter((r): r is Value[] => Array.isArray(r)) : [];
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = (Array.isArray(members.columns) ? members.columns : []).map((c, i) => ({
    name: isObject(c) && typeof c.name === 'string' ? c.name : `#${i}`,
    path: isObject(c) && typeof c.path === 'string' ? c.path : '',
  }));
  for (let i = columns.length; i < width; ++i) columns.push({ name: `#${i}`, path: '' });
  const meta = isObject(members.meta) ? members.meta : {};
  const warnings = (Array.isArray(meta.warnings) ? meta.warnings : []).map((w) => (typeof w === 'string' ? w : messageOf(w)));
  return { columns, rows, warnings };
}

function messageOf(value: Value): string {
  return isObject(value) && typeof value.message === 'string' ? value.message : writeJson(value);
}

/** Reads the openEHR error body; a body of another kind is not shown, its status is. */
export function refusal(status: number, statusText: string, text: string): Refusal {
  let body: Value;
  try {
    body = parseJson(text);
  } catch {
    body = null;
  }
  if (!isObject(body)) return new Refusal(status, `${status} ${statusText}`.trim(), []);
  const message = typeof body.message === 'string' && body.message ? body.message : `${status} ${statusText}`.trim();
  const faults: PlacedFault[] = [];
  for (const item of Array.isArray(body.violations) ? body.violations : []) {
    const place = isObject(item) ? (item.place ?? item.path) : null;
    if (isObject(item) && typeof place === 'string') faults.push({ place, message: messageOf(item) });
  }
  if (faults.length === 0 && typeof body.place === 'string') faults.push({ place: body.place, message });
  return new Refusal(status, message, faults);
}
