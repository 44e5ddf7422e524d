import { createElement, useMemo, type ReactNode } from 'react';
import { safeNarrative, type Safe } from './safeNarrative';

/** A narrative's markup, made anew from what is harmless in it: no HTML of a resource gets into the page. */
export function Narrative({ markup }: { markup: string }) {
  const content = useMemo(() => {
    // As XML of no namespace: its elements are none of HTML's, so that nothing of it runs or is loaded. What is no XML
    // is not shown.
    const plain = markup.replace(/\sxmlns(:[\w-]+)?\s*=\s*("[^"]*"|'[^']*')/g, '').replace(/&nbsp;/g, '&#160;');
    const parsed = new DOMParser().parseFromString(plain, 'application/xml');
    return parsed.querySelector('parsererror') ? [] : safeNarrative(parsed.documentElement);
  }, [markup]);
  return <>{content.map(render)}</>;
}

function render(safe: Safe, key: number): ReactNode {
  if (typeof safe === 'string') return safe;
  const link = safe.attributes.href ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  const children = safe.children.map(render);
  return createElement(safe.tag, { ...safe.attributes, ...link, key }, ...(children.length > 0 ? [children] : []));
}
