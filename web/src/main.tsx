import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AqlPage } from './aql/AqlPage';
import { Console } from './console/Console';
import './style.css';
import { texts } from './text';

const query = { path: '/aql', title: texts.aql.title, documentTitle: texts.aql.documentTitle, content: AqlPage };

createRoot(document.getElementById('console')!).render(
  <StrictMode><Console pages={[query]} path={location.pathname} /></StrictMode>,
);
