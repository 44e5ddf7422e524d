import { useState } from 'react';
import { countAll } from '../door/fhir';
import { texts } from '../text';
import type { Capability } from './capability';
import { Failure } from './FhirPage';
import { hashOf } from './place';
import { useAsked } from './useAsked';

const t = texts.fhir;

/** The resource types of the server, each with how many there are. */
export function TypeList({ capability }: { capability: Capability }) {
  const [wanted, setWanted] = useState('');
  const [onlyUsed, setOnlyUsed] = useState(false);
  const names = capability.types.map((type) => type.type);
  const counts = useAsked(names.join(), (signal) => countAll(names, signal));
  const shown = names.map((name, i) => ({ name, count: counts.value?.[i] ?? null }))
    .filter(({ name, count }) => name.toLowerCase().includes(wanted.trim().toLowerCase()) && !(onlyUsed && count === 0));
  return (
    <>
      <Failure error={counts.error} />
      <section className="card" aria-label={t.types}>
        <div className="toolbar">
          <label>{t.typesFilter}{' '}
            <input type="search" value={wanted} onChange={(e) => setWanted(e.target.value)} spellCheck={false} autoFocus />
          </label>
          <label><input type="checkbox" checked={onlyUsed} disabled={!counts.value} onChange={(e) => setOnlyUsed(e.target.checked)} /> {t.onlyUsed}</label>
          <span className="soft end">{t.version(capability.fhirVersion, capability.software)}</span>
        </div>
        {shown.length === 0 && <p className="hint">{t.typesNone}</p>}
        <ul className="types">
          {shown.map(({ name, count }) => (
            <li key={name}>
              <a href={hashOf({ kind: 'search', type: name, query: '', page: '' })}>{name}</a>
              <span className={count ? 'type-count' : 'type-count none'}>{count === null ? '' : t.count(count)}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
