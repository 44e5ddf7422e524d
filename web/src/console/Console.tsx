import { Suspense, type ComponentType } from 'react';
import { texts } from '../text';

/** A page of the console: where it is served, and what it shows. */
export interface Page {
  path: string;
  /** Another path that serves it. */
  alias?: string;
  title: string;
  documentTitle: string;
  content: ComponentType;
}

/** The frame around every page: the way between the pages, and the one at `path`, else the first. */
export function Console({ pages, path }: { pages: readonly [Page, ...Page[]]; path: string }) {
  const current = pages.find((page) => page.path === path || page.alias === path) ?? pages[0];
  const Content = current.content;
  document.title = current.documentTitle;
  return (
    <>
      <a className="skip" href="#content">{texts.console.skip}</a>
      <header className="frame">
        <span className="brand">Socle</span>
        <nav aria-label={texts.console.pages}>
          {pages.map((page) => (
            <a key={page.path} href={page.path} aria-current={page === current ? 'page' : undefined}>{page.title}</a>
          ))}
          <a href="/">{texts.console.api}</a>
        </nav>
      </header>
      <main id="content"><Suspense><Content /></Suspense></main>
    </>
  );
}
