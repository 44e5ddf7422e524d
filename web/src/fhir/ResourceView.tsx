import { useState } from 'react';
import { countAll, FHIR_BASE, getResource, type Resource } from '../door/fhir';
import { isObject } from '../door/json';
import { JsonView } from '../results/JsonView';
import { texts } from '../text';
import type { Capability } from './capability';
import { Failure } from './FhirPage';
import { Narrative } from './Narrative';
import { hashOf, pathOf, placeOfReference, type Place } from './place';
import { referencesOf, shortText, summaryOf } from './summary';
import { useAsked } from './useAsked';

const t = texts.fhir;
type ResourcePlace = Extract<Place, { kind: 'resource' }>;

/** One resource: narrative, content, and the references from it and to it. */
export function ResourceView({ place, capability }: { place: ResourcePlace; capability: Capability }) {
  const path = pathOf(place);
  const answer = useAsked(path, (signal) => getResource(path, signal));
  const resource = answer.value;
  const history = hashOf({ kind: 'history', type: place.type, id: place.id, page: '' });
  return (
    <>
      <Failure error={answer.error} />
      {answer.asking && <p className="hint" role="status">{t.loading}</p>}
      {answer.status === 410 && <p className="hint">{t.gone} <a href={history}>{t.history}</a></p>}
      {resource && (
        <div className="resource">
          <article className="card" aria-label={t.resource}>
            <Head resource={resource} place={place} history={history} />
            <Body resource={resource} base={capability.base} />
          </article>
          <aside className="links">
            <Out resource={resource} base={capability.base} />
            {!place.version && <Into place={place} capability={capability} />}
          </aside>
        </div>
      )}
    </>
  );
}

function Head({ resource, place, history }: { resource: Resource; place: ResourcePlace; history: string }) {
  const summary = summaryOf(resource);
  const version = isObject(resource.meta) ? shortText(resource.meta.versionId) : '';
  return (
    <header className="resource-head">
      <h2>{place.type} <span className="soft">{summary.what || place.id}</span></h2>
      <p className="soft">
        {version && <span>{t.ofVersion(version)}</span>}
        {summary.updated && <time>{summary.updated}</time>}
        <a href={history}>{t.history}</a>
        {place.version && <a href={hashOf({ ...place, version: '' })}>{t.latest}</a>}
        <a href={`${FHIR_BASE}${pathOf(place)}?_format=json&_pretty=true`}>{t.raw}</a>
      </p>
    </header>
  );
}

function Body({ resource, base }: { resource: Resource; base: string }) {
  const markup = isObject(resource.text) ? shortText(resource.text.div) : '';
  const hrefOf = (text: string, name: string | undefined) => {
    const place = name === 'reference' ? placeOfReference(text, base) : null;
    return place && hashOf(place);
  };
  return (
    <>
      {markup && <section aria-label={t.narrative} className="narrative"><Narrative markup={markup} /></section>}
      <section className="json" aria-label={t.content}><JsonView value={resource} open={6} hrefOf={hrefOf} /></section>
    </>
  );
}

/** What it refers to, and where that leads. */
function Out({ resource, base }: { resource: Resource; base: string }) {
  const references = referencesOf(resource);
  return (
    <section className="card" aria-label={t.out}>
      <h3>{t.out}</h3>
      {references.length === 0 && <p className="soft">{t.outNone}</p>}
      <ul>
        {references.map(({ element, reference, display }) => {
          const place = placeOfReference(reference, base);
          const text = display || reference;
          return <li key={reference}><span className="soft">{element}</span> {place ? <a href={hashOf(place)}>{text}</a> : text}</li>;
        })}
      </ul>
    </section>
  );
}

/** What refers to it: how many by each search parameter. Asked for only when wanted, for there may be hundreds. */
function Into({ place, capability }: { place: ResourcePlace; capability: Capability }) {
  const [wanted, setWanted] = useState(false);
  const searches = (capability.types.find((type) => type.type === place.type)?.revIncludes ?? []).flatMap((path) => {
    const [type, param] = path.split(':');
    return type && param && type !== '*' ? [{ type, param, query: `${param}=${place.type}/${place.id}` }] : [];
  });
  const counts = useAsked(wanted ? pathOf(place) : null, (signal) => countAll(searches.map((s) => `${s.type}?${s.query}`), signal));
  const found = searches.map((s, i) => ({ ...s, count: counts.value?.[i] ?? 0 })).filter((s) => s.count > 0);
  if (searches.length === 0) return null;
  return (
    <section className="card" aria-label={t.into} aria-busy={counts.asking}>
      <h3>{t.into}</h3>
      {!wanted && <button type="button" onClick={() => setWanted(true)}>{t.findInto}</button>}
      {counts.asking && <p className="soft" role="status">{t.loading}</p>}
      <Failure error={counts.error} />
      {counts.value && found.length === 0 && <p className="soft">{t.intoNone}</p>}
      <ul>
        {found.map((s) => (
          <li key={`${s.type}:${s.param}`}>
            <a href={hashOf({ kind: 'search', type: s.type, query: s.query, page: '' })}>{s.type}</a>{' '}
            <span className="soft">{t.by} {s.param}</span> <span className="type-count">{t.count(s.count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
