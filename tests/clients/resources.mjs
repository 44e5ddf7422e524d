// What the clients' tests send, and where to.
export const base = process.env.FHIR_BASE;

export function patient(members = {}) {
  return {
    resourceType: 'Patient', name: [{ family: 'Müller', given: ['Ada', 'Zoë'] }], gender: 'female',
    birthDate: '1970-03-30', ...members,
  };
}

export function observation(subject, members = {}) {
  return {
    resourceType: 'Observation', status: 'final', subject: { reference: subject },
    code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] }, effectiveDateTime: '2020-01-02',
    valueQuantity: { value: 172, unit: 'cm', system: 'http://unitsofmeasure.org', code: 'cm' }, ...members,
  };
}

/// An identifier that no other test uses.
let numbers = 0;
export function identifier() {
  numbers += 1;
  return { system: 'urn:clients', value: `${process.pid}-${numbers}` };
}

export function token(of) {
  return `${of.system}|${of.value}`;
}

export function bundle(type, ...entries) {
  return { resourceType: 'Bundle', type, entry: entries };
}

export function entry(method, url, resource, fullUrl) {
  return { request: { method, url }, ...(resource && { resource }), ...(fullUrl && { fullUrl }) };
}

export function resources(page) {
  return (page.entry ?? []).map((each) => each.resource);
}
