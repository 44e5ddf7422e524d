import { useMemo } from 'react';
import { getResource, readBundle, type Entry } from '../door/fhir';
import { writeJson } from '../door/json';
import { texts } from '../text';
import { diffLines } from './diff';
import { Failure } from './FhirPage';
import { hashOf, pathOf, type Place } from './place';
import { Pages } from './SearchView';
import { useAsked } from './useAsked';

const t = texts.fhir;
type HistoryPlace = Extract<Place, { kind: 'history' }>;

/** The versions of a resource, newest first, each with what it changed. */
export function History({ place }: { place: HistoryPlace }) {
  const path = pathOf(place);
  const answer = useAsked(path, async (signal) => readBundle(await getResource(path, signal)));
  const bundle = answer.value;
  return (
    <>
      <Failure error={answer.error} />
      {answer.asking && <p className="hint" role="status">{t.loading}</p>}
      {bundle && (
        <section className="card" aria-label={t.history}>
          <div className="toolbar results-bar">
            <span role="status">{t.found(bundle.entries.length, bundle.total)}</span>
            <Pages bundle={bundle} hrefOf={(page) => hashOf({ ...place, page })} />
          </div>
          <ol className="versions">
            {bundle.entries.map((entry, i) => (
              <Version key={i} entry={entry} before={bundle.entries[i + 1] ?? null} hasMore={'next' in bundle.links} place={place} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

interface VersionProps {
  entry: Entry;
  before: Entry | null;
  hasMore: boolean;
  place: HistoryPlace;
}

function Version({ entry, before, hasMore, place }: VersionProps) {
  const { type, id } = place;
  return (
    <li>
      <p>
        {entry.resource ? <a href={hashOf({ kind: 'resource', type, id, version: entry.version })}>{t.ofVersion(entry.version)}</a> : t.ofVersion(entry.version)}
        <span>{t.methods(entry.method)}</span>
        <time className="soft">{entry.time}</time>
      </p>
      {entry.resource === null ? <p className="soft">{t.deletedVersion}</p>
        : before?.resource ? <Changes before={before} after={entry} />
          : before === null && hasMore ? <p className="soft">{t.beforeIsElsewhere}</p>
            : before === null ? <p className="soft">{t.versionFirst}</p> : null}
    </li>
  );
}

const SIGNS = { same: ' ', added: '+', removed: '−', skipped: ' ' };

function Changes({ before, after }: { before: Entry; after: Entry }) {
  const lines = useMemo(() => diffLines(contentOf(before), contentOf(after)), [before, after]);
  if (lines.length === 0) return <p className="soft">{t.versionSame}</p>;
  return (
    <pre className="diff" aria-label={t.compare(before.version)} tabIndex={0}>
      {lines.map((line, i) => (
        <span key={i} className={line.kind}>{SIGNS[line.kind]} {line.kind === 'skipped' ? t.skipped(line.text) : line.text}{'\n'}</span>
      ))}
    </pre>
  );
}

/** The lines of a version without what every version changes. */
function contentOf(entry: Entry): string[] {
  const { meta, ...content } = entry.resource!;
  const { versionId: _version, lastUpdated: _time, ...kept } = typeof meta === 'object' && meta !== null && !Array.isArray(meta) ? (meta as { [name: string]: never }) : {};
  return writeJson(Object.keys(kept).length > 0 ? { ...content, meta: kept } : content, 2).split('\n');
}
