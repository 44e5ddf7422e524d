import type { SearchParam } from './capability';

/** One line of the search form. */
export interface Criterion {
  name: string;
  modifier: string; // without ":"; empty: none
  prefix: string; // of numbers, dates and quantities; empty: equal
  value: string;
  unit: string; // of quantities
}

/** What the form says: criteria, how many a page, the order, and whatever it has no input for. */
export interface Search {
  criteria: Criterion[];
  count: string;
  sort: string;
  rest: string; // a query
}

const MODIFIERS: { [type: string]: string[] } = {
  string: ['exact', 'contains'], token: ['not', 'text', 'in', 'not-in', 'above', 'below', 'of-type'],
  reference: ['identifier'], uri: ['above', 'below'],
};
export const PREFIXES = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'];
export const COUNTS = ['10', '20', '50', '100', '500'];
export const EMPTY: Criterion = { name: '', modifier: '', prefix: '', value: '', unit: '' };

/** The modifiers that a parameter of that type may have. Source: FHIR R4, Search, Modifiers. */
export function modifiersOf(type: string): string[] {
  return type === 'special' ? [''] : ['', ...(MODIFIERS[type] ?? []), 'missing'];
}
export const hasPrefix = (type: string) => type === 'number' || type === 'date' || type === 'quantity';

/** The form's query. Lines without a name or a value are left out. */
export function queryOfSearch(search: Search, params: readonly SearchParam[]): string {
  const parts = search.criteria.filter((c) => c.name && c.value.trim()).map((c) => {
    const type = params.find((p) => p.name === c.name)?.type ?? '';
    return `${encode(c.name)}${c.modifier ? `:${encode(c.modifier)}` : ''}=${encode(valueOf(c, type))}`;
  });
  if (search.sort) parts.push(`_sort=${encode(search.sort)}`);
  if (search.count) parts.push(`_count=${encode(search.count)}`);
  const rest = search.rest.trim().replace(/^[?&]+|&+$/g, '').replace(/#/g, '%23');
  return [...parts, ...(rest ? [rest] : [])].join('&');
}

function valueOf(c: Criterion, type: string): string {
  const value = c.value.trim();
  if (c.modifier === 'missing' || !hasPrefix(type)) return value;
  const unit = c.unit.trim();
  const quantity = type === 'quantity' && unit ? (unit.includes('|') ? `|${unit}` : `||${unit}`) : '';
  return `${c.prefix}${value}${quantity}`;
}

/** Reads a query back into the form: what the form has an input for becomes lines, all else stays `rest`. */
export function searchOfQuery(query: string, params: readonly SearchParam[]): Search {
  const search: Search = { criteria: [], count: '', sort: '', rest: '' };
  const rest: string[] = [];
  for (const part of query.split('&').filter(Boolean)) {
    const at = part.indexOf('=');
    const [name = '', modifier = ''] = decode(at < 0 ? part : part.slice(0, at)).split(/:(.*)/s);
    const value = at < 0 ? '' : decode(part.slice(at + 1));
    const param = params.find((p) => p.name === name);
    if (name === '_count' && COUNTS.includes(value)) search.count = value;
    else if (name === '_sort') search.sort = value;
    else if (param && modifiersOf(param.type).includes(modifier)) search.criteria.push(criterion(name, modifier, value, param.type));
    else rest.push(part);
  }
  return { ...search, rest: rest.join('&') };
}

function criterion(name: string, modifier: string, text: string, type: string): Criterion {
  const plain: Criterion = { name, modifier, prefix: '', value: text, unit: '' };
  if (modifier === 'missing' || !hasPrefix(type)) return plain;
  const prefix = PREFIXES.find((p) => p && text.startsWith(p) && /^[-+.\d]/.test(text.slice(2))) ?? '';
  const value = text.slice(prefix.length);
  const at = type === 'quantity' ? value.indexOf('|') : -1;
  if (at < 0) return { ...plain, prefix, value };
  const unit = value.slice(at + 1);
  return { ...plain, prefix, value: value.slice(0, at), unit: unit.startsWith('|') ? unit.slice(1) : unit };
}

// What a query may hold as it is stays readable: names and values have many of these.
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C|2F|24)/g, (c) => decodeURIComponent(c));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
