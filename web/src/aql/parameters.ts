import { isObject, parseJson, type Value } from '../door/json';

export type ParameterKind = 'auto' | 'text';

/**
 * The value that was typed for a parameter. As `text` it is the text itself; as `auto` what reads as
 * a JSON number, boolean, null or list of scalars is that, everything else is text.
 */
export function parameterValue(typed: string, kind: ParameterKind): Value {
  if (kind === 'text') return typed;
  try {
    const value = parseJson(typed);
    const scalar = (v: Value) => !Array.isArray(v) && !isObject(v);
    if (typeof value === 'string' || (Array.isArray(value) && !value.every(scalar)) || isObject(value)) return typed;
    return value;
  } catch {
    return typed;
  }
}
