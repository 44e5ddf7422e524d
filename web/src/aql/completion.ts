import { archetypesOf, conceptOf, findArchetype, type Layout } from './layout';
import { scopeOf, sourceOf, type Scope } from './scope';
import { parametersIn, tokenize, type Token } from './tokens';
import { CLASSES, FUNCTIONS, KEYWORDS, isKeyword, modelPaths } from './vocabulary';

export interface Option {
  label: string;
  kind: 'keyword' | 'function' | 'class' | 'archetype' | 'path' | 'alias' | 'parameter';
  detail?: string;
  /** What is written where it is not the label; '|' is where the cursor comes to stand. */
  insert?: string;
}

export interface Completion {
  from: number; // what is between here and the cursor is replaced
  options: Option[];
}

const MOST = 200;

/**
 * What may stand at `at`, best first, or null where nothing is known: in a string, in a comment.
 * Options already fit what stands before the cursor. The query need not be finished.
 */
export function complete(text: string, at: number, layout: Layout): Completion | null {
  const before = tokenize(text.slice(0, at));
  const last = before[before.length - 1];
  if (last && last.to === at && (last.kind === 'comment' || last.open)) return null;
  const scope = scopeOf(text);
  const found = completePath(text, at, layout, scope) ?? completePredicate(before, at, layout) ??
    completeWord(text, before, at, layout, scope);
  // A word that is complete is left alone, so that Enter behind it is a new line.
  const typed = text.slice(found?.from ?? at, at).toLowerCase();
  if (typed !== '' && found?.options.some((o) => !o.insert && o.label.toLowerCase() === typed)) return null;
  return found && found.options.length > 0 ? { ...found, options: found.options.slice(0, MOST) } : null;
}

/** Where the path that reaches to `at` begins: names, '/' and whole predicates; the last may be open. */
function pathStart(text: string, at: number): number {
  let depth = 0;
  let i = at;
  for (; i > 0; --i) {
    const c = text[i - 1]!;
    if (c === ']') ++depth;
    else if (c === '[') depth = Math.max(0, depth - 1);
    else if (depth === 0 && !/[\p{L}\p{N}_/]/u.test(c) && !(c === '.' && /\[[^\]]*$/.test(text.slice(0, i)))) break;
  }
  return i;
}

function completePath(text: string, at: number, layout: Layout, scope: Scope): Completion | null {
  const start = pathStart(text, at);
  const typed = text.slice(start, at);
  const split = /^([\p{L}_][\p{L}\p{N}_]*)((?:\[[^\]]*\])?)\/([\s\S]*)$/u.exec(typed);
  if (!split) return null;
  const source = sourceOf(scope, split[1]!);
  if (!source) return null;
  const from = at - split[3]!.length;
  const options = pathsOf(source.className, source.archetypeId, layout);
  return { from, options: fitting(options, split[3]!) };
}

