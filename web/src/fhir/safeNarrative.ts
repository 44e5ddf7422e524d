/** What is read of a node of a parsed document; a DOM Node is one. */
export interface MarkupNode {
  nodeType: number;
  nodeName: string;
  nodeValue: string | null;
  childNodes: ArrayLike<MarkupNode>;
  getAttribute?: (name: string) => string | null;
}

/** A narrative of which nothing is left but what is harmless. */
export type Safe = string | { tag: string; attributes: { [name: string]: string }; children: Safe[] };

const ELEMENT = 1;
const TEXT = 3;
// FHIR R4, Narrative: basic formatting. Pictures are not shown: the page loads nothing that a narrative names.
const TAGS = new Set(('p br div span b i em strong small big tt h1 h2 h3 h4 h5 h6 blockquote hr address bdo kbd sub sup ins del q var abbr ' +
  'cite dfn code samp pre ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td a').split(' '));
const DROPPED = new Set(['script', 'style', 'head', 'title', 'object', 'iframe', 'template', 'svg', 'math', 'form', 'input', 'textarea', 'select']);
const ATTRIBUTES: { [name: string]: string } = { title: 'title', colspan: 'colSpan', rowspan: 'rowSpan', lang: 'lang', dir: 'dir' };
const DEEPEST = 64;

/**
 * The narrative below `node`: tags, attributes and links that a narrative may have, as data. Of another element its
 * content stays, unless it is code. Links lead to http and https only.
 */
export function safeNarrative(node: MarkupNode, depth = 0): Safe[] {
  if (node.nodeType === TEXT) return [node.nodeValue ?? ''];
  if (node.nodeType !== ELEMENT || depth > DEEPEST) return [];
  const tag = node.nodeName.toLowerCase();
  if (DROPPED.has(tag)) return [];
  if (tag === 'img') return [node.getAttribute?.('alt') ?? ''];
  const children = Array.from(node.childNodes).flatMap((child) => safeNarrative(child, depth + 1));
  if (!TAGS.has(tag)) return children;
  const attributes: { [name: string]: string } = {};
  for (const [name, property] of Object.entries(ATTRIBUTES)) {
    const value = node.getAttribute?.(name);
    if (value !== null && value !== undefined) attributes[property] = value;
  }
  const href = tag === 'a' ? node.getAttribute?.('href') : null;
  if (href && /^https?:\/\//i.test(href)) attributes.href = href;
  return [{ tag, attributes, children }];
}
