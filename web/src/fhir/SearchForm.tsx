import { useState, type FormEvent } from 'react';
import { texts } from '../text';
import type { SearchParam } from './capability';
import { COUNTS, EMPTY, hasPrefix, modifiersOf, PREFIXES, type Criterion, type Search } from './search';

const t = texts.fhir;
const SORTED = ['date', 'string', 'number', 'quantity', 'token', 'uri'];

interface SearchFormProps {
  type: string;
  params: readonly SearchParam[];
  initial: Search;
  onSearch: (search: Search) => void;
}

/** A form of the parameters that the server has for a type: a line each. */
export function SearchForm({ type, params, initial, onSearch }: SearchFormProps) {
  const [search, setSearch] = useState<Search>({ ...initial, criteria: initial.criteria.length > 0 ? initial.criteria : [EMPTY] });
  const change = (at: number, part: Partial<Criterion>) =>
    setSearch({ ...search, criteria: search.criteria.map((c, i) => (i === at ? { ...c, ...part } : c)) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(search);
  };
  return (
    <form className="card search" aria-label={`${t.search}: ${type}`} onSubmit={submit}>
      {search.criteria.map((criterion, i) => (
        <Line key={i} criterion={criterion} params={params} onChange={(part) => change(i, part)}
          onRemove={() => setSearch({ ...search, criteria: search.criteria.filter((_, j) => j !== i) })} />
      ))}
      <div className="toolbar">
        <button type="submit" className="main">{t.search}</button>
        <button type="button" onClick={() => setSearch({ ...search, criteria: [...search.criteria, EMPTY] })}>{t.add}</button>
        <label>{t.sort}{' '}
          <select value={search.sort} onChange={(e) => setSearch({ ...search, sort: e.target.value })}>
            <option value="">{t.sortDefault}</option>
            {sorts(params, search.sort).map((name) => <option key={name} value={name}>{t.sortName(name.replace(/^-/, ''), name.startsWith('-'))}</option>)}
          </select>
        </label>
        <label>{t.pageSize}{' '}
          <select value={search.count} onChange={(e) => setSearch({ ...search, count: e.target.value })}>
            <option value="">–</option>
            {COUNTS.map((count) => <option key={count} value={count}>{count}</option>)}
          </select>
        </label>
        <label title={t.restTitle}>{t.rest}{' '}
          <input className="rest" value={search.rest} placeholder={t.restHint} onChange={(e) => setSearch({ ...search, rest: e.target.value })} spellCheck={false} />
        </label>
      </div>
    </form>
  );
}

function sorts(params: readonly SearchParam[], current: string): string[] {
  const names = params.filter((p) => SORTED.includes(p.type)).flatMap((p) => [p.name, `-${p.name}`]);
  return current === '' || names.includes(current) ? names : [current, ...names];
}

interface LineProps {
  criterion: Criterion;
  params: readonly SearchParam[];
  onChange: (part: Partial<Criterion>) => void;
  onRemove: () => void;
}

/** A parameter, how to compare, and the value, as the parameter's type wants them. */
function Line({ criterion, params, onChange, onRemove }: LineProps) {
  const param = params.find((p) => p.name === criterion.name);
  const type = param?.type ?? '';
  const isMissing = criterion.modifier === 'missing';
  return (
    <div className="criterion">
      <select aria-label={t.parameter} value={criterion.name} title={param?.documentation}
        onChange={(e) => onChange({ ...EMPTY, name: e.target.value, value: isMissing ? '' : criterion.value })}>
        <option value="">{t.chooseParameter}</option>
        {params.map((p) => <option key={p.name} value={p.name}>{p.name}</option>)}
      </select>
      <select aria-label={t.modifier} value={criterion.modifier} disabled={!param}
        onChange={(e) => onChange({ modifier: e.target.value, value: e.target.value === 'missing' ? 'true' : isMissing ? '' : criterion.value })}>
        {modifiersOf(type).map((m) => <option key={m} value={m}>{m ? t.modifierName(m) : t.noModifier}</option>)}
      </select>
      {hasPrefix(type) && !isMissing && (
        <select aria-label={t.prefix} value={criterion.prefix} onChange={(e) => onChange({ prefix: e.target.value })}>
          {PREFIXES.filter((p) => p !== 'eq' || criterion.prefix === 'eq').map((p) => <option key={p} value={p}>{t.prefixName(p)}</option>)}
        </select>
      )}
      {isMissing
        ? (
          <select aria-label={t.value} value={criterion.value} onChange={(e) => onChange({ value: e.target.value })}>
            <option value="true">{t.yes}</option>
            <option value="false">{t.no}</option>
          </select>
        )
        : (
          <input className="value" aria-label={t.value} value={criterion.value} placeholder={t.valueHint(type)} spellCheck={false}
            inputMode={type === 'number' || type === 'quantity' ? 'decimal' : undefined} onChange={(e) => onChange({ value: e.target.value })} />
        )}
      {type === 'quantity' && !isMissing && (
        <input className="unit" aria-label={t.unit} placeholder={t.unit} value={criterion.unit} spellCheck={false} onChange={(e) => onChange({ unit: e.target.value })} />
      )}
      <button type="button" className="quiet" aria-label={t.remove} title={t.remove} onClick={onRemove}>✕</button>
    </div>
  );
}
