import type { Resource } from '../door/fhir';
import { isObject, type Value } from '../door/json';

export interface SearchParam {
  name: string;
  type: string; // number date string token reference composite quantity uri special
  documentation: string;
}

/** What the server does with a resource type. */
export interface TypeCapability {
  type: string;
  params: SearchParam[]; // by name, those of every type last
  /** "Observation:subject": what may refer to it, and by which search parameter. */
  revIncludes: string[];
}

export interface Capability {
  base: string; // the server's own name for the door, or empty
  software: string;
  fhirVersion: string;
  types: TypeCapability[]; // by name
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
const objects = (value: Value | undefined) => (Array.isArray(value) ? value.filter(isObject) : []);
const strings = (value: Value | undefined) => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []);

/** Reads a CapabilityStatement. What a server leaves out is left out here. */
export function readCapability(statement: Resource): Capability {
  const rest = objects(statement.rest).find((r) => r.mode === 'server') ?? {};
  const shared = objects(rest.searchParam).map(readParam);
  const types = objects(rest.resource).map((resource): TypeCapability => {
    const own = objects(resource.searchParam).map(readParam);
    const params = [...own, ...shared.filter((s) => !own.some((p) => p.name === s.name))].filter((p) => p.name !== '');
    return { type: text(resource.type), params: params.sort(byName), revIncludes: strings(resource.searchRevInclude) };
  });
  const software = isObject(statement.software) ? statement.software : {};
  return {
    base: isObject(statement.implementation) ? text(statement.implementation.url).replace(/\/$/, '') : '',
    software: [text(software.name), text(software.version)].filter(Boolean).join(' '),
    fhirVersion: text(statement.fhirVersion),
    types: types.filter((t) => t.type !== '').sort((a, b) => (a.type < b.type ? -1 : 1)),
  };
}

function readParam(param: { [name: string]: Value }): SearchParam {
  return { name: text(param.name), type: text(param.type), documentation: text(param.documentation) };
}

function byName(a: SearchParam, b: SearchParam): number {
  const common = Number(a.name.startsWith('_')) - Number(b.name.startsWith('_'));
  return common || (a.name < b.name ? -1 : 1);
}
