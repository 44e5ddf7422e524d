import { lazy, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console/Console';
import './style.css';
import { texts } from './text';

// Each page is a file of its own, so that none loads what only another needs.
const AqlPage = lazy(async () => ({ default: (await import('./aql/AqlPage')).AqlPage }));
const FhirPage = lazy(async () => ({ default: (await import('./fhir/FhirPage')).FhirPage }));

const query = { path: '/aql', title: texts.aql.title, documentTitle: texts.aql.documentTitle, content: AqlPage };
const fhir = { path: '/fhir', alias: '/fhir-browser', title: texts.fhir.title, documentTitle: texts.fhir.documentTitle, content: FhirPage };

createRoot(document.getElementById('console')!).render(
  <StrictMode><Console pages={[query, fhir]} path={location.pathname} /></StrictMode>,
);
