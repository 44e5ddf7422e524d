import { useEffect, useState } from 'react';
import { getResource } from '../door/fhir';
import { texts } from '../text';
import { readCapability, type Capability } from './capability';
import { History } from './History';
import { hashOf, placeOf, type Place } from './place';
import { ResourceView } from './ResourceView';
import { SearchView } from './SearchView';
import { TypeList } from './TypeList';
import { useAsked } from './useAsked';

const t = texts.fhir;

/** The page of the FHIR door: types, searches, resources and their history. Where it is stands in the address. */
export function FhirPage() {
  const [{ hash, visit }, setVisit] = useState({ hash: location.hash, visit: 0 });
  useEffect(() => {
    const onChange = () => setVisit((was) => ({ hash: location.hash, visit: was.visit + 1 }));
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  const statement = useAsked('/metadata', async (signal) => readCapability(await getResource('/metadata', signal)));
  const place = placeOf(hash);
  return (
    <div className="fhir">
      <Trail place={place} />
      <Failure error={statement.error} />
      {statement.asking && <p className="hint" role="status">{t.loading}</p>}
      {statement.value && <Content key={visit} place={place} capability={statement.value} />}
    </div>
  );
}

function Content({ place, capability }: { place: Place; capability: Capability }) {
  switch (place.kind) {
    case 'types': return <TypeList capability={capability} />;
    case 'search': return <SearchView place={place} capability={capability} />;
    case 'resource': return <ResourceView place={place} capability={capability} />;
    case 'history': return <History place={place} />;
  }
}

/** Goes to a place; where the page is there already, everything is asked for again. */
export function go(place: Place): void {
  const hash = hashOf(place);
  if (location.hash === hash) dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = hash;
}

/** The way back: types, type, resource, history. */
function Trail({ place }: { place: Place }) {
  const steps: [string, Place][] = [[t.types, { kind: 'types' }]];
  if (place.kind !== 'types') steps.push([place.type, { kind: 'search', type: place.type, query: '', page: '' }]);
  if (place.kind === 'resource' || place.kind === 'history') {
    steps.push([place.id, { kind: 'resource', type: place.type, id: place.id, version: '' }]);
    if (place.kind === 'history' || place.version) steps.push([t.history, { kind: 'history', type: place.type, id: place.id, page: '' }]);
    if (place.kind === 'resource' && place.version) steps.push([t.ofVersion(place.version), place]);
  }
  return (
    <nav className="trail" aria-label={t.place}>
      {steps.map(([name, step], i) => (
        <a key={i} href={hashOf(step)} aria-current={i === steps.length - 1 ? 'location' : undefined}>{name}</a>
      ))}
    </nav>
  );
}

/** What the server refused, in its words, a line each. */
export function Failure({ error }: { error: string | null }) {
  return (
    <div className="errors" role="status" aria-live="polite">
      {error && error.split('\n').map((line, i) => <p key={i} className="error">{line}</p>)}
    </div>
  );
}
