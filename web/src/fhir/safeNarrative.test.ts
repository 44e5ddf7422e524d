import { expect, test } from 'vitest';
import { safeNarrative, type MarkupNode } from './safeNarrative';

const text = (nodeValue: string): MarkupNode => ({ nodeType: 3, nodeName: '#text', nodeValue, childNodes: [] });
const element = (nodeName: string, attributes: { [name: string]: string } = {}, ...childNodes: MarkupNode[]): MarkupNode =>
  ({ nodeType: 1, nodeName, nodeValue: null, childNodes, getAttribute: (name) => attributes[name] ?? null });

test('basic formatting stays', () => {
  const table = element('table', {}, element('tr', {}, element('td', { colspan: '2', class: 'x', style: 'color:red', id: 'i' }, text('a'))));
  expect(safeNarrative(element('div', {}, element('p', { title: 't' }, text('x'), element('br')), table))).toEqual([
    { tag: 'div', attributes: {}, children: [
      { tag: 'p', attributes: { title: 't' }, children: ['x', { tag: 'br', attributes: {}, children: [] }] },
      { tag: 'table', attributes: {}, children: [{ tag: 'tr', attributes: {}, children: [{ tag: 'td', attributes: { colSpan: '2' }, children: ['a'] }] }] },
    ] },
  ]);
});

test('code, events, pictures and other elements do not', () => {
  const nodes = [element('SCRIPT', {}, text('alert(1)')), element('style', {}, text('x')), element('iframe', { src: 'x' }),
    element('b', { onclick: 'alert(1)', onmouseover: 'x' }, text('bold')), element('img', { src: 'http://x', alt: 'a picture' }),
    element('font', {}, text('kept')), element('form', {}, element('input')), { ...text('a comment'), nodeType: 8 }];
  expect(nodes.flatMap((node) => safeNarrative(node))).toEqual([{ tag: 'b', attributes: {}, children: ['bold'] }, 'a picture', 'kept']);
});

test.each([
  ['https://example.org/a', true], ['HTTP://example.org', true], ['javascript:alert(1)', false], [' javascript:alert(1)', false],
  ['data:text/html,x', false], ['#top', false], ['//example.org', false], ['java\nscript:alert(1)', false],
])('a link to %s', (href, isKept) => {
  expect(safeNarrative(element('a', { href }, text('x')))).toEqual([{ tag: 'a', attributes: isKept ? { href } : {}, children: ['x'] }]);
});

test('what is nested too deep is left out', () => {
  let node = text('deep');
  for (let i = 0; i < 100; ++i) node = element('b', {}, node);
  expect(JSON.stringify(safeNarrative(node))).not.toContain('deep');
});
