import { isA } from './vocabulary';

/** A path of an archetype's values, as the server lays it out. */
export interface LaidPath {
  path: string; // from the archetype's root: "/data[at0001]/…"
  name?: string; // "Systolic"
  type?: string; // "DV_QUANTITY"
  table?: string;
  column?: string;
}

export interface LaidArchetype {
  archetypeId: string;
  type: string; // "OBSERVATION"
  paths: LaidPath[];
}

/** The archetypes of the uploaded templates, by id. */
export type Layout = ReadonlyMap<string, LaidArchetype>;

type Json = Record<string, unknown>;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function list(value: unknown): Json[] {
  if (!Array.isArray(value)) return [];
  return value.filter((v): v is Json => typeof v === 'object' && v !== null);
}

/** Reads the answer of GET definition/layout; what it does not know of, it passes over. */
export function readLayout(body: unknown): Layout {
  const layout = new Map<string, LaidArchetype>();
  for (const item of list((body as Json | null)?.archetypes)) {
    const archetypeId = text(item.archetype_id);
    if (!archetypeId) continue;
    const paths = list(item.paths).flatMap((p): LaidPath[] => {
      const path = text(p.path);
      if (!path) return [];
      return [{ path, name: text(p.name), type: text(p.type), table: text(p.table), column: text(p.column) }];
    });
    layout.set(archetypeId, { archetypeId, type: text(item.type) ?? classOf(archetypeId), paths });
  }
  return layout;
}

/** "OBSERVATION" of openEHR-EHR-OBSERVATION.blood_pressure.v2. */
export function classOf(archetypeId: string): string {
  return /-([A-Z_]+)\./.exec(archetypeId)?.[1] ?? '';
}

/** "blood_pressure" of openEHR-EHR-OBSERVATION.blood_pressure.v2. */
export function conceptOf(archetypeId: string): string {
  return /\.([^.]+(?:\.[^.]+)*?)\.v\d/.exec(archetypeId)?.[1] ?? archetypeId;
}

/** The archetypes of a class or of one that descends from it, by id. */
export function archetypesOf(layout: Layout, className: string): LaidArchetype[] {
  const all = [...layout.values()].sort((a, b) => a.archetypeId.localeCompare(b.archetypeId));
  return className ? all.filter((a) => isA(a.type, className)) : all;
}

/** The archetype of that id; where it is not laid, the latest version of the same concept. */
export function findArchetype(layout: Layout, id: string): LaidArchetype | undefined {
  const bare = id.slice(id.lastIndexOf('::') < 0 ? 0 : id.lastIndexOf('::') + 2);
  const exact = layout.get(bare);
  if (exact) return exact;
  const stem = bare.replace(/\.v\d.*$/, '.v');
  return [...layout.values()].filter((a) => a.archetypeId.startsWith(stem)).pop();
}
