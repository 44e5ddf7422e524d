import { scopeOf } from './scope';
import { tokenize, type Token } from './tokens';
import { isFunction, isKeyword } from './vocabulary';

/** A fault of a query, from place to place as the editor counts. */
export interface Fault {
  from: number;
  to: number;
  message: string;
  severity: 'error' | 'warning';
}

export interface FaultTexts {
  openString: string;
  openBracket: (bracket: string) => string;
  strayBracket: (bracket: string) => string;
  unknownAlias: (alias: string) => string;
}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** What a look at the text alone shows: open strings, brackets without partner, aliases that FROM does not declare. */
export function faultsOf(text: string, texts: FaultTexts): Fault[] {
  const tokens = tokenize(text).filter((t) => t.kind !== 'comment');
  const faults: Fault[] = [];
  const error = (t: Token, message: string) => faults.push({ from: t.from, to: t.to, message, severity: 'error' });
  for (const token of tokens) if (token.open) error(token, texts.openString);
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== 'symbol') continue;
    if ('([{'.includes(token.text)) open.push(token);
    const partner = PAIRS[token.text];
    if (!partner) continue;
    if (open[open.length - 1]?.text === partner) open.pop();
    else error(token, texts.strayBracket(token.text));
  }
  for (const token of open) error(token, texts.openBracket(token.text));
  faults.push(...unknownAliases(text, tokens, texts));
  return faults.sort((a, b) => a.from - b.from);
}

function unknownAliases(text: string, tokens: Token[], texts: FaultTexts): Fault[] {
  const scope = scopeOf(text);
  if (!scope.clause || scope.sources.length === 0) return [];
  const known = new Set(scope.sources.map((s) => s.alias));
  const faults: Fault[] = [];
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token.text === '[') ++depth;
    if (token.text === ']') --depth;
    const path = token.kind === 'word' && depth === 0 && tokens[i + 1]?.text === '/' && tokens[i - 1]?.text !== '/' &&
      tokens[i - 1]?.text !== ']';
    if (!path || known.has(token.text) || isKeyword(token.text) || isFunction(token.text)) return;
    faults.push({ from: token.from, to: token.to, message: texts.unknownAlias(token.text), severity: 'warning' });
  });
  return faults;
}

/**
 * What of `text` the server's place "line:column" names: the token there, or the last character where
 * it lies behind the end. Lines and columns count from 1, columns in characters, not in UTF-16 units.
 * Null for what is no such place.
 */
export function rangeOf(text: string, place: string): { from: number; to: number } | null {
  const match = /^(\d+):(\d+)$/.exec(place);
  if (!match) return null;
  const lines = text.split('\n');
  const line = Math.min(Number(match[1]), lines.length) - 1;
  if (line < 0) return null;
  const start = lines.slice(0, line).reduce((sum, l) => sum + l.length + 1, 0);
  const characters = [...lines[line]!].slice(0, Math.max(0, Number(match[2]) - 1)).join('');
  const from = start + characters.length;
  const token = tokenize(text).find((t) => t.from <= from && from < t.to);
  if (token) return { from, to: token.to };
  const end = text.trimEnd().length;
  return { from: Math.max(0, end - 1), to: end };
}
