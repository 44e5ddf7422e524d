/**
 * A number whose text says more than a JavaScript number can: 5.50, 12345678901234567890.
 * Immutable.
 */
export class Decimal {
  constructor(readonly text: string) {}
  valueOf(): number {
    return Number(this.text);
  }
  toString(): string {
    return this.text;
  }
  toJSON(): number {
    return Number(this.text);
  }
}

export type Value = null | boolean | number | string | Decimal | Value[] | { [name: string]: Value };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPED = /[\\\u0000-\u001f]/;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
const DEEPEST = 512;

/** Reads JSON and keeps the text of numbers. Errors: SyntaxError with the place. */
export function parseJson(text: string): Value {
  let at = 0;
  const fail = (expected: string): never => {
    throw new SyntaxError(`expected ${expected} at character ${at}`);
  };
  const blank = () => {
    for (let c = text.charCodeAt(at); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(at)) ++at;
  };
  const string = (): string => {
    const end = text[at] === '"' ? text.indexOf('"', at + 1) : -1;
    const plain = end < 0 ? '\\' : text.slice(at + 1, end);
    if (!ESCAPED.test(plain)) {
      at = end + 1;
      return plain;
    }
    STRING.lastIndex = at;
    const match = STRING.exec(text) ?? fail('a string');
    at = STRING.lastIndex;
    return JSON.parse(match[0]) as string;
  };
  const number = (): Value => {
    NUMBER.lastIndex = at;
    const match = NUMBER.exec(text) ?? fail('a value');
    at = NUMBER.lastIndex;
    const value = Number(match[0]);
    return String(value) === match[0] ? value : new Decimal(match[0]);
  };
  const word = (name: string, value: Value): Value => {
    if (!text.startsWith(name, at)) fail('a value');
    at += name.length;
    return value;
  };
  const array = (depth: number): Value => {
    const items: Value[] = [];
    ++at;
    blank();
    if (text[at] === ']') return ++at, items;
    for (;;) {
      items.push(value(depth));
      const c = text[at++];
      if (c === ']') return items;
      if (c !== ',') --at, fail("',' or ']'");
    }
  };
  const object = (depth: number): Value => {
    const members: { [name: string]: Value } = {};
    ++at;
    blank();
    if (text[at] === '}') return ++at, members;
    for (;;) {
      blank();
      const name = string();
      blank();
      if (text[at] !== ':') fail("':'");
      ++at;
      const member = value(depth);
      if (name === '__proto__') Object.defineProperty(members, name, { value: member, enumerable: true });
      else members[name] = member;
      const c = text[at++];
      if (c === '}') return members;
      if (c !== ',') --at, fail("',' or '}'");
    }
  };
  const value = (depth: number): Value => {
    if (depth > DEEPEST) fail('less depth');
    blank();
    const c = text[at];
    const read = c === '"' ? string() : c === '{' ? object(depth + 1) : c === '[' ? array(depth + 1) :
      c === 't' ? word('true', true) : c === 'f' ? word('false', false) : c === 'n' ? word('null', null) : number();
    blank();
    return read;
  };
  const whole = value(0);
  if (at !== text.length) fail('the end');
  return whole;
}

/** `value` as JSON with its numbers as they were written; indented by `indent` blanks a level, or on one line. */
export function writeJson(value: Value, indent = 0, depth = 0): string {
  if (value instanceof Decimal) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const line = (level: number) => (indent ? '\n' + ' '.repeat(indent * level) : '');
  const inside = Array.isArray(value)
    ? value.map((item) => writeJson(item, indent, depth + 1))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${indent ? ' ' : ''}${writeJson(item, indent, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (inside.length === 0) return `${open}${close}`;
  return `${open}${line(depth + 1)}${inside.join(`,${line(depth + 1)}`)}${line(depth)}${close}`;
}

export function isObject(value: Value | undefined): value is { [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}
