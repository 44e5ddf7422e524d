// Canned answers of a FHIR door.
const param = (name, type) => ({ name, type });
const CAPABILITY = {
  resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', software: { name: 'Socle', version: '0' }, implementation: { url: 'https://hospital.example/fhir' },
  rest: [{
    mode: 'server', resource: [
      { type: 'Patient', searchParam: [param('name', 'string'), param('birthdate', 'date'), param('_id', 'token')],
        searchRevInclude: ['Observation:subject', 'Encounter:subject'] },
      { type: 'Observation', searchParam: [param('code', 'token'), param('value-quantity', 'quantity'), param('date', 'date'), param('subject', 'reference')] },
      { type: 'Encounter', searchParam: [param('subject', 'reference')] },
    ],
  }],
};

const NARRATIVE = '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="window.harmed=1">Hello <b>Anna</b></p>' +
  '<script>window.harmed=1</script><img src="x" onerror="window.harmed=1" alt="(picture)"/><a href="javascript:window.harmed=1">link</a></div>';
const patient = (version, more) => ({
  resourceType: 'Patient', id: '1', meta: { versionId: String(version), lastUpdated: `2026-01-0${version}T00:00:00Z` }, active: true,
  name: [{ family: 'Doe', given: ['Anna'] }], ...more,
});
const LATEST = { ...patient(3, { birthDate: '1974-12-25', managingOrganization: { reference: 'https://hospital.example/fhir/Organization/2' } }), text: { status: 'generated', div: NARRATIVE } };
const weight = (i) => ({
  resourceType: 'Observation', id: `w${i}`, meta: { versionId: '1', lastUpdated: '2026-01-03T00:00:00Z' }, status: 'final', code: { text: 'Weight' },
  subject: { reference: 'Patient/1' }, effectiveDateTime: `2026-01-0${i + 1}`, valueQuantity: { value: 70 + i, unit: 'kg' },
});

const outcome = (diagnostics) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid', diagnostics, expression: ['name'] }] });
const bundle = (resources, more) => ({ resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })), ...more });

const COUNTS = { 'Patient?_summary=count': 1, 'Observation?_summary=count': 3, 'Encounter?_summary=count': 0, 'Observation?subject=Patient/1&_summary=count': 3 };

const HISTORY = {
  resourceType: 'Bundle', type: 'history', total: 3, entry: [
    { resource: LATEST, request: { method: 'PUT' } },
    { request: { method: 'DELETE' }, response: { etag: 'W/"2"', lastModified: '2026-01-02T00:00:00Z' } },
    { resource: patient(1, {}), request: { method: 'POST' } },
  ],
};

/** The status and the body for "GET /Patient/1". */
export function answerFhir(asked, body) {
  switch (asked) {
    case 'GET /metadata': return [200, CAPABILITY];
    case 'POST ': {
      const entry = JSON.parse(body).entry.map(({ request }) => ({ resource: { resourceType: 'Bundle', type: 'searchset', total: COUNTS[request.url] ?? 0 } }));
      return [200, { resourceType: 'Bundle', type: 'batch-response', entry }];
    }
    case 'GET /Patient': return [200, bundle([LATEST], { total: 1 })];
    case 'GET /Patient?name:exact=Do%26e&birthdate=ge1970': return [200, bundle([LATEST], { total: 1 })];
    case 'GET /Patient?name:exact=bad': return [400, outcome('no such name')];
    case 'GET /Patient/1': return [200, LATEST];
    case 'GET /Patient/1/_history': return [200, HISTORY];
    case 'GET /Patient/1/_history/1': return [200, patient(1, {})];
    case 'GET /Observation':
    case 'GET /Observation?subject=Patient/1':
      return [200, bundle([weight(0), weight(1)], { total: 3, link: [{ relation: 'next', url: 'https://hospital.example/fhir/Observation?page=2' }] })];
    case 'GET /Observation?page=2': return [200, bundle([weight(2)], { total: 3 })];
    case 'GET /Encounter/gone': return [410, outcome('it was deleted')];
    default: return [404, outcome('there is none')];
  }
}
