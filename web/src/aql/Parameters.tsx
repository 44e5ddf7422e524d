import { texts } from '../text';
import type { ParameterKind } from './parameters';

/** What was typed for a parameter, and how it is meant. */
export interface Typed {
  text: string;
  kind: ParameterKind;
}

const t = texts.aql;

interface ParametersProps {
  names: readonly string[];
  typed: Readonly<Record<string, Typed>>;
  onChange: (name: string, value: Typed) => void;
  onEnter: () => void;
}

/** A field for each parameter of the query. */
export function Parameters({ names, typed, onChange, onEnter }: ParametersProps) {
  return (
    <fieldset className="parameters">
      <legend>{t.parameters}</legend>
      {names.map((name) => {
        const value = typed[name] ?? { text: '', kind: 'auto' };
        return (
          <div key={name} className="parameter">
            <label htmlFor={`parameter-${name}`}>${name}</label>
            <input id={`parameter-${name}`} value={value.text} spellCheck={false}
              onChange={(e) => onChange(name, { ...value, text: e.target.value })}
              onKeyDown={(e) => e.key === 'Enter' && onEnter()} />
            <select aria-label={t.parameterKind(name)} value={value.kind}
              onChange={(e) => onChange(name, { ...value, kind: e.target.value as ParameterKind })}>
              <option value="auto">{t.kindAuto}</option>
              <option value="text">{t.kindText}</option>
            </select>
          </div>
        );
      })}
    </fieldset>
  );
}
