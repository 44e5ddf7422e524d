import { tokenize, type Token } from './tokens';
import { isKeyword } from './vocabulary';

/** One class expression of FROM. */
export interface Source {
  className: string;
  alias?: string;
  archetypeId?: string;
  from: number; // of the class's name
}

export interface Scope {
  sources: Source[];
  /** Where FROM's clause lies: behind the word, and before WHERE, ORDER or the end; absent without FROM. */
  clause?: { from: number; to: number };
}

const ENDS = /^(WHERE|ORDER|LIMIT|OFFSET|SELECT)$/i;
const ARCHETYPE = /^(?:[\w.-]+::)?[\w]+-[\w]+-[\w]+\.[\w-]+(?:\.[\w-]+)*\.v\d[\w.-]*$/;

export function isArchetypeId(text: string): boolean {
  return ARCHETYPE.test(text);
}

/** The index behind the ']' that closes the '[' at `open`; the end where there is none. */
function closing(tokens: Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; ++i) {
    if (tokens[i]!.text === '[') ++depth;
    if (tokens[i]!.text === ']' && --depth === 0) return i + 1;
  }
  return tokens.length;
}

function archetypeIn(tokens: Token[]): string | undefined {
  return tokens.find((t) => t.kind === 'word' && isArchetypeId(t.text))?.text;
}

/** What FROM declares, read from a query that need not be finished. */
export function scopeOf(text: string): Scope {
  const tokens = tokenize(text).filter((t) => t.kind !== 'comment');
  // "o/ FROM" is a path that is being written; "o/from" is an attribute.
  const isAttribute = (i: number) => tokens[i - 1]?.text === '/' && tokens[i - 1]!.to === tokens[i]!.from;
  const start = tokens.findIndex((t, i) => t.kind === 'word' && /^from$/i.test(t.text) && !isAttribute(i));
  if (start < 0) return { sources: [] };
  const sources: Source[] = [];
  let i = start + 1;
  let to = text.length;
  while (i < tokens.length) {
    const token = tokens[i]!;
    if (token.kind === 'word' && ENDS.test(token.text)) {
      to = token.from;
      break;
    }
    if (token.text === '[') {
      const end = closing(tokens, i);
      const last = sources[sources.length - 1];
      const archetype = archetypeIn(tokens.slice(i, end));
      if (last && archetype) last.archetypeId = archetype;
      i = end;
      continue;
    }
    if (token.kind === 'word' && !isKeyword(token.text)) {
      const next = tokens[i + 1];
      const source: Source = { className: token.text.toUpperCase(), from: token.from };
      if (next?.kind === 'word' && !isKeyword(next.text)) {
        source.alias = next.text;
        ++i;
      }
      sources.push(source);
    }
    ++i;
  }
  return { sources, clause: { from: tokens[start]!.to, to } };
}

/** The class expression that an alias names. */
export function sourceOf(scope: Scope, alias: string): Source | undefined {
  return scope.sources.find((s) => s.alias === alias);
}
