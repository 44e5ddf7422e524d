/** What a piece of a query is. `name` stands in a path or predicate, `word` anywhere else. */
export type Kind = 'word' | 'number' | 'string' | 'parameter' | 'symbol' | 'comment' | 'regex';

export interface Token {
  kind: Kind;
  from: number; // UTF-16, as the editor counts
  to: number;
  text: string;
  /** A string or regular expression whose end is missing. */
  open?: boolean;
}

const BLANK = /\s+/y;
const COMMENT = /--[^\n]*/y;
// '-' and '.' stand inside a word only, as in at0004.1 and openEHR-EHR-OBSERVATION.pulse.v2.
const WORD = /[\p{L}_][\p{L}\p{N}_]*(?:[-.][\p{L}\p{N}_]+)*(?:::[\p{L}\p{N}_]+(?:[-.][\p{L}\p{N}_]+)*)?/uy;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const PARAMETER = /[$:][\p{L}_][\p{L}\p{N}_]*/uy;
const STRING = /'(?:[^'\\]|\\[\s\S])*('?)|"(?:[^"\\]|\\[\s\S])*("?)/y;
const REGEX = /\/(?:[^/\\\n]|\\.)*(\/?)/y;
const SYMBOL = /!=|<>|<=|>=|[\s\S]/uy;

function at(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/**
 * The tokens of a query, comments among them, in order. Every text has some: an unfinished string is
 * one token that is `open`, and what the language does not know is a symbol.
 * Source: openEHR QUERY 1.1.0, AQL, and the server's src/aql/lexer.cc.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  let brace = false; // behind '{', where '/' begins a regular expression
  const add = (kind: Kind, match: RegExpExecArray, open = false) => {
    const token: Token = { kind, from, to: from + match[0].length, text: match[0] };
    if (open) token.open = true;
    tokens.push(token);
    from = token.to;
  };
  while (from < text.length) {
    const blank = at(BLANK, text, from);
    if (blank) {
      from += blank[0].length;
      continue;
    }
    let match: RegExpExecArray | null;
    const wasBrace = brace;
    brace = false;
    if ((match = at(COMMENT, text, from))) add('comment', match);
    else if ((match = at(WORD, text, from))) add('word', match);
    else if ((match = at(NUMBER, text, from))) add('number', match);
    else if ((match = at(PARAMETER, text, from))) add('parameter', match);
    else if ((match = at(STRING, text, from))) add('string', match, !match[1] && !match[2]);
    else if (wasBrace && (match = at(REGEX, text, from))) add('regex', match, !match[1]);
    else if ((match = at(SYMBOL, text, from))) {
      brace = match[0] === '{';
      add('symbol', match);
    }
  }
  return tokens;
}

/** The names of the parameters in a query, each once, in the order of their first place. */
export function parametersIn(text: string): string[] {
  const names = tokenize(text).filter((t) => t.kind === 'parameter').map((t) => t.text.slice(1));
  return [...new Set(names)];
}

/** Whether the query limits its own rows: then the door takes no `fetch` beside it. */
export function limitsRows(text: string): boolean {
  const tokens = tokenize(text).filter((t) => t.kind !== 'comment');
  return tokens.some((token, i) => {
    if (token.kind !== 'word' || tokens[i - 1]?.text === '/') return false;
    const next = tokens[i + 1];
    const amount = next?.kind === 'number' || next?.kind === 'parameter';
    return amount && /^(limit|top)$/i.test(token.text);
  });
}
