import { plainText, type Block } from './document.ts';
import { inlines } from './prose-inlines.ts';

const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** The table that begins at a line, as GitHub's Markdown has them: a head, a rule, rows; null: none does. */
export function tableAt(
  lines: readonly string[],
  at: number,
): { readonly block: Block; readonly next: number } | null {
  const head = lines[at] ?? '';
  if (!head.includes('|') || !RULE.test(lines[at + 1] ?? '')) return null;
  const titles = cellsOf(head).map((cell) => plainText(inlines(cell)));
  const ends = cellsOf(lines[at + 1] ?? '').map(
    (rule) => rule.endsWith(':') && !rule.startsWith(':'),
  );
  let next = at + 2;
  while ((lines[next] ?? '').includes('|')) next++;
  const rows = lines.slice(at + 2, next).map((line) => cellsOf(line));
  const longest = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const columns = titles.map((title, column) => ({
    title,
    // Room by what stands in it, and some for the shortest.
    share: Math.min(60, Math.max(10, longest[column] ?? 0)),
    ...(ends[column] === true ? { align: 'end' as const } : {}),
  }));
  const block: Block = {
    kind: 'table',
    id: 'written-table',
    caption: titles.join(', '),
    style: 'list',
    columns,
    rows: rows.map((row) => ({
      cells: titles.map((_title, column) => [inlines(row[column] ?? '')]),
    })),
  };
  return { block, next };
}

/** Cells of a row; `\|` is a bar within one. */
function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
