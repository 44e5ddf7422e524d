import { isObject, parseJson, writeJson, type Value } from './json';
import { Refusal } from './openehr';

export const FHIR_BASE = '/fhir';
const JSON_TYPE = 'application/fhir+json';
const BATCH = 100;

export type Resource = { [name: string]: Value };

async function ask(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Value> {
  const headers: Record<string, string> = { Accept: JSON_TYPE };
  if (init.body) headers['Content-Type'] = JSON_TYPE;
  const response = await fetch(`${FHIR_BASE}${path}`, { ...init, headers, signal });
  const text = await response.text();
  if (!response.ok) throw fhirRefusal(response.status, response.statusText, text);
  return parseJson(text);
}

/** The resource at `path` below the door ("/Patient/1"). Errors: Refusal; TypeError when the server is out of reach; SyntaxError; AbortError. */
export async function getResource(path: string, signal: AbortSignal): Promise<Resource> {
  const body = await ask(path, signal);
  if (!isObject(body)) throw new SyntaxError('expected a resource');
  return body;
}

/**
 * How many resources each search finds ("Patient?name=x"), in a few batches; null where the server did not say.
 * Errors: as getResource.
 */
export async function countAll(searches: readonly string[], signal: AbortSignal): Promise<(number | null)[]> {
  const counts: (number | null)[] = [];
  for (let at = 0; at < searches.length; at += BATCH) {
    const part = searches.slice(at, at + BATCH);
    const entry = part.map((s) => ({ request: { method: 'GET', url: `${s}${s.includes('?') ? '&' : '?'}_summary=count` } }));
    const body = writeJson({ resourceType: 'Bundle', type: 'batch', entry });
    const answer = await ask('', signal, { method: 'POST', body });
    const entries = isObject(answer) && Array.isArray(answer.entry) ? answer.entry : [];
    part.forEach((_, i) => counts.push(totalOf(entries[i])));
  }
  return counts;
}

function totalOf(entry: Value | undefined): number | null {
  const resource = isObject(entry) ? entry.resource : undefined;
  return isObject(resource) && typeof resource.total === 'number' ? resource.total : null;
}

/** Reads an OperationOutcome; a body of another kind is not shown, its status is. */
export function fhirRefusal(status: number, statusText: string, text: string): Refusal {
  let body: Value = null;
  try {
    body = parseJson(text);
  } catch {
    // Said by its status.
  }
  const issues = isObject(body) && Array.isArray(body.issue) ? body.issue.filter(isObject) : [];
  const faults = issues.map((issue) => {
    const details = isObject(issue.details) && typeof issue.details.text === 'string' ? issue.details.text : '';
    const diagnostics = typeof issue.diagnostics === 'string' ? issue.diagnostics : '';
    const message = details && diagnostics ? `${details} (${diagnostics})` : details || diagnostics || String(issue.code ?? '');
    const place = Array.isArray(issue.expression) && typeof issue.expression[0] === 'string' ? issue.expression[0] : '';
    return { place, message };
  });
  return new Refusal(status, faults[0]?.message || `${status} ${statusText}`.trim(), faults);
}

/** A Bundle's entries and its links, by relation. */
export interface Bundle {
  total: number | null;
  entries: Entry[];
  links: { [relation: string]: string };
}
export interface Entry {
  resource: Resource | null;
  mode: string; // match, include, outcome
  method: string; // of a history: POST, PUT, DELETE
  version: string; // of a history
  time: string; // of a history
}

export function readBundle(bundle: Resource): Bundle {
  const text = (value: Value | undefined, name: string) => {
    const member = isObject(value) ? value[name] : undefined;
    return typeof member === 'string' ? member : '';
  };
  const links: { [relation: string]: string } = {};
  for (const link of Array.isArray(bundle.link) ? bundle.link : []) links[text(link, 'relation')] = text(link, 'url');
  const entries = (Array.isArray(bundle.entry) ? bundle.entry : []).filter(isObject).map((entry): Entry => {
    const resource = isObject(entry.resource) ? entry.resource : null;
    const meta = resource?.meta;
    return {
      resource,
      mode: text(entry.search, 'mode') || 'match',
      method: text(entry.request, 'method'),
      version: text(meta, 'versionId') || /"(.*)"/.exec(text(entry.response, 'etag'))?.[1] || '',
      time: text(meta, 'lastUpdated') || text(entry.response, 'lastModified'),
    };
  });
  return { total: typeof bundle.total === 'number' ? bundle.total : null, entries, links };
}

/** The query of a Bundle's link, whatever name the server has for itself. Empty where there is none. */
export function queryOf(link: string | undefined): string {
  const at = link?.indexOf('?') ?? -1;
  return at < 0 ? '' : link!.slice(at + 1).replace(/#.*$/, '');
}
