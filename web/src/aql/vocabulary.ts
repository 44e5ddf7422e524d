/** The words of the language. Source: openEHR QUERY 1.1.0, AQL. */
export const KEYWORDS = [
  'SELECT', 'DISTINCT', 'AS', 'FROM', 'CONTAINS', 'NOT CONTAINS', 'AND', 'OR', 'NOT', 'WHERE',
  'EXISTS', 'MATCHES', 'LIKE', 'ORDER BY', 'ASC', 'DESC', 'LIMIT', 'OFFSET', 'NULL', 'TRUE', 'FALSE',
] as const;

const KEYWORD_WORDS = new Set([...KEYWORDS.flatMap((k) => k.split(' ')), 'TOP', 'FORWARD', 'BACKWARD', 'ASCENDING', 'DESCENDING']);

export function isKeyword(word: string): boolean {
  return KEYWORD_WORDS.has(word.toUpperCase());
}

/** Functions with their arguments, as a reader would write them. */
export const FUNCTIONS: ReadonlyArray<readonly [name: string, takes: string]> = [
  ['COUNT', 'expression'], ['MIN', 'expression'], ['MAX', 'expression'], ['SUM', 'expression'], ['AVG', 'expression'],
  ['LENGTH', 'text'], ['CONTAINS', 'text, part'], ['POSITION', 'part, text'], ['SUBSTRING', 'text, from, length'],
  ['CONCAT', 'text, …'], ['CONCAT_WS', 'separator, text, …'],
  ['ABS', 'number'], ['MOD', 'number, number'], ['CEIL', 'number'], ['FLOOR', 'number'], ['ROUND', 'number, digits'],
  ['CURRENT_DATE', ''], ['CURRENT_TIME', ''], ['CURRENT_DATE_TIME', ''], ['NOW', ''], ['CURRENT_TIMEZONE', ''],
  ['TERMINOLOGY', 'operation, service, parameters'],
];

const FUNCTION_NAMES = new Set(FUNCTIONS.map(([name]) => name));

export function isFunction(word: string): boolean {
  return FUNCTION_NAMES.has(word.toUpperCase());
}

/** Classes of the reference model that FROM takes, each with what it descends from among them. */
export const CLASSES: Readonly<Record<string, readonly string[]>> = {
  EHR: [], EHR_STATUS: ['LOCATABLE'], VERSIONED_OBJECT: [], VERSION: [], FOLDER: ['LOCATABLE'],
  COMPOSITION: ['LOCATABLE'], EVENT_CONTEXT: [], SECTION: ['CONTENT_ITEM', 'LOCATABLE'],
  OBSERVATION: ['CARE_ENTRY', 'ENTRY', 'CONTENT_ITEM', 'LOCATABLE'],
  EVALUATION: ['CARE_ENTRY', 'ENTRY', 'CONTENT_ITEM', 'LOCATABLE'],
  INSTRUCTION: ['CARE_ENTRY', 'ENTRY', 'CONTENT_ITEM', 'LOCATABLE'],
  ACTION: ['CARE_ENTRY', 'ENTRY', 'CONTENT_ITEM', 'LOCATABLE'],
  ADMIN_ENTRY: ['ENTRY', 'CONTENT_ITEM', 'LOCATABLE'], GENERIC_ENTRY: ['CONTENT_ITEM', 'LOCATABLE'],
  ACTIVITY: ['LOCATABLE'], HISTORY: ['LOCATABLE'], POINT_EVENT: ['EVENT', 'LOCATABLE'],
  INTERVAL_EVENT: ['EVENT', 'LOCATABLE'], CLUSTER: ['ITEM', 'LOCATABLE'], ELEMENT: ['ITEM', 'LOCATABLE'],
  ITEM_TREE: ['LOCATABLE'], ITEM_LIST: ['LOCATABLE'], ITEM_SINGLE: ['LOCATABLE'], ITEM_TABLE: ['LOCATABLE'],
  CONTENT_ITEM: ['LOCATABLE'], ENTRY: ['CONTENT_ITEM', 'LOCATABLE'], CARE_ENTRY: ['ENTRY', 'CONTENT_ITEM', 'LOCATABLE'],
  EVENT: ['LOCATABLE'], ITEM: ['LOCATABLE'], LOCATABLE: [],
  PERSON: ['LOCATABLE'], ORGANISATION: ['LOCATABLE'], GROUP: ['LOCATABLE'], AGENT: ['LOCATABLE'], ROLE: ['LOCATABLE'],
};

/** Whether an object of class `actual` is a `wanted`. Any case. */
export function isA(actual: string, wanted: string): boolean {
  const [a, w] = [actual.toUpperCase(), wanted.toUpperCase()];
  return a === w || (CLASSES[a] ?? []).includes(w);
}

const LOCATABLE = ['name/value', 'archetype_node_id', 'archetype_details/template_id/value', 'uid/value'];
const ENTRY = ['subject', 'encoding/code_string', 'language/code_string', 'provider/name', 'other_participations'];
const OWN: Readonly<Record<string, readonly string[]>> = {
  EHR: ['ehr_id/value', 'system_id/value', 'time_created/value', 'ehr_status', 'ehr_status/subject/external_ref/id/value'],
  EHR_STATUS: ['subject/external_ref/id/value', 'is_queryable', 'is_modifiable', 'other_details'],
  VERSION: ['uid/value', 'commit_audit/time_committed/value', 'commit_audit/committer/name',
    'commit_audit/change_type/value', 'lifecycle_state/value', 'preceding_version_uid/value', 'contribution/id/value'],
  COMPOSITION: ['context/start_time/value', 'context/end_time/value', 'context/setting/value', 'context/location',
    'context/health_care_facility/name', 'composer/name', 'category/value', 'language/code_string', 'territory/code_string'],
  EVENT_CONTEXT: ['start_time/value', 'end_time/value', 'setting/value', 'location', 'health_care_facility/name'],
  OBSERVATION: ['data/origin/value', 'data/events/time/value', 'protocol'],
  EVALUATION: ['data', 'protocol'],
  INSTRUCTION: ['narrative/value', 'expiry_time/value', 'activities'],
  ACTION: ['time/value', 'ism_transition/current_state/value', 'description', 'instruction_details'],
  ACTIVITY: ['description', 'timing/value', 'action_archetype_id'],
  EVENT: ['time/value', 'data'],
  ELEMENT: ['value', 'null_flavour/value'],
  CLUSTER: ['items'],
};

/** Paths that every object of class `name` has by the reference model. */
export function modelPaths(name: string): string[] {
  const own = [...(OWN[name.toUpperCase()] ?? [])];
  if (name.toUpperCase() !== 'EVENT' && isA(name, 'EVENT')) own.push(...(OWN.EVENT ?? []));
  if (isA(name, 'ENTRY')) own.push(...ENTRY);
  if (isA(name, 'LOCATABLE')) own.push(...LOCATABLE);
  return own;
}
