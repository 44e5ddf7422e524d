import type { Resource } from '../door/fhir';
import { Decimal, isObject, type Value } from '../door/json';

type Members = { [name: string]: Value };
const some = (...texts: string[]) => texts.filter(Boolean).join(' ');
const member = (value: Value | undefined, name: string): string => (isObject(value) ? shortText(value[name]) : '');

/** A value of a data type in a few words: a name, a coded text, a quantity, a period; of several the first. */
export function shortText(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return shortText(value[0]);
  if (!isObject(value)) return String(value);
  if (typeof value.text === 'string') return value.text;
  if (value.family !== undefined || value.given !== undefined) return humanName(value);
  if (Array.isArray(value.coding)) return shortText(value.coding);
  if (value.start !== undefined || value.end !== undefined) return `${shortText(value.start)}–${shortText(value.end)}`;
  if (value.numerator !== undefined) return `${shortText(value.numerator)}/${shortText(value.denominator)}`;
  if (typeof value.value === 'number' || value.value instanceof Decimal) {
    return some(`${shortText(value.comparator)}${String(value.value)}`, shortText(value.unit) || shortText(value.code));
  }
  for (const name of ['display', 'reference', 'value', 'code', 'title', 'url', 'line']) {
    if (typeof value[name] === 'string') return value[name];
  }
  return '';
}

function humanName(name: Members): string {
  const given = Array.isArray(name.given) ? name.given.map(shortText) : [];
  return some(...given, shortText(name.family));
}

const NAMES = ['name', 'title', 'code', 'vaccineCode', 'medicationCodeableConcept', 'medicationReference', 'productCodeableConcept',
  'description', 'type', 'class', 'category', 'serviceType', 'deviceName', 'identifier', 'url'];
const TIMES = ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'performedDateTime', 'performedPeriod', 'occurrenceDateTime',
  'occurrencePeriod', 'period', 'onsetDateTime', 'authoredOn', 'recordedDate', 'issued', 'date', 'created', 'start', 'birthDate', 'whenHandedOver'];
const SUBJECTS = ['subject', 'patient', 'beneficiary', 'individual', 'for'];

/** What a row of results says of a resource. `subject` is a Reference, or undefined. */
export interface Summary {
  type: string;
  id: string;
  what: string;
  status: string;
  subject: Members | undefined;
  when: string;
  updated: string;
}

export function summaryOf(resource: Resource): Summary {
  const first = (names: string[]) => names.map((n) => shortText(resource[n])).find(Boolean) ?? '';
  const value = Object.keys(resource).find((name) => /^value[A-Z]/.test(name));
  const what = first(NAMES);
  const subject = SUBJECTS.map((name) => resource[name]).find(isObject);
  return {
    type: shortText(resource.resourceType),
    id: shortText(resource.id),
    what: value && shortText(resource[value]) ? `${what}: ${shortText(resource[value])}` : what,
    status: shortText(resource.status) || shortText(resource.clinicalStatus),
    subject,
    when: first(TIMES),
    updated: member(resource.meta, 'lastUpdated'),
  };
}

/** The literal references of a resource, each once, with the element that holds it first. */
export function referencesOf(resource: Resource): { element: string; reference: string; display: string }[] {
  const found = new Map<string, { element: string; reference: string; display: string }>();
  const walk = (value: Value, element: string) => {
    if (Array.isArray(value)) return value.forEach((item) => walk(item, element));
    if (!isObject(value)) return;
    if (typeof value.reference === 'string' && !value.reference.startsWith('#') && !found.has(value.reference)) {
      found.set(value.reference, { element, reference: value.reference, display: shortText(value.display) });
    }
    for (const [name, inner] of Object.entries(value)) walk(inner, element ? `${element}.${name}` : name);
  };
  walk(resource, '');
  return [...found.values()];
}