/** The paths below an alias, without the leading '/'. */
function pathsOf(className: string, archetypeId: string | undefined, layout: Layout): Option[] {
  const options = new Map<string, Option>();
  const archetype = archetypeId ? findArchetype(layout, archetypeId) : undefined;
  for (const laid of archetype?.paths ?? []) {
    const path = laid.path.replace(/^\//, '');
    const detail = [laid.name, laid.type].filter(Boolean).join(' · ');
    options.set(path, { label: path, kind: 'path', detail });
  }
  // Whole data values, which have no column of their own.
  for (const laid of archetype?.paths ?? []) {
    const whole = /^\/?(.*\/value)\/[^[\]]+$/.exec(laid.path)?.[1];
    if (whole && !options.has(whole)) options.set(whole, { label: whole, kind: 'path', detail: laid.name ?? '' });
  }
  for (const path of modelPaths(className)) {
    if (!options.has(path)) options.set(path, { label: path, kind: 'path', detail: className });
  }
  return [...options.values()];
}

/** Those that begin with what was typed; or, behind its last '/', have the letters in path or name. */
function fitting(options: Option[], typed: string): Option[] {
  const lower = typed.toLowerCase();
  const cut = lower.lastIndexOf('/') + 1;
  const [stem, rest] = [lower.slice(0, cut), lower.slice(cut)];
  const rank = (o: Option): number => {
    const label = o.label.toLowerCase();
    if (label.startsWith(lower)) return 0;
    if (!label.startsWith(stem)) return -1;
    const name = (o.detail ?? '').toLowerCase();
    if (name.startsWith(rest)) return 1;
    return name.includes(rest) || label.slice(cut).includes(rest) ? 2 : -1;
  };
  return byRank(options, rank);
}

function byRank(options: Option[], rank: (o: Option) => number): Option[] {
  return options
    .map((option) => ({ option, rank: rank(option) }))
    .filter((o) => o.rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map((o) => o.option);
}

/** Behind `CLASS alias[`: archetype ids, or what EHR and VERSION take there. */
function completePredicate(before: Token[], at: number, layout: Layout): Completion | null {
  let open = before.length - 1;
  while (open >= 0 && (before[open]!.kind === 'word' || /^[-.:]$/.test(before[open]!.text))) --open;
  if (open < 1 || before[open]!.text !== '[') return null;
  const words = before.slice(Math.max(0, open - 2), open).filter((t) => t.kind === 'word' && !isKeyword(t.text));
  const className = words.map((w) => w.text.toUpperCase()).find((w) => w in CLASSES);
  if (!className) return null;
  const from = before[open]!.to;
  const typed = before.slice(open + 1).map((t) => t.text).join('').toLowerCase();
  if (at - from > typed.length) return null; // there is a blank
  return { from, options: predicates(className, layout).filter((o) => o.label.toLowerCase().includes(typed)) };
}

function predicates(className: string, layout: Layout): Option[] {
  if (className === 'EHR') return [{ label: 'ehr_id/value=$ehr_id', kind: 'path' }];
  if (className === 'VERSION') {
    return ['LATEST_VERSION', 'ALL_VERSIONS'].map((label): Option => ({ label, kind: 'keyword' }));
  }
  return archetypesOf(layout, className).map((a) => ({ label: a.archetypeId, kind: 'archetype', detail: conceptOf(a.archetypeId) }));
}

function completeWord(text: string, before: Token[], at: number, layout: Layout, scope: Scope): Completion {
  const last = before[before.length - 1];
  const typing = last?.to === at && (last.kind === 'word' || last.kind === 'parameter' || last.text === '$') ? last : undefined;
  const typed = (typing?.text ?? '').toLowerCase();
  const from = typing?.from ?? at;
  const previous = before[before.length - (typing ? 2 : 1)];
  const rank = (o: Option): number => {
    const label = o.label.toLowerCase();
    if (label.startsWith(typed)) return 0;
    return typed.length > 1 && label.includes(typed) ? 1 : -1;
  };
  if (typed.startsWith('$')) return { from, options: byRank(parameterOptions(text, typing!), rank) };
  if (/^as$/i.test(previous?.text ?? '')) return { from, options: [] };
  const declares = scope.clause !== undefined && at >= scope.clause.from && at <= scope.clause.to;
  if (declares && expectsClass(previous)) return { from, options: byRank(classOptions(layout, scope), rank) };
  // Behind a class's name comes an alias: nobody can guess it, and most are one letter.
  if (declares && typed.length < 2 && previous?.kind === 'word' && !isKeyword(previous.text)) return { from, options: [] };
  const options: Option[] = [];
  if (!declares) {
    for (const source of scope.sources) {
      if (source.alias) options.push({ label: source.alias, kind: 'alias', detail: source.archetypeId ?? source.className });
    }
  }
  options.push(...KEYWORDS.map((label): Option => ({ label, kind: 'keyword' })));
  if (!declares) {
    for (const [name, takes] of FUNCTIONS) {
      options.push({ label: name, kind: 'function', detail: `(${takes})`, insert: takes ? `${name}(|)` : `${name}()` });
    }
  }
  return { from, options: byRank(options, rank) };
}

function expectsClass(previous: Token | undefined): boolean {
  return previous?.text === '(' || /^(from|contains|and|or|not)$/i.test(previous?.text ?? '');
}

function parameterOptions(text: string, typing: Token): Option[] {
  const others = text.slice(0, typing.from) + ' ' + text.slice(typing.to);
  const names = new Set([...parametersIn(others), 'ehr_id']);
  return [...names].map((name) => ({ label: `$${name}`, kind: 'parameter' }));
}

/** The classes, and each archetype as a whole class expression with an alias that is free. */
function classOptions(layout: Layout, scope: Scope): Option[] {
  const taken = new Set(scope.sources.map((s) => s.alias?.toLowerCase()));
  const classes = Object.keys(CLASSES).map((label): Option => ({ label, kind: 'class' }));
  const archetypes = archetypesOf(layout, '').map((a): Option => ({
    label: conceptOf(a.archetypeId),
    kind: 'archetype',
    detail: a.archetypeId,
    insert: `${a.type} ${freeAlias(a.type, taken)}[${a.archetypeId}]`,
  }));
  return [...classes, ...archetypes];
}

function freeAlias(className: string, taken: Set<string | undefined>): string {
  const letter = className.slice(0, 1).toLowerCase();
  for (let number = 1; ; ++number) {
    const alias = number === 1 ? letter : `${letter}${number}`;
    if (!taken.has(alias)) return alias;
  }
}
