export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'skipped'; // skipped: `text` says how many
  text: string;
}

const MOST = 4_000_000; // pairs of lines to compare
const CONTEXT = 2;

/**
 * What lines turn `before` into `after`, in order, with two unchanged lines around them; nothing where they are the
 * same. Very different long texts are given as removed and added whole.
 */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) ++start;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) ++end;
  const same = (lines: readonly string[]) => lines.map((text): DiffLine => ({ kind: 'same', text }));
  const changed = between(before.slice(start, before.length - end), after.slice(start, after.length - end));
  if (changed.length === 0) return [];
  return withContext([...same(before.slice(0, start)), ...changed, ...same(before.slice(before.length - end))]);
}

/** The shortest difference, by the longest common subsequence. */
function between(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (a.length * b.length > MOST) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; --i) {
    for (let j = b.length - 1; j >= 0; --j) {
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) lines.push({ kind: 'same', text: a[i++]! }), ++j;
    else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) lines.push(removed(a[i++]!));
    else lines.push(added(b[j++]!));
  }
  return lines;
}

function withContext(lines: readonly DiffLine[]): DiffLine[] {
  const isNear = lines.map(() => false);
  lines.forEach((line, at) => {
    if (line.kind === 'same') return;
    for (let i = Math.max(0, at - CONTEXT); i <= Math.min(lines.length - 1, at + CONTEXT); ++i) isNear[i] = true;
  });
  const shown: DiffLine[] = [];
  for (let at = 0; at < lines.length;) {
    if (isNear[at]) {
      shown.push(lines[at++]!);
      continue;
    }
    const from = at;
    while (at < lines.length && !isNear[at]) ++at;
    shown.push({ kind: 'skipped', text: String(at - from) });
  }
  return shown;
}
