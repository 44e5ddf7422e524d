import { getResource, queryOf, readBundle, type Bundle, type Entry } from '../door/fhir';
import { texts } from '../text';
import type { Capability } from './capability';
import { Failure, go } from './FhirPage';
import { hashOf, pathOf, placeOfReference, type Place } from './place';
import { queryOfSearch, searchOfQuery } from './search';
import { SearchForm } from './SearchForm';
import { shortText, summaryOf } from './summary';
import { useAsked } from './useAsked';

const t = texts.fhir;
type SearchPlace = Extract<Place, { kind: 'search' }>;

/** A search of one type: its form, and a page of what it finds. */
export function SearchView({ place, capability }: { place: SearchPlace; capability: Capability }) {
  const params = capability.types.find((type) => type.type === place.type)?.params ?? [];
  const path = pathOf(place);
  const answer = useAsked(path, async (signal) => readBundle(await getResource(path, signal)));
  return (
    <>
      <SearchForm type={place.type} params={params} initial={searchOfQuery(place.query, params)}
        onSearch={(search) => go({ ...place, query: queryOfSearch(search, params), page: '' })} />
      <Failure error={answer.error} />
      <section className="card" aria-label={t.results} aria-busy={answer.asking}>
        {answer.asking && <p className="hint" role="status">{t.loading}</p>}
        {answer.value && <Results bundle={answer.value} place={place} base={capability.base} />}
      </section>
    </>
  );
}

function Results({ bundle, place, base }: { bundle: Bundle; place: SearchPlace; base: string }) {
  const entries = bundle.entries.filter((entry) => entry.resource !== null);
  const matches = entries.filter((entry) => entry.mode === 'match');
  return (
    <>
      <div className="toolbar results-bar">
        <span role="status">{t.found(matches.length, bundle.total)}</span>
        <Pages bundle={bundle} hrefOf={(page) => hashOf({ ...place, page })} />
      </div>
      {entries.length === 0 && <p className="hint">{t.noResults}</p>}
      {entries.length > 0 && (
        <div className="table-scroller">
          <table className="records found">
            <thead><tr>{Object.values(t.columns).map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>{entries.map((entry, i) => <Row key={i} entry={entry} type={place.type} base={base} />)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Row({ entry, type, base }: { entry: Entry; type: string; base: string }) {
  const row = summaryOf(entry.resource!);
  const reference = shortText(row.subject?.reference);
  const subject = placeOfReference(reference, base);
  const subjectText = shortText(row.subject);
  return (
    <tr className={entry.mode === 'match' ? undefined : 'included'}>
      <th scope="row">
        {row.id ? <a href={hashOf({ kind: 'resource', type: row.type, id: row.id, version: '' })}>{row.type === type ? row.id : `${row.type}/${row.id}`}</a> : row.type}
        {entry.mode === 'include' && <span className="soft"> {t.included}</span>}
      </th>
      <td>{row.what}</td>
      <td>{row.status}</td>
      <td>{subject ? <a href={hashOf(subject)}>{subjectText}</a> : subjectText}</td>
      <td>{row.when}</td>
      <td>{row.updated}</td>
    </tr>
  );
}

/** The links of a Bundle to its pages. */
export function Pages({ bundle, hrefOf }: { bundle: Bundle; hrefOf: (query: string) => string }) {
  const { first, next } = bundle.links;
  const links: [string, string | undefined][] = [[t.first, first], [t.previous, bundle.links.previous ?? bundle.links.prev], [t.next, next]];
  const shown = links.filter(([, link]) => queryOf(link) !== '');
  if (shown.length === 0) return null;
  return (
    <nav className="pages end" aria-label={t.pages}>
      {shown.map(([name, link]) => <a key={name} href={hrefOf(queryOf(link))}>{name}</a>)}
    </nav>
  );
}
