/** What the page shows. It stands in the address behind "#", so that it can be kept, sent and gone back to. */
export type Place =
  | { kind: 'types' }
  /** `query` is what the form says; `page` the query of the server's link to a page of it, or empty. */
  | { kind: 'search'; type: string; query: string; page: string }
  | { kind: 'resource'; type: string; id: string; version: string }
  | { kind: 'history'; type: string; id: string; page: string };

const TYPE = /^[A-Z][A-Za-z]+$/;
const ID = /^(?!\.\.?$)[A-Za-z0-9.-]{1,64}$/; // a path's "." and ".." are none

/** The place that "#/Patient/1" names; the list of types where it names none. */
export function placeOf(hash: string): Place {
  const [path = '', page = ''] = hash.replace(/^#/, '').split('#');
  const [steps = '', ...query] = path.split('?');
  const [, type = '', id, history, version, ...more] = steps.split('/');
  if (!TYPE.test(type) || more.length > 0) return { kind: 'types' };
  if (id === undefined) return { kind: 'search', type, query: query.join('?'), page };
  if (!ID.test(id)) return { kind: 'types' };
  if (history === undefined) return { kind: 'resource', type, id, version: '' };
  if (history !== '_history') return { kind: 'types' };
  if (version === undefined) return { kind: 'history', type, id, page };
  return ID.test(version) ? { kind: 'resource', type, id, version } : { kind: 'types' };
}

export function hashOf(place: Place): string {
  const page = 'page' in place && place.page ? `#${place.page}` : '';
  switch (place.kind) {
    case 'types': return '#/';
    case 'search': return `#/${place.type}${place.query || page ? `?${place.query}` : ''}${page}`;
    case 'resource': return `#/${place.type}/${place.id}${place.version ? `/_history/${place.version}` : ''}`;
    case 'history': return `#/${place.type}/${place.id}/_history${page}`;
  }
}

/** What to ask the server for at a place: "/Patient?name=x". */
export function pathOf(place: Exclude<Place, { kind: 'types' }>): string {
  switch (place.kind) {
    case 'search': {
      const query = place.page || place.query;
      return `/${place.type}${query ? `?${query}` : ''}`;
    }
    case 'resource': return `/${place.type}/${place.id}${place.version ? `/_history/${place.version}` : ''}`;
    case 'history': return `/${place.type}/${place.id}/_history${place.page ? `?${place.page}` : ''}`;
  }
}

const LITERAL = /^[A-Z][A-Za-z]+\/[^/?#]+(\/_history\/[^/?#]+)?$/;

/**
 * Where a literal reference leads in this server, or null: "Patient/1", or the same behind `base`. A contained
 * resource, a UUID and another server's resource lead nowhere.
 */
export function placeOfReference(reference: string, base: string): Place | null {
  const relative = reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference;
  if (!LITERAL.test(relative)) return null;
  const place = placeOf(`#/${relative}`);
  return place.kind === 'resource' ? place : null;
}
