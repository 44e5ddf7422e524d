import { Decimal, isObject, writeJson, type Value } from '../door/json';

/** What a cell shows on one line. */
export function cellText(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return `[${value.length}]`;
  return isObject(value) ? objectText(value) : String(value);
}

type Members = { [name: string]: Value };

/** An object of the reference model in its shortest readable form; else its class. */
function objectText(o: Members): string {
  const type = typeof o._type === 'string' ? o._type : '';
  if (o.magnitude !== undefined && o.magnitude !== null) {
    const units = typeof o.units === 'string' && o.units !== '1' ? ` ${o.units}` : '';
    return `${cellText(o.magnitude)}${units}`;
  }
  if (o.numerator !== undefined && o.denominator !== undefined) return `${cellText(o.numerator)}/${cellText(o.denominator)}`;
  if (type === 'DV_ORDINAL' || type === 'DV_SCALE') return `${cellText(o.value)} ${cellText(o.symbol)}`.trim();
  if (typeof o.value === 'string') return o.value;
  if (typeof o.value === 'boolean' || typeof o.value === 'number') return String(o.value);
  if (typeof o.code_string === 'string') return o.code_string;
  const name = isObject(o.name) ? cellText(o.name) : typeof o.name === 'string' ? o.name : '';
  return [type || '{…}', name].filter(Boolean).join(' · ');
}

/** The number that a value is or measures, else null. */
export function numberOf(value: Value | undefined): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof Decimal) return value.valueOf();
  if (!isObject(value)) return null;
  const type = value._type;
  if (type === 'DV_ORDINAL' || type === 'DV_SCALE') return numberOf(value.value);
  return numberOf(value.magnitude);
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Milliseconds since 1970 of an ISO 8601 date or date and time, also in a data value; without a zone UTC. */
export function timeOf(value: Value | undefined): number | null {
  if (isObject(value)) return typeof value.value === 'string' ? timeOf(value.value) : null;
  if (typeof value !== 'string') return null;
  const m = TIME.exec(value);
  if (!m) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = m;
  const utc = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second, Math.floor(Number(`0.${fraction}`) * 1000));
  if (Number.isNaN(utc) || +month! < 1 || +month! > 12 || +day! < 1 || +day! > 31) return null;
  if (zone === 'Z') return utc;
  const sign = zone.startsWith('-') ? 1 : -1;
  return utc + sign * ((+zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || '0')) * 60000;
}

/** Where a spreadsheet would take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvField(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  const plain = isObject(value) || Array.isArray(value) ? writeJson(value) : String(value);
  const text = typeof value === 'string' && FORMULA.test(plain) && !/^[+-]?\d+(\.\d+)?$/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replace(/"/g, '""')}"` : text;
}

/**
 * The table as CSV (RFC 4180), a header first; objects as JSON. A text that a spreadsheet would run as
 * a formula gets an apostrophe before it.
 */
export function toCsv(columns: readonly string[], rows: readonly (readonly Value[])[]): string {
  const lines = [columns.map(csvField).join(',')];
  for (const row of rows) lines.push(columns.map((_, i) => csvField(row[i])).join(','));
  return lines.join('\r\n') + '\r\n';
}
